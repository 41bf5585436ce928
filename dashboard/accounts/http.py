"""The request as a view sees it once the gates are passed."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from dashboard.accounts.models import User


class AuthenticatedRequest(HttpRequest):
    """A request of somebody who has signed in; every view without `login_not_required` gets one."""

    user: User
    htmx: HtmxDetails

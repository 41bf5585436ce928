"""The request of somebody who has signed in, as a view gets it."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from dashboard.accounts.models import User


class AuthenticatedRequest(HttpRequest):
    """A request of somebody who has signed in; every view without `login_not_required` gets one."""

    user: User
    htmx: HtmxDetails

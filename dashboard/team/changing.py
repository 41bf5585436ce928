"""Doing a change of the team, and saying what stood in the way where it was not done."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404
from django.utils.translation import gettext as _

from dashboard.accounts.http import AuthenticatedRequest
from dashboard.team import services


def changed(request: AuthenticatedRequest, change: Callable[[], object], done: str = "") -> bool:
    """Make a change and say `done`; say why not, and return False, where it must not be. Raises Http404."""
    try:
        change()
    except services.LastAdmin:
        messages.error(request, _("This is the last admin who can come in. Make somebody else an admin first."))
        return False
    except services.Oneself:
        messages.error(request, _("You cannot do this to yourself. Another admin can."))
        return False
    except services.Removed:
        raise Http404 from None
    if done:
        messages.success(request, done)
    return True

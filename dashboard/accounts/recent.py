"""What cannot be undone wants the password once more, given a moment ago."""

from __future__ import annotations

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.http import HttpRequest

from dashboard.accounts.models import User
from dashboard.accounts.sessions.lifetimes import is_within


def gave_password_recently(request: HttpRequest, user: User, *, again: bool = False) -> bool:
    """Whether this session's person has shown who they are within the last minutes.

    Signing in counts, unless they have to have done it `again` after that.
    """
    records = get_authentication_records(request, user)
    given = [float(record.get("at", 0.0)) for record in records if record.get("reauthenticated") or not again]
    return any(is_within(at, settings.ACCOUNT_REAUTHENTICATION_TIMEOUT) for at in given)

"""Why a credential was not accepted or could not be tested, in sentences for the person who offered it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dashboard.accounts.models import User
from dashboard.gateway.notices import sentence_of
from dashboard.upstream.errors import CredentialRefused, Forbidden, Throttled, UpstreamError

REFUSED: dict[str, str | Promise] = {
    "track_token": _(
        "Track does not accept this token. Copy it again from your profile settings; resetting it there ends the old "
        "one."
    ),
    "track_password": _(
        "Track does not accept this e-mail and password. If you sign in with Google, Apple or a passkey, you have no "
        "password there: use the API token."
    ),
    "focus_key": _(
        "Focus does not accept this key. It ends when it expires, and when a new one is made. Make a new one in Focus."
    ),
    "focus_password": _(
        "Focus does not accept this e-mail and password. Many accounts are let in by API key alone: make one in Focus."
    ),
}
NO_TOKEN = _("Track accepted the password but did not name your API token. Paste the token itself instead.")
TOO_MANY_TRIES = _("These were many tries in a short time. Wait ten minutes, then try again.")
STILL_TESTING = _("This form was sent twice, and the first test is still under way. Reload the page in a moment.")


def why_not(kind: str, error: UpstreamError, user: User) -> str:
    """Say why a credential of this kind could not be tested, or that it was refused."""
    if isinstance(error, (CredentialRefused, Forbidden)):
        return str(REFUSED[kind])
    if isinstance(error, Throttled) and not error.service:
        return str(TOO_MANY_TRIES)
    return sentence_of(error, user)

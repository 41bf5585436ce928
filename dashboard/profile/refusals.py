"""What Track says of a value that it refuses, in words that help; its own sentence stands behind them."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# The sentences of `PUT /me` as the reference has them; a test holds the two together.
HELP: dict[str, str | Promise] = {
    "current password is not valid": gettext_lazy("This is not your present password at Toggl."),
    "current password must be present to change password": gettext_lazy("Type your present password at Toggl too."),
    "invalid beginning_of_week": gettext_lazy("Choose one of the seven days."),
    "invalid country_id": gettext_lazy("Toggl knows no country of this number."),
    "invalid default_workspace_id": gettext_lazy("Choose a workspace to which you belong."),
    "invalid email": gettext_lazy("Toggl takes this for no e-mail address."),
    "invalid fullname": gettext_lazy("Toggl does not take this for a name."),
    "invalid timezone": gettext_lazy("Toggl does not know this zone. Choose another one near you."),
    "password should be at least 6 characters": gettext_lazy("Toggl wants at least 6 characters."),
    "user with this email already exists": gettext_lazy("Somebody else at Toggl has this address."),
}


def said(sentence: str) -> str:
    """Return what to show beside a field for a sentence of Track's."""
    quote = _("Track says: “%(quote)s”") % {"quote": sentence} if sentence else _("Track did not accept this.")
    helping = HELP.get(sentence.casefold().rstrip("."))
    return f"{helping} {quote}" if helping else quote

"""Why a change cannot be undone, in a sentence for each."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dashboard.audit.models import Kind

NOT_SEEN = _("Tandem had not seen what was there before, so it cannot put it back.")
NOT_NAMED = _("Toggl did not say what it made, so Tandem does not know what to take away.")
UNSET = _("It was not set before, and Toggl has no way back to “not set”.")
SECRET = _("A password is never kept, so it cannot be put back.")
UNDOABLE = _("Toggl offers no way to take this back.")

_KEY = _("A key is never kept in history. Connect again on the page of connections.")
OPERATIONS: dict[str, str | Promise] = {
    "track.close_account": _("Toggl does not open a closed account again."),
    "track.confirm_lost_password": SECRET,
    "track.request_lost_password": _("A mail that was sent cannot be called back."),
}
KINDS: dict[str, str | Promise] = {
    Kind.CONNECTED: _("Disconnect on the page of connections instead."),
    Kind.REPLACED: _KEY,
    Kind.DISCONNECTED: _KEY,
    Kind.PERSON_CREATED: _("People are managed on the page of the team."),
}

# What an undo does not bring back, for the page of the change.
NOTES: dict[str, str | Promise] = {
    "focus.delete_status": _("Tasks that had this status keep the one that Toggl gave them instead."),
    "focus.delete_time_block": _("Calendars that were told of it may show it anew, or not at all; Toggl does not say."),
}


def of_operation(operation_id: str) -> str | Promise:
    """Return why an operation without an inverse has none."""
    return OPERATIONS.get(operation_id, UNDOABLE)


def of_kind(kind: str) -> str | Promise:
    """Return why a change inside Tandem is not undone here."""
    return KINDS.get(kind, _("This is not undone from history."))

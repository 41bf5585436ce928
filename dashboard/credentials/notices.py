"""What the owner of a connection has to know of it: it was refused, it ends soon, it works again.

Pages show these to their owner, `manage.py send_notices` mails each once. They are read off the stored state; nothing
is asked and nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dashboard.credentials.models import Connection, State

Kind = Literal["refused", "unreadable", "expires", "recovered"]

THRESHOLDS = (0, 2, 7)  # days before the end of a key at which its owner is told again
RECOVERED_FOR = timedelta(days=1)  # how long a page says that a connection works again


@dataclass(frozen=True, slots=True)
class ConnectionNotice:
    """One thing to know, in a person's words, translated."""

    kind: Kind
    key: str  # names the notice and what it is about: the same key is the same news
    service: str
    name: str
    tone: Literal["bad", "warn", "good"]
    text: str

    @property
    def is_urgent(self) -> bool:
        """Whether it stays until its cause is gone."""
        return self.kind in {"refused", "unreadable"}


def notices(connections: Iterable[Connection]) -> list[ConnectionNotice]:
    """Return what there is to know of these connections."""
    return [notice for connection in connections for notice in (_trouble(connection), _end(connection)) if notice]


def days_left(connection: Connection) -> int | None:
    """Return the days until the key ends, negative once it has; None while that is far away or not known."""
    if connection.expires_at is None:
        return None
    days = (connection.expires_at - timezone.localdate()).days
    return days if days <= THRESHOLDS[-1] else None


def words_of_end(days: int) -> str:
    """Say when a key ends, and what to do about it."""
    if days < 0:
        return _("This key has expired. Make a new one in Focus and replace it here.")
    if days == 0:
        return _("This key expires today. Make a new one in Focus and replace it here.")
    words = ngettext(
        "This key expires in %(days)d day. Make a new one in Focus and replace it here.",
        "This key expires in %(days)d days. Make a new one in Focus and replace it here.",
        days,
    )
    return words % {"days": days}


def tone_of_end(days: int) -> Literal["bad", "warn"]:
    """Return how urgent the end of a key is."""
    return "bad" if days <= THRESHOLDS[1] else "warn"


def _trouble(connection: Connection) -> ConnectionNotice | None:
    """Say that a connection needs its owner, or no longer does."""
    since = connection.trouble_since or connection.state_at
    mark = f"{connection.generation}:{since.isoformat() if since else ''}"
    if connection.state == State.REFUSED:
        text = _("Toggl no longer accepts your key. Nothing was lost: replace it, and all goes on as before.")
        return _notice(connection, "refused", f"refused:{mark}", "bad", text)
    if connection.state == State.UNREADABLE:
        text = _("The stored key cannot be opened on this server. Replace it, or ask your admin.")
        return _notice(connection, "unreadable", f"unreadable:{mark}", "bad", text)
    at = connection.recovered_at
    if at and timezone.now() - at < RECOVERED_FOR:
        return _notice(connection, "recovered", f"recovered:{at.isoformat()}", "good", _("It works again."))
    return None


def _end(connection: Connection) -> ConnectionNotice | None:
    days, end = days_left(connection), connection.expires_at
    if days is None or end is None or connection.state == State.REFUSED:  # refused says it already
        return None
    return _notice(connection, "expires", _key_of_end(days, end), tone_of_end(days), words_of_end(days))


def _key_of_end(days: int, end: date) -> str:
    threshold = next(threshold for threshold in THRESHOLDS if days <= threshold)
    return f"expires-{threshold}:{end.isoformat()}"


def _notice(
    connection: Connection, kind: Kind, key: str, tone: Literal["bad", "warn", "good"], text: str
) -> ConnectionNotice:
    return ConnectionNotice(kind, key, connection.service, connection.get_service_display(), tone, text)

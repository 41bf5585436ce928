"""Sessions in the database, each under a hash of what its cookie says: whoever reads the table can open none.

There is no cache in between, so a session that was ended is over wherever the next request arrives.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import connection
from django.utils import timezone

from dashboard.accounts.members import first_row

LENGTH = 40  # hexadecimal digits that the column holds: 160 bits
FIND = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"


def stored_name(session_key: str) -> str:
    """Return the name of a session in the tables. The key is beyond guessing, so a plain hash does."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:LENGTH]


class SessionStore(DatabaseStore):
    """Django's, whose `session_key` is the cookie's value, and whose row has the hash of it."""

    def load(self) -> dict[str, Any]:
        """Return what the session holds, nothing where it is over."""
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        row = first_row(FIND, stored_name(self.session_key), now) if self.session_key else None
        if row is None:
            self._session_key = None
            return {}
        found: dict[str, Any] = self.decode(row[0])
        return found

    def exists(self, session_key: str) -> bool:
        """Whether there is a session of this key."""
        return super().exists(stored_name(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        """Return the row to be saved."""
        row = super().create_model_instance(data)
        row.session_key = stored_name(row.session_key)
        return row

    def delete(self, session_key: str | None = None) -> None:
        """End this session, or the one of a key."""
        if key := session_key or self.session_key:
            super().delete(stored_name(key))

    # Django's own would pass by all that.
    aload, aexists, asave = SessionBase.aload, SessionBase.aexists, SessionBase.asave
    acreate, adelete = SessionBase.acreate, SessionBase.adelete

"""Who a call is made for: a credential of one member and the header that it becomes."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from typing import Literal

from dashboard.upstream.secret import Hidden, Secret

Kind = Literal["track_token", "track_password", "focus_key", "focus_password"]


@dataclass(frozen=True, slots=True)
class Authorization:
    """One credential, given with each call and kept on no shared object."""

    kind: Kind
    secret: Secret
    email: str = ""

    @property
    def service(self) -> Literal["track", "focus"]:
        """The service that accepts this kind of credential."""
        return "track" if self.kind.startswith("track_") else "focus"

    def header(self) -> Hidden:
        """Return the value of the `Authorization` header.

        https://engineering.toggl.com/docs/authentication and
        https://engineering.toggl.com/docs/focus_start/authentication
        """
        if self.kind == "focus_key":
            return Hidden("Bearer " + self.secret.reveal())
        return Hidden("Basic " + b64encode(self._pair().encode("utf-8")).decode("ascii"))

    def spellings(self) -> tuple[str, ...]:
        """Return every spelling in which an answer could echo the secret, longest first; empty ones left out."""
        plain = self.secret.reveal()
        found = {plain, self.header().encode("utf-8").decode("utf-8").partition(" ")[2]}
        return tuple(sorted(filter(None, found), key=len, reverse=True))

    def _pair(self) -> str:
        if self.kind == "track_token":
            return f"{self.secret.reveal()}:api_token"
        return f"{self.email}:{self.secret.reveal()}"

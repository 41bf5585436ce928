"""The forms of the connections page, as browsers send them."""

from __future__ import annotations

import html
import re
from typing import Any

from dashboard.accounts.models import User
from dashboard.audit.models import Entry
from dashboard.credentials.models import Connection
from dashboard.sandbox.people import CHARLIE

PASTED = {"track": ("token", CHARLIE.track_token), "focus": ("key", CHARLIE.focus_key)}


def offer(client: Any, service: str, way: str, *, idempotency_key: str = "", **fields: str) -> Any:
    """Send one of the four forms."""
    data = {f"{service}-{way}-{name}": value for name, value in fields.items()}
    return client.post(f"/connections/{service}/connect/{way}/", {**data, "idempotency_key": idempotency_key})


def paste(client: Any, service: str, secret: str = "", **fields: str) -> Any:
    """Paste a token or key, Charlie's own by default, and send it."""
    way, own = PASTED[service]
    return offer(client, service, way, secret=secret or own, **fields)


def text_of(answer: Any) -> str:
    """The words of a page, without its markup."""
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


def nothing_was_stored(user: User) -> bool:
    """Whether there is neither a connection nor a word in history."""
    return not Connection.objects.filter(user=user).exists() and not Entry.objects.filter(actor_id=user.pk).exists()

"""What the calendar says of a change that did not succeed, and the one thing to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from dashboard.accounts.models import User
from dashboard.gateway.notices import notice_of
from dashboard.timeblocks.services.writes import BlockWriteResult
from dashboard.web.idempotency import FIELD, new_key

Fields = Iterable[tuple[str, str]]


def failure_of(result: BlockWriteResult, user: User, action: str = "", fields: Fields = ()) -> dict[str, Any]:
    """Return the words for a result; `fields` and `action` are what sending the same again takes."""
    if result.outcome == "unknown":
        return _unknown(result, user)
    if result.problem is None:
        text = result.mistake or _("Nothing was changed.")
        return _failure("refused", _("That was not done"), text)
    notice = notice_of(result.problem, user)
    found = _failure(notice.code, notice.title, notice.text, notice.quote, notice.tone)
    found["reconnect"] = notice.action in {"connect", "reconnect"}
    found["check"] = notice.action == "refresh"
    if notice.action == "retry" and action:
        kept = [(name, value) for name, value in fields if name not in {FIELD, "csrfmiddlewaretoken"}]
        found |= {"action": action, "retry": [*kept, (FIELD, new_key())]}
        found["text"] = _("Nothing was changed; everything is back in its place.") + " " + notice.text
    return found


def _unknown(result: BlockWriteResult, user: User) -> dict[str, Any]:
    text = _("It was sent, and no answer came, so it may have arrived. Look before you do it again.")
    quote = notice_of(result.problem, user).quote if result.problem else ""
    return _failure("unknown", _("Nobody knows yet whether this was done"), text, quote, "warn") | {"check": True}


def _failure(code: str, title: str, text: str, quote: str = "", tone: str = "bad") -> dict[str, Any]:
    return {
        "code": code,
        "title": title.rstrip("."),
        "text": text,
        "quote": quote,
        "tone": tone,
        "action": "",
        "retry": [],
        "check": False,
        "reconnect": False,
    }

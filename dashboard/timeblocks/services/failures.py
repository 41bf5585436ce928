"""What the calendar says of a change that did not succeed, and the one thing to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from dashboard.accounts.models import User
from dashboard.audit.models import Outcome
from dashboard.gateway.notices import notice_of
from dashboard.timeblocks.services.writes import BlockWriteResult
from dashboard.upstream.errors import UpstreamError
from dashboard.web.idempotency import FIELD, new_key
from dashboard.workspaces.services import WorkspaceUnknown

Fields = Iterable[tuple[str, str]]


class InvalidInput(ValueError):
    """What was sent cannot be done; `str()` says why."""


@dataclass(frozen=True, slots=True)
class Failure:
    """One failure in a person's words, and what can be done about it."""

    code: str
    title: str
    text: str
    quote: str = ""  # the service's own sentence
    tone: str = "bad"
    action: str = ""  # where `retry` is sent
    retry: tuple[tuple[str, str], ...] = ()
    check: bool = False  # whether a look at Focus helps
    reconnect: bool = False


def failure_of(result: BlockWriteResult, user: User, action: str = "", fields: Fields = ()) -> Failure:
    """Return the words for a result; `fields` and `action` are what sending the same again takes."""
    notice = notice_of(result.problem, user) if result.problem else None
    if result.outcome == Outcome.UNKNOWN:
        text = _("It was sent, and no answer came, so it may have arrived. Look before you do it again.")
        quote = notice.quote if notice else ""
        return Failure("unknown", _("Nobody knows yet whether this was done"), text, quote, "warn", check=True)
    if notice is None:
        return Failure("refused", _("That was not done"), result.mistake or _("Nothing was changed."))
    failure = Failure(
        notice.code,
        notice.title.rstrip("."),
        notice.text,
        notice.quote,
        notice.tone,
        check=notice.action == "refresh",
        reconnect=notice.action in {"connect", "reconnect"},
    )
    if notice.action != "retry" or not action:
        return failure
    kept = tuple((name, value) for name, value in fields if name not in {FIELD, "csrfmiddlewaretoken"})
    text = f"{_('Nothing was changed; everything is back in its place.')} {notice.text}"
    return replace(failure, action=action, retry=(*kept, (FIELD, new_key())), text=text)


def refused_by(error: Exception, block_id: int | None = None) -> BlockWriteResult:
    """Return the result of a change that was not sent: no answer, no workspace, or invalid input."""
    if isinstance(error, UpstreamError):
        return BlockWriteResult(Outcome.REFUSED, block_id, error)
    if isinstance(error, WorkspaceUnknown):
        return BlockWriteResult(Outcome.REFUSED, block_id, mistake=_("Choose the workspace of Focus first."))
    return BlockWriteResult(Outcome.REFUSED, block_id, mistake=str(error))

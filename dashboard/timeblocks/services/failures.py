"""What the calendar says of a change that did not succeed, and the one thing to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext as _

from dashboard.audit.models import Outcome
from dashboard.gateway.notices import FollowUp, Notice, notice_of, unknown_notice
from dashboard.timeblocks.services.context import CalendarContext
from dashboard.timeblocks.services.writes import BlockWriteResult
from dashboard.upstream.errors import UpstreamError
from dashboard.web.idempotency import FIELD, new_key
from dashboard.workspaces.services import WorkspaceUnknown

Fields = Iterable[tuple[str, str]]


class InvalidInput(ValueError):
    """What was sent cannot be done; `str()` says why."""


def failure_of(calendar: CalendarContext, result: BlockWriteResult, url: str = "", fields: Fields = ()) -> Notice:
    """Return what to say of a result; `url` and `fields` are what sending the same again takes."""
    view = ("view", calendar.query)
    check = FollowUp("check", _("Check (1 request)"), reverse("refresh_calendar"), (view,), "#calendar")
    if result.outcome == Outcome.UNKNOWN:
        return replace(unknown_notice(result.problem, calendar.user), service="Focus", follow_ups=(check,))
    if result.problem is None:
        return Notice("refused", _("That was not done"), result.mistake or _("Nothing was changed."))
    notice = notice_of(result.problem, calendar.user)
    if notice.action == "refresh":
        return replace(notice, follow_ups=(check,))
    if notice.action != "retry" or not url:
        return notice
    kept = tuple((name, value) for name, value in fields if name not in {FIELD, "csrfmiddlewaretoken"})
    retry = FollowUp("retry", _("Try again (1 request)"), url, (*kept, (FIELD, new_key())), "#calendar")
    text = f"{_('Nothing was changed; everything is back in its place.')} {notice.text}"
    return replace(notice, text=text, follow_ups=(retry,))


def refused_by(error: Exception, block_id: int | None = None) -> BlockWriteResult:
    """Return the result of a change that was not sent: no answer, no workspace, or invalid input."""
    if isinstance(error, UpstreamError):
        return BlockWriteResult(Outcome.REFUSED, block_id, error)
    if isinstance(error, WorkspaceUnknown):
        return BlockWriteResult(Outcome.REFUSED, block_id, mistake=_("Choose the workspace of Focus first."))
    return BlockWriteResult(Outcome.REFUSED, block_id, mistake=str(error))

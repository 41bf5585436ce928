"""Archive and trash: archived and deleted blocks, searched, and restored one by one or many at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dashboard.accounts.http import AuthenticatedRequest
from dashboard.gateway.notices import notice_of
from dashboard.timeblocks.archive import search
from dashboard.timeblocks.archive.search import FoundBlocks
from dashboard.timeblocks.block import dialog
from dashboard.timeblocks.bulk import selection
from dashboard.timeblocks.bulk import views as bulk_views
from dashboard.timeblocks.calendar.decorators import calendar_context
from dashboard.timeblocks.services.blocks import Block
from dashboard.timeblocks.services.context import CalendarContext
from dashboard.upstream.errors import UpstreamError
from dashboard.web.idempotency import key_of
from dashboard.workspaces.services import WorkspaceUnknown

TEMPLATE = "timeblocks/archive_and_trash.html"
STATES = {"archived": "unarchive", "trash": "restore"}


@require_safe
@calendar_context(dialog.failed, needs_workspace=False)
def archived(request: AuthenticatedRequest, calendar: CalendarContext) -> HttpResponse:
    """Show archived blocks: one request for the days around the view, kept."""
    return _page(request, calendar, "archived")


@require_safe
@calendar_context(dialog.failed, needs_workspace=False)
def trash(request: AuthenticatedRequest, calendar: CalendarContext) -> HttpResponse:
    """Show deleted blocks, without a request."""
    return _page(request, calendar, "trash")


@require_POST
@calendar_context(dialog.failed, needs_workspace=False)
def restore(request: AuthenticatedRequest, calendar: CalendarContext, tab: str) -> HttpResponse:
    """Restore or unarchive the blocks that were ticked, a request each."""
    if tab not in STATES:
        raise Http404
    try:
        found = _found(request, calendar, tab)
    except (UpstreamError, WorkspaceUnknown):
        return _page(request, calendar, tab)
    ids = set(selection.ids_of(request.POST))
    chosen = [block for block in found.blocks if block.id in ids]
    if not chosen:
        messages.info(request, _("Tick the blocks that are to come back."))
        return _page(request, calendar, tab)
    return bulk_views.begin(request, calendar, selection.job_of(calendar, key_of(request), STATES[tab], chosen))


def _found(request: AuthenticatedRequest, calendar: CalendarContext, tab: str) -> FoundBlocks:
    if tab == "trash":
        return search.trash(calendar)
    return search.archived(calendar, days=int(_days(request)), refresh=request.GET.get("refresh") == "1")


def _days(request: AuthenticatedRequest) -> str:
    data = request.POST if request.method == "POST" else request.GET
    days = data.get("days", "")
    return days if days in map(str, search.SPANS) else str(search.SPANS[0])


def _page(request: AuthenticatedRequest, calendar: CalendarContext, tab: str) -> HttpResponse:
    data = request.POST if request.method == "POST" else request.GET
    context: dict[str, Any] = {
        "tab": tab,
        "q": data.get("q", "").strip()[:100],
        "days": _days(request),
        "spans": [str(span) for span in search.SPANS],
        "notice": None,
        "rows": [],
        "found": None,
        "no_place": False,
        "base": reverse("calendar"),
    }
    try:
        found = _found(request, calendar, tab)
    except WorkspaceUnknown:
        context["no_place"] = True
    except UpstreamError as error:
        context["notice"] = notice_of(error, request.user)
    else:
        rows = [_row(calendar, block) for block in search.matching(found.blocks, context["q"])]
        notice = notice_of(found.problem, request.user) if found.problem else None
        context |= {"found": found, "rows": rows, "notice": notice}
    return dialog.render(request, calendar, TEMPLATE, context)


def _row(calendar: CalendarContext, block: Block) -> dict[str, Any]:
    sentence = calendar.viewer.describe(block)
    return {
        "id": block.id,
        "task": block.task_id,
        "name": block.name,
        "project": block.task.project,
        "when": sentence.removeprefix(f"{block.name}, "),
        "sentence": sentence,
        "other": calendar.viewer.is_other(block),
    }

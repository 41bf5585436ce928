"""The drawer: archived and deleted blocks, searched, and brought back one by one or many at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dashboard.accounts.http import AuthenticatedRequest
from dashboard.gateway.notices import notice_of
from dashboard.timeblocks.archive import search as archive
from dashboard.timeblocks.archive.search import FoundBlocks
from dashboard.timeblocks.block import dialog
from dashboard.timeblocks.bulk import selection
from dashboard.timeblocks.bulk import views as bulk_views
from dashboard.timeblocks.calendar import rendering
from dashboard.timeblocks.calendar.rendering import CalendarContext
from dashboard.timeblocks.services import labels, reads
from dashboard.timeblocks.services.blocks import Block
from dashboard.upstream.errors import UpstreamError
from dashboard.web.idempotency import key_of
from dashboard.workspaces.services import FocusWorkspace, WorkspaceUnknown

TEMPLATE = "timeblocks/archive_and_trash.html"
STATES = {"archived": "unarchive", "trash": "restore"}


@require_safe
def archived(request: AuthenticatedRequest) -> HttpResponse:
    """Show the archived blocks around the date of the view: one request, kept."""
    return _drawer(request, "archived")


@require_safe
def trash(request: AuthenticatedRequest) -> HttpResponse:
    """Show the deleted blocks; history knows them, so it costs nothing."""
    return _drawer(request, "trash")


@require_POST
def restore(request: AuthenticatedRequest, tab: str) -> HttpResponse:
    """Restore or unarchive the blocks that were ticked, a request each."""
    if tab not in STATES:
        raise Http404
    calendar = rendering.calendar_context(request)
    try:
        workspace = reads.place_of(request.user, calendar.view.workspace)
        found = _found(request, calendar, workspace, tab)
    except (UpstreamError, WorkspaceUnknown):
        return _drawer(request, tab)
    wanted = set(selection.ids_of(request.POST))
    chosen = [block for block in found.blocks if block.id in wanted]
    if not chosen:
        messages.info(request, _("Tick the blocks that are to come back."))
        return _drawer(request, tab)
    job = selection.job_of(calendar, key_of(request), STATES[tab], chosen)
    return bulk_views.begin(request, calendar, workspace, job)


def _asked(request: AuthenticatedRequest) -> dict[str, str]:
    data = request.POST if request.method == "POST" else request.GET
    days = data.get("days", "")
    words = {"q": data.get("q", "").strip()[:100], "days": days if days in map(str, archive.SPANS) else ""}
    return {name: value for name, value in words.items() if value} | {"view": data.get("view", "")[:1000]}


def _found(
    request: AuthenticatedRequest, calendar: CalendarContext, workspace: FocusWorkspace, tab: str
) -> FoundBlocks:
    if tab == "trash":
        return archive.trash(user=request.user, workspace=workspace)
    days = int(_asked(request).get("days") or archive.SPANS[0])
    refresh = request.GET.get("refresh") == "1"
    return archive.archived(
        user=request.user, workspace=workspace, around=calendar.view.on, days=days, zone=calendar.zone, refresh=refresh
    )


def _drawer(request: AuthenticatedRequest, tab: str) -> HttpResponse:
    calendar, asked = rendering.calendar_context(request), _asked(request)
    query = calendar.view.query()
    context: dict[str, Any] = {"tab": tab, "q": asked.get("q", ""), "days": asked.get("days") or str(archive.SPANS[0])}
    context |= {"spans": [str(span) for span in archive.SPANS], "query": query, "notice": None}
    context |= {"rows": [], "found": None, "no_place": False, "base": reverse("calendar")}
    try:
        workspace = reads.place_of(request.user, calendar.view.workspace)
        found = _found(request, calendar, workspace, tab)
    except WorkspaceUnknown:
        context["no_place"] = True
    except UpstreamError as error:
        context["notice"] = notice_of(error, request.user)
    else:
        context |= {"found": found, "rows": _rows(calendar, archive.matching(found.blocks, context["q"]))}
        context["notice"] = notice_of(found.problem, request.user) if found.problem else None
    return dialog.render(request, TEMPLATE, context)


def _rows(calendar: CalendarContext, blocks: Sequence[Block]) -> list[dict[str, Any]]:
    zone, viewer = calendar.zone, calendar.viewer
    return [
        {
            "id": block.id,
            "task": block.task_id,
            "name": block.name,
            "project": block.task.project,
            "when": labels.describe(block, zone, viewer.clock).removeprefix(f"{block.name}, "),
            "spoken": labels.describe(block, zone, viewer.clock),
            "other": viewer.is_other(block),
        }
        for block in blocks
    ]

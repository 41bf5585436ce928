"""How the calendar page is put together, for every view that ends on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import shortcuts
from django.http import HttpResponse, QueryDict
from django.urls import reverse

from dashboard.accounts.http import AuthenticatedRequest
from dashboard.gateway.notices import notice_of
from dashboard.timeblocks.calendar import view_models
from dashboard.timeblocks.services import clock, jobs, reads, undo
from dashboard.timeblocks.services.address import View, view_of
from dashboard.timeblocks.services.blocks import Block, Task
from dashboard.timeblocks.services.reads import DaysOfBlocks
from dashboard.timeblocks.services.viewer import Viewer
from dashboard.upstream.errors import UpstreamError
from dashboard.web import pages
from dashboard.workspaces.services import FocusWorkspace, WorkspaceUnknown, known_workspaces

PAGE = "timeblocks/calendar.html"


@dataclass(frozen=True, slots=True)
class CalendarContext:
    """One look at the calendar: who, what, where."""

    view: View
    viewer: Viewer
    now: int
    wrong: tuple[str, ...] = ()

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the view."""
        return self.viewer.zone


def calendar_context(request: AuthenticatedRequest) -> CalendarContext:
    """Return what the address asks for; an action's own address asks for the page that it was sent from."""
    reads.ensure_settings(request.user)
    data, now = query_of(request), reads.now()
    today = clock.wall(reads.zone_of(request.user), now)[0]
    view, wrong = view_of(data, today)
    viewer = Viewer.of(request.user, reads.zone_of(request.user, view), reads.own_focus_id(request.user))
    return CalendarContext(view, viewer, now, tuple(wrong))


def query_of(request: AuthenticatedRequest) -> QueryDict:
    """Return the query of the calendar page that is open, also where another address was asked."""
    if request.path == reverse("calendar"):
        return request.GET
    for text in (request.POST.get("view"), request.GET.get("view")):
        if text:
            return QueryDict(text[:1000])
    path, _mark, query = pages.open_page(request).partition("?")
    return QueryDict(query if path == reverse("calendar") else "")


def is_on_calendar(request: AuthenticatedRequest) -> bool:
    """Whether the answer is put into a calendar page that stays."""
    address = pages.own_address(request, request.headers.get("HX-Current-URL", ""))
    return pages.wants_fragment(request) and address.partition("?")[0] == reverse("calendar")


def back(request: AuthenticatedRequest, calendar: CalendarContext, *, focus: int | None = None) -> HttpResponse:
    """Answer an action that is done: the calendar anew, from kept copies."""
    if not is_on_calendar(request):
        anchor = f"#b{focus}" if focus else ""
        return shortcuts.redirect(f"{reverse('calendar')}?{calendar.view.query()}{anchor}")
    response = render(request, calendar, focus=focus, partial=True)
    response["HX-Retarget"], response["HX-Reswap"] = "#calendar", "outerHTML"
    return response


def refused(
    request: AuthenticatedRequest, calendar: CalendarContext, failure: dict[str, Any], *, focus: int | None = None
) -> HttpResponse:
    """Show the calendar as it was, with what went wrong."""
    if not is_on_calendar(request):
        return render(request, calendar, failure=failure)
    response = render(request, calendar, failure=failure, focus=focus, partial=True)
    response["HX-Retarget"], response["HX-Reswap"] = "#calendar", "outerHTML"
    return response


def render(
    request: AuthenticatedRequest,
    calendar: CalendarContext,
    *,
    refresh: bool = False,
    focus: int | None = None,
    failure: dict[str, Any] | None = None,
    partial: bool = False,
) -> HttpResponse:
    """Render the calendar, whole or as the part that is swapped. `failure` tells of a change that did not succeed."""
    context = _shell(request, calendar) | {"failure": failure, "focus": focus}
    try:
        workspace = reads.place_of(request.user, calendar.view.workspace)
        shown = _shown(request, calendar, workspace, refresh=refresh)
    except WorkspaceUnknown:
        context["no_place"] = True
    except UpstreamError as error:
        context["notice"] = notice_of(error, request.user)
    else:
        context |= _filled(request, calendar, workspace, shown)
    context["fragment"] = partial or pages.target_of(request) == "calendar"
    status = 422 if failure else 200
    if partial:
        return shortcuts.render(request, f"{PAGE}#calendar", context, status=status)
    return pages.render(request, PAGE, context, partials={"calendar"}, status=status)


def _shell(request: AuthenticatedRequest, calendar: CalendarContext) -> dict[str, Any]:
    """Return what the page shows before anybody is asked for blocks."""
    today = clock.wall(calendar.zone, calendar.now)[0]
    return {
        "view": calendar.view,
        "query": calendar.view.query(),
        "wrong": calendar.wrong,
        "base": reverse("calendar"),
        "zone": calendar.zone.key,
        "shown": None,
        "no_place": False,
        "notice": None,
        "job": jobs.shown(job) if (job := jobs.load(request.session)) else None,
        "undo": None,
        "redo": None,
        "unscheduled": None,
        **view_models.navigation(calendar.view, today, reads.first_weekday_of(request.user)),
    }


def _shown(
    request: AuthenticatedRequest, calendar: CalendarContext, workspace: FocusWorkspace, *, refresh: bool
) -> DaysOfBlocks:
    days = calendar.view.days(reads.first_weekday_of(request.user))
    return reads.read_days(user=request.user, workspace=workspace, days=days, zone=calendar.zone, refresh=refresh)


def in_view(calendar: CalendarContext, blocks: Sequence[Block]) -> list[Block]:
    """Return of the blocks that were read those that lie in the days of the view and pass its filters."""
    days = calendar.view.days(reads.first_weekday_of(calendar.viewer.user))
    begin, end = (clock.first_moment(calendar.zone, on) for on in (days[0], days[-1] + timedelta(days=1)))
    inside = [block for block in blocks if block.starts < end and (block.ends > begin or block.starts >= begin)]
    return view_models.filtered(calendar.view, inside, calendar.viewer.own)


def _filled(
    request: AuthenticatedRequest, calendar: CalendarContext, workspace: FocusWorkspace, shown: DaysOfBlocks
) -> dict[str, Any]:
    own = calendar.viewer.own
    blocks = view_models.filtered(calendar.view, shown.blocks, own)
    steps = undo.steps_of(request.user)
    return {
        "shown": shown,
        "notice": notice_of(shown.problem, request.user) if shown.problem else None,
        "page": view_models.page(calendar.view, blocks, calendar.viewer, calendar.now),
        "choices": view_models.choices(calendar.view, shown.blocks, own),
        "undo": steps.undo,
        "redo": steps.redo,
        "focus_workspace": workspace,
        "workspaces": [one for one in known_workspaces(request.user) or () if one.organization_id],
    } | (_unscheduled(request, calendar, workspace, shown) if calendar.view.tasks else {"unscheduled": None})


def _unscheduled(
    request: AuthenticatedRequest, calendar: CalendarContext, workspace: FocusWorkspace, shown: DaysOfBlocks
) -> dict[str, Any]:
    """Return the tasks that have no block in the days that are shown; where they cannot be had, why."""
    try:
        tasks, answer = reads.open_tasks(user=request.user, workspace=workspace)
    except UpstreamError as error:
        return {"unscheduled": [], "tasks_notice": notice_of(error, request.user), "tasks_at": None}
    planned = {block.task_id for block in shown.blocks}
    rows: list[tuple[Task, str]] = [
        (task, calendar.viewer.length((task.estimated or 0) * 60) if task.estimated else "")
        for task in tasks
        if task.id not in planned
    ]
    problem = notice_of(answer.problem, request.user) if answer.problem else None
    at: datetime = answer.at
    return {"unscheduled": rows, "tasks_notice": problem, "tasks_at": at}

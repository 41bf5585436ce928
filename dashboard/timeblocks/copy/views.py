"""Copying a day, a week or a template of one: a preview, then one request for all of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from dashboard.accounts.http import AuthenticatedRequest
from dashboard.audit.models import Outcome
from dashboard.gateway.notices import notice_of
from dashboard.timeblocks.block import dialog
from dashboard.timeblocks.calendar import rendering
from dashboard.timeblocks.calendar.rendering import CalendarContext
from dashboard.timeblocks.copy import plan as copy_plan
from dashboard.timeblocks.copy import week_templates
from dashboard.timeblocks.copy.forms import DAY, WEEK, ApplyTemplateForm, CopyForm
from dashboard.timeblocks.copy.plan import GONE, NEW, SKIPPED, THERE, TWICE, Planned, PlannedItem
from dashboard.timeblocks.models import WeekTemplate
from dashboard.timeblocks.services import clock, failures, labels, reads, writes
from dashboard.timeblocks.services.address import week_start
from dashboard.timeblocks.services.blocks import Block
from dashboard.timeblocks.services.undo import steps_of
from dashboard.timeblocks.services.writes import DesiredBlock
from dashboard.upstream.errors import UpstreamError
from dashboard.web.idempotency import key_of
from dashboard.workspaces.services import FocusWorkspace, WorkspaceUnknown

PAGE = "timeblocks/copy.html"
UNTICKED = "none"  # stands for nobody having ticked anything


@dataclass(frozen=True, slots=True)
class CopyRequest:
    """What is to be copied where."""

    what: str
    target: date  # the first day there
    source: date | None = None  # the first day here; None for a template
    template: WeekTemplate | None = None

    @property
    def days(self) -> int:
        """How many days it is about."""
        return 1 if self.what == DAY else 7

    @property
    def query(self) -> dict[str, str]:
        """The fields that say the same in a form."""
        if self.template:
            return {"template": str(self.template.pk), "target": self.target.isoformat()}
        source = self.source.isoformat() if self.source else ""
        return {"what": self.what, "source": source, "target": self.target.isoformat()}


@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: AuthenticatedRequest) -> HttpResponse:
    """Show what copying would make; POST makes it."""
    calendar = rendering.calendar_context(request)
    try:
        workspace = reads.place_of(request.user, calendar.view.workspace)
        copy_request, form = _copy_request(request, workspace)
        if copy_request is None:
            return _page(request, calendar, {"form": form}, status=200 if not form.is_bound else 422)
        planned, problem = _planned(request, calendar, workspace, copy_request)
    except (UpstreamError, WorkspaceUnknown) as error:
        return _page(request, calendar, _failure_context(request, error))
    if request.method == "POST":
        return _copy(request, calendar, workspace, copy_request, planned)
    return _page(request, calendar, _preview(request, calendar, copy_request, planned, problem))


def _copy_request(
    request: AuthenticatedRequest, workspace: FocusWorkspace
) -> tuple[CopyRequest | None, CopyForm | ApplyTemplateForm]:
    """Return what the address or the form asks for, or None with the form that says what is wrong."""
    data = request.POST if request.method == "POST" else request.GET
    weekday = reads.first_weekday_of(request.user)
    if number := data.get("template", ""):
        owned = week_templates.templates_of(request.user, workspace)
        template = get_object_or_404(owned, pk=int(number) if number.isdecimal() and len(number) < 19 else 0)
        laid = ApplyTemplateForm(data, first_weekday=weekday)
        if not laid.is_valid():
            return None, laid
        return CopyRequest(WEEK, week_start(laid.cleaned_data["target"], weekday), template=template), laid
    form = CopyForm(data if "target" in data else None, first_weekday=weekday, initial=data.dict())
    if not form.is_valid():
        return None, form
    found = form.cleaned_data
    what, source, target = found["what"], found["source"], found["target"]
    return CopyRequest(what, form.start_of(what, target), form.start_of(what, source)), form


def _planned(
    request: AuthenticatedRequest, calendar: CalendarContext, workspace: FocusWorkspace, copy_request: CopyRequest
) -> tuple[list[Planned], UpstreamError | None]:
    """Work the copy out, from kept copies where there are any. Raises UpstreamError."""
    user, ask = request.user, request.method != "POST"
    if copy_request.template:
        items = copy_plan.from_template(
            copy_request.template.items, copy_request.target, reads.known_tasks(user), calendar.viewer
        )
    else:
        items = copy_plan.items_of(
            _blocks(calendar, workspace, copy_request, copy_request.source, ask=ask),
            calendar.viewer,
            *_span(copy_request),
        )
    present = [
        block
        for block in _blocks(calendar, workspace, copy_request, copy_request.target, ask=ask)
        if not calendar.viewer.is_other(block)
    ]
    gone, problem = set[int](), None
    if copy_request.template or "check" in request.GET:
        wanted, again = {item.task.id for item in items}, "check" in request.GET
        gone, problem = copy_plan.missing_tasks(user=user, workspace=workspace, wanted=wanted, refresh=again)
    return copy_plan.plan(items, copy_request.target, calendar.zone, present, gone), problem


def _span(copy_request: CopyRequest) -> tuple[date, int]:
    return copy_request.source or copy_request.target, copy_request.days


def _blocks(
    calendar: CalendarContext, workspace: FocusWorkspace, copy_request: CopyRequest, first: date | None, *, ask: bool
) -> Sequence[Block]:
    on = first or copy_request.target
    days = [on + timedelta(days=number) for number in range(copy_request.days)]
    return reads.read_days(
        user=calendar.viewer.user, workspace=workspace, days=days, zone=calendar.zone, ask=ask
    ).blocks


# ------------------------------------------------------------------ doing it
def _copy(
    request: AuthenticatedRequest,
    calendar: CalendarContext,
    workspace: FocusWorkspace,
    copy_request: CopyRequest,
    planned: list[Planned],
) -> HttpResponse:
    picked = set(request.POST.getlist("pick"))
    chosen = [one for one in planned if one.state == NEW and one.key in picked]
    there = calendar.view.query(on=copy_request.target, kind="day" if copy_request.what == DAY else "week")
    if not chosen:
        messages.info(request, _("Nothing was ticked, so nothing was copied."))
        return redirect(f"{reverse('calendar')}?{there}")
    sync = writes.sync_of(request.user)
    wanted = [DesiredBlock(one.item.task.id, one.starts, one.item.seconds, sync=sync) for one in chosen]
    key = key_of(request, "copy")
    result = writes.create_many(user=request.user, workspace=workspace, wanted=wanted, key=key)
    if not result.is_done:
        context = _preview(request, calendar, copy_request, planned, None, picked or {UNTICKED})
        context |= {"failure": failures.failure_of(result, request.user), "query": there}
        context["is_unknown"] = result.outcome == Outcome.UNKNOWN
        return _page(request, calendar, context, status=422)
    text = ngettext("%(n)d block was copied.", "%(n)d blocks were copied.", len(chosen)) % {"n": len(chosen)}
    step = steps_of(request.user).undo
    messages.success(request, dialog.with_undo_button(text, step.name) if step else text)
    return redirect(f"{reverse('calendar')}?{there}")


# ------------------------------------------------------------------ showing it
def _preview(
    request: AuthenticatedRequest,
    calendar: CalendarContext,
    copy_request: CopyRequest,
    planned: list[Planned],
    problem: UpstreamError | None,
    picked: set[str] | None = None,
) -> dict[str, Any]:
    counts = {state: sum(1 for one in planned if one.state == state) for state in (NEW, THERE, GONE)}
    last = copy_request.target + timedelta(days=copy_request.days - 1)
    asked = {**copy_request.query, "view": calendar.view.query()}
    return {
        "copy_request": copy_request,
        "to": labels.period_in_words(copy_request.target, last),
        "come_from": labels.period_in_words(
            copy_request.source, copy_request.source + timedelta(days=copy_request.days - 1)
        )
        if copy_request.source
        else "",
        "days": _days(calendar, planned, picked),
        "counts": counts,
        "fields": copy_request.query,
        "again": f"{reverse('copy_days')}?{urlencode(asked)}",
        "check": f"{reverse('copy_days')}?{urlencode({**asked, 'check': '1'})}",
        "notice": notice_of(problem, request.user) if problem else None,
        "mixed": copy_plan.has_several_owners([one.item for one in planned], calendar.viewer),
    }


def _days(calendar: CalendarContext, planned: list[Planned], picked: set[str] | None) -> list[dict[str, Any]]:
    """Return the rows of a preview by day."""
    days: dict[date, list[dict[str, Any]]] = {}
    for one in planned:
        on, minute, _fold = clock.wall(calendar.zone, one.starts)
        task = one.item.task
        row = {
            "key": one.key,
            "name": task.name,
            "project": task.project,
            "time": labels.times(_as_block(one), calendar.zone, calendar.viewer.clock),
            "was": labels.time_of_day(one.item.minute, calendar.viewer.clock) if one.note == SKIPPED else "",
            "now": labels.time_of_day(minute, calendar.viewer.clock),
            "is_twice": one.note == TWICE,
            "state": one.state,
            "ticked": picked is None or one.key in picked,
            "owner": one.item.owner,
        }
        days.setdefault(on, []).append(row)
    return [{"title": labels.day_in_words(on), "iso": on.isoformat(), "rows": rows} for on, rows in days.items()]


def _as_block(one: Planned) -> Block:
    item: PlannedItem = one.item
    return Block(0, item.task.id, None, one.starts, item.seconds, item.task)


def _failure_context(request: AuthenticatedRequest, error: Exception) -> dict[str, Any]:
    notice = notice_of(error, request.user) if isinstance(error, UpstreamError) else None
    return {"notice": notice, "no_place": notice is None}


def _page(
    request: AuthenticatedRequest, calendar: CalendarContext, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    usual: dict[str, Any] = {"copy_request": None, "form": None, "failure": None, "notice": None, "no_place": False}
    usual |= {"is_unknown": False, **dialog.shared(calendar)}
    return render(request, PAGE, usual | context, status=status)

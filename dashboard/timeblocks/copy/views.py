"""Copying a day, a week or a template of one: a preview, then one request for all of it."""

from __future__ import annotations

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
from dashboard.timeblocks.calendar.decorators import calendar_context
from dashboard.timeblocks.copy import plan as copy_plan
from dashboard.timeblocks.copy import week_templates
from dashboard.timeblocks.copy.forms import DAY, WEEK, ApplyTemplateForm, CopyForm
from dashboard.timeblocks.copy.plan import GONE, NEW, SKIPPED, THERE, TWICE, Planned
from dashboard.timeblocks.models import WeekTemplate
from dashboard.timeblocks.services import clock, labels, reads, writes
from dashboard.timeblocks.services.address import whole_number
from dashboard.timeblocks.services.blocks import Block
from dashboard.timeblocks.services.context import CalendarContext, first_weekday_of
from dashboard.timeblocks.services.failures import failure_of
from dashboard.timeblocks.services.writes import DesiredBlock
from dashboard.upstream.errors import UpstreamError
from dashboard.web.idempotency import key_of

PAGE = "timeblocks/copy.html"
UNTICKED = "none"  # no copy has this key: nothing was ticked


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


def _failed(request: AuthenticatedRequest, calendar: CalendarContext, error: Exception) -> HttpResponse:
    notice = notice_of(error, request.user) if isinstance(error, UpstreamError) else None
    return _page(request, calendar, {"notice": notice, "no_place": notice is None})


@require_http_methods(["GET", "HEAD", "POST"])
@calendar_context(_failed)
def copy(request: AuthenticatedRequest, calendar: CalendarContext) -> HttpResponse:
    """Show what copying would make; POST makes it."""
    copy_request, form = _copy_request(request, calendar)
    if copy_request is None:
        return _page(request, calendar, {"form": form}, status=422 if form.is_bound else 200)
    planned, problem = _planned(request, calendar, copy_request)
    if request.method == "POST":
        return _copy(request, calendar, copy_request, planned)
    context = _preview(calendar, copy_request, planned)
    context["notice"] = notice_of(problem, request.user) if problem else None
    return _page(request, calendar, context)


def _copy_request(
    request: AuthenticatedRequest, calendar: CalendarContext
) -> tuple[CopyRequest | None, CopyForm | ApplyTemplateForm]:
    """Return what the address or the form asks for, or None with the form that says what is wrong."""
    data = request.POST if request.method == "POST" else request.GET
    weekday = first_weekday_of(request.user)
    if number := data.get("template", ""):
        own = week_templates.templates_of(request.user, calendar.workspace)
        template = get_object_or_404(own, pk=whole_number(number) or 0)
        apply = ApplyTemplateForm(data, first_weekday=weekday)
        if not apply.is_valid():
            return None, apply
        return CopyRequest(WEEK, calendar.week_of(apply.cleaned_data["target"]), template=template), apply
    form = CopyForm(data if "target" in data else None, first_weekday=weekday, initial=data.dict())
    if not form.is_valid():
        return None, form
    what, source, target = (form.cleaned_data[name] for name in ("what", "source", "target"))
    return CopyRequest(what, form.start_of(what, target), form.start_of(what, source)), form


def _planned(
    request: AuthenticatedRequest, calendar: CalendarContext, copy_request: CopyRequest
) -> tuple[list[Planned], UpstreamError | None]:
    """Work the copy out, from cached responses where there are any. Raises UpstreamError."""
    ask, target, days = request.method != "POST", copy_request.target, copy_request.days
    if copy_request.template:
        items = copy_plan.from_template(copy_request.template.items, target, calendar.tasks, calendar.viewer)
    else:
        source = copy_request.source or target
        items = copy_plan.items_of(_blocks(calendar, source, days, ask=ask), calendar.viewer, source, days)
    present = [block for block in _blocks(calendar, target, days, ask=ask) if not calendar.viewer.is_other(block)]
    missing, problem = set[int](), None
    if copy_request.template or "check" in request.GET:
        wanted = {item.task.id for item in items}
        missing, problem = copy_plan.missing_tasks(calendar, wanted, refresh="check" in request.GET)
    return copy_plan.plan(items, target, calendar.zone, present, missing), problem


def _blocks(calendar: CalendarContext, first: date, days: int, *, ask: bool) -> list[Block]:
    return reads.read_days(calendar, [first + timedelta(days=number) for number in range(days)], ask=ask).blocks


# ------------------------------------------------------------------ doing it
def _copy(
    request: AuthenticatedRequest, calendar: CalendarContext, copy_request: CopyRequest, planned: list[Planned]
) -> HttpResponse:
    picked = set(request.POST.getlist("pick"))
    chosen = [each for each in planned if each.state == NEW and each.key in picked]
    there = calendar.view.query(on=copy_request.target, kind="day" if copy_request.what == DAY else "week")
    if not chosen:
        messages.info(request, _("Nothing was ticked, so nothing was copied."))
        return redirect(f"{reverse('calendar')}?{there}")
    sync = writes.sync_of(request.user)
    desired = [DesiredBlock(each.item.task.id, each.starts, each.item.seconds, sync=sync) for each in chosen]
    result = writes.create_many(calendar, desired, key=key_of(request, "copy"))
    if not result.is_done:
        context = _preview(calendar, copy_request, planned, picked or {UNTICKED})
        context |= {"failure": failure_of(calendar, result), "query": there}
        context["is_unknown"] = result.outcome == Outcome.UNKNOWN
        return _page(request, calendar, context, status=422)
    text = ngettext("%(n)d block was copied.", "%(n)d blocks were copied.", len(chosen)) % {"n": len(chosen)}
    messages.success(request, rendering.with_undo(text, result.write_id.hex if result.write_id else ""))
    return redirect(f"{reverse('calendar')}?{there}")


# ------------------------------------------------------------------ showing it
def _preview(
    calendar: CalendarContext, copy_request: CopyRequest, planned: list[Planned], picked: set[str] | None = None
) -> dict[str, Any]:
    target, source, length = copy_request.target, copy_request.source, timedelta(days=copy_request.days - 1)
    asked = {**copy_request.query, "view": calendar.query}
    return {
        "copy_request": copy_request,
        "to": labels.period_in_words(target, target + length),
        "come_from": labels.period_in_words(source, source + length) if source else "",
        "days": _days(calendar, planned, picked),
        "counts": {state: sum(each.state == state for each in planned) for state in (NEW, THERE, GONE)},
        "fields": copy_request.query,
        "again": f"{reverse('copy_days')}?{urlencode(asked)}",
        "check": f"{reverse('copy_days')}?{urlencode({**asked, 'check': '1'})}",
        "mixed": copy_plan.has_several_owners([each.item for each in planned], calendar.viewer),
    }


def _days(calendar: CalendarContext, planned: list[Planned], picked: set[str] | None) -> list[dict[str, Any]]:
    """Return the rows of a preview by day."""
    days: dict[date, list[dict[str, Any]]] = {}
    for each in planned:
        item, pattern = each.item, calendar.viewer.clock
        on, minute, _fold = clock.wall(calendar.zone, each.starts)
        block = Block(0, item.task.id, None, each.starts, item.seconds, item.task)
        row = {
            "key": each.key,
            "name": item.task.name,
            "project": item.task.project,
            "time": labels.times(block, calendar.zone, pattern),
            "was": labels.time_of_day(item.minute, pattern) if each.note == SKIPPED else "",
            "now": labels.time_of_day(minute, pattern),
            "is_twice": each.note == TWICE,
            "state": each.state,
            "ticked": picked is None or each.key in picked,
            "owner": item.owner,
        }
        days.setdefault(on, []).append(row)
    return [{"title": labels.day_in_words(on), "iso": on.isoformat(), "rows": rows} for on, rows in days.items()]


def _page(
    request: AuthenticatedRequest, calendar: CalendarContext, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    usual: dict[str, Any] = {"copy_request": None, "form": None, "failure": None, "notice": None, "no_place": False}
    return render(request, PAGE, usual | {"is_unknown": False, **dialog.shared(calendar)} | context, status=status)

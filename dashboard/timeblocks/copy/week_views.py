"""The page of weeks: copying, templates, and what leads out of the calendar."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dashboard.accounts.http import AuthenticatedRequest
from dashboard.gateway.notices import notice_of
from dashboard.timeblocks.block import dialog
from dashboard.timeblocks.calendar.decorators import calendar_context
from dashboard.timeblocks.copy import plan as copy_plan
from dashboard.timeblocks.copy import week_templates
from dashboard.timeblocks.copy.forms import DAY, WEEK, CopyForm
from dashboard.timeblocks.copy.week_templates import TemplateRefused
from dashboard.timeblocks.models import LONGEST_NAME, WeekTemplate
from dashboard.timeblocks.services import labels, reads
from dashboard.timeblocks.services.context import CalendarContext, first_weekday_of
from dashboard.upstream.errors import UpstreamError
from dashboard.workspaces.services import WorkspaceUnknown

PAGE = "timeblocks/weeks.html"
# What the page shows while nothing is kept and nothing went wrong.
EMPTY: Mapping[str, Any] = {
    "templates": (), "deleted": (), "notice": None, "no_place": False, "failed": None, "keep_error": "", "typed": "",
    "wrong": None, "wrong_text": "",
}  # fmt: skip


def _failed(request: AuthenticatedRequest, calendar: CalendarContext, error: Exception) -> HttpResponse:
    failed = notice_of(error, request.user) if isinstance(error, UpstreamError) else None
    return _page(request, calendar, {"failed": failed, "typed": request.POST.get("name", "")}, status=422)


@require_safe
@calendar_context(_failed, needs_workspace=False)
def weeks(request: AuthenticatedRequest, calendar: CalendarContext) -> HttpResponse:
    """Show everything that can be done with whole days and weeks. Costs nothing."""
    return _page(request, calendar)


@require_POST
@calendar_context(_failed)
def keep(request: AuthenticatedRequest, calendar: CalendarContext) -> HttpResponse:
    """Save the week of the view by name: no request where that week is kept, else one."""
    first, name = calendar.week, request.POST.get("name", "")
    shown = reads.read_days(calendar, [first + timedelta(days=number) for number in range(7)], ask=False)
    items = copy_plan.items_of(shown.blocks, calendar.viewer, first, 7)
    try:
        saved = week_templates.save(
            user=request.user, workspace=calendar.workspace, name=name, items=items, first=first
        )
    except TemplateRefused as error:
        return _page(request, calendar, {"keep_error": str(error), "typed": name}, status=422)
    messages.success(request, _("“%(name)s” is kept with %(n)d blocks.") % {"name": saved.name, "n": len(saved.items)})
    return _back(calendar)


@require_POST
@calendar_context(_failed, needs_workspace=False)
def change(request: AuthenticatedRequest, calendar: CalendarContext, pk: int, action: str) -> HttpResponse:
    """Rename, delete or restore a template. Nothing of it is Toggl's, so it costs no request."""
    is_deleted = action == "bring-back"
    template = get_object_or_404(WeekTemplate, user=request.user, pk=pk, deleted_at__isnull=not is_deleted)
    try:
        text = _changed(template, action, request.POST.get("name", ""))
    except TemplateRefused as error:
        return _page(request, calendar, {"wrong": pk, "wrong_text": str(error)}, status=422)
    messages.success(request, text % {"name": template.name})
    return _back(calendar)


def _changed(template: WeekTemplate, action: str, name: str) -> str:
    if action == "rename":
        week_templates.rename(template, name)
        return _("It is called “%(name)s” now.")
    if action == "delete":
        week_templates.delete(template)
        return _("“%(name)s” is deleted. It can be brought back for 30 days.")
    if action == "bring-back":
        week_templates.restore(template)
        return _("“%(name)s” is back.")
    raise Http404


def _back(calendar: CalendarContext) -> HttpResponse:
    return redirect(f"{reverse('calendar_weeks')}?{urlencode({'view': calendar.query})}")


def _page(
    request: AuthenticatedRequest, calendar: CalendarContext, more: Mapping[str, Any] = EMPTY, *, status: int = 200
) -> HttpResponse:
    view, days, first = calendar.view, calendar.days, calendar.week
    initial = {"what": DAY if view.kind == "day" else WEEK, "source": view.on, "target": view.moved(1).on}
    context: dict[str, Any] = {
        **EMPTY,
        **dialog.shared(calendar),
        "period": labels.period_in_words(days[0], days[-1]),
        "week": labels.period_in_words(first, first + timedelta(days=6)),
        "form": CopyForm(initial=initial, first_weekday=first_weekday_of(request.user)),
        "next": first + timedelta(days=7),
        "longest": LONGEST_NAME,
        "out": view.query(),
        **more,
    }
    try:
        context["templates"] = list(week_templates.templates_of(request.user, calendar.workspace))
        context["deleted"] = list(week_templates.deleted_of(request.user, calendar.workspace))
    except WorkspaceUnknown:
        context["no_place"] = True
    except UpstreamError as error:
        context["notice"] = notice_of(error, request.user)
    return render(request, PAGE, context, status=status)

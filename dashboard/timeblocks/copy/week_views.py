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
from dashboard.timeblocks.calendar import rendering
from dashboard.timeblocks.calendar.rendering import Scene
from dashboard.timeblocks.copy import plan as copying
from dashboard.timeblocks.copy import week_templates
from dashboard.timeblocks.copy.forms import DAY, WEEK, CopyForm
from dashboard.timeblocks.copy.week_templates import Unkept
from dashboard.timeblocks.models import LONGEST_NAME, WeekTemplate
from dashboard.timeblocks.services import labels, reads
from dashboard.timeblocks.services.address import week_start
from dashboard.upstream.errors import UpstreamError
from dashboard.workspaces.services import FocusWorkspace, WorkspaceUnknown

PAGE = "timeblocks/weeks.html"
# What the page shows while nothing is kept and nothing went wrong.
NOTHING: Mapping[str, Any] = {
    "templates": (), "deleted": (), "notice": None, "no_place": False, "failed": None, "keep_error": "", "typed": "",
    "wrong": None, "wrong_text": "",
}  # fmt: skip


@require_safe
def weeks(request: AuthenticatedRequest) -> HttpResponse:
    """Show everything that can be done with whole days and weeks. Costs nothing."""
    return _page(request, rendering.scene_of(request))


@require_POST
def keep(request: AuthenticatedRequest) -> HttpResponse:
    """Keep the week of the view by name: no request where that week is kept, else one."""
    scene, name = rendering.scene_of(request), request.POST.get("name", "")
    try:
        place = reads.place_of(request.user, scene.view.workspace)
        first = week_start(scene.view.on, reads.first_weekday_of(request.user))
        days = [first + timedelta(days=number) for number in range(7)]
        shown = reads.read_days(user=request.user, place=place, days=days, zone=scene.zone, ask=False)
        items = copying.items_of(shown.blocks, scene.eyes, first, 7)
        kept = week_templates.keep(user=request.user, place=place, name=name, items=items, first=first)
    except Unkept as error:
        return _page(request, scene, {"keep_error": str(error), "typed": name}, status=422)
    except (UpstreamError, WorkspaceUnknown) as error:
        return _page(request, scene, _trouble(request, error) | {"typed": name}, status=422)
    messages.success(request, _("“%(name)s” is kept with %(n)d blocks.") % {"name": kept.name, "n": len(kept.items)})
    return _back(scene)


@require_POST
def change(request: AuthenticatedRequest, pk: int, action: str) -> HttpResponse:
    """Rename, delete or bring back a template. Nothing of it is Toggl's, so it costs no request."""
    scene = rendering.scene_of(request)
    is_deleted = action == "bring-back"
    template = get_object_or_404(WeekTemplate, user=request.user, pk=pk, deleted_at__isnull=not is_deleted)
    try:
        text = _changed(template, action, request.POST.get("name", ""))
    except Unkept as error:
        return _page(request, scene, {"wrong": pk, "wrong_text": str(error)}, status=422)
    messages.success(request, text % {"name": template.name})
    return _back(scene)


def _changed(template: WeekTemplate, action: str, name: str) -> str:
    if action == "rename":
        week_templates.rename(template, name)
        return _("It is called “%(name)s” now.")
    if action == "delete":
        week_templates.delete(template)
        return _("“%(name)s” is deleted. It can be brought back for 30 days.")
    if action == "bring-back":
        week_templates.bring_back(template)
        return _("“%(name)s” is back.")
    raise Http404


def _back(scene: Scene) -> HttpResponse:
    return redirect(f"{reverse('calendar_weeks')}?{urlencode({'view': scene.view.query()})}")


def _trouble(request: AuthenticatedRequest, error: Exception) -> dict[str, Any]:
    return {"failed": notice_of(error, request.user)} if isinstance(error, UpstreamError) else {}


def _page(
    request: AuthenticatedRequest, scene: Scene, more: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    user, view = request.user, scene.view
    weekday = reads.first_weekday_of(user)
    first = week_start(view.on, weekday)
    initial = {"what": DAY if view.kind == "day" else WEEK, "source": view.on, "target": view.moved(1).on}
    days = view.days(weekday)
    context: dict[str, Any] = {
        **NOTHING,
        **dialog.shared(scene),
        "period": labels.period_in_words(days[0], days[-1]),
        "week": labels.period_in_words(first, first + timedelta(days=6)),
        "form": CopyForm(initial=initial, first_weekday=weekday),
        "next": first + timedelta(days=7),
        "longest": LONGEST_NAME,
        "out": view.query(),
    }
    try:
        context |= _listed(request, reads.place_of(user, view.workspace))
    except WorkspaceUnknown:
        context["no_place"] = True
    except UpstreamError as error:
        context["notice"] = notice_of(error, user)
    return render(request, PAGE, context | (more or {}), status=status)


def _listed(request: AuthenticatedRequest, place: FocusWorkspace) -> dict[str, Any]:
    return {
        "templates": list(week_templates.templates_of(request.user, place)),
        "deleted": list(week_templates.deleted_of(request.user, place)),
    }

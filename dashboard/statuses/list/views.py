"""`/statuses/`: look, create, edit, delete, restore, and choose the emoji for it."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dashboard.accounts.http import AuthenticatedRequest
from dashboard.statuses.list import rendering, view_models
from dashboard.statuses.list.address import Asked, asked_of
from dashboard.statuses.list.undo_toast import with_undo
from dashboard.statuses.list.view_models import Panel, Shown
from dashboard.statuses.services import reads as lists
from dashboard.statuses.services import reorder, workspaces, writes
from dashboard.statuses.services.reads import Listing, Status, Where
from dashboard.statuses.services.writes import Draft, Result
from dashboard.upstream.errors import UpstreamError
from dashboard.web import pages
from dashboard.web.idempotency import key_of
from dashboard.workspaces.services import load_workspaces


@require_safe
def statuses(request: AuthenticatedRequest) -> HttpResponse:
    """Show the list: 1 request, none while it is fresh or where a form is opened on it."""
    asked = asked_of(request.GET)
    shown = rendering.opened(request, asked, ask=not asked.has_panel)
    return rendering.answer(request, replace(shown, panel=_panel(asked, shown.listing)))


@require_POST
def refresh(request: AuthenticatedRequest) -> HttpResponse:
    """Ask Focus for the list again: 1 request for each 100 statuses."""
    asked = rendering.sent_from(request)
    workspace_id = asked.workspace or workspaces.places(user=request.user).default
    if workspace_id is None:
        return rendering.back(asked)
    try:
        found = lists.read(user=request.user, workspace_id=workspace_id, filters=asked.filters, refresh=True)
        problem = found.problem
    except UpstreamError as error:
        problem = error
    if problem is None:
        return rendering.back(asked)
    shown = rendering.opened(request, asked, ask=False)
    return rendering.answer(request, replace(shown, problem=problem, status=422))


@require_POST
def ask_workspaces(request: AuthenticatedRequest) -> HttpResponse:
    """Ask Track which workspaces there are: 1 request."""
    if problem := load_workspaces(request.user):
        rendering.tell_failure(request, Result("refused", problem=problem), "")
    return rendering.back(rendering.sent_from(request))


@require_safe
def emoji(request: AuthenticatedRequest) -> HttpResponse:
    """Search emoji by name, for the picker of a form. Costs nothing."""
    if not pages.wants_fragment(request):
        return redirect("statuses")
    panel = Panel("new", Draft("", ""), search=request.GET.get("q", "")[:100])
    return render(request, "statuses/emoji.html", {"picker": view_models.picker(request.user, panel, None)})


@require_POST
def create(request: AuthenticatedRequest) -> HttpResponse:
    """Create a status: 1 request, 2 where its place has to be looked at."""
    asked = replace(rendering.sent_from(request), new=True)
    shown = rendering.opened(request, asked, ask=False)
    panel = _typed(request, Panel("new", _draft(request)))
    if panel.is_picking or shown.listing is None or not shown.workspace_id:
        return rendering.answer(request, replace(shown, panel=panel, status=200 if panel.is_picking else 422))
    of = Where(user=request.user, workspace_id=shown.workspace_id)
    listing = _plain(request, shown)
    result = writes.create(**of, draft=panel.draft, listing=listing, key=key_of(request, "new"))
    if not result.is_done:
        return _again(request, shown, panel, result)
    if result.status and panel.draft.position.strip():
        reorder.settle(**of, new=result.status, rank=int(panel.draft.position), key=key_of(request, "order"))
    name = result.status.label if result.status else panel.draft.name
    text = _("%(name)s is created.") % {"name": name}
    undo = {"do": "delete", "id": result.status.id} if result.status else {}
    messages.success(request, with_undo(text, **undo) if undo else text)
    return rendering.back(asked)


@require_POST
def edit(request: AuthenticatedRequest, status_id: int) -> HttpResponse:
    """Change emoji and name: 1 request to look, 1 to write."""
    asked = replace(rendering.sent_from(request), edit=status_id)
    shown = rendering.opened(request, asked, ask=False)
    was = _was(request, status_id)
    panel = _typed(request, Panel("edit", _draft(request), status=was, was=was))
    if panel.is_picking or not shown.workspace_id:
        return rendering.answer(request, replace(shown, panel=panel))
    key = key_of(request, f"edit{status_id}")
    result = writes.edit(user=request.user, workspace_id=shown.workspace_id, was=was, draft=panel.draft, key=key)
    if result.is_done:
        _tell_edited(request, result)
    elif result.outcome == "unchanged":
        messages.info(request, _("Nothing was changed, so nothing was sent. That cost no request."))
    else:
        return _again(request, rendering.opened(request, asked, ask=False), panel, result)
    return rendering.back(asked)


@require_POST
def delete(request: AuthenticatedRequest, status_id: int) -> HttpResponse:
    """Delete a status at once: 1 request. The toast has Undo."""
    asked = rendering.sent_from(request)
    shown = rendering.opened(request, asked, ask=False)
    status = shown.listing.find(status_id) if shown.listing else None
    if not shown.workspace_id:
        raise Http404
    result = writes.delete(
        user=request.user,
        workspace_id=shown.workspace_id,
        status=status or Status(status_id, "", "", "", 0),
        key=key_of(request, f"delete{status_id}"),
    )
    name = {"name": status.label if status else status_id}
    if result.is_done:
        request.session[rendering.AS_KEPT] = True
        messages.success(request, with_undo(_("%(name)s is deleted.") % name, do="restore", id=status_id))
    else:
        rendering.tell_failure(request, result, _("Nobody knows yet whether %(name)s was deleted.") % name)
    return rendering.back(asked)


@require_POST
def restore(request: AuthenticatedRequest, status_id: int) -> HttpResponse:
    """Bring a deleted status back: 1 request, and 1 for the list, in which it stands again."""
    asked = rendering.sent_from(request)
    workspace_id = asked.workspace or workspaces.places(user=request.user).default
    if not workspace_id:
        raise Http404
    key = key_of(request, f"restore{status_id}")
    result = writes.restore(user=request.user, workspace_id=workspace_id, status_id=status_id, key=key)
    if result.is_done:
        messages.success(request, with_undo(_("The status is back."), do="delete", id=status_id))
    elif result.outcome == "unchanged":
        messages.info(request, _("This status is not deleted, so nothing was sent. That cost no request."))
    else:
        rendering.tell_failure(request, result, _("Nobody knows yet whether the status is back."))
    return rendering.back(asked)


def _panel(asked: Asked, listing: Listing | None) -> Panel | None:
    """Return the form that the address opens."""
    if asked.new:
        return Panel("new", Draft("", ""))
    status = listing.find(asked.edit or asked.move or 0) if listing else None
    if status is None:
        return None
    kind = "edit" if asked.edit else "move"
    return Panel(kind, Draft(status.emoji, status.name), status=status, was=status)


def _draft(request: AuthenticatedRequest) -> Draft:
    form = request.POST
    return Draft(form.get("emoji", ""), form.get("name", ""), form.get("position", ""), twice="twice" in form)


def _typed(request: AuthenticatedRequest, panel: Panel) -> Panel:
    """Return the form with what was typed; searching and choosing an emoji come before saving."""
    form = request.POST
    search = form.get("q", "")[:100]
    if picked := form.get("pick", ""):
        return replace(panel, draft=replace(panel.draft, emoji=picked), is_picking=True)
    is_picking = "find" in form or search != form.get("searched", "")
    return replace(panel, search=search, is_picking=is_picking)


def _was(request: AuthenticatedRequest, status_id: int) -> Status:
    """Return what an edit was rendered with; it is compared with what Focus has before anything is sent."""
    form = request.POST
    return Status(status_id, form.get("was_name", ""), form.get("was_emoji", ""), "", 0)


def _plain(request: AuthenticatedRequest, shown: Shown) -> Listing:
    """Return the whole list, which a new status is placed in, also where the page shows a part of it."""
    assert shown.listing is not None
    if shown.asked.filters.is_plain:
        return shown.listing
    whole = rendering.opened(request, Asked(workspace=shown.asked.workspace), ask=False).listing
    return whole or shown.listing


def _again(request: AuthenticatedRequest, shown: Shown, panel: Panel, result: Result) -> HttpResponse:
    """Show the form again with what was typed and why it was not saved."""
    now = result.status if result.outcome == "conflict" else None
    panel = replace(panel, mistakes=result.mistakes, outcome=result.outcome, now=now)
    problem = None if result.mistakes else result.problem
    return rendering.answer(request, replace(shown, panel=panel, problem=problem, status=422))


def _tell_edited(request: AuthenticatedRequest, result: Result) -> None:
    status, before = result.status, result.before
    assert status is not None
    text = _("%(name)s is saved.") % {"name": status.label}
    if before is None or before.body == status.body:
        messages.success(request, text)
        return
    undo = {"emoji": before.emoji, "name": before.name, "was_emoji": status.emoji, "was_name": status.name}
    messages.success(request, with_undo(text, do="edit", id=status.id, **undo))

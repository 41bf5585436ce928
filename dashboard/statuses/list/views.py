"""`/statuses/`: look, create, edit, delete, restore, and choose the emoji for it."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dashboard.accounts.http import AuthenticatedRequest
from dashboard.statuses.list.address import ListAddress, parse_address
from dashboard.statuses.list.rendering import (
    AS_KEPT,
    address_of_form,
    load_page,
    redirect_to_list,
    render_page,
    tell_failure,
)
from dashboard.statuses.list.view_models import StatusesPage, StatusForm, emoji_picker
from dashboard.statuses.services import emojis, writes
from dashboard.statuses.services.reads import StatusList, read_list
from dashboard.statuses.services.reorder import place_new
from dashboard.statuses.services.workspaces import workspace_choices
from dashboard.statuses.services.writes import StatusDraft, StatusWrite
from dashboard.upstream.errors import UpstreamError
from dashboard.upstream.records.statuses import Status
from dashboard.web import pages
from dashboard.web.idempotency import key_of
from dashboard.web.toasts import undoable
from dashboard.workspaces.services import load_workspaces

LONGEST_SEARCH = 100  # characters
UNDO = "undo_status"


@require_safe
def statuses(request: AuthenticatedRequest) -> HttpResponse:
    """Show the list: 1 request, none while it is fresh or where a form is opened on it."""
    address = parse_address(request.GET)
    page = load_page(request, address, ask=not address.has_form)
    return render_page(request, replace(page, form=_form_at(address, page.statuses)))


@require_POST
def refresh(request: AuthenticatedRequest) -> HttpResponse:
    """Ask Focus for the list again: 1 request for each 100 statuses."""
    address = address_of_form(request)
    workspace_id = address.workspace or workspace_choices(request.user).default
    if workspace_id is None:
        return redirect_to_list(address)
    try:
        problem = read_list(request.user, workspace_id, address.filters, refresh=True).problem
    except UpstreamError as error:
        problem = error
    if problem is None:
        return redirect_to_list(address)
    page = load_page(request, address, ask=False)
    return render_page(request, replace(page, problem=problem, http_status=422))


@require_POST
def ask_workspaces(request: AuthenticatedRequest) -> HttpResponse:
    """Ask Track which workspaces there are: 1 request."""
    if problem := load_workspaces(request.user):
        tell_failure(request, StatusWrite("refused", problem=problem), "")
    return redirect_to_list(address_of_form(request))


@require_safe
def emoji(request: AuthenticatedRequest) -> HttpResponse:
    """Search emoji by name, for the picker of a form. Costs nothing."""
    if not pages.wants_fragment(request):
        return redirect("statuses")
    picker = emoji_picker(emojis.used_by(request.user), request.GET.get("q", "")[:LONGEST_SEARCH])
    return render(request, "statuses/emoji.html", {"picker": picker})


@require_POST
def create(request: AuthenticatedRequest) -> HttpResponse:
    """Create a status: 1 request, 2 where its position has to be looked at."""
    user, address = request.user, replace(address_of_form(request), new=True)
    page = load_page(request, address, ask=False)
    form = _sent_form(request, "new")
    whole = _whole_list(request, page)
    if form.is_picking or whole is None or not page.workspace_id:
        return render_page(request, replace(page, form=form, http_status=200 if form.is_picking else 422))
    write = writes.create(user, page.workspace_id, form.draft, whole, key_of(request, "new"))
    if not write.is_done:
        return _render_refused(request, page, form, write)
    if write.status and form.draft.position.strip():
        rank = int(form.draft.position)
        place_new(user, page.workspace_id, write.status, rank, key_of(request, "order"))
    name = write.status.label if write.status else form.draft.name
    undoable(request, _("%(name)s is created.") % {"name": name}, write.write_id if write.status else None, at=UNDO)
    return redirect_to_list(address)


@require_POST
def edit(request: AuthenticatedRequest, status_id: int) -> HttpResponse:
    """Change emoji and name: 1 request to look, 1 to write."""
    address = replace(address_of_form(request), edit=status_id)
    page = load_page(request, address, ask=False)
    was = Status(id=status_id, name=request.POST.get("was_name", ""), emoji=request.POST.get("was_emoji", ""))
    form = _sent_form(request, "edit", was)
    if form.is_picking or not page.workspace_id:
        return render_page(request, replace(page, form=form))
    write = writes.edit(request.user, page.workspace_id, was, form.draft, key_of(request, f"edit{status_id}"))
    if write.status and write.is_done:
        undoable(request, _("%(name)s is saved.") % {"name": write.status.label}, write.write_id, at=UNDO)
    elif write.outcome == "unchanged":
        messages.info(request, _("Nothing was changed, so nothing was sent. That cost no request."))
    else:
        return _render_refused(request, load_page(request, address, ask=False), form, write)
    return redirect_to_list(address)


@require_POST
def delete(request: AuthenticatedRequest, status_id: int) -> HttpResponse:
    """Delete a status at once: 1 request. The toast has Undo."""
    address = address_of_form(request)
    page = load_page(request, address, ask=False)
    if not page.workspace_id:
        raise Http404
    status = page.statuses.find(status_id) if page.statuses else None
    key = key_of(request, f"delete{status_id}")
    write = writes.delete(request.user, page.workspace_id, status or Status(id=status_id), key)
    name = {"name": status.label if status else status_id}
    if write.is_done:
        request.session[AS_KEPT] = True
        undoable(request, _("%(name)s is deleted.") % name, write.write_id, at=UNDO)
    else:
        tell_failure(request, write, _("Nobody knows yet whether %(name)s was deleted.") % name)
    return redirect_to_list(address)


@require_POST
def restore(request: AuthenticatedRequest, status_id: int) -> HttpResponse:
    """Bring a deleted status back: 1 request, and 1 for the list, in which it is again."""
    address = address_of_form(request)
    workspace_id = address.workspace or workspace_choices(request.user).default
    if not workspace_id:
        raise Http404
    write = writes.restore(request.user, workspace_id, status_id, key_of(request, f"restore{status_id}"))
    if write.is_done:
        undoable(request, _("The status is back."), write.write_id, at=UNDO)
    elif write.outcome == "unchanged":
        messages.info(request, _("This status is not deleted, so nothing was sent. That cost no request."))
    else:
        tell_failure(request, write, _("Nobody knows yet whether the status is back."))
    return redirect_to_list(address)


def _form_at(address: ListAddress, statuses: StatusList | None) -> StatusForm | None:
    """Return the form that the address opens."""
    if address.new:
        return StatusForm("new")
    status = statuses.find(address.edit or address.move or 0) if statuses else None
    if status is None:
        return None
    return StatusForm("edit" if address.edit else "move", StatusDraft(status.emoji, status.name), status)


def _sent_form(request: AuthenticatedRequest, kind: str, status: Status | None = None) -> StatusForm:
    """Return the form with what was typed; searching and choosing an emoji come before saving."""
    sent = request.POST
    search, picked = sent.get("q", "")[:LONGEST_SEARCH], sent.get("pick", "")
    draft = StatusDraft(
        emoji=picked or sent.get("emoji", "").strip(),
        name=sent.get("name", "").strip(),
        position=sent.get("position", ""),
        allows_duplicate="twice" in sent,
    )
    is_picking = bool(picked) or "find" in sent or search != sent.get("searched", "")
    return StatusForm(kind, draft, status, emoji_search="" if picked else search, is_picking=is_picking)


def _whole_list(request: AuthenticatedRequest, page: StatusesPage) -> StatusList | None:
    """Return the list in which a new status gets its position, also where the page shows a part of it."""
    if page.statuses is None or page.address.filters.is_plain:
        return page.statuses
    return load_page(request, ListAddress(workspace=page.address.workspace), ask=False).statuses or page.statuses


def _render_refused(
    request: AuthenticatedRequest, page: StatusesPage, form: StatusForm, write: StatusWrite
) -> HttpResponse:
    """Show the form again with what was typed and why it was not saved."""
    now = write.status if write.outcome == "conflict" else None
    form = replace(form, mistakes=write.mistakes, outcome=write.outcome, now=now)
    problem = None if write.mistakes else write.problem
    return render_page(request, replace(page, form=form, problem=problem, http_status=422))

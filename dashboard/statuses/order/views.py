"""Another order, saved as a whole, or one status moved without JavaScript."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from dashboard.accounts.http import AuthenticatedRequest
from dashboard.statuses.list.address import ListAddress, parse_id, parse_ids
from dashboard.statuses.list.rendering import (
    AS_KEPT,
    address_of_form,
    load_page,
    redirect_to_list,
    render_page,
)
from dashboard.statuses.list.view_models import StatusesPage, StatusForm
from dashboard.statuses.services import reorder
from dashboard.statuses.services.order_plan import moved_to
from dashboard.statuses.services.reads import peek_list
from dashboard.statuses.services.reorder import DesiredOrder, ReorderResult
from dashboard.statuses.services.writes import StatusDraft
from dashboard.web import pages
from dashboard.web.idempotency import key_of
from dashboard.web.toasts import undoable


@require_POST
def order(request: AuthenticatedRequest) -> HttpResponse:
    """Save the order of the page: 1 request for each status that has to move, 1 to look before and 1 after."""
    seen, wanted, moved = (parse_ids(request.POST.get(name, "")) for name in ("seen", "wanted", "moved"))
    return _save(request, address_of_form(request), DesiredOrder(seen, wanted, frozenset(moved)))


@require_POST
def move(request: AuthenticatedRequest, status_id: int) -> HttpResponse:
    """Move one status up, down or to a position."""
    address, seen = address_of_form(request), parse_ids(request.POST.get("seen", ""))
    if status_id not in seen:
        return _not_whole(request, address)
    rank = _rank(request.POST, seen.index(status_id) + 1, len(seen))
    if rank is None:
        return _ask_for_rank(request, address, status_id, len(seen))
    return _save(request, address, DesiredOrder(seen, tuple(moved_to(seen, status_id, rank)), frozenset({status_id})))


def _save(request: AuthenticatedRequest, address: ListAddress, desired: DesiredOrder) -> HttpResponse:
    page = load_page(request, address.without_form(), ask=False)
    if not page.workspace_id or not desired.is_valid:
        return _not_whole(request, address)
    result = reorder.save_order(request.user, page.workspace_id, desired, key_of(request, "order"))
    return render_result(request, page, result)


def render_result(request: AuthenticatedRequest, page: StatusesPage, result: ReorderResult) -> HttpResponse:
    """Render the list after another order was saved, or why it was not."""
    if result.statuses and result.ending in {"done", "unchanged"}:
        _tell_saved(request, result)
        if pages.wants_fragment(request):
            return render_page(request, replace(page, statuses=result.statuses))
        request.session[AS_KEPT] = True
        return redirect_to_list(page.address)
    return render_page(request, _with_notice(request, page, result))


def _with_notice(request: AuthenticatedRequest, page: StatusesPage, result: ReorderResult) -> StatusesPage:
    """Return the page that says what was saved and what was not, with a way to go on."""
    page = replace(page, problem=result.problem, http_status=422)
    if not page.workspace_id:
        return page
    statuses = result.statuses or peek_list(request.user, page.workspace_id) or page.statuses
    if statuses is None:
        return page
    result = replace(result, statuses=statuses)
    wanted = [status.id for status in result.next_order]
    needed = reorder.moves_needed(request.user, page.workspace_id, statuses, wanted)
    return replace(page, statuses=statuses, unsaved_order=result, moves_needed=needed)


def _tell_saved(request: AuthenticatedRequest, result: ReorderResult) -> None:
    assert result.statuses is not None
    if result.ending == "unchanged":
        messages.info(request, _("The order is already so. Nothing was sent but one look."))
        return
    ids = result.statuses.ids
    moved = [status_id for status_id in ids if status_id in result.desired.moved]
    if len(moved) == 1 and (status := result.statuses.find(moved[0])):
        words = {"name": status.label, "rank": ids.index(status.id) + 1, "count": len(ids)}
        text = _("%(name)s is saved, now %(rank)s of %(count)s.") % words
    else:
        count = len(moved) or len(result.saved)
        many = ngettext("The order is saved: %(n)s status moved.", "The order is saved: %(n)s statuses moved.", count)
        text = many % {"n": count}
    undoable(request, text, result.write_id, at="undo_status")


def _rank(sent: QueryDict, rank: int, count: int) -> int | None:
    """Return the rank that was asked for; None where it was typed and is none."""
    to = sent.get("to", "")
    if to in {"up", "down"}:
        return min(max(rank + (1 if to == "down" else -1), 1), count)
    typed = parse_id(sent.get("position", "").strip())
    return typed if typed and typed <= count else None


def _ask_for_rank(request: AuthenticatedRequest, address: ListAddress, status_id: int, count: int) -> HttpResponse:
    page = load_page(request, replace(address, move=status_id), ask=False)
    status = page.statuses.find(status_id) if page.statuses else None
    mistakes = {"position": _("Type a whole number from %(low)s to %(high)s.") % {"low": 1, "high": count}}
    draft = StatusDraft(position=request.POST.get("position", ""))
    form = StatusForm("move", draft, status, mistakes=mistakes) if status else None
    return render_page(request, replace(page, form=form, http_status=422))


def _not_whole(request: AuthenticatedRequest, address: ListAddress) -> HttpResponse:
    messages.error(request, _("The form did not come back whole, so nothing was sent. Please try again."))
    return redirect_to_list(address)

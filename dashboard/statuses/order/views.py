"""Another order: saved as a whole, or one status moved without JavaScript. And Undo, the inverse of a write."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from dashboard.accounts.http import AuthenticatedRequest
from dashboard.audit import services as audit
from dashboard.statuses.list import rendering, view_models
from dashboard.statuses.list.address import Asked, number, numbers
from dashboard.statuses.list.undo_toast import inverse_of, with_undo
from dashboard.statuses.services import reads as lists
from dashboard.statuses.services import reorder, writes
from dashboard.statuses.services.order_plan import moved_to
from dashboard.statuses.services.reads import Status, Where
from dashboard.statuses.services.reorder import Reordered, Wish
from dashboard.statuses.services.writes import Draft, Result
from dashboard.statuses.status import views as status_views
from dashboard.web import pages
from dashboard.web.idempotency import key_of, new_key


@require_POST
def order(request: AuthenticatedRequest) -> HttpResponse:
    """Save the order of the page: 1 request for each status that has to move, 1 to look before and 1 after."""
    form = request.POST
    wish = Wish(
        numbers(form.get("seen", "")), numbers(form.get("wanted", "")), frozenset(numbers(form.get("moved", "")))
    )
    return _reordered(request, rendering.sent_from(request), wish)


@require_POST
def move(request: AuthenticatedRequest, status_id: int) -> HttpResponse:
    """Move one status up, down or to a position."""
    asked, form = rendering.sent_from(request), request.POST
    seen = numbers(form.get("seen", ""))
    if status_id not in seen:
        messages.error(request, _("The form did not come back whole, so nothing was sent. Please try again."))
        return rendering.back(asked)
    rank = _rank(form.get("to", ""), form.get("position", ""), seen.index(status_id) + 1, len(seen))
    if rank is None:
        return _asks_for_rank(request, asked, status_id, len(seen))
    wish = Wish(seen, tuple(moved_to(seen, status_id, rank)), frozenset({status_id}))
    return _reordered(request, asked, wish)


@require_POST
def undo(request: AuthenticatedRequest) -> HttpResponse:
    """Take back what a toast tells of."""
    asked, inverse = rendering.sent_from(request), inverse_of(request.POST.get("undo", ""))
    if inverse.get("do") == "order":
        wish = Wish(_ids(inverse.get("seen")), _ids(inverse.get("wanted")), frozenset(_ids(inverse.get("moved"))))
        return _reordered(request, asked, wish)
    if inverse.get("do") == "give":
        return status_views.give_back(request, asked, inverse)
    shown = rendering.opened(request, asked, ask=False)
    status_id = number(str(inverse.get("id", "")))
    if not shown.workspace_id or status_id is None:
        messages.error(request, _("This cannot be undone any more."))
        return rendering.back(asked)
    status = (shown.listing.find(status_id) if shown.listing else None) or Status(status_id, "", "", "", 0)
    result = _undone(request, shown.workspace_id, status, inverse)
    if result.is_done:
        messages.success(request, _("Undone."))
    elif result.outcome == "conflict" and result.status:
        messages.warning(request, _conflict(result.status, inverse))
    else:
        rendering.tell_failure(request, result, _("Nobody knows yet whether this was undone."))
    return rendering.back(asked)


def _undone(request: AuthenticatedRequest, workspace_id: int, status: Status, inverse: dict[str, Any]) -> Result:
    do, of = inverse.get("do"), Where(user=request.user, workspace_id=workspace_id)
    key = f"{new_key()}-undo{status.id}"
    undoes = audit.latest_write(request.user, "_status", "status_id", status.id)
    if do == "restore":
        return writes.restore(**of, status_id=status.id, key=key, undoes=undoes)
    if do == "delete":
        return writes.delete(**of, status=status, key=key, undoes=undoes)
    if do != "edit":
        return Result("refused", mistakes={"": _("This cannot be undone any more.")})
    was = replace(status, name=str(inverse.get("was_name", "")), emoji=str(inverse.get("was_emoji", "")))
    draft = Draft(str(inverse.get("emoji", "")), str(inverse.get("name", "")), twice=True)
    return writes.edit(**of, was=was, draft=draft, key=key, undoes=undoes)


def _conflict(now: Status, inverse: dict[str, Any]) -> str:
    words = {"now": now.label, "mine": f"{inverse.get('was_emoji', '')} {inverse.get('was_name', '')}".strip()}
    return _("Not undone: you had made it “%(mine)s”, and somebody made it “%(now)s” since.") % words


def _ids(found: object) -> tuple[int, ...]:
    return tuple(one for one in found if isinstance(one, int)) if isinstance(found, list) else ()


def _rank(to: str, position: str, rank: int, count: int) -> int | None:
    """Return the place that was asked for; None where it was typed and is none."""
    if to in {"up", "down"}:
        return min(max(rank + (1 if to == "down" else -1), 1), count)
    typed = number(position.strip())
    return typed if typed and typed <= count else None


def _asks_for_rank(request: AuthenticatedRequest, asked: Asked, status_id: int, count: int) -> HttpResponse:
    asked = replace(asked, move=status_id)
    shown = rendering.opened(request, asked, ask=False)
    status = shown.listing.find(status_id) if shown.listing else None
    wrong = {"position": _("Type a whole number from %(low)s to %(high)s.") % {"low": 1, "high": count}}
    draft = Draft("", "", position=request.POST.get("position", ""))
    panel = view_models.Panel("move", draft, status=status, mistakes=wrong) if status else None
    return rendering.answer(request, replace(shown, panel=panel, status=422))


def _reordered(request: AuthenticatedRequest, asked: Asked, wish: Wish) -> HttpResponse:
    shown = rendering.opened(request, asked.without_panel(), ask=False)
    if not shown.workspace_id or not wish.is_sound:
        messages.error(request, _("The form did not come back whole, so nothing was sent. Please try again."))
        return rendering.back(asked)
    key = key_of(request, "order")
    result = reorder.save(user=request.user, workspace_id=shown.workspace_id, wish=wish, key=key)
    if result.how in {"done", "unchanged"} and result.listing:
        _tell(request, result, wish)
        if not pages.wants_fragment(request):
            request.session[rendering.AS_KEPT] = True
            return rendering.back(asked)
        return rendering.answer(request, replace(shown, listing=result.listing))
    listing = result.listing or lists.peek(user=request.user, workspace_id=shown.workspace_id) or shown.listing
    return rendering.answer(request, _unsaved(request, replace(shown, listing=listing), result, wish))


def _unsaved(
    request: AuthenticatedRequest, shown: view_models.Shown, result: Reordered, wish: Wish
) -> view_models.Shown:
    """Return the page that says what was saved and what was not, with a way to go on."""
    listing, workspace_id = shown.listing, shown.workspace_id
    if listing is None or workspace_id is None:
        return replace(shown, problem=result.problem, status=422)
    wanted = reorder.merged(listing.ids, wish.wanted)
    cost = reorder.requests_for(user=request.user, workspace_id=workspace_id, listing=listing, wanted=wanted)
    extra = {"saved": result.saved, "left": result.left, "refused": [result.refused] if result.refused else []}
    order = view_models.order_after(result.how, listing, wanted, extra, cost)
    return replace(shown, order=order, problem=result.problem, status=422)


def _tell(request: AuthenticatedRequest, result: Reordered, wish: Wish) -> None:
    assert result.listing is not None
    if result.how == "unchanged":
        messages.info(request, _("The order is already so. Nothing was sent but one look."))
        return
    moved = [one for id_ in sorted(wish.moved) if (one := result.listing.find(id_))]
    if len(moved) == 1:
        rank, count = result.listing.ids.index(moved[0].id) + 1, len(result.listing.rows)
        words = {"name": moved[0].label, "rank": rank, "count": count}
        text = _("%(name)s is saved, now %(rank)s of %(count)s.") % words
    else:
        count = len(moved) or len(result.saved)
        many = ngettext("The order is saved: %(n)s status moved.", "The order is saved: %(n)s statuses moved.", count)
        text = many % {"n": count}
    inverse = {"seen": list(wish.wanted), "wanted": list(wish.seen), "moved": sorted(wish.moved)}
    messages.success(request, with_undo(text, do="order", **inverse))

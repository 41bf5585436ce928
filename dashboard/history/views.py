"""Pages of history: the list, one change, Undo, and the look whether a change arrived."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dashboard.accounts import decorators
from dashboard.accounts.http import AuthenticatedRequest
from dashboard.audit import services as audit
from dashboard.audit.services import Change
from dashboard.gateway import notices
from dashboard.gateway.undo import compare
from dashboard.history import listing, services, undo_messages, verify_unknown, words
from dashboard.history.forms import FilterForm, kept_query
from dashboard.history.view_models import HistoryLine, difference_lines, labels
from dashboard.upstream.errors import UpstreamError
from dashboard.web import downloads, pages


@require_safe
def history(request: AuthenticatedRequest) -> HttpResponse:
    """Show every change of this person's, newest first; to admins the team's, if they ask for it."""
    form = FilterForm(request.GET, is_admin=request.user.is_admin)
    wanted = form.wanted()
    page, lines = listing.page(request.user, wanted, request.GET.get("page", "1"))
    context = {"form": form, "page": page, "lines": lines, "wanted": wanted, "query": kept_query(request.GET)}
    return pages.render(request, "history/history.html", context, partials={"changes"})


@require_safe
def latest(request: AuthenticatedRequest) -> HttpResponse:
    """Show the last changes alone, as the first page has them."""
    return pages.render(request, "history/latest.html", {"lines": listing.latest(request.user)}, partials={"latest"})


@require_safe
def download(request: AuthenticatedRequest, form: str) -> HttpResponseBase:
    """Give everything that the filter leaves as a file, to whoever has just shown who they are."""
    if not decorators.is_confirmed(request):
        return decorators.ask(request, back=f"{reverse('history')}?{request.GET.urlencode()}")
    wanted = FilterForm(request.GET, is_admin=request.user.is_admin).wanted()
    rows = (listing.as_csv if form == "csv" else listing.as_json)(request.user, wanted)
    return downloads.answer(rows, name="history", form=form)


@require_safe
def change(request: AuthenticatedRequest, write_id: UUID) -> HttpResponse:
    """Show one change with all that is known of it."""
    found = _change(request, write_id)
    undone_first = found.entry.undoes
    context = {
        "line": _line(request, found),
        "tries": listing.as_lines(request.user, audit.changes(audit.attempts_to_undo(write_id))),
        "undoes": _sentence_of(request, undone_first) if undone_first else "",
        **_cost(request, found),
    }
    return pages.render(request, "history/change.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: AuthenticatedRequest, write_id: UUID) -> HttpResponse:
    """Take a change back (POST), or show what that would do, without asking anybody."""
    if request.method != "POST":
        return _before_undo(request, _change(request, write_id))
    if services.changes_control(_change(request, write_id)) and not decorators.is_confirmed(request):
        return decorators.ask(request, back=reverse("history_undo", args=[write_id]))
    try:
        undone = services.undo(request.user, write_id, confirmed="confirmed" in request.POST)
    except services.NoSuchChange:
        raise Http404 from None
    undo_messages.tell(request, undone)
    if undone.outcome in {"conflict", "blind"}:
        return redirect("history_undo", write_id)
    if undone.outcome == "unknown" and undone.written and undone.written[-1].write_id:
        return redirect("history_change", undone.written[-1].write_id)
    return redirect(_back(request, write_id))


@require_POST
def check(request: AuthenticatedRequest, write_id: UUID) -> HttpResponse:
    """Look whether a change without an answer arrived: one request."""
    if not verify_unknown.can_look(_change(request, write_id)):
        messages.info(request, _("There is nothing to check any more."))
        return redirect("history_change", write_id)
    try:
        undo_messages.tell_of_look(request, services.check(request.user, write_id))
    except UpstreamError as problem:
        notices.tell(request, problem)
    return redirect("history_change", write_id)


def _line(request: AuthenticatedRequest, found: Change) -> HistoryLine:
    return listing.as_lines(request.user, [found])[0]


def _before_undo(request: AuthenticatedRequest, found: Change) -> HttpResponse:
    line = _line(request, found)
    context: dict[str, Any] = {"line": line, "differences": [], "state": "", **_cost(request, found)}
    if line.offer.inverse:
        comparison = services.standing_of(request.user, found, line.offer.inverse)
        context["state"] = comparison.state if comparison else "unseen"
        if comparison:
            context["differences"] = difference_lines(line, comparison.differences)
    return pages.render(request, "history/undo.html", context)


def _cost(request: AuthenticatedRequest, found: Change) -> dict[str, Any]:
    """Return what an undo costs now, a look included where the cached response is old."""
    offer = services.can_undo(found)
    if offer.inverse is None:
        return {"cost": 0, "looks": False, "stays": ""}
    looks = compare.needs_look(found) and services.standing_of(request.user, found, offer.inverse) is None
    stays = labels(found.entry, offer.stays) if offer.stays else ""
    return {"cost": offer.cost + looks, "looks": looks, "stays": stays}


def _change(request: AuthenticatedRequest, write_id: UUID) -> Change:
    """Return a change of this person's. Raises Http404."""
    try:
        return services.change_of(request.user, write_id)
    except services.NoSuchChange:
        raise Http404 from None


def _sentence_of(request: AuthenticatedRequest, write_id: UUID) -> str:
    try:
        return words.sentence(services.change_of(request.user, write_id).entry)
    except services.NoSuchChange:
        return ""


def _back(request: AuthenticatedRequest, write_id: UUID) -> str:
    """Return the page on which Undo was pressed; never the one that only asked for it."""
    address = pages.open_page(request)
    if not address or address.partition("?")[0] == reverse("history_undo", args=[write_id]):
        return reverse("history_change", args=[write_id])
    return address

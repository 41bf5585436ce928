"""How every view of the list answers: load the list once, render the page or its part, or go back to it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from dashboard.accounts.http import AuthenticatedRequest
from dashboard.gateway import notices
from dashboard.statuses.list.address import ListAddress, parse_address
from dashboard.statuses.list.view_models import (
    ORDER_LABELS,
    TYPE_LABELS,
    StatusesPage,
    choices_of,
    emoji_picker,
    status_rows,
)
from dashboard.statuses.services import emojis
from dashboard.statuses.services.deleted import deleted_statuses, remember_listed
from dashboard.statuses.services.reads import peek_list, read_list
from dashboard.statuses.services.refusals import positioning, refusals
from dashboard.statuses.services.workspaces import workspace_choices
from dashboard.statuses.services.writes import StatusWrite
from dashboard.upstream.errors import NotConnected, UpstreamError
from dashboard.upstream.records.reads import STATUSES
from dashboard.web import pages

AS_KEPT = "statuses_as_kept"  # in the session: the next page shows the kept list, which is known to be in order


def load_page(request: AuthenticatedRequest, address: ListAddress, *, ask: bool = True, **more: Any) -> StatusesPage:
    """Return the page with its list. Without `ask` a kept list is enough, however old."""
    choices = workspace_choices(request.user)
    workspace_id = address.workspace or choices.default
    page = StatusesPage(address, choices, workspace_id, **more)
    if workspace_id is None:
        lacks = None if choices.has_focus else NotConnected(service="focus", operation_id=STATUSES.operation_id)
        return replace(page, problem=lacks)
    as_kept = request.method == "GET" and bool(request.session.pop(AS_KEPT, None))
    try:
        kept = None if ask and not as_kept else peek_list(request.user, workspace_id, address.filters)
        return replace(page, statuses=kept or read_list(request.user, workspace_id, address.filters))
    except UpstreamError as problem:
        return replace(page, problem=problem)


def render_page(request: AuthenticatedRequest, page: StatusesPage) -> HttpResponse:
    """Render the page, or the part that HTMX asked for."""
    context = _context(request, page) | {"fragment": pages.target_of(request) == "statuses"}
    return pages.render(request, "statuses/statuses.html", context, partials={"statuses"}, status=page.http_status)


def redirect_to_list(address: ListAddress) -> HttpResponse:
    """Go to the page as it was before a form was opened."""
    return redirect(address.url)


def address_of_form(request: AuthenticatedRequest) -> ListAddress:
    """Return the page from which a form was sent."""
    try:
        return parse_address(QueryDict(request.POST.get("query", "")[:2000]))
    except ValueError:
        return ListAddress()


def tell_failure(request: AuthenticatedRequest, write: StatusWrite, unknown: str) -> None:
    """Say why a write that has no form did not happen; `unknown` is for the one that may have."""
    if write.outcome == "unknown":
        messages.warning(request, f"{unknown} {_('Below is what Focus says now.')}")
    elif write.problem:
        notices.tell(request, write.problem)
    elif write.mistakes:
        messages.error(request, " ".join(write.mistakes.values()))


def _context(request: AuthenticatedRequest, page: StatusesPage) -> dict[str, Any]:
    user, form, statuses, workspace_id = request.user, page.form, page.statuses, page.workspace_id
    problem = page.problem or (statuses.problem if statuses else None)
    context: dict[str, Any] = {
        "page": page,
        "address": page.address,
        "workspace": page.choices.find(workspace_id) if workspace_id else None,
        "statuses": statuses,
        "notice": notices.notice_of(problem, user) if problem else None,
        "open_form": form,
        "edited_id": form.status.id if form and form.status else 0,
        "mistakes": {"emoji": "", "name": "", "position": "", **(form.mistakes if form else {})},
        "types": choices_of(TYPE_LABELS),
        "orders": choices_of(ORDER_LABELS),
        "seen": ",".join(map(str, statuses.ids)) if statuses else "",
        "rows": [],
        "deleted": [],
        "can_reorder": False,
    }
    if form and form.kind != "move":
        used = [*emojis.used_by(user), *(status.emoji for status in (statuses.rows if statuses else ()))]
        context["picker"] = emoji_picker(used, form.emoji_search)
    if statuses and workspace_id:
        context["rows"] = status_rows(statuses, refusals(user, workspace_id))
        context["positioning"] = positioning()
    if statuses and workspace_id and page.address.filters.is_plain:
        remember_listed(user, workspace_id, statuses)
        context["deleted"] = deleted_statuses(user, workspace_id, statuses)
        context["can_reorder"] = statuses.is_whole and len(statuses.rows) > 1
    return context

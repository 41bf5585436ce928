"""`/directory/`: the lists, one row of them, and downloads."""

from __future__ import annotations

from django.http import Http404, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from dashboard.accounts import decorators
from dashboard.accounts.http import AuthenticatedRequest
from dashboard.directory.lists.catalog import KINDS
from dashboard.directory.page import rendering, row_page
from dashboard.directory.page.rendering import LoadedList
from dashboard.directory.services import table
from dashboard.directory.services.address import ListQuery, query_of
from dashboard.directory.services.known_names import known_for
from dashboard.gateway import notices
from dashboard.names import services as names
from dashboard.web import downloads, pages

TEMPLATE = "directory/list.html"
LONGEST_QUERY = 8_000  # characters: a search in any script, and every column chosen
PARTIALS = {"directory-page", "directory-table"}


@require_safe
def index(request: AuthenticatedRequest) -> HttpResponse:
    """Show which lists there are, and what is kept of each. Costs nothing."""
    return pages.render(request, "directory/index.html", {"tiles": rendering.tiles(request.user)})


@require_safe
def show(request: AuthenticatedRequest, name: str) -> HttpResponse:
    """Show one list: 1 request, none while it is fresh, and none for searching, sorting and turning pages."""
    asked = _asked(name, request.GET)
    return _answer(request, rendering.opened(request.user, asked, ask=asked.is_plain))


@require_POST
def refresh(request: AuthenticatedRequest, name: str) -> HttpResponse:
    """Ask for a list anew: 1 request; of a list of several pages the first five."""
    asked = _sent_from(request, name)
    return _after(request, rendering.walked(request.user, asked, anew=True, goes_on=False))


@require_POST
def more(request: AuthenticatedRequest, name: str) -> HttpResponse:
    """Ask for the next pages of a list, where it ended: at most 5 requests. With `rest` the page goes on by itself."""
    asked = _sent_from(request, name)
    return _after(request, rendering.walked(request.user, asked, anew=False, goes_on="rest" in request.POST))


@require_POST
def load_names(request: AuthenticatedRequest, name: str) -> HttpResponse:
    """Ask for the lists that name what this one numbers: 1 request for each that is not kept."""
    asked = _sent_from(request, name)
    wanted = [kind for kind in asked.kind.names if kind in names.KINDS]
    if problem := names.load(user=request.user, kinds=wanted):
        notices.tell(request, problem)
    return redirect(rendering.address(asked))


@require_safe
def download(request: AuthenticatedRequest, name: str, form: str) -> HttpResponseBase:
    """Give the kept list as a file, without a request: CSV as it is shown, JSON with whole rows in Toggl's order."""
    asked = _asked(name, request.GET)
    if not decorators.is_confirmed(request):
        return decorators.ask(request, back=rendering.address(asked))
    found = rendering.opened(request.user, asked, ask=False).listing
    if found is None or asked.name == "location":
        return redirect(rendering.address(asked))
    known = known_for(user=request.user, kinds=asked.kind.names)
    called = name if found.is_whole else f"{name}-part"
    if form == "json":
        return downloads.answer(downloads.json_lines(table.fitting(found, asked, known)), name=called, form=form)
    header = [column.name for column in table.columns_of(asked)]
    return downloads.answer(downloads.csv_lines(header, table.cells(found, asked, known)), name=called, form=form)


@require_safe
def row(request: AuthenticatedRequest, name: str, number: int) -> HttpResponse:
    """Show one row with every field and where it is used: no request where the list is kept."""
    asked = _asked(name, request.GET)
    shown = rendering.opened(request.user, asked, ask=False)
    found = row_page.find(shown.listing, number) if shown.listing else None
    if shown.listing and found is None:
        raise Http404
    context = rendering.context(request.user, shown) | {"item": found and row_page.context(request.user, asked, found)}
    return pages.render(request, "directory/row.html", context)


def _asked(name: str, data: QueryDict) -> ListQuery:
    """Return the view of a list. Raises Http404 for a list that there is not."""
    if name not in KINDS:
        raise Http404
    return query_of(name, data)


def _sent_from(request: AuthenticatedRequest, name: str) -> ListQuery:
    """Return the view from which a form was sent."""
    return _asked(name, QueryDict(request.POST.get("query", "")[:LONGEST_QUERY]))


def _after(request: AuthenticatedRequest, shown: LoadedList) -> HttpResponse:
    """Answer a form: the page in place for HTMX and where something went wrong, else its address."""
    if pages.wants_fragment(request) or shown.listing is None:
        return _answer(request, shown)
    if shown.problem:
        notices.tell(request, shown.problem)
    return redirect(rendering.address(shown.asked))


def _answer(request: AuthenticatedRequest, shown: LoadedList) -> HttpResponse:
    context = rendering.context(request.user, shown) | {"fragment": pages.target_of(request) in PARTIALS}
    response = pages.render(request, TEMPLATE, context, partials=PARTIALS)
    if request.headers.get("HX-Trigger") in {
        "directory-filter",
        "sort",
    }:  # the form sends every column; the address need not
        response["HX-Replace-Url"] = rendering.address(shown.asked)
    return response

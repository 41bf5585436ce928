"""`/connections/`: connect, test, replace and disconnect Track and Focus."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dashboard.accounts import decorators
from dashboard.accounts.http import AuthenticatedRequest
from dashboard.connections import services
from dashboard.connections.cards import cards
from dashboard.connections.forms import FORMS, AddressForm, NumbersForm, OfferForm, PlaceForm
from dashboard.credentials import services as credentials
from dashboard.credentials.models import Connection, Service
from dashboard.gateway.templatetags.connection_notices import DISMISSED
from dashboard.web import pages
from dashboard.web.idempotency import key_of
from dashboard.workspaces.services import Workspace

PAGE = "connections/connections.html"


@require_safe
def connections(request: AuthenticatedRequest) -> HttpResponse:
    """Show both connections."""
    return pages.render(request, PAGE, _context(request), partials=set(Service.values))


@require_POST
@sensitive_post_parameters()
def offer(request: AuthenticatedRequest, service: str, way: str) -> HttpResponse:
    """Test a token, key or password and keep it if it works."""
    if (service, way) not in FORMS:
        raise Http404
    if credentials.connection_of(request.user, service) and not decorators.is_confirmed(request):
        return decorators.ask(request)
    form = FORMS[service, way](request.POST, prefix=f"{service}-{way}")
    if not form.is_valid():
        return _again(request, form)
    expires_at = form.cleaned_data.get("expires_at")
    result = services.offer(request.user, form.authorization(), expires_at, key=key_of(request))
    if result.kind == "failed":
        return _again(request, form, result.why)
    if result.kind != "other_account":
        messages.success(request, _("%(service)s works and is connected.") % {"service": Service(service).label})
    return redirect("connections")


@require_POST
def test(request: AuthenticatedRequest, service: str) -> HttpResponse:
    """Ask whether a connection works."""
    _connection(request, service)
    result = services.test(request.user, service, key=key_of(request))
    name = {"service": Service(service).label}
    if result.kind == "works":
        messages.success(request, _("%(service)s answers: the connection works.") % name)
    else:
        messages.error(request, result.why)
    return redirect("connections")


@require_POST
@decorators.confirmed
def confirm(request: AuthenticatedRequest, service: str) -> HttpResponse:
    """Replace a connection by one of another account, as its owner has confirmed."""
    _connection(request, service)
    if services.confirm(request.user, service):
        messages.success(
            request, _("%(service)s is connected to the other account.") % {"service": Service(service).label}
        )
    else:
        messages.warning(request, _("You took longer than ten minutes, so the new key is forgotten. Paste it again."))
    return redirect("connections")


@require_POST
def decline(request: AuthenticatedRequest, service: str) -> HttpResponse:
    """Keep the connection as it is."""
    services.decline(request.user, service)
    messages.info(request, _("Nothing was changed. The new key is forgotten."))
    return redirect("connections")


@require_http_methods(["GET", "HEAD", "POST"])
def disconnect(request: AuthenticatedRequest, service: str) -> HttpResponse:
    """Ask whether to let go of a connection, and do it."""
    connection = _connection(request, service)
    if request.method != "POST":
        return pages.render(request, "connections/disconnect.html", {"connection": connection})
    services.disconnect(connection)
    messages.success(
        request, _("%(service)s is disconnected, and its key is destroyed here.") % {"service": Service(service).label}
    )
    return redirect("connections")


@require_POST
def dismiss_notice(request: AuthenticatedRequest) -> HttpResponse:
    """Put a notice away for this session; the next one about the same connection is shown again."""
    put_away = request.session.get(DISMISSED, [])
    request.session[DISMISSED] = [*put_away[-19:], request.POST.get("key", "")[:80]]
    if pages.wants_fragment(request):
        return HttpResponse()  # the page removes it
    return pages.back_to(request, request.POST.get("next", ""), "overview")


@require_http_methods(["GET", "HEAD", "POST"])
def place(request: AuthenticatedRequest) -> HttpResponse:
    """Choose the organisation and workspace of Focus."""
    connection = _connection(request, Service.FOCUS)
    known = services.workspaces(request.user)
    address, numbers = AddressForm(), NumbersForm(initial=_numbers(connection))
    sent: PlaceForm | None = None
    if "address" in request.POST:
        sent = address = AddressForm(request.POST)
    elif request.method == "POST":
        sent = numbers = NumbersForm(_chosen(request, known))
    if sent and sent.is_valid():
        if not (why_not := services.place(request.user, connection, *sent.numbers())):
            messages.success(request, _("Focus works in this workspace now."))
            return redirect("connections")
        sent.add_error(None, why_not)
    problems = sent.non_field_errors() if sent else []
    context = {"address": address, "numbers": numbers, "problems": problems, "workspaces": known}
    context |= {"connection": connection, "sent": sent is not None}
    return pages.render(request, "connections/place.html", context, status=422 if sent else 200)


def _again(request: AuthenticatedRequest, form: OfferForm, problem: str = "") -> HttpResponse:
    """Show the page with the form to correct; what is secret in it stays empty."""
    context = _context(request, bound=form, problem=problem)
    return pages.render(request, PAGE, context, partials=set(Service.values), status=422)


def _context(request: AuthenticatedRequest, **options: Any) -> dict[str, Any]:
    confirm = "" if decorators.is_confirmed(request) else decorators.confirm_address(request)
    return {"cards": cards(request.user, **options), "confirm": confirm}


def _connection(request: HttpRequest, service: str) -> Connection:
    """Return this person's connection to a service. Raises Http404."""
    assert request.user.is_authenticated
    connection = credentials.connection_of(request.user, service)
    if connection is None:
        raise Http404
    return connection


def _chosen(request: HttpRequest, known: list[Workspace]) -> dict[str, Any]:
    """Return the form's data; a workspace chosen from Track's list brings its organisation."""
    data: dict[str, Any] = request.POST.dict()
    for each in known:
        if data.get("workspace") == str(each.id):
            return {"organization_id": each.organization_id, "workspace_id": each.id}
    return data


def _numbers(connection: Connection) -> dict[str, int | None]:
    return {"organization_id": connection.organization_id, "workspace_id": connection.workspace_id}

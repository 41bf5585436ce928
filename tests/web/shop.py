"""A little slice of the tests' own: one page with a part, and every way in which an answer can end."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path
from django.utils import timezone
from django.views.decorators.http import require_POST

from dashboard.web import pages


def shelf(request: HttpRequest) -> HttpResponse:
    """The page, or its shelf."""
    context = {"goods": ["lamp", "chair"], "now": timezone.now()}
    return pages.render(request, "shop/shelf.html", context, partials={"shelf"})


@require_POST
def buy(request: HttpRequest) -> HttpResponse:
    """Say so and lead to where the form says."""
    messages.success(request, "Bought <lamp>.")
    return redirect(request.POST.get("next", "overview"))


def wrap(request: HttpRequest) -> HttpResponse:
    """Say something and answer with the part."""
    messages.info(request, "Wrapped.")
    status = int(request.GET.get("status", "200"))
    return pages.render(request, "shop/shelf.html", {"goods": [], "now": None}, partials={"shelf"}, status=status)


def broken(request: HttpRequest) -> HttpResponse:
    """Fail in the way that is asked for."""
    kind = request.GET.get("kind", "")
    if kind == "forbidden":
        raise PermissionDenied("for canary-reason")
    if kind == "missing":
        raise Http404("no canary-thing")
    if kind == "plain":
        return HttpResponse("teapot", status=418)
    if kind == "undefined":
        return pages.render(request, "shop/undefined.html", {})
    raise RuntimeError("canary-secret")


@login_not_required
def hall(request: HttpRequest) -> HttpResponse:
    """A public page."""
    return HttpResponse("hall")


urlpatterns = [
    path("", shelf, name="overview"),
    path("buy/", buy, name="buy"),
    path("wrap/", wrap, name="wrap"),
    path("broken/", broken, name="broken"),
    path("hall/", hall, name="hall"),
    path("", include("dashboard.accounts.urls")),
    path("connections/", include("dashboard.connections.urls")),  # where the notices of every page lead
]

handler400 = "dashboard.web.errors.bad_request"
handler403 = "dashboard.web.errors.permission_denied"
handler404 = "dashboard.web.errors.page_not_found"
handler429 = "dashboard.web.errors.too_many_requests"
handler500 = "dashboard.web.errors.server_error"

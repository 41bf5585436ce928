"""`/access-tokens/`: tokens for scripts."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dashboard.accounts import decorators, tokens
from dashboard.accounts.http import AuthenticatedRequest
from dashboard.bff.access_tokens.forms import TokenForm
from dashboard.upstream.secret import Secret
from dashboard.web import pages
from dashboard.web.idempotency import is_first, key_of

PAGE = "bff/access_tokens.html"


@require_http_methods(["GET", "HEAD", "POST"])
def access_tokens(request: AuthenticatedRequest) -> HttpResponse:
    """List the tokens; create one and show it this once."""
    if request.method != "POST":
        return _page(request, TokenForm())
    if not decorators.is_confirmed(request):
        return decorators.ask(request, back=reverse("access_tokens"))
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    if not is_first(request.user, key_of(request, "token")):
        messages.info(request, _("This token was made before. It is not shown again; make another one if it is lost."))
        return redirect("access_tokens")
    return _page(request, TokenForm(), made=tokens.make(request.user, **form.grants()))


@require_POST
def revoke(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Revoke a token at once."""
    token = get_object_or_404(tokens.tokens_of(request.user), pk=pk)
    tokens.revoke(token)
    messages.success(
        request, _("“%(name)s” is revoked. Programs that use it are refused from now on.") % {"name": token}
    )
    return redirect("access_tokens")


def _page(
    request: AuthenticatedRequest, form: TokenForm, *, made: Secret | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "tokens": tokens.tokens_of(request.user),
        "form": form,
        "made": made.reveal() if made else "",
        "base": request.build_absolute_uri("/").rstrip("/"),
    }
    return pages.render(request, PAGE, context, status=status)

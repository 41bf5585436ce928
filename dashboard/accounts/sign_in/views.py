"""Setting up the first admin, coming in by invitation, theme and language. Signing in itself is django-allauth's."""

from __future__ import annotations

from allauth.account import views as account
from allauth.account.utils import perform_login
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from dashboard.accounts import services
from dashboard.accounts.http import AuthenticatedRequest
from dashboard.accounts.models import User
from dashboard.accounts.sign_in import first_run, invitations
from dashboard.accounts.sign_in.forms import InvitedForm, SetupForm
from dashboard.web import errors, languages, mail, pages


@login_not_required
@sensitive_post_parameters("code", "password1", "password2")
@require_http_methods(["GET", "HEAD", "POST"])
def setup(request: HttpRequest) -> HttpResponse:
    """Make the first admin. Once anybody exists, this page does not."""
    if User.objects.exists():
        raise Http404
    if request.method != "POST":
        first_run.announce()
        return pages.render(request, "accounts/setup.html", {"form": SetupForm()})
    if not ratelimit.consume(request, action="setup"):
        return errors.too_many_requests(request)
    form = SetupForm(request.POST)
    if not form.is_valid():
        return pages.render(request, "accounts/setup.html", {"form": form}, status=422)
    try:
        person = services.create_first_admin(
            email=form.cleaned_data["email"], password=form.cleaned_data["password1"], name=form.cleaned_data["name"]
        )
    except services.AlreadySetUp:
        raise Http404 from None
    messages.success(request, _("Tandem is yours. Connect Track or Focus to begin."))
    return perform_login(request, person)  # type: ignore[no-any-return]  # allauth has no types


@login_not_required
@sensitive_post_parameters("password1", "password2")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Let in whoever was invited: they choose a name and a password. The link works once."""
    if not ratelimit.consume(request, action="invitation"):
        return errors.too_many_requests(request)
    try:
        invited = invitations.invitation_of(token)
    except invitations.InvitationOver:
        return pages.render(request, "accounts/invitation_over.html", status=410)
    form = InvitedForm(request.POST or None, email=invited.email)
    if request.user.is_authenticated or request.method != "POST" or not form.is_valid():
        context = {"form": form, "invited": invited, "token": token}
        return pages.render(request, "accounts/invitation.html", context, status=422 if form.is_bound else 200)
    return _let_in(request, token, form)


def _let_in(request: HttpRequest, token: str, form: InvitedForm) -> HttpResponse:
    try:
        person = invitations.accept(
            token=token, name=form.cleaned_data["name"], password=form.cleaned_data["password1"]
        )
    except invitations.InvitationOver:
        return pages.render(request, "accounts/invitation_over.html", status=410)
    except invitations.AlreadyHere:
        messages.info(request, _("You are here already. Sign in."))
        return redirect("account_login")
    messages.success(request, _("Welcome to Tandem. Connect Track or Focus to begin."))
    return perform_login(request, person)  # type: ignore[no-any-return]  # allauth has no types


@login_not_required
def password_reset(request: HttpRequest) -> HttpResponse:
    """Send a link for a new password; say who can help where no mail leaves this server."""
    if not mail.is_configured():
        return pages.render(request, "account/password_reset_by_hand.html")
    return account.password_reset(request)  # type: ignore[no-any-return]  # allauth has no types


@require_POST
def theme(request: AuthenticatedRequest) -> HttpResponse:
    """Keep how Tandem looks for this person: theme and density. It takes effect at once."""
    person, sent = request.user, request.POST
    try:
        services.set_look(person, theme=sent.get("theme", person.theme), density=sent.get("density", person.density))
    except ValueError:
        return HttpResponseBadRequest()
    if pages.wants_fragment(request):
        return HttpResponse(status=204)
    return _back(request)


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep a language: for whoever has signed in on their row, at the door in the browser."""
    code = request.POST.get("language", "")
    if code and not languages.is_known(code):
        return HttpResponseBadRequest()
    answer = _back(request)
    if isinstance(request.user, User):
        services.set_language(request.user, code)
        languages.keep_in_browser(answer, "")
    else:
        languages.keep_in_browser(answer, code)
    return answer


def _back(request: HttpRequest) -> HttpResponse:
    return pages.back_to(request, request.POST.get("next", ""), "overview")

"""`/profile/`: the member's account at Track, its password, and whether its key is accepted."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dashboard.accounts import decorators
from dashboard.accounts.http import AuthenticatedRequest
from dashboard.gateway import notices
from dashboard.gateway.answers import Answer
from dashboard.profile import export, facts, services
from dashboard.profile.forms import PasswordForm, ProfileForm, zones
from dashboard.profile.services import Saved
from dashboard.upstream.errors import UpstreamError
from dashboard.upstream.records.values import Values
from dashboard.web import downloads, pages
from dashboard.web.idempotency import key_of
from dashboard.web.toasts import undoable
from dashboard.workspaces.services import known_workspaces, load_workspaces

PAGE = "profile/profile.html"
WHY_CONNECT = gettext_noop(
    "Your name, zone and password at Toggl are kept by Track; Focus alone does not show them. Paste the API token of "
    "your Track profile once."
)


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: AuthenticatedRequest) -> HttpResponse:
    """Show the profile, from the cached response while that is fresh; POST saves what was changed with one request."""
    try:
        answer = (services.shown if request.method == "POST" else services.profile)(user=request.user)
    except UpstreamError as error:
        return _page(request, None, error=error)
    return _save(request, answer) if request.method == "POST" else _page(request, answer)


def _save(request: AuthenticatedRequest, answer: Answer[Values]) -> HttpResponse:
    form = _form(request, answer, request.POST)
    if not form.is_whole:
        messages.error(request, _("The form did not come back whole, so nothing was sent. Please try again."))
        return redirect("profile")
    if not form.is_valid():
        return _page(request, answer, form=form)
    changes = form.changes()
    if services.CHANGING.changes_control(changes) and not decorators.is_confirmed(request):
        return decorators.ask(request, back=reverse("profile"))
    saved = services.save(user=request.user, changes=changes, shown=form.shown, key=key_of(request))
    if not saved.is_done:
        return _not_saved(request, answer, form, saved)
    said = ngettext("%(n)d value saved with one request.", "%(n)d values saved with one request.", len(changes))
    undoable(request, said % {"n": len(changes)}, saved.write_id)
    return redirect("profile")


@require_POST
@sensitive_post_parameters()
def password(request: AuthenticatedRequest) -> HttpResponse:
    """Set a new password at Toggl, for whoever has just shown who they are: one request."""
    if not decorators.is_confirmed(request):
        return decorators.ask(request, back=reverse("profile"))
    try:
        answer = services.shown(user=request.user)
    except UpstreamError as error:
        return _page(request, None, error=error)
    form = PasswordForm(request.POST)
    if not form.is_valid():
        return _page(request, answer, password=form)
    saved = services.save(user=request.user, changes=form.cleaned_data, shown={}, key=key_of(request))
    if not saved.is_done:
        return _not_saved(request, answer, form, saved)
    messages.success(request, _("Your password at Toggl is changed. Tandem has not kept it."))
    return redirect("profile")


@require_POST
def refresh(request: AuthenticatedRequest) -> HttpResponse:
    """Ask Track again: one request."""
    try:
        problem = services.profile(user=request.user, refresh=True).problem
    except UpstreamError as error:
        problem = error
    if problem:
        notices.tell(request, problem)
    return redirect("profile")


@require_POST
def workspaces(request: AuthenticatedRequest) -> HttpResponse:
    """Ask Track what the workspaces are called: one request."""
    if problem := load_workspaces(request.user):
        notices.tell(request, problem)
    return redirect("profile")


@require_POST
def key(request: AuthenticatedRequest) -> HttpResponse:
    """Ask Track whether it accepts the key: one request."""
    if problem := services.is_accepted(user=request.user):
        notices.tell(request, problem)
    else:
        messages.success(request, _("Track accepts your key."))
    return redirect("profile")


@require_safe
def download(request: AuthenticatedRequest) -> HttpResponseBase:
    """Give everything that Tandem keeps of the account as a file, without a request, to whoever has just signed in."""
    if not decorators.is_confirmed(request):
        return decorators.ask(request, back=reverse("close_account"))
    return downloads.answer(export.lines(user=request.user), name="account", form="json")


def _form(request: AuthenticatedRequest, answer: Answer[Values], data: Any = None) -> ProfileForm:
    names = {one.id: one.label for one in known_workspaces(request.user) or ()}
    return ProfileForm(data, profile=answer.data.values, workspaces=names)


def _not_saved(request: AuthenticatedRequest, answer: Answer[Values], form: Form, saved: Saved) -> HttpResponse:
    """Show the page again with everything typed, and why nothing was saved."""
    for name, sentence in saved.mistakes.items():
        form.add_error(name if name in form.fields else None, sentence)
    if isinstance(form, PasswordForm):
        return _page(request, answer, password=form, saved=saved)
    return _page(request, answer, form=form, saved=saved)


def _page(
    request: AuthenticatedRequest,
    answer: Answer[Values] | None,
    *,
    error: UpstreamError | None = None,
    saved: Saved | None = None,
    **forms: Form,
) -> HttpResponse:
    problem = error or (saved.problem if saved else None) or (answer.problem if answer else None)
    context: dict[str, Any] = {
        "answer": answer,
        "notice": notices.notice_of(problem, request.user, why_connect=_(WHY_CONNECT)) if problem else None,
        "saved": saved,
    }
    if answer:
        context |= {"form": _form(request, answer), "password": PasswordForm(), "zones": zones(), **forms}
        context |= facts.about(user=request.user, profile=answer.data)
    status = 422 if forms else 200
    return pages.render(request, PAGE, context, partials={"profile", "password"}, status=status)

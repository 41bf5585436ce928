"""`/team/`: members, invitations and connection states. Every view is for admins alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dashboard.accounts.decorators import confirmed, for_admins
from dashboard.accounts.http import AuthenticatedRequest
from dashboard.accounts.models import Invitation, Role, User
from dashboard.accounts.sign_in import invitations
from dashboard.team import inviting, members, services
from dashboard.team.changing import changed
from dashboard.team.forms import InviteForm, RoleForm
from dashboard.upstream.secret import Secret
from dashboard.web import mail, pages


@for_admins
@require_safe
def team(request: AuthenticatedRequest) -> HttpResponse:
    """Show everybody, and who is invited."""
    return _page(request, InviteForm())


@for_admins
@require_POST
@confirmed
def invite(request: AuthenticatedRequest) -> HttpResponse:
    """Make an invitation and show its link, this once."""
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    chosen = form.cleaned_data
    try:
        invitation, token = inviting.invite(
            email=chosen["email"], role=Role(chosen["role"]), days=chosen["days"], by=request.user
        )
    except invitations.AlreadyHere:
        form.add_error("email", _("Somebody signs in with this e-mail already."))
        return _page(request, form, status=422)
    link = Secret(mail.absolute(inviting.path_of(token), request))
    return _page(request, InviteForm(), made=(invitation, link, inviting.send(invitation, link)))


@for_admins
@require_POST
def withdraw(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """End an invitation that nobody has used."""
    invitation = get_object_or_404(Invitation, pk=pk)
    invitations.withdraw(invitation, by=request.user)
    messages.success(request, _("The invitation of %(email)s no longer works.") % {"email": invitation.email})
    return redirect("team")


@for_admins
@require_safe
def member(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Show one person and what can be done about them."""
    found = members.member(pk)
    if found is None:
        raise Http404
    form = RoleForm(initial={"role": found.person.role})
    return pages.render(request, "team/member.html", {"member": found, "form": form, "is_self": pk == request.user.pk})


@for_admins
@require_POST
@confirmed
def role(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Make somebody an admin or a member."""
    form = RoleForm(request.POST)
    if not form.is_valid():
        raise Http404
    chosen = Role(form.cleaned_data["role"])
    person = _person(pk)
    done = _("%(name)s is now: %(role)s.") % {"name": person, "role": chosen.label}
    if changed(request, partial(services.change_role, person=person, role=chosen, by=request.user), done):
        return redirect("overview" if pk == request.user.pk and chosen != Role.ADMIN else "team")
    return redirect("team_member", pk)


@for_admins
@require_POST
@confirmed
def disable(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Keep somebody out."""
    return _act(request, pk, services.disable, _("%(name)s is signed out everywhere and cannot come in."))


@for_admins
@require_POST
@confirmed
def enable(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Let somebody in again."""
    return _act(request, pk, services.enable, _("%(name)s can come in again."))


@for_admins
@require_POST
@confirmed
def reset_factor(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Take away the second factors of somebody who has lost them."""
    done = _("%(name)s signs in with the password alone until they set up a new factor.")
    return _act(request, pk, services.reset_factor, done)


@for_admins
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed
def remove_member(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Say what letting somebody go means, do it, and name the keys that live on at Toggl."""
    person = _person(pk)
    context = {"person": person, "keys": services.living_keys(person)}
    if request.method != "POST":
        return pages.render(request, "team/let_go.html", context)
    if changed(request, partial(services.remove, person=person, by=request.user)):
        return pages.render(request, "team/gone.html", context)
    return redirect("team_member", pk)


def _act(request: AuthenticatedRequest, pk: int, change: Callable[..., object], done: str) -> HttpResponse:
    person = _person(pk)
    changed(request, partial(change, person=person, by=request.user), done % {"name": person})
    return redirect("team_member", pk)


def _person(pk: int) -> User:
    return get_object_or_404(User, pk=pk)


def _page(
    request: AuthenticatedRequest,
    form: InviteForm,
    *,
    made: tuple[Invitation, Secret, bool | None] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "members": members.members(),
        "invitations": Invitation.objects.all(),
        "form": form,
        "made": {"invitation": made[0], "link": made[1].reveal(), "mailed": made[2]} if made else None,
        "has_mail": mail.is_configured(),
    }
    return pages.render(request, "team/team.html", context, status=status)

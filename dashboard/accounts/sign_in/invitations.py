"""Ways in: made by an admin, shown once, used once, and over after some days. Only a hash of a link is kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from dashboard.accounts import rights
from dashboard.accounts.models import Invitation, Role, User
from dashboard.accounts.services import create_person
from dashboard.audit.models import Kind
from dashboard.audit.services import record, record_anyway
from dashboard.upstream.secret import Secret


class AlreadyHere(Exception):
    """Somebody signs in with this e-mail already."""


class InvitationOver(Exception):
    """The link was used, withdrawn, replaced by a newer one, or is too old."""


def invite(*, email: str, role: Role, days: int, by: User) -> tuple[Invitation, Secret]:
    """Make an invitation and the token of its link, for the one time that it is shown.

    One that waits for the same e-mail stops working. Raises AlreadyHere, and PermissionDenied.
    """
    if User.objects.filter(email__iexact=email).exists():
        raise AlreadyHere
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        rights.hold(by, as_admin=True)
        Invitation.objects.filter(email__iexact=email).delete()
        invitation = Invitation.objects.create(
            email=email.lower(),
            role=role,
            digest=_digest(token),
            invited_by=str(by),
            inviter_id=by.pk,
            expires_at=timezone.now() + timedelta(days=days),
        )
        record(Kind.PERSON_INVITED, actor=by, target={"email": invitation.email, "role": str(role), "days": days})
    return invitation, Secret(token)


def withdraw(invitation: Invitation, *, by: User) -> None:
    """End an invitation before it is used. Raises PermissionDenied."""
    with transaction.atomic():
        rights.hold(by, as_admin=True)
        _end(invitation, by=by)


def withdraw_all_of(inviter: User, *, by: User) -> None:
    """End every invitation of somebody who may not invite any more: they know the links, and could use them."""
    for invitation in Invitation.objects.filter(inviter_id=inviter.pk):
        _end(invitation, by=by)


def _end(invitation: Invitation, *, by: User) -> None:
    if Invitation.objects.filter(pk=invitation.pk).delete()[0]:  # else it was used or ended meanwhile
        record_anyway(Kind.INVITATION_WITHDRAWN, actor=by, target={"email": invitation.email})


def invitation_of(token: str) -> Invitation:
    """Return the invitation that this link stands for. Raises InvitationOver, also once its inviter may not invite."""
    invitation = Invitation.objects.filter(digest=_digest(token)).first()
    if invitation is None or invitation.is_over or not _inviters(invitation).exists():
        raise InvitationOver
    return invitation


def _inviters(invitation: Invitation) -> QuerySet[User]:
    """Return the row of who invited, if they may still invite."""
    return User.objects.filter(pk=invitation.inviter_id or 0, is_active=True, role=Role.ADMIN)


def accept(*, token: str, name: str, password: str) -> User:
    """Make the person who was invited; the link is used up with that. Raises InvitationOver and AlreadyHere."""
    invitation = invitation_of(token)
    try:
        with transaction.atomic():
            if not _inviters(invitation).select_for_update().first():
                raise InvitationOver  # they lost the right while this link was being used
            if not Invitation.objects.filter(pk=invitation.pk).delete()[0]:
                raise InvitationOver  # the slower of two who use it at once
            return create_person(
                email=invitation.email,
                password=password,
                name=name,
                role=Role(invitation.role),
                invited_by=invitation.invited_by,
            )
    except IntegrityError:
        raise AlreadyHere from None


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

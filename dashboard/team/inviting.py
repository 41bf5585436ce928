"""Inviting somebody: the link, and the mail that brings it."""

from __future__ import annotations

from smtplib import SMTPException

import structlog
from django.urls import reverse

from dashboard.accounts.models import Invitation, Role, User
from dashboard.accounts.sign_in import invitations
from dashboard.upstream.secret import Secret
from dashboard.web import mail

log = structlog.get_logger(__name__)


def invite(*, email: str, role: Role, days: int, by: User) -> tuple[Invitation, Secret]:
    """Make an invitation and the token of its link. Raises AlreadyHere."""
    return invitations.invite(email=email, role=role, days=days, by=by)


def path_of(token: Secret) -> str:
    """Return the path of the link."""
    return reverse("invitation", args=[token.reveal()])


def send(invitation: Invitation, link: Secret) -> bool | None:
    """Mail the link to whoever is invited; None where no mail is configured, False where it could not be sent."""
    if not mail.is_configured():
        return None
    try:
        mail.send(invitation.email, "team/invitation", {"invitation": invitation, "link": link.reveal()})
    except (OSError, SMTPException) as problem:
        log.warning("invitation_not_mailed", reason=type(problem).__name__)
        return False
    return True

"""The record of signing in: every event in the log, and what a person did in their own history.

What a stranger does must neither fill somebody's history nor be told apart by its time. So a failure is a line of the
log and one statement that counts it, for an e-mail that nobody has as well, on a row of nobody's. Its person reads the
count in the row of their next sign-in.
"""

from __future__ import annotations

from typing import Any

import structlog
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.stagekit import get_pending_stage
from allauth.account.signals import authentication_step_completed, password_changed, password_reset
from allauth.account.signals import user_logged_in as came_in
from allauth.mfa.signals import authentication_failed
from django.contrib import messages
from django.contrib.auth.signals import user_logged_out
from django.db import connection, transaction
from django.db.models.signals import post_delete
from django.dispatch import Signal, receiver
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import ngettext

from dashboard.accounts.models import FailedSignIns, User
from dashboard.accounts.sessions import lifetimes, user_agents
from dashboard.audit.models import Kind
from dashboard.audit.services import record_anyway
from dashboard.web.origin import address_of

NOBODY = 0  # on whose row failures for unknown e-mails are counted
WORTH_TELLING = 3  # failed attempts; fewer are somebody's own typing errors
# Written out, because it has to be one statement, the same whoever is meant.
COUNT = """
    INSERT INTO accounts_failedsignins (person_id, passwords, factors, refused, since) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (person_id) DO UPDATE SET passwords = accounts_failedsignins.passwords + excluded.passwords,
    factors = accounts_failedsignins.factors + excluded.factors,
    refused = accounts_failedsignins.refused + excluded.refused
"""

log = structlog.get_logger(__name__)


def password_failed(request: HttpRequest, email: str) -> None:
    """Tell of a wrong password, or of an e-mail that nobody has."""
    if request.user.is_authenticated:
        _log("proof_failed", request, request.user.pk, by="password")
        return
    person_id = _person_of(email)
    _count(person_id, passwords=1)
    _log("sign_in_failed", request, person_id, by="password")


def locked(request: HttpRequest) -> None:
    """Tell that an attempt was refused unseen, because there were too many."""
    stage = get_pending_stage(request)
    if request.user.is_authenticated:
        person_id = request.user.pk
    elif stage is not None and stage.login.user:
        person_id = stage.login.user.pk
    else:
        person_id = _person_of(request.POST.get("login", ""))
    _count(person_id, refused=1)
    _log("sign_in_locked", request, person_id)


def passkey_failed(request: HttpRequest, person: Any) -> None:
    """Tell of a passkey that was not accepted. `person` is None where it stood for the password: it proves nobody."""
    person_id = person.pk if person else None
    if person_id and not request.user.is_authenticated:
        _count(person_id, factors=1)
    _log("sign_in_failed" if person is None else "second_factor_failed", request, person_id, by="webauthn")


def reset_asked(request: HttpRequest, person: User | None) -> None:
    """Tell that a link for a new password was asked for, of None for an e-mail that nobody has."""
    _log("password_reset_asked", request, person.pk if person else None)


@receiver(came_in)
def _came_in(*, request: HttpRequest, user: User, **_: Any) -> None:
    by = [one.get("type") or one["method"] for one in get_authentication_records(request, user)]
    count, failed = _taken(user)
    _log("signed_in", request, user.pk, by=",".join(by), **failed)
    _tell(Kind.SIGNED_IN, request, user, **({"by": ", ".join(by)} if by else {}), **failed)
    if count >= WORTH_TELLING:
        said = ngettext(
            "%(n)d attempt to sign in as you failed since your last visit. If that was not you, check your sessions"
            " and change your password.",
            "%(n)d attempts to sign in as you failed since your last visit. If that was not you, check your sessions"
            " and change your password.",
            count,
        )
        messages.warning(request, said % {"n": count})


@receiver(user_logged_out)
def _went(*, request: HttpRequest, user: Any, **_: Any) -> None:
    if not isinstance(user, User):
        return
    is_over = lifetimes.is_over(request.session)
    _log("session_over" if is_over else "signed_out", request, user.pk)
    if not is_over:
        _tell(Kind.SIGNED_OUT, request, user)


@receiver(authentication_failed)
def _code_failed(*, request: HttpRequest, user: User, authenticator: Any, **_: Any) -> None:
    if not request.user.is_authenticated:
        _count(user.pk, factors=1)
    _log("second_factor_failed", request, user.pk, by=str(authenticator.type))


@receiver(authentication_step_completed)
def _step(*, request: HttpRequest, user: User, method: str, **more: Any) -> None:
    _log(
        "proof_given" if more.get("reauthenticated") else "sign_in_step", request, user.pk, by=more.get("type", method)
    )


@receiver([password_changed, password_reset])
def _password(*, signal: Signal, request: HttpRequest, user: User, **_: Any) -> None:
    _log("password_reset" if signal is password_reset else "password_changed", request, user.pk)


@receiver(post_delete, sender=User)
def _gone(*, instance: User, **_: Any) -> None:
    FailedSignIns.objects.filter(pk=instance.pk).delete()


def _person_of(email: str) -> int:
    found = User.objects.filter(email__iexact=email.strip()[:254]).values_list("pk", flat=True).first()
    return found or NOBODY


def _count(person_id: int, *, passwords: int = 0, factors: int = 0, refused: int = 0) -> None:
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [person_id, passwords, factors, refused, timezone.now()])


def _taken(user: User) -> tuple[int, dict[str, Any]]:
    """Return how many attempts failed since this person was last here, and what is told; begin to count anew."""
    with transaction.atomic():
        row = FailedSignIns.objects.select_for_update().filter(pk=user.pk).first()
        if row is None:
            return 0, {}
        row.delete()
    failed = {"wrong_passwords": row.passwords, "wrong_factors": row.factors, "refused_unseen": row.refused}
    told = {name: number for name, number in failed.items() if number}
    return sum(told.values()), {**told, "failures_since": row.since.isoformat(timespec="seconds")}


def _log(event: str, request: HttpRequest, person: int | None, **more: Any) -> None:
    """Write a line with who, by number, and from where; nothing that was typed, and of the browser what is known."""
    browser = user_agents.known(request.headers.get("User-Agent", ""))
    log.info(event, person=person or None, address=address_of(request), browser=" ".join(browser).strip(), **more)


def _tell(kind: Kind, request: HttpRequest, user: User, **target: Any) -> None:
    """Add a row of history. Where it is damaged people come and go all the same, and it is told afterwards."""
    browser = request.headers.get("User-Agent", "")[: lifetimes.LONGEST_AGENT]
    record_anyway(kind, actor=user, target={**target, **({"browser": browser} if browser else {})})

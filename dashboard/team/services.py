"""Changing what somebody may do, keeping them out, and letting them go.

Each is one transaction with its row of history, and looks in it whether who acts still leads the team. Somebody always
remains who can.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from django.db import transaction

from dashboard.accounts import rights, tokens
from dashboard.accounts.models import Role, User
from dashboard.accounts.second_factor import factors
from dashboard.accounts.sessions import lifetimes
from dashboard.accounts.sign_in import invitations
from dashboard.audit.models import Kind
from dashboard.audit.services import record, record_anyway
from dashboard.credentials import services as credentials
from dashboard.gateway import services as gateway


class LastAdmin(Exception):
    """Nobody who can come in would lead the team any more."""


class Oneself(Exception):
    """Admins do not lock themselves out; another admin can."""


class Gone(Exception):
    """Somebody else let this person go meanwhile."""


@dataclass(frozen=True, slots=True)
class LivingKey:
    """A key that Toggl still accepts after Tandem has destroyed its copy; its owner alone can end it there."""

    service: str
    kind: str  # of credentials.models.SecretKind
    account: str
    last_four: str


def change_role(*, person: User, role: Role, by: User) -> None:
    """Make somebody an admin or a member, whose invitations then end. Raises LastAdmin, Gone and PermissionDenied."""
    with transaction.atomic():
        standing = _locked(person, by)
        if standing.role == role:
            return
        told = {"before": {"role": standing.role}, "after": {"role": str(role)}}
        if role != Role.ADMIN:
            _keep_an_admin(standing)
            invitations.withdraw_all_of(standing, by=by)
        standing.role = role
        standing.save(update_fields=["role"])
        tell = record if role == Role.ADMIN else record_anyway
        tell(Kind.ROLE_CHANGED, actor=by, target=_name_of(standing), **told)


def disable(*, person: User, by: User) -> None:
    """Keep somebody out until they are enabled again: every session ends, access tokens stop working, keys stay.

    Raises Oneself, Gone and PermissionDenied.
    """
    with transaction.atomic():
        standing = _locked(person, by)
        if standing.pk == by.pk:
            raise Oneself
        if not standing.is_active:
            return
        invitations.withdraw_all_of(standing, by=by)
        standing.is_active = False
        standing.save(update_fields=["is_active"])
        lifetimes.end_all(standing)
        record_anyway(Kind.PERSON_DISABLED, actor=by, target=_name_of(standing))


def enable(*, person: User, by: User) -> None:
    """Let somebody in again. Raises Gone and PermissionDenied."""
    with transaction.atomic():
        standing = _locked(person, by)
        if standing.is_active:
            return
        standing.is_active = True
        standing.save(update_fields=["is_active"])
        record(Kind.PERSON_ENABLED, actor=by, target=_name_of(standing))


def reset_factor(*, person: User, by: User) -> int:
    """Take away the second factors of somebody who has lost them, and end their sessions and tokens; say how many.

    Their password alone lets them in afterwards. Raises Oneself, Gone and PermissionDenied.
    """
    with transaction.atomic():
        standing = _locked(person, by)
        if standing.pk == by.pk:
            raise Oneself
        lifetimes.end_all(standing)
        tokens.end_all(standing, by=by)
        return factors.remove_all(standing, by=by)


def living_keys(person: User) -> list[LivingKey]:
    """Return the keys that Toggl would still accept if this person were let go."""
    return [
        LivingKey(connection.service, connection.secret_kind, connection.account_name, connection.last_four)
        for connection in credentials.connections_of(person).values()
    ]


def let_go(*, person: User, by: User) -> list[LivingKey]:
    """Remove somebody: their sessions, access tokens, factors, stored keys and kept copies. History stays.

    Returns the keys that live on at Toggl. Raises Oneself, Gone and PermissionDenied.
    """
    with transaction.atomic():
        standing = _locked(person, by)
        if standing.pk == by.pk:
            raise Oneself
        keys = living_keys(standing)
        lifetimes.end_all(standing)
        tokens.end_all(standing, by=by)
        for connection in credentials.connections_of(standing).values():
            credentials.disconnect(connection, by=by)
            transaction.on_commit(partial(gateway.forget, connection))
        invitations.withdraw_all_of(standing, by=by)
        factors.remove_all(standing, by=by, leaves=True)
        standing.delete()
        told = [{"service": key.service, "kind": key.kind, "last_four": key.last_four} for key in keys]
        before = {"role": standing.role, "keys": told}
        record_anyway(Kind.PERSON_LET_GO, actor=by, target=_name_of(standing), before=before)
    return keys


def _locked(person: User, by: User) -> User:
    """Return the person as they are now, locked together with all admins and who acts.

    Raises Gone, and PermissionDenied where `by` does not lead the team any more.
    """
    found = {row.pk: row for row in rights.rows(person, by)}
    rights.check(by, found.get(by.pk), as_admin=True)
    if person.pk not in found:
        raise Gone
    return found[person.pk]


def _keep_an_admin(leaving: User) -> None:
    """Raise LastAdmin where nobody else who may come in is an admin; the rows are locked."""
    if leaving.is_admin and leaving.is_active:
        others = User.objects.filter(role=Role.ADMIN, is_active=True).exclude(pk=leaving.pk)
        if not others.exists():
            raise LastAdmin


def _name_of(person: User) -> dict[str, str]:
    return {"email": person.email, "name": person.name}

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


class Removed(Exception):
    """Somebody else let this person go meanwhile."""


@dataclass(frozen=True, slots=True)
class LivingKey:
    """A key that Toggl still accepts after Tandem has destroyed its copy; its owner alone can end it there."""

    service: str
    kind: str  # of credentials.models.SecretKind
    account: str
    last_four: str


def change_role(*, person: User, role: Role, by: User) -> None:
    """Make somebody an admin, or a member, whose invitations then end. Raises LastAdmin, Removed, PermissionDenied."""
    with transaction.atomic():
        locked = _locked(person, by)
        if locked.role == role:
            return
        told = {"before": {"role": locked.role}, "after": {"role": str(role)}}
        if role != Role.ADMIN:
            _keep_an_admin(locked)
            invitations.withdraw_all_of(locked, by=by)
        locked.role = role
        locked.save(update_fields=["role"])
        tell = record if role == Role.ADMIN else record_anyway
        tell(Kind.ROLE_CHANGED, actor=by, target=_name_of(locked), **told)


def disable(*, person: User, by: User) -> None:
    """Suspend somebody until they are enabled again: sessions end, access tokens stop working, keys stay.

    Raises Oneself, Removed and PermissionDenied.
    """
    with transaction.atomic():
        locked = _locked(person, by)
        if locked.pk == by.pk:
            raise Oneself
        if not locked.is_active:
            return
        invitations.withdraw_all_of(locked, by=by)
        locked.is_active = False
        locked.save(update_fields=["is_active"])
        lifetimes.end_all(locked)
        record_anyway(Kind.PERSON_DISABLED, actor=by, target=_name_of(locked))


def enable(*, person: User, by: User) -> None:
    """Enable somebody again. Raises Removed and PermissionDenied."""
    with transaction.atomic():
        locked = _locked(person, by)
        if locked.is_active:
            return
        locked.is_active = True
        locked.save(update_fields=["is_active"])
        record(Kind.PERSON_ENABLED, actor=by, target=_name_of(locked))


def reset_factor(*, person: User, by: User) -> int:
    """Remove the second factors of somebody who has lost them, and end their sessions and tokens; return how many.

    Their password alone lets them in afterwards. Raises Oneself, Removed and PermissionDenied.
    """
    with transaction.atomic():
        locked = _locked(person, by)
        if locked.pk == by.pk:
            raise Oneself
        lifetimes.end_all(locked)
        tokens.end_all(locked, by=by)
        return factors.remove_all(locked, by=by)


def living_keys(person: User) -> list[LivingKey]:
    """Return the keys that Toggl would still accept if this person were removed."""
    return [
        LivingKey(connection.service, connection.secret_kind, connection.account_name, connection.last_four)
        for connection in credentials.connections_of(person).values()
    ]


def remove(*, person: User, by: User) -> list[LivingKey]:
    """Remove somebody: their sessions, access tokens, factors, stored keys and cached responses. History stays.

    Returns the keys that live on at Toggl. Raises Oneself, Removed and PermissionDenied.
    """
    with transaction.atomic():
        locked = _locked(person, by)
        if locked.pk == by.pk:
            raise Oneself
        keys = living_keys(locked)
        lifetimes.end_all(locked)
        tokens.end_all(locked, by=by)
        for connection in credentials.connections_of(locked).values():
            credentials.disconnect(connection, by=by)
            transaction.on_commit(partial(gateway.forget, connection))
        invitations.withdraw_all_of(locked, by=by)
        factors.remove_all(locked, by=by, leaves=True)
        locked.delete()
        told = [{"service": key.service, "kind": key.kind, "last_four": key.last_four} for key in keys]
        before = {"role": locked.role, "keys": told}
        record_anyway(Kind.PERSON_LET_GO, actor=by, target=_name_of(locked), before=before)
    return keys


def _locked(person: User, by: User) -> User:
    """Return the person as they are now, locked together with all admins and who acts.

    Raises Removed, and PermissionDenied where `by` does not lead the team any more.
    """
    found = {row.pk: row for row in rights.rows(person, by)}
    rights.check(by, found.get(by.pk), as_admin=True)
    if person.pk not in found:
        raise Removed
    return found[person.pk]


def _keep_an_admin(leaving: User) -> None:
    """Raise LastAdmin where nobody else who may come in is an admin; the rows are locked."""
    if leaving.is_admin and leaving.is_active:
        others = User.objects.filter(role=Role.ADMIN, is_active=True).exclude(pk=leaving.pk)
        if not others.exists():
            raise LastAdmin


def _name_of(person: User) -> dict[str, str]:
    return {"email": person.email, "name": person.name}

"""Whether somebody may come in: their row, asked by every request, so that what takes a right away holds at once."""

from __future__ import annotations

from typing import Any, NamedTuple

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import connection, router

from dashboard.accounts.models import Role, User, session_hash

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)  # recovery codes alone are none
COLUMNS = (
    "person.id, person.email, person.is_active, person.role, person.session_epoch, person.password, "
    "EXISTS (SELECT 1 FROM mfa_authenticator factor WHERE factor.user_id = person.id "
    "AND factor.type IN ('totp', 'webauthn'))"  # FACTORS
)
FIND = f"SELECT {COLUMNS} FROM accounts_user person WHERE person.id = %s"  # noqa: S608  constants of ours


class Member(NamedTuple):
    """What a request needs to know of the person behind it. `session_hash` changes with their password."""

    pk: int
    email: str
    is_active: bool
    session_hash: str
    lacks_factor: bool = False  # an admin who has to set up a second factor first


def member_of(user_id: int) -> Member | None:
    """Return who this is; None when nobody is."""
    row = first_row(FIND, user_id)
    return member_in(row) if row else None


def member_in(row: tuple[Any, ...]) -> Member:
    """Return the member whom COLUMNS of a row describe."""
    pk, email, is_active, role, epoch, password, has_factor = row
    lacks_factor = settings.REQUIRE_ADMIN_MFA and role == Role.ADMIN and not has_factor
    return Member(pk, email, bool(is_active), session_hash(epoch, password), lacks_factor)


def person(member: Member) -> User:
    """Return this person with nothing read but their number; whatever else is asked of them is fetched then."""
    return User.from_db(router.db_for_read(User), ["id"], [member.pk])


def first_row(sql: str, *parameters: Any) -> tuple[Any, ...] | None:
    """Return the first row that a statement finds, for what every request asks: the ORM takes ten times as long.

    `parameters` are as the database takes them.
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row

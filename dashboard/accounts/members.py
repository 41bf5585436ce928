"""Whether somebody may still come in, remembered in the shared cache: a request of a script needs no more than that.

The row is the truth. What is remembered is dropped when a change of the row commits, and runs out after some seconds.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import caches
from django.db import router, transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from dashboard.accounts.models import User

KEPT_FOR = 10  # seconds
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)  # recovery codes alone are none


class Member(NamedTuple):
    """What a request needs to know of the person behind it. `session_hash` changes with their password."""

    pk: int
    email: str
    is_active: bool
    session_hash: str
    lacks_factor: bool = False  # an admin who has to set up a second factor first


def member_of(user_id: int) -> Member | None:
    """Return who this is, from the cache or from their row; None when nobody is."""
    cache = caches["sessions"]
    known: Member | None = None if is_alone() else cache.get(_name(user_id))
    if known:
        return known
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        return None
    member = Member(user.pk, user.email, user.is_active, user.get_session_auth_hash(), _lacks_factor(user))
    cache.set(_name(user_id), member, KEPT_FOR)
    return member


def person(member: Member) -> User:
    """Return this person with nothing read but their number; whatever else is asked of them is fetched then."""
    return User.from_db(router.db_for_read(User), ["id"], [member.pk])


def is_alone() -> bool:
    """Whether the shared cache is gone, so that nobody would hear what another process drops."""
    return bool(getattr(caches["sessions"], "is_degraded", False))


def drop(user_id: int) -> None:
    """Forget somebody of whom something changes, once the change is committed."""
    transaction.on_commit(lambda: caches["sessions"].delete(_name(user_id)))


@receiver([post_save, post_delete], sender=User)
def _drop(*, instance: User, **_: Any) -> None:
    drop(instance.pk)


def _lacks_factor(user: User) -> bool:
    return settings.REQUIRE_ADMIN_MFA and user.is_admin and not has_factor(user)


def has_factor(user: User) -> bool:
    """Whether this person signs in with a second factor."""
    return bool(Authenticator.objects.filter(user=user, type__in=FACTORS).exists())


def _name(user_id: int) -> str:
    return f"member.{user_id}"

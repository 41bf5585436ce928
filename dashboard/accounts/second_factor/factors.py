"""Second factors: history of them, and what a change of them ends.

A row of history is written in the transaction that changes a factor. Once that is done, every other session of the
person ends: whoever was in with less has to come in again.
"""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed, password_reset
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.db.models.signals import post_delete, post_save
from django.dispatch import Signal, receiver
from django.http import HttpRequest

from dashboard.accounts import tokens
from dashboard.accounts.models import User
from dashboard.accounts.second_factor import mfa_secrets
from dashboard.accounts.sessions import lifetimes
from dashboard.audit.models import Kind
from dashboard.audit.services import record, record_anyway

Type = Authenticator.Type


def remove_all(user: User, *, by: User | None = None, leaves: bool = False) -> int:
    """Overwrite every seed of this person and delete their factors, recovery codes included; return how many.

    `by` is who does it, the person themselves if None. Who `leaves` loses them whatever history can take.
    """
    factors = Authenticator.objects.filter(user=user)
    for factor in factors:
        factor.removed_by, factor.leaves = by, leaves
        if factor.type in mfa_secrets.KEYS:
            factor.data[mfa_secrets.KEYS[factor.type]] = "0" * len(factor.data.get(mfa_secrets.KEYS[factor.type], ""))
            factor.save(update_fields=["data"])
        factor.delete()
    return len(factors)


@receiver(post_save, sender=Authenticator)
def _added(*, instance: Any, created: bool, **_: Any) -> None:
    if created:
        made = instance.type == Type.RECOVERY_CODES
        _tell(Kind.CODES_MADE if made else Kind.FACTOR_ADDED, instance)


@receiver(post_delete, sender=Authenticator)
def _removed(*, instance: Any, origin: Any = None, **_: Any) -> None:
    if instance.type != Type.RECOVERY_CODES and not isinstance(origin, User):  # with its person, who has a row
        _tell(Kind.FACTOR_REMOVED, instance)


@receiver([authenticator_added, authenticator_removed])
def _changed(*, request: HttpRequest, authenticator: Any, **_: Any) -> None:
    mfa_secrets.forget_pending(request.session)
    if authenticator.type != Type.RECOVERY_CODES:
        lifetimes.end_others(request)


@receiver([password_changed, password_reset])
def _password(*, signal: Signal, user: User, **_: Any) -> None:
    record_anyway(Kind.PASSWORD_CHANGED, actor=user)
    if signal is password_reset:  # where it is changed, the form asks which tokens go on
        tokens.end_all(user)


def _tell(kind: Kind, factor: Any) -> None:
    what = {"type": str(factor.type), **({"name": factor.data["name"]} if "name" in factor.data else {})}
    tell = record_anyway if getattr(factor, "leaves", False) else record
    tell(kind, actor=getattr(factor, "removed_by", None) or factor.user, target=what)

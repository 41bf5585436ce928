"""Whether somebody may still do what they ask for, seen inside the transaction that does it.

A request passes its gate, waits for a lock, and goes on after the right was taken away. So whoever changes rights holds
the row of who acts and looks once more. Rows are locked in one order: people, then what is theirs, then history.
"""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet

from dashboard.accounts.models import Role, User


def hold(by: User, *, as_admin: bool = False) -> User:
    """Lock the row of who acts until the transaction ends, and return it. Raises PermissionDenied."""
    return check(by, User.objects.select_for_update().filter(pk=by.pk).first(), as_admin=as_admin)


def hold_owner(user_id: int) -> None:
    """Lock the row of a person, before something of theirs, until the transaction ends; they need not be there."""
    User.objects.select_for_update().filter(pk=user_id).first()


def rows(*people: User) -> QuerySet[User]:
    """Return these people and all admins, whose rows are locked when they are read, in the order of their numbers."""
    wanted = Q(role=Role.ADMIN) | Q(pk__in=[person.pk for person in people])
    return User.objects.select_for_update().filter(wanted).order_by("pk")


def check(by: User, standing: User | None, *, as_admin: bool) -> User:
    """Return the locked row of who acts. Raises PermissionDenied where they may not (any more).

    `by` is as the request found them: their sessions may have been ended, or their password changed, since then.
    """
    if standing is None or not standing.is_active or (as_admin and not standing.is_admin):
        raise PermissionDenied
    if standing.get_session_auth_hash() != by.get_session_auth_hash():
        raise PermissionDenied
    return standing

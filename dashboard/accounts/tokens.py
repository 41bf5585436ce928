"""Access tokens: made, shown once, recognised, revoked.

A token is as long as an API token of Track, because programs for Track check that; it begins with a word that
scanners for secrets can look for.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import string
import time
from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone, translation

from dashboard.accounts import rights
from dashboard.accounts.members import COLUMNS, Member, first_row, member_in
from dashboard.accounts.models import AccessToken, User
from dashboard.audit.models import Kind
from dashboard.audit.services import record, record_anyway
from dashboard.upstream.secret import Secret
from dashboard.web import languages, mail
from dashboard.web.origin import current

PREFIX = "tandem_"
LENGTH = 32  # characters; 25 of them random, 148 bits
ALPHABET = string.ascii_letters + string.digits
SHAPE = re.compile(rf"{PREFIX}[0-9A-Za-z]{{{LENGTH - len(PREFIX)}}}", re.ASCII)
DAYS = 90  # that a token works for unless its owner says otherwise
FIND = (
    "SELECT token.id, token.digest, token.can_write, token.track, token.focus, "  # noqa: S608  constants of ours
    f"COALESCE(token.expires_at <= %s, FALSE), {COLUMNS} "
    "FROM accounts_accesstoken token JOIN accounts_user person ON person.id = token.user_id WHERE token.digest = %s"
)
NOTED_EVERY = 60.0  # seconds between two notes of the last use

_noted: dict[str, float] = {}


class Grant(NamedTuple):
    """What a token allows, and whose it is."""

    pk: int
    digest: str
    can_write: bool
    services: frozenset[str]
    is_over: bool  # its time has passed
    member: Member


def make(
    user: User, *, name: str, can_write: bool, services: Collection[str], expires_at: datetime | None = None
) -> Secret:
    """Make a token and return it, for the one time that it is shown. `services` are "track", "focus" or both.

    Raises ValueError without a service, for one that does not exist, or for an end in the past, and PermissionDenied
    for somebody who was kept out or signed out meanwhile.
    """
    if not services or not set(services) <= {"track", "focus"}:
        raise ValueError("a token is for track, focus or both")
    if expires_at is not None and expires_at <= timezone.now():
        raise ValueError("a token ends in the future")
    token = PREFIX + "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - len(PREFIX)))
    with transaction.atomic():
        rights.hold(user)
        row = AccessToken.objects.create(
            user=user,
            name=name[:100],
            digest=_digest(token),
            last_four=token[-4:],
            can_write=can_write,
            track="track" in services,
            focus="focus" in services,
            expires_at=expires_at,
        )
        record(Kind.TOKEN_CREATED, actor=user, target=_told(row))
        transaction.on_commit(lambda: _mail(row))
    return Secret(token)


def tokens_of(user: User) -> QuerySet[AccessToken]:
    """Return this person's tokens, the newest first."""
    return AccessToken.objects.filter(user=user)


def working(user: User) -> QuerySet[AccessToken]:
    """Return those of them that have not ended by themselves."""
    return tokens_of(user).exclude(expires_at__lte=timezone.now())


def revoke(token: AccessToken, *, by: User | None = None) -> None:
    """End a token at once. `by` is its owner if None."""
    with transaction.atomic():
        rights.hold_owner(token.user_id)
        if AccessToken.objects.filter(pk=token.pk).delete()[0]:  # else somebody else ended it meanwhile
            record_anyway(Kind.TOKEN_REVOKED, actor=by or token.user, target=_told(token))


def end_all(user: User, *, keep: Collection[int] = (), by: User | None = None) -> int:
    """Revoke every token of this person but those whose numbers are in `keep`; return how many. `by` as in `revoke`."""
    ended = [token for token in tokens_of(user) if token.pk not in keep]
    for token in ended:
        revoke(token, by=by)
    return len(ended)


def grant_of(token: str) -> Grant | None:
    """Return what a token allows, or None for one that nobody has. An expired one is returned.

    The database is asked each time, with one statement, so that nothing outlives a revocation.
    """
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    row = first_row(FIND, now, _digest(token)) if SHAPE.fullmatch(token) else None
    if row is None:
        return None
    pk, digest, can_write, track, focus, is_over, *person = row
    services = frozenset(service for service, has in (("track", track), ("focus", focus)) if has)
    return Grant(pk, digest, bool(can_write), services, bool(is_over), member_in(tuple(person)))


def note_use(grant: Grant) -> None:
    """Write down that a token was used now, at most once a minute."""
    now = time.monotonic()
    if now - _noted.get(grant.digest, -NOTED_EVERY) >= NOTED_EVERY:
        _noted[grant.digest] = now  # of this process; another may note the same use
        AccessToken.objects.filter(pk=grant.pk).update(last_used_at=timezone.now())


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _mail(token: AccessToken) -> None:
    """Tell its owner, where mail is configured: whoever made it may be somebody else. Raises nothing."""
    if not mail.is_configured():
        return
    told = {"token": token, "from": current().address, "page": mail.address_of("access_tokens")}
    with translation.override(languages.of(token.user)):
        mail.send_later(mail.letter(token.user.email, "accounts/token_made", told))


def _told(token: AccessToken) -> dict[str, object]:
    services = [service for service in ("track", "focus") if getattr(token, service)]
    return {
        "name": token.name,
        "last_four": token.last_four,
        "scope": "write" if token.can_write else "read",
        "services": services,
    }

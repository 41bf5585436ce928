"""The member's own id in Focus, learned from a block that Focus made for them.

Focus names it nowhere else, and the id in Track is another one. A replaced key may be somebody else's, so only what was
made with the present one counts.
"""

from __future__ import annotations

from django.core.cache import caches

from dashboard.accounts.models import User
from dashboard.audit import services as audit
from dashboard.audit.models import Kind, Outcome
from dashboard.credentials.references import reference_of

KNOWN_FOR, UNKNOWN_FOR = 24 * 3600, 60  # seconds that the id, or that nobody knows it yet, is remembered


def of(user: User) -> int | None:
    """Return the member's own id in Focus; None until Focus made a block for them."""
    name = _cache_key(user)
    known: int | None = caches["kept"].get(name) if name else None
    if known is None:
        known = _in_history(user) or 0
        if name:
            caches["kept"].set(name, known, KNOWN_FOR if known else UNKNOWN_FOR)
    return known or None


def forget_unknown(user: User) -> None:
    """Look into history again: a block was just made, so it may tell the id."""
    name = _cache_key(user)
    if name and not caches["kept"].get(name):
        caches["kept"].delete(name)


def _cache_key(user: User) -> str:
    reference = reference_of(user.pk, "focus")
    return f"timeblocks.own.{reference.pk.hex}.{reference.generation}" if reference else ""


def _in_history(user: User) -> int | None:
    history = audit.history_of(user)
    connected = history.filter(kind__in=[Kind.CONNECTED, Kind.REPLACED], service="focus")
    made = history.filter(
        kind=Kind.WRITE_OUTCOME,
        operation="focus.create_time_block",
        outcome=Outcome.DONE,
        after__isnull=False,
        id__gt=connected.values_list("id", flat=True).first() or 0,
    )
    after = made.values_list("after", flat=True).first()
    number = after.get("toggl_user_id") if isinstance(after, dict) else None
    return number if isinstance(number, int) else None

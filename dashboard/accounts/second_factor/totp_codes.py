"""Codes of an authenticator app: a clock may be off by a step, and each code is taken once.

What django-allauth remembers of used codes ends after one step, and is in a cache that may be emptied. Here it is in
the factor's row, for as long as the code would be good.
"""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt
from django.db import transaction

USED = "used"  # steps of 30 seconds since 1970


def take(app: Authenticator, code: str) -> bool:
    """Say whether this code is good and was not taken before; from now on it was."""
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().filter(pk=app.pk).first()
        if row is None:  # taken away while somebody typed
            return False
        seed, steps = decrypt(row.data["secret"]), list(totp.yield_hotp_counters_from_time())
        used = [step for step in row.data.get(USED, []) if step in steps]
        fitting = [step for step in steps if totp.compare_user_code(actual=code, expected=_shown_at(seed, step))]
        free = [step for step in fitting if step not in used]
        if free:
            row.data[USED] = [*used, free[0]]
            row.save(update_fields=["data"])
    return bool(free)


def _shown_at(seed: str, step: int) -> str:
    return str(totp.format_hotp_value(totp.hotp_value(seed, step)))

"""A lost password of Toggl's: three operations without a credential, and answers that tell nobody who has an account.

The newer specification of the vendor no longer has them (facts.md, section 8), so each answer may be that they are
gone. Every other refusal is told in the words of a success: what is different from it could tell whether an address,
a number or a code exists.
"""

from __future__ import annotations

import secrets
from typing import Any, Literal

from dashboard.accounts.models import User
from dashboard.gateway import unauthenticated
from dashboard.upstream.errors import Gone, Refusal, ServerFailed, Throttled, UpstreamError

Ended = Literal["sent", "gone", "spent", "silent"]
NO_ROUTE = "404 page not found"  # what Track says of an address that none of its operations has


def request_mail(*, user: User, email: str) -> Ended:
    """Ask Toggl for a mail with a code: 1 request, one of three an hour."""
    code = secrets.token_hex(16)  # the reference does not say who makes it; it is kept nowhere
    return _asked(user, "track.request_lost_password", {"email": email}, token_code=code)


def verify(*, user: User) -> Ended:
    """Ask whether Toggl still offers this: 1 request, one of three an hour."""
    return _asked(user, "track.verify_lost_password")


def confirm(*, user: User, code: str, user_id: int, password: str) -> Ended:
    """Set a new password with the code of the mail: 1 request, one of three an hour."""
    return _asked(user, "track.confirm_lost_password", {"code": code, "user_id": user_id, "password": password})


def left(*, user: User) -> int:
    """Return how many requests a member has left for this hour."""
    return unauthenticated.left(user)


def _asked(user: User, operation_id: str, body: Any = None, **params: Any) -> Ended:
    try:
        problem = unauthenticated.send_unauthenticated(user, operation_id, body, **params).problem
    except Throttled:
        return "spent"
    return _ended(problem)


def _ended(problem: UpstreamError | None) -> Ended:
    if isinstance(problem, Gone) and (problem.status == 410 or problem.upstream_message == NO_ROUTE):
        return "gone"
    if problem is None or (isinstance(problem, Refusal) and not isinstance(problem, Throttled | ServerFailed)):
        return "sent"
    return "silent"

"""What goes wrong, in one shape: `error`, `message`, `details`, `request_id`, where known `retry_after` and `quota`.

    400  the request is not what the contract says; `details` are "path: what is wrong"
    401  no, unknown, expired or revoked token, or a member who may not come in
    402  the hourly quota is used up (both quota headers), or the plan lacks the feature
    403  the token's scope, another site, a missing confirmation, or upstream says so
    404  405  no operation has this address, or not with this method
    409  not connected, refused or unreadable credential
    413  415  a body too big, or not JSON
    429  too fast, or the token's half of the quota is used up
    500  our fault
    503  our database is gone; try again in a moment
    502  504  upstream does not answer, or not in its language
Upstream's own refusals keep their status and sentence.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from dashboard.upstream import errors
from dashboard.upstream.contract import ContractError, FieldProblem
from dashboard.upstream.errors import UpstreamError
from dashboard.upstream.quota import REMAINING, RESETS_IN

_NUMBER = re.compile(r"\.(\d+)(?=\.|$)")

# The first class that fits says the status; a refusal of upstream's own keeps the one it came with.
_STATUS: tuple[tuple[type[UpstreamError], int], ...] = (
    (errors.NotConnected, 409),
    (errors.CredentialRefused, 409),
    (errors.ConnectionLatched, 409),
    (errors.CredentialUnreadable, 409),
    (errors.QuotaSpent, 402),
    (errors.QuotaReserved, 402),
    (errors.ShareSpent, 429),
    (errors.PaceExceeded, 429),
    (errors.UpstreamBusy, 429),
    (errors.Throttled, 429),
    (errors.NotRecorded, 500),
    (errors.TimedOut, 504),
    (errors.NoAnswer, 502),
    (errors.BadAnswer, 502),
    (errors.BreakerOpen, 502),
)
STATUSES = (400, 401, 402, 403, 404, 405, 409, 413, 415, 429, 500, 502, 503, 504)
SPENT = (errors.QuotaSpent, errors.QuotaReserved, errors.ShareSpent)
UNTIL_ASKED_AGAIN = 1  # seconds, where a pause is due and nobody said how long


class Refused(Exception):
    """An answer of 400 or above. `code` is stable, `message` is for people and holds no value of the request."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        details: Sequence[str] = (),
        retry_after: int | None = None,
        quota: Mapping[str, int] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.status, self.code, self.message = status, code, message
        self.details, self.retry_after, self.quota = list(details), retry_after, quota
        self.headers = dict(headers or {})
        if retry_after is not None:
            self.headers["Retry-After"] = str(retry_after)
        if quota:
            self.headers |= {REMAINING: str(quota["remaining"]), RESETS_IN: str(quota["resets_in"])}

    def body(self, request_id: str) -> dict[str, Any]:
        """Return the one shape."""
        body: dict[str, Any] = {
            "error": self.code,
            "message": self.message,
            "details": self.details,
            "request_id": request_id,
        }
        if self.retry_after is not None:
            body["retry_after"] = self.retry_after
        return {**body, "quota": dict(self.quota)} if self.quota else body


def invalid(message: str, *details: str) -> Refused:
    """Return the refusal of a request that makes no sense."""
    return Refused(400, "invalid", message, details=details)


def of_contract(error: ContractError) -> Refused:
    """Return the refusal of a request that the contract does not know."""
    details = [_line(problem) for problem in error.problems]
    return invalid(_("The request is not what this operation takes."), *details)


def of_upstream(error: UpstreamError, *, is_write: bool = False) -> Refused:
    """Return how a failed call is told. A write that may have acted says so."""
    message = error.upstream_message or _(error.template) % error.words
    details = [f"{error.field}: {message}"] if error.field else []
    if is_write and error.sent:
        details.append(_("It was sent, and what became of it is unknown. Read before you send it again."))
    wait = _wait(error)
    quota = {"remaining": 0, "resets_in": wait or 0} if isinstance(error, SPENT) else None
    if quota is None and error.quota:
        quota = {"remaining": error.quota.remaining, "resets_in": error.quota.resets_in}
    return Refused(_status(error), error.code, message, details=details, retry_after=wait, quota=quota)


def _status(error: UpstreamError) -> int:
    for kind, status in _STATUS:
        if isinstance(error, kind):
            return status
    return error.status if error.status and 400 <= error.status < 600 else 502


def _wait(error: UpstreamError) -> int | None:
    if isinstance(error, SPENT) and error.resets_at:
        return max(1, round((error.resets_at - datetime.fromtimestamp(time.time(), UTC)).total_seconds()))
    if error.retry_after is None and _status(error) == 429:
        return UNTIL_ASKED_AGAIN
    return error.retry_after


def _line(problem: FieldProblem) -> str:
    sentence = _(problem.sentence)
    message = sentence % problem.words if problem.words else sentence
    return f"{path_of(problem.field)}: {message}" if problem.field else message


def path_of(field: str) -> str:
    """Return a field's path as programs write it: `time_blocks.3.start` is `time_blocks[3].start`."""
    return _NUMBER.sub(r"[\1]", f".{field}").removeprefix(".")

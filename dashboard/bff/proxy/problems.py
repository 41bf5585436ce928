"""Errors of the proxy, all of one shape: `error`, `message`, `details`, `request_id`, maybe `retry_after`, `quota`.

    400  the request does not fit the contract; `details` are "path: what is wrong"
    401  no, unknown, expired or revoked token, or a suspended member
    402  the hourly quota is used up (both quota headers), or the plan lacks the feature
    403  the token's scope, another site, a missing confirmation, or upstream says so
    404  405  no operation has this address, or not with this method
    409  not connected, refused or unreadable credential
    413  415  a body too big, or not JSON
    429  too fast, or the token's half of the quota is used up
    500  a fault of ours
    503  our database cannot be reached; try again in a moment
    502  504  upstream does not answer, or unreadably
Upstream's own refusals keep their status and message.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from dashboard.gateway.notices import sentence_of, sentence_of_field
from dashboard.upstream import errors
from dashboard.upstream.contract import ContractError, FieldProblem
from dashboard.upstream.errors import UpstreamError
from dashboard.upstream.quota import REMAINING, RESETS_IN

_NUMBER = re.compile(r"\.(\d+)(?=\.|$)")

# The first class that fits gives the status; upstream's own refusals keep theirs.
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
QUOTA_ERRORS = (errors.QuotaSpent, errors.QuotaReserved, errors.ShareSpent)
DEFAULT_RETRY_AFTER = 1  # seconds, where upstream did not say how long to wait


class ProxyError(Exception):
    """A response of 400 or above. `code` is stable; `message` is for people and holds no value of the request."""

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
        """Return the response's body."""
        body: dict[str, Any] = {
            "error": self.code,
            "message": self.message,
            "details": self.details,
            "request_id": request_id,
        }
        if self.retry_after is not None:
            body["retry_after"] = self.retry_after
        return {**body, "quota": dict(self.quota)} if self.quota else body


def invalid(message: str, *details: str) -> ProxyError:
    """Return the error of an invalid request."""
    return ProxyError(400, "invalid", message, details=details)


def from_contract_error(error: ContractError) -> ProxyError:
    """Return the error of a request that does not fit the contract."""
    details = [_describe(problem) for problem in error.problems]
    return invalid(_("The request is not what this operation takes."), *details)


def from_upstream_error(error: UpstreamError, *, is_write: bool = False) -> ProxyError:
    """Return the error of a failed call. A write that may have taken effect says so."""
    message = error.upstream_message or sentence_of(error)
    details = [f"{error.field}: {message}"] if error.field else []
    if is_write and error.sent:
        details.append(_("It was sent, and what became of it is unknown. Read before you send it again."))
    retry_after = _retry_after(error)
    quota = {"remaining": 0, "resets_in": retry_after or 0} if isinstance(error, QUOTA_ERRORS) else None
    if quota is None and error.quota:
        quota = {"remaining": error.quota.remaining, "resets_in": error.quota.resets_in}
    return ProxyError(_status(error), error.code, message, details=details, retry_after=retry_after, quota=quota)


def _status(error: UpstreamError) -> int:
    for kind, status in _STATUS:
        if isinstance(error, kind):
            return status
    return error.status if error.status and 400 <= error.status < 600 else 502


def _retry_after(error: UpstreamError) -> int | None:
    if isinstance(error, QUOTA_ERRORS) and error.resets_at:
        return max(1, round((error.resets_at - datetime.fromtimestamp(time.time(), UTC)).total_seconds()))
    if error.retry_after is None and _status(error) == 429:
        return DEFAULT_RETRY_AFTER
    return error.retry_after


def _describe(problem: FieldProblem) -> str:
    message = sentence_of_field(problem)
    return f"{field_path(problem.field)}: {message}" if problem.field else message


def field_path(field: str) -> str:
    """Return a field's path as programs write it, `time_blocks.3.start` is `time_blocks[3].start`."""
    return _NUMBER.sub(r"[\1]", f".{field}").removeprefix(".")

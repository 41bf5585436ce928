"""What an answer means: data, or one of the errors of the tree.

Written from the vendor's rules (https://engineering.toggl.com/docs/ and
https://engineering.toggl.com/docs/focus) and from how the services really answer: an error body may be empty, bare
text, a JSON string (Track) or an object (Focus); 402 means two things; a bad key is 403 of Track and 401 of Focus.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from dashboard.upstream import documents, errors
from dashboard.upstream.contract import Operation
from dashboard.upstream.errors import Facts, UpstreamError
from dashboard.upstream.quota import quota_of, whole_number
from dashboard.upstream.secret import MASK
from dashboard.upstream.transport.error_messages import field_of, sentence_of

QUOTA_SENTENCE = re.compile(r"hourly limit|quota", re.IGNORECASE)
RESET_SENTENCE = re.compile(r"reset in (\d{1,6}) seconds", re.IGNORECASE)
LONGEST_PAUSE = 3600  # seconds of a Retry-After that are believed
# Track's 403 with one of these may mean the key itself; a sentence about a permission does not.
UNTELLING = re.compile(
    r"|user does not have access to this resource\.?|operation forbidden|forbidden|.*password.*", re.IGNORECASE
)
KEY_CHECKS = frozenset({"track.get_logged", "track.get_me"})  # nobody lacks the permission for these, so 403 is the key
GATEWAY_TROUBLE = frozenset({502, 503, 504})


@dataclass(frozen=True, slots=True)
class RawResponse:
    """An answer as it came over the wire, unpacked."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_html(self) -> bool:
        """Whether something that speaks HTML answered: a portal, a proxy, an error page; never the service itself."""
        return "html" in self.headers.get("Content-Type", "").lower() or self.body.lstrip()[:1] == b"<"


def data_of(operation: Operation, response: RawResponse) -> Any:
    """Return the data of a 2xx answer. Raises Unreadable where an object or a list is due and none came."""
    body = response.body.strip()
    schema = operation.answer_schemas.get(response.status) if operation.is_read else None
    due = schema if schema and schema.get("type") in ("object", "array") else None  # a list of types: anything goes
    if response.is_html:
        raise _unreadable(operation, response, "HTML")
    if not body:
        if due:
            raise _unreadable(operation, response, "an empty body")
        return None
    try:
        data = documents.parse(body)
    except ValueError as problem:
        if due or body[:1] in b'{["':
            raise _unreadable(operation, response, str(problem)) from None
        return body.decode("utf-8", "replace")
    if due and not _has_shape(due, data):
        raise _unreadable(operation, response, f"{type(data).__name__} in place of {due['type']}")
    return data


def failure_of(operation: Operation, response: RawResponse, secrets: tuple[str, ...] = ()) -> UpstreamError:
    """Return the error that an answer outside of 2xx means. `secrets` are masked in the vendor's sentence."""
    status = response.status
    if 300 <= status < 400:
        return errors.Redirected(**_facts(operation, response))
    if status in {401, 402, 403} and response.is_html:
        return _unreadable(operation, response, "HTML")  # no verdict of the service's on key, plan or permission
    if 500 <= status < 600 or status in {408, 499}:
        retryable = operation.is_read and status in GATEWAY_TROUBLE
        return errors.ServerFailed(**_facts(operation, response) | Facts(retryable=retryable))
    if not 400 <= status < 500:
        return _unreadable(operation, response, f"status {status}")
    data = _lenient(response)
    return _BY_STATUS.get(status, _invalid)(
        operation, response, data, _refusal_facts(operation, response, data, secrets)
    )


def _invalid(operation: Operation, _response: RawResponse, data: Any, facts: Facts) -> UpstreamError:
    return errors.InvalidRequest(**facts | Facts(field=field_of(operation, data)))


def _unauthorized(operation: Operation, response: RawResponse, _data: Any, facts: Facts) -> UpstreamError:
    if not operation.authenticated:
        return errors.Forbidden(**facts)
    if response.headers.get("X-Authorization-Missing"):
        return _unreadable(operation, response, "the credential did not arrive")
    return errors.CredentialRefused(**facts)


def _payment(_operation: Operation, _response: RawResponse, data: Any, facts: Facts) -> UpstreamError:
    """402 is the hourly quota where nothing is left of it, or where no header says so and the sentence does."""
    quota, sentence = facts.get("quota"), sentence_of(data)
    if quota.remaining > 0 if quota else not QUOTA_SENTENCE.search(sentence):
        return errors.PlanLacksFeature(**facts)
    named = RESET_SENTENCE.search(sentence)
    seconds = quota.resets_in if quota else int(named[1]) if named else None
    resets_at = None if seconds is None else datetime.now(UTC) + timedelta(seconds=seconds)
    return errors.QuotaSpent(**facts | Facts(resets_at=resets_at, retry_after=seconds))


def _forbidden(operation: Operation, _response: RawResponse, data: Any, facts: Facts) -> UpstreamError:
    if operation.service == "track" and operation.authenticated:
        if operation.id in KEY_CHECKS:
            return errors.CredentialRefused(**facts)
        suspect = bool(UNTELLING.fullmatch(sentence_of(data)))
        return errors.Forbidden(**facts | Facts(credential_suspect=suspect))
    return errors.Forbidden(**facts)


def _gone(_operation: Operation, _response: RawResponse, _data: Any, facts: Facts) -> UpstreamError:
    return errors.Gone(**facts)


def _throttled(_operation: Operation, response: RawResponse, _data: Any, facts: Facts) -> UpstreamError:
    return errors.Throttled(**facts | Facts(retry_after=_retry_after(response.headers.get("Retry-After"))))


_BY_STATUS: dict[int, Callable[[Operation, RawResponse, Any, Facts], UpstreamError]] = {
    401: _unauthorized,
    402: _payment,
    403: _forbidden,
    404: _gone,
    410: _gone,
    429: _throttled,
}


def _facts(operation: Operation, response: RawResponse) -> Facts:
    return Facts(
        service=operation.service,
        operation_id=operation.id,
        status=response.status,
        quota=quota_of(response.headers),
        detail=f"status {response.status}",
    )


def _refusal_facts(operation: Operation, response: RawResponse, data: Any, secrets: tuple[str, ...]) -> Facts:
    sentence = sentence_of(data)
    for secret in secrets:
        sentence = sentence.replace(secret, MASK)
    return _facts(operation, response) | Facts(upstream_message=sentence)


def _unreadable(operation: Operation, response: RawResponse, detail: str) -> errors.Unreadable:
    return errors.Unreadable(**_facts(operation, response) | Facts(detail=detail))


def _lenient(response: RawResponse) -> Any:
    """Return the data of an error body, which may be anything."""
    if response.is_html:
        return None
    try:
        return documents.parse(response.body)
    except ValueError:
        return response.body[:4096].decode("utf-8", "replace")


def _has_shape(schema: Mapping[str, Any], data: Any) -> bool:
    """Whether `data` can be what is due. Go writes an empty list as null, and lists come bare or in an envelope."""
    is_list = schema["type"] == "array" or not {"data", "items"}.isdisjoint(schema.get("properties", ()))
    if is_list:
        return data is None or isinstance(data, dict | list)
    return isinstance(data, dict)


def _retry_after(header: str | None) -> int | None:
    seconds = whole_number(header)
    if seconds is None and header:
        try:
            seconds = round((parsedate_to_datetime(header) - datetime.now(UTC)).total_seconds())
        except (ValueError, TypeError):  # TypeError: a date without a zone
            return None
    return None if seconds is None else min(max(seconds, 0), LONGEST_PAUSE)

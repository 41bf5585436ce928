"""Parse a request: its operation, its typed parameters, its body."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from dashboard.bff.proxy.problems import ProxyError, invalid
from dashboard.upstream import documents
from dashboard.upstream.contract import SERVICES, MethodNotAllowed, Operation, UnknownPath, match, wire

PREFIX = "/bff/"
MAX_BODY = 1_000_000  # bytes of a body; a thousand time blocks at once are a tenth of it
MAX_KEY_LENGTH = 64  # characters of an Idempotency-Key
# Not in the reference, but programs for Track ask for it.
ALIASES = {("track", "/api/v9/workspaces"): "/api/v9/me/workspaces"}
AMBIGUOUS_ESCAPES = ("%2f", "%5c", "%00")  # decoded, they look like separators or the end of a path


def parse_operation(request: HttpRequest) -> tuple[Operation, dict[str, str]]:
    """Return the operation and its path parameters as text. Raises ProxyError: 404, or 405 with the allowed methods."""
    service, _slash, rest = request.path_info[len(PREFIX) :].partition("/")
    path = f"/{rest}"
    raw_path = request.META.get("RAW_URI") or request.META.get("REQUEST_URI") or ""
    if service not in SERVICES or any(one in raw_path.lower().partition("?")[0] for one in AMBIGUOUS_ESCAPES):
        raise _unknown()
    try:
        return match(service, request.method or "", ALIASES.get((service, path), path))
    except UnknownPath:
        raise _unknown() from None
    except MethodNotAllowed as error:
        allowed = ", ".join(error.allowed)
        message = _("This address does not take this method.")
        raise ProxyError(405, "method_not_allowed", message, headers={"Allow": allowed}) from None


def parse_parameters(request: HttpRequest, op: Operation, path_parameters: Mapping[str, str]) -> dict[str, Any]:
    """Return the typed parameters; pages use the same types, so both share one cached response. Raises ProxyError 400.

    Text of the wrong type stays text: validating it against the contract says what is wrong.
    """
    given: dict[str, Any] = {}
    if request.META.get("QUERY_STRING"):
        for name, values in request.GET.lists():
            known = next((one for one in op.parameters if one.name == name and one.place == "query"), None)
            if known is None or (len(values) > 1 and not known.csv):
                problem = _("There is no parameter of this name.") if known is None else _("This is given twice.")
                raise invalid(_("The request is not what this operation takes."), f"{name[:100]}: {problem}")
            given[name] = ",".join(map(str, values))
    texts = {**given, **path_parameters}
    return {one.name: _typed(one.schema, texts[one.name]) for one in op.parameters if one.name in texts}


def parse_body(request: HttpRequest) -> Any:
    """Return the decoded body, None where there is none. Raises ProxyError: 413, and 400 for invalid JSON."""
    if "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "").lower():
        raise invalid(_("Send the body with a Content-Length, not in chunks."))
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BODY:
        raise ProxyError(413, "too_big", _("A body may have a million bytes at most."))
    text = request.body
    if not text.strip():
        return None
    try:
        return documents.parse(text, pairs=_unique)
    except ProxyError:
        raise
    except ValueError:
        raise invalid(_("The body is not JSON.")) from None


def bypasses_cache(request: HttpRequest) -> bool:
    """Whether the caller refuses cached responses."""
    return "no-cache" in request.META.get("HTTP_CACHE_CONTROL", "").lower()


def parse_idempotency_key(request: HttpRequest, op: Operation, params: Mapping[str, Any]) -> str:
    """Return a digest of the caller's key and the request; empty without a key.

    The same key with another request is another write. Raises ProxyError 400.
    """
    key = request.META.get("HTTP_IDEMPOTENCY_KEY", "")
    if len(key) > MAX_KEY_LENGTH or not key.isascii() or not key.isprintable():
        raise invalid(_("An Idempotency-Key has 64 printable characters at most."))
    if not key:
        return ""
    request_text = json.dumps([key, op.id, params], sort_keys=True).encode()
    return hashlib.blake2b(request_text + request.body, digest_size=24).hexdigest()


def _typed(schema: dict[str, Any], text: str) -> Any:
    try:
        return wire.typed(schema, text)
    except wire.NotSendable:
        return text


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(name for name, times in Counter(name for name, _value in pairs).items() if times > 1)
        raise invalid(
            _("The body is not JSON that can be read one way."), f"{twice[:100]}: {_('This is given twice.')}"
        )
    return found


def _unknown() -> ProxyError:
    return ProxyError(404, "unknown_address", _("No operation has this address. They are listed in /bff/openapi.json."))

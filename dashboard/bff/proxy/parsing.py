"""What a request asks for: its operation, its parameters with their types, its body."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from dashboard.bff.proxy.problems import Refused, invalid
from dashboard.upstream import documents, wire
from dashboard.upstream.contract import SERVICES, MethodNotAllowed, Operation, UnknownPath, match

PREFIX = "/bff/"
LARGEST = 1_000_000  # bytes of a body; a thousand time blocks at once are a tenth of it
KEY_LONGEST = 64  # characters of an Idempotency-Key
# Not in the reference, and what programs for Track ask for nevertheless.
ALIASES = {("track", "/api/v9/workspaces"): "/api/v9/me/workspaces"}
HIDDEN = ("%2f", "%5c", "%00")  # decoded, they could not be told from what parts or ends an address


def operation_of(request: HttpRequest) -> tuple[Operation, dict[str, str]]:
    """Return the operation and its path parameters as text. Raises Refused: 404, and 405 with what is allowed."""
    service, _slash, rest = request.path_info[len(PREFIX) :].partition("/")
    path = f"/{rest}"
    as_it_came = request.META.get("RAW_URI") or request.META.get("REQUEST_URI") or ""
    if service not in SERVICES or any(one in as_it_came.lower().partition("?")[0] for one in HIDDEN):
        raise _unknown()
    try:
        return match(service, request.method or "", ALIASES.get((service, path), path))
    except UnknownPath:
        raise _unknown() from None
    except MethodNotAllowed as error:
        allowed = ", ".join(error.allowed)
        message = _("This address does not take this method.")
        raise Refused(405, "method_not_allowed", message, headers={"Allow": allowed}) from None


def parameters_of(request: HttpRequest, op: Operation, in_path: Mapping[str, str]) -> dict[str, Any]:
    """Return the parameters in the types that pages use too, so that both share one kept copy. Raises Refused 400.

    Text that is not of its type stays text: the contract says what is wrong with it.
    """
    given: dict[str, Any] = {}
    if request.META.get("QUERY_STRING"):
        for name, values in request.GET.lists():
            known = next((one for one in op.parameters if one.name == name and one.place == "query"), None)
            if known is None or (len(values) > 1 and not known.csv):
                problem = _("There is no parameter of this name.") if known is None else _("This is given twice.")
                raise invalid(_("The request is not what this operation takes."), f"{name[:100]}: {problem}")
            given[name] = ",".join(map(str, values))
    texts = {**given, **in_path}
    return {one.name: _typed(one.schema, texts[one.name]) for one in op.parameters if one.name in texts}


def body_of(request: HttpRequest) -> Any:
    """Return what the body holds, None where there is none. Raises Refused: 413, and 400 for what is no JSON."""
    if "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "").lower():
        raise invalid(_("Send the body with a Content-Length, not in chunks."))
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        raise Refused(413, "too_big", _("A body may have a million bytes at most."))
    text = request.body
    if not text.strip():
        return None
    try:
        return documents.parse(text, pairs=_once)
    except Refused:
        raise
    except ValueError:
        raise invalid(_("The body is not JSON.")) from None


def wants_fresh(request: HttpRequest) -> bool:
    """Whether the caller will have no kept copy."""
    return "no-cache" in request.META.get("HTTP_CACHE_CONTROL", "").lower()


def idempotency_key_of(request: HttpRequest, op: Operation, params: Mapping[str, Any]) -> str:
    """Return the name of this write, made of the caller's own and of what is sent; empty without one.

    The same key with something else to send is another write. Raises Refused 400.
    """
    key = request.META.get("HTTP_IDEMPOTENCY_KEY", "")
    if len(key) > KEY_LONGEST or not key.isascii() or not key.isprintable():
        raise invalid(_("An Idempotency-Key has 64 printable characters at most."))
    if not key:
        return ""
    sent = json.dumps([key, op.id, params], sort_keys=True).encode()
    return hashlib.blake2b(sent + request.body, digest_size=24).hexdigest()


def _typed(schema: dict[str, Any], text: str) -> Any:
    try:
        return wire.typed(schema, text)
    except wire.NotSendable:
        return text


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(name for name, times in Counter(name for name, _value in pairs).items() if times > 1)
        raise invalid(
            _("The body is not JSON that can be read one way."), f"{twice[:100]}: {_('This is given twice.')}"
        )
    return found


def _unknown() -> Refused:
    return Refused(404, "unknown_address", _("No operation has this address. They are listed in /bff/openapi.json."))

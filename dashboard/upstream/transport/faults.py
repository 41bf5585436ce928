"""What the libraries below raise, as the errors of the tree. Nothing of theirs is kept: it holds the request."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from http.client import BadStatusLine, HTTPException, LineTooLong, RemoteDisconnected, UnknownProtocol
from http.client import IncompleteRead as EarlyEnd

from urllib3 import exceptions as below
from urllib3.util.ssl_match_hostname import CertificateError

from dashboard.upstream import errors
from dashboard.upstream.contract import Operation
from dashboard.upstream.errors import Facts, UpstreamError
from dashboard.upstream.transport.body import BodyGarbled, BodyTooLarge
from dashboard.upstream.transport.deadline import Exchange, HeadTooLarge
from dashboard.upstream.transport.stream import ItemTooLarge, StreamGarbled

EXPECTED = (OSError, ValueError, HTTPException, below.HTTPError, HeadTooLarge, BodyTooLarge, BodyGarbled)
EXPECTED_IN_STREAM = (*EXPECTED, ItemTooLarge, StreamGarbled)

DISTRUST = (ssl.SSLCertVerificationError, CertificateError)
LARGE = (HeadTooLarge, BodyTooLarge, ItemTooLarge, LineTooLong)
LATE = (TimeoutError, below.TimeoutError)
GARBLED = (BodyGarbled, StreamGarbled, EarlyEnd, UnknownProtocol, below.InvalidHeader, below.DecodeError)


def failure_of_call(problem: BaseException, exchange: Exchange, operation: Operation) -> UpstreamError:
    """Return the error that `problem` means, given how far the exchange had come."""
    roots = tuple(_roots(problem, depth=6))
    kind = _kind(roots, exchange)
    facts = Facts(service=operation.service, operation_id=operation.id, detail=_detail(roots))
    if issubclass(kind, errors.Withheld):
        return kind(**facts)
    unheard = kind is errors.ConnectionLost and exchange.reused and not exchange.heard  # it had died of age
    retryable = operation.is_read and (kind is errors.CannotConnect or unheard)
    return kind(**facts | Facts(sent=exchange.sent > 0, retryable=retryable))


def _kind(roots: tuple[BaseException, ...], exchange: Exchange) -> type[UpstreamError]:
    for kind, recognises in KINDS:
        if any(recognises(root, exchange) for root in roots):
            return kind
    return errors.ConnectionLost


def _is_large(root: BaseException, _exchange: Exchange) -> bool:
    return isinstance(root, LARGE) or type(root) is HTTPException  # bare: more than 100 headers


def _is_garbled(root: BaseException, _exchange: Exchange) -> bool:
    if isinstance(root, BadStatusLine):
        return not isinstance(root, RemoteDisconnected)  # which is both, and means that nothing came at all
    return isinstance(root, GARBLED) or (isinstance(root, ValueError) and not isinstance(root, OSError))


# The first that recognises any of the exceptions decides.
KINDS: tuple[tuple[type[UpstreamError], Callable[[BaseException, Exchange], bool]], ...] = (
    (errors.UpstreamBusy, lambda root, _: isinstance(root, below.EmptyPoolError)),
    (errors.CertificateRefused, lambda root, _: isinstance(root, DISTRUST)),
    (errors.CannotConnect, lambda _, exchange: not exchange.connected),
    (errors.TooLarge, _is_large),
    (errors.TimedOut, lambda root, _: isinstance(root, LATE)),
    (errors.Unreadable, _is_garbled),
)


def _roots(problem: BaseException, depth: int) -> Iterator[BaseException]:
    """Yield an exception and those that it wraps."""
    yield problem
    if depth:
        wrapped = {id(arg): arg for arg in (*problem.args, problem.__cause__, problem.__context__)}
        for arg in wrapped.values():
            if isinstance(arg, BaseException):
                yield from _roots(arg, depth - 1)


def _detail(roots: tuple[BaseException, ...]) -> str:
    """Name the innermost exception: its class and, from the system, its number; never its text."""
    inner = roots[-1]
    number = getattr(inner, "errno", None)
    return f"{type(inner).__name__} {number}" if isinstance(number, int) else type(inner).__name__

"""Logs: one JSON line per event, without secrets. structlog renders; no package knows which secrets are in use.

Everything goes through the standard library's root logger, so that records of Django and urllib3 are rendered as ours
are. A line is built of flat fields. One with a secret's name is masked; every text is cut before anything looks at it;
then what is known to be secret in this request is masked exactly, and what looks like a secret of somebody else. What
Django quotes of a request (path, Host, Origin, Referer) is left out: route, status and reason say what happened. All
of it takes time in proportion to the length of a text that was cut, whoever wrote it.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import traceback
from collections.abc import Iterable, Mapping
from typing import Any

import structlog
from django.conf import settings
from django.http import HttpRequest

from dashboard.upstream.secret_spellings import spellings
from dashboard.web import origin

MASK = "********"

LONGEST_TEXT = 1_000  # characters of a field
LONGEST_TRACEBACK = 3_000
FRAMES = 8  # of each exception in a traceback, the innermost
SPARE = 128  # characters left out beside a cut at least, more than _LOOKS_SECRET can match

# Fields that we fill ourselves: a caller who sends the name of a route as a token must not mask it.
_OURS = frozenset({"at", "level", "logger", "request_id", "method", "route", "status", "ms"})
_SECRET_NAME = re.compile(r"passw|secret|authorization|cookie|token(?!_id$)|api.?key|csrf|credential", re.IGNORECASE)
# Secrets that this request does not use. Each pattern has one class of characters and an upper bound.
_LOOKS_SECRET = re.compile(
    r"\btoggl_sk_\w{1,100}"  # API key of Focus
    r"|\btandem_[0-9A-Za-z]{25}(?![0-9A-Za-z])"  # access token of ours
    r"|(?<![0-9A-Fa-f])[0-9A-Fa-f]{32}(?![0-9A-Fa-f])"  # API token of Track
    r"|\b(?:Basic|Bearer) [\w.~+/=-]{8,100}"
)


class Redactor:
    """Truncates a text and masks in it known secrets, in every spelling, and what looks like one."""

    def __init__(self, literals: Iterable[str] = ()) -> None:
        self._own = _spelled(literals)

    def __call__(self, text: str, *, longest: int = LONGEST_TEXT, request: HttpRequest | None = None) -> str:
        """Return `text` with masks, without its middle where it has more than `longest` characters.

        A cut may go through a secret, whose halves nobody knows: as much is left out beside it as the longest has.
        """
        used = _spelled(one.reveal() for one in origin.secrets_in_use(request))
        known = sorted(self._own | used, key=len, reverse=True)
        if len(text) <= longest:
            return _masked(text, known)
        half, spare = longest // 2, max([SPARE, *map(len, known)])
        return f"{_masked(text[:half], known)[:-spare]} … {_masked(text[-half:], known)[spare:]}"


def _spelled(secrets: Iterable[str]) -> set[str]:
    """Return all that must not be seen of these secrets, also where a text quotes JSON."""
    return {each for one in secrets for text in (one, json.dumps(one)[1:-1]) for each in spellings(text)}


def _masked(text: str, known: list[str]) -> str:
    """Return the text with masks; the longest of `known` comes first, so that nothing is left beside a shorter one."""
    for one in known:
        text = text.replace(one, MASK)
    return _LOOKS_SECRET.sub(MASK, text)


class RedactingFormatter(structlog.stdlib.ProcessorFormatter):
    """Renders a record as one JSON line without secrets."""

    def __init__(self, redact: Redactor) -> None:
        super().__init__(
            processors=[self._fields, structlog.processors.JSONRenderer()],
            foreign_pre_chain=_shared(),
        )
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; JSON escapes line breaks, so that one event is one line."""
        return super().format(_about_request(record) if hasattr(record, "request") else record)

    def _fields(self, _logger: Any, _method: str, event: Any) -> dict[str, Any]:
        """Return the fields, masked."""
        record, ours = event.pop("_record"), event.pop("_from_structlog")
        told, request = getattr(record, "told", None), getattr(record, "asked_by", None)
        error = _traceback(event.pop("exc_info", None)) or event.pop("stack_info", None)
        plain = _OURS | {"event"} if ours or told else _OURS  # the words of our own events are written in the code
        shown = {
            name: self._shown(name, value, request, plain=name in plain)
            for name, value in {**event, **(told or {})}.items()
        }
        if error:
            shown["exception"] = self._redact(error, longest=LONGEST_TRACEBACK, request=request)
        return shown

    def _shown(self, name: str, value: Any, request: HttpRequest | None, *, plain: bool) -> Any:
        if value is None or isinstance(value, bool | int | float):
            return value
        if _SECRET_NAME.search(name):
            return MASK
        return str(value)[:LONGEST_TEXT] if plain else self._redact(str(value), request=request)


def _about_request(record: logging.LogRecord) -> logging.LogRecord:
    """Return what Django says of a request in words of our own: it quotes the path, the Host, and other headers.

    Why a form was refused, or what kind of error it was, is kept; a traceback only of what broke on our side.
    """
    request, status = record.request, getattr(record, "status_code", 0)  # type: ignore[attr-defined]  # `extra`
    reason = record.name.rpartition(".")[2]
    if record.name == "django.security.csrf" and isinstance(record.args, tuple) and record.args:
        reason = str(record.args[0]).partition(" - ")[0]  # "Origin checking failed - https://… does not match any …"
    elif record.exc_info and record.exc_info[0]:
        reason = record.exc_info[0].__name__
    match = getattr(request, "resolver_match", None)
    told = {"reason": reason, "route": match.route if match else "", "status": status}
    changed = {"msg": "request_failed" if status >= 500 else "request_refused", "args": (), "told": told}
    kept = {"exc_info": record.exc_info if status >= 500 else None, "asked_by": request, "request": None}
    return logging.makeLogRecord({**record.__dict__, **changed, **kept})


def _traceback(error: Any) -> str:
    """Return the traceback that a record names, of an exception, a triple, or True for the one at hand."""
    if not error:
        return ""
    if isinstance(error, BaseException):
        error = (type(error), error, error.__traceback__)
    kind, value, frames = error if isinstance(error, tuple) else sys.exc_info()
    return "".join(traceback.format_exception(kind, value, frames, limit=-FRAMES)).rstrip("\n")


class Output(logging.StreamHandler[Any]):
    """The only handler of the site; a class of its own, so that configuring twice does not print twice."""


def configure(config: Mapping[str, Any]) -> None:
    """Set up logging; named by `settings.LOGGING_CONFIG`, called once by `django.setup()`.

    `config["level"]` is the least severe level that is written.
    """
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_shared(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = Output(sys.stderr)
    handler.setFormatter(RedactingFormatter(Redactor(_own_secrets())))
    root = logging.getLogger()
    for old in [each for each in root.handlers if isinstance(each, Output)]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(config["level"])
    for name in ("django", "django.server", "_granian"):  # have handlers of their own, which redact nothing
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
    # Our own line for each request tells its status; what Django adds to that is a traceback.
    logging.getLogger("django.request").filters = [lambda record: bool(record.exc_info)]
    logging.getLogger("django.server").disabled = True  # `runserver` quotes what was asked for


def _shared() -> list[Any]:
    """Return the processors that add to every event, ours and those of libraries."""
    return [
        structlog.contextvars.merge_contextvars,  # request id
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
    ]


def _own_secrets() -> list[str]:
    """Return the site's own keys, which no log line may show."""
    ring = str(settings.CREDENTIAL_KEYS).replace(",", " ").split()
    return [str(settings.SECRET_KEY), str(settings.METRICS_TOKEN), *(entry.partition(":")[2] for entry in ring)]

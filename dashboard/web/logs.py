"""Logs: one JSON line an event, and no secret in any of them.

Everything goes through the standard library's root logger, so that records of Django and urllib3 pass the same
redactor as ours. The redactor works on the finished line: whatever put a secret there (a message, an argument,
a traceback), it is masked before it is written.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Iterable, Mapping
from typing import Any

import structlog
from django.conf import settings

from dashboard.upstream.spellings import spellings
from dashboard.web import origin

MASK = "********"

# Composite forms come before their parts, so that nothing of a longer secret is left beside a masked shorter one.
_NAMES = r"[\w-]*(?:password|passwd|secret|authorization|api_?token|api_?key|csrf\w*token|credential\w*)[\w-]*"
_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    # "password": "…" in JSON; the same in JSON quoted inside JSON; 'password': '…' in a repr
    (re.compile(rf'(\\+"{_NAMES}\\+"\s*:\s*\\+").*?(?=\\+"\s*[,}}\]]|$)', re.IGNORECASE), rf"\1{MASK}"),
    (re.compile(rf'("{_NAMES}"\s*:\s*")(?:[^"\\]|\\.)*', re.IGNORECASE), rf"\1{MASK}"),
    (re.compile(rf"('{_NAMES}'\s*:\s*b?')[^']*", re.IGNORECASE), rf"\1{MASK}"),
    # Authorization: Basic … and Bearer …
    (re.compile(r"\b(Basic|Bearer)(\s+|%20|\+)[\w.~+/=%-]{8,}", re.IGNORECASE), rf"\1 {MASK}"),
    # password=… in a form or a query
    (re.compile(rf"\b({_NAMES}=)[^\s&\"'\\]+", re.IGNORECASE), rf"\1{MASK}"),
    # "<token>:api_token" in base64, whatever stands before it
    (re.compile(r"[\w+/-]*(?:OmFwaV90b2tlb|phcGlfdG9rZW|6YXBpX3Rva2Vu)[\w+/=-]*"), MASK),
    (re.compile(r"(password/reset/key/)[^/\s\"]+"), rf"\1{MASK}"),  # opens an account for whoever has it
    (re.compile(r"toggl_sk_\w+", re.IGNORECASE), MASK),  # API key of Focus
    (re.compile(r"tandem_[0-9A-Za-z]{25}(?![0-9A-Za-z])"), MASK),  # access token of ours
    (re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])", re.IGNORECASE), MASK),  # API token of Track
)


# What a line has to hold for any pattern above to fit: looking for these is a tenth of looking for the patterns.
_TRACES = (
    "passw", "secret", "authorization", "apitoken", "api_token", "api-token", "apikey", "api_key", "api-key", "csrf",
    "credential", "basic", "bearer", "omfwav90b2tlb", "phcglfdg9rzw", "6yxbpx3rva2vu", "toggl_sk_", "tandem_",
)  # fmt: skip
_HEX = re.compile(r"[0-9a-f]{32}")


def _may_hold_a_secret(line: str) -> bool:
    lower = line.lower()
    return any(trace in lower for trace in _TRACES) or _HEX.search(lower) is not None


class Redactor:
    """Masks every secret in a line: known ones by value in every spelling, everybody else's by shape."""

    def __init__(self, literals: Iterable[str] = ()) -> None:
        self._known = _spelled(literals)

    def __call__(self, line: str) -> str:
        """Return `line` with all hits masked: the site's own keys, what this request used, and what looks secret."""
        line = _masked(line, self._known)
        if used := origin.used():
            line = _masked(line, _spelled(one.reveal() for one in used))
        if not _may_hold_a_secret(line):
            return line
        for pattern, replacement in _PATTERNS:
            line = pattern.sub(replacement, line)
        return line


def _spelled(secrets: Iterable[str]) -> list[str]:
    """Return all that must not be seen of these secrets in a line of JSON, longest first."""
    found: set[str] = set()
    for text in secrets:
        quoted = json.dumps(text)[1:-1]  # as it stands in the line, and where the line quotes JSON
        found.update(*map(spellings, (text, quoted, json.dumps(quoted)[1:-1])))
    return sorted(found, key=len, reverse=True)


def _masked(line: str, known: list[str]) -> str:
    lower = line.lower()
    found = [one for one in known if one.lower() in lower]
    return re.sub("|".join(map(re.escape, found)), MASK, line, flags=re.IGNORECASE) if found else line


class RedactingFormatter(structlog.stdlib.ProcessorFormatter):
    """Renders a record as one JSON line and masks what is secret in it."""

    def __init__(self, redact: Redactor) -> None:
        super().__init__(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(default=str),
            ],
            foreign_pre_chain=_shared(),
        )
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; a line break inside it is escaped, so that one event is one line."""
        return self._redact(super().format(record)).replace("\n", "\\n").replace("\r", "\\r")


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
    for name in ("django", "django.server"):  # Django gives these handlers of their own, which redact nothing
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
    # Our own line for each request tells its status; what Django adds to that is a traceback.
    logging.getLogger("django.request").filters = [lambda record: bool(record.exc_info)]


def _shared() -> list[Any]:
    """Return what is added to every event, ours and foreign."""
    return [
        structlog.contextvars.merge_contextvars,  # request id
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
    ]


def _own_secrets() -> list[str]:
    """Return the site's own keys, which no line may show."""
    ring = str(settings.CREDENTIAL_KEYS).replace(",", " ").split()
    return [str(settings.SECRET_KEY), str(settings.METRICS_TOKEN), *(entry.partition(":")[2] for entry in ring)]

"""Time blocks as an iCalendar file, https://www.rfc-editor.org/rfc/rfc5545."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from dashboard.timeblocks.services.blocks import Block

OCTETS = 75  # of a line, its end not counted (section 3.1)
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})  # section 3.3.11
_UNSAYABLE = dict.fromkeys((*range(9), *range(11, 32), 127))  # a TEXT holds no control but the tab


def lines(blocks: Iterable[Block], *, name: str, said_at: datetime | None) -> Iterator[str]:
    """Return the content lines of a calendar; `said_at` is when Focus said what it holds."""
    said = f" {said_at:%Y-%m-%d %H:%M} UTC" if said_at else ""
    yield from (
        "BEGIN:VCALENDAR\r\n",
        "VERSION:2.0\r\n",
        "PRODID:-//Tandem//Time blocks//EN\r\n",
        "CALSCALE:GREGORIAN\r\n",
        "METHOD:PUBLISH\r\n",
        _line("X-WR-CALNAME", name),
        _line("X-WR-CALDESC", f"Toggl Focus{said}"),
    )
    stamp = _utc(int((said_at or datetime.now(UTC)).timestamp()))
    for block in blocks:
        yield from _event(block, stamp)
    yield "END:VCALENDAR\r\n"


def _event(block: Block, stamp: str) -> Iterator[str]:
    yield "BEGIN:VEVENT\r\n"
    yield f"UID:time-block-{block.id}@focus.toggl.com\r\n"
    yield f"DTSTAMP:{stamp}\r\n"
    yield f"DTSTART:{_utc(block.starts)}\r\n"
    if block.seconds:  # an event without an end is over when it begins (section 3.6.1)
        yield f"DTEND:{_utc(block.ends)}\r\n"
    if block.updated_at:
        yield f"LAST-MODIFIED:{_utc(int(block.updated_at.timestamp()))}\r\n"
    yield _line("SUMMARY", f"\N{CHECK MARK} {block.name}" if block.completed else block.name)
    if block.description:
        yield _line("DESCRIPTION", block.description)
    if block.task.project:
        yield _line("CATEGORIES", block.task.project)
    yield "END:VEVENT\r\n"


def _utc(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y%m%dT%H%M%SZ")


def _line(name: str, text: str) -> str:
    """Return a content line with its text escaped, folded so that no line is longer than OCTETS."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").translate(_UNSAYABLE)
    folded, length = [], 0
    for letter in f"{name}:{plain.translate(_ESCAPED)}":
        size = len(letter.encode(errors="replace"))
        if length + size > OCTETS:
            folded.append("\r\n ")
            length = 1
        folded.append(letter)
        length += size
    return "".join(folded) + "\r\n"

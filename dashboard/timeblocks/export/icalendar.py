"""Time blocks as an iCalendar file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from icalendar import Calendar, Event

from dashboard.timeblocks.services.blocks import Block

_UNSAYABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")  # what a TEXT cannot hold (RFC 5545, section 3.1)


def lines(blocks: Iterable[Block], *, name: str, said_at: datetime | None) -> Iterator[str]:
    """Return the parts of a calendar file; `said_at` is when Focus said what it holds."""
    said = f" {said_at:%Y-%m-%d %H:%M} UTC" if said_at else ""
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Tandem//Time blocks//EN")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _text(name))
    calendar.add("x-wr-caldesc", f"Toggl Focus{said}")
    for block in blocks:
        calendar.add_component(_event(block, said_at or datetime.now(UTC)))
    yield calendar.to_ical().decode()


def _event(block: Block, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", f"time-block-{block.id}@focus.toggl.com")
    event.add("dtstamp", stamp.replace(microsecond=0))
    event.add("dtstart", datetime.fromtimestamp(block.starts, UTC))
    if block.seconds:  # an event without an end is over when it begins (section 3.6.1)
        event.add("dtend", datetime.fromtimestamp(block.ends, UTC))
    if block.updated_at:
        event.add("last-modified", block.updated_at)
    event.add("summary", _text(f"\N{CHECK MARK} {block.name}" if block.completed else block.name))
    if block.description:
        event.add("description", _text(block.description))
    if block.task.project:
        event.add("categories", [_text(block.task.project)])
    return event


def _text(text: str) -> str:
    return _UNSAYABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))

"""What leads out of the calendar: CSV, iCalendar, the sheet for the printer."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest
from django.core.cache import caches
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.timeblocks.export import icalendar
from dashboard.timeblocks.services.blocks import Block, Task
from tests.failures import collect_failures
from tests.timeblocks.page_objects import task_id, words_of

STREAM = "focus.stream_time_blocks"
VIEW = {"view": "date=2026-11-04"}


def text_of(answer):
    return b"".join(answer.streaming_content).decode()


def unfolded(text):
    return text.replace("\r\n ", "")


def name_task(calendar, name, number=3):
    calendar.sandbox.world.state.tasks[task_id(number)]["name"] = name


@pytest.fixture
def week(calendar):
    """Two blocks in a week, of which one has no duration."""
    calendar.clear()
    calendar.block(start="2026-11-02T08:00:00Z", seconds=5400)
    calendar.block(start="2026-11-04T12:30:00Z", seconds=None, completed_at="2026-11-04T13:00:00Z")
    calendar.block(start="2026-11-09T08:00:00Z", seconds=3600)
    calendar.asked()
    return calendar


def rows_of(calendar, **query):
    answer = calendar.client.get("/calendar/download/csv/", VIEW | query)
    assert "attachment" in answer["Content-Disposition"]
    return list(csv.DictReader(io.StringIO(text_of(answer).removeprefix("\ufeff"))))


def test_csv_has_the_days_of_the_view_in_the_members_zone(week):
    first, second = rows_of(week)
    assert (first["Start"], first["End"], first["Hours"]) == (
        "2026-11-02 09:00+01:00", "2026-11-02 10:30+01:00", "1.5",
    )  # fmt: skip
    assert (second["End"], second["Hours"], second["Completed"]) == ("", "", "yes")
    assert week.asked() == [STREAM]
    rows_of(week)
    assert week.asked() == []


def test_csv_passes_the_filters(week):
    assert len(rows_of(week, view=f"date=2026-11-04&task={task_id(4)}")) == 0
    assert len(rows_of(week, view="date=2026-11-04&view=day")) == 1


def test_no_spreadsheet_runs_a_name(week):
    wrong = []
    for name in ("=1+1", "@SUM(A1)", "-2", "+49", "\t=1", "\uff1d1"):
        with collect_failures(wrong, repr(name)):
            name_task(week, name)
            caches["kept"].clear()
            assert {row["Task"] for row in rows_of(week)} == {f"'{name.strip()}"}
    assert wrong == []


def test_icalendar_says_when_and_what(week):
    name_task(week, "Plan; review, ship\\done\nlater")
    answer = week.client.get("/calendar/download/ics/", VIEW)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    text = text_of(answer)
    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert text.endswith("END:VEVENT\r\nEND:VCALENDAR\r\n")
    lines = unfolded(text).split("\r\n")
    assert "DTSTART:20261102T080000Z" in lines
    assert "DTEND:20261102T093000Z" in lines
    assert "SUMMARY:Plan\\; review\\, ship\\\\done\\nlater" in lines
    assert "SUMMARY:✓ Plan\\; review\\, ship\\\\done\\nlater" in lines
    assert sum(line.startswith("DTEND:") for line in lines) == 1
    assert len({line for line in lines if line.startswith("UID:")}) == 2


@settings(max_examples=60)
@given(st.text(max_size=300))
def test_every_text_of_icalendar_is_folded_and_comes_back(name):
    block = Block(1, 1, None, 0, 60, Task(1, name), updated_at=datetime(2026, 11, 4, 13, tzinfo=UTC))
    text = "".join(icalendar.lines([block], name="Week", said_at=None))
    assert all(len(line.encode(errors="replace")) <= 75 for line in text.split("\r\n"))
    (summary,) = (line for line in unfolded(text).split("\r\n") if line.startswith("SUMMARY:"))
    read, escaped = "", False
    for letter in summary.removeprefix("SUMMARY:"):
        if escaped or letter != "\\":
            read += "\n" if escaped and letter == "n" else letter
        escaped = letter == "\\" and not escaped
    said = name.replace("\r\n", "\n").replace("\r", "\n")
    assert read == "".join(one for one in said if one in "\t\n" or not (ord(one) < 32 or ord(one) == 127))


def test_the_sheet_lists_every_day_with_its_sums(week):
    words = words_of(week.client.get("/calendar/print/", VIEW))
    assert "Monday 2 November 1:30 planned, 0:00 done" in words
    assert "9:00\N{EN DASH}10:30" in words
    assert words.count("Nothing planned.") == 5


def test_without_an_answer_the_calendar_says_why(week):
    week.sandbox.fault("focus.*", "close", times=-1)
    wrong = []
    for path in ("/calendar/download/csv/", "/calendar/download/ics/", "/calendar/print/"):
        with collect_failures(wrong, path):
            assert "Focus does not answer" in words_of(week.client.get(path, VIEW, follow=True))
    assert wrong == []


def test_an_outage_gives_the_last_good_copy_and_says_so(week):
    week.get(date="2026-11-04")
    week.sandbox.fault("focus.*", "close", times=-1)
    week.client.post("/calendar/refresh/", VIEW)
    assert len(rows_of(week)) == 2
    week.client.post("/calendar/refresh/", VIEW)
    assert week.client.get("/calendar/download/pdf/", VIEW).status_code == 404

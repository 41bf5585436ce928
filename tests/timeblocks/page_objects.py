"""What people do in the calendar, as their browsers would send it."""

from __future__ import annotations

import html
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.cache import caches

from dashboard.sandbox.people import ALICE

BERLIN = ZoneInfo("Europe/Berlin")
TODAY = "/calendar/"
IDS = re.compile(r'id="b(\d+)" href="/calendar/block/(\d+)/')


def words_of(answer: Any) -> str:
    """The words of a page, without its markup."""
    text = re.sub(r"<head>.*?</head>", " ", answer.content.decode(), flags=re.DOTALL)
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text)))


def form_of(answer: Any, form_id: str) -> dict[str, Any]:
    """The values that a form of a page would send."""
    text = re.search(rf'<form[^>]*id="{form_id}".*?</form>', answer.content.decode(), re.DOTALL)
    assert text, f"no form {form_id}"
    fields: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", text[0]):
        given = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if "name" not in given or (given.get("type") in {"radio", "checkbox"} and not re.search(r"\bchecked\b", tag)):
            continue
        fields[given["name"]] = html.unescape(given.get("value", "on" if given.get("type") == "checkbox" else ""))
    return fields


class Calendar:
    """One person's calendar, by requests alone."""

    def __init__(self, client: Any, sandbox: Any) -> None:
        self.client, self.sandbox = client, sandbox

    def get(self, **query: Any) -> Any:
        return self.client.get(TODAY, query)

    def block(self, *, task: int = 3, start: str = "", seconds: int | None = 3600, person: Any = ALICE, **more: Any):
        """Put a block into Focus, past the calendar. `start` is a time of today in Berlin unless it is a whole one."""
        world = self.sandbox.world
        at = start if "T" in start else at_today(start or "09:00")
        with world.lock:
            id_ = world.state.next_id()
            world.state.blocks[id_] = {
                "id": id_, "workspace_id": person.workspace_id, "task_id": task_id(task),
                "toggl_user_id": person.focus_id, "start": at, "duration": seconds, "timezone": person.timezone,
                "description": "", "calendar_event_id": None, "has_time_entry": False, "completed_at": None,
                "archived_at": None, "deleted_at": None, "created_at": at, "updated_at": at, **more,
            }  # fmt: skip
            return world.state.blocks[id_]

    def clear(self) -> None:
        """Take every block out of Focus, and out of what is kept of it."""
        with self.sandbox.world.lock:
            self.sandbox.world.state.blocks.clear()
        caches["kept"].clear()

    def anew(self) -> None:
        """Take every block out of Focus, give the hour its requests back, and let Tandem forget what it was told."""
        for name in ("default", "kept", "ledger"):
            caches[name].clear()
        self.clear()
        self.sandbox.clear_faults()
        self.sandbox.set_quota(ALICE.name, ALICE.organization_id, 240, resets_in=3600)

    def page(self, block: Any) -> Any:
        return self.client.get(address(block))

    def act(self, block: Any, action: str, **fields: Any) -> Any:
        return self.client.post(f"{address(block)}{action}/", fields, follow=True)

    def save(self, block: Any, **changes: Any) -> Any:
        form = form_of(self.page(block), "block-form")
        return self.client.post(address(block), {**form, **prefixed(changes)}, follow=True)

    def create(self, **fields: Any) -> Any:
        form = form_of(self.client.get("/calendar/new/"), "new-form")
        return self.client.post("/calendar/new/", {**form, **prefixed(fields)}, follow=True)

    def undo(self, **fields: Any) -> Any:
        return self.client.post("/calendar/undo/", fields, follow=True)

    def now(self, block: Any) -> Any:
        """The block as Focus has it."""
        return self.sandbox.world.state.blocks[block["id"]]

    def asked(self) -> list[str]:
        """The operations that Focus and Track were asked since the last time."""
        found = [row["operation"] for row in self.sandbox.requests()]
        self.sandbox.clear_requests()
        return found


def prefixed(fields: dict[str, Any]) -> dict[str, Any]:
    return {f"block-{name}": value for name, value in fields.items()}


def address(block: Any) -> str:
    return f"/calendar/block/{block['task_id']}/{block['id']}/"


def task_id(number: int) -> int:
    from dashboard.sandbox.seed.directory import FOCUS_TASK

    return FOCUS_TASK + number


def today(offset: int = 0) -> date:
    return (datetime.now(BERLIN) + timedelta(days=offset)).date()


def at_today(clock: str, offset: int = 0) -> str:
    """A time of day in Berlin, as Focus writes it."""
    hours, minutes = map(int, clock.split(":"))
    on = today(offset)
    at = datetime(on.year, on.month, on.day, hours, minutes, tzinfo=BERLIN).astimezone(UTC)
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def shown(answer: Any) -> set[int]:
    """The numbers of the blocks on a page."""
    return {int(number) for number, _task in IDS.findall(answer.content.decode())}

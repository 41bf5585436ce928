"""Every operation of the reference has a page where a person would look for it, and that page really sends it.

The table of docs/operations.md is read, and each of its rows is done through its page with the sandbox behind it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.urls import resolve

from dashboard.audit import services as audit
from dashboard.gateway import services as gateway
from dashboard.sandbox.people import ALICE
from dashboard.upstream.contract import operations
from tests.conftest import PASSWORD
from tests.preferences import forms
from tests.profile import conftest as profile
from tests.security.things import undone
from tests.statuses import page_objects as statuses
from tests.timeblocks import page_objects as blocks

ROOT = Path(__file__).resolve().parent.parent
ROW = re.compile(
    r"^\| `(\w+) (\S+)` `(\w+\.\w+)` \| `(/\S*)` \| (.+) \| (\d) \| `(dashboard/\S+\.py)` \|$", re.MULTILINE
)
TABLE = {row[2]: row for row in ROW.findall((ROOT / "docs" / "operations.md").read_text())}
SAMPLES = {"workspace": "710001", "task": "5000003", "block": "1", "change": "0" * 8 + "-0000" * 3 + "-" + "0" * 12}
LOST = "/profile/lost-password/"
CONFIRM = {"confirm-user_id": "1", "confirm-code": "c0de", "confirm-password": "brand-new-password"}


def reference():
    """The operations of the reference, as method and path."""
    return set(json.loads((ROOT / "tests" / "upstream" / "reference_facts.json").read_text())["operations"])


class Alice:
    """Alice with everything that she needs to do anything on any page."""

    def __init__(self, user: Any, client: Any, sandbox: Any) -> None:
        self.user, self.client, self.sandbox = user, client, sandbox
        self.calendar = blocks.Calendar(client, sandbox)

    def get(self, url: str) -> None:
        assert self.client.get(url).status_code == 200, url

    def save(self, url: str, **changes: str) -> None:
        forms.save(self.client, forms.opened(self.client, url), url=url, **changes)

    def several(self, action: str, **fields: str) -> None:
        ids = [self.calendar.block(start=start)["id"] for start in ("09:00", "11:00")]
        self.client.get("/calendar/")
        self.client.post("/calendar/bulk/", {"action": action, "block": ids, **fields}, follow=True)

    def own_status(self) -> int:
        row = {"emoji": "🅿️", "name": "Parked", "position": 2}
        gateway.write(self.user, "focus.create_status", row, workspace_id=ALICE.workspace_id)
        listed = gateway.read_json(self.user, "focus.list_statuses", workspace_id=ALICE.workspace_id, per_page=100)
        return max(row["id"] for row in listed.data["data"])

    def delete_status(self) -> int:
        number = self.own_status()
        statuses.send(self.client, f"{number}/delete/")
        return number

    def take_the_duration_away(self) -> None:
        block = self.calendar.block()
        self.client.get("/calendar/")
        self.calendar.save(block, end="")

    def undo_several(self) -> None:
        self.several("later", by="1", unit="days")
        written = audit.changes_of(self.user).filter(operation="focus.update_time_blocks").first()
        caches["kept"].clear()
        self.client.post(f"/history/{written.write_id}/undo/")

    def copy_a_day(self) -> None:
        self.calendar.block(start="09:00")
        errand = {"what": "day", "source": blocks.today(), "target": blocks.today(1)}
        shown = self.client.get("/calendar/copy/", errand)
        picks = re.findall(r'name="pick" value="([^"]+)"', shown.content.decode())
        self.client.post("/calendar/copy/", blocks.form_of(shown, "do-copy") | {"pick": picks})

    def close(self) -> None:
        self.client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": "/"})
        self.client.post("/profile/close/", {"email": ALICE.email, "sure": "1", "idempotency_key": "k" * 32})

    def bring_back(self, tab: str, action: str) -> None:
        block = self.calendar.block(start="09:00")
        self.calendar.act(block, action)
        form = blocks.form_of(self.client.get(f"/calendar/{tab}/"), "drawer-form")
        self.client.post(f"/calendar/back/{tab}/", form | {"block": block["id"]}, follow=True)


Does = Callable[[Alice], object]


def opens(url: str) -> Does:
    return lambda at: at.get(url)


def posts(url: str, **fields: str) -> Does:
    return lambda at: at.client.post(url, fields)


def saves(url: str, **changes: str) -> Does:
    return lambda at: at.save(url, **changes)


def acts(action: str) -> Does:
    return lambda at: at.calendar.act(at.calendar.block(), action)


# Reads that opening the page of the table sends are not listed here.
DONE: dict[str, Does] = {
    "track.update_preferences": saves("/preferences/track/", date_format="YYYY-MM-DD"),
    "track.update_client_preferences": saves("/preferences/track/web/", date_format="YYYY-MM-DD"),
    "track.update_workspace_preferences": saves("/preferences/workspace/710001/", hide_start_end_times="on"),
    "track.update_me": lambda at: at.client.post("/profile/", profile.form_of(at.client, fullname="Al")),
    "track.close_account": Alice.close,
    "track.get_logged": posts("/profile/key/"),
    "track.verify_lost_password": posts(f"{LOST}offered/"),
    "track.request_lost_password": posts(f"{LOST}mail/", **{"mail-email": ALICE.email}),
    "track.confirm_lost_password": posts(f"{LOST}confirm/", **CONFIRM),
    "focus.update_settings": saves("/preferences/focus/", theme="dark"),
    "focus.create_time_block": lambda at: at.calendar.act(at.calendar.block(), "duplicate"),
    "focus.get_time_block": lambda at: at.calendar.page(at.calendar.block()),
    "focus.replace_time_block": Alice.take_the_duration_away,
    "focus.update_time_block": acts("complete"),
    "focus.delete_time_block": acts("delete"),
    "focus.archive_time_block": acts("archive"),
    "focus.restore_time_block": lambda at: at.bring_back("trash", "delete"),
    "focus.unarchive_time_block": lambda at: at.bring_back("archived", "archive"),
    "focus.list_time_blocks": Alice.undo_several,
    "focus.create_time_blocks": Alice.copy_a_day,
    "focus.update_time_blocks": lambda at: at.several("complete"),
    "focus.delete_time_blocks": lambda at: at.several("delete"),
    "focus.create_status": lambda at: statuses.send(at.client, "new/", emoji="🅿️", name="Parked", position="2"),
    "focus.get_status": lambda at: statuses.send(at.client, f"{statuses.REVIEW}/refresh/"),
    "focus.update_status": lambda at: statuses.edit(
        at.client, statuses.REVIEW, was=("👀", "In review"), now=("👀", "Looked at")
    ),
    "focus.delete_status": Alice.delete_status,
    "focus.restore_status": lambda at: statuses.send(at.client, f"{at.delete_status()}/restore/"),
}


def test_the_table_has_every_operation_of_the_reference_and_no_other():
    wanted = {one.id: f"{one.method} {one.path}" for one in operations().values() if not one.support}
    assert {name: f"{row[0]} {row[1]}" for name, row in TABLE.items()} == wanted
    assert len(TABLE) == len(reference()) == 45


def test_every_page_has_an_address_and_every_file_is_there():
    for name, row in TABLE.items():
        filled = re.sub(r"<(\w+)>", lambda match: SAMPLES.get(match[1], "1"), row[3].partition("?")[0])
        assert resolve(filled).func.__module__.startswith("dashboard."), name
        assert (ROOT / row[6]).is_file(), name


@pytest.mark.long
def test_its_page_sends_it(client_of, alice, sandbox):
    alice.timezone, alice.first_day_of_week = ALICE.timezone, 1
    alice.save()
    sent = {}
    for name, row in TABLE.items():
        page = re.sub(r"<(\w+)>", lambda match: SAMPLES[match[1]], row[3]) if name not in DONE else ""
        with undone(sandbox):
            (DONE.get(name) or opens(page))(Alice(alice, client_of(alice), sandbox))
            sent[name] = {one["operation"] for one in sandbox.requests()}
    assert {name: others for name, others in sent.items() if name not in others} == {}

"""What the components are shown with: made up here, drawn by the templates and markup of the pages themselves."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, Literal
from zoneinfo import ZoneInfo

from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Page, Paginator
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from dashboard.accounts.models import User
from dashboard.gateway.notices import Notice
from dashboard.gateway.templatetags.quota import BucketRow, Gauge
from dashboard.statuses.list.address import ListAddress
from dashboard.statuses.list.view_models import StatusRow
from dashboard.timeblocks.calendar import html
from dashboard.timeblocks.calendar.grid import Piece
from dashboard.timeblocks.services.blocks import Block, Task
from dashboard.timeblocks.services.context import Viewer
from dashboard.upstream.records.statuses import Status
from dashboard.web.shell import icons

TONES = ("", "good", "warn", "bad", "accent")
SCRIPT_STATES = ("is-selected", "is-picked", "is-waiting", "is-returned", "is-origin")  # put on blocks by scripts
ME, SOMEBODY = 1, 2
CHOICES = (("read", "Read"), ("write", "Read and write"))


class Fields(forms.Form):
    """A field of every kind."""

    use_required_attribute = False
    name = forms.CharField(label="Words", help_text="A sentence of help stands below the box.")
    number = forms.IntegerField(label="A number", required=False)
    day = forms.DateField(label="A day", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    secret = forms.CharField(label="A password", required=False, widget=forms.PasswordInput)
    one = forms.ChoiceField(label="One of a list", choices=CHOICES, required=False)
    text = forms.CharField(label="Many words", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    off = forms.CharField(label="Cannot be changed", required=False, disabled=True, initial="As Toggl has it")
    yes = forms.BooleanField(label="Yes or no", required=False)
    way = forms.ChoiceField(label="One of a few", choices=CHOICES, widget=forms.RadioSelect, required=False)
    several = forms.MultipleChoiceField(
        label="Several of a few", choices=CHOICES, widget=forms.CheckboxSelectMultiple, required=False
    )


def specimens(user: User) -> dict[str, Any]:
    """Return everything that the page shows."""
    return {
        "tones": TONES,
        "notices": [_notice("good"), _notice("warn"), _notice("bad")],
        "toasts": [_toast(*each) for each in TOASTS],
        "form": Fields(initial={"one": "read", "way": "read", "several": ["read"], "yes": True}, prefix="right"),
        "wrong_form": Fields({"wrong-number": "twelve", "wrong-day": "soon"}, prefix="wrong"),
        "icons": sorted(icons.drawn()),
        "gauges": _gauges(),
        "header_gauges": _gauges()[:2],
        "pages": _pages(),
        **_statuses(),
        **_calendar(user),
    }


TOASTS = (
    (constants.INFO, "The list is being loaded.", ""),
    (constants.SUCCESS, "Date format saved.", "undo:00000000-0000-4000-8000-000000000000"),
    (constants.WARNING, "Saved, but Focus left one field as it was.", ""),
    (constants.ERROR, "That did not work. Nothing you typed is lost.", ""),
)


def _toast(level: int, text: str, tags: str) -> Message:
    return Message(level, text, extra_tags=tags)


def _notice(tone: Literal["good", "warn", "bad"]) -> Notice:
    texts = {"good": "All is well", "warn": "Look at this first", "bad": "Toggl no longer accepts this key"}
    text, is_bad = "It says what happened and what to do.", tone == "bad"
    return Notice(tone, texts[tone], text, "Forbidden" if is_bad else "", "reconnect" if is_bad else "", tone, "Track")


def _gauges() -> tuple[Gauge, ...]:
    left = {"Track": ("good", 24), "Focus": ("warn", 4), "Spent": ("bad", 0)}
    known = [Gauge(name, (BucketRow("Your account", tone, n, 30, "14:05"),)) for name, (tone, n) in left.items()]
    return (*known, Gauge("Unknown", ()))


def _pages() -> Page[int]:
    return Paginator(range(60), 20).page(2)


def _statuses() -> dict[str, Any]:
    now = timezone.now()
    free = Status(id=1, name="In review", emoji="👀", type="in_progress", position=1, created_at=now, updated_at=now)
    built_in = Status(id=2, name="Done", emoji="✅", type="done", position=2, created_at=now, updated_at=now)
    lock = "Default statuses cannot be changed"
    rows = [
        StatusRow(free, 1, "In progress", lock="", edit_blocked_reason="", delete_blocked_reason=""),
        StatusRow(built_in, 2, "Done", lock=lock, edit_blocked_reason=lock, delete_blocked_reason=lock),
    ]
    return {
        "statuses": rows,
        "rows": rows,
        "address": ListAddress(),
        "can_reorder": True,
        "open_form": None,
        "edited_id": 0,
    }


# ------------------------------------------------------------------ the calendar
def _calendar(user: User) -> dict[str, Any]:
    viewer = Viewer(user, ZoneInfo("UTC"), ME, "H:mm", "improved")
    days = [
        _day("Their states", _states(viewer)),
        _day("While in use", _while_in_use(viewer)),
        _day("Their colours", _hues(viewer)),
    ]
    page = SimpleNamespace(days=days, count=1, hours=[(str(hour), f"{hour}:00") for hour in range(9, 15)])
    return {"page": page, "view": SimpleNamespace(zoom="middle", kind="days"), "is_filtered": False, "no_filter": ""}


def _day(title: str, blocks: SafeString) -> dict[str, Any]:
    iso = title.lower().replace(" ", "-")
    is_busy = iso == "while-in-use"
    return {
        "lanes": 3, "is_on": True, "is_today": False, "iso": iso, "title": title, "name": title, "number": "",
        "blocks": blocks,
        "has_any": True, "planned": "6:15", "done": "2:45", "without_entry": "0:45", "new": "?", "gaps": [],
        "twice": [], "now": "14:30" if is_busy else "", "earlier": 2 if is_busy else 0, "later": 1,
        "href": "?", "href_in_strip": "?", "skipped": "", "repeated": "", "exists": True,
    }  # fmt: skip


def _states(viewer: Viewer) -> SafeString:
    kinds: tuple[tuple[str, dict[str, Any]], ...] = (
        ("To do", {}),
        ("Completed", {"completed": True}),
        ("Without duration", {"seconds": None}),
        ("Somebody else's", {"owner": SOMEBODY}),
        ("Somebody else's, completed", {"owner": SOMEBODY, "completed": True}),
        ("Low", {"seconds": 1800}),
    )
    pieces = [_piece(9 * 60 + 52 * at, name, number=at + 1, **more) for at, (name, more) in enumerate(kinds)]
    return html.blocks(pieces, viewer, set(), "#")


def _while_in_use(viewer: Viewer) -> SafeString:
    """Return blocks as scripts mark them while they are selected, moved, saved and put back."""
    rows = []
    for at, mark in enumerate(SCRIPT_STATES):
        row = html.blocks([_piece(9 * 60 + 60 * at, mark, number=20 + at)], viewer, set(), "#")
        rows.append(row.replace('class="block', f'class="block {mark}', 1))
    return mark_safe("".join(rows))  # noqa: S308 - made by the markup of the calendar


def _hues(viewer: Viewer) -> SafeString:
    """Return a block of each of Track's colours, three beside one another."""
    colours = ("#d94182", "#e36a00", "#2da608", "#06a893", "#0b83d9", "#9e5bd9", "#566614", "#525266")
    pieces = [
        _piece(9 * 60 + 60 * (at // 3), name, number=40 + at, color=name, lane=at % 3, lanes=3)
        for at, name in enumerate(colours)
    ]
    return html.blocks(pieces, viewer, set(), "#")


def _piece(  # noqa: PLR0913 - one argument for each thing that can be different
    minute: int, name: str, *, number: int, owner: int = ME, seconds: int | None = 2700, completed: bool = False,
    color: str = "#0b83d9", lane: int = 0, lanes: int = 1,
) -> Piece:  # fmt: skip
    block = Block(number, 7, owner, minute * 60, seconds, Task(7, name, color=color), completed=completed)
    long = (seconds or 1500) // 60
    until = minute + (seconds or 0) // 60
    return Piece(block, minute, until, None, minute, minute + long, lane, lanes, seconds or 0, True)  # noqa: FBT003

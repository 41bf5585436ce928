"""What the address of the list asks for. Anything unreadable in it is ignored, never an error."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from unicodedata import category
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from dashboard.statuses.services.reads import BY_POSITION, ORDERS, PLAIN, TYPES, Filters

LONGEST = 200  # characters of a name to filter by
IDS = re.compile(r"[0-9]{1,19}(,[0-9]{1,19}){0,5000}", re.ASCII)
LARGEST = 2**63 - 1


@dataclass(frozen=True)
class ListAddress:
    """One address of the list."""

    workspace: int | None = None  # None: the Focus connection's own
    filters: Filters = PLAIN
    new: bool = False  # the form for a new status is open
    edit: int | None = None  # the form of this status is open
    move: int | None = None  # the form for the position of this status is open

    @property
    def has_form(self) -> bool:
        """Whether a form is open; opening one never costs a request."""
        return self.new or self.edit is not None or self.move is not None

    @cached_property
    def query(self) -> str:
        """What stays when a form is sent: workspace and filters."""
        given = {
            "workspace": self.workspace,
            "name": self.filters.name,
            "type": self.filters.type,
            "order_by": self.filters.order_by if self.filters.order_by != BY_POSITION else "",
        }
        return urlencode({name: value for name, value in given.items() if value})

    @property
    def url(self) -> str:
        """The page without any form open."""
        return f"{reverse('statuses')}?{self.query}" if self.query else reverse("statuses")

    @cached_property
    def form_url(self) -> str:
        """The page with a form open, up to the name of the form; made once, because every row has three of them."""
        return f"{self.url}{'&' if self.query else '?'}"

    @property
    def unfiltered_url(self) -> str:
        """The whole list of the same workspace."""
        return ListAddress(workspace=self.workspace).url

    def status_url(self, status_id: int) -> str:
        """The page of one status, from which the way back leads here."""
        url = reverse("status", args=[status_id])
        return f"{url}?{self.query}" if self.query else url

    def without_form(self) -> ListAddress:
        """Return the same page without any form open."""
        return replace(self, new=False, edit=None, move=None)


def parse_address(query: QueryDict) -> ListAddress:
    """Read an address."""
    order, kind = query.get("order_by", ""), query.get("type", "")
    name = "".join(character for character in query.get("name", "") if category(character) not in {"Cc", "Cs"})
    return ListAddress(
        workspace=parse_id(query.get("workspace")),
        filters=Filters(
            name=name.strip()[:LONGEST],
            type=kind if kind in TYPES else "",
            order_by=order if order in ORDERS else BY_POSITION,
        ),
        new="new" in query,
        edit=parse_id(query.get("edit")),
        move=parse_id(query.get("move")),
    )


def parse_id(text: str | None) -> int | None:
    """Return an id, or None for what is none."""
    if not text or not text.isascii() or not text.isdecimal() or len(text) > 19:
        return None
    return int(text) if 0 < int(text) <= LARGEST else None


def parse_ids(text: str) -> tuple[int, ...]:
    """Return ids that a form sent in one field; none where they did not come whole."""
    return tuple(map(int, text.split(","))) if IDS.fullmatch(text) else ()

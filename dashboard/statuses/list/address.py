"""What the address of the page asks for. Anything unreadable in it is ignored, never an error."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from unicodedata import category
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from dashboard.statuses.services.reads import BY_POSITION, ORDERS, TYPES, Filters

LONGEST = 200  # characters of a name to filter by
IDS = re.compile(r"[0-9]{1,19}(,[0-9]{1,19}){0,5000}", re.ASCII)
LARGEST = 2**63 - 1


@dataclass(frozen=True)
class Asked:
    """One address of the page."""

    workspace: int | None = None  # None: the Focus connection's own
    filters: Filters = field(default_factory=Filters)
    new: bool = False  # the form for a new status is open
    edit: int | None = None  # the form of this status is open
    move: int | None = None  # the form for the place of this status is open

    @property
    def has_panel(self) -> bool:
        """Whether a form is open; opening one never costs a request."""
        return self.new or self.edit is not None or self.move is not None

    @property
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
    def address(self) -> str:
        """The page without any form open."""
        return f"{reverse('statuses')}?{self.query}" if self.query else reverse("statuses")

    @cached_property
    def opens(self) -> str:
        """The page with a form open, up to the name of the form; made once, because every row has three of them."""
        return f"{reverse('statuses')}?{self.query}&" if self.query else f"{reverse('statuses')}?"

    def without_panel(self) -> Asked:
        """Return the same page without any form open."""
        return replace(self, new=False, edit=None, move=None)


def asked_of(query: QueryDict) -> Asked:
    """Read an address."""
    order, kind = query.get("order_by", ""), query.get("type", "")
    return Asked(
        workspace=number(query.get("workspace")),
        filters=Filters(
            name="".join(one for one in query.get("name", "") if category(one) not in {"Cc", "Cs"}).strip()[:LONGEST],
            type=kind if kind in TYPES else "",
            order_by=order if order in ORDERS else BY_POSITION,
        ),
        new="new" in query,
        edit=number(query.get("edit")),
        move=number(query.get("move")),
    )


def number(text: Any) -> int | None:
    """Return an id, or None for what is none."""
    if not isinstance(text, str) or not text.isascii() or not text.isdecimal() or len(text) > 19:
        return None
    return int(text) if 0 < int(text) <= LARGEST else None


def numbers(text: str) -> tuple[int, ...]:
    """Return ids that a form sent in one field; none where they did not come whole."""
    return tuple(int(one) for one in text.split(",")) if IDS.fullmatch(text) else ()

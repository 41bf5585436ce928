"""Names of projects, tasks, tags and workspaces in the place of their numbers, from cached responses alone.

Nobody is asked for them unless the member says so: a list is one request, and without it the number is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from dashboard.accounts.models import User
from dashboard.names import services as names_of_things
from dashboard.names.services import Thing
from dashboard.preferences.fields.parsing import LARGEST, InvalidValue, one_line
from dashboard.upstream.errors import UpstreamError

LISTS: Final = ("project", "task", "tag", "workspace")
_UNKNOWN: Mapping[str, str] = {
    "project": gettext_noop("You have no project of that name or number."),
    "task": gettext_noop("You have no task of that name or number."),
    "tag": gettext_noop("You have no tag of that name or number."),
    "workspace": gettext_noop("You have no workspace of that name or number."),
}
_NUMBERED = re.compile(r"(?:.*\()?\s*([0-9]{1,19})\s*\)?", re.DOTALL)
MOST_OFFERED: Final = 5_000  # names that one list offers while somebody types


@dataclass(frozen=True, slots=True)
class Names:
    """What is known of names; a kind that is missing is not known at all."""

    known: Mapping[str, Mapping[int, Thing]] = field(default_factory=dict)

    def text(self, kind: str, number: Any) -> str:
        """Return what stands for a number in a control: its name and the number, or the number alone."""
        thing = self.known.get(kind, {}).get(number)
        return f"{thing.name} ({number})" if thing else str(number)

    def number(self, kind: str, text: str, before: int | None) -> int:
        """Return the number that a text means: a name, a number, or both. Raises InvalidValue."""
        text = text.strip()
        things = self.known.get(kind)
        named = [thing.number for thing in (things or {}).values() if thing.name.casefold() == text.casefold()]
        if len(named) > 1:
            raise InvalidValue(_("Several are called that; choose one from the list, or type its number."))
        numbered = _NUMBERED.fullmatch(text)
        if not named and not numbered:
            raise InvalidValue(
                _(_UNKNOWN[kind]) if things is not None else _("Type its number; names are not loaded yet.")
            )
        meant = named[0] if named else int(numbered[1]) if numbered else 0
        if meant > LARGEST and meant != before:
            raise InvalidValue(_("Type a number that is not above %(limit)s.") % {"limit": LARGEST})
        if things is not None and meant not in things and meant != before:
            raise InvalidValue(_(_UNKNOWN[kind]))
        return meant

    def numbers(self, kind: str, text: str, before: Iterable[int]) -> list[int]:
        """Return what a list with commas means; a name may hold commas itself. Raises InvalidValue."""
        numbers: list[int] = []
        pending, problem = "", None
        known = set(before)
        for piece in filter(None, (part.strip() for part in text.split(","))):
            pending = f"{pending}, {piece}" if pending else piece
            numbered = _NUMBERED.fullmatch(pending)
            same = int(numbered[1]) if numbered and int(numbered[1]) in known else None
            try:
                numbers.append(self.number(kind, pending, same))
            except InvalidValue as error:
                problem = error
            else:
                pending, problem = "", None
        if problem:
            raise problem
        return numbers

    def workspace_of(self, kind: str, number: int, before: int | None) -> int:
        """Return the workspace of a thing, which is saved along with it. Raises InvalidValue where nobody knows it."""
        thing = self.known.get(kind, {}).get(number)
        if thing and thing.workspace_id:
            return thing.workspace_id
        if before is None:
            raise InvalidValue(_("Tandem has to know its workspace: load the names first."))
        return before

    def missing(self, kinds: Iterable[str]) -> list[str]:
        """Return which lists nobody has loaded yet; each costs one request."""
        return [kind for kind in kinds if kind not in self.known]


NO_NAMES = Names()


def kept_names(*, user: User, kinds: Iterable[str]) -> Names:
    """Return the names that cached responses tell, however old, without a request."""
    known = {kind: things for kind in kinds if (things := names_of_things.things(user=user, kind=kind)) is not None}
    return Names({kind: {thing.number: _of_one_line(thing) for thing in each.values()} for kind, each in known.items()})


def load_names(*, user: User, kinds: Iterable[str]) -> UpstreamError | None:
    """Load the lists that are missing, one request each. Return why one did not come."""
    return names_of_things.load(user=user, kinds=kinds)


def _of_one_line(thing: Thing) -> Thing:
    return replace(thing, name=one_line(thing.name).strip())

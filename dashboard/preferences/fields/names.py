"""Names of projects, tasks, tags and workspaces in the place of their numbers, from kept copies alone.

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
from dashboard.names import services as names
from dashboard.names.services import Thing
from dashboard.preferences.fields.parsing import LARGEST, Mistake, one_line
from dashboard.upstream.errors import UpstreamError

LISTS: Final = ("project", "task", "tag", "workspace")
_UNKNOWN: Mapping[str, str] = {
    "project": gettext_noop("You have no project of that name or number."),
    "task": gettext_noop("You have no task of that name or number."),
    "tag": gettext_noop("You have no tag of that name or number."),
    "workspace": gettext_noop("You have no workspace of that name or number."),
}
_NUMBERED = re.compile(r"(?:.*\()?\s*([0-9]{1,19})\s*\)?", re.DOTALL)
MOST = 5_000  # names that one list offers while somebody types


@dataclass(frozen=True, slots=True)
class Names:
    """What is known of names; a kind that is missing is not known at all."""

    known: Mapping[str, Mapping[int, Thing]] = field(default_factory=dict)

    def text(self, kind: str, number: Any) -> str:
        """Return what stands for a number in a control: its name and the number, or the number alone."""
        thing = self.known.get(kind, {}).get(number)
        return f"{thing.name} ({number})" if thing else str(number)

    def number(self, kind: str, text: str, before: int | None) -> int:
        """Return the number that a text means: a name, a number, or both. Raises Mistake."""
        text = text.strip()
        things = self.known.get(kind)
        named = [one.number for one in (things or {}).values() if one.name.casefold() == text.casefold()]
        if len(named) > 1:
            raise Mistake(_("Several are called that; choose one from the list, or type its number."))
        numbered = _NUMBERED.fullmatch(text)
        if not named and not numbered:
            raise Mistake(_(_UNKNOWN[kind]) if things is not None else _("Type its number; names are not loaded yet."))
        found = named[0] if named else int(numbered[1]) if numbered else 0
        if found > LARGEST and found != before:
            raise Mistake(_("Type a number that is not above %(limit)s.") % {"limit": LARGEST})
        if things is not None and found not in things and found != before:
            raise Mistake(_(_UNKNOWN[kind]))
        return found

    def numbers(self, kind: str, text: str, before: Iterable[int]) -> list[int]:
        """Return what a list with commas means; a name may hold commas itself. Raises Mistake."""
        found: list[int] = []
        waiting, problem = "", None
        old = set(before)
        for piece in filter(None, (part.strip() for part in text.split(","))):
            waiting = f"{waiting}, {piece}" if waiting else piece
            number = _NUMBERED.fullmatch(waiting)
            try:
                found.append(self.number(kind, waiting, int(number[1]) if number and int(number[1]) in old else None))
            except Mistake as mistake:
                problem = mistake
            else:
                waiting, problem = "", None
        if problem:
            raise problem
        return found

    def workspace_of(self, kind: str, number: int, before: int | None) -> int:
        """Return the workspace of something, which is saved along with it. Raises Mistake where nobody knows it."""
        thing = self.known.get(kind, {}).get(number)
        if thing and thing.workspace_id:
            return thing.workspace_id
        if before is None:
            raise Mistake(_("Tandem has to know its workspace: load the names first."))
        return before

    def missing(self, kinds: Iterable[str]) -> list[str]:
        """Return which lists nobody has loaded yet; each costs one request."""
        return [kind for kind in kinds if kind not in self.known]


NOTHING = Names()


def kept(*, user: User, kinds: Iterable[str]) -> Names:
    """Return the names that kept copies tell, however old, without a request."""
    found = {kind: things for kind in kinds if (things := names.things(user=user, kind=kind)) is not None}
    return Names(
        {kind: {number: _of_one_line(one) for number, one in things.items()} for kind, things in found.items()}
    )


def ask(*, user: User, kinds: Iterable[str]) -> UpstreamError | None:
    """Load the lists that are missing, one request each. Returns why one did not come."""
    return names.load(user=user, kinds=kinds)


def _of_one_line(thing: Thing) -> Thing:
    return replace(thing, name=one_line(thing.name).strip())

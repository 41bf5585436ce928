"""Values that come from elsewhere (another scope, a file, a profile) beside those of a page, and what of them fits.

Nothing is sent from here: what fits is staged on the page, like anything typed there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from dashboard.preferences.fields import controls
from dashboard.preferences.fields.names import Names
from dashboard.preferences.fields.parsing import Mistake
from dashboard.preferences.services import field_history
from dashboard.preferences.services.scopes import Draft, Scope, Settings, alike
from dashboard.upstream.contract.field_descriptions import Field

CHANGE, SAME, INVALID, FIXED, UNKNOWN = "change", "same", "invalid", "fixed", "unknown"
MOST = 1000  # values that are looked at
LONGEST = 120  # characters of a name that nobody knows


@dataclass(frozen=True, slots=True)
class Line:
    """One proposed value: what it would do, or why it cannot."""

    name: str
    label: str
    now: str
    becomes: str
    state: str
    reason: str = ""
    text: str = ""  # of the control, once it is staged
    value: Any = None


def lines(*, scope: Scope, settings: Settings, values: Mapping[str, Any], names: Names) -> list[Line]:
    """Return a line for each proposed value, in the order of the page; names that nobody knows come last."""
    known = scope.described(settings).fields
    described = [_line(scope, known[name], settings, values[name], names) for name in known if name in values]
    strange = [name for name in list(values)[:MOST] if name not in known]
    return [*described, *(Line(str(name)[:LONGEST], "", "", "", UNKNOWN) for name in strange)]


def draft(settings: Settings, proposed: Iterable[Line], only: Collection[str] = ()) -> Draft:
    """Return what is staged of these lines; `only` some of them, all where that is empty."""
    chosen = [one for one in proposed if one.state == CHANGE and (not only or one.name in only)]
    texts = {one.name: one.text for one in chosen}
    return Draft(settings.values, texts, {one.name: one.value for one in chosen})


def of_state(proposed: Iterable[Line], *states: str) -> list[Line]:
    """Return the lines of some states."""
    return [one for one in proposed if one.state in states]


def _line(scope: Scope, one: Field, settings: Settings, value: Any, names: Names) -> Line:
    now = settings.values.get(one.name)
    told = (one.name, _(one.label), field_history.said(one, now, names), field_history.said(one, value, names))
    if alike(scope, one.name, value, now):
        return Line(*told, SAME)
    if reason := _why_not(one, settings, value):
        return Line(*told, *reason)
    text = controls.text_of(one, value, names)
    try:
        parsed = controls.parse(one, text, now, names)
    except Mistake as mistake:
        return Line(*told, INVALID, str(mistake))
    return Line(*told, CHANGE, text=text, value=parsed)


def _why_not(one: Field, settings: Settings, value: Any) -> tuple[str, str] | None:
    """Return the state and the reason of a value that cannot be staged."""
    if one.readonly:
        return FIXED, _(one.readonly)
    if value is None and not one.nullable:
        return FIXED, _("It is not set there, and Toggl has no way back to “not set”.")
    if value is not None and controls.kind_of(one, value) == "shown":
        return INVALID, _("This value is of another kind than the setting takes.")
    if not field_history.can_stage(one, settings, value):
        return FIXED, _("This can only be changed part by part, on its page.")
    return None

"""Between a setting's value and the text that its control holds.

A form is plain text: an unset field is the empty text, a boolean is on or off. What a field was rendered with goes
through the same functions, so that an untouched control always compares equal, whatever the browser did to it.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any, Final, Literal, cast
from zoneinfo import available_timezones

from django.http import QueryDict
from django.utils.translation import gettext as _

from dashboard.preferences.fields import parsing, structured
from dashboard.preferences.fields.names import NOTHING, Names
from dashboard.preferences.fields.parsing import Mistake, one_line
from dashboard.upstream.contract.field_descriptions import Field

Simple = Literal["check", "three", "select", "number", "zone", "time", "text", "shown"]
Kind = Simple | Literal["ref", "object-ref", "shortcut", "pair", "rules"]

ON, OFF = "on", "off"
_TYPES: Final[dict[str, type]] = {"boolean": bool, "integer": int, "string": str}


def kind_of(field: Field, value: Any) -> Kind:
    """Return what to draw for a field that has `value` (None: unset); "shown" cannot be edited."""
    if field.readonly:
        return "shown"
    if editor := structured.kind_of(field, value):
        return cast("Kind", editor)
    return _simple_kind(field, value) if field.type in _TYPES and _fits(field, value) else "shown"


def text_of(field: Field, value: Any, names: Names = NOTHING) -> str:
    """Return the text of a control that stands for `value`; the empty text is unset."""
    if not field.readonly and structured.kind_of(field, value):
        return structured.text_of(field, value, names)
    if value is None:
        return ""
    if isinstance(value, bool):
        return ON if value else OFF
    return one_line(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def typed(field: Field, form: QueryDict, before: Any = None) -> str | None:
    """Return the text that a form has for a field, None where it is not in the form.

    Browsers leave out a checkbox that is off, so in a form that says it is whole, that is what a missing one means.
    """
    text = form.get(field.name)
    if text is None and "whole" in form and kind_of(field, before) == "check":
        return OFF
    return structured.typed(field, form) if text is None and field.is_structured else text


def same(text: str, rendered: str) -> bool:
    """Whether a control still holds what it was rendered with."""
    return one_line(text) == rendered


def parse(field: Field, typed_text: str, before: Any, names: Names = NOTHING) -> Any:
    """Return the value that a text stands for. `before` is what the field was rendered with, None if unset.

    None is the value of an emptied field that Toggl lets be cleared. Raises Mistake where the field cannot take it.
    """
    text = one_line(typed_text)
    kind = kind_of(field, before)
    if kind == "shown":
        raise Mistake(_("This cannot be changed here."))
    if not text.strip() and field.nullable:
        return None
    if not text.strip() and kind not in {"text", "ref"}:
        raise Mistake(_("Toggl has no way back to “not set”, so this needs a value."))
    if kind in structured.ONE_INPUT | structured.MANY_INPUTS:
        return structured.parse(field, text, before, names)
    return _simple(field, kind, text, before)


@cache
def zones() -> tuple[str, ...]:
    """Return the names of the time zones that people choose from: places, and UTC."""
    places = (
        name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/", "US/"))
    )
    return ("UTC", *sorted(places))


def _simple_kind(field: Field, value: Any) -> Kind:
    if field.type == "boolean":
        return "three" if value is None else "check"
    if field.control == "zone":
        return "zone"
    if field.values:
        return "select"
    if field.type == "integer":
        return "number"
    return "time" if field.control == "time" and (value is None or parsing.is_time(value)) else "text"


def _simple(field: Field, kind: Kind, text: str, before: Any) -> Any:
    if kind in {"check", "three"}:
        return _boolean(text)
    if kind == "select":
        return _known_value(field, text)
    if kind == "number":
        return parsing.number(text.strip(), field.minimum, field.maximum)
    if kind == "zone":
        return _zone(text.strip())
    return parsing.time_of_day(text.strip(), before) if kind == "time" else parsing.plain(text)


def _fits(field: Field, value: Any) -> bool:
    """Whether `value` is of the field's own type; Toggl may send what its reference does not say."""
    return value is None or type(value) is _TYPES[field.type]


def _boolean(text: str) -> bool:
    if text not in {ON, OFF}:
        raise Mistake(_("Choose on or off."))
    return text == ON


def _known_value(field: Field, text: str) -> str | int:
    for known in field.values:
        if str(known.value) == text:
            return known.value
    raise Mistake(_("Choose one of the values in the list."))


def _zone(text: str) -> str:
    if text not in available_timezones():
        raise Mistake(_("Type a time zone such as Europe/Berlin; the list offers them as you type."))
    return text

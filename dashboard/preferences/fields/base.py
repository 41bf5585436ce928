"""What every control of a settings form can do.

A form is plain text: an unset field is the empty text, a boolean is on or off. What a field was rendered with goes
through the same properties, so that an untouched control always compares equal, whatever the browser did to it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

import msgspec
from django.http import QueryDict
from django.utils.translation import gettext as _

from dashboard.preferences.fields.names import NO_NAMES, Names
from dashboard.preferences.fields.parsing import InvalidValue, one_line
from dashboard.upstream.contract.field_descriptions import Field, humanised
from dashboard.upstream.records.decoding import REFUSED

ON, OFF = "on", "off"
TYPES: Final[Mapping[str, type]] = {"boolean": bool, "integer": int, "string": str}
MOST_LINES: Final = 100  # of one value
LONGEST_LINE: Final = 400  # characters


@dataclass(frozen=True, slots=True)
class PartInput:
    """The input of one part of a value."""

    name: str
    label: str
    kind: str
    datalist: str
    hint: str
    text: str


@dataclass(frozen=True, slots=True)
class Fieldset:
    """The inputs of one object."""

    title: str
    inputs: list[PartInput]
    is_new: bool = False
    remove: str = ""  # the name of the checkbox that removes it
    is_removed: bool = False


@dataclass(frozen=True)
class Control:
    """The control of a field that has `value` (None: unset). `typed` is what somebody typed into it, if anything."""

    field: Field
    value: Any = None
    names: Names = NO_NAMES
    typed: str | None = None

    kind: ClassVar[str] = "text"
    template: ClassVar[str] = "preferences/controls/input.html"
    shape: ClassVar[Any] = None  # the type of its values, for msgspec; None: that of the field
    needed_part: ClassVar[str] = ""  # of an object
    takes_blank: ClassVar[bool] = False  # whether the empty text is a value like any other
    is_editable: ClassVar[bool] = True

    @property
    def datalist(self) -> str:
        """The list of names that it offers while somebody types."""
        return ""

    @property
    def keys(self) -> str:
        """Whose keyboard a script records for it."""
        return ""

    @property
    def fieldsets(self) -> Sequence[Fieldset]:
        """Its inputs, where it has one for each part of the value."""
        return ()

    @classmethod
    def holds(cls, field: Field, value: Any) -> bool:
        """Whether this control can hold a value; Toggl may send what its reference does not say."""
        try:
            msgspec.convert(value, cls.shape or TYPES[field.type])
        except REFUSED:
            return False
        return not cls.needed_part or value.get(cls.needed_part) is not None

    @property
    def initial(self) -> str:
        """The text of the untouched control."""
        return self._value_text() if self.value is not None else ""

    @property
    def text(self) -> str:
        """The text that the control shows."""
        return self.initial if self.typed is None else self.typed

    @property
    def is_unset(self) -> bool:
        """Whether the field has no value."""
        return self.value is None

    def submitted(self, form: QueryDict) -> str | None:
        """Return the text that a form has for this control, None where it is not in the form."""
        return form.get(self.field.name)

    def parse(self, text: str) -> Any:
        """Return the value that a text stands for; None clears a field that Toggl lets be cleared.

        Raises InvalidValue where the field cannot take it.
        """
        line = one_line(text)
        if not line.strip() and self.is_editable:
            if self.field.nullable:
                return None
            if not self.takes_blank:
                raise InvalidValue(_("Toggl has no way back to “not set”, so this needs a value."))
        return self._read(line)

    @property
    def sentence(self) -> str:
        """The value in words; empty where it is not set."""
        if self.value is None:
            return ""
        if label := self.field.label_of(self.value):
            return _(label)
        if isinstance(self.value, bool):
            return _("On") if self.value else _("Off")
        return ", ".join(self.lines)

    @property
    def lines(self) -> list[str]:
        """The value line by line; no line where it is not set."""
        if self.value is None:
            return []
        if not isinstance(self.value, list):
            return [_line(self.field, self.value)]
        lines = [_line(self.field, item) for item in self.value[:MOST_LINES]] or [_("Nothing in the list")]
        if len(self.value) > MOST_LINES:
            lines.append(_("and %(count)s more") % {"count": len(self.value) - MOST_LINES})
        return lines

    def _value_text(self) -> str:
        """Return the text that stands for the value, which is set."""
        if isinstance(self.value, bool):
            return ON if self.value else OFF
        return one_line(self.value) if isinstance(self.value, str) else json.dumps(self.value, ensure_ascii=False)

    def _read(self, text: str) -> Any:
        """Return the value that a text of one line stands for. Raises InvalidValue."""
        raise NotImplementedError


class ReadOnlyControl(Control):
    """A value that is shown and cannot be changed."""

    kind = "shown"
    template = "preferences/controls/shown.html"
    shape = Any
    is_editable = False

    def _read(self, _text: str) -> Any:
        raise InvalidValue(_("This cannot be changed here."))

    @property
    def reason(self) -> str:
        """Why it cannot be changed."""
        if self.field.readonly:
            return _(self.field.readonly)
        if self.field.control == "features":
            return _("Each feature has its own row on the tab Alpha features.")
        if self.field.is_structured:
            return _("Set in the app itself; shown here as it is stored.")
        return _("Toggl sent a value of another kind than it documents, so it is only shown.")


def _line(field: Field, value: Any) -> str:
    if field.control == "features" and isinstance(value, dict) and "code" in value:
        text = f"{value['code']}: {_('on') if value.get('enabled') else _('off')}"
    elif isinstance(value, dict):
        text = ", ".join(f"{humanised(str(name))}: {_short(part)}" for name, part in value.items()) or _("Empty")
    else:
        text = _short(value)
    return text if len(text) <= LONGEST_LINE else f"{text[:LONGEST_LINE]}…"


def _short(value: Any) -> str:
    if isinstance(value, bool):
        return _("on") if value else _("off")
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

"""Controls of booleans, numbers and texts."""

from __future__ import annotations

from functools import cache
from typing import Annotated
from zoneinfo import available_timezones

from django.http import QueryDict
from django.utils.translation import gettext as _
from msgspec import Meta

from dashboard.preferences.fields import parsing
from dashboard.preferences.fields.base import OFF, ON, Control
from dashboard.preferences.fields.parsing import InvalidValue


class ToggleControl(Control):
    """On or off: a checkbox; while it is not set, a choice of three."""

    @property
    def kind(self) -> str:  # type: ignore[override]  # it depends on the value
        """How it is drawn."""
        return "three" if self.is_unset else "check"

    @property
    def template(self) -> str:  # type: ignore[override]
        """The template that draws it."""
        return f"preferences/controls/{self.kind}.html"

    def submitted(self, form: QueryDict) -> str | None:
        """Return what the form says. Browsers leave out a checkbox that is off, so a whole form without it says off."""
        text = form.get(self.field.name)
        return OFF if text is None and not self.is_unset and "whole" in form else text

    def _read(self, text: str) -> bool:
        if text not in {ON, OFF}:
            raise InvalidValue(_("Choose on or off."))
        return text == ON


class NumberControl(Control):
    """A whole number between the limits of the field."""

    kind = "number"

    def _read(self, text: str) -> int:
        return parsing.number(text.strip(), self.field.minimum, self.field.maximum)


class TextControl(Control):
    """Any text of one line."""

    takes_blank = True

    def _read(self, text: str) -> str:
        return parsing.plain(text)


class TimeControl(TextControl):
    """A time of day, with seconds where the present one has them."""

    kind = "time"
    shape = Annotated[str, Meta(pattern=rf"^{parsing.TIME}\Z")]
    takes_blank = False

    def _read(self, text: str) -> str:
        return parsing.time_of_day(text.strip(), self.value)


class ZoneControl(TextControl):
    """A time zone by its name."""

    kind = "zone"
    takes_blank = False

    @property
    def datalist(self) -> str:
        """The list of zones."""
        return "zone"

    def _read(self, text: str) -> str:
        if text.strip() not in available_timezones():
            raise InvalidValue(_("Type a time zone such as Europe/Berlin; the list offers them as you type."))
        return text.strip()


class SelectControl(Control):
    """One of the values that the vendor names."""

    kind = "select"
    template = "preferences/controls/select.html"

    def _read(self, text: str) -> str | int:
        for known in self.field.values:
            if str(known.value) == text:
                return known.value
        raise InvalidValue(_("Choose one of the values in the list."))

    @property
    def choices(self) -> list[tuple[str, str]]:
        """What the list offers: known values, the present one, and “not set” while that is so or can be again."""
        known = {str(known.value): _(known.label) for known in self.field.values}
        unset = {"": _("Not set")} if not self.initial or self.field.nullable else {}
        return list(
            (unset | known | {text: text for text in (self.initial, self.text) if text not in known | unset}).items()
        )


@cache
def zones() -> tuple[str, ...]:
    """Return the names of the time zones that people choose from: places, and UTC."""
    others = ("Etc/", "SystemV/", "US/")
    return ("UTC", *sorted(name for name in available_timezones() if "/" in name and not name.startswith(others)))

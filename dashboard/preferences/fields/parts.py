"""The parts of Toggl's objects and rules: what each is called, and how its text is read and written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from dashboard.preferences.fields import parsing
from dashboard.preferences.fields.names import Names
from dashboard.preferences.fields.parsing import Mistake, one_line


@dataclass(frozen=True, slots=True)
class Part:
    """One value inside an object. `key` is its path with dots; an emptied text leaves it out."""

    key: str
    label: str  # a msgid
    kind: Literal["text", "check", "number", "time", "ref", "refs", "days"]
    refers_to: str = ""
    hint: str = ""  # a msgid
    blank: str = ""  # the text in a new rule

    def text(self, value: Mapping[str, Any], names: Names) -> str:
        """Return the text of this part of an object."""
        found = self._found(value)
        if self.kind == "check":
            return "on" if found is True else "off"
        if found is None or found == "":
            return ""
        if self.kind == "ref":
            return names.text(self.refers_to, found)
        if self.kind == "refs" and isinstance(found, list):
            return ", ".join(names.text(self.refers_to, one) for one in found)
        return one_line(str(found))

    def put(self, value: dict[str, Any], text: str, names: Names) -> None:
        """Put what `text` means into an object. Raises Mistake."""
        *path, last = self.key.split(".")
        for name in path:
            value[name] = dict(value.get(name) or {})
            value = value[name]
        if self.kind != "check" and not text.strip():
            value.pop(last, None)
            return
        value[last] = self._read(text.strip(), value.get(last), names)

    def _found(self, value: Mapping[str, Any]) -> Any:
        found: Any = value
        for name in self.key.split("."):
            found = found.get(name) if isinstance(found, Mapping) else None
        return found

    def _read(self, text: str, before: Any, names: Names) -> Any:
        if self.kind == "check":
            return text == "on"
        if self.kind == "number":
            return parsing.number(text, 0, None)
        if self.kind == "time":
            return parsing.time_of_day(text, before if isinstance(before, str) else None)
        if self.kind == "ref":
            return names.number(self.refers_to, text, before if isinstance(before, int) else None)
        if self.kind == "refs":
            return names.numbers(self.refers_to, text, before if isinstance(before, list) else [])
        return _days(text) if self.kind == "days" else parsing.plain(text)


def _days(text: str) -> str:
    """Seven digits as they have been seen; Toggl publishes no format, so other texts are let through if short."""
    if text.isdigit() and (len(text) != 7 or set(text) - {"0", "1"}):
        raise Mistake(_("Type seven digits, one a day from Monday: 1 for a day on which it holds, 0 for another."))
    return parsing.plain(text)


_KEYWORD = gettext_noop("Keyword")
_PROJECT = Part("project_id", gettext_noop("Project"), "ref", "project")
_TASK = Part("task_id", gettext_noop("Task"), "ref", "task")

PAIR = (_PROJECT, _TASK)
RULE_PARTS: Mapping[str, tuple[Part, ...]] = {
    "macos_auto_tracking_rules": (Part("keyword", _KEYWORD, "text"), _PROJECT, _TASK),
    "windows_auto_tracking_rules": (
        Part("enabled", gettext_noop("Rule is on"), "check", blank="on"),
        Part("parameters.keyword", _KEYWORD, "text"),
        Part("parameters.keyword_mode", gettext_noop("How the keyword is compared"), "text"),
        Part("parameters.time_of_day", gettext_noop("Time of day"), "time"),
        Part(
            "parameters.week_days",
            gettext_noop("Days"),
            "days",
            hint=gettext_noop("Seven digits from Monday, such as 1111100"),
        ),
        Part("parameters.duration", gettext_noop("After a duration of"), "text", hint=gettext_noop("Such as 00:05:00")),
        Part("description", gettext_noop("Description of the entry"), "text"),
        _PROJECT,
        _TASK,
        Part("tag_ids", gettext_noop("Tags"), "refs", "tag"),
        Part("billable", gettext_noop("Billable"), "check", blank="off"),
        Part("start_without_confirmation", gettext_noop("Start without asking"), "check", blank="off"),
        Part("skip_when_timer_is_running", gettext_noop("Skip while a timer runs"), "check", blank="off"),
        Part("type", gettext_noop("Kind of rule"), "number", hint=gettext_noop("A number that Toggl does not explain")),
    ),
}

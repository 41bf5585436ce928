"""Controls with an input for each part of a value: a project with a task, and the rules that track by themselves.

The text that stands for all inputs is one JSON object of theirs, so that it is compared, staged and drawn like any
other text. Parts that nobody touched stay as Toggl sent them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal, TypedDict
from uuid import uuid4

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from msgspec import Meta

from dashboard.preferences.fields import parsing
from dashboard.preferences.fields.base import OFF, ON, Control, Fieldset, PartInput
from dashboard.preferences.fields.names import Names
from dashboard.preferences.fields.parsing import InvalidValue, one_line
from dashboard.preferences.fields.references import Numbers
from dashboard.upstream import documents

MOST_RULES: Final = 200


class Rule(TypedDict, total=False):
    """What an editor needs of a rule; everything else in it stays as it is."""

    tag_ids: list[int] | None
    parameters: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Part:
    """One value inside an object. `key` is its path with dots; an emptied text leaves it out."""

    key: str
    label: str  # a msgid
    kind: Literal["text", "check", "number", "time", "ref", "refs", "days"] = "text"
    refers_to: str = ""
    hint: str = ""  # a msgid
    blank: str = ""  # the text in a new rule

    def text(self, whole: Mapping[str, Any], names: Names) -> str:
        """Return the text of this part of an object."""
        value: Any = whole
        for name in self.key.split("."):
            value = value.get(name) if isinstance(value, Mapping) else None
        if self.kind == "check":
            return ON if value is True else OFF
        if value is None or value == "":
            return ""
        if self.kind == "ref":
            return names.text(self.refers_to, value)
        if self.kind == "refs" and isinstance(value, list):
            return ", ".join(names.text(self.refers_to, number) for number in value)
        return one_line(str(value))

    def put(self, whole: dict[str, Any], text: str, names: Names) -> None:
        """Put what `text` means into an object. Raises InvalidValue."""
        *path, last = self.key.split(".")
        for name in path:
            whole[name] = dict(whole.get(name) or {})
            whole = whole[name]
        if self.kind != "check" and not text.strip():
            whole.pop(last, None)
        elif self.kind == "check":
            whole[last] = text == ON
        else:
            whole[last] = self._read(text.strip(), whole.get(last), names)

    def _read(self, text: str, before: Any, names: Names) -> Any:
        match self.kind:
            case "number":
                return parsing.number(text, 0, None)
            case "time":
                return parsing.time_of_day(text, before if isinstance(before, str) else None)
            case "ref":
                return names.number(self.refers_to, text, before if isinstance(before, int) else None)
            case "refs":
                return names.numbers(self.refers_to, text, before if isinstance(before, list) else [])
            case "days":
                return parsing.seven_days(text)
        return parsing.plain(text)


PROJECT = Part("project_id", gettext_noop("Project"), "ref", "project")
TASK = Part("task_id", gettext_noop("Task"), "ref", "task")
KEYWORD = gettext_noop("Keyword")
DAYS_HINT = gettext_noop("Seven digits from Monday, such as 1111100")
RULE_PARTS: Final[Mapping[str, tuple[Part, ...]]] = {
    "macos_auto_tracking_rules": (Part("keyword", KEYWORD), PROJECT, TASK),
    "windows_auto_tracking_rules": (
        Part("enabled", gettext_noop("Rule is on"), "check", blank=ON),
        Part("parameters.keyword", KEYWORD),
        Part("parameters.keyword_mode", gettext_noop("How the keyword is compared")),
        Part("parameters.time_of_day", gettext_noop("Time of day"), "time"),
        Part("parameters.week_days", gettext_noop("Days"), "days", hint=DAYS_HINT),
        Part("parameters.duration", gettext_noop("After a duration of"), hint=gettext_noop("Such as 00:05:00")),
        Part("description", gettext_noop("Description of the entry")),
        PROJECT,
        TASK,
        Part("tag_ids", gettext_noop("Tags"), "refs", "tag"),
        Part("billable", gettext_noop("Billable"), "check", blank=OFF),
        Part("start_without_confirmation", gettext_noop("Start without asking"), "check", blank=OFF),
        Part("skip_when_timer_is_running", gettext_noop("Skip while a timer runs"), "check", blank=OFF),
        Part("type", gettext_noop("Kind of rule"), "number", hint=gettext_noop("A number that Toggl does not explain")),
    ),
}


class CompoundControl(Control):
    """A control with several inputs."""

    template = "preferences/controls/compound.html"

    @property
    def initial(self) -> str:
        """The texts of all inputs of the untouched control."""
        return _joined(self._part_texts())

    def _part_texts(self) -> dict[str, str]:
        """Return the text of each input of the untouched control, by what its name has after the field's."""
        raise NotImplementedError

    def submitted(self, form: QueryDict) -> str | None:
        """Return the texts of all inputs that a form has, None where it has none of them."""
        start = f"{self.field.name}."
        texts = {name[len(start) :]: one_line(form.get(name, "")) for name in form if name.startswith(start)}
        return form.get(self.field.name, _joined(texts) if texts else None)

    @property
    def current_texts(self) -> dict[str, str]:
        """What the inputs hold now."""
        return self._part_texts() | (_split(self.typed) if self.typed else {})

    def inputs(self, parts: tuple[Part, ...], start: str = "") -> list[PartInput]:
        """Return the inputs of an object; `start` is what their names begin with after the field's."""
        texts = self.current_texts
        return [
            PartInput(
                name=f"{self.field.name}.{start}{part.key}",
                label=_(part.label),
                kind=part.kind,
                datalist=part.refers_to,
                hint=_(part.hint) if part.hint else "",
                text=texts.get(start + part.key, ""),
            )
            for part in parts
        ]

    def changed(
        self, parts: tuple[Part, ...], before: Mapping[str, Any], texts: Mapping[str, str], start: str = ""
    ) -> dict[str, Any]:
        """Return an object with the touched parts in their place. Raises InvalidValue, naming the part."""
        after: dict[str, Any] = deepcopy(dict(before))
        for part in parts:
            text = texts.get(start + part.key)
            if text is None or text == part.text(before, self.names):
                continue
            try:
                part.put(after, text, self.names)
            except InvalidValue as error:
                raise InvalidValue(f"{_(part.label)}: {error}") from None
        number = after.get("project_id")
        if number and number != before.get("project_id"):
            after["workspace_id"] = self.names.workspace_of("project", number, before.get("workspace_id"))
        return after


class ProjectAndTaskControl(CompoundControl):
    """A project, and perhaps one of its tasks."""

    kind = "pair"
    shape = Numbers
    parts = (PROJECT, TASK)

    def _part_texts(self) -> dict[str, str]:
        return {part.key: part.text(self.value or {}, self.names) for part in self.parts}

    def _read(self, text: str) -> dict[str, Any]:
        return self.changed(self.parts, self.value or {}, _split(text))

    @property
    def fieldsets(self) -> list[Fieldset]:
        """What to draw."""
        return [Fieldset("", self.inputs(self.parts))]


class RulesControl(CompoundControl):
    """A list of rules, each with its parts; one can be added at a time."""

    kind = "rules"
    shape = Annotated[list[Rule], Meta(max_length=MOST_RULES)]

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts of each rule."""
        return RULE_PARTS[self.field.name]

    def _part_texts(self) -> dict[str, str]:
        texts = {f"new.{part.key}": part.blank for part in self.parts}
        for number, rule in enumerate(self.value or ()):
            texts |= {f"{number}.{part.key}": part.text(rule, self.names) for part in self.parts}
            texts[f"{number}.remove"] = OFF
        return texts

    def _read(self, text: str) -> list[Any]:
        texts = _split(text)
        rules = [
            self.changed(self.parts, rule, texts, f"{number}.")
            for number, rule in enumerate(self.value or ())
            if texts.get(f"{number}.remove") != ON
        ]
        if any(texts.get(f"new.{part.key}", part.blank) != part.blank for part in self.parts):
            rules.append(self._new_rule({part.key: texts.get(f"new.{part.key}", "") for part in self.parts}))
        if len(rules) > MOST_RULES:
            raise InvalidValue(_("This is longer than %(limit)s rules.") % {"limit": MOST_RULES})
        return rules

    def _new_rule(self, texts: Mapping[str, str]) -> dict[str, Any]:
        if not any(texts.get(key) for key in ("keyword", "parameters.keyword", "parameters.time_of_day")):
            raise InvalidValue(_("A new rule needs a keyword or a time of day."))
        filled = self.changed(self.parts, {}, texts)
        return {"id": str(uuid4())} | {name: value for name, value in filled.items() if value not in (None, {})}

    @property
    def fieldsets(self) -> list[Fieldset]:
        """What to draw: each rule, and a new one."""
        texts = self.current_texts
        rules = [
            Fieldset(
                _("Rule %(number)s") % {"number": number + 1},
                self.inputs(self.parts, f"{number}."),
                remove=f"{self.field.name}.{number}.remove",
                is_removed=texts.get(f"{number}.remove") == ON,
            )
            for number in range(len(self.value or ()))
        ]
        return [*rules, Fieldset(_("A new rule"), self.inputs(self.parts, "new."), is_new=True)]


def _joined(texts: Mapping[str, str]) -> str:
    return json.dumps(texts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _split(text: str) -> dict[str, str]:
    try:
        texts = documents.parse(text)
    except ValueError:
        texts = None
    if not isinstance(texts, dict) or not all(isinstance(part, str) for part in texts.values()):
        raise InvalidValue(_("The inputs of this setting did not come back whole."))
    return texts

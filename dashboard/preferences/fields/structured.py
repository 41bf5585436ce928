"""Editors for objects and lists: references by name, keyboard shortcuts, rules.

A value with several parts has an input for each; the text that stands for all of them is one JSON object of theirs, so
that it is compared, staged and drawn like any other text. What a part is not touched in stays as Toggl sent it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import deepcopy
from typing import Any, Final
from uuid import uuid4

from django.http import QueryDict
from django.utils.translation import gettext as _

from dashboard.preferences.fields import shortcuts
from dashboard.preferences.fields.names import Names
from dashboard.preferences.fields.parsing import Mistake, one_line
from dashboard.preferences.fields.parts import PAIR, RULE_PARTS, Part
from dashboard.upstream import documents
from dashboard.upstream.contract.field_descriptions import Field

ONE_INPUT: Final = frozenset({"ref", "object-ref", "shortcut"})
MANY_INPUTS: Final = frozenset({"pair", "rules"})
MOST_RULES: Final = 200
_OBJECTS = {"project": "object-ref", "tag": "object-ref", "shortcut": "shortcut", "project-task": "pair"}


def kind_of(field: Field, value: Any) -> str:
    """Return the editor for a field that has `value` (None: unset); empty where this is none of them."""
    if field.type == "integer" and field.refers_to:
        return "ref" if value is None or type(value) is int else ""
    if field.control == "rules" and field.name in RULE_PARTS:
        return "rules" if _are_rules(value) else ""
    return _OBJECTS.get(field.control, "") if field.type == "object" and _is_object(field, value) else ""


def text_of(field: Field, value: Any, names: Names) -> str:
    """Return the text that stands for `value`; the empty text is unset."""
    kind = kind_of(field, value)
    if kind in MANY_INPUTS:
        return _joined(_texts(field, value, names))
    if not value:
        return ""  # a number that is 0 identifies nothing
    if kind == "ref":
        return names.text(field.refers_to, value)
    if kind == "object-ref":
        return names.text(field.control, value["id"])
    return shortcuts.keyboard_of(field.name).text(value)


def typed(field: Field, form: QueryDict) -> str | None:
    """Return the text of all inputs of a field with several, None where the form has none of them."""
    start = f"{field.name}."
    found = {name[len(start) :]: one_line(form.get(name, "")) for name in form if name.startswith(start)}
    return _joined(found) if found else None


def parse(field: Field, text: str, before: Any, names: Names) -> Any:
    """Return the value that `text` stands for. Raises Mistake."""
    kind = kind_of(field, before)
    if kind == "pair":
        return _changed(PAIR, before or {}, _split(text), "", names)
    if kind == "rules":
        return _rules(field, _split(text), before or [], names)
    if kind == "ref":
        return 0 if text.strip() in {"", "0"} else names.number(field.refers_to, text, before)
    if kind == "object-ref":
        return _object_ref(field.control, text, before or {}, names)
    return {**(before or {}), **shortcuts.keyboard_of(field.name).parse(text)}


def groups(field: Field, value: Any, text: str, names: Names) -> list[dict[str, Any]]:
    """Return what to draw for a field with several inputs: groups of inputs, each with a title."""
    said = {**_texts(field, value, names), **(_split(text) if text else {})}
    if field.control != "rules":
        return [_group("", _inputs(field, PAIR, "", said))]
    parts = RULE_PARTS[field.name]
    drawn = [
        _group(
            _("Rule %(number)s") % {"number": number + 1},
            _inputs(field, parts, f"{number}.", said),
            remove=f"{field.name}.{number}.remove",
            removed=said.get(f"{number}.remove") == "on",
        )
        for number in range(len(value or ()))
    ]
    return [*drawn, _group(_("A new rule"), _inputs(field, parts, "new.", said), new=True)]


def _group(title: str, inputs: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {"title": title, "inputs": inputs, "new": False, "remove": "", "removed": False, **more}


def split(text: str) -> dict[str, str]:
    """Return the texts of the inputs that one text stands for."""
    return _split(text)


# ------------------------------------------------------------------ what Toggl sent
def _is_object(field: Field, value: Any) -> bool:
    if value is None:
        return True
    numbers = {"shortcut": ("key",), "project-task": ()}.get(field.control, ("id",))
    return isinstance(value, dict) and all(type(value.get(name)) is int for name in numbers) and _is_flat(value)


def _is_flat(value: Mapping[str, Any]) -> bool:
    return all(one is None or type(one) is int for one in value.values())


def _are_rules(value: Any) -> bool:
    if value is None:
        return True
    return isinstance(value, list) and len(value) <= MOST_RULES and all(_is_rule(one) for one in value)


def _is_rule(one: Any) -> bool:
    if not isinstance(one, dict):
        return False
    tags = one.get("tag_ids") or []
    inner = one.get("parameters") or {}
    return isinstance(inner, dict) and isinstance(tags, list) and all(type(tag) is int for tag in tags)


# ------------------------------------------------------------------ several inputs as one text
def _joined(said: Mapping[str, str]) -> str:
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _split(text: str) -> dict[str, str]:
    try:
        said = documents.parse(text)
    except ValueError:
        raise Mistake(_("The inputs of this setting did not come back whole.")) from None
    if not isinstance(said, dict) or not all(isinstance(one, str) for one in said.values()):
        raise Mistake(_("The inputs of this setting did not come back whole."))
    return said


def _texts(field: Field, value: Any, names: Names) -> dict[str, str]:
    if field.control != "rules":
        return {part.key: part.text(value or {}, names) for part in PAIR}
    parts = RULE_PARTS[field.name]
    said: dict[str, str] = {}
    for number, rule in enumerate(value or ()):
        said |= {f"{number}.{part.key}": part.text(rule, names) for part in parts}
        said[f"{number}.remove"] = "off"
    return said | {f"new.{part.key}": part.blank for part in parts}


def _inputs(field: Field, parts: tuple[Part, ...], start: str, said: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "name": f"{field.name}.{start}{part.key}",
            "label": _(part.label),
            "kind": part.kind,
            "list": part.refers_to,
            "hint": _(part.hint) if part.hint else "",
            "text": said.get(start + part.key, ""),
        }
        for part in parts
    ]


# ------------------------------------------------------------------ reading
def _object_ref(kind: str, text: str, before: Mapping[str, Any], names: Names) -> dict[str, Any]:
    number = names.number(kind, text, before.get("id"))
    if number == before.get("id"):
        return dict(before)
    return {**before, "id": number, "workspace_id": names.workspace_of(kind, number, before.get("workspace_id"))}


def _changed(
    parts: tuple[Part, ...], before: Mapping[str, Any], said: Mapping[str, str], start: str, names: Names
) -> dict[str, Any]:
    """Return an object with the parts that were touched in their place. Raises Mistake, naming the part."""
    after: dict[str, Any] = deepcopy(dict(before))
    for part in parts:
        text = said.get(start + part.key)
        if text is None or text == part.text(before, names):
            continue
        try:
            part.put(after, text, names)
        except Mistake as mistake:
            raise Mistake(f"{_(part.label)}: {mistake}") from None
    number = after.get("project_id")
    if number and number != before.get("project_id"):
        after["workspace_id"] = names.workspace_of("project", number, before.get("workspace_id"))
    return after


def _rules(field: Field, said: Mapping[str, str], before: list[Any], names: Names) -> list[Any]:
    parts = RULE_PARTS[field.name]
    after = [
        _changed(parts, rule, said, f"{number}.", names)
        for number, rule in enumerate(before)
        if said.get(f"{number}.remove") != "on"
    ]
    if any(said.get(f"new.{part.key}", part.blank) != part.blank for part in parts):
        new = {part.key: said.get(f"new.{part.key}", "") for part in parts}
        if not (new.get("keyword") or new.get("parameters.keyword") or new.get("parameters.time_of_day")):
            raise Mistake(_("A new rule needs a keyword or a time of day."))
        after.append({"id": str(uuid4()), **_filled(parts, new, names)})
    if len(after) > MOST_RULES:
        raise Mistake(_("This is longer than %(limit)s rules.") % {"limit": MOST_RULES})
    return after


def _filled(parts: tuple[Part, ...], said: Mapping[str, str], names: Names) -> dict[str, Any]:
    found = _changed(parts, {}, said, "", names)
    return {name: value for name, value in found.items() if value not in (None, {})}

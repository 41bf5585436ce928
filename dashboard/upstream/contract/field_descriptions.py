"""What the vendor's settings are called and mean, for people: labels, descriptions, groups, apps and search words.

The words are data: `contract/fields/*.yaml`, one file for each object. Types, enumerations and limits that the
vendor states are the contract's and are repeated there only to draw a control; a test holds the two together.

A file holds `groups` (in the order of the page, each with `id`, `label`, `intro`, perhaps `folded`) with `fields`,
and perhaps `families` (`pattern` instead of `name`) for keys known by their shape alone. A field's keys:

* `name` as the reference spells it, `label` in sentence case, `description` that says more than the two.
* `type`: boolean, integer, string, object, array, or any where the vendor says none.
* `control`: follows from the type and `values` unless given. `choice-three` is not set, on or off; project, tag,
  project-task, shortcut, rules and features are the shapes of objects and lists.
* `values`: stored value to label; closed unless `open_values`, which means that others have been seen or are likely.
* `unit`, `min`, `max`, `refers_to` (what an identifier identifies), `nullable` (null clears it).
* `apps` that read it. `evidence` says how we know that and the description: `name` (read from the field's name),
  `reference` (the vendor's reference says so) or `public` (other public words of the vendor, or recorded traffic).
* `synonyms`: words people search for that are in neither label nor name.
* `newer` (not in the older reference), `withdrawn` (no longer in the newer one), `readonly` (the reason).

Translation: this layer knows no Django, so every text stays an English msgid here and is translated where it is
shown (`{% translate field.label %}`). gettext cannot read YAML; `make messages` takes them from `texts()`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "fields"
NAMES = ("track_preferences", "focus_settings", "workspace_preferences")

# An app that is named for a whole family is meant on every member of it.
APP_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "web": "Web",
        "desktop": "Desktop",
        "macos": "macOS",
        "windows": "Windows",
        "mobile": "Mobile",
        "ios": "iOS",
        "android": "Android",
        "extension": "Browser extension",
        "email": "E-mail",
    }
)
_FAMILY_OF_APP = {"macos": "desktop", "windows": "desktop", "ios": "mobile", "android": "mobile"}
_CONTROLS = {"boolean": "choice-three", "integer": "number", "number": "number", "string": "text"}
UNKNOWN_DESCRIPTION = "Toggl sends this field, but says nowhere in public what it does."
UNKNOWN_REASON = "It is shown as it came and is never changed, because nothing is known about it."


@dataclass(frozen=True, slots=True)
class Value:
    """A known value of a field: as it is stored, and how people call it."""

    value: str | int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One setting as people see it. Texts are English msgids; `readonly` is the reason, empty when it can be set."""

    name: str
    label: str
    description: str
    group: str
    type: str
    control: str
    unit: str = ""
    minimum: int | None = None
    maximum: int | None = None
    values: tuple[Value, ...] = ()
    open_values: bool = False
    refers_to: str = ""
    nullable: bool = False
    apps: tuple[str, ...] = ()
    evidence: str = "name"
    synonyms: tuple[str, ...] = ()
    newer: bool = False
    withdrawn: bool = False
    readonly: str = ""
    known: bool = True

    def read_by(self, app: str) -> bool:
        """Whether `app` reads it; desktop is both desktop apps, and either of them is desktop (so with mobile)."""
        family = _FAMILY_OF_APP.get(app, app)
        return any(one in {app, family} or _FAMILY_OF_APP.get(one) == app for one in self.apps)

    @property
    def is_structured(self) -> bool:
        """Whether its value is an object or a list."""
        return self.type in {"object", "array"}

    @property
    def app_labels(self) -> tuple[str, ...]:
        """The names of the apps that read it, as msgids."""
        return tuple(APP_LABELS[app] for app in self.apps)

    def label_of(self, value: object) -> str:
        """The msgid for a stored value, or the empty string where none is known."""
        # In Python True == 1, but no boolean is a known value of a numbered field.
        return next((known.label for known in self.values if known.value == value and value is not True), "")


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """A named section of a settings page, with one sentence about it."""

    id: str
    label: str
    intro: str
    folded: bool = False


OTHER = FieldGroup("other", "Other fields", "Fields that Toggl added after this version of Tandem was made.")


@dataclass(frozen=True, slots=True)
class FieldSet:
    """All fields of one object of the vendor's, in the order of the page."""

    name: str
    groups: tuple[FieldGroup, ...]
    fields: Mapping[str, Field]
    families: tuple[tuple[str, Field], ...] = field(default=())

    def field(self, name: str) -> Field:
        """The field called `name`: described, or of a described family, or made from its name and read-only."""
        if name in self.fields:
            return self.fields[name]
        for pattern, family in self.families:
            if fnmatchcase(name, pattern):
                return _named(family, name)
        return Field(
            name=name,
            label=humanised(name),
            description=UNKNOWN_DESCRIPTION,
            group=OTHER.id,
            type="any",
            control="readonly",
            readonly=UNKNOWN_REASON,
            known=False,
        )

    def sections(self, present: Iterable[str] = ()) -> list[tuple[FieldGroup, list[Field]]]:
        """Groups with their fields, in order; names in `present` that are not described join their group, or Other."""
        extra = [self.field(name) for name in present if name not in self.fields]
        everything = [*self.fields.values(), *sorted(extra, key=lambda one: one.name)]
        filled = ((group, [one for one in everything if one.group == group.id]) for group in (*self.groups, OTHER))
        return [(group, members) for group, members in filled if members]

    def texts(self) -> Iterator[str]:
        """Every text for people."""
        for group in self.groups:
            yield from (group.label, group.intro)
        for one in (*self.fields.values(), *(family for _, family in self.families)):
            found = (one.label, one.description, one.unit, one.readonly, *(value.label for value in one.values))
            yield from (text for text in found if text)


def humanised(name: str) -> str:
    """A field name as words in sentence case: `reportRounding_step` becomes `Report rounding step`."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|_+", " ", name).split()
    return " ".join(words).capitalize() if words else name


@cache
def fields(name: str) -> FieldSet:
    """The fields of `track_preferences`, `focus_settings` or `workspace_preferences`, read once.

    Raises KeyError for any other name, ValueError where a file names a field or group twice.
    """
    if name not in NAMES:
        raise KeyError(name)
    data = yaml.load((FOLDER / f"{name}.yaml").read_bytes(), yaml.CSafeLoader)
    described = [_field(entry, group["id"]) for group in data["groups"] for entry in group["fields"]]
    groups = tuple(
        FieldGroup(one["id"], one["label"], one["intro"], one.get("folded", False)) for one in data["groups"]
    )
    _refuse_doubles(name, [one.name for one in described])
    _refuse_doubles(name, [group.id for group in groups])
    families = tuple(
        (entry["pattern"], _field(entry | {"name": entry["pattern"], "label": ""}, entry["group"]))
        for entry in data.get("families", ())
    )
    return FieldSet(name, groups, MappingProxyType({one.name: one for one in described}), families)


def _field(entry: Mapping[str, Any], group: str) -> Field:
    """A field as its file describes it, with what follows from its type filled in."""
    rest = {key: value for key, value in entry.items() if key not in {"min", "max", "pattern"}}
    values = tuple(Value(value, str(label)) for value, label in entry.get("values", {}).items())
    control = entry.get("control") or ("select" if values else _CONTROLS.get(entry["type"], "readonly"))
    rest |= {"group": group, "values": values, "control": control}
    rest |= {"apps": tuple(entry["apps"]), "synonyms": tuple(entry["synonyms"])}
    return Field(minimum=entry.get("min"), maximum=entry.get("max"), **rest)


def _named(family: Field, name: str) -> Field:
    """The member of a family that is called `name`."""
    texts = {"name": name, "label": humanised(name)}
    return Field(**{slot: getattr(family, slot) for slot in Field.__slots__} | texts)


def _refuse_doubles(name: str, names: list[str]) -> None:
    """Raises ValueError where a name stands twice, which a YAML list does not notice."""
    doubles = {one for one in names if names.count(one) > 1}
    if doubles:
        raise ValueError(f"{name}.yaml names these twice: {', '.join(sorted(doubles))}")


def texts() -> Iterator[str]:
    """Every text of the files and of this one that people read, for translators; some come more than once."""
    yield from (OTHER.label, OTHER.intro, UNKNOWN_DESCRIPTION, UNKNOWN_REASON, *APP_LABELS.values())
    for name in NAMES:
        yield from fields(name).texts()

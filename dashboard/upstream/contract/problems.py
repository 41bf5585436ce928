"""What is wrong with a request, in words that say what is allowed. No message ever repeats a value.

This layer knows no Django: a sentence is an English msgid with words for its gaps, translated where it is shown.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from itertools import islice
from typing import Any

import jsonschema_rs

from dashboard.upstream import timestamps

Schema = dict[str, Any]


def gettext_noop(sentence: str) -> str:
    """Mark a sentence for the catalogue of translations."""
    return sentence


_ = gettext_noop

MOST = 20  # problems that are told of one request; making each costs time, and nobody reads more
MOST_VALUES = 5_000  # of a request in which all problems are looked for
MOST_GUESSES = 3  # unknown names of an object for which a known one is suggested

NO_DATE_TIME = _("This has to be a full date and time with an offset, such as 2026-03-29T09:00:00Z.")
NO_JSON = _("This cannot be sent as JSON.")
REQUIRED = _("This is required.")


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One thing that is wrong with one field.

    `field` is spelled as in the reference, dotted where nested (`time_blocks.0.start`); empty for a whole body.
    `sentence` is what to look up in a catalogue of translations, `words` stand in its gaps.
    """

    field: str
    sentence: str
    words: Mapping[str, str] = dataclass_field(default_factory=dict)

    @property
    def message(self) -> str:
        """One English sentence for a person."""
        return self.sentence % self.words if self.words else self.sentence


class ContractError(ValueError):
    """A request that the vendor would refuse; nothing was sent. `problems` are for people and hold no values."""

    def __init__(self, problems: tuple[FieldProblem, ...]) -> None:
        super().__init__("; ".join(f"{p.field}: {p.message}" if p.field else p.message for p in problems))
        self.problems = problems


def validator(schema: Schema) -> jsonschema_rs.Validator:
    """Compile a schema whose references are resolved."""
    return jsonschema_rs.Draft202012Validator(
        schema, validate_formats=True, formats={"date-time": timestamps.is_complete}
    )


def problems_of(compiled: jsonschema_rs.Validator, schema: Schema, value: Any, name: str = "") -> list[FieldProblem]:
    """What is wrong with `value`, the first problem of each field, MOST at most. `name` stands before nested fields."""
    try:
        if compiled.is_valid(value):
            return []
        errors = _errors(compiled, value)
        found = list(islice((problem for error in errors for problem in _explain(error, schema, name)), MOST))
    except (ValueError, RecursionError):  # keys that are no text, lone surrogates, objects that JSON does not have
        return [FieldProblem(name, NO_JSON)]
    first: dict[str, FieldProblem] = {}
    for problem in found:
        first.setdefault(problem.field, problem)
    return list(first.values())


def _errors(compiled: jsonschema_rs.Validator, value: Any) -> Iterable[jsonschema_rs.ValidationError]:
    """Return what is wrong: all of it, or the first in what is so long that finding all would take seconds."""
    if not _is_long(value):
        return compiled.iter_errors(value)
    try:
        compiled.validate(value)
    except jsonschema_rs.ValidationError as error:
        return [error]
    return []


def _is_long(value: Any) -> bool:
    left, waiting = MOST_VALUES, [value]
    while waiting and left >= 0:
        one = waiting.pop()
        if isinstance(one, dict | list):
            left -= len(one)
            waiting.extend(one.values() if isinstance(one, dict) else one)
    return left < 0


def _explain(error: jsonschema_rs.ValidationError, schema: Schema, name: str) -> Iterator[FieldProblem]:
    path = [name] if name else []
    path += [str(step) for step in error.instance_path]
    kind: Any = error.kind
    at = _schema_at(schema, error.schema_path)
    if kind.name == "additionalProperties":
        for number, key in enumerate(kind.unexpected):
            known = at.get("properties", {}) if number < MOST_GUESSES else {}
            yield FieldProblem(".".join([*path, key[:100]]), *_unknown(key[:100], known))
    elif kind.name == "required":
        yield FieldProblem(".".join([*path, kind.property]), REQUIRED)
    else:
        say = _SENTENCES.get(kind.name, _other)
        yield FieldProblem(".".join(path), *say(kind, at))


def _schema_at(schema: Schema, schema_path: list[str | int]) -> Schema:
    """Return the schema that holds the keyword that failed."""
    at: Any = schema
    for step in schema_path[:-1]:
        at = at[step]
    return at if isinstance(at, dict) else {}


_Said = tuple[str, dict[str, str]]  # a sentence, and the words for its gaps


def _unknown(key: str, known: Mapping[str, Any]) -> _Said:
    close = difflib.get_close_matches(key, known, n=1, cutoff=0.8)
    if close:
        return _("There is no field of this name. Is %(name)s meant?"), {"name": close[0]}
    return _("There is no field of this name."), {}


# By type: what to say, and what to say where null is allowed too.
_TYPES = {
    "integer": (_("This has to be a whole number."), _("This has to be a whole number, or null.")),
    "number": (_("This has to be a number."), _("This has to be a number, or null.")),
    "boolean": (_("This has to be true or false."), _("This has to be true, false or null.")),
    "string": (_("This has to be text."), _("This has to be text, or null.")),
    "array": (_("This has to be a list."), _("This has to be a list, or null.")),
    "object": (_("This has to be an object."), _("This has to be an object, or null.")),
}


def _type(kind: Any, _at: Schema) -> _Said:
    wanted = set(kind.types) - {"null"}
    return _TYPES[min(wanted)]["null" in kind.types], {}


def _enum(_kind: Any, at: Schema) -> _Said:
    choices = ["null" if one is None else str(one) for one in at["enum"]]
    return _("Choose one of: %(choices)s."), {"choices": ", ".join(choices)}


def _format(kind: Any, at: Schema) -> _Said:
    if kind.format == "date-time":
        return NO_DATE_TIME, {}
    return (_("This has to be an e-mail address."), {}) if kind.format == "email" else _other(kind, at)


def _pattern(kind: Any, at: Schema) -> _Said:
    return (_("This has to be %(what)s."), {"what": at["x-allowed"]}) if "x-allowed" in at else _other(kind, at)


def _min_length(_kind: Any, at: Schema) -> _Said:
    if at["minLength"] == 1:
        return _("This must not be empty."), {}
    return _("This has to have %(limit)s characters or more."), {"limit": str(at["minLength"])}


def _max_length(_kind: Any, at: Schema) -> _Said:
    return _("This has to have %(limit)s characters or fewer."), {"limit": str(at["maxLength"])}


def _minimum(_kind: Any, at: Schema) -> _Said:
    return _("This has to be %(limit)s or more."), {"limit": str(at["minimum"])}


def _maximum(_kind: Any, at: Schema) -> _Said:
    return _("This has to be %(limit)s or less."), {"limit": str(at["maximum"])}


def _min_items(_kind: Any, _at: Schema) -> _Said:
    return _("This needs at least one entry."), {}


def _min_properties(_kind: Any, _at: Schema) -> _Said:
    return _("There is nothing to change."), {}


def _other(_kind: Any, _at: Schema) -> _Said:
    return _("This is not allowed."), {}


_SENTENCES: dict[str, Callable[[Any, Schema], _Said]] = {
    "type": _type,
    "enum": _enum,
    "format": _format,
    "pattern": _pattern,
    "minLength": _min_length,
    "maxLength": _max_length,
    "minimum": _minimum,
    "maximum": _maximum,
    "minItems": _min_items,
    "minProperties": _min_properties,
}

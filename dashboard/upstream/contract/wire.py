"""How values travel: both spellings of a name, the forms of a list, query and path text, and what is secret.

Everything here is read from schemas of the contract; no name of the vendor's stands in this file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from dashboard.upstream import timestamps
from dashboard.upstream.contract.problems import NO_DATE_TIME, Schema
from dashboard.upstream.contract.problems import gettext_noop as _

Change = Callable[[Any], Any]

MASK = "********"

_LOWER_CAMEL = re.compile(r"[a-z]+[A-Z]")
_WHOLE_NUMBER = re.compile(r"0|-?[1-9][0-9]{0,18}", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


class NotSendable(ValueError):
    """A parameter that cannot be put into an address; the text says what is allowed."""


# --- names and lists ---


@lru_cache(maxsize=4096)
def pascal(name: str) -> str:
    """Return the name under which a key travels that the reference prints as `name`."""
    return name[0].upper() + name[1:] if _LOWER_CAMEL.match(name) else name


def wire_names(schema: Schema) -> dict[str, str]:
    """Map the keys of an object from the wire's spelling to the reference's, where they differ."""
    if schema.get("x-wire") != "pascal":
        return {}
    return {pascal(name): name for name in schema["properties"] if pascal(name) != name}


def types_of(schema: Mapping[str, Any]) -> list[str]:
    """Return the JSON types that `schema` names."""
    types: str | list[str] = schema.get("type", [])
    return [types] if isinstance(types, str) else types


def has_type(schema: Mapping[str, Any], name: str) -> bool:
    """Return whether `schema` allows the JSON type `name`."""
    return name in types_of(schema)


def canonical(schema: Schema) -> Change:
    """Compile the change of an answer into the reference's names, with one form for lists."""
    inner = _inner(schema)

    def change(data: Any) -> Any:
        plain = _one_envelope(schema, data)
        return inner(plain) if inner else plain

    return change


def _one_envelope(schema: Schema, data: Any) -> Any:
    """Toggl prints one list as an array, as {"items": [...]} or as {"data": [...]}; take what the schema says."""
    if has_type(schema, "array") and isinstance(data, dict):
        for key in ("items", "data"):
            if key in data:
                return data[key]
    paged = has_type(schema.get("properties", {}).get("data", {}), "array")
    if paged and (data is None or isinstance(data, list)):
        return {"data": data or []}
    if paged and isinstance(data, dict) and "data" not in data and "items" in data:
        return {"data" if key == "items" else key: value for key, value in data.items()}
    return data


def _inner(schema: Schema) -> Change | None:
    """Compile the change of one value, or None where there is nothing to change at any depth."""
    if has_type(schema, "array"):
        return _list_change(_inner(schema.get("items", {})))
    names = wire_names(schema)
    compiled = {name: _inner(field) for name, field in schema.get("properties", {}).items()}
    fields = {name: change for name, change in compiled.items() if change}
    return _object_change(names, fields) if names or fields else None


def _list_change(item: Change | None) -> Change:
    def change(value: Any) -> Any:
        if value is None:
            return []
        return [item(one) for one in value] if item and isinstance(value, list) else value

    return change


def _object_change(names: Mapping[str, str], fields: Mapping[str, Change]) -> Change:
    def change(value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        # Where both spellings came, the wire's is the one that the server itself wrote.
        kept = {
            names.get(key, key): one for key, one in value.items() if pascal(key) == key or pascal(key) not in value
        }
        for name, deeper in fields.items():
            if name in kept:
                kept[name] = deeper(kept[name])
        return kept

    return change


def wire(schema: Schema, body: Any) -> Any:
    """Return `body` as it is sent: the wire's names, and whole numbers without a fraction."""
    if not isinstance(body, dict):
        return _plain(body)
    spelled = {name: wired for wired, name in wire_names(schema).items()}
    return {spelled.get(key, key): _plain(value) for key, value in body.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)  # Go refuses 5.0 for a whole number; JSON Schema does not
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, (list, tuple)) else value


# --- text in an address ---


def typed(schema: Schema, value: Any) -> Any:
    """Return a path or query value, given as text or as Python's type, as the type that `schema` names.

    Raises NotSendable for text that is not of this type. Limits are checked later, against the schema.
    """
    kind = schema.get("type")
    if kind == "array":
        return [typed(schema["items"], one) for one in _members(value)]
    if kind == "integer":
        return _whole_number(value)
    if kind == "boolean":
        if value in ("true", "false"):
            return value == "true"
        return value
    return _text(value)


def _members(value: Any) -> list[Any]:
    if isinstance(value, (list, tuple)):
        return list(value)
    return str(value).split(",") if str(value) else []


def _whole_number(value: Any) -> Any:
    if isinstance(value, str) and _WHOLE_NUMBER.fullmatch(value):
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return int(value)
    raise NotSendable(_("This has to be a whole number, in plain digits."))


def _text(value: Any) -> Any:
    if isinstance(value, datetime):
        if value.utcoffset() is None:
            raise NotSendable(NO_DATE_TIME)
        return timestamps.text_of(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else value


def query_text(value: Any) -> str:
    """Return a typed value as it stands in a query; lists are comma separated. Raises NotSendable."""
    if isinstance(value, list):
        return ",".join(query_text(one) for one in value)
    text = str(_text(value))
    if _CONTROL.search(text):
        raise NotSendable(_("This must not contain control characters."))
    return quote(text, safe="")


def path_text(value: Any) -> str:
    """Return a typed value as one segment of a path. Raises NotSendable for what would be read as another path."""
    text = str(value)
    if not text.strip(".") or "/" in text or "\\" in text:
        raise NotSendable(_("This must not be empty, consist of dots or contain a slash."))
    return query_text(text)


# --- secrets ---


_CONTAINERS = (dict, list)


@lru_cache(maxsize=4096)
def _bare(key: str) -> str:
    return key.replace("_", "").replace("-", "").lower()


def without(data: Any, names: frozenset[str]) -> Any:
    """Return `data` without the keys `names`, in any spelling and at any depth."""
    return _without(data, frozenset(_bare(name) for name in names))


def _without(data: Any, bare: frozenset[str]) -> Any:
    if isinstance(data, dict):
        return {
            key: _without(value, bare) if isinstance(value, _CONTAINERS) else value
            for key, value in data.items()
            if _bare(key) not in bare
        }
    return [_without(one, bare) for one in data] if isinstance(data, list) else data


def masked(data: Any, names: frozenset[str]) -> Any:
    """Return `data` with a mask in place of the values of `names`, in any spelling and at any depth."""
    return _masked(data, frozenset(_bare(name) for name in names))


def _masked(data: Any, bare: frozenset[str]) -> Any:
    if isinstance(data, dict):
        return {key: MASK if _bare(str(key)) in bare else _masked(value, bare) for key, value in data.items()}
    return [_masked(one, bare) for one in data] if isinstance(data, list) else data

"""The readable page of the published document: every operation with its cost, its fields and examples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dashboard.bff.docs import examples, openapi
from dashboard.bff.docs.schemas import REFERENCE
from dashboard.credentials.references import reference_of


@dataclass(frozen=True, slots=True)
class Field:
    """One parameter, or one field of a body."""

    name: str
    place: str
    kind: str
    required: bool
    words: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One operation as the page shows it."""

    id: str
    method: str
    path: str
    summary: str
    words: str
    cost: str
    fields: tuple[Field, ...]
    curl: str
    python: str

    @property
    def anchor(self) -> str:
        """The element's id."""
        return self.id.replace(".", "-").replace("_", "-")

    def fits(self, wanted: list[str]) -> bool:
        """Whether every word is in what the entry says of itself."""
        names = " ".join(field.name for field in self.fields)
        text = f"{self.id} {self.method} {self.path} {self.summary} {self.words} {names}".lower()
        return all(word in text for word in wanted)


@dataclass(frozen=True, slots=True)
class Group:
    """The operations of one tag."""

    name: str
    entries: tuple[Entry, ...]


def groups(user_id: int, base: str, search: str = "") -> list[Group]:
    """Return the operations that fit the words of `search`, with addresses under `base` and the member's numbers."""
    document, known, wanted = openapi.document(), _numbers(user_id), search.lower().split()
    found: dict[str, list[Entry]] = {tag["name"]: [] for tag in document["tags"]}
    for path, item in document["paths"].items():
        for method, operation in item.items():
            entry = _entry(method.upper(), path, operation, base, known)
            if entry.fits(wanted):
                found[operation["tags"][0]].append(entry)
    return [Group(name, tuple(entries)) for name, entries in found.items() if entries]


def _entry(method: str, path: str, operation: Mapping[str, Any], base: str, known: Mapping[str, Any]) -> Entry:
    schemas = openapi.document()["components"]["schemas"]
    schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    body = examples.value_of(schema, schemas) if schema else None
    by_token = operation.get("x-session-only") is not True
    url = base + examples.address(path, operation, schemas, known)
    return Entry(
        id=operation["operationId"],
        method=method,
        path=path,
        summary=operation["summary"],
        words=operation.get("description", ""),
        cost=_cost(operation["x-quota"]),
        fields=(*_parameters(operation, schemas), *_body_fields(schema, schemas)),
        curl=examples.curl(method, url, body) if by_token else "",
        python=examples.python(method, url, body) if by_token else "",
    )


def _cost(quota: Mapping[str, Any]) -> str:
    if quota["bucket"] is None:
        return _("Costs no request of yours; 3 an hour at most")
    bucket = _("of your own 30 an hour") if quota["bucket"] == "me" else _("of the organisation's hour")
    if not quota["kept_for_seconds"]:
        return _("1 request %(bucket)s") % {"bucket": bucket}
    minutes = max(1, quota["kept_for_seconds"] // 60)
    kept = ngettext("then kept for %(n)d minute", "then kept for %(n)d minutes", minutes) % {"n": minutes}
    return _("1 request %(bucket)s, %(kept)s") % {"bucket": bucket, "kept": kept}


def _parameters(operation: Mapping[str, Any], schemas: Mapping[str, Any]) -> list[Field]:
    found = []
    for one in operation["parameters"]:
        raw = openapi.document()["components"]["parameters"][one["$ref"].rpartition("/")[2]] if "$ref" in one else one
        kind = _kind(raw["schema"], schemas)
        found.append(Field(raw["name"], raw["in"], kind, raw.get("required", False), raw.get("description", "")))
    return found


def _body_fields(schema: Mapping[str, Any] | None, schemas: Mapping[str, Any]) -> list[Field]:
    plain = _followed(schema or {}, schemas)
    if plain.get("type") == "array":
        plain = _followed(plain["items"], schemas)
    needed = plain.get("required", ())
    return [
        Field(name, "body", _kind(one, schemas), name in needed, _followed(one, schemas).get("description", ""))
        for name, one in plain.get("properties", {}).items()
    ]


def _kind(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> str:
    plain = _followed(schema, schemas)
    if "enum" in plain:
        return ", ".join("null" if one is None else str(one) for one in plain["enum"])
    types = plain.get("type", "")
    named = types if isinstance(types, str) else " or ".join(types)
    return f"{named} ({plain['format']})" if "format" in plain else str(named)


def _followed(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Mapping[str, Any]:
    return schemas[schema["$ref"].removeprefix(REFERENCE)] if "$ref" in schema else schema


def _numbers(user_id: int) -> dict[str, Any]:
    """Return the member's organisation and workspace, so that the examples work as they stand."""
    for service in ("focus", "track"):
        place = reference_of(user_id, service)
        if place and place.workspace_id:
            return {"organization_id": place.organization_id, "workspace_id": place.workspace_id}
    return {}

"""What the page of the proxy shows: every operation with its cost, its fields and examples."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dashboard.bff.docs import examples, openapi
from dashboard.bff.docs.schemas import REFERENCE
from dashboard.credentials.references import reference_of
from dashboard.upstream.contract import wire
from dashboard.upstream.contract.problems import Schema


@dataclass(frozen=True, slots=True)
class FieldDoc:
    """A parameter, or a field of a body."""

    name: str
    location: str
    type: str
    required: bool
    description: str


@dataclass(frozen=True, slots=True)
class OperationDoc:
    """An operation."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    cost: str
    fields: tuple[FieldDoc, ...]
    curl: str
    python: str

    @property
    def anchor(self) -> str:
        """The id of its element."""
        return self.id.replace(".", "-").replace("_", "-")

    def matches(self, wanted: list[str]) -> bool:
        """Whether every word is in its texts."""
        names = " ".join(field.name for field in self.fields)
        text = f"{self.id} {self.method} {self.path} {self.summary} {self.description} {names}".lower()
        return all(word in text for word in wanted)


@dataclass(frozen=True, slots=True)
class OperationGroup:
    """The operations of one tag."""

    name: str
    operations: tuple[OperationDoc, ...]


def groups(user_id: int, base: str, search: str = "") -> list[OperationGroup]:
    """Return the operations that match `search`, with examples for the site `base` and the member's own ids."""
    document, ids, wanted = openapi.document(), _member_ids(user_id), search.lower().split()
    found: dict[str, list[OperationDoc]] = {tag["name"]: [] for tag in document["tags"]}
    for path, item in document["paths"].items():
        for method, operation in item.items():
            operation_doc = _operation(method.upper(), path, operation, base, ids)
            if operation_doc.matches(wanted):
                found[operation["tags"][0]].append(operation_doc)
    return [OperationGroup(name, tuple(operations)) for name, operations in found.items() if operations]


def _operation(method: str, path: str, operation: Schema, base: str, ids: Schema) -> OperationDoc:
    schemas = openapi.document()["components"]["schemas"]
    schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    body = examples.example_value(schema, schemas) if schema else None
    by_token = operation.get("x-session-only") is not True
    url = base + examples.address(path, operation, schemas, ids)
    return OperationDoc(
        id=operation["operationId"],
        method=method,
        path=path,
        summary=operation["summary"],
        description=operation.get("description", ""),
        cost=_cost(operation["x-quota"]),
        fields=(*_parameters(operation, schemas), *_body_fields(schema, schemas)),
        curl=examples.curl(method, url, body) if by_token else "",
        python=examples.python(method, url, body) if by_token else "",
    )


def _cost(quota: Schema) -> str:
    if quota["bucket"] is None:
        return _("Costs no request of yours; 3 an hour at most")
    bucket = _("of your own 30 an hour") if quota["bucket"] == "me" else _("of the organisation's hour")
    if not quota["kept_for_seconds"]:
        return _("1 request %(bucket)s") % {"bucket": bucket}
    minutes = max(1, quota["kept_for_seconds"] // 60)
    kept = ngettext("then kept for %(n)d minute", "then kept for %(n)d minutes", minutes) % {"n": minutes}
    return _("1 request %(bucket)s, %(kept)s") % {"bucket": bucket, "kept": kept}


def _parameters(operation: Schema, schemas: Schema) -> list[FieldDoc]:
    found = []
    for one in operation["parameters"]:
        raw = openapi.document()["components"]["parameters"][one["$ref"].rpartition("/")[2]] if "$ref" in one else one
        type_name = _type(raw["schema"], schemas)
        found.append(
            FieldDoc(raw["name"], raw["in"], type_name, raw.get("required", False), raw.get("description", ""))
        )
    return found


def _body_fields(schema: Schema | None, schemas: Schema) -> list[FieldDoc]:
    plain = _dereferenced(schema or {}, schemas)
    if plain.get("type") == "array":
        plain = _dereferenced(plain["items"], schemas)
    needed = plain.get("required", ())
    return [
        FieldDoc(name, "body", _type(one, schemas), name in needed, _dereferenced(one, schemas).get("description", ""))
        for name, one in plain.get("properties", {}).items()
    ]


def _type(schema: Schema, schemas: Schema) -> str:
    plain = _dereferenced(schema, schemas)
    if "enum" in plain:
        return ", ".join("null" if one is None else str(one) for one in plain["enum"])
    types = " or ".join(wire.types_of(plain))
    return f"{types} ({plain['format']})" if "format" in plain else types


def _dereferenced(schema: Schema, schemas: Schema) -> Schema:
    return schemas[schema["$ref"].removeprefix(REFERENCE)] if "$ref" in schema else schema


def _member_ids(user_id: int) -> Schema:
    """Return the member's organization and workspace, so that the examples work unchanged."""
    for service in ("focus", "track"):
        reference = reference_of(user_id, service)
        if reference and reference.workspace_id:
            return {"organization_id": reference.organization_id, "workspace_id": reference.workspace_id}
    return {}

"""The contract's schemas as the proxy publishes them: strict for requests, tolerant for responses."""

from __future__ import annotations

from typing import Any

from dashboard.bff.proxy.serialization import NULL_INSTEAD
from dashboard.upstream.contract import wire
from dashboard.upstream.contract.problems import Schema

REFERENCE = "#/components/schemas/"
# Upstream may outgrow these at any time, so the description names the known values instead.
_VALUES = frozenset({"enum", "format", "pattern", "minimum", "maximum", "minLength", "maxLength", "minItems"})


class Publisher:
    """Publishes the schemas of one service and collects the named ones."""

    def __init__(self, service: str, document: Schema, secret: frozenset[str]) -> None:
        self._prefix = service.title()
        self._named: dict[str, Schema] = document["components"]["schemas"]
        self._secret = secret - {NULL_INSTEAD}
        self.found: dict[str, Schema] = {}

    def request(self, schema: Schema) -> Schema:
        """Return what may be sent: the contract's rules, with the field names of requests."""
        if "$ref" in schema:
            return self._reference(schema["$ref"], "", self.request)
        published: Schema = {}
        for key, value in schema.items():
            if key == "properties":
                published[key] = {self._name(schema, name): self.request(one) for name, one in value.items()}
            elif key == "items":
                published[key] = self.request(value)
            elif not key.startswith("x-"):
                published[key] = value
        return published

    def answer(self, schema: Schema, *, required: bool = True, name: str = "") -> Schema:
        """Return what may be received: optional fields may be null, and new fields may appear."""
        if "$ref" in schema:
            named = self._reference(schema["$ref"], "Answer", self.answer)
            return named if required else {"anyOf": [named, {"type": "null"}]}
        published = _described(schema)
        if name == NULL_INSTEAD:
            return {"type": "null", "description": "Secret, so it is null here; some programs need the key."}
        if "x-reference-type" in schema:
            return published
        if "type" in schema:
            published["type"] = schema["type"] if required else sorted({*wire.types_of(schema), "null"})
        if "items" in schema:
            published["items"] = self.answer(schema["items"], required=False)
        if "properties" in schema:
            self._answer_properties(schema, published)
        return published

    def _answer_properties(self, schema: Schema, published: Schema) -> None:
        needed = [name for name in schema.get("required", ()) if name not in self._secret]
        published["properties"] = {
            self._name(schema, name): self.answer(one, required=name in needed, name=name)
            for name, one in schema["properties"].items()
            if name not in self._secret
        }
        if needed:
            published["required"] = [self._name(schema, name) for name in needed]

    def _name(self, schema: Schema, name: str) -> str:
        return wire.pascal(name) if schema.get("x-wire") == "pascal" else name

    def _reference(self, reference: str, suffix: str, publish: Any) -> Schema:
        name = reference.removeprefix(REFERENCE)
        published = f"{self._prefix}{name}{suffix}"
        if published not in self.found:
            self.found[published] = {}  # a schema may name itself
            self.found[published] = publish(self._named[name])
        return {"$ref": REFERENCE + published}


def _described(schema: Schema) -> Schema:
    """Return the description of a schema, with the values known today."""
    sentences = [schema["description"]] if "description" in schema else []
    if "enum" in schema:
        known = ", ".join(str(one) for one in schema["enum"] if one is not None)
        sentences.append(f"Known values: {known}.")
    if schema.get("format") == "date-time":
        sentences.append("A date and time with an offset (RFC 3339).")
    return {"description": " ".join(sentences)} if sentences else {}

"""Schemas of the contract as the proxy publishes them: what may be sent, strictly, and what may come, tolerantly."""

from __future__ import annotations

from typing import Any

from dashboard.bff.proxy.serialization import NULL_INSTEAD
from dashboard.upstream import wire
from dashboard.upstream.problems import Schema

REFERENCE = "#/components/schemas/"
# What upstream may outgrow at any time; the known values are told in words.
_VALUES = frozenset({"enum", "format", "pattern", "minimum", "maximum", "minLength", "maxLength", "minItems"})


class Publisher:
    """Turns the schemas of one service's document into published ones, and gathers those that are named."""

    def __init__(self, service: str, document: Schema, secret: frozenset[str]) -> None:
        self._prefix = service.title()
        self._named: dict[str, Schema] = document["components"]["schemas"]
        self._secret = secret - {NULL_INSTEAD}
        self.found: dict[str, Schema] = {}

    def request(self, schema: Schema) -> Schema:
        """Return what may be sent: the contract's own rules, in the spelling that travels."""
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
        """Return what may come: the structure, where what is not required may be null and new fields may stand."""
        if "$ref" in schema:
            named = self._reference(schema["$ref"], "Answer", self.answer)
            return named if required else {"anyOf": [named, {"type": "null"}]}
        published = _described(schema)
        if name == NULL_INSTEAD:
            return {"type": "null", "description": "Secret, so it is null here; some programs need the key."}
        if "x-reference-type" in schema:
            return published
        if "type" in schema:
            types = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
            published["type"] = schema["type"] if required else sorted({*types, "null"})
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
    """Return the words of a schema, with the values that are known today."""
    words = [schema["description"]] if "description" in schema else []
    if "enum" in schema:
        known = ", ".join(str(one) for one in schema["enum"] if one is not None)
        words.append(f"Known values: {known}.")
    if schema.get("format") == "date-time":
        words.append("A date and time with an offset (RFC 3339).")
    return {"description": " ".join(words)} if words else {}

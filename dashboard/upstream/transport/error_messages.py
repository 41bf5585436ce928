"""What a refusal says, and which field it speaks of, from the many forms that error bodies have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from dashboard.upstream.contract import Operation

LONGEST = 500  # characters of a sentence
# Sentences that name their field by another word than the field's own.
OTHER_WORDS = {
    "invalidfeaturecodes": "alpha_features",
    "invalidfeaturecode": "alpha_features",
    "userwiththisemailalreadyexists": "email",
    "unknownclient": "client",
    "workspacenotfound": "workspace_id",
    "invalidorganizationid": "organization_id",
}
SPACE = re.compile(r"[\s\x00-\x1f\x7f]+")
WORD = re.compile(r"[A-Za-z0-9_]+")
NOT_LETTERS = re.compile(r"[^a-z0-9]")
VALIDATOR = re.compile(r"Field validation for '(\w+)' failed")  # Go's validator, as Focus quotes it


def sentence_of(data: Any) -> str:
    """Return the vendor's sentence: Track sends a JSON string or bare text, Focus an object."""
    if isinstance(data, str):
        return _tidy(data)
    if isinstance(data, list):
        return next((text for item in data if (text := sentence_of(item))), "")
    if isinstance(data, Mapping):
        for key in ("error_description", "message", "error", "description", "errors"):
            if isinstance(data.get(key), str | list | dict) and (text := sentence_of(data[key])):
                return text
    return ""


def field_of(operation: Operation, data: Any) -> str | None:
    """Return the parameter or body field that a refusal names, as the contract spells it; None where it names none."""
    known = _names(operation)
    for candidate in _candidates(data):
        bare = _bare(candidate)
        if bare in known:
            return known[bare]
        if bare in OTHER_WORDS and _bare(OTHER_WORDS[bare]) in known:
            return known[_bare(OTHER_WORDS[bare])]
    return _named_in(sentence_of(data), known)


def _candidates(data: Any) -> Iterator[str]:
    """Yield what may be a name, the surest first."""
    if isinstance(data, Mapping):
        values = data.get("error_values")
        if isinstance(values, Mapping):
            yield from (key for key in values if isinstance(key, str))
            yield from (value for value in values.values() if isinstance(value, str))
        if isinstance(data.get("error"), str):
            yield data["error"]
    sentence = sentence_of(data)
    yield from VALIDATOR.findall(sentence)
    yield sentence


def _named_in(sentence: str, known: Mapping[str, str]) -> str | None:
    """Return the longest known name among the words of a sentence ("Current password is not valid")."""
    words = [_bare(word) for word in WORD.findall(sentence)]
    for length in (4, 3, 2, 1):
        for start in range(len(words) - length + 1):
            name = "".join(words[start : start + length])
            if name in known and len(name) > 3:
                return known[name]
    return None


@lru_cache(maxsize=256)
def _names(operation: Operation) -> dict[str, str]:
    names = [parameter.name for parameter in operation.parameters]
    names += _properties(operation.body_schema, depth=4)
    return {_bare(name): name for name in names}


def _properties(schema: Any, *, depth: int) -> Iterator[str]:
    if not isinstance(schema, Mapping) or depth == 0:
        return
    for name, below in (schema.get("properties") or {}).items():
        yield name
        yield from _properties(below, depth=depth - 1)
    yield from _properties(schema.get("items"), depth=depth - 1)
    for key in ("allOf", "anyOf", "oneOf"):
        for part in schema.get(key) or ():
            yield from _properties(part, depth=depth - 1)


def _bare(name: str) -> str:
    return NOT_LETTERS.sub("", name.lower())


def _tidy(text: str) -> str:
    text = SPACE.sub(" ", text).strip()
    return "" if text.startswith("<") else text[:LONGEST]

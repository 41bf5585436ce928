"""Searching a settings page: words, and tokens such as @unset. The same rules as in static/js/search.js.

Every word and every token has to fit. Where no setting has every word, those stay that have half of
them. The best come first: those that are called by the words, and a word counts more the fewer settings have it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from math import log2
from typing import Any, Final, Self

from django.utils.translation import get_language

from dashboard.preferences.search.vocabulary import spoken

TOKENS: Final = ("@modified", "@unset", "@set", "@readonly", "@unknown")
NAMED: Final = ("@client:", "@group:")
LONGEST = 200  # characters
BEST = 5  # settings that are named as the best ones
_QUIET = (
    "a about all an and any are as at be by can do does for from get have how i if in into is it let make me my of on "
    "or so that the their them then this to use want what when where which while with you your"
)
QUIET: Final = frozenset(_QUIET.split())
_EDGES = re.compile(r"^\W+|\W+$")


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody looks for."""

    words: tuple[str, ...]
    tokens: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what was typed; a word with @ that is no token is searched for like any other."""
        parts = text[:LONGEST].casefold().split()
        words = [one for one in parts if not _is_token(one)]
        quiet = QUIET | spoken(get_language() or "").quiet
        telling = [one for one in words if one not in quiet] or words
        return cls(tuple(map(_stem, telling)), tuple(one for one in parts if _is_token(one)))

    def __bool__(self) -> bool:
        return bool(self.words or self.tokens)


@dataclass(frozen=True, slots=True)
class Hits:
    """What a search leaves, and the names of the best, if there are more than these."""

    found: frozenset[str]
    best: tuple[str, ...] = ()


def hits(query: Query, rows: Iterable[dict[str, Any]]) -> Hits:
    """Return which rows of `dashboard.preferences.page.rows` fit."""
    left = [row for row in rows if all(_has(row, one) for one in query.tokens)]
    if not query.words:
        return Hits(frozenset(row["name"] for row in left))
    weights = {row["name"]: [_weight(row["search"], word) for word in query.words] for row in left}
    counts = {name: sum(map(bool, each)) for name, each in weights.items()}
    most = len(query.words)
    needed = most if most in counts.values() else max(1, most / 2)
    rarity = _rarity(list(weights.values()), most)
    found = {
        name: sum(one * rare for one, rare in zip(each, rarity, strict=True))
        for name, each in weights.items()
        if counts[name] >= needed
    }
    order = sorted(found, key=lambda name: -found[name])
    return Hits(frozenset(found), tuple(order[:BEST]) if len(order) > BEST else ())


def texts(label: str, description: str, name: str, synonyms: str) -> tuple[str, str, str, str]:
    """Return what a search looks into: label, synonyms, name, and all of it."""
    return _flat(label), _flat(synonyms), name.casefold(), _flat(f"{label} {description} {name} {synonyms}")


def _is_token(word: str) -> bool:
    return word in TOKENS or word.startswith(NAMED)


def _stem(word: str) -> str:
    word = _EDGES.sub("", word) or word
    for ending, least in (("ing", 6), ("ed", 6), ("s", 4)):
        if word.endswith(ending) and len(word) >= least:
            return word.removesuffix(ending)
    return word


def _flat(text: str) -> str:
    return " " + re.sub(r"\W+", " ", text.casefold())


def _weight(texts_of_row: tuple[str, str, str, str], word: str) -> int:
    label, synonyms, name, everything = texts_of_row
    if f" {word}" in label:
        return 8
    if f" {word}" in synonyms:
        return 6
    if word in name:
        return 4
    return 2 if f" {word}" in everything else 0


def _rarity(weights: list[list[int]], words: int) -> list[float]:
    """Return how much each word counts."""
    total = len(weights) + 1
    return [1 + log2(total / (sum(bool(each[place]) for each in weights) + 1)) for place in range(words)]


def _has(row: dict[str, Any], wanted: str) -> bool:
    if wanted.startswith("@client:"):
        return wanted.removeprefix("@client:") in row["clients"]
    if wanted.startswith("@group:"):
        return str(row["group"]).startswith(wanted.removeprefix("@group:"))
    if wanted == "@modified":
        return bool(row["changed"])
    if wanted == "@readonly":
        return bool(row["kind"] == "shown")
    if wanted == "@unknown":
        return bool(row["unknown"])
    return bool(row["unset"]) == (wanted == "@unset")

"""Which commands fit what somebody typed, the best first. The same rules as in static/js/palette.js."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from dashboard.web.commands import LIST, Command

LONGEST = 200  # characters of a search, and of a label that shorthand is compared with
LONGEST_SHORTHAND = 20


def found(text: str, commands: Iterable[Command]) -> list[Command]:
    """Return what fits every word; lists that are not loaded stay, because nobody knows what is in them."""
    words = flat(text[:LONGEST]).split()
    weighed = [(0 if one.kind == LIST else weight(one, words), one) for one in commands]
    return [one for score, one in sorted(weighed, key=lambda pair: -pair[0]) if score or one.kind == LIST]


def weight(command: Command, words: list[str]) -> int:
    """Return how well a command fits all words; 0 where one of them is missing."""
    label, also = flat(str(command.label)), flat(f"{command.also} {command.hint}")
    each = [_weight(label, also, word) for word in words]
    said = " " + " ".join(words)
    whole = 20 if label == said else 12 if label.startswith(said) else 0
    return sum(each) + whole if all(each) else 0


def flat(text: str) -> str:
    """Return a text as it is compared: small letters without accents, each word after a space."""
    bare = "".join(one for one in unicodedata.normalize("NFD", text) if not unicodedata.combining(one))
    return " " + " ".join(re.findall(r"[^\W_]+", bare.casefold()))


def _weight(label: str, also: str, word: str) -> int:
    if f" {word}" in label:
        return 8
    if f" {word}" in also:
        return 5
    if len(word) > 2 and word in label:
        return 3
    if len(word) > 2 and word in also:
        return 2
    return 1 if _by_beginnings(word, label) else 0


def _by_beginnings(word: str, label: str) -> bool:
    """Whether a word is put together from the beginnings of words: `trpr` is Track preferences.

    Each letter stands behind the one before it, or begins a later word. Where a letter may stand is found for all ways
    at once: one after the other, they may be more than anybody can wait for.
    """
    if not 1 < len(word) <= LONGEST_SHORTHAND:
        return False
    label = label[:LONGEST]
    begins = [place for place in range(1, len(label)) if label[place - 1] == " "]
    stands = {place for place in begins if label[place] == word[0]}
    for one in word[1:]:
        first = min(stands, default=len(label))
        later = (place for place in begins if place > first + 1)
        stands = {place for place in (*(each + 1 for each in stands), *later) if label[place : place + 1] == one}
    return bool(stands)

"""Which offers fit what somebody typed, the best first. The same rules as in static/js/palette.js."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from dashboard.web.offers import LIST, Offer

LONGEST = 200  # characters of a search


def found(text: str, offers: Iterable[Offer]) -> list[Offer]:
    """Return what fits every word; lists that are not loaded stay, because nobody knows what is in them."""
    words = flat(text[:LONGEST]).split()
    weighed = [(0 if one.kind == LIST else weight(one, words), one) for one in offers]
    return [one for score, one in sorted(weighed, key=lambda pair: -pair[0]) if score or one.kind == LIST]


def weight(offer: Offer, words: list[str]) -> int:
    """Return how well an offer fits all words; 0 where one of them is missing."""
    label, also = flat(str(offer.label)), flat(f"{offer.also} {offer.hint}")
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
    """Whether a word is put together from the beginnings of words: `trpr` is Track preferences."""
    if len(word) < 2:
        return False
    pattern = "".join(f"(?:{re.escape(one)}|.* {re.escape(one)})" for one in word[1:])
    return re.search(f" {re.escape(word[0])}{pattern}", label) is not None

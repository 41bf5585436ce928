"""Emoji for a status: exactly one, chosen from a picker that the server searches, or typed.

Names come from the `emoji` package, in English and in the language of the page where it has that.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import emoji
from django.utils.translation import get_language
from django.utils.translation import gettext as _

MOST = 60  # emoji that one search shows
MOST_RECENT = 12
LONGEST = 32  # code points; the longest emoji there is has ten
JOINER = "\u200d"
TONES = range(0x1F3FB, 0x1F400)
TAGS = range(0xE0020, 0xE0080)
FLAG_LETTERS = range(0x1F1E6, 0x1F200)
PICTURES = 0x1F000  # from here on a character that Python does not know yet is an emoji newer than Python

# What people put before a status, for a picker in which nothing was searched yet.
USUAL = (
    "📋", "📥", "💡", "📝", "🗓️", "⏳", "🚧", "🏃", "🔨", "🎨", "🧪", "👀",
    "🔍", "💬", "✋", "⛔", "🚫", "🐛", "🔁", "⏸️", "▶️", "✅", "🎉", "🚀",
    "📦", "🏁", "⭐", "🔥", "❗", "❓", "🟢", "🟡", "🔴", "🔵", "⚪", "❄️",
)  # fmt: skip


class Mistake(ValueError):
    """A text that is no single emoji. `str()` is a translated sentence to show beside it."""


@dataclass(frozen=True, slots=True)
class Emoji:
    """One emoji with its name, for people."""

    text: str
    name: str


def checked(text: str) -> str:
    """Return the one emoji in `text`. Raises Mistake."""
    text = text.strip()
    if not text:
        raise Mistake(_("Choose an emoji; Focus wants one for every status."))
    if len(text) > LONGEST or len(graphemes(text)) > 1:
        raise Mistake(_("Use exactly one emoji."))
    if not _is_picture(text):
        raise Mistake(_("This is not an emoji. Choose one, or type it with the emoji keyboard of your system."))
    return text


def graphemes(text: str) -> list[str]:
    """Split a text into what a reader sees as single characters (Unicode annex 29, as far as emoji need it)."""
    found: list[str] = []
    for character in text:
        if found and _belongs(found[-1], character):
            found[-1] += character
        else:
            found.append(character)
    return found


def search(query: str) -> list[Emoji]:
    """Return the emoji whose names hold every word of `query`, those that begin with it first."""
    words = query.casefold().replace("_", " ").split()
    if not words:
        return [Emoji(text, name_of(text)) for text in USUAL]
    found = []
    for text, name, haystack in _catalogue(_language()):
        ranks = [_rank(word, haystack) for word in words]
        if all(rank >= 0 for rank in ranks):
            found.append((sum(ranks), len(haystack), Emoji(text, name)))
    return [one for _rank_, _length, one in sorted(found, key=lambda entry: entry[:2])[:MOST]]


def recent(used: Iterable[str]) -> list[Emoji]:
    """Return the emoji of `used`, newest first, each once."""
    return [Emoji(text, name_of(text)) for text in dict.fromkeys(used) if text][:MOST_RECENT]


def name_of(text: str) -> str:
    """Return what an emoji is called; itself where nobody knows."""
    entry = emoji.EMOJI_DATA.get(text) or {}
    return _plain(entry.get(_language()) or entry.get("en") or "") or text


def _belongs(cluster: str, character: str) -> bool:
    code, last = ord(character), cluster[-1]
    if JOINER in (last, character) or unicodedata.category(character) in {"Mn", "Me", "Mc"}:
        return True
    if code in TONES or code in TAGS:
        return True
    return code in FLAG_LETTERS and len(cluster) == 1 and ord(cluster) in FLAG_LETTERS


def _is_picture(text: str) -> bool:
    if emoji.is_emoji(text):
        return True
    kind = unicodedata.category(text[0])
    return kind == "So" or (kind == "Cn" and ord(text[0]) >= PICTURES)


def _rank(word: str, haystack: str) -> int:
    """Say how well a word is found: 0 as a word, 1 as the beginning of one, 2 within one, -1 not at all."""
    padded = f" {haystack} "
    if f" {word} " in padded:
        return 0
    if f" {word}" in padded:
        return 1
    return 2 if word in haystack else -1


def _plain(name: str) -> str:
    return name.strip(":").replace("_", " ").replace("-", " ")


def _language() -> str:
    language = (get_language() or "en").partition("-")[0]
    return language if language in emoji.LANGUAGES else "en"


@cache
def _catalogue(language: str) -> list[tuple[str, str, str]]:
    """Every emoji once: itself, its name in the language, and all its names to search in. Skin tones are left out."""
    if language != "en":
        emoji.config.load_language(language)
    found = []
    for text, entry in emoji.EMOJI_DATA.items():
        if entry["status"] != emoji.STATUS["fully_qualified"] or any(ord(one) in TONES for one in text):
            continue
        names = [_plain(name) for name in (entry.get(language, ""), entry["en"], *entry.get("alias", ())) if name]
        found.append((text, names[0], " ".join(dict.fromkeys(names)).casefold()))
    return found

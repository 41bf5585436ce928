"""Emoji for a status: exactly one, chosen from a picker that the server searches, or typed.

Names come from the `emoji` package, in English and in the language of the page where it has that.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import emoji
import regex
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dashboard.accounts.models import User
from dashboard.audit.models import Entry, Kind

MOST = 60  # emoji that one search shows
MOST_RECENT = 12
LONGEST = 32  # code points; the longest emoji there is has ten
ONE_GRAPHEME = regex.compile(r"\X")
PICTURE = regex.compile(r"\p{Extended_Pictographic}|\p{So}")  # an emoji newer than the `emoji` package, or a symbol
SKIN_TONE = regex.compile("[\U0001f3fb-\U0001f3ff]")

# What people put before a status, for a picker in which nothing was searched yet.
USUAL = (
    "📋", "📥", "💡", "📝", "🗓️", "⏳", "🚧", "🏃", "🔨", "🎨", "🧪", "👀",
    "🔍", "💬", "✋", "⛔", "🚫", "🐛", "🔁", "⏸️", "▶️", "✅", "🎉", "🚀",
    "📦", "🏁", "⭐", "🔥", "❗", "❓", "🟢", "🟡", "🔴", "🔵", "⚪", "❄️",
)  # fmt: skip


class InvalidEmoji(ValueError):
    """A text that is no single emoji. `str()` is a translated sentence to show beside it."""


@dataclass(frozen=True, slots=True)
class Emoji:
    """One emoji with its name, for people."""

    text: str
    name: str


def valid_emoji(text: str) -> str:
    """Return the one emoji in `text`. Raises InvalidEmoji."""
    text = text.strip()
    if not text:
        raise InvalidEmoji(_("Choose an emoji; Focus wants one for every status."))
    if len(text) > LONGEST or not ONE_GRAPHEME.fullmatch(text):
        raise InvalidEmoji(_("Use exactly one emoji."))
    if not emoji.is_emoji(text) and not PICTURE.match(text):
        raise InvalidEmoji(_("This is not an emoji. Choose one, or type it with the emoji keyboard of your system."))
    return text


def search(query: str) -> list[Emoji]:
    """Return the emoji whose names hold every word of `query`, those that begin with it first."""
    words = query.casefold().replace("_", " ").split()
    if not words:
        return [Emoji(text, name_of(text)) for text in USUAL]
    ranked = []
    for text, name, haystack in _catalogue(_language()):
        ranks = [_rank(word, haystack) for word in words]
        if all(rank >= 0 for rank in ranks):
            ranked.append((sum(ranks), len(haystack), Emoji(text, name)))
    return [match for _ranks, _length, match in sorted(ranked, key=lambda entry: entry[:2])[:MOST]]


def recent(used: Iterable[str]) -> list[Emoji]:
    """Return the emoji of `used`, newest first, each once."""
    return [Emoji(text, name_of(text)) for text in dict.fromkeys(used) if text][:MOST_RECENT]


def used_by(user: User) -> list[str]:
    """Return the emoji that a person gave to statuses, newest first."""
    writes = Entry.objects.filter(
        actor_id=user.pk, kind=Kind.WRITE_INTENT, operation__in=("focus.create_status", "focus.update_status")
    )
    return [body.get("emoji", "") for body in writes.order_by("-id").values_list("after", flat=True)[:50] if body]


def name_of(text: str) -> str:
    """Return what an emoji is called; itself where nobody knows."""
    entry = emoji.EMOJI_DATA.get(text) or {}
    return _plain(entry.get(_language()) or entry.get("en") or "") or text


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
    catalogue = []
    for text, entry in emoji.EMOJI_DATA.items():
        if entry["status"] != emoji.STATUS["fully_qualified"] or SKIN_TONE.search(text):
            continue
        names = [_plain(name) for name in (entry.get(language, ""), entry["en"], *entry.get("alias", ())) if name]
        catalogue.append((text, names[0], " ".join(dict.fromkeys(names)).casefold()))
    return catalogue

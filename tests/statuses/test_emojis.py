"""Exactly one emoji, found by name or typed."""

from __future__ import annotations

import emoji
import pytest
from django.utils import translation

from dashboard.statuses.services import emojis

GOOD = ["👀", "✅", "🅿️", "1️⃣", "🇩🇪", "👩‍🚀", "👍🏽", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "❤️‍🔥", "‼️", "⏳", "🫩"]
BAD = ["", " ", "👀👀", "👀 ✅", "🇩🇪🇫🇷", "ab", "A", "1", ":eyes:", "<b>", "é", "\u200d", "\x00", "👀x", "界"]


def test_one_emoji_is_taken():
    assert [emojis.valid_emoji(f" {text} ") for text in GOOD] == GOOD


def test_anything_else_is_refused_with_words():
    for text in BAD:
        with pytest.raises(emojis.InvalidEmoji, match=r"."):
            emojis.valid_emoji(text)


def test_a_single_sign_with_a_thousand_accents_is_refused():
    with pytest.raises(emojis.InvalidEmoji):
        emojis.valid_emoji("👀" + "\u0301" * 1000)


def test_every_emoji_that_there_is_is_one():
    for text, entry in emoji.EMOJI_DATA.items():
        if entry["status"] == emoji.STATUS["fully_qualified"]:
            assert emojis.valid_emoji(text) == text


def test_the_usual_ones_are_what_is_offered_first():
    assert all(emojis.valid_emoji(one.text) and one.name != one.text for one in emojis.search(""))


def test_search_finds_by_name():
    wanted = {"eyes": "👀", "rocket": "🚀", "CHECK mark button": "✅", "hour": "⏳"}
    found = {query: [one.text for one in emojis.search(query)[:12]] for query in wanted}
    assert [query for query, one in wanted.items() if one not in found[query]] == []


def test_what_begins_with_the_word_comes_first():
    names = [one.name for one in emojis.search("cat")]
    assert names[0].startswith("cat")


def test_nothing_is_found_for_nonsense():
    assert emojis.search("qqqq") == []


def test_search_speaks_the_language_of_the_page():
    with translation.override("de"):
        assert "🚀" in [one.text for one in emojis.search("rakete")]


def test_recent_ones_are_named_once():
    assert [one.text for one in emojis.recent(["👀", "✅", "👀", ""])] == ["👀", "✅"]

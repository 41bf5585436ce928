"""Exactly one emoji, found by name or typed."""

from __future__ import annotations

import emoji
import pytest
from django.utils import translation

from dashboard.statuses import emojis

GOOD = ["👀", "✅", "🅿️", "1️⃣", "🇩🇪", "👩‍🚀", "👍🏽", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "❤️‍🔥", "‼️", "⏳", "🫩"]
BAD = ["", " ", "👀👀", "👀 ✅", "🇩🇪🇫🇷", "ab", "A", "1", ":eyes:", "<b>", "é", "\u200d", "\x00", "👀x", "界"]


@pytest.mark.parametrize("text", GOOD)
def test_one_emoji_is_taken(text):
    assert emojis.checked(f" {text} ") == text


@pytest.mark.parametrize("text", BAD)
def test_anything_else_is_refused_with_words(text):
    with pytest.raises(emojis.Mistake) as mistake:
        emojis.checked(text)
    assert str(mistake.value)


def test_a_single_sign_with_a_thousand_accents_is_refused():
    with pytest.raises(emojis.Mistake):
        emojis.checked("👀" + "\u0301" * 1000)


def test_every_emoji_that_there_is_is_one():
    for text, entry in emoji.EMOJI_DATA.items():
        if entry["status"] == emoji.STATUS["fully_qualified"]:
            assert emojis.checked(text) == text


def test_the_usual_ones_are_what_is_offered_first():
    assert all(emojis.checked(one.text) and one.name != one.text for one in emojis.search(""))


@pytest.mark.parametrize(
    ("query", "first"), [("eyes", "👀"), ("rocket", "🚀"), ("CHECK mark button", "✅"), ("hour", "⏳")]
)
def test_search_finds_by_name(query, first):
    assert first in [one.text for one in emojis.search(query)[:12]]


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

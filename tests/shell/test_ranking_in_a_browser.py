"""Which commands the palette puts first, by its module alone."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser

MODULE = Path("static/js/palette-ranking.js")
RANK = """([labels, text]) => {
  const commands = labels.map((label) => searchable(["page", label, "/", "", "", ""]));
  return ranked(commands, text).map(({ label }) => label);
}"""
SECONDS = 5.0  # a moment; what tries every way does not end


@pytest.fixture
def rank(page_of, alice):
    """Return the labels that fit a text, the best first."""
    page = page_of(alice)
    page.goto("about:blank")
    page.add_script_tag(
        type="module", content=f"{MODULE.read_text()}\nObject.assign(window, {{ ranked, searchable }});"
    )
    page.wait_for_function("'ranked' in window")
    return lambda text, *labels: page.evaluate(RANK, [labels, text])


def test_a_name_counts_more_than_a_part_of_one(rank):
    assert rank("date", "Update formatting", "Date format")[0] == "Date format"
    assert rank("week", "Last week", "Week")[0] == "Week"
    assert rank("project", "Colour of a project", "Project colour")[0] == "Project colour"


def test_accents_and_letter_case_do_not_matter(rank):
    assert rank("UBER", "Überblick") == ["Überblick"]


def test_every_word_has_to_fit(rank):
    assert rank("track focus", "Track preferences") == []


def test_shorthand_fits_the_beginnings_of_words(rank):
    for word, fits in {"trpr": True, "tp": True, "tracpref": True, "ts": False, "prtr": False, "tt": False}.items():
        assert bool(rank(word, "Track preferences")) is fits, word


def test_a_search_tries_no_way_twice(rank):
    labels = ["a " * length for length in (40, 200, 5_000)]
    for word in ("a" * 19 + "b", "a" * 199 + "b", "a" * 200):
        started = time.monotonic()
        rank(word, *labels)
        assert time.monotonic() - started < SECONDS, word

"""The catalogues are whole: every text, its blanks and tags, and the compiled file is what is written."""

from __future__ import annotations

import os
import re
import shutil
from collections import Counter

import pytest

from tests.languages import catalogue

BLANKS = re.compile(r"%\(\w+\)[sd]|%\(\w+\)\.\d+f|%%[ns]|%[ns](?!\w)|\{\w*\}|@[a-z]{3,}:?")
TAGS = re.compile(r"</?\w+[^>]*>|&\w+;")

everywhere = pytest.mark.parametrize("language", catalogue.LANGUAGES)
needs_gettext = pytest.mark.skipif(
    not shutil.which("xgettext") and not os.environ.get("CI"), reason="needs gettext: apt-get install gettext"
)


def pairs(language):
    """Each text with its translation; of a plural the last form, which is the one for many."""
    for one in catalogue.opened(language):
        if one.msgid_plural:
            yield one.msgid_plural, one.msgstr_plural[max(one.msgstr_plural)]
        else:
            yield one.msgid, one.msgstr


@needs_gettext
@everywhere
def test_it_has_every_text_and_none_that_is_gone(language):
    there = {catalogue.key(one) for one in catalogue.opened(language)}
    wanted = {catalogue.key(one) for one in catalogue.extracted()}
    assert not wanted ^ there, "make messages, then translate what is new"


@everywhere
def test_nothing_is_empty_or_guessed(language):
    file = catalogue.opened(language)
    assert not [one.msgid for one in (*file.untranslated_entries(), *file.fuzzy_entries())]


@everywhere
def test_blanks_and_tags_are_kept(language):
    wrong = [
        (text, told)
        for text, told in pairs(language)
        for pattern in (BLANKS, TAGS)
        if told and Counter(pattern.findall(text)) != Counter(pattern.findall(told))
    ]
    assert not wrong


@everywhere
def test_edges_are_kept(language):
    """A blank or a line break at an end stands between this text and the next one."""
    edges = re.compile(r"^\s*|\s*$")
    assert not [text for text, told in pairs(language) if told and edges.findall(text) != edges.findall(told)]


@everywhere
def test_each_plural_has_its_forms_and_counts(language):
    for one in catalogue.opened(language):
        if one.msgid_plural:
            assert all(one.msgstr_plural.values()), one.msgid
            assert len(one.msgstr_plural) == 2, one.msgid


@everywhere
def test_what_is_compiled_is_what_is_written(language):
    file = catalogue.path_of(language)
    assert file.with_suffix(".mo").read_bytes() == catalogue.opened(language).to_binary(), "make messages"

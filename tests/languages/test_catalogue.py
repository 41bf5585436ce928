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
EDGES = re.compile(r"^\s*|\s*$")  # a blank or a line break there stands between this text and the next one

needs_gettext = pytest.mark.skipif(
    not shutil.which("xgettext") and not os.environ.get("CI"), reason="needs gettext: apt-get install gettext"
)


@pytest.fixture(scope="module", params=catalogue.LANGUAGES)
def language(request):
    return request.param


@pytest.fixture(scope="module")
def written(language):
    return catalogue.opened(language)


def pairs(written):
    """Each text with its translation; of a plural the last form, which is the one for many."""
    for one in written:
        if one.msgid_plural:
            yield one.msgid_plural, one.msgstr_plural[max(one.msgstr_plural)]
        else:
            yield one.msgid, one.msgstr


def kept(text):
    return Counter(BLANKS.findall(text)), Counter(TAGS.findall(text)), EDGES.findall(text)


@pytest.mark.long
@needs_gettext
def test_it_has_every_text_and_none_that_is_gone(written):
    there = {catalogue.key(one) for one in written}
    wanted = {catalogue.key(one) for one in catalogue.extracted()}
    assert not wanted ^ there, "make messages, then translate what is new"


def test_nothing_is_empty_or_guessed(written):
    assert not [one.msgid for one in (*written.untranslated_entries(), *written.fuzzy_entries())]


def test_blanks_tags_and_edges_are_kept(written):
    assert [(text, told) for text, told in pairs(written) if told and kept(text) != kept(told)] == []


def test_each_plural_has_its_forms_and_counts(written):
    plurals = [one for one in written if one.msgid_plural]
    wrong = [one.msgid for one in plurals if len(one.msgstr_plural) != 2 or not all(one.msgstr_plural.values())]
    assert plurals
    assert wrong == []


def test_what_is_compiled_is_what_is_written(language, written):
    assert catalogue.path_of(language).with_suffix(".mo").read_bytes() == written.to_binary(), "make messages"

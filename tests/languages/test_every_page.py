"""Every page of the table of expectations: in German without a fault, and with no text that cannot be translated."""

from __future__ import annotations

import re

import pytest
from django.utils.dates import MONTHS, WEEKDAYS, WEEKDAYS_ABBR

from dashboard.upstream.contract import operations
from tests.languages import pseudo
from tests.shell import every

AS_STORED = "track_compare"  # shows objects by the keys that Toggl gives them, begun with a capital
NOT_SAID = {"styleguide", "openapi"}  # for developers, in English alone
WORDS = re.compile(r"[^\W\d_]{2,}")
NUMBERS = re.compile(r"\w*\d\w*|…\w{4}|\w+…")  # as of keys, and cut words
# Names and signs, and what Django and django-allauth say themselves, who speak German too.
OTHERS = """
Tandem Toggl Track Focus bff api example com CSV JSON curl Python GET POST PUT PATCH DELETE openapi json focus toggl
track profile workspaces toggl_sk yes no Mine AA AM PM
Current Password New again Your password can t be a commonly used too similar to your other personal information must
contain at least characters Email Key
Paging project list Alerts
Ctrl Shift Option Command
"""
PATHS = " ".join(one.path for one in operations().values())
CALENDAR = {str(name) for names in (MONTHS, WEEKDAYS, WEEKDAYS_ABBR) for name in names.values()}

pytestmark = pytest.mark.slow


@pytest.fixture
def pages_in(sandbox, alice, client_of):
    """Give name and text of every page and part of a page, as Alice sees them in a language."""

    def pages(language):
        alice.language = language
        alice.save()
        client = client_of(alice)
        for name, address in every.addresses(alice):
            answer = client.get(address)
            if name not in NOT_SAID and answer.status_code == 200 and "html" in answer.get("Content-Type", ""):
                yield name, answer.content.decode()

    return pages


def test_every_text_can_be_translated(pages_in, tmp_path, settings, sandbox):
    pseudo.written_to(tmp_path)
    settings.LANGUAGES = [*settings.LANGUAGES, (pseudo.CODE, "Pseudo")]
    settings.LOCALE_PATHS = [tmp_path, *settings.LOCALE_PATHS]
    pages = list(pages_in(pseudo.CODE))
    assert len(pages) > 60
    stored = set(WORDS.findall(repr(sandbox.world.state)))
    data = CALENDAR | stored | set(WORDS.findall(OTHERS + PATHS))
    known = {AS_STORED: data | {word.capitalize() for word in stored}}
    left = [(name, line) for name, text in pages for line in pseudo.unwrapped(text)]
    assert [(name, line) for name, line in left if words_of(line) - known.get(name, data)] == []


def words_of(line):
    return set(WORDS.findall(NUMBERS.sub("", line)))


def test_every_page_is_there_in_german(pages_in):
    pages = [(name, text) for name, text in pages_in("de") if "<html" in text]
    assert len(pages) > 60
    assert [name for name, text in pages if '<html lang="de"' not in text] == []

"""Every page of the table of expectations: in German without a fault, and with no text that cannot be translated."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils.dates import MONTHS, WEEKDAYS, WEEKDAYS_ABBR

from dashboard.upstream.contract import operations
from tests.languages import pseudo
from tests.security.expectations import NOBODY, ROUTES
from tests.security.things import thing

NOT_SAID = {"styleguide", "openapi"}  # for developers, in English alone
PAGES = sorted(name for name, route in ROUTES.items() if route.who != NOBODY and name not in NOT_SAID)
WORDS = re.compile(r"[^\W\d_]{2,}")
NUMBERS = re.compile(r"\w*\d\w*|…\w{4}|\w+…")  # as of keys, and cut words
# Names and signs, and what Django and django-allauth say themselves, who speak German too.
OTHERS = """
Tandem Toggl Track Focus bff api example com CSV JSON curl Python GET POST PUT PATCH DELETE openapi json focus toggl
track profile workspaces toggl_sk yes no Mine AA AM PM
Current Password New again Your password can t be a commonly used too similar to your other personal information must
contain at least characters Email Key
Paging project list Alerts
"""
PATHS = " ".join(one.path for one in operations().values())
CALENDAR = {str(name) for names in (MONTHS, WEEKDAYS, WEEKDAYS_ABBR) for name in names.values()}

pytestmark = pytest.mark.slow


@pytest.fixture
def page_in(sandbox, alice, client_of):
    """Return a page of Alice's in a language, or an empty text where the address gives none."""

    def page(name, language):
        alice.language = language
        alice.save()
        address = reverse(name, kwargs={key: thing(value, alice) for key, value in ROUTES[name].arguments.items()})
        answer = client_of(alice).get(address)
        is_page = answer.status_code == 200 and "html" in answer.get("Content-Type", "")
        return answer.content.decode() if is_page else ""

    return page


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("locale")
    pseudo.written_to(folder)
    return folder


@pytest.mark.parametrize("name", PAGES)
def test_every_text_can_be_translated(name, page_in, folder, settings, sandbox):
    settings.LANGUAGES = [*settings.LANGUAGES, (pseudo.CODE, "Pseudo")]
    settings.LOCALE_PATHS = [folder, *settings.LOCALE_PATHS]
    left = pseudo.unwrapped(page_in(name, pseudo.CODE))
    data = CALENDAR | set(WORDS.findall(OTHERS + PATHS + repr(sandbox.world.state)))
    assert not [line for line in left if not set(WORDS.findall(NUMBERS.sub("", line))) <= data]


@pytest.mark.parametrize("name", PAGES)
def test_it_is_there_in_german(name, page_in):
    page = page_in(name, "de")
    assert not page or "<html" not in page or '<html lang="de"' in page

"""The page of access tokens: made once, shown once, revoked at once."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from dashboard.accounts import tokens
from dashboard.accounts.models import AccessToken, User
from dashboard.audit.models import Entry
from tests.bff.conftest import Script
from tests.conftest import _person

PAGE = "/access-tokens/"
FORM = {
    "name": "Nightly report",
    "scope": "write",
    "services": ["track", "focus"],
    "days": "90",
    "idempotency_key": "1",
}
TOKEN = re.compile(r"tandem_[0-9A-Za-z]{25}\b")


def made(client: Any, **fields: Any) -> str:
    (token,) = set(TOKEN.findall(client.post(PAGE, FORM | fields).content.decode()))
    return token


@pytest.fixture
def browser(alice: Any, client_of: Any) -> Any:
    return client_of(alice)


def test_a_token_is_shown_once_and_works(sandbox, browser):
    token = made(browser)
    assert Script(token)("GET", "track/api/v9/me").status_code == 200
    assert not TOKEN.search(browser.get(PAGE).content.decode())


def test_a_token_is_as_long_as_programs_for_track_demand(browser):
    assert len(made(browser)) == 32


def test_nothing_but_the_hash_is_kept(browser):
    token = made(browser)
    row = AccessToken.objects.values().get()
    assert token not in repr(row)
    assert row["last_four"] == token[-4:]
    assert token not in repr(list(Entry.objects.values()))


def test_what_was_chosen_is_what_it_may(sandbox, browser):
    script = Script(made(browser, scope="read", services=["focus"]))
    assert script("GET", "focus/api/users/me/settings").status_code == 200
    assert script("GET", "track/api/v9/me").status_code == 403
    assert script("PATCH", "focus/api/users/me/settings", {"theme": "dark"}).status_code == 403


def test_it_ends_when_its_owner_said(alice, client_of):
    with time_machine.travel("2026-11-18 09:00Z", tick=False):
        for number, days in enumerate((7, 30, 90, 365, 0)):
            made(client_of(alice), days=str(days), idempotency_key=str(number))
            end = AccessToken.objects.latest("pk").expires_at
            assert end == (timezone.now() + timedelta(days=days) if days else None), days


def test_a_wrong_form_comes_back_with_its_words(browser):
    for fields in (
        {"name": ""}, {"name": "x" * 101}, {"scope": "everything"}, {"services": []}, {"services": ["mail"]},
        {"days": ""}, {"days": "-1"}, {"days": "3660"}, {"days": "tomorrow"},
    ):  # fmt: skip
        answer = browser.post(PAGE, FORM | fields)
        assert answer.status_code == 422, fields
        assert b'class="wrong"' in answer.content, fields
    assert not AccessToken.objects.exists()


def test_the_same_form_again_makes_nothing(browser):
    made(browser)
    assert browser.post(PAGE, FORM).status_code == 302
    assert AccessToken.objects.count() == 1


def test_a_token_is_revoked_and_history_says_so(sandbox, browser, django_capture_on_commit_callbacks):
    script = Script(made(browser))
    assert script("GET", "track/api/v9/me").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(f"{PAGE}{AccessToken.objects.get().pk}/revoke/")
    assert script("GET", "track/api/v9/me").status_code == 401
    assert [entry.kind for entry in Entry.objects.filter(kind__startswith="token")] == [
        "token.created",
        "token.revoked",
    ]


def test_nobody_sees_or_revokes_anothers_token(browser, bob, client_of):
    made(browser)
    bobs = client_of(bob)
    assert b"Nightly report" not in bobs.get(PAGE).content
    assert bobs.post(f"{PAGE}{AccessToken.objects.get().pk}/revoke/").status_code == 404
    assert AccessToken.objects.count() == 1


def test_the_pages_want_somebody_signed_in(client, alice):
    assert [client.get(path).status_code for path in (PAGE, "/bff/")] == [302, 302]


@pytest.fixture
def page(sandbox: Any, transactional_db: None, page_of: Any) -> Any:
    """Alice's browser."""
    return page_of(_person("alice", connected=True))


@pytest.mark.browser
def test_a_token_is_made_copied_and_revoked_by_hand(page):
    page.goto(PAGE)
    page.get_by_label("Name").fill("By hand")
    page.get_by_label("Read and write").check()
    page.get_by_label("How long it works").focus()
    page.keyboard.type("30")
    page.get_by_role("button", name="Make the token").click()
    assert TOKEN.fullmatch(page.locator("#token").inner_text())
    assert AccessToken.objects.get().expires_at.date() == (timezone.now() + timedelta(days=30)).date()
    page.get_by_label("Revoke By hand").click()
    page.get_by_role("button", name="Revoke for good").click()
    page.get_by_text("None yet.").wait_for()


@pytest.mark.browser
def test_searching_narrows_the_list_while_typing(page):
    page.goto("/bff/")
    page.get_by_label("Search the operations").press_sequentially("archive_time_block")
    page.locator("#operations").get_by_text("2 operations").wait_for()
    assert page.url.endswith("?q=archive_time_block")


@pytest.mark.browser
@pytest.mark.slow
def test_the_pages_are_for_everybody(page):
    from axe_playwright_python.sync_playwright import Axe

    tokens.make(User.objects.get(), name="Nightly report", can_write=True, services=["track", "focus"])
    page.set_viewport_size({"width": 390, "height": 800})
    for path in (PAGE, "/bff/?q=status"):
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.goto(path)
            for closed in page.locator("main details:not([open]) > summary").all()[:4]:
                closed.click()
            assert not Axe().run(page).response["violations"], (path, scheme)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (path, scheme)

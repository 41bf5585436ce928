"""T16: script in whatever upstream says stays text, on every page, in a real browser."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse
from playwright.sync_api import Error

from tests.security.expectations import EVERYBODY, NOBODY, ROUTES
from tests.security.things import thing

PAYLOADS = (
    '<img src=x onerror="window.pwned=1">',
    '"><script>window.pwned=1</script>',
    "'><svg onload=window.pwned=1>",
    '"><div hx-get="/accounts/logout/?pwned" hx-trigger="load"></div>',
    "</title></textarea></script><script>window.pwned=1</script>",
    "javascript:window.pwned=1",
    '" autofocus onfocus="window.pwned=1" x="',
    "{{ 7*7 }}{% csrf_token %}${7*7}",
)
TEXTS = {"name", "fullname", "description", "notes", "title", "color", "emoji", "image_url", "logo_url", "status_name"}
KEPT = {"id", "email"}


@pytest.fixture
def poisoned(sandbox):
    """Everything that people can name upstream has a payload in its name, of each kind."""
    state = sandbox.world.state
    count = 0
    for table in (
        state.organizations, state.workspaces, state.clients, state.projects, state.tags, state.track_tasks,
        state.tasks, state.statuses, state.time_entries, state.reminders,
    ):  # fmt: skip
        for row in table.values():
            count = _poison(row, count)
    for account in state.accounts.values():
        count = _poison(account.profile, count)
        for preferences in (*account.preferences.values(), account.settings):
            for name, value in preferences.items():
                if isinstance(value, str) and name not in {"timezone", "pg_time_zone_name"}:
                    preferences[name] = PAYLOADS[count % len(PAYLOADS)]
                    count += 1
    assert count > 100
    return sandbox


def _poison(row: dict[str, Any], count: int) -> int:
    for name, value in row.items():
        if name in TEXTS and isinstance(value, str):
            row[name] = PAYLOADS[count % len(PAYLOADS)]
            count += 1
    return count


def pages(bob: Any) -> list[str]:
    found = []
    for name, route in sorted(ROUTES.items()):
        if route.who in {EVERYBODY, NOBODY} or name == "account_logout":
            continue
        try:
            found.append(reverse(name, kwargs={key: thing(value, bob) for key, value in route.arguments.items()}))
        except NoReverseMatch:
            continue
    return found


@pytest.fixture
def watched(page_of, alice):
    """Alice's browser, which notes every script that got in and every request that no page of ours makes."""
    page, found = page_of(alice), []
    page.on("dialog", lambda dialog: (found.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda one: found.append(one.url) if "pwned" in one.url and "%3C" not in one.url else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    return page, found


MAIN = ("/", "/calendar/", "/statuses/", "/preferences/track/", "/preferences/focus/", "/history/")


@pytest.mark.browser
def test_no_payload_runs_on_the_pages_that_show_most(poisoned, watched):
    _crawl(watched, MAIN)


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.timeout(900)
def test_no_payload_runs_on_any_page(poisoned, watched, alice):
    poisoned.switch(enforce_quota=False)
    _crawl(watched, pages(alice))


def _crawl(watched: Any, addresses: Any) -> None:
    page, found = watched
    shown = 0
    for address in addresses:
        with contextlib.suppress(Error):  # a download is no page; the one before is looked at again
            page.goto(address, wait_until="load")
        if page.evaluate("document.contentType") != "text/html":
            continue
        shown += "window.pwned=1" in page.content()
        assert page.evaluate("window.pwned") is None, address
        assert page.locator("[onerror], [onload], [onfocus], [hx-on], main script, svg[onload]").count() == 0, address
        assert page.locator("a[href^='javascript:']").count() == 0, address
    assert not found, found
    assert shown > 2, "the payloads were really shown"


RULES = ("default-src 'none'", "base-uri 'none'", "object-src 'none'", "frame-ancestors 'none'", "form-action 'self'")


@pytest.mark.long
def test_the_policy_allows_nothing_inline_and_a_new_nonce_each_time(sandbox, alice, client_of):
    client = client_of(alice)
    for page in ("/", "/accounts/login/", "/calendar/", "/statuses/", "/no-such-page/", "/bff/"):
        first, second = (client.get(page)["Content-Security-Policy"] for _ in range(2))
        assert "unsafe" not in first, page
        assert [rule for rule in RULES if rule not in first] == [], page
        assert "nonce-" not in first or first != second, page


@pytest.mark.long
def test_a_payload_in_our_own_fields_stays_text(db, sandbox, alice, client_of):
    alice.name = PAYLOADS[0]
    alice.save()
    client = client_of(alice)
    client.post("/access-tokens/", {"name": PAYLOADS[1], "scope": "read", "services": ["track"], "days": "30"})
    for page in ("/", "/access-tokens/", "/history/", "/team/"):
        body = client.get(page).content.decode()
        assert not [payload for payload in PAYLOADS[:3] if payload in body], page


def test_what_somebody_types_before_signing_in_stays_text(db, alice):
    for payload in PAYLOADS:
        body = Client().post("/accounts/login/", {"login": payload, "password": "x"}).content.decode()
        assert payload not in body or payload.startswith(("javascript", "{{"))

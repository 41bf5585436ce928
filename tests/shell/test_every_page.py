"""What holds on every page: it says where one is, and makes a browser fetch little (`make measure` prints how much)."""

from __future__ import annotations

import html
import re
from collections import Counter

import pytest
from django.db import transaction

from tests.measure import pages
from tests.measure.weight import weight

FLAT = {  # pages of the navigation, of the account menu and of signing in and out
    "access_tokens", "account_inactive", "account_login", "account_logout", "account_reauthenticate",
    "account_reset_password", "account_reset_password_done", "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "calendar", "connections", "directory", "focus_preferences", "history", "invitation", "keys", "mfa_authenticate",
    "mfa_index", "mfa_reauthenticate", "overview", "palette", "profile", "setup", "statuses", "team", "styleguide",
    "track_preferences", "workspaces",
    "track_web_preferences", "track_desktop_preferences", "track_features",  # tabs of the first one
    pages.NO_SUCH_PAGE,
}  # fmt: skip
ALIKE = {"Confirm it is you · Tandem"}  # by password, and by second factor
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
BREADCRUMBS = re.compile(r'<nav class="breadcrumbs" aria-label="[^"]+">(.*?)</nav>', re.DOTALL)
BACK = re.compile(r'<li><a href="/[^"]+">[^<]+</a></li>')


@pytest.mark.long
def test_every_page_says_where_one_is_and_is_light(sandbox, alice):
    found = {name: text for name in pages.NAMES if (text := text_of(name, alice))}
    assert len(found) > 60
    titles = {name: " ".join(html.unescape(TITLE.search(text)[1]).split()) for name, text in found.items()}
    wrong = [(name, title) for name, title in titles.items() if not re.fullmatch(r"\S.* · Tandem", title)]
    shared = {title for title, count in Counter(titles.values()).items() if count > 1} - ALIKE
    wrong += [(name, title) for name, title in titles.items() if title in shared]
    wrong += [(name, "headings") for name, text in found.items() if text.count("<h1") != 1]
    wrong += [(name, "no way back") for name in found.keys() - FLAT if not shows_the_way(found[name])]
    wrong += [(name, heavy) for name, text in found.items() if not (heavy := weight(text)).is_light]
    assert wrong == []


def text_of(name, alice):
    """Return a page, or nothing for an address that is none. What it needed is gone afterwards."""
    with transaction.atomic():
        client, address = pages.opened(name, alice)
        answer = client.get(address)
        transaction.set_rollback(True)
    return answer.content.decode() if pages.is_page(answer) else ""


def shows_the_way(text):
    breadcrumbs = BREADCRUMBS.search(text)
    return breadcrumbs and breadcrumbs[1].count('aria-current="page"') == 1 and BACK.search(breadcrumbs[1])

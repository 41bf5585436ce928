"""What holds on every page: it says where one is, in its title, its heading and the way that leads there."""

from __future__ import annotations

import html
import re
from pathlib import Path

from django.conf import settings

from tests.shell import every

FLAT = {  # pages of the navigation, of the account menu and of signing in
    "access_tokens", "account_inactive", "account_reauthenticate", "account_reset_password",
    "account_reset_password_done", "account_reset_password_from_key",
    "account_reset_password_from_key_done", "calendar", "connections", "directory",
    "focus_preferences", "history", "keys", "mfa_index", "overview", "palette", "profile", "statuses", "team",
    "styleguide", "track_preferences", "workspaces",
    "track_web_preferences", "track_desktop_preferences", "track_features",  # tabs of the first one
}  # fmt: skip


def test_every_page_says_where_one_is(sandbox, alice, client_of):
    titles: dict[str, str] = {}
    for name, _address, text in every.pages(alice, client_of):
        title = html.unescape(re.search(r"<title>(.*?)</title>", text, re.DOTALL)[1]).strip()
        assert re.fullmatch(r"\S.* · Tandem", title), name
        assert title not in titles, (name, titles[title])
        titles[title] = name
        assert text.count("<h1") == 1, name
        if name not in FLAT:
            shows_the_way(name, text)
    assert len(titles) > 60


def shows_the_way(name, text):
    trail = re.search(r'<nav class="trail" aria-label="[^"]+">(.*?)</nav>', text, re.DOTALL)
    assert trail, name
    assert trail[1].count('aria-current="page"') == 1, name
    assert re.search(r'<li><a href="/[^"]+">[^<]+</a></li>', trail[1]), name


def test_what_is_empty_offers_one_thing_to_do():
    box = re.compile(r'<(div|section|p) class="(?:card )?empty"[^>]*>(.*?)</\1>', re.DOTALL)
    texts = {path.name: path.read_text() for path in (Path(settings.BASE_DIR) / "templates").rglob("*.html")}
    boxes = [(name, one[0]) for name, text in texts.items() for one in box.finditer(text)]
    assert len(boxes) > 15
    assert [(name, one[:80]) for name, one in boxes if 'class="button"' not in one] == []

"""The table of keys."""

from __future__ import annotations

from dashboard.web import commands

DIALOG = {"HX-Request": "true", "HX-Target": "keys"}


def test_the_page_has_the_keys_of_all_pages(client_of, alice):
    body = client_of(alice).get("/keys/").content.decode()
    assert all(str(table.title) in body for table in commands.tables())


def test_the_dialog_has_the_keys_of_the_page_first(client_of, alice):
    titles = {
        "/calendar/": "In the calendar",
        "/calendar/weeks/": "In the calendar",
        "/preferences/track/web/": "On pages of settings",
        "/statuses/": "On the page of statuses",
    }
    client = client_of(alice)
    for at, title in titles.items():
        body = client.get("/keys/", {"at": at}, headers=DIALOG).content.decode()
        assert body.index(title) < body.index("Everywhere"), at
        assert sum(str(table.title) in body for table in commands.tables()) == 2, at


def test_a_page_without_keys_of_its_own_has_those_of_every_page(client_of, alice):
    body = client_of(alice).get("/keys/", {"at": "/history/"}, headers=DIALOG).content.decode()
    assert [str(one.title) in body for one in commands.tables()] == [True, *[False] * (len(commands.tables()) - 1)]

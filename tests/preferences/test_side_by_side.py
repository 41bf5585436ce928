"""The three scopes of Track side by side: values are carried across, wait on the page, and are saved for each scope."""

from __future__ import annotations

import pytest

from tests.preferences.forms import URL, form_of, row_of, save, words_of, writes
from tests.sweeps import Wrong

COMPARE, WEB, DESKTOP = f"{URL}compare/", f"{URL}web/", f"{URL}desktop/"
CLIENT = "track.update_client_preferences"
NAMES = {URL: "track_preferences", WEB: "track_web_preferences", DESKTOP: "track_desktop_preferences"}


@pytest.fixture
def client(sandbox, client_of, alice):
    client = client_of(alice)
    client.get(COMPARE, {"load": "1"})
    return client


def copied(client, source, target, **more):
    return client.post(COMPARE, {"from": NAMES[source], "to": NAMES[target], **more}, follow=True)


def test_a_value_is_carried_across_and_waits_there(sandbox, client):
    page = copied(client, URL, WEB, take="timerView")
    assert page.request["PATH_INFO"] == WEB
    assert "is-changed" in row_of(page, "timerView")
    assert page.content.decode().count("is-changed") == 1
    assert len(sandbox.requests()) == 3


def test_it_is_saved_for_that_scope_with_one_request(sandbox, client):
    page = copied(client, URL, WEB, take="timerView")
    assert save(client, form_of(page), url=WEB).status_code == 302
    [body] = writes(sandbox, CLIENT)
    assert list(body) == ["TimerView"]
    assert len(sandbox.requests()) == 4


def test_one_scope_is_made_equal_to_another(sandbox, client):
    page = copied(client, WEB, URL, all="1")
    staged = page.content.decode().count("is-changed")
    assert staged > 1
    save(client, form_of(page))
    assert len(writes(sandbox)) == 1
    page = copied(client, WEB, URL, all="1")
    assert "Nothing to put there" in words_of(page)
    assert page.content.decode().count("is-changed") == 0


@pytest.mark.long
def test_a_choice_that_says_nothing_stages_nothing(sandbox, client):
    wrong = Wrong()
    for chosen in (
        {"from": "track_preferences", "to": "track_preferences", "all": "1"},
        {"from": "track_preferences", "to": "focus_preferences", "all": "1"},
        {"from": "", "to": "", "all": "1"},
        {"from": "track_preferences", "to": "track_web_preferences"},
        {"from": "track_preferences", "to": "track_web_preferences", "take": "no_such_setting"},
    ):
        with wrong.about(chosen):
            page = client.post(COMPARE, chosen, follow=True)
            assert page.request["PATH_INFO"] == COMPARE
            assert "Choose" in words_of(page)
    assert wrong == []


def test_only_settings_of_the_same_kind_are_put_on_a_page(sandbox, client):
    assert client.get("/preferences/focus/", {"like": "track_preferences"}).status_code == 404
    assert client.get(f"{URL}features/", {"like": "track_preferences"}).status_code == 404
    assert client.get(URL, {"like": "nothing"}).status_code == 404


def test_an_address_alone_sends_nothing(sandbox, client):
    client.get(WEB, {"like": "track_preferences"})
    assert not writes(sandbox, CLIENT)

"""Every change is there whichever way it came: from a page, through the proxy, by a command."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.core.management import call_command

from dashboard.accounts import tokens
from tests.failures import collect_failures
from tests.history.test_page import download, lines_of, words_of

URL = "/history/"


@pytest.fixture
def client(client_of, alice, sandbox):
    return client_of(alice)


def by_page(client, alice):
    client.get("/preferences/focus/")
    page = client.get("/profile/").content.decode()
    import html
    import re

    was = html.unescape(re.search(r'name="was" value="([^"]*)"', page)[1])
    shown = {name: "" if value is None else value for name, value in json.loads(was).items()}
    client.post("/profile/", {**shown, "was": was, "fullname": "Alice by a page", "idempotency_key": "a" * 32})


def by_proxy(client, alice):
    token = tokens.make(alice, name="a script", can_write=True, services=("track",)).reveal()
    answer = client.put(
        "/bff/track/api/v9/me",
        {"fullname": "Alice by the proxy"},
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"},
    )
    assert answer.status_code == 200, answer.content


def by_command(_client, alice):
    call_command("create_access_token", alice.email, "--name", "Made by a command")


WAYS = [
    (by_page, "track.update_me", "Alice by a page"),
    (by_proxy, "track.update_me", "Alice by the proxy"),
    (by_command, "token.created", "Made by a command"),
]


@pytest.mark.long
def test_a_change_is_told_with_everything_there_is_to_know(client, alice):
    wrong = []
    for way, operation, word in WAYS:
        with collect_failures(wrong, way.__name__):
            way(client, alice)
            page = client.get(URL, {"q": word})
            assert len(lines_of(page)) == 1
            (told,) = csv.DictReader(io.StringIO(download(client, "csv", f"q={word}").removeprefix("\ufeff")))
            assert (told["actor"], told["operation"], told["result"]) == ("Alice", operation, "done")
            assert told["at"].startswith("20")
            assert word in told["after"] + told["target"]
            one = words_of(client.get(f"{URL}{told['change']}/"))
            assert "Who Alice" in one
            assert word in one
    assert wrong == []


def test_it_is_found_by_what_it_was_about(client, alice, sandbox):
    from dashboard.gateway import services as gateway
    from tests.history.writes import EXAMPLES

    params, body = EXAMPLES["track.update_client_preferences"][0](alice)
    gateway.write(alice, "track.update_client_preferences", body, **params)
    assert len(lines_of(client.get(URL, {"q": "client web"}))) == 1
    assert not lines_of(client.get(URL, {"q": "client desktop"}))


def test_the_last_changes_say_a_little_of_each(client, alice, sandbox):
    from dashboard.gateway import services as gateway

    gateway.read_json(alice, "track.get_me")
    gateway.write(alice, "track.update_me", {"fullname": "Al"})
    assert "Name: Al" in words_of(client.get(f"{URL}latest/"))


def test_a_change_of_a_block_says_which_task_it_was_about(client, alice, sandbox):
    from dashboard.gateway import services as gateway
    from tests.history.writes import EXAMPLES, task_of

    task_of(alice)
    params, body = EXAMPLES["focus.create_time_block"][0](alice)
    gateway.write(alice, "focus.create_time_block", body, **params)
    tasks = gateway.names(alice)["task_id"]
    for url in (URL, f"{URL}latest/"):
        assert tasks[params["task_id"]] in words_of(client.get(url))

"""What the palette finds, and how: by every name that a thing has, from what is kept, without asking Toggl."""

from __future__ import annotations

import json
import re

import pytest

from dashboard.gateway import services as gateway

DIALOG = {"HX-Request": "true", "HX-Target": "palette"}


@pytest.fixture
def go(client_of):
    """Search without scripts, as somebody: the labels that are found."""

    def labels(person, text=""):
        body = client_of(person).get("/go/", {"q": text}).content.decode()
        part = body[body.index('<main class="main"') :]
        return re.findall(r'<li><a href="[^"]+">([^<]+)</a>', part)

    return labels


@pytest.mark.long
def test_a_thing_is_found_by_what_it_is_called(go, alice):
    called = {
        "track pref": "Track preferences",
        "date format": "Date format",
        "collapseTimeEntries": "Group similar entries",  # the name of the API
        "24h clock": "Clock",  # what people call it
        "new block": "New block",
        "tokens": "Access tokens",
        "sign out": "Sign out",
    }
    found = {text: go(alice, text)[:3] for text in called}
    assert {text: found[text] for text, label in called.items() if label not in found[text]} == {}


def test_projects_and_tasks_are_found_where_a_list_is_kept(go, sandbox, alice):
    name = gateway.read_json(alice, "track.list_projects").data[0]["name"]
    assert name in go(alice, name)


def test_a_list_that_is_not_kept_says_so_and_leads_to_the_page_that_loads_it(client_of, sandbox, alice):
    body = client_of(alice).get("/go/", {"q": "website"}).content.decode()
    assert "Not loaded yet" in body
    assert '<a href="/directory/projects/">Projects</a>' in body


def test_searching_asks_toggl_nothing(client_of, sandbox, alice):
    client_of(alice).get("/go/", {"q": "website"})
    client_of(alice).get("/go/", headers=DIALOG)
    assert sandbox.requests() == []


def test_settings_of_a_workspace_are_for_its_admins(go, sandbox, alice, bob):
    for person in (alice, bob):
        gateway.read_json(person, "track.list_workspaces")
    assert any(one.startswith("Preferences of") for one in go(alice, "preferences of"))
    assert not any(one.startswith("Preferences of") for one in go(bob, "preferences of"))


def test_the_team_is_for_admins(go, alice, bob):
    assert "Team" in go(alice, "team")
    assert "Team" not in go(bob, "team")


def test_what_the_dialog_searches_in_is_small(client_of, sandbox, alice):
    gateway.read_json(alice, "track.list_projects")
    body = client_of(alice).get("/go/", headers=DIALOG).content.decode()
    told = json.loads(re.search(r"<script[^>]*>(.*?)</script>", body, re.DOTALL)[1])
    assert {one[0] for one in told["commands"]} >= {"page", "action", "setting", "project", "list"}
    assert len(body) < 80_000


def test_the_last_change_can_be_taken_back_from_anywhere(go, sandbox, alice):
    gateway.read_json(alice, "track.get_preferences")
    assert "Undo the last change" not in go(alice, "undo")
    gateway.write(alice, "track.update_preferences", {"date_format": "DD.MM.YYYY"})
    assert "Undo the last change" in go(alice, "undo")


def test_accents_letter_case_and_order_do_not_matter_but_every_word_does(go, sandbox, alice):
    assert "Track preferences" in go(alice, "PRÉFERENCES track")
    assert "Track preferences" not in go(alice, "preferences focused")

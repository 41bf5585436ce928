"""Organisation and workspace of Focus: from Track's list, from an address, or typed; checked before they are kept."""

from __future__ import annotations

import pytest

from dashboard.credentials import services as credentials
from dashboard.credentials.models import Connection
from dashboard.sandbox.people import ALICE, CHARLIE, LAB, NORTHWIND
from tests.connections.page_objects import paste, text_of

PAGE = "/connections/focus/workspace/"
HIS = (CHARLIE.organization_id, CHARLIE.workspace_id)


@pytest.fixture
def focused(charlies):
    """Charlie has connected Focus alone."""
    paste(charlies, "focus")
    return charlies


def place_of(user):
    connection = credentials.connection_of(user, "focus")
    return connection.organization_id, connection.workspace_id


def test_an_address_of_focus_is_enough(focused, charlie):
    address = f"https://focus.toggl.com/{HIS[0]}/workspaces/{HIS[1]}/calendar?x=1"
    assert focused.post(PAGE, {"address": address}).status_code == 302
    assert place_of(charlie) == HIS


def test_two_numbers_are_enough(focused, charlie):
    focused.post(PAGE, {"organization_id": HIS[0], "workspace_id": HIS[1]})
    assert place_of(charlie) == HIS


def test_it_is_asked_for_once(focused):
    focused.post(PAGE, {"organization_id": HIS[0], "workspace_id": HIS[1]})
    assert "Choose the workspace" not in text_of(focused.get("/connections/"))


def test_it_is_checked_with_one_request(focused, sandbox):
    sandbox.clear_requests()
    focused.post(PAGE, {"organization_id": HIS[0], "workspace_id": HIS[1]})
    assert len(sandbox.requests()) == 1


@pytest.mark.parametrize(
    "data",
    [
        {"address": ""},
        {"address": "https://focus.toggl.com/calendar"},
        {"address": "https://track.toggl.com/1/workspaces/2"},
        {"address": "x" * 10_000},
        {"organization_id": "", "workspace_id": "1"},
        {"organization_id": "one", "workspace_id": "2"},
        {"organization_id": "0", "workspace_id": "-1"},
        {"organization_id": "9" * 30, "workspace_id": "1"},
        {},
    ],
)
def test_anything_else_is_refused_before_it_is_sent(focused, charlie, sandbox, data):
    sandbox.clear_requests()
    before = place_of(charlie)
    assert focused.post(PAGE, data).status_code == 422
    assert sandbox.requests() == []
    assert place_of(charlie) == before


def test_a_workspace_of_others_is_refused_by_focus_and_not_kept(focused, charlie):
    answer = focused.post(PAGE, {"organization_id": ALICE.organization_id, "workspace_id": ALICE.workspace_id})
    assert answer.status_code == 422
    assert "Nothing was stored" in text_of(answer)
    assert place_of(charlie)[0] is None


def test_with_track_it_is_chosen_from_a_list(alices, alice, sandbox):
    page = alices.get(PAGE).content.decode()
    assert f'value="{LAB}"' in page
    alices.post(PAGE, {"workspace": str(LAB)})
    assert place_of(alice) == (NORTHWIND, LAB)


def test_the_list_costs_one_request_an_hour(alices, sandbox):
    alices.get(PAGE)
    alices.get(PAGE)
    assert [each["operation"] for each in sandbox.requests()] == ["track.list_workspaces"]


def test_the_list_tells_tracks_organisation_too(alices, alice):
    Connection.objects.filter(user=alice).update(organization_id=None)
    alices.get(PAGE)
    assert credentials.connection_of(alice, "track").organization_id == NORTHWIND


def test_it_is_a_page_of_those_who_have_focus(charlies):
    assert charlies.get(PAGE).status_code == 404


def test_a_workspace_whose_name_is_kept_is_shown_by_it_and_costs_nothing(client_of, alice, sandbox):
    client = client_of(alice)
    client.get("/connections/focus/workspace/")
    sandbox.clear_requests()
    assert "Studio <span" in client.get("/connections/").content.decode()
    assert not sandbox.requests()

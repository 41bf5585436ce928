"""The workspaces of a member: from the kept list, from Track, and the one in which Focus works."""

from __future__ import annotations

import json

import pytest

from dashboard.credentials import services as credentials
from dashboard.credentials.models import Connection
from dashboard.sandbox.people import ALICE, STUDIO
from dashboard.upstream.errors import NotConnected, ServerFailed, Unreadable
from dashboard.workspaces import services
from dashboard.workspaces.services import FocusWorkspace, Workspace, WorkspaceUnknown

LIST = "track.list_workspaces"
HERS = FocusWorkspace(ALICE.organization_id, ALICE.workspace_id)


def answers(sandbox, *rows):
    sandbox.fault(LIST, "status", status=200, body=json.dumps(rows))


def test_the_kept_list_costs_nothing_and_is_none_until_somebody_asked(alice, sandbox):
    assert services.known_workspaces(alice) is None
    assert not sandbox.requests()
    listed = services.list_workspaces(alice)
    assert services.known_workspaces(alice) == listed == services.list_workspaces(alice)
    assert len(sandbox.requests()) == 1


def test_a_refresh_asks_again(alice, sandbox):
    services.list_workspaces(alice)
    answers(sandbox, {"id": 5, "name": "Garden", "organization_id": 6, "admin": True, "logo_url": "https://x/y.png"})
    found = services.list_workspaces(alice, refresh=True)
    assert found == [Workspace(5, "Garden", 6, is_admin=True, logo_url="https://x/y.png")]


def test_rows_that_are_no_workspace_are_left_out(alice, sandbox):
    answers(sandbox, None, {}, {"id": "5"}, {"id": 6, "name": None, "organization_id": "seven", "role": "admin"})
    (found,) = services.list_workspaces(alice)
    assert found == Workspace(6, "", is_admin=True)
    assert found.label == "#6"


def test_what_is_no_list_is_an_error_to_who_asks_and_nothing_to_who_peeks(alice, sandbox):
    sandbox.fault(LIST, "status", status=200, body='"nothing"')
    with pytest.raises(Unreadable):
        services.list_workspaces(alice)
    assert services.known_workspaces(alice) is None


def test_loading_says_why_track_did_not_answer(alice, sandbox):
    assert services.load_workspaces(alice) is None
    sandbox.fault("track.list_workspaces", "status", status=500)
    assert services.load_workspaces(alice) is None  # the list is fresh


def test_loading_says_so_where_nothing_is_kept(alice, charlie, sandbox):
    sandbox.fault("track.list_workspaces", "status", status=500, times=9)
    assert isinstance(services.load_workspaces(alice), ServerFailed)
    assert isinstance(services.load_workspaces(charlie), NotConnected)


def test_one_is_found_by_its_id(alice, sandbox):
    found = services.find_workspace(alice, STUDIO)
    assert found
    assert found.name == "Studio"
    assert services.find_workspace(alice, 1) is None


def test_what_the_list_says_of_one_is_given_whole(alice, sandbox):
    assert services.listed_settings(alice, STUDIO, ask=False) == {}
    assert services.listed_settings(alice, STUDIO)["name"] == "Studio"
    assert services.listed_settings(alice, STUDIO, ask=False)["name"] == "Studio"
    assert services.listed_settings(alice, 1) == {}


def test_focus_works_in_the_workspace_of_its_connection(alice, sandbox):
    assert services.focus_workspace(alice) == services.focus_workspace(alice, ALICE.workspace_id) == HERS
    assert HERS.params == {"organization_id": ALICE.organization_id, "workspace_id": ALICE.workspace_id}
    assert not sandbox.requests()


def test_focus_works_in_another_one_whose_organization_is_known(alice, sandbox):
    with pytest.raises(WorkspaceUnknown):
        services.focus_workspace(alice, 5)
    answers(sandbox, {"id": 5, "name": "Garden", "organization_id": 6})
    services.list_workspaces(alice)
    assert services.focus_workspace(alice, 5) == FocusWorkspace(6, 5)


def test_focus_works_nowhere_before_it_is_connected_and_its_workspace_chosen(alice, charlie):
    with pytest.raises(NotConnected):
        services.focus_workspace(charlie)
    focus = credentials.connection_of(alice, "focus")
    assert isinstance(focus, Connection)
    credentials.place(focus, organization_id=None, workspace_id=ALICE.workspace_id)
    with pytest.raises(WorkspaceUnknown):
        services.focus_workspace(alice)

"""Names for everybody: from kept lists alone, whichever of them knows."""

from __future__ import annotations

import pytest

from dashboard.names import services
from tests.directory.page_objects import URL, sent
from tests.sweeps import Wrong

NAMES = [
    ("project", 2_000_001, "Website"),
    ("client", 1_000_001, "Acme"),
    ("tag", 3_000_002, "deep work"),
    ("task", 9_000_001, "Draft the landing page"),
    ("workspace", 710_001, "Studio"),
    ("organization", 7101, "Northwind"),
]


def test_a_name_costs_a_request_only_where_somebody_asks(alice, sandbox):
    wrong = Wrong()
    for kind, number, name in NAMES:
        sandbox.clear_requests()
        with wrong.about(kind):
            assert services.things(user=alice, kind=kind) is None
            assert not sandbox.requests()
            assert services.load(user=alice, kinds=[kind]) is None
            assert services.names(user=alice, kind=kind)[number].startswith(name)
            assert len(sent(sandbox)) == 1
    assert wrong == []


@pytest.mark.parametrize("which", ["archived", "every"])
def test_a_name_comes_from_whichever_list_is_kept(alice, alices, which):
    alices.get(f"{URL}projects/?which={which}")
    archived = services.things(user=alice, kind="project")
    assert archived
    assert archived[2_000_009].name == "Data platform"
    assert archived[2_000_009].workspace_id == 710_001


def test_half_of_a_list_says_nothing_of_what_is_not_there(alice, alices, many):
    many("projects", 300)
    alices.get(f"{URL}projects/?which=every")
    assert services.things(user=alice, kind="project") is None


def test_why_a_list_did_not_come(alice, sandbox):
    sandbox.fault("track.list_tags", "status", times=-1, status=500)
    assert services.load(user=alice, kinds=["tag"])
    assert services.names(user=alice, kind="tag") == {}

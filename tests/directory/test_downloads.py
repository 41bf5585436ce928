"""Downloads: what is shown, as a spreadsheet and as JSON; nothing in them runs, and they cost nothing."""

from __future__ import annotations

import pytest

from tests.directory.page_objects import URL, csv_of, json_of, sent
from tests.sweeps import Wrong, afresh


@pytest.mark.long
def test_a_cell_never_runs(alices, sandbox):
    wrong = Wrong()
    for evil in ("=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\uff1d1"):
        afresh(sandbox)
        sandbox.world.state.tags[3_000_001]["name"] = evil
        with wrong.about(evil):
            alices.get(f"{URL}tags/")
            assert csv_of(alices, "tags", "col=name")[0]["name"].startswith("'")
            assert json_of(alices, "tags")[0]["name"] == evil
    assert wrong == []


def test_numbers_stay_numbers(alices, sandbox):
    sandbox.world.state.projects[2_000_001]["rate"] = -5.5
    alices.get(f"{URL}projects/")
    row = csv_of(alices, "projects", "col=name&col=rate&col=active&q=website")[0]
    assert row == {"name": "Website", "rate": "-5.5", "active": "true"}


def test_the_csv_is_what_is_shown(alices):
    alices.get(f"{URL}projects/")
    rows = csv_of(alices, "projects", "q=a&sort=-name&col=name&col=id&client=1000002")
    assert list(rows[0]) == ["name", "id"]
    assert [row["name"] for row in rows] == sorted((row["name"] for row in rows), key=str.casefold, reverse=True)
    assert 0 < len(rows) < 10


def test_the_json_has_whole_rows_as_toggl_sent_them(alices, sandbox):
    alices.get(f"{URL}projects/")
    row = next(one for one in json_of(alices, "projects", "q=website&col=name") if one["name"] == "Website")
    sent_row = sandbox.world.state.projects[2_000_001]
    assert row.keys() == sent_row.keys()
    assert (row["color"], row["estimated_seconds"], row["at"]) == ("#0b83d9", 144_000, sent_row["at"])


def test_a_download_costs_nothing(alices, sandbox):
    alices.get(f"{URL}clients/")
    csv_of(alices, "clients")
    json_of(alices, "clients")
    assert sent(sandbox) == ["track.list_clients"]


def test_a_download_of_what_nobody_can_give_leads_to_the_page_that_says_why(client_of, charlie, sandbox):
    answer = client_of(charlie).get(f"{URL}clients/download.csv")
    assert answer.status_code == 302
    assert answer["Location"] == f"{URL}clients/"


def test_no_secret_is_downloaded(alices, sandbox):
    alices.get(f"{URL}workspaces/")
    text = str(json_of(alices, "workspaces"))
    assert "Studio" in text
    assert "api_token" not in text
    assert "ical_url" not in text

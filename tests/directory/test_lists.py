"""Every list: what it shows, what it costs, how it is searched, sorted, turned and narrowed."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from dashboard.sandbox.people import LAB, NORTHWIND, STUDIO
from tests.directory.page_objects import OPERATIONS, TRACK, URL, csv_of, names_in, send, sent, text_of
from tests.sweeps import Wrong, afresh

SHOWN = {
    "projects": "Blue Bottle",
    "clients": "Invoices to the office only.",
    "tags": "deep work",
    "tasks": "Draft the landing page",
    "organizations": "Northwind",
    "workspaces": "Studio",
    "reminders": "Every week",
    "features": "tracking_reminders",
    "timer": "Sketching the new start page",
    "location": "Tallinn, Estonia",
    "focus-tasks": "Review the landing page",
}


@pytest.mark.long
def test_a_list_costs_one_request_and_then_none_until_a_refresh(alices, sandbox):
    wrong = Wrong()
    for name, words in SHOWN.items():
        afresh(sandbox)
        with wrong.about(name):
            for _time in range(2):
                assert words in text_of(alices.get(f"{URL}{name}/"))
            assert sent(sandbox) == [OPERATIONS[name]]
            assert words in text_of(send(alices, name, "refresh"))
            assert sent(sandbox) == [OPERATIONS[name]] * 2
    assert wrong == []


@pytest.mark.long
def test_searching_sorting_and_turning_pages_cost_nothing_even_when_the_copy_is_old(alices, alice, client_of, sandbox):
    wrong = Wrong()
    for name in SHOWN:
        afresh(sandbox)
        with wrong.about(name):
            alices.get(f"{URL}{name}/")
            sandbox.clear_requests()
            with time_machine.travel(datetime.now(UTC) + timedelta(hours=2)):
                later = client_of(alice)
                for query in ("q=e", "q=e&sort=name", "q=e&sort=-at", "page=2", "page=2&col=id"):
                    assert later.get(f"{URL}{name}/?{query}").status_code == 200
                assert not sandbox.requests()
                later.get(f"{URL}{name}/")
            assert sent(sandbox) == [OPERATIONS[name]]
    assert wrong == []


def test_the_first_page_names_every_list_and_costs_nothing(alices, sandbox):
    alices.get(f"{URL}tags/")
    sandbox.clear_requests()
    page = alices.get(URL)
    assert all(f'href="{URL}{name}/"' in page.content.decode() for name in OPERATIONS)
    assert "7 rows · asked just now" in text_of(page)
    assert not sandbox.requests()


def test_it_is_in_the_navigation(alices):
    assert re.search(r'href="/directory/" aria-current="page"', alices.get(URL).content.decode())


def test_projects_are_sorted_and_what_has_no_value_is_last_either_way(alices):
    for way in ("", "-"):
        names = names_in(alices.get(f"{URL}projects/?sort={way}name"))
        assert names == sorted(names, key=str.casefold, reverse=bool(way))
        assert len(names) > 15
        told = [bool(row["client_name"]) for row in csv_of(alices, "projects", f"sort={way}client_name")]
        assert told == sorted(told, reverse=True)
        assert {True, False} == set(told)


def test_every_word_of_a_search_has_to_fit_in_any_case(alices):
    assert names_in(alices.get(f"{URL}projects/?q=WEB")) == ["Website"]
    assert names_in(alices.get(f"{URL}projects/?q=mobile+bottle")) == ["Mobile app"]
    assert "Nothing is like this" in text_of(alices.get(f"{URL}projects/?q=mobile+acme"))


def test_columns_are_chosen(alices):
    page = alices.get(f"{URL}projects/?col=name&col=color&col=nonsense")
    assert re.findall(r'id="sort-([^"]+)"', page.content.decode()) == ["name", "color"]


def test_archived_projects_are_asked_for_with_one_request(alices, sandbox):
    rows = sandbox.world.state.projects.values()
    archived = [row["name"] for row in rows if not row["active"] and row["workspace_id"] in {STUDIO, LAB}]
    assert names_in(alices.get(f"{URL}projects/?which=archived&state=rest")) == archived
    assert [one["query"] for one in sandbox.requests()] == ["include_archived=true"]


def test_tasks_since_a_day_and_with_inactive_ones(alices, sandbox):
    all_of_them = alices.get(f"{URL}tasks/?which=inactive")
    assert sandbox.requests()[-1]["query"] == "include_not_active=true"
    day = sandbox.now().date().isoformat()
    since = alices.get(f"{URL}tasks/?which=inactive&since={day}")
    assert re.fullmatch(r"since=\d+&include_not_active=true", sandbox.requests()[-1]["query"])
    assert 0 < len(names_in(since)) < len(names_in(all_of_them))


def test_organisations_show_plan_and_role(alices, client_of, bob):
    assert re.search(r"Northwind.* Starter Active Owner", text_of(alices.get(f"{URL}organizations/")))
    assert re.search(r"Northwind.* Starter Active Member", text_of(client_of(bob).get(f"{URL}organizations/")))


def test_names_of_workspaces_cost_a_request_that_is_said(alices, sandbox):
    page = alices.get(f"{URL}tags/")
    assert "Load names (1 request)" in text_of(page)
    assert str(STUDIO) in text_of(page)
    page = send(alices, "tags", "names")
    assert "Studio" in text_of(page)
    assert sent(sandbox) == ["track.list_tags", "track.list_workspaces"]


LEADS = [
    (f"organizations/{NORTHWIND}/", f"workspaces/?organization={NORTHWIND}"),
    (f"workspaces/{STUDIO}/", f"/preferences/workspace/{STUDIO}/"),
    (f"workspaces/{STUDIO}/", f"/statuses/?workspace={STUDIO}"),
    (f"workspaces/{LAB}/", f"features/?workspace={LAB}"),
    ("clients/1000001/", "projects/?client=1000001"),
    ("projects/2000001/", "tasks/?project=2000001"),
    (f"workspaces/{LAB}/", f"focus-tasks/?place={LAB}"),
    ("focus-tasks/5000001/", f"blocks/?task=5000001&amp;place={STUDIO}"),
    ("timer/8000001/", f"workspaces/{STUDIO}/"),
    ("timer/2000001/?which=projects", f"workspaces/{STUDIO}/"),
]


@pytest.mark.long
def test_a_row_leads_to_where_it_is_used(alices):
    wrong = Wrong()
    for here, there in LEADS:
        with wrong.about((here, there)):
            page = alices.get(URL + here).content.decode()
            address = there if there.startswith("/") else URL + there
            assert f'href="{address}"' in page
            assert alices.get(address.replace("&amp;", "&")).status_code == 200
    assert wrong == []


@pytest.mark.long
def test_a_project_names_the_settings_that_name_it(alices, sandbox):
    alices.get("/preferences/track/")
    alices.get(f"{URL}projects/")
    sandbox.clear_requests()
    page = alices.get(f"{URL}projects/2000002/")
    assert 'href="/preferences/track/#input-pomodoro_break_project"' in page.content.decode()
    assert not sandbox.requests()


def test_a_list_is_narrowed_to_what_belongs_to_a_thing(alices, sandbox):
    page = alices.get(f"{URL}projects/?client=1000002")
    assert set(re.findall(r"Blue Bottle|Acme|Everest", text_of(page))) == {"Blue Bottle"}
    assert len(names_in(page)) < len(names_in(alices.get(f"{URL}projects/")))
    assert len(sandbox.requests()) == 1


def test_a_row_shows_every_field_and_says_which_are_new(alices, sandbox):
    sandbox.world.state.tags[3_000_001]["shade"] = {"of": "grey"}
    page = alices.get(f"{URL}tags/3000001/")
    assert 'Shade new {"of": "grey"} shade' in text_of(page)
    assert len(sandbox.requests()) == 1


def test_no_secret_of_a_workspace_is_shown(alices):
    page = alices.get(f"{URL}workspaces/{STUDIO}/").content.decode() + alices.get(f"{URL}workspaces/").content.decode()
    assert "api_token" not in page
    assert "ical_url" not in page


def test_a_row_of_a_list_that_nobody_can_give_says_why(client_of, charlie, sandbox):
    assert "Track is not connected" in text_of(client_of(charlie).get(f"{URL}projects/2000001/"))


def test_a_list_of_another_workspace_of_focus(alices, sandbox):
    alices.get(f"{URL}workspaces/")
    assert names_in(alices.get(f"{URL}focus-tasks/?place={LAB}"))
    assert f"/workspaces/{LAB}/tasks" in sandbox.requests()[-1]["path"]


def test_markup_in_a_name_stays_text(alices):
    page = alices.get(f"{URL}projects/?which=archived&q=bold").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_what_is_not_there_is_404(alices):
    assert alices.post(f"{URL}nonsense/refresh/").status_code == 404
    addresses = ("nonsense/", "projects/9/", "features/1/", "projects/x/")
    assert [one for one in addresses if alices.get(URL + one).status_code != 404] == []


@pytest.mark.long
def test_an_unreadable_address_is_the_list(alices):
    wrong = Wrong()
    for query in (
        "page=x",
        "page=999",
        "sort=nope",
        "since=today",
        "which=x",
        "client=-1",
        "col=<b>",
        "state=x",
    ):
        with wrong.about(query):
            page = alices.get(f"{URL}tasks/?{query}")
            assert names_in(page) or "There is nothing" in text_of(page)
    assert wrong == []


def test_nobody_sees_it_without_signing_in(client, db):
    for address in ("", *(f"{name}/" for name in TRACK), "projects/download.csv"):
        assert client.get(URL + address).status_code == 302


def test_charlie_sees_nothing_of_alices(sandbox, client_of, charlie, alices):
    from dashboard.sandbox.demo import connect_person

    alices.get(f"{URL}clients/")
    connect_person(charlie)
    assert names_in(client_of(charlie).get(f"{URL}clients/")) == ["Quayside Traders"]

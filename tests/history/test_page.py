"""The pages of history: everything that was changed, in words, found again, and downloaded."""

from __future__ import annotations

import csv
import html
import io
import json
import re

import pytest

from dashboard.audit import services as audit
from dashboard.audit.models import Entry, Kind
from dashboard.gateway import services as gateway
from dashboard.upstream.contract import operations
from tests.failures import collect_failures
from tests.history.writes import EACH, EXAMPLES

URL = "/history/"
UPDATE = "track.update_preferences"


def words_of(response):
    """The words of a page, without its markup."""
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())))


def lines_of(response):
    """The sentences of the list, in its order."""
    return [html.unescape(one) for one in re.findall(r'id="what-[^>]*>([^<]+)<', response.content.decode())]


def change(user, **values):
    gateway.read_json(user, "track.get_preferences")
    return gateway.write(user, UPDATE, values).write_id


@pytest.fixture
def client(client_of, alice):
    return client_of(alice)


@pytest.fixture
def everything(alice, sandbox):
    """One change of every kind that there is."""
    for name, make in EACH:
        params, body = make(alice)
        gateway.write(alice, name, body, **params)


def test_before_and_after_stand_in_words(alice, sandbox, client):
    change(alice, date_format="YYYY-MM-DD", beginningOfWeek=6, manualMode=True)
    sandbox.clear_requests()
    page = client.get(URL)
    assert lines_of(page)[0] == "Changed Track preferences: Date format, First day of the week, Manual mode"
    assert "First day of the week Monday → became Saturday" in words_of(page)
    assert "Manual mode off → became on" in words_of(page)
    assert "Undo (at most 2 requests)" in words_of(page)
    assert not sandbox.requests()


def test_nothing_yet_says_what_will_be_here(charlie, client_of):
    assert "Nothing was changed yet" in words_of(client_of(charlie).get(URL))


def test_members_and_admins_alike_see_only_their_own(alice, bob, sandbox, client_of, client):
    theirs = change(bob, date_format="YYYY-MM-DD")
    assert str(theirs) not in client.get(URL).content.decode()
    for address in (f"{URL}{theirs}/", f"{URL}{theirs}/undo/"):
        assert client.get(address).status_code == 404
        assert client_of(bob).get(address).status_code == 200
    assert client.post(f"{URL}{theirs}/undo/").status_code == 404
    assert client.post(f"{URL}{theirs}/check/").status_code == 404
    assert str(theirs) not in download(client, "csv")


def test_every_write_of_the_contract_has_a_sentence_of_its_own():
    from dashboard.history.words import SENTENCES

    assert set(SENTENCES) == {one.id for one in operations().values() if one.is_write}


def test_every_kind_of_row_has_a_sentence(alice, client):
    for kind in Kind:
        if kind not in audit.ENDINGS and kind != Kind.WRITE_INTENT:
            audit.record(kind, actor=alice, service="track")
    said = " ".join(lines_of(client.get(URL)))
    assert "Replaced the key for Toggl Track" in said
    assert "%(" not in said


@pytest.mark.long
def test_every_page_of_every_change_opens_and_costs_nothing(
    alice, sandbox, client, everything, django_assert_max_num_queries
):
    sandbox.clear_requests()
    client.get(URL)
    with django_assert_max_num_queries(14):  # as many as a short history costs
        client.get(URL)
    for entry in audit.changes_of(alice):
        for address in (f"{URL}{entry.write_id}/", f"{URL}{entry.write_id}/undo/"):
            assert client.get(address).status_code == 200, (entry.operation, address)
    assert not sandbox.requests()


FOUND = {
    "kind=statuses": ("Restored a status", 8),
    "kind=tasks": ("Changed a task: “Plan the landing page” · Name, Status", 1),
    "kind=profile": ("Changed the Toggl profile: First day of the week, Name, Time zone", 1),
    "kind=workspace": ("Changed preferences of a workspace, for everybody in it: Durations only", 1),
    "kind=tandem": ("Connected Toggl Focus", 2),
    "service=track&q=manual": ("Changed Track preferences: Date format, First day of the week, Manual mode", 1),
    "q=pomodoro_mode": ("Changed Focus settings: Colour of blocks, Length of a session, Theme", 1),
    "q=2026-12-31+DATE": ("Changed Track preferences: Date format, First day of the week, Manual mode", 1),
    "result=refused": ("", 0),
    "since=2099-01-01": ("", 0),
    "until=2001-01-01": ("", 0),
    "q=nothing+like+this": ("", 0),
}


@pytest.mark.long
def test_filters_and_search_find(client, everything):
    for query, (first, count) in FOUND.items():
        page = client.get(f"{URL}?{query}")
        assert (lines_of(page) or [""])[0] == first, query
        assert f"{count} change" in words_of(page), query


def test_a_wrong_address_still_shows_the_list(client, alice, sandbox):
    change(alice, date_format="YYYY-MM-DD")
    wrong = []
    for query in ("since=yesterday", "kind=x", "page=99", "page=x", "q=" + "x" * 300):
        with collect_failures(wrong, query):
            assert lines_of(client.get(f"{URL}?{query}"))[0].startswith("Changed Track preferences")
    assert wrong == []


def test_pages_are_of_twenty_and_carry_the_filter(alice, client):
    for number in range(45):
        audit.record(Kind.CONNECTED, actor=alice, service="track" if number % 3 else "focus")
    page = client.get(f"{URL}?service=track")
    assert len(lines_of(page)) == 20
    assert "?service=track&amp;page=2" in page.content.decode()
    assert "Page 2 of 2" in words_of(client.get(f"{URL}?service=track&page=2"))


def download(client, form, query=""):
    return b"".join(client.get(f"{URL}history.{form}?{query}").streaming_content).decode()


def test_the_csv_has_a_row_for_each_field_as_toggl_spells_it(alice, sandbox, client):
    write_id = change(alice, date_format="YYYY-MM-DD", manualMode=True)
    rows = list(csv.DictReader(io.StringIO(download(client, "csv", "kind=preferences").removeprefix("\ufeff"))))
    told = [(row["field"], row["before"], row["after"], row["result"], row["change"]) for row in rows]
    assert told == [
        ("date_format", "DD.MM.YYYY", "YYYY-MM-DD", "done", str(write_id)),
        ("manualMode", "false", "true", "done", str(write_id)),
    ]


def test_a_cell_of_the_csv_never_runs(alice, client):
    audit.record(Kind.CONNECTED, actor=alice, service="track", detail="=HYPERLINK(1)")
    assert "'=HYPERLINK(1)" in download(client, "csv")


def test_the_json_has_the_same_rows(alice, sandbox, client):
    change(alice, date_format="YYYY-MM-DD")
    (row,) = json.loads(download(client, "json", "kind=preferences"))
    assert (row["field"], row["before"], row["after"]) == ("date_format", "DD.MM.YYYY", "YYYY-MM-DD")
    assert json.loads(download(client, "json", "q=nothing-at-all")) == []


def test_markup_in_a_name_stays_text(alice, sandbox, client):
    name = "<b>Parked</b> & co"
    gateway.write(alice, "focus.create_status", {"emoji": "🅿️", "name": name, "position": 2}, workspace_id=710_001)
    assert "<b>Parked" not in client.get(URL).content.decode()
    assert name in words_of(client.get(f"{URL}?kind=statuses")).replace("  ", " ")


def test_things_are_called_by_their_names_where_a_page_has_shown_them(alice, sandbox, client):
    params, body = EXAMPLES["focus.update_task"][0](alice)
    gateway.write(alice, "focus.update_task", body, **params)
    assert "→ became To do" in words_of(client.get(URL))
    params, body = EXAMPLES["focus.update_time_block"][1](alice)
    write_id = gateway.write(alice, "focus.update_time_block", body, **params).write_id
    told = words_of(client.get(f"{URL}{write_id}/"))
    assert str(body["task_id"]) not in told.partition("Before")[2]


def test_a_refusal_says_why(alice, sandbox, client):
    sandbox.fault(UPDATE, "status", status=403, body='"Only admins may do that"')
    write_id = change(alice, date_format="YYYY-MM-DD")
    page = words_of(client.get(f"{URL}{write_id}/"))
    assert "Refused" in page
    assert "says that you may not do this" in page
    assert "It did not happen, so there is nothing to undo." in page


def test_an_unknown_end_offers_one_look_and_names_it(alice, sandbox, client):
    sandbox.fault(UPDATE, "reset_after")
    write_id = change(alice, date_format="YYYY-MM-DD")
    assert "Check (1 request)" in words_of(client.get(URL))
    assert "A look asks Toggl once: Preferences for the current user." in words_of(client.get(f"{URL}{write_id}/"))
    sandbox.clear_requests()
    page = words_of(client.post(f"{URL}{write_id}/check/", follow=True))
    assert "It arrived" in page
    assert "Undo" in page
    assert len(sandbox.requests()) == 1
    assert "nothing to check" in words_of(client.post(f"{URL}{write_id}/check/", follow=True))
    assert len(sandbox.requests()) == 1


def test_a_look_that_fails_says_so(alice, sandbox, client):
    sandbox.fault(UPDATE, "reset_after")
    write_id = change(alice, date_format="YYYY-MM-DD")
    sandbox.fault("track.get_preferences", "status", times=-1, status=500)
    assert "Track does not answer" in words_of(client.post(f"{URL}{write_id}/check/", follow=True))
    assert "Check (1 request)" in words_of(client.get(URL))


def test_an_undo_from_the_list_comes_back_to_the_list_and_can_be_done_again(alice, sandbox, client):
    write_id = change(alice, date_format="YYYY-MM-DD")
    here = {"Referer": f"http://testserver{URL}?kind=preferences"}
    answer = client.post(f"{URL}{write_id}/undo/", headers=here)
    assert answer["Location"] == f"{URL}?kind=preferences"
    page = client.get(answer["Location"])
    assert "Undone: Changed Track preferences: Date format." in words_of(page)
    redo = re.search(r'class="toast-undo" method="post" action="([^"]+)"', page.content.decode())[1]
    client.post(redo)
    bodies = [row["body"]["date_format"] for row in sandbox.requests(UPDATE)]
    assert bodies == ["YYYY-MM-DD", "DD.MM.YYYY", "YYYY-MM-DD"]


def test_an_undo_never_leads_to_another_site(alice, sandbox, client):
    write_id = change(alice, date_format="YYYY-MM-DD")
    answer = client.post(f"{URL}{write_id}/undo/", headers={"Referer": "https://evil.example/"})
    assert answer["Location"] == f"{URL}{write_id}/"


def test_a_conflict_shows_all_three_values_and_lets_choose(alice, sandbox, client):
    write_id = change(alice, date_format="YYYY-MM-DD")
    with sandbox.world.lock:
        sandbox.world.state.accounts["alice"].preferences["all"]["date_format"] = "MM/DD/YYYY"
    gateway.read_json(alice, "track.get_preferences", refresh=True)
    page = client.post(f"{URL}{write_id}/undo/", follow=True)
    assert 'data-state="different"' in page.content.decode()
    assert "Date format 2026-12-31 12/31/2026 31.12.2026" in words_of(page)
    assert "Undo all the same (1 request)" in words_of(page)
    client.post(f"{URL}{write_id}/undo/", {"confirmed": "1"})
    assert sandbox.requests(UPDATE)[-1]["body"] == {"date_format": "DD.MM.YYYY"}


def test_an_undo_from_another_site_is_refused(alice, sandbox, client):
    write_id = change(alice, date_format="YYYY-MM-DD")
    assert client.post(f"{URL}{write_id}/undo/", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_what_an_undo_does_not_bring_back_is_said(alice, sandbox, client):
    params, _body = EXAMPLES["focus.delete_status"][0](alice)
    write_id = gateway.write(alice, "focus.delete_status", **params).write_id
    for address in (f"{URL}{write_id}/", f"{URL}{write_id}/undo/"):
        assert "Tasks that had this status keep the one that Toggl gave them" in words_of(client.get(address))


def test_looking_at_the_page_before_an_undo_sends_nothing(alice, sandbox, client):
    write_id = change(alice, date_format="YYYY-MM-DD")
    sandbox.clear_requests()
    assert "Undo (1 request)" in words_of(client.get(f"{URL}{write_id}/undo/"))
    assert not sandbox.requests()
    assert Entry.objects.filter(undoes=write_id).count() == 0

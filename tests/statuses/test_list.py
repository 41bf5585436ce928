"""The list: order, filters, paging, workspaces, costs, and what stands there when something is wrong."""

from __future__ import annotations

import pytest

from dashboard.credentials.models import Connection
from dashboard.sandbox.clock import focus_time
from dashboard.sandbox.people import LAB, STUDIO
from tests.statuses.page_objects import REVIEW, URL, names_in, send, sent, text_of
from tests.sweeps import Wrong, afresh

LIST = "focus.list_statuses"
NAMES = ["To do", "In progress", "In review", "Waiting for <b>reply</b>", "Done"]


def fill(focus, count):
    """Put many statuses behind those that there are."""
    now = focus_time(focus.now())
    for number in range(count):
        id_ = 400_000 + number
        focus.world.state.statuses[id_] = {
            "id": id_, "workspace_id": STUDIO, "name": f"Step {number}", "emoji": "⭐", "type": "in_progress",
            "position": 10 + number, "created_at": now, "updated_at": now, "deleted_at": None,
        }  # fmt: skip


def test_statuses_stand_in_order_with_type_dates_and_escaped_names(alices):
    page = alices.get(URL)
    assert names_in(page) == NAMES
    assert "<b>reply" not in page.content.decode()
    assert "Blocked" in text_of(page)
    assert "created 399 days ago" in text_of(page)


def test_opening_it_costs_one_request_and_then_none(alices, focus):
    for address in ("", "", "?new", f"?edit={REVIEW}", f"?move={REVIEW}"):
        assert alices.get(URL + address).status_code == 200
    assert sent(focus) == [LIST]


def test_refresh_asks_once_more(alices, focus):
    alices.get(URL)
    send(alices, "refresh/")
    assert sent(focus) == [LIST, LIST]


def test_filters_and_order_are_those_of_focus(alices, focus):
    page = alices.get(f"{URL}?name=in&type=in_progress&order_by=-name")
    assert names_in(page) == ["In review", "In progress"]
    assert focus.requests()[-1]["query"] == "name=in&type=in_progress&page=1&per_page=100&order_by=-name"
    assert "Clear the filter to change the order" in text_of(page)
    assert "/move/" not in page.content.decode()


def test_nothing_found_offers_a_way_back(alices):
    assert "No status is like this" in text_of(alices.get(f"{URL}?name=zzz"))


def test_an_unreadable_address_is_the_list(alices):
    odd = ("type=blue", "order_by=colour", "workspace=x", "workspace=-1", "edit=x", "edit=1", "name=%07", "move=9" * 9)
    assert [query for query in odd if len(names_in(alices.get(f"{URL}?{query}"))) != 5] == []


@pytest.mark.long
def test_more_than_a_hundred_come_to_the_end(alices, focus):
    fill(focus, 230)
    page = alices.get(URL)
    assert len(names_in(page)) == 235
    assert [one["query"].split("&")[0] for one in focus.requests()] == ["page=1", "page=2", "page=3"]
    alices.get(URL)
    assert len(focus.requests()) == 3


def test_half_of_a_long_list_is_said_and_cannot_be_reordered(alices, focus):
    fill(focus, 230)
    focus.set_quota("alice", 7101, 6, resets_in=1800, service="focus")
    alices.get(URL)
    page = alices.get(URL)
    assert len(names_in(page)) in {100, 200}
    assert "did not give the whole list" in text_of(page)


def test_other_workspaces_are_asked_for_only_by_request(alices, focus):
    assert "Other workspaces (1 request)" in text_of(alices.get(URL))
    page = send(alices, "workspaces/")
    assert sent(focus) == [LIST, "track.list_workspaces"]
    assert f'value="{LAB}"' in page.content.decode()
    assert len(names_in(alices.get(f"{URL}?workspace={LAB}"))) == 5


def test_a_workspace_of_others_is_refused_in_their_words(alices):
    page = alices.get(f"{URL}?workspace=720001")
    assert page.status_code == 200
    assert "Insufficient permissions" in text_of(page)


def test_who_has_not_connected_is_led_there(client_of, charlie, sandbox):
    page = client_of(charlie).get(URL)
    assert "Focus is not connected" in text_of(page)
    assert 'href="/connections/"' in page.content.decode()
    assert not sandbox.requests()


def test_without_a_workspace_it_is_asked_for(alices, alice, focus):
    Connection.objects.filter(user=alice, service="focus").update(workspace_id=None)
    page = alices.get(URL)
    assert "Which workspace?" in text_of(page)
    assert not focus.requests()


def test_an_empty_workspace_has_words_and_the_form(alices, focus):
    focus.world.state.statuses.clear()
    page = alices.get(URL)
    assert "No statuses yet" in text_of(page)
    assert 'id="new"' in page.content.decode()


def test_a_fault_on_the_first_visit_is_said_with_a_way_on(alices, focus):
    wrong = Wrong()
    for kind in ("status", "garbage", "html", "half", "empty", "reset_before", "oversized"):
        afresh(focus)
        focus.fault(LIST, kind, times=-1, **({"status": 503} if kind == "status" else {}))
        with wrong.about(kind):
            page = alices.get(URL)
            assert page.status_code == 200
            assert "Focus does not answer" in text_of(page)
            assert "Try again (1 request)" in text_of(page)
    assert wrong == []


def test_a_fault_later_shows_the_last_good_copy(alices, focus):
    alices.get(URL)
    focus.fault(LIST, "status", times=-1, status=500)
    page = send(alices, "refresh/")
    assert names_in(page) == NAMES
    assert "Focus does not answer" in text_of(page)


def test_a_spent_quota_says_until_when(alices, focus):
    alices.get(URL)
    focus.set_quota("alice", 7101, 0, resets_in=1800, service="focus")
    page = send(alices, "refresh/")
    assert "are used up until" in text_of(page)
    assert names_in(page) == NAMES


def test_a_refused_key_leads_to_reconnecting(alices, focus):
    focus.set_standing("alice", "revoked")
    assert "Reconnect Focus" in text_of(alices.get(URL))


def test_unknown_types_and_fields_are_shown(alices, focus):
    body = (
        '{"data": [{"id": 7, "name": "New kind", "emoji": "⭐", "type": "paused", "position": 1, "shade": "teal"}],'
        ' "page": 1, "per_page": 100}'
    )
    focus.fault(LIST, "status", status=200, body=body)
    page = alices.get(URL)
    assert "paused" in text_of(page)
    assert "teal" in text_of(alices.get(f"{URL}7/"))


def test_odd_lists_are_empty_ones(alices, focus):
    wrong = Wrong()
    for body in ('{"data": null}', "[]", '{"items": []}', '{"data": [null, 5, {"id": "x"}]}'):
        afresh(focus)
        focus.fault(LIST, "status", status=200, body=body)
        with wrong.about(body):
            assert "No statuses yet" in text_of(alices.get(URL))
    assert wrong == []


def test_nobody_sees_it_without_signing_in(client, db):
    assert client.get(URL).status_code == 302


def test_htmx_gets_the_part(alices):
    page = alices.get(URL, headers={"HX-Request": "true", "HX-Target": "statuses"}).content.decode()
    assert page.lstrip().startswith('<div class="statuses stack" id="statuses"')
    assert 'id="quota-meter" hx-swap-oob="true"' in page

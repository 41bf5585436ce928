"""Looking at the calendar: what it shows, in which days, and what that costs."""

from __future__ import annotations

import pytest

from dashboard.sandbox.people import BOB
from tests.failures import collect_failures
from tests.timeblocks.page_objects import at_today, shown, today, words_of


def test_a_week_is_one_request_and_opening_it_again_costs_none(calendar):
    calendar.get()
    calendar.get(view="day")
    calendar.get(view="agenda")
    assert calendar.asked() == ["focus.stream_time_blocks"]


def test_a_neighbouring_week_is_fetched_when_it_is_opened(calendar):
    calendar.get()
    calendar.get(date=today(7).isoformat())
    assert len(calendar.asked()) == 2


def test_a_member_of_whom_no_zone_is_known_is_asked_about_once(client_of, alice, sandbox):
    client = client_of(alice)
    client.get("/calendar/")
    client.get("/calendar/")
    asked = [row["operation"] for row in sandbox.requests()]
    assert asked == ["focus.get_settings", "focus.stream_time_blocks"]
    alice.refresh_from_db()
    assert alice.timezone == "Europe/Berlin"


def test_every_view_shows_the_block_of_today(calendar):
    block = calendar.block(start="14:00")
    assert [v for v in ("day", "days", "week", "agenda") if block["id"] not in shown(calendar.get(view=v))] == []


def test_a_block_of_tomorrow_is_not_in_the_day(calendar):
    block = calendar.block(start=at_today("14:00", 1))
    assert block["id"] not in shown(calendar.get(view="day"))
    assert block["id"] in shown(calendar.get(view="days"))


def test_what_is_shown_has_its_age_and_what_a_refresh_costs(calendar):
    words = words_of(calendar.get())
    assert "What Focus said just now" in words
    assert "Refresh (1 request)" in words


def test_a_refresh_asks_once(calendar):
    calendar.get()
    calendar.asked()
    calendar.client.post("/calendar/refresh/", {"view": ""})
    assert calendar.asked() == ["focus.stream_time_blocks"]


def test_the_head_of_a_day_has_its_sums(calendar):
    calendar.clear()
    calendar.block(start="09:00", seconds=3600, completed_at=at_today("10:00"), has_time_entry=True)
    calendar.block(start="11:00", seconds=5400)
    words = words_of(calendar.get(view="day"))
    assert "2:30 planned" in words
    assert "1:00 done" in words
    assert "1:30 no entry" in words


def test_filters_by_task_status_and_project(calendar):
    calendar.clear()
    one, two = calendar.block(task=1), calendar.block(task=2)
    assert shown(calendar.get(task=one["task_id"])) == {one["id"]}
    tasks = calendar.sandbox.world.state.tasks
    assert two["id"] in shown(calendar.get(status=tasks[two["task_id"]]["status_id"]))
    assert shown(calendar.get(project=987)) == set()


def test_mine_or_everyones_once_it_is_known_who_i_am(calendar):
    calendar.clear()
    mine, theirs = calendar.block(start="09:00"), calendar.block(start="10:00", person=BOB)
    assert shown(calendar.get()) == {mine["id"], theirs["id"]}
    assert "not yours" not in words_of(calendar.get())
    made = calendar.create(task=mine["task_id"], start="12:00", end="13:00")
    assert "Created" in words_of(made), words_of(made)
    assert "not yours" in words_of(calendar.get())
    assert theirs["id"] not in shown(calendar.get(who="mine"))
    assert shown(calendar.get(who=BOB.focus_id)) == {theirs["id"]}


def test_somebody_elses_block_is_read_only(calendar):
    mine, theirs = calendar.block(), calendar.block(person=BOB)
    calendar.create(task=mine["task_id"], start="12:00", end="13:00")
    page = calendar.page(theirs)
    assert "only they can change it" in words_of(page)
    assert "Save" not in words_of(page)


def test_hours_that_are_cut_off_say_how_many_blocks_they_hide(calendar):
    calendar.clear()
    calendar.block(start="06:00")
    calendar.block(start="21:00")
    words = words_of(calendar.get(**{"view": "day", "from": 8, "to": 18}))
    assert "1 earlier" in words
    assert "1 later" in words


def test_a_date_that_is_none_shows_today_and_says_so(calendar):
    wrong = []
    for date in ("2026-02-30", "yesterday", "0001-01-01", "9999-12-31"):
        with collect_failures(wrong, date):
            answer = calendar.get(date=date)
            assert answer.status_code == 200
            assert "no date" in words_of(answer)
            assert "16" in answer.context["heading"]
    assert wrong == []


def test_nonsense_in_the_address_is_left_out(calendar):
    wrong = []
    nonsense = {"view": "year", "zoom": "9", "zone": "Mars/Base", "task": "x", "who": "eve"}
    for query in [{name: value} for name, value in nonsense.items()] + [{"from": "20", "to": "3"}]:
        with collect_failures(wrong, query):
            answer = calendar.get(**query)
            assert answer.status_code == 200
            assert "made no sense" in words_of(answer)
    assert wrong == []


def test_another_zone_by_address(calendar):
    calendar.clear()
    calendar.block(start="14:00")
    assert "Shown in Asia/Kolkata" in words_of(calendar.get(zone="Asia/Kolkata"))


def test_thirty_blocks_at_once_stand_in_thirty_lanes(calendar):
    calendar.clear()
    for _ in range(30):
        calendar.block(start="10:00")
    text = calendar.get(view="day").content.decode()
    assert {f'data-lane="{lane}" data-lanes="30"' in text for lane in range(30)} == {True}


def test_rows_that_are_no_blocks_are_left_out_and_counted(calendar):
    body = '[{"id": 1}, {"id": 5, "task_id": 7, "start": "2026-11-17T09:00:00", "task": null}, {"start": "soon"}]'
    calendar.sandbox.fault("focus.stream_time_blocks", "status", status=200, body=body)
    answer = calendar.get(date="2026-11-17")
    assert shown(answer) == {5}
    assert "2 entries of the answer were no blocks" in words_of(answer)


def test_charlie_is_led_to_connecting(client_of, charlie, sandbox):
    answer = client_of(charlie).get("/calendar/")
    assert "Focus is not connected" in words_of(answer)
    assert 'href="/connections/"' in answer.content.decode()
    assert not sandbox.requests()


def test_without_a_workspace_it_asks_for_one(calendar, alice):
    from dashboard.credentials.models import Connection

    Connection.objects.filter(user=alice, service="focus").update(organization_id=None)
    assert "Choose the workspace" in words_of(calendar.get())


def test_an_outage_shows_the_last_copy_and_says_so(calendar):
    block = calendar.block(start="14:00")
    calendar.get()
    calendar.sandbox.fault("focus.*", "close", times=-1)
    answer = calendar.client.post(
        "/calendar/refresh/",
        {"view": ""},
        headers={"HX-Request": "true", "HX-Target": "calendar", "HX-Current-URL": "http://testserver/calendar/"},
    )
    assert block["id"] in shown(answer)
    assert "Focus does not answer" in words_of(answer)
    assert "the last good copy" in words_of(answer)


def test_an_outage_on_the_first_visit_offers_to_try_again(calendar):
    calendar.sandbox.fault("focus.*", "status", status=500, times=-1)
    assert "Try again (1 request)" in words_of(calendar.get())


@pytest.mark.long
def test_a_spent_quota_says_until_when(calendar):
    calendar.sandbox.set_quota("alice", 7101, 0, resets_in=1800)
    assert "used up until" in words_of(calendar.get())


def test_htmx_gets_the_part_alone(calendar):
    answer = calendar.client.get("/calendar/", headers={"HX-Request": "true", "HX-Target": "calendar"}).content.decode()
    title, part = answer.lstrip().split("\n", 1)
    assert title.startswith("<title>")  # of the window, which HTMX takes out
    assert part.lstrip().startswith('<div class="calendar stack" id="calendar"')


def test_archived_blocks_stay_out_of_the_grid_whatever_focus_lists(calendar):
    calendar.sandbox.switch(archived_omitted="all")
    block = calendar.block(start="14:00", archived_at=at_today("13:00"))
    assert block["id"] not in shown(calendar.get())


def test_what_runs_into_the_week_is_there_even_if_focus_lists_by_start_alone(calendar):
    calendar.sandbox.switch(range_bounds="start")
    calendar.clear()
    sunday = -today().isoweekday()
    block = calendar.block(start=at_today("23:00", sunday), seconds=7200)
    assert block["id"] in shown(calendar.get())

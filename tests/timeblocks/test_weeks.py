"""Copying days and weeks, and templates of weeks: what is made, what is left out, and what it costs."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.core.cache import caches
from django.utils import timezone

from dashboard.sandbox.people import BOB
from dashboard.timeblocks.models import WeekTemplate
from tests.failures import collect_failures
from tests.timeblocks.page_objects import form_of, task_id, today, words_of

BULK, STREAM, TASKS = "focus.create_time_blocks", "focus.stream_time_blocks", "focus.list_tasks"
MONDAY = date(2026, 11, 2)  # far from a clock change


def picks(answer):
    """The copies that a preview offers."""
    return re.findall(r'name="pick" value="([^"]+)"', answer.content.decode())


@pytest.fixture
def weeks(calendar):
    """An almost empty calendar: two blocks in the week of MONDAY."""
    calendar.clear()
    calendar.block(start="2026-11-02T08:00:00Z", seconds=3600, task=3)
    calendar.block(start="2026-11-04T12:30:00Z", seconds=None, task=4, completed_at="2026-11-04T13:00:00Z")
    calendar.asked()
    return calendar


def preview(calendar, *, what="week", source=MONDAY, target=MONDAY + timedelta(days=7), **more):
    fields = {"what": what, "source": source.isoformat(), "target": target.isoformat(), **more}
    return calendar.client.get("/calendar/copy/", fields)


def copy(calendar, shown, **changes):
    form = form_of(shown, "do-copy") | {"pick": picks(shown)} | changes
    return calendar.client.post("/calendar/copy/", form, follow=True)


def starts(calendar):
    return sorted(row["start"] for row in calendar.sandbox.world.state.blocks.values() if not row["deleted_at"])


# ------------------------------------------------------------------ copying
def test_a_week_is_copied_with_one_request_and_taken_back_with_one_more(weeks):
    shown = preview(weeks)
    assert "2 blocks are new" in words_of(shown)
    assert weeks.asked() == [STREAM, STREAM]
    answer = copy(weeks, shown)
    assert "2 blocks were copied" in words_of(answer)
    assert weeks.asked() == [BULK]
    assert starts(weeks)[2:] == ["2026-11-09T08:00:00Z", "2026-11-11T12:30:00Z"]
    made = [row for row in weeks.sandbox.world.state.blocks.values() if row["start"] > "2026-11-08"]
    assert [(row["duration"], row["completed_at"]) for row in made] == [(3600, None), (None, None)]
    assert "Undone" in words_of(weeks.undo(view="date=2026-11-09"))
    assert weeks.asked() == ["focus.delete_time_blocks"]
    assert starts(weeks) == ["2026-11-02T08:00:00Z", "2026-11-04T12:30:00Z"]


def test_a_day_is_copied_alone(weeks):
    copy(weeks, preview(weeks, what="day", source=date(2026, 11, 4), target=date(2026, 11, 6)))
    assert starts(weeks)[2:] == ["2026-11-06T12:30:00Z"]


def test_what_is_there_already_is_left_out(weeks):
    weeks.block(start="2026-11-09T08:00:00Z", seconds=3600, task=3)
    shown = preview(weeks)
    assert "1 block is new. 1 is there already" in words_of(shown)
    copy(weeks, shown)
    assert len(starts(weeks)) == 4
    assert "0 blocks are new" in words_of(preview(weeks))


def test_what_is_unticked_is_left_out(weeks):
    shown = preview(weeks)
    copy(weeks, shown, pick=picks(shown)[:1])
    assert starts(weeks)[2:] == ["2026-11-09T08:00:00Z"]
    answer = copy(weeks, preview(weeks), pick=[])
    assert "Nothing was ticked" in words_of(answer)


def test_sent_twice_it_is_made_once(weeks):
    form = form_of(shown := preview(weeks), "do-copy") | {"pick": picks(shown)}
    for _ in range(2):
        weeks.client.post("/calendar/copy/", form)
    assert len(starts(weeks)) == 4


def test_blocks_of_others_stay_theirs(weeks, client_of):
    weeks.create(task=task_id(3), date="2026-11-02", start="15:00", end="16:00")  # now it is known who Alice is
    weeks.block(start="2026-11-02T10:00:00Z", person=BOB)
    assert "3 blocks are new" in words_of(preview(weeks))


def test_before_focus_tells_whose_blocks_they_are_the_page_says_so(weeks):
    weeks.block(start="2026-11-02T10:00:00Z", person=BOB)
    assert "Untick those of others" in words_of(preview(weeks))


# ------------------------------------------------------------------ clocks
ONTO_A_CHANGE = [
    ("2026-03-22T01:30:00Z", date(2026, 3, 29), "2026-03-29T01:00:00Z", "clocks skip 2:30, so it begins at 3:00"),
    ("2026-10-18T00:30:00Z", date(2026, 10, 25), "2026-10-25T00:30:00Z", "this time comes twice; the first one"),
    ("2026-10-25T01:30:00Z", date(2026, 11, 1), "2026-11-01T01:30:00Z", ""),
    ("2026-03-23T08:00:00Z", date(2026, 3, 30), "2026-03-30T07:00:00Z", ""),
]


@pytest.mark.long
def test_onto_a_week_with_a_clock_change(weeks):
    wrong = []
    for source, target, made, words in ONTO_A_CHANGE:
        with collect_failures(wrong, source):
            weeks.clear()
            weeks.block(start=source, seconds=5400)
            shown = preview(weeks, source=target - timedelta(days=7), target=target)
            assert words in words_of(shown)
            copy(weeks, shown)
            assert made in starts(weeks)
    assert wrong == []


# ------------------------------------------------------------------ bad input and faults
def test_what_makes_no_sense_is_said_at_its_field(weeks):
    wrong = []
    for fields, words in (
        ({"target": MONDAY + timedelta(days=3)}, "This is where it is copied from"),
        ({"target": date(2150, 1, 1)}, "between 1970 and 2099"),
        ({"what": "month"}, "Select a valid choice"),
    ):
        with collect_failures(wrong, fields):
            answer = preview(weeks, **fields)
            assert answer.status_code == 422
            assert words in words_of(answer)
    assert wrong == []
    assert weeks.asked() == []


def test_a_spent_quota_keeps_what_was_ticked(weeks):
    shown = preview(weeks)
    weeks.sandbox.set_quota("alice", 7101, 0, resets_in=1800)
    answer = copy(weeks, shown, pick=picks(shown)[:1])
    assert answer.status_code == 422
    assert "used up until" in words_of(answer)
    assert len(re.findall(r'name="pick"[^>]* checked', answer.content.decode())) == 1
    assert len(starts(weeks)) == 2
    weeks.sandbox.set_quota("alice", 7101, 30)
    caches["ledger"].clear()  # as if the hour was over
    assert "1 block was copied" in words_of(copy(weeks, answer, pick=picks(answer)[:1]))


def test_where_no_answer_came_it_is_looked_at_before_it_is_sent_again(weeks):
    weeks.sandbox.fault(BULK, "reset_after")
    answer = copy(weeks, preview(weeks))
    assert "Nobody knows yet whether this was done" in words_of(answer)
    assert 'id="copy"' not in answer.content.decode()
    assert "2 are there already" in words_of(preview(weeks))


def test_a_vanished_task_is_found_and_left_out(weeks):
    weeks.sandbox.world.state.tasks[task_id(4)]["deleted_at"] = "2026-11-05T00:00:00Z"
    shown = preview(weeks)
    answer = copy(weeks, shown)
    assert answer.status_code == 422
    assert "Task does not exist" in words_of(answer)
    again = preview(weeks, check=1)
    assert "1 block is new. 1 has a task that Focus lists no longer" in words_of(again)
    assert "1 block was copied" in words_of(copy(weeks, again))


def test_not_connected_says_so(client_of, charlie):
    client = client_of(charlie)
    for path in ("/calendar/weeks/", "/calendar/copy/"):
        assert "Focus is not connected" in words_of(client.get(path))
    assert "Connect Focus" in words_of(client.get("/calendar/print/", follow=True))


# ------------------------------------------------------------------ templates
def keep(calendar, name="Usual week", on=MONDAY):
    return calendar.client.post("/calendar/weeks/keep/", {"name": name, "view": f"date={on}"}, follow=True)


def change(calendar, action, name="", pk=None):
    pk = pk or WeekTemplate.objects.get().pk
    return calendar.client.post(f"/calendar/weeks/{pk}/{action}/", {"name": name}, follow=True)


def lay(calendar, target):
    fields = {"template": WeekTemplate.objects.get().pk, "target": target.isoformat()}
    return calendar.client.get("/calendar/copy/", fields)


def test_a_week_is_kept_by_name_and_laid_onto_another(weeks):
    assert "“Usual week” is kept with 2 blocks" in words_of(keep(weeks))
    assert weeks.asked() == [STREAM]
    shown = lay(weeks, MONDAY + timedelta(days=17))
    assert "“Usual week” onto 16" in words_of(shown)
    assert weeks.asked() == [STREAM, TASKS]
    copy(weeks, shown)
    assert starts(weeks)[2:] == ["2026-11-16T08:00:00Z", "2026-11-18T12:30:00Z"]
    assert "Undone" in words_of(weeks.undo())


def test_a_template_knows_days_not_where_the_week_begins(weeks, berlin):
    keep(weeks)
    berlin.first_day_of_week = 0
    berlin.save()
    copy(weeks, lay(weeks, date(2026, 11, 18)))
    assert starts(weeks)[2:] == ["2026-11-16T08:00:00Z", "2026-11-18T12:30:00Z"]


def test_a_template_whose_task_vanished_lays_the_rest(weeks):
    keep(weeks)
    weeks.sandbox.world.state.tasks[task_id(4)]["deleted_at"] = "2026-11-05T00:00:00Z"
    shown = lay(weeks, MONDAY + timedelta(days=14))
    assert "1 block is new. 1 has a task that Focus lists no longer" in words_of(shown)
    copy(weeks, shown)
    assert starts(weeks)[2:] == ["2026-11-16T08:00:00Z"]


def test_what_turned_out_to_be_a_colleagues_is_not_laid(weeks):
    weeks.block(start="2026-11-05T08:00:00Z", person=BOB)
    assert "kept with 3 blocks" in words_of(keep(weeks))
    weeks.create(task=task_id(3), date="2026-11-02", start="15:00", end="16:00")  # now it is known who Alice is
    assert "2 blocks are new" in words_of(lay(weeks, MONDAY + timedelta(days=14)))


def test_a_template_wants_a_week(weeks):
    keep(weeks)
    answer = weeks.client.get("/calendar/copy/", {"template": WeekTemplate.objects.get().pk, "target": "soon"})
    assert answer.status_code == 422
    assert "Enter a valid date" in words_of(answer)
    assert 'name="template"' in answer.content.decode()


def test_a_template_is_laid_though_nobody_can_look_for_its_tasks(weeks):
    keep(weeks)
    weeks.get(date="2026-11-16")
    weeks.sandbox.fault("focus.list_tasks", "status", times=-1, status=500)
    shown = lay(weeks, MONDAY + timedelta(days=14))
    assert "nobody looked whether its tasks are still there" in words_of(shown)
    assert "2 blocks are new" in words_of(shown)


def test_it_is_renamed_deleted_and_brought_back(weeks):
    keep(weeks)
    assert "It is called “Sprint” now" in words_of(change(weeks, "rename", " Sprint  "))
    assert "“Sprint” is deleted" in words_of(change(weeks, "delete"))
    assert "No template yet" in words_of(weeks.client.get("/calendar/weeks/"))
    keep(weeks, "sprint")
    old = WeekTemplate.objects.exclude(deleted_at=None).get().pk
    assert "Another template has this name" in words_of(change(weeks, "bring-back", pk=old))
    new = WeekTemplate.objects.get(deleted_at=None).pk
    change(weeks, "rename", "Other", pk=new)
    assert "“Sprint” is back" in words_of(change(weeks, "bring-back", pk=old))


def test_a_bad_name_is_said_at_its_field(weeks):
    keep(weeks)
    for name, words in ((" ", "Give it a name"), ("USUAL WEEK", "Another template has this name")):
        answer = keep(weeks, name)
        assert answer.status_code == 422
        assert words in words_of(answer)
        assert WeekTemplate.objects.count() == 1


def test_an_empty_week_is_not_kept(weeks):
    assert "nothing to keep" in words_of(keep(weeks, on=date(2026, 9, 7)))


def test_templates_are_ones_own_and_go_with_their_owner(weeks, client_of, bob, berlin):
    keep(weeks)
    pk = WeekTemplate.objects.get().pk
    theirs = client_of(bob)
    assert "Usual week" not in words_of(theirs.get("/calendar/weeks/"))
    assert theirs.post(f"/calendar/weeks/{pk}/delete/").status_code == 404
    assert theirs.get("/calendar/copy/", {"template": pk, "target": "2026-11-16"}).status_code == 404
    berlin.delete()
    assert not WeekTemplate.objects.exists()


def test_what_was_deleted_long_ago_is_forgotten(weeks):
    keep(weeks)
    change(weeks, "delete")
    WeekTemplate.objects.update(deleted_at=timezone.now() - timedelta(days=31))
    assert "deleted" not in words_of(weeks.client.get("/calendar/weeks/"))
    keep(weeks)
    change(weeks, "delete", pk=WeekTemplate.objects.get(deleted_at=None).pk)
    assert WeekTemplate.objects.count() == 1


def test_the_page_of_weeks_costs_nothing(weeks):
    weeks.client.get("/calendar/weeks/", {"view": f"date={today()}"})
    assert weeks.asked() == []

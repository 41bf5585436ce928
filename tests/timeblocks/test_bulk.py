"""Several blocks at once, by forms: what it costs, what pauses it, what failed and why, and one Undo for the whole."""

from __future__ import annotations

import pytest

from dashboard.credentials.models import Connection
from dashboard.gateway.limits import quota_ledger
from dashboard.sandbox.people import BOB
from tests.failures import collect_failures
from tests.timeblocks.page_objects import at_today, form_of, today, words_of

MANY, DELETE, ARCHIVE = "focus.update_time_blocks", "focus.delete_time_blocks", "focus.archive_time_block"
BULK, GO = "/calendar/bulk/", "/calendar/bulk/go/"


class Several:
    """Some blocks of Alice's, an hour each, and a form that is about them."""

    def __init__(self, calendar, count):
        calendar.clear()
        self.calendar, self.sandbox = calendar, calendar.sandbox
        self.blocks = [calendar.block(task=n % 5 + 1, start=f"{8 + n % 10:02d}:00") for n in range(count)]
        calendar.get()
        calendar.asked()

    def do(self, action, blocks=None, **fields):
        ids = [block["id"] for block in (self.blocks if blocks is None else blocks)]
        return self.calendar.client.post(BULK, {"action": action, "block": ids, **fields}, follow=True)

    def go(self, do):
        return self.calendar.client.post(GO, {"do": do}, follow=True)

    def now(self):
        return [self.calendar.now(block) for block in self.blocks]

    def undo(self):
        step = self.calendar.client.get("/calendar/").context["undo"]
        return self.calendar.undo(step=step.name, sure=1)

    def new_hour(self, left=200):
        for connection in Connection.objects.all():
            quota_ledger.forget(connection.pk.hex)
        self.sandbox.set_quota("alice", 7101, left, resets_in=3600)


@pytest.fixture
def several(calendar):
    return lambda count=3: Several(calendar, count)


ONE_REQUEST = {
    "later": ({"by": 1, "unit": "days"}, MANY, lambda n, row: row["start"] == at_today(f"{8 + n:02d}:00", 1)),
    "earlier": ({"by": 2, "unit": "hours"}, MANY, lambda n, row: row["start"] == at_today(f"{6 + n:02d}:00")),
    "shift": ({"days": 1, "minutes": -15}, MANY, lambda n, row: row["start"] == at_today(f"{7 + n:02d}:45", 1)),
    "complete": ({}, MANY, lambda _n, row: row["completed_at"]),
    "delete": ({}, DELETE, lambda _n, row: row["deleted_at"]),
}


@pytest.mark.long
def test_it_is_one_request_for_all_and_one_undo(several):
    wrong = []
    for action, (fields, operation, done) in ONE_REQUEST.items():
        with collect_failures(wrong, action):
            at = several()
            was = [(row["start"], row["deleted_at"], row["completed_at"]) for row in at.now()]
            assert "3 blocks" in words_of(at.do(action, **fields))
            assert at.calendar.asked() == [operation]
            assert all(done(number, row) for number, row in enumerate(at.now()))
            assert "Undone" in words_of(at.undo())
            assert [(row["start"], row["deleted_at"], row["completed_at"]) for row in at.now()] == was
    assert wrong == []


@pytest.mark.long
def test_archiving_is_one_request_each_and_one_undo_and_redo(several):
    at = several(5)
    assert "5 blocks archived" in words_of(at.do("archive"))
    assert at.calendar.asked() == [ARCHIVE] * 5
    at.undo()
    assert not any(row["archived_at"] for row in at.now())
    redo = at.calendar.client.get("/calendar/").context["redo"]
    at.calendar.undo(step=redo.name, sure=1)
    assert all(row["archived_at"] for row in at.now())


def test_what_is_so_already_is_left_out(several):
    at = several()
    at.calendar.now(at.blocks[0])["completed_at"] = at_today("08:00")
    at.calendar.client.post("/calendar/refresh/", {"view": ""})
    at.do("complete")
    assert len(at.sandbox.requests(MANY)[0]["body"]) == 2


def test_more_than_twenty_are_asked_for_first(several):
    at = several(21)
    words = words_of(at.do("archive"))
    assert "Archiving: 21 blocks" in words
    assert "This takes 21 requests" in words
    assert at.calendar.asked() == []
    at.do("archive", sure=1)
    assert at.calendar.asked() == [ARCHIVE] * 21


def test_more_than_is_left_is_said_beforehand(several):
    at = several(7)
    at.new_hour(left=4)
    at.calendar.client.post("/calendar/refresh/", {"view": ""})
    assert "That is more than what is left" in words_of(at.do("archive"))


@pytest.mark.long
def test_the_end_of_the_quota_pauses_and_a_new_hour_resumes(several):
    at = several(6)
    at.new_hour(left=4)
    words = words_of(at.do("archive", sure=1))
    assert "Archiving: 4 of 6" in words
    assert "used up until" in words
    assert "Resume (2 requests)" in words
    assert "Archiving: 4 of 6" in words_of(at.calendar.get())
    at.new_hour()
    assert "6 blocks archived" in words_of(at.go("resume"))
    assert all(row["archived_at"] for row in at.now())
    at.undo()
    assert not any(row["archived_at"] for row in at.now())


def test_the_rest_can_be_left(several):
    at = several(6)
    at.new_hour(left=4)
    at.do("archive", sure=1)
    assert 'id="job"' not in at.go("drop").content.decode()


def test_what_is_refused_is_listed_with_its_reason_and_tried_again(several):
    at = several(4)
    at.sandbox.fault(ARCHIVE, "status", status=403, times=2)
    answer = at.do("archive")
    words = words_of(answer)
    assert "2 blocks need a look" in words
    assert "does not let you do this" in words
    assert "2 blocks archived" in words
    assert "Try again (2 requests)" in words
    assert "2 blocks archived" in words_of(at.go("retry"))
    assert all(row["archived_at"] for row in at.now())
    at.undo()
    assert not any(row["archived_at"] for row in at.now())


def test_a_bulk_that_is_refused_for_one_is_done_for_the_others(several):
    at = several(4)
    del at.sandbox.world.state.blocks[at.blocks[2]["id"]]
    words = words_of(at.do("complete"))
    assert "4 blocks need a look" in words
    assert "no longer there" in words
    words = words_of(at.go("halves"))
    assert "3 blocks completed" in words
    assert "1 block needs a look" in words
    assert len(at.sandbox.requests(MANY)) == 6
    at.undo()
    assert not any(at.calendar.now(block)["completed_at"] for block in at.blocks if block != at.blocks[2])


def test_somebody_elses_is_left_out_before_anything_is_sent(several):
    at = several(2)
    at.calendar.create(task=at.blocks[0]["task_id"], start="20:00", end="21:00")  # so that Alice's number is known
    theirs = at.calendar.block(start="15:00", person=BOB)
    at.calendar.client.post("/calendar/refresh/", {"view": ""})
    answer = at.do("complete", [*at.blocks, theirs])
    assert "2 blocks completed" in words_of(answer)
    assert "This block is not yours" in words_of(answer)
    assert "job-retry" not in answer.content.decode()


def test_an_answer_that_never_came_pauses_and_is_not_sent_again(several):
    at = several(4)
    at.sandbox.fault(ARCHIVE, "reset_after", times=1)
    words = words_of(at.do("archive"))
    assert "Nobody knows yet whether this was done" in words
    assert "Resume (3 requests)" in words
    at.go("resume")
    assert len(at.sandbox.requests(ARCHIVE)) == 4
    assert all(row["archived_at"] for row in at.now())


def test_an_outage_pauses(several):
    at = several(3)
    at.sandbox.fault(ARCHIVE, "close", times=-1)
    at.do("archive")
    at.sandbox.clear_faults()
    assert not any(row["archived_at"] for row in at.now()[1:])
    assert at.calendar.get().context["job"]["rest"]


def test_a_double_click_is_one_write(several):
    at = several()
    for _ in range(2):
        at.do("later", by=1, unit="days", idempotency_key="0123456789abcdef01234567")
    assert at.calendar.asked()[:1] == [MANY]
    assert at.now()[0]["start"] == at_today("08:00", 1)


def test_nonsense_moves_nothing(several):
    at = several()
    tried = ("", "x", "0", "999", "1" * 30)
    assert [by for by in tried if at.do("later", unit="days", by=by).status_code != 422] == []
    assert at.calendar.asked() == []


def test_nothing_chosen_and_no_action(several):
    at = several()
    assert "Choose the blocks first" in words_of(at.do("delete", []))
    assert "Choose the blocks first" in words_of(at.do("delete", [{"id": 77}]))
    assert at.do("explode").status_code == 404
    assert at.calendar.asked() == []


def test_a_day_over_a_change_of_the_clocks_keeps_the_time_on_the_wall(several):
    at = several(0)
    view = "date=2026-10-24"
    block = at.calendar.block(start="2026-10-24T07:00:00Z")
    at.calendar.client.get(f"/calendar/?{view}")
    at.do("later", [block], by=1, unit="days", view=view)
    assert at.calendar.now(block)["start"] == "2026-10-25T08:00:00Z"


def test_the_list_of_the_view_is_ticked_and_sent(several):
    at = several()
    page = at.calendar.client.get("/calendar/select/", {"view": f"view=day&date={today()}"})
    form = form_of(page, "choose-form")
    assert page.content.decode().count('type="checkbox"') == 3
    at.calendar.client.post(BULK, {**form, "block": at.blocks[1]["id"], "action": "delete"})
    assert [bool(row["deleted_at"]) for row in at.now()] == [False, True, False]
    assert at.calendar.asked() == [DELETE]


def test_a_list_of_a_day_has_its_blocks_alone(several):
    at = several()
    page = at.calendar.client.get("/calendar/select/", {"view": f"view=day&date={today(1)}"})
    assert "None of your blocks is in this view" in words_of(page)


def test_a_job_belongs_to_its_member(several, client_of, bob):
    at = several(6)
    at.new_hour(left=4)
    at.do("archive", sure=1)
    bob.timezone = "America/New_York"
    bob.save()
    assert client_of(bob).get("/calendar/").context["job"] is None


@pytest.mark.long
def test_an_undo_of_many_pauses_and_goes_on_too(several):
    at = several(6)
    at.do("delete")
    at.new_hour(left=4)
    assert "Undoing: 4 of 6" in words_of(at.undo())
    at.new_hour()
    at.go("resume")
    assert not any(row["deleted_at"] for row in at.now())

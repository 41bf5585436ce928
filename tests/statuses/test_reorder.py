"""Another order: as few requests as can be, compared afterwards, and nobody overwritten."""

from __future__ import annotations

from itertools import product

import pytest
from django.core.cache import caches
from django.db.models.signals import post_save

from dashboard.audit.models import Entry, Kind
from tests.statuses.page_objects import (
    ALL,
    DONE,
    PROGRESS,
    REVIEW,
    TODO,
    URL,
    WAITING,
    names_in,
    order,
    send,
    sent,
    text_of,
    undo,
    upstream_order,
)
from tests.sweeps import Wrong

UPDATE, LIST = "focus.update_status", "focus.list_statuses"
SEEN = ",".join(map(str, ALL))


@pytest.fixture
def opened(alices, focus):
    """Alice has the page open."""
    alices.get(URL)
    focus.clear_requests()
    return alices


def puts(focus):
    """What was sent: which status, to which position."""
    return [
        (int(one["path"].rpartition("/")[2]), one["body"]["position"])
        for one in focus.requests()
        if one["operation"] == UPDATE
    ]


def test_one_move_is_one_request_between_two_looks(opened, focus):
    page = order(opened, TODO, REVIEW, PROGRESS, WAITING, DONE, moved=(REVIEW,))
    assert sent(focus) == [LIST, UPDATE, LIST]
    assert puts(focus) == [(REVIEW, 2)]
    assert "👀 In review is saved, now 2 of 5." in text_of(page)
    assert names_in(page)[1] == "In review"


def test_a_burst_of_many_steps_is_one_request(opened, focus):
    order(opened, DONE, TODO, PROGRESS, REVIEW, WAITING, moved=(DONE,))
    assert puts(focus) == [(DONE, 1)]
    assert upstream_order(focus) == [DONE, TODO, PROGRESS, REVIEW, WAITING]


def test_name_and_emoji_stay_as_they_are(opened, focus):
    order(opened, TODO, REVIEW, PROGRESS, WAITING, DONE, moved=(REVIEW,))
    body = next(one["body"] for one in focus.requests() if one["operation"] == UPDATE)
    assert body == {"emoji": "👀", "name": "In review", "position": 2}


def test_an_order_that_stands_already_costs_one_look(opened, focus):
    page = order(opened, *ALL)
    assert sent(focus) == [LIST]
    assert "already so" in text_of(page)


@pytest.mark.long
def test_any_order_is_reached_however_positions_behave(opened, focus, anew):
    wrong = Wrong()
    orders = (DONE, WAITING, REVIEW, PROGRESS, TODO), (PROGRESS, TODO, REVIEW, DONE, WAITING)
    for wanted, shifts in product(orders, (True, False)):
        anew()
        focus.switch(status_shift=shifts)
        with wrong.about((wanted, shifts)):
            page = order(opened, *wanted, moved=wanted[:2])
            assert upstream_order(focus) == list(wanted)
            assert page.status_code == 200
    assert wrong == []


def test_where_nothing_shifts_that_is_learnt_once(opened, focus):
    focus.switch(status_shift=False)
    first = (TODO, REVIEW, PROGRESS, WAITING, DONE)
    order(opened, *first, moved=(REVIEW,))
    assert upstream_order(focus) == list(first)
    assert sent(focus).count(LIST) == 3
    focus.clear_requests()
    order(opened, *ALL, seen=first, moved=(REVIEW,))
    assert upstream_order(focus) == list(ALL)
    assert sent(focus).count(LIST) == 2


def test_what_was_learnt_is_unlearnt(opened, focus):
    focus.switch(status_shift=False)
    first = (TODO, REVIEW, PROGRESS, WAITING, DONE)
    order(opened, *first, moved=(REVIEW,))
    focus.switch(status_shift=True)
    order(opened, DONE, *first[:-1], seen=first, moved=(DONE,))
    assert upstream_order(focus) == [DONE, *first[:-1]]


def test_a_colleagues_order_is_shown_and_not_overwritten(opened, focus, elsewhere):
    elsewhere(UPDATE, {"emoji": "✅", "name": "Done", "position": 1}, status_id=DONE)
    page = order(opened, TODO, REVIEW, PROGRESS, WAITING, DONE, moved=(REVIEW,))
    assert page.status_code == 422
    assert sent(focus) == [LIST]
    assert "Somebody changed the order meanwhile, so nothing was sent." in text_of(page)
    assert names_in(page)[0] == "Done"
    assert "Put mine in place 2 requests, and 2 to look" in text_of(page)


def test_mine_can_be_put_in_place_after_looking(opened, focus, elsewhere):
    elsewhere(UPDATE, {"emoji": "✅", "name": "Done", "position": 1}, status_id=DONE)
    mine = (TODO, REVIEW, PROGRESS, WAITING, DONE)
    order(opened, *mine, moved=(REVIEW,))
    order(opened, *mine, seen=(DONE, TODO, PROGRESS, REVIEW, WAITING))
    assert upstream_order(focus) == list(mine)


@pytest.fixture
def when_moved():
    """Let something happen as soon as history holds that a move was made, before Tandem looks again."""
    actions = []

    def act(instance, **_):
        if instance.operation == UPDATE and instance.kind == Kind.WRITE_OUTCOME:
            actions.pop()()

    post_save.connect(act, sender=Entry)
    yield actions.append
    post_save.disconnect(act, sender=Entry)
    assert not actions, "it never happened"


def test_a_colleague_between_the_look_and_the_move_is_shown_too(opened, focus, when_moved):
    when_moved(lambda: focus.world.state.statuses[DONE].update(position=0))
    page = order(opened, TODO, REVIEW, PROGRESS, WAITING, DONE, moved=(REVIEW,))
    assert "Somebody else changed the order at the same time" in text_of(page)
    assert upstream_order(focus)[0] == DONE


def test_a_status_that_came_meanwhile_is_kept_in_mine(opened, elsewhere):
    elsewhere("focus.create_status", {"emoji": "🆕", "name": "New one", "position": 6})
    page = order(opened, TODO, REVIEW, PROGRESS, WAITING, DONE, moved=(REVIEW,))
    assert "✅ Done 🆕 New one" in text_of(page)


def test_a_quota_spent_midway_says_what_was_saved_and_retry_goes_on(opened, focus):
    wanted = (DONE, WAITING, REVIEW, TODO, PROGRESS)
    focus.set_quota("alice", 7101, 2, resets_in=1800, service="focus")
    page = order(opened, *wanted, moved=(DONE, WAITING, REVIEW))
    assert page.status_code == 422
    assert "Only a part of the order was saved." in text_of(page)
    assert "Moved: ✅ Done" in text_of(page)
    assert "Not moved yet:" in text_of(page)
    assert "Retry what is left" in text_of(page)
    focus.set_quota("alice", 7101, 200, resets_in=1800, service="focus")
    caches["ledger"].clear()
    seen = tuple(upstream_order(focus))
    order(opened, *wanted, seen=seen)
    assert upstream_order(focus) == list(wanted)


def test_a_built_in_one_that_refuses_is_learnt_and_the_others_go_around_it(opened, focus):
    focus.switch(default_status_update="refuse")
    page = order(opened, PROGRESS, TODO, REVIEW, WAITING, DONE, moved=(TODO,))
    assert "The order was not saved." in text_of(page)
    assert "Cannot update default status" in text_of(page)
    assert upstream_order(focus) == list(ALL)
    focus.clear_requests()
    order(opened, REVIEW, TODO, PROGRESS, WAITING, DONE, moved=(REVIEW,))
    assert puts(focus) == [(REVIEW, 1)]
    assert upstream_order(focus) == [REVIEW, TODO, PROGRESS, WAITING, DONE]


def test_an_order_that_only_locked_ones_could_make_is_refused_here(opened, focus):
    focus.switch(default_status_update="refuse")
    for wanted, moved in (((PROGRESS, TODO, REVIEW, WAITING, DONE), TODO), ((PROGRESS, TODO, *ALL[2:]), PROGRESS)):
        order(opened, *wanted, moved=(moved,))
    focus.clear_requests()
    page = order(opened, PROGRESS, TODO, REVIEW, WAITING, DONE, moved=(TODO,))
    assert sent(focus) == [LIST]
    assert "is built in, and Focus does not let it be moved" in text_of(page)


def test_no_answer_midway_is_said(opened, focus):
    focus.fault(UPDATE, "reset_after")
    page = order(opened, TODO, REVIEW, PROGRESS, WAITING, DONE, moved=(REVIEW,))
    assert "Nobody knows yet whether all of the order was saved." in text_of(page)


def test_when_the_second_look_fails_that_is_said(opened, focus, when_moved):
    when_moved(lambda: focus.fault(LIST, "status", status=500, times=-1))
    page = order(opened, TODO, REVIEW, PROGRESS, WAITING, DONE, moved=(REVIEW,))
    assert page.status_code == 422
    assert "could not be read again to compare" in text_of(page)
    assert names_in(page)[1] == "In review"


def test_each_move_is_in_history_with_its_old_place(opened, alice):
    order(opened, TODO, REVIEW, PROGRESS, WAITING, DONE, moved=(REVIEW,))
    entry = Entry.objects.get(actor_id=alice.pk, operation=UPDATE, kind="write.intent")
    assert entry.before["position"] == 3
    assert entry.after["position"] == 2


def test_undo_brings_the_order_back(opened, focus):
    page = order(opened, DONE, TODO, PROGRESS, REVIEW, WAITING, moved=(DONE,))
    undo(opened, page)
    assert upstream_order(focus) == list(ALL)


@pytest.mark.long
def test_undo_brings_back_an_order_of_many_moves_however_positions_behave(opened, focus, anew):
    wrong = Wrong()
    for shifts in (True, False):
        anew()
        focus.switch(status_shift=shifts)
        order(opened, TODO, REVIEW, PROGRESS, WAITING, DONE, moved=(REVIEW,))  # from now on it is known how they behave
        order(opened, *ALL, seen=(TODO, REVIEW, PROGRESS, WAITING, DONE), moved=(REVIEW,))
        with wrong.about(shifts):
            page = order(opened, WAITING, DONE, REVIEW, TODO, PROGRESS, moved=(WAITING, DONE, REVIEW))
            assert puts(focus)
            focus.clear_requests()
            undo(opened, page)
            assert upstream_order(focus) == list(ALL)
            assert sent(focus, LIST) == [LIST, LIST]
    assert wrong == []


def test_undo_of_an_order_leaves_what_somebody_moved_since(opened, focus, elsewhere):
    page = order(opened, DONE, TODO, PROGRESS, REVIEW, WAITING, moved=(DONE,))
    elsewhere(UPDATE, {"emoji": "✅", "name": "Done", "position": 3}, status_id=DONE)
    focus.clear_requests()
    assert "Somebody changed the order meanwhile, so nothing was sent." in text_of(undo(opened, page))
    assert sent(focus, UPDATE) == []


def test_undo_of_an_order_keeps_what_others_did_elsewhere_in_the_list(opened, focus, elsewhere):
    page = order(opened, DONE, TODO, PROGRESS, REVIEW, WAITING, moved=(DONE,))
    elsewhere("focus.create_status", {"emoji": "🆕", "name": "New one", "position": 6})
    undo(opened, page)
    assert upstream_order(focus)[:5] == list(ALL)


@pytest.mark.parametrize(("to", "names"), [("up", 1), ("down", 3)])
def test_the_buttons_work_without_scripts(opened, focus, to, names):
    page = send(opened, f"{REVIEW}/move/", seen=SEEN, to=to)
    assert names_in(page)[names] == "In review"
    assert sent(focus) == [LIST, UPDATE, LIST]


@pytest.mark.parametrize(("status_id", "to"), [(TODO, "up"), (DONE, "down")])
def test_at_an_end_there_is_nowhere_to_go(opened, focus, status_id, to):
    page = send(opened, f"{status_id}/move/", seen=SEEN, to=to)
    assert "already so" in text_of(page)
    assert sent(focus, UPDATE) == []


def test_to_a_position(opened, focus):
    page = send(opened, f"{REVIEW}/move/", seen=SEEN, position="5")
    assert names_in(page)[4] == "In review"


def test_a_position_that_is_none_costs_nothing(opened, focus):
    wrong = Wrong()
    for position in ("0", "6", "-1", "", "x", "2.5", "99999999999999999999"):
        with wrong.about(position):
            page = send(opened, f"{REVIEW}/move/", seen=SEEN, position=position)
            assert page.status_code == 422
            assert "Type a whole number from 1 to 5." in text_of(page)
            assert not focus.requests()
    assert wrong == []


def test_a_damaged_form_sends_nothing(opened, focus):
    wrong = Wrong()
    damaged = [("", ""), ("x", "x"), ("1,1", "1,1")]
    damaged += [(SEEN, wanted) for wanted in ("", "1,2,3", f"{SEEN},1", SEEN.replace("1", "9"))]
    for seen, wanted in damaged:
        with wrong.about((seen, wanted)):
            page = send(opened, "order/", seen=seen, wanted=wanted)
            assert "did not come back whole" in text_of(page)
            assert not sent(focus, UPDATE)
    assert wrong == []


def test_the_script_gets_the_part_with_the_new_order(opened):
    headers = {"HX-Request": "true", "HX-Target": "statuses"}
    data = {"seen": SEEN, "wanted": f"{TODO},{REVIEW},{PROGRESS},{WAITING},{DONE}", "moved": str(REVIEW), "query": ""}
    page = opened.post(f"{URL}order/", data, headers=headers)
    assert page.status_code == 200
    assert page.content.decode().lstrip().startswith('<div class="statuses')
    assert "now 2 of 5" in text_of(page)

"""Undo: nothing of anybody's is overwritten unseen, nothing is sent twice, and every end is told as it is."""

from __future__ import annotations

import threading
from uuid import uuid4

import pytest
from django.db import connection

from dashboard.audit import services as audit
from dashboard.audit.models import Entry
from dashboard.gateway import services as gateway
from dashboard.history import services
from tests.failures import collect_failures
from tests.history.writes import EXAMPLES, WORKS, begin_anew, blocks_of, living

UPDATE = "track.update_preferences"


@pytest.fixture
def saved(alice, sandbox):
    """Alice has seen her preferences and changed the date format from DD.MM.YYYY."""
    gateway.read_json(alice, "track.get_preferences")
    written = gateway.write(alice, UPDATE, {"date_format": "YYYY-MM-DD"})
    sandbox.clear_requests()
    return written.write_id


def sent(sandbox):
    return [row["operation"] for row in sandbox.requests()]


def elsewhere(sandbox, **values):
    """Somebody changes Alice's preferences in another app."""
    with sandbox.world.lock:
        sandbox.world.state.accounts["alice"].preferences["all"].update(values)


def grown_old():
    """Make every cached response too old to compare with."""
    from django.core.cache import caches

    caches["kept"].clear()


def test_what_is_fresh_costs_one_request(alice, sandbox, saved):
    undone = services.undo(alice, saved)
    assert (undone.outcome, undone.cost) == ("done", 1)
    assert sent(sandbox) == [UPDATE]
    assert sandbox.requests()[0]["body"] == {"date_format": "DD.MM.YYYY"}


def test_what_is_old_is_looked_at_first(alice, sandbox, saved):
    grown_old()
    assert services.undo(alice, saved).outcome == "done"
    assert sent(sandbox) == ["track.get_preferences", UPDATE]


def test_what_somebody_changed_since_is_shown_and_not_overwritten(alice, sandbox, saved):
    elsewhere(sandbox, date_format="MM/DD/YYYY")
    grown_old()
    undone = services.undo(alice, saved)
    assert undone.outcome == "conflict"
    (difference,) = undone.comparison.differences
    assert (difference.field, difference.before, difference.written, difference.now) == (
        "date_format", "DD.MM.YYYY", "YYYY-MM-DD", "MM/DD/YYYY",
    )  # fmt: skip
    assert sent(sandbox) == ["track.get_preferences"]


def test_once_seen_it_is_undone_all_the_same_and_that_can_be_undone_too(alice, sandbox, saved):
    elsewhere(sandbox, date_format="MM/DD/YYYY")
    grown_old()
    services.undo(alice, saved)
    undone = services.undo(alice, saved, confirmed=True)
    assert undone.outcome == "done"
    services.undo(alice, undone.written[0].write_id)
    assert sandbox.requests()[-1]["body"] == {"date_format": "MM/DD/YYYY"}


def test_another_field_that_changed_is_no_conflict(alice, sandbox, saved):
    elsewhere(sandbox, timeofday_format="h:mm A")
    grown_old()
    assert services.undo(alice, saved).outcome == "done"


def test_what_is_as_before_already_is_left_alone(alice, sandbox, saved):
    elsewhere(sandbox, date_format="DD.MM.YYYY")
    grown_old()
    assert services.undo(alice, saved).outcome == "back"
    assert UPDATE not in sent(sandbox)


def test_where_nobody_can_look_nothing_is_undone_until_that_is_wanted(alice, sandbox, saved):
    grown_old()
    sandbox.fault("track.get_preferences", "status", times=-1, status=500)
    undone = services.undo(alice, saved)
    assert (undone.outcome, undone.problem.code) == ("blind", "server_failed")
    assert UPDATE not in sent(sandbox)
    assert services.undo(alice, saved, confirmed=True).outcome == "done"


def test_a_refused_undo_can_be_tried_again(alice, sandbox, saved):
    sandbox.fault(UPDATE, "status", status=429)
    assert services.undo(alice, saved).outcome == "refused"
    assert services.undo(alice, saved).outcome == "done"


def test_an_undo_without_an_answer_is_unknown_and_is_looked_at_before_it_is_sent_again(alice, sandbox, saved):
    sandbox.fault(UPDATE, "reset_after")
    undone = services.undo(alice, saved)
    assert undone.outcome == "unknown"
    assert services.undo(alice, saved).outcome == "back"
    assert sent(sandbox).count(UPDATE) == 1
    assert services.check(alice, undone.written[0].write_id).state == "as_written"
    assert services.undo(alice, saved).outcome == "already"


def test_an_undo_that_did_not_arrive_is_sent_again(alice, sandbox, saved):
    sandbox.fault(UPDATE, "reset_after", acts=False)
    services.undo(alice, saved)
    assert services.undo(alice, saved).outcome == "done"


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_a_double_click_is_one_undo(alice, sandbox, saved):
    sandbox.fault(UPDATE, "delay", seconds=0.3)
    outcomes = []

    def click():
        outcomes.append(services.undo(alice, saved).outcome)
        connection.close()

    threads = [threading.Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(outcomes) <= {"done", "already"}
    assert sent(sandbox).count(UPDATE) == 1


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_a_click_while_an_undo_is_on_its_way_is_the_same_undo(alice, sandbox, saved):
    sandbox.fault(UPDATE, "delay", seconds=0.3)

    def click():
        services.undo(alice, saved)
        connection.close()

    first = threading.Thread(target=click)
    first.start()
    sandbox.wait_for_requests(1, UPDATE)
    assert services.undo(alice, saved).outcome in {"done", "already"}
    first.join()
    assert sent(sandbox).count(UPDATE) == 1


def test_what_was_not_set_before_cannot_be_put_back_and_says_so(bob, sandbox):
    gateway.read_json(bob, "track.get_preferences")
    written = gateway.write(bob, UPDATE, {"pomodoro_focus_interval_in_minutes": 45})
    undone = services.undo(bob, written.write_id)
    assert undone.outcome == "impossible"
    assert "not set before" in undone.reason


def test_the_rest_is_put_back_and_what_stays_is_named(bob, sandbox):
    gateway.read_json(bob, "track.get_preferences")
    was = gateway.peek_json(bob, "track.get_preferences").data["date_format"]
    written = gateway.write(bob, UPDATE, {"pomodoro_focus_interval_in_minutes": 45, "date_format": "YYYY-MM-DD"})
    undone = services.undo(bob, written.write_id)
    assert undone.inverse.stays == ("pomodoro_focus_interval_in_minutes",)
    assert sandbox.requests(UPDATE)[-1]["body"] == {"date_format": was}


def test_what_nobody_had_seen_cannot_be_put_back(alice, sandbox):
    written = gateway.write(alice, UPDATE, {"date_format": "YYYY-MM-DD"})
    undone = services.undo(alice, written.write_id)
    assert "had not seen" in undone.reason
    assert undone.cost == 0


def test_a_password_is_never_kept_and_never_undone(alice, sandbox):
    gateway.read_json(alice, "track.get_me")
    change = {"password": "a-new-password", "current_password": "alice-upstream-password"}
    only = gateway.write(alice, "track.update_me", change)
    assert "never kept" in services.undo(alice, only.write_id).reason
    change |= {"password": "alice-upstream-password", "current_password": "a-new-password", "fullname": "A. Archer"}
    written = gateway.write(alice, "track.update_me", change)
    services.undo(alice, written.write_id)
    assert sandbox.requests("track.update_me")[-1]["body"] == {"fullname": "Alice Archer"}
    kept = str([(row.before, row.after, row.target) for row in Entry.objects.all()])
    assert "a-new-password" not in kept
    assert "upstream-password" not in kept


def test_a_refused_write_has_nothing_to_undo(alice, sandbox):
    sandbox.fault(UPDATE, "status", status=400, body='"Value in date_format is invalid"')
    written = gateway.write(alice, UPDATE, {"date_format": "YYYY-MM-DD"}, before={"date_format": "DD.MM.YYYY"})
    assert "did not happen" in services.undo(alice, written.write_id).reason


def test_what_is_unknown_is_checked_with_one_request_and_then_undone(alice, sandbox):
    gateway.read_json(alice, "track.get_preferences")
    sandbox.fault(UPDATE, "reset_after")
    written = gateway.write(alice, UPDATE, {"date_format": "YYYY-MM-DD"})
    assert "Check first" in services.undo(alice, written.write_id).reason
    sandbox.clear_requests()
    assert services.check(alice, written.write_id).state == "as_written"
    assert sent(sandbox) == ["track.get_preferences"]
    assert services.change_of(alice, written.write_id).result == "done"
    assert services.undo(alice, written.write_id).outcome == "done"


def test_what_did_not_arrive_is_noted_as_refused(alice, sandbox):
    gateway.read_json(alice, "track.get_preferences")
    sandbox.fault(UPDATE, "reset_after", acts=False)
    written = gateway.write(alice, UPDATE, {"date_format": "YYYY-MM-DD"})
    assert services.check(alice, written.write_id).state == "as_before"
    assert services.change_of(alice, written.write_id).result == "refused"


@pytest.mark.long
def test_a_switch_without_an_answer_is_checked_too(alice, sandbox):
    wrong = []
    for name in ("focus.delete_time_block", "focus.archive_time_block", "focus.delete_status"):
        for acts, state in ((True, "as_written"), (False, "as_before")):
            with collect_failures(wrong, (name, acts)):
                begin_anew(sandbox)
                params, body = EXAMPLES[name][0](alice)
                sandbox.fault(name, "reset_after", acts=acts)
                written = gateway.write(alice, name, body, **params)
                assert services.check(alice, written.write_id).state == state
    assert wrong == []


def test_a_part_that_was_refused_is_tried_again(alice, sandbox):
    before = living(sandbox)
    ids = [row["id"] for row in blocks_of(alice)[:3]]
    written = gateway.write(alice, "focus.delete_time_blocks", **WORKS, ids=ids)
    sandbox.fault("focus.restore_time_block", "status", status=403, body='{"error": "forbidden"}')
    assert services.undo(alice, written.write_id).outcome == "refused"
    assert services.undo(alice, written.write_id).outcome == "done"
    assert living(sandbox) == before
    assert services.undo(alice, written.write_id).outcome == "already"


def test_a_part_that_failed_in_the_middle_is_undone_later(alice, sandbox):
    before = living(sandbox)
    ids = [row["id"] for row in blocks_of(alice)[:3]]
    written = gateway.write(alice, "focus.delete_time_blocks", **WORKS, ids=ids)
    sandbox.set_quota("alice", 7101, remaining=1, resets_in=600)
    sandbox.clear_requests()
    first = services.undo(alice, written.write_id)
    assert first.outcome == "partly"
    sandbox.set_quota("alice", 7101, remaining=100, resets_in=600)
    grown_new()
    assert services.undo(alice, written.write_id).outcome == "done"
    assert living(sandbox) == before


def grown_new():
    """Let the ledger learn anew what is left."""
    from django.core.cache import caches

    for name in caches.settings:
        if name != "kept":
            caches[name].clear()


def test_blocks_made_together_are_looked_for_and_taken_back(alice, sandbox):
    before = living(sandbox)
    params, body = EXAMPLES["focus.create_time_blocks"][0](alice)
    written = gateway.write(alice, "focus.create_time_blocks", body, **params)
    grown_old()
    sandbox.clear_requests()
    assert services.undo(alice, written.write_id).outcome == "done"
    assert sent(sandbox)[0] == "focus.list_time_blocks"
    assert living(sandbox) == before


def test_blocks_made_together_that_are_gone_need_no_undo(alice, sandbox):
    params, body = EXAMPLES["focus.create_time_blocks"][0](alice)
    written = gateway.write(alice, "focus.create_time_blocks", body, **params)
    with sandbox.world.lock:
        for block in written.data:
            sandbox.world.state.blocks[block["id"]]["deleted_at"] = "2031-01-01T00:00:00Z"
    grown_old()
    assert services.undo(alice, written.write_id).outcome == "back"


def test_a_block_that_a_colleague_moved_since_is_a_conflict(alice, sandbox):
    params, body = EXAMPLES["focus.update_time_block"][0](alice)
    written = gateway.write(alice, "focus.update_time_block", body, **params)
    with sandbox.world.lock:
        sandbox.world.state.blocks[params["time_block_id"]]["start"] = "2031-01-01T00:00:00Z"
    grown_old()
    undone = services.undo(alice, written.write_id)
    assert undone.outcome == "conflict"
    assert [one.field for one in undone.comparison.differences] == ["start"]


def test_a_made_block_that_is_gone_needs_no_undo(alice, sandbox):
    params, body = EXAMPLES["focus.create_time_block"][0](alice)
    written = gateway.write(alice, "focus.create_time_block", body, **params)
    with sandbox.world.lock:
        sandbox.world.state.blocks[written.data["id"]]["deleted_at"] = "2031-01-01T00:00:00Z"
    grown_old()
    assert services.undo(alice, written.write_id).outcome == "back"


def test_a_changed_block_that_is_gone_is_said(alice, sandbox):
    params, body = EXAMPLES["focus.update_time_block"][0](alice)
    written = gateway.write(alice, "focus.update_time_block", body, **params)
    with sandbox.world.lock:
        sandbox.world.state.blocks[params["time_block_id"]]["deleted_at"] = "2031-01-01T00:00:00Z"
    grown_old()
    undone = services.undo(alice, written.write_id)
    assert (undone.outcome, undone.comparison.state) == ("conflict", "gone")


def test_nobody_undoes_what_somebody_else_did(alice, bob, sandbox, saved):
    with pytest.raises(services.NoSuchChange):
        services.undo(bob, saved)
    with pytest.raises(services.NoSuchChange):
        services.undo(alice, uuid4())


def test_an_undo_names_what_it_took_back(alice, sandbox, saved):
    undone = services.undo(alice, saved)
    change = services.change_of(alice, undone.written[0].write_id)
    assert change.entry.undoes == saved
    assert services.change_of(alice, saved).undone_by[0].write_id == undone.written[0].write_id
    assert [row.write_id for row in audit.attempts_to_undo(saved)] == [undone.written[0].write_id]


def test_a_disconnected_service_stops_an_undo_in_words(alice, sandbox, saved):
    from dashboard.credentials import services as credentials

    credentials.disconnect(credentials.connection_of(alice, "track"))
    undone = services.undo(alice, saved)
    assert (undone.outcome, undone.problem.code) == ("blind", "not_connected")

"""Quotas by the hour, the pace by the second, and a clock that is moved instead of waited for."""

import pytest

from dashboard.sandbox.people import ALICE, NORTHWIND, STUDIO

pytestmark = pytest.mark.usefixtures("still")

SENTENCE = "You have hit your hourly limit for API calls. The quota will reset in {} seconds."


def test_every_answer_says_what_is_left_and_for_how_long(alice):
    first, second = alice.call("track.get_logged"), alice.call("track.get_logged")
    assert (first.left, second.left, first.resets_in) == (29, 28, 3600)


def test_refusals_count_and_say_so_too(alice):
    got = alice.send("POST", "/api/v9/me/preferences", {"date_format": "?"})
    assert (got.status, got.left) == (400, 29)


def test_a_spent_bucket_is_402_with_its_sentence(alice, sandbox):
    sandbox.set_quota("alice", "me", 1, resets_in=133)
    assert alice.call("track.get_logged").status == 200
    got = alice.call("track.get_logged")
    assert (got.status, got.data, got.left) == (402, SENTENCE.format(133), 0)
    sandbox.switch(quota_body="text")
    assert alice.call("track.get_logged").raw.decode() == SENTENCE.format(133)


def test_a_spent_bucket_of_focus_is_402_with_an_object(alice, sandbox):
    sandbox.set_quota("alice", NORTHWIND, 0, resets_in=60)
    got = alice.call("focus.list_statuses")
    assert (got.status, got.data["error_description"]) == (402, SENTENCE.format(60))
    assert alice.call("focus.get_settings").status == 200


def test_a_spent_bucket_changes_nothing(alice, sandbox):
    sandbox.set_quota("alice", "me", 0)
    assert alice.call("track.update_me", {"fullname": "Nobody"}).status == 402
    sandbox.advance(3600)
    assert alice.call("track.get_me").data["fullname"] == ALICE.fullname


def test_the_window_opens_with_the_first_request_and_resets_whole(alice, sandbox):
    sandbox.advance(10_000)
    alice.call("track.get_logged")
    sandbox.advance(3599)
    got = alice.call("track.get_logged")
    assert (got.left, got.resets_in) == (28, 1)
    sandbox.advance(1.5)
    got = alice.call("track.get_logged")
    assert (got.left, got.resets_in) == (29, 3600)


def test_the_plan_decides_an_organisations_quota_and_not_the_persons(alice, sandbox):
    for plan, total in (("free", 30), ("starter", 240), ("premium", 600), ("enterprise", 1200)):
        sandbox.reset()
        sandbox.set_plan(NORTHWIND, plan)
        assert alice.call("track.get_workspace_preferences").left == total - 1, plan
        assert alice.call("focus.list_statuses").left == total - 1, plan
        assert alice.call("track.get_logged").left == 29, plan


def test_people_and_services_have_buckets_of_their_own(alice, bob, sandbox):
    alice.call("focus.list_statuses")
    assert bob.call("focus.list_statuses").left == 239
    assert alice.call("track.get_workspace_preferences").left == 239
    sandbox.switch(shared_quota=True)
    alice.call("focus.list_statuses")
    assert alice.call("track.get_workspace_preferences").left == 238


def test_without_enforcement_what_is_left_goes_below_nothing(alice, sandbox):
    sandbox.switch(enforce_quota=False)
    sandbox.set_quota("alice", "me", 0)
    assert alice.call("track.get_logged").left == -1
    assert alice.call("track.get_quota").data[0]["remaining"] == -2


def test_whether_asking_for_the_quota_costs_is_a_switch(alice, sandbox):
    assert alice.call("track.get_quota").left == 29
    sandbox.switch(quota_call_costs=False)
    assert alice.call("track.get_quota").left == 29


def test_one_a_second_is_kept_after_a_small_burst(alice, bob, sandbox):
    sandbox.set_pace(True)
    statuses = [alice.call("track.get_logged").status for _ in range(6)]
    assert statuses == [200] * 5 + [429]
    assert bob.call("track.get_logged").status == 200
    sandbox.advance(1)
    assert [alice.call("track.get_logged").status for _ in range(2)] == [200, 429]


def test_too_fast_costs_no_quota_and_may_say_when_to_come_back(alice, sandbox):
    sandbox.set_pace(True)
    sandbox.switch(burst=1, retry_after=True)
    left = alice.call("track.get_logged").left
    got = alice.call("track.get_logged")
    assert (got.status, got.left, got.headers["Retry-After"]) == (429, left, "1")


def test_focus_keeps_a_pace_only_by_switch(alice, sandbox):
    sandbox.set_pace(True)
    sandbox.switch(burst=1)
    assert [alice.call("focus.get_settings").status for _ in range(3)] == [200] * 3
    sandbox.switch(focus_pace=True)
    assert [alice.call("focus.get_settings").status for _ in range(3)] == [200, 429, 429]


def test_a_foreign_workspace_costs_the_bucket_of_its_organisation(charlie):
    assert charlie.call("focus.list_statuses", workspace_id=STUDIO).left == 239
    assert charlie.call("focus.list_statuses").left == 29

"""Reading through the gateway: what a read costs, and what is shown when upstream cannot be asked."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from django.core.cache import caches
from django.db import connection

from dashboard.credentials import services as credentials
from dashboard.gateway import services as gateway
from dashboard.gateway.cache import response_cache
from dashboard.gateway.response_scrubber import ResponseScrubber
from dashboard.sandbox.people import LAB, NORTHWIND, STUDIO
from dashboard.upstream.contract import ContractError, operation
from dashboard.upstream.errors import (
    CannotConnect,
    ConnectionLatched,
    CredentialRefused,
    Forbidden,
    NotConnected,
    QuotaReserved,
    QuotaSpent,
    ServerFailed,
    Throttled,
    TimedOut,
)

PREFERENCES = "track.get_preferences"


def test_a_second_read_costs_nothing(alice, sandbox):
    assert [gateway.read_json(alice, PREFERENCES).cost for _ in range(2)] == [1, 0]
    assert len(sandbox.requests()) == 1


def test_what_upstream_has_just_said_is_not_stale(alice, sandbox):
    assert [gateway.read_json(alice, "track.get_me").is_stale for _ in range(2)] == [False, False]


def test_a_read_waits_while_another_process_makes_the_same_call(alice, sandbox):
    name = response_cache.key(credentials.connection_of(alice, "track"), operation(PREFERENCES), {})
    caches["ledger"].set(f"flight:{name}", 1, 0.2)  # seconds
    assert gateway.read_json(alice, PREFERENCES).cost == 1


def test_the_last_good_copy_is_kept_for_a_week(alice, sandbox):
    import time_machine

    with time_machine.travel("2026-11-21 10:00Z", tick=False) as clock:
        gateway.read_json(alice, PREFERENCES)
        clock.shift(7 * 24 * 3600 - 60)
        assert gateway.peek_json(alice, PREFERENCES)


def test_only_the_members_own_workspace_shares_the_account_of_its_organisation(alice, sandbox):
    for workspace in (STUDIO, LAB):
        gateway.read_json(alice, "track.get_workspace_preferences", workspace_id=workspace)
    assert [one.bucket for one in gateway.meter(alice)["track"]] == [f"organization.{NORTHWIND}", f"workspace.{LAB}"]


def test_an_eleventh_unsaved_key_in_ten_minutes_is_not_tried(alice, sandbox):
    key = credentials.authorization(credentials.connection_of(alice, "track"))
    for _ in range(10):
        gateway.probe(alice, key)
    with pytest.raises(Throttled):
        gateway.probe(alice, key)
    assert len(sandbox.requests()) == 10


def test_a_refresh_asks_again(alice, sandbox):
    gateway.read_json(alice, PREFERENCES)
    assert gateway.read_json(alice, PREFERENCES, refresh=True).cost == 1


def test_a_copy_grows_old(alice, sandbox, settings):
    import time_machine

    with time_machine.travel("2026-11-21 10:00Z", tick=False) as clock:
        gateway.read_json(alice, PREFERENCES)
        clock.shift(601)
        assert gateway.read_json(alice, PREFERENCES).cost == 1


def test_secrets_of_an_answer_are_never_kept(alice, sandbox):
    data = gateway.read_json(alice, "track.get_me").data
    assert not {"api_token", "intercom_hash"} & data.keys()


def test_an_answer_that_is_nothing_but_the_key_is_covered():
    assert "a11ce0a11ce0" not in ResponseScrubber("a11ce0a11ce0a11ce0a11ce0a11ce0a1").scrub(
        "a11ce0a11ce0a11ce0a11ce0a11ce0a1"
    )


def test_secrets_inside_lists_are_removed(alice, sandbox):
    assert not any(
        {"api_token", "ical_url"} & row.keys() for row in gateway.read_json(alice, "track.list_workspaces").data
    )


def test_bob_never_sees_the_copy_of_alice(alice, bob, sandbox):
    gateway.read_json(alice, "track.get_me")
    assert gateway.read_json(bob, "track.get_me").data["email"] == "bob@example.com"


def test_charlie_is_not_connected(charlie, sandbox):
    with pytest.raises(NotConnected):
        gateway.read_json(charlie, PREFERENCES)
    assert not sandbox.requests()


def test_an_unknown_parameter_is_refused_before_anything_is_sent(alice, sandbox):
    with pytest.raises(ContractError):
        gateway.read_json(alice, "track.get_client_preferences", client="web", colour="red")
    assert not sandbox.requests()


def test_a_spent_quota_names_its_reset_and_shows_the_copy(alice, sandbox):
    gateway.read_json(alice, PREFERENCES)
    sandbox.set_quota("alice", "me", remaining=0, resets_in=600)
    answer = gateway.read_json(alice, PREFERENCES, refresh=True)
    assert isinstance(answer.problem, QuotaSpent)
    assert answer.problem.resets_at is not None


def test_after_a_402_nothing_is_sent_until_the_reset(alice, sandbox):
    gateway.read_json(alice, PREFERENCES)
    sandbox.set_quota("alice", "me", remaining=0, resets_in=600)
    gateway.read_json(alice, PREFERENCES, refresh=True)
    sandbox.clear_requests()
    assert isinstance(gateway.read_json(alice, PREFERENCES, refresh=True).problem, QuotaReserved)
    assert not sandbox.requests()


def test_the_last_five_requests_are_kept_for_writes(alice, sandbox):
    sandbox.set_quota("alice", "me", remaining=6, resets_in=600)
    gateway.read_json(alice, PREFERENCES)
    with pytest.raises(QuotaReserved):
        gateway.read_json(alice, "track.get_me")
    assert gateway.write(alice, "track.update_preferences", {"date_format": "YYYY-MM-DD"}).is_done


def test_a_read_is_asked_once_more_after_a_502(alice, sandbox):
    sandbox.fault(PREFERENCES, "status", times=1, status=502)
    assert gateway.read_json(alice, PREFERENCES).data
    assert len(sandbox.requests()) == 2


def test_a_read_is_asked_at_most_twice(alice, sandbox):
    sandbox.fault(PREFERENCES, "status", times=-1, status=502)
    with pytest.raises(ServerFailed):
        gateway.read_json(alice, PREFERENCES)
    assert len(sandbox.requests()) == 2


def test_a_refused_key_is_confirmed_once_and_then_left_alone(alice, sandbox):
    sandbox.fault("track.*", "status", times=-1, status=403)
    with pytest.raises(CredentialRefused):
        gateway.read_json(alice, PREFERENCES)
    assert [request["operation"] for request in sandbox.requests()] == [PREFERENCES, "track.get_logged"]
    with pytest.raises(ConnectionLatched):
        gateway.read_json(alice, PREFERENCES)
    assert len(sandbox.requests()) == 2


def test_a_forbidden_operation_does_not_make_the_key_a_refused_one(alice, sandbox):
    sandbox.fault(PREFERENCES, "status", times=-1, status=403)
    with pytest.raises(Forbidden):
        gateway.read_json(alice, PREFERENCES)
    assert gateway.read_json(alice, "track.get_me").data


def test_a_refused_key_of_focus_is_believed_at_once(alice, sandbox):
    sandbox.fault("focus.get_settings", "status", times=1, status=401)
    with pytest.raises(CredentialRefused):
        gateway.read_json(alice, "focus.get_settings")


def test_nobody_listening_is_said_so(alice, sandbox, settings):
    settings.UPSTREAM_URLS = {"track": "http://127.0.0.1:9", "focus": "http://127.0.0.1:9"}
    with pytest.raises(CannotConnect):
        gateway.read_json(alice, PREFERENCES)


@pytest.mark.long
def test_a_slow_upstream_is_given_up(alice, sandbox, settings):
    settings.UPSTREAM_TIME_SCALE = 0.05
    sandbox.fault(PREFERENCES, "delay", times=-1, seconds=30)
    with pytest.raises(TimedOut):
        gateway.read_json(alice, PREFERENCES)


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_fifty_reads_at_once_are_one_call(alice, sandbox):
    sandbox.fault(PREFERENCES, "delay", times=1, seconds=0.2)

    def read(_number: int) -> int:
        with closing(connection):
            return gateway.read_json(alice, PREFERENCES).cost

    with ThreadPoolExecutor(50) as threads:
        costs = list(threads.map(read, range(50)))
    assert len(costs) == 50
    assert len(sandbox.requests()) == 1


def test_a_member_learns_their_zone_without_a_request_of_its_own(alice, sandbox):
    gateway.read_json(alice, "track.get_me")
    alice.refresh_from_db()
    assert alice.timezone == "Europe/Berlin"


def test_peeking_never_asks_upstream(alice, sandbox):
    assert gateway.peek_json(alice, PREFERENCES) is None
    assert not sandbox.requests()

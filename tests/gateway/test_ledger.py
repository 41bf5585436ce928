"""The ledger never lets more be sent than the headers allow, whatever overtakes what."""

from __future__ import annotations

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.gateway.limits import quota_ledger
from dashboard.upstream.errors import PaceExceeded, QuotaReserved
from dashboard.upstream.quota import Quota
from tests.clock import held_clock

HOUR = 3600


pytestmark = pytest.mark.usefixtures("clean")


def send(bucket: str = "me", *, remaining: int | None = None, resets_in: int = HOUR, for_write: bool = False) -> None:
    ticket = quota_ledger.acquire("alice", bucket, for_write=for_write)
    quota_ledger.settle_response(ticket, None if remaining is None else Quota(remaining, resets_in))


def level(bucket: str = "me") -> quota_ledger.Level:
    return next(level for level in quota_ledger.levels("alice") if level.bucket == bucket)


def test_what_a_header_says_is_left_is_shown():
    send(remaining=17)
    assert level().remaining == 17


def test_an_older_answer_that_comes_late_does_not_raise_what_is_left():
    first, second = (quota_ledger.acquire("alice", "me", for_write=False) for _ in range(2))
    quota_ledger.settle_response(second, Quota(8, HOUR))
    quota_ledger.settle_response(first, Quota(9, HOUR))
    assert level().remaining == 8


def test_what_is_under_way_counts_as_spent():
    send(remaining=6)
    quota_ledger.acquire("alice", "me", for_write=False)
    with pytest.raises(QuotaReserved):
        quota_ledger.acquire("alice", "me", for_write=False)


def test_thirty_an_hour_are_assumed_until_a_header_speaks():
    for _ in range(25):
        send()
    with pytest.raises(QuotaReserved):
        send()


def test_a_meter_never_shows_less_than_nothing():
    send(remaining=2)
    first, _second = (quota_ledger.acquire("alice", "me", for_write=True) for _ in range(2))
    quota_ledger.settle_response(first, Quota(0, HOUR))
    assert level().remaining == 0


def test_the_last_five_are_kept_for_writes():
    send(remaining=5)
    with pytest.raises(QuotaReserved):
        send()
    send(for_write=True)


def test_a_402_stops_the_bucket_until_its_reset():
    with time_machine.travel("2026-11-21 10:00:00Z", tick=False) as clock:
        ticket = quota_ledger.acquire("alice", "me", for_write=True)
        quota_ledger.settle_response(ticket, Quota(0, 600), spent=True)
        with pytest.raises(QuotaReserved) as refusal:
            send(for_write=True)
        assert f"{refusal.value.resets_at:%H:%M}" == "10:10"
        clock.shift(601)
        send(for_write=True)


def test_buckets_do_not_touch_one_another():
    send("me", remaining=0)
    send("organization.1", remaining=20)


def test_a_new_window_may_have_more_left():
    with time_machine.travel("2026-11-21 10:00:00Z", tick=False) as clock:
        send(remaining=6, resets_in=60)
        clock.shift(61)
        send(remaining=29)
        assert level().remaining == 29


def test_a_clock_put_back_does_not_stop_a_bucket_for_good():
    with time_machine.travel("2026-11-21 10:00:00Z", tick=False) as clock:
        send(remaining=0)
        clock.move_to("2026-11-20 10:00:00Z")
        send(remaining=20)


def test_a_ticket_given_back_unused_costs_nothing():
    send(remaining=10)
    quota_ledger.release(quota_ledger.acquire("alice", "me", for_write=False))
    assert level().remaining == 10


def test_a_call_that_died_with_its_process_is_given_up():
    with time_machine.travel("2026-11-21 10:00:00Z", tick=False) as clock:
        send(remaining=6)
        quota_ledger.acquire("alice", "me", for_write=False)
        clock.shift(quota_ledger.FLIGHT_LASTS + 1)
        send()


def test_at_most_two_wait_for_the_pace(settings):
    settings.UPSTREAM_PACE_SCALE = 1
    waited = []
    with time_machine.travel("2026-11-21 10:00:00Z", tick=False), held_clock() as clock:
        for _ in range(3):
            before = clock.elapsed
            quota_ledger.acquire("alice", "me", for_write=False)
            waited.append(clock.elapsed - before)
        with pytest.raises(PaceExceeded) as refusal:
            quota_ledger.acquire("alice", "me", for_write=False)
    assert waited == [0, 1, 2]
    assert refusal.value.retry_after == 3


def test_what_waited_is_under_way_from_its_own_turn_on(settings):
    settings.UPSTREAM_PACE_SCALE = 1
    with time_machine.travel("2026-11-21 10:00:00Z", tick=False) as today, held_clock():
        for _ in range(3):
            quota_ledger.acquire("alice", "me", for_write=False)
        today.shift(quota_ledger.FLIGHT_LASTS + 1.5)  # the first two began longer ago than a call lasts
        assert level().remaining == quota_ledger.SMALLEST_PLAN - 1


def test_a_clock_put_back_by_a_second_stops_nobody(settings):
    settings.UPSTREAM_PACE_SCALE = 1
    with time_machine.travel("2026-11-21 10:00:00Z", tick=False) as today, held_clock():
        for _ in range(3):
            quota_ledger.acquire("alice", "me", for_write=False)
        today.shift(-1)
        quota_ledger.acquire("alice", "me", for_write=False)


def test_the_pace_is_over_after_a_second(settings):
    settings.UPSTREAM_PACE_SCALE = 1
    with time_machine.travel("2026-11-21 10:00:00Z", tick=False) as today, held_clock() as clock:
        for _ in range(5):
            quota_ledger.acquire("alice", "me", for_write=False)
            today.shift(1)
    assert clock.elapsed == 0


def test_one_member_does_not_wait_for_another(settings):
    settings.UPSTREAM_PACE_SCALE = 1
    with time_machine.travel("2026-11-21 10:00:00Z", tick=False), held_clock() as clock:
        quota_ledger.acquire("alice", "me", for_write=False)
        quota_ledger.acquire("bob", "me", for_write=False)
    assert clock.elapsed == 0


class Upstream:
    """Counts like Toggl: a window that opens with its first request."""

    def __init__(self, limit: int) -> None:
        self.limit, self.used = limit, 0

    def answer(self) -> Quota:
        self.used += 1
        return Quota(max(self.limit - self.used, 0), HOUR)


@pytest.mark.long
@settings(max_examples=300)
@given(
    limit=st.integers(1, 40),
    steps=st.lists(st.tuples(st.sampled_from(["read", "write", "answer"]), st.integers(0, 30)), max_size=90),
)
def test_never_more_is_sent_than_the_headers_allow(limit: int, steps: list[tuple[str, int]]):
    """Calls start and end in any order; upstream counts a call when it arrives, its answer comes any time later."""
    quota_ledger.forget("alice")
    upstream, flying = Upstream(limit), []
    flying.append((quota_ledger.acquire("alice", "me", for_write=True), upstream.answer()))
    heard = False
    for step, position in steps:
        if step == "answer" and flying:
            ticket, quota = flying.pop(position % len(flying))
            quota_ledger.settle_response(ticket, quota)
            heard = True
        elif step != "answer" and (heard or not flying):
            try:
                flying.append((quota_ledger.acquire("alice", "me", for_write=step == "write"), upstream.answer()))
            except QuotaReserved:
                continue
    assert upstream.used <= max(limit, 1)


def test_a_402_knows_the_reset_better_than_what_was_heard_before():
    with time_machine.travel("2026-11-21 10:00:00Z", tick=False):
        send(remaining=20, resets_in=3000)
        quota_ledger.settle_response(quota_ledger.acquire("alice", "me", for_write=True), Quota(0, 600), spent=True)
        assert f"{level().resets_at:%H:%M}" == "10:10"

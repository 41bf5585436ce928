"""A hostile upstream: it is left alone after a while, costs a bounded time, and takes nobody's last thread."""

from __future__ import annotations

import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client

from dashboard.gateway import services as gateway
from dashboard.gateway.limits.circuit_breaker import FAILURES, OPEN_FOR
from dashboard.upstream.errors import BreakerOpen, TimedOut, UpstreamError
from tests.clock import held_clock
from tests.served import served
from tests.sweeps import afresh, sweep

READ, WRITE = "track.get_preferences", "track.update_preferences"
CHANGE = {"date_format": "DD.MM.YYYY"}
FAULTS = {
    "status": {"status": 503}, "delay": {"seconds": 30}, "drip_headers": {}, "drip_body": {}, "reset_before": {},
    "reset_after": {}, "redirect": {"location": "http://127.0.0.1:9/"}, "oversized": {}, "bomb": {}, "half": {},
    "garbage": {}, "html": {}, "empty": {}, "close": {},
}  # fmt: skip
WAITING = {"delay", "drip_headers", "drip_body"}  # the call ends by its deadline, and that is made short for them
SURE = {"drip_body", "empty"}  # a head that says yes is all that this write needs


def fail(user, sandbox, times: int) -> None:
    sandbox.fault(READ, "status", times=times, status=500)
    for _ in range(times):
        with pytest.raises(UpstreamError):
            gateway.read_json(user, READ)


# ------------------------------------------------------------------ the breaker
def test_an_upstream_that_fails_repeatedly_is_left_alone(alice, sandbox):
    fail(alice, sandbox, FAILURES)
    sandbox.clear_requests()
    with pytest.raises(BreakerOpen):
        gateway.read_json(alice, READ)
    assert gateway.write(alice, WRITE, CHANGE).outcome == "refused"
    assert not sandbox.requests()
    assert gateway.read_json(alice, "focus.get_settings").data, "the other upstream is asked as before"


def test_after_half_a_minute_one_call_may_try_and_a_good_answer_closes_the_breaker(alice, sandbox):
    with held_clock() as clock:
        fail(alice, sandbox, FAILURES)
        clock.pass_by(OPEN_FOR - 1)
        with pytest.raises(BreakerOpen) as refused:
            gateway.read_json(alice, READ)
        assert refused.value.retry_after == 1
        clock.pass_by(1)
        assert gateway.read_json(alice, READ).data
        assert gateway.read_json(alice, READ, refresh=True).problem is None


def test_a_bad_answer_keeps_the_breaker_open(alice, sandbox):
    with held_clock() as clock:
        fail(alice, sandbox, FAILURES)
        clock.pass_by(OPEN_FOR)
        fail(alice, sandbox, 1)
        sandbox.clear_requests()
        with pytest.raises(BreakerOpen):
            gateway.read_json(alice, READ)
    assert not sandbox.requests()


# ------------------------------------------------------------------ every fault
def misbehave(sandbox, settings, operation: str, fault: str) -> None:
    sandbox.fault(operation, fault, times=-1, **FAULTS[fault])
    settings.UPSTREAM_TIME_SCALE = 0.05 if fault in WAITING else 1


@pytest.mark.long
@sweep(FAULTS)
def test_a_read_is_an_error_or_the_last_good_copy(fault, alice, sandbox, settings):
    afresh(sandbox)
    misbehave(sandbox, settings, READ, fault)
    with pytest.raises(UpstreamError):
        gateway.read_json(alice, READ)
    assert len(sandbox.wait_for_requests()) == (2 if fault == "status" else 1)
    sandbox.clear_faults()
    settings.UPSTREAM_TIME_SCALE = 1
    first = gateway.read_json(alice, READ)
    misbehave(sandbox, settings, READ, fault)
    answer = gateway.read_json(alice, READ, refresh=True)
    assert (answer.data, answer.at) == (first.data, first.at)
    assert isinstance(answer.problem, UpstreamError)


@pytest.mark.long
@sweep(FAULTS)
def test_a_write_is_sent_once_and_unknown_unless_its_answer_is_sure(fault, alice, sandbox, settings):
    afresh(sandbox)
    misbehave(sandbox, settings, WRITE, fault)
    assert gateway.write(alice, WRITE, CHANGE).outcome == ("done" if fault in SURE else "unknown")
    assert [request["operation"] for request in sandbox.wait_for_requests()] == [WRITE]


# ------------------------------------------------------------------ true deadlines
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_every_call_ends_in_time(alice, bob, sandbox):
    calls = {
        "delay": (gateway.read_json, alice, "track.get_me"),
        "drip_headers": (gateway.read_json, alice, READ),
        "drip_body": (gateway.read_json, alice, "focus.get_settings"),
        WRITE: (gateway.write, bob, WRITE, CHANGE),
    }
    for fault, (_call, _who, operation, *_body) in calls.items():
        kind = "delay" if fault == WRITE else fault
        sandbox.fault(operation, kind, times=-1, seconds=30 if kind == "delay" else 0.5)

    def taken(fault: str) -> tuple[str, float, str]:
        call, who, *arguments = calls[fault]
        started = time.monotonic()
        try:
            ended = call(who, *arguments).outcome
        except TimedOut as error:
            ended = error.code
        connection.close()
        return fault, time.monotonic() - started, ended

    with ThreadPoolExecutor(len(calls)) as threads:
        found = list(threads.map(taken, calls))
    assert {ended for _fault, _seconds, ended in found} == {"timed_out", "unknown"}
    assert [one for one in found if not 5 <= one[1] < 12] == []


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_sign_in_stays_fast_while_every_upstream_slot_is_stuck(sandbox):
    from tests.conftest import _person

    sandbox.fault("*", "delay", times=-1, seconds=30)
    cookies = []
    for number in range(30):
        person = _person("alice") if number == 0 else _clone(number)
        client = Client()
        client.force_login(person)
        cookies.append(client.cookies[django_settings.SESSION_COOKIE_NAME].value)
    with served(threads=32) as address:
        stuck = [threading.Thread(target=_open, args=(address, cookie), daemon=True) for cookie in cookies]
        for thread in stuck:
            thread.start()
        sandbox.wait_for_requests(10)
        took = [_timed(f"{address}/accounts/login/") for _ in range(40)]
        for thread in stuck:
            thread.join(timeout=60)
    assert statistics.quantiles(took, n=20)[-1] < 2


def _clone(number: int):
    from dashboard.accounts.models import User
    from dashboard.credentials import services as credentials
    from dashboard.sandbox.people import ALICE
    from dashboard.upstream.secret import Secret

    user = User.objects.create(email=f"member{number}@example.com")
    credentials.connect(user, "track", "track_token", Secret(ALICE.track_token), account_id=str(ALICE.track_id))
    return user


def _open(address: str, cookie: str) -> None:
    jar = {django_settings.SESSION_COOKIE_NAME: cookie}
    requests.get(f"{address}/preferences/track/", cookies=jar, timeout=60)


def _timed(url: str) -> float:
    started = time.monotonic()
    assert requests.get(url, timeout=60).status_code == 200
    return time.monotonic() - started

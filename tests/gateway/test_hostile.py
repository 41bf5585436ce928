"""A hostile upstream: it is left alone after a while, costs a bounded time, and takes nobody's last thread."""

from __future__ import annotations

import statistics
import threading
import time

import pytest
import requests
from django.conf import settings as django_settings
from django.test import Client

from dashboard.gateway import services as gateway
from dashboard.gateway.breaker import FAILURES, OPEN_FOR
from dashboard.upstream.errors import BreakerOpen, UpstreamError
from tests.deadlines import within
from tests.served import served

READ, WRITE = "track.get_preferences", "track.update_preferences"
FAULTS = {
    "status": {"status": 500}, "delay": {"seconds": 3}, "drip_headers": {}, "drip_body": {}, "reset_before": {},
    "reset_after": {}, "redirect": {"location": "http://127.0.0.1:9/"}, "oversized": {}, "bomb": {}, "half": {},
    "garbage": {}, "html": {}, "empty": {}, "close": {},
}  # fmt: skip
CALL, OVERRUN = 8.0, 0.25  # seconds: the design's limit for a whole call, and what may come on top


def fail(user, sandbox, times: int) -> None:
    sandbox.fault(READ, "status", times=times, status=500)
    for _ in range(times):
        with pytest.raises(UpstreamError):
            gateway.read(user, READ)


def test_an_upstream_that_fails_repeatedly_is_left_alone(alice, sandbox):
    fail(alice, sandbox, FAILURES)
    sandbox.clear_requests()
    with pytest.raises(BreakerOpen):
        gateway.read(alice, READ)
    assert not sandbox.requests()


def test_a_write_meanwhile_is_refused_and_not_sent(alice, sandbox):
    fail(alice, sandbox, FAILURES)
    sandbox.clear_requests()
    assert gateway.write(alice, WRITE, {"date_format": "DD.MM.YYYY"}).outcome == "refused"
    assert not sandbox.requests()


def test_the_other_upstream_is_asked_as_before(alice, sandbox):
    fail(alice, sandbox, FAILURES)
    assert gateway.read(alice, "focus.get_settings").data


def test_one_good_answer_closes_the_breaker(alice, sandbox, settings):
    fail(alice, sandbox, FAILURES)
    time.sleep(OPEN_FOR * settings.UPSTREAM_TIME_SCALE + 0.05)
    assert gateway.read(alice, READ).data
    assert gateway.read(alice, READ, refresh=True).problem is None


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("operation", [READ, WRITE])
def test_every_call_ends_in_time_and_a_write_is_sent_once(alice, sandbox, settings, fault, operation):
    sandbox.fault(operation, fault, times=-1, **FAULTS[fault])
    pace = settings.UPSTREAM_TIME_SCALE * 1.0  # a read that is asked once more waits for its turn
    with within(CALL * settings.UPSTREAM_TIME_SCALE + pace + OVERRUN):
        if operation == READ:
            with pytest.raises(UpstreamError):
                gateway.read(alice, READ)
        else:
            written = gateway.write(alice, WRITE, {"date_format": "DD.MM.YYYY"})
            assert written.outcome in {"unknown", "refused"} or fault in {"drip_body", "empty", "bomb", "oversized"}
    assert len(sandbox.requests()) <= (2 if operation == READ else 1)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_sign_in_stays_fast_while_every_upstream_slot_is_stuck(sandbox, settings):
    from tests.conftest import _person

    sandbox.fault("*", "delay", times=-1, seconds=30)
    cookies = []
    for number in range(30):
        person = _person("alice") if number == 0 else _clone(number)
        client = Client()
        client.force_login(person)
        cookies.append(client.cookies[django_settings.SESSION_COOKIE_NAME].value)
    with served(threads=32, UPSTREAM_TIME_SCALE="1") as address:
        stuck = [threading.Thread(target=_open, args=(address, cookie), daemon=True) for cookie in cookies]
        for thread in stuck:
            thread.start()
        time.sleep(0.5)
        took = [_timed(f"{address}/accounts/login/") for _ in range(40)]
        for thread in stuck:
            thread.join(timeout=15)
    assert statistics.quantiles(took, n=20)[-1] < 0.3


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
    requests.get(f"{address}/preferences/track/", cookies=jar, timeout=30)


def _timed(url: str) -> float:
    started = time.monotonic()
    assert requests.get(url, timeout=10).status_code == 200
    return time.monotonic() - started

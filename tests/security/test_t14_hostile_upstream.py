"""T14: a slow or hostile upstream costs a bounded time and takes nobody else down."""

from __future__ import annotations

import threading
import time

import pytest
import requests

from dashboard.accounts import tokens
from tests.security import sweep
from tests.security.things import start_over
from tests.served import served

PATH = "/bff/track/api/v9/me/preferences"
DRIPS = ("drip_headers", "drip_body")
MODES = (*DRIPS, "bomb", "oversized", "half", "garbage", "html", "reset_before", "reset_after", "redirect")
WHOLE_CALL = 8.0  # seconds; whole, a drip would take a quarter of an hour
BUSY = 5  # a machine at a fifth of its speed


@pytest.fixture
def header(sandbox, alice):
    token = tokens.make(alice, name="s", can_write=True, services=("track",)).reveal()
    return {"Authorization": f"Bearer {token}"}


def strike(sandbox, mode: str) -> None:
    start_over(sandbox)
    options = {"location": f"{sandbox.url}/_sandbox/trap"} if mode == "redirect" else {}
    sandbox.fault("track.get_preferences", mode, times=-1, **options)


@pytest.mark.long
def test_each_mode_ends_with_an_honest_answer(site, sandbox, header, settings):
    for mode in MODES:
        settings.UPSTREAM_TIME_SCALE = 0.02 if mode in DRIPS else 1
        strike(sandbox, mode)
        answer = requests.get(f"{site}{PATH}", headers=header, timeout=60)
        assert answer.status_code == (504 if mode in DRIPS else 502), mode
        assert set(answer.json()) >= {"error", "message", "request_id"}, mode
        assert sweep.found_in(answer.content) == [], mode
        assert "Set-Cookie" not in answer.headers, mode
        assert {one["operation"] for one in sandbox.requests()} == {"track.get_preferences"}, mode


@pytest.mark.slow
def test_a_drip_is_cut_off_when_the_time_of_a_call_is_over(site, sandbox, header, settings):
    settings.UPSTREAM_TIME_SCALE = 0.5
    for mode in DRIPS:
        strike(sandbox, mode)
        started = time.monotonic()
        assert requests.get(f"{site}{PATH}", headers=header, timeout=60).status_code == 504, mode
        assert time.monotonic() - started < WHOLE_CALL * 0.5 * BUSY, mode


@pytest.mark.slow
def test_signing_in_stays_fast_while_all_wait_for_upstream(transactional_db, sandbox, header):
    sandbox.fault("*", "delay", times=-1, seconds=60)
    with served(threads=8) as address:

        def wait() -> None:
            requests.get(f"{address}{PATH}", headers=header, timeout=60)

        stuck = [threading.Thread(target=wait) for _ in range(20)]
        for thread in stuck:
            thread.start()
        sandbox.wait_for_requests()
        taken = []
        for _ in range(20):
            started = time.monotonic()
            assert requests.get(f"{address}/accounts/login/", timeout=60).status_code == 200
            taken.append(time.monotonic() - started)
        for thread in stuck:
            thread.join()
    assert sorted(taken)[18] < 1.5, "a call to upstream takes eight seconds"

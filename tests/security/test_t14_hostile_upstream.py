"""T14: a slow or hostile upstream costs a bounded time and takes nobody else down."""

from __future__ import annotations

import threading
import time

import pytest
import requests
from django.conf import settings as django_settings

from dashboard.accounts import tokens
from tests.deadlines import within
from tests.security import sweep
from tests.served import served

PATH = "/bff/track/api/v9/me/preferences"
MODES = (
    "drip_headers", "drip_body", "bomb", "oversized", "half", "garbage", "html", "reset_before", "reset_after",
    "redirect",
)  # fmt: skip
WHOLE_CALL = 8.0  # seconds, scaled in tests
OVERRUN = 0.5  # seconds


@pytest.fixture
def header(sandbox, alice):
    token = tokens.make(alice, name="s", can_write=True, services=("track",)).reveal()
    return {"Authorization": f"Bearer {token}"}


@pytest.mark.parametrize("mode", MODES)
def test_each_mode_ends_in_time_with_an_honest_answer(site, sandbox, alice, header, mode):
    trap = f"http://127.0.0.1:{django_settings.SANDBOX_PORT}/_sandbox/trap"
    sandbox.fault("track.get_preferences", mode, times=-1, **({"location": trap} if mode == "redirect" else {}))
    with within(WHOLE_CALL * django_settings.UPSTREAM_TIME_SCALE + OVERRUN):
        answer = requests.get(f"{site}{PATH}", headers=header, timeout=30)
    assert answer.status_code in {502, 504}
    assert set(answer.json()) >= {"error", "message", "request_id"}
    assert sweep.found_in(answer.content) == []
    assert "Set-Cookie" not in answer.headers


@pytest.mark.slow
def test_signing_in_stays_fast_while_all_wait_for_upstream(transactional_db, sandbox, alice, bob, header):
    sandbox.fault("*", "delay", times=-1, seconds=6)
    with served(threads=8, UPSTREAM_TIME_SCALE="1") as address:

        def wait() -> None:
            requests.get(f"{address}{PATH}", headers=header, timeout=30)

        stuck = [threading.Thread(target=wait) for _ in range(20)]
        for thread in stuck:
            thread.start()
        time.sleep(0.5)
        taken = []
        for _ in range(20):
            started = time.monotonic()
            assert requests.get(f"{address}/accounts/login/", timeout=30).status_code == 200
            taken.append(time.monotonic() - started)
        for thread in stuck:
            thread.join()
    assert sorted(taken)[18] < 0.3

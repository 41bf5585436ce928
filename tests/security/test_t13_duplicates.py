"""T13: nothing is written twice, whatever is lost, clicked twice or sent again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from dashboard.accounts import tokens
from tests.security.things import start_over

PATH = "/bff/track/api/v9/me/preferences"
BODY = {"date_format": "DD.MM.YYYY"}


@pytest.fixture
def send(site, sandbox, alice):
    """Send the same write as a script does, with the same key each time."""
    token = tokens.make(alice, name="s", can_write=True, services=("track",)).reveal()
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "one"}
    return lambda **more: requests.post(f"{site}{PATH}", json=BODY, headers={**headers, **more}, timeout=60)


def test_a_write_whose_answer_is_lost_was_sent_once_and_is_not_sent_again(send, sandbox):
    for fault in ("reset_after", "close", "half"):
        start_over(sandbox)
        sandbox.fault("track.update_preferences", fault, times=-1)
        key = {"Idempotency-Key": fault}
        first = send(**key)
        assert first.status_code in {502, 504}, fault
        assert "unknown" in first.text, fault
        assert send(**key).status_code == 409, fault
        assert [one["method"] for one in sandbox.requests()] == ["POST"], fault


def test_a_write_is_never_sent_again_by_itself(send, sandbox):
    sent = {}
    for status in (500, 502, 503, 504, 429):
        start_over(sandbox)
        sandbox.fault("track.update_preferences", "status", times=-1, status=status)
        send(**{"Idempotency-Key": str(status)})
        sent[status] = len(sandbox.requests())
    assert sent == dict.fromkeys(sent, 1)


@pytest.mark.long
def test_twenty_at_once_with_one_key_are_one_write(send, sandbox, settings):
    settings.UPSTREAM_TIME_SCALE = 1  # a slow machine is no upstream that gives no answer
    sandbox.fault("track.update_preferences", "delay", times=1, seconds=0.3)
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: send(), range(20)))
    assert {one.status_code for one in answers} == {200}
    assert len(sandbox.requests()) == 1

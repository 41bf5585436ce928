"""T13: nothing is written twice, whatever is lost, clicked twice or sent again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from dashboard.accounts import tokens

PATH = "/bff/track/api/v9/me/preferences"
BODY = {"date_format": "DD.MM.YYYY"}


@pytest.fixture
def send(site, sandbox, alice):
    """Send the same write as a script does, with the same key each time."""
    token = tokens.make(alice, name="s", can_write=True, services=("track",)).reveal()
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "one"}
    return lambda **more: requests.post(f"{site}{PATH}", json=BODY, headers={**headers, **more}, timeout=30)


@pytest.mark.parametrize("fault", ["reset_after", "close", "half"])
def test_a_write_whose_answer_is_lost_was_sent_once_and_is_not_sent_again(send, sandbox, fault):
    sandbox.fault("track.update_preferences", fault, times=-1)
    first = send()
    assert first.status_code in {502, 504}
    assert "unknown" in first.text
    assert send().status_code == 409
    assert [one["method"] for one in sandbox.requests()] == ["POST"]


@pytest.mark.parametrize("status", [500, 502, 503, 504, 429])
def test_a_write_is_never_sent_again_by_itself(send, sandbox, status):
    sandbox.fault("track.update_preferences", "status", times=-1, status=status)
    send()
    assert len(sandbox.requests()) == 1


def test_twenty_at_once_with_one_key_are_one_write(send, sandbox):
    sandbox.fault("track.update_preferences", "delay", times=1, seconds=0.3)
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: send(), range(20)))
    assert {one.status_code for one in answers} == {200}
    assert len(sandbox.requests()) == 1

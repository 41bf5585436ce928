"""An Idempotency-Key whose write has an unknown outcome is answered with just that: it may have been done."""

from __future__ import annotations

import pytest
import requests

from dashboard.accounts import tokens
from dashboard.audit import services as audit
from dashboard.audit.models import Entry, Kind, Outcome

PATH = "/bff/track/api/v9/me/preferences"


@pytest.fixture
def send(site, sandbox, alice):
    token = tokens.make(alice, name="s", can_write=True, services=("track",)).reveal()
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "one"}
    return lambda: requests.post(f"{site}{PATH}", json={"date_format": "DD.MM.YYYY"}, headers=headers, timeout=60)


@pytest.fixture
def lost(send, sandbox):
    """The answer of a write that was done is lost."""
    sandbox.fault("track.update_preferences", "reset_after", times=1)
    assert "unknown" in send().text
    return send


def test_a_lost_answer_is_unknown_and_not_undone(lost, sandbox):
    again = lost()
    assert (again.status_code, again.json()["error"]) == (409, "repeated_unknown")
    assert "unknown" in again.json()["message"]
    assert "not done" not in again.json()["message"]
    assert len(sandbox.requests()) == 1


@pytest.mark.parametrize(("outcome", "status"), [(Outcome.DONE, 200), (Outcome.REFUSED, 409)])
def test_what_a_later_look_found_counts(lost, outcome, status):
    audit.check(Entry.objects.get(kind=Kind.WRITE_INTENT), outcome)
    again = lost()
    assert again.status_code == status
    if status == 409:
        assert "not done" in again.json()["message"]


def test_a_refused_write_was_not_done(send, sandbox):
    sandbox.fault("track.update_preferences", "status", times=1, status=403)
    assert send().status_code == 403
    again = send()
    assert (again.status_code, again.json()["error"]) == (409, "repeated_refused")
    assert "was not done" in again.json()["message"]

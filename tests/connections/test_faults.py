"""Whatever Track and Focus do while a key is tested, the page says why, and nothing is stored."""

from __future__ import annotations

import pytest

from dashboard.credentials import services as credentials
from dashboard.sandbox.people import CHARLIE
from tests.connections.page_objects import PASTED, nothing_was_stored, offer, paste, text_of
from tests.ports import free_port

SILENT = "does not answer"
FAULTS = {
    "delay": ("does not answer in time", {}),
    "drip_headers": ("does not answer in time", {"seconds": 0.05}),
    "drip_body": ("does not answer in time", {"seconds": 0.05}),
    "reset_before": ("broke before it had answered", {}),
    "reset_after": ("broke before it had answered", {}),
    "close": ("broke before it had answered", {}),
    "redirect": ("pointing to another address", {"location": "https://example.com/"}),
    "oversized": ("more than can be read", {}),
    "bomb": ("more than can be read", {}),
    "half": ("", {}),
    "garbage": ("something unreadable", {}),
    "html": ("something unreadable", {}),
    "empty": ("something unreadable", {}),
}
STATUSES = {
    400: "did not accept",
    401: "does not accept this",
    403: "does not accept this",
    404: "no longer there",
    429: "asks for a pause",
    500: "has a problem of its own",
    502: "has a problem of its own",
    503: "has a problem of its own",
}


def refused(answer, charlie, service):
    """Assert that the page came back with a reason, and that nothing was stored or shown."""
    assert answer.status_code == 422
    assert "Nothing was stored." in text_of(answer)
    assert PASTED[service][1] not in answer.content.decode()
    assert nothing_was_stored(charlie)


@pytest.mark.long
@pytest.mark.parametrize("service", PASTED)
@pytest.mark.parametrize("kind", FAULTS)
def test_a_fault_is_explained(charlies, charlie, sandbox, settings, service, kind):
    words, options = FAULTS[kind]
    if "in time" in words:
        settings.UPSTREAM_TIME_SCALE = 0.05  # the call ends by its deadline
    sandbox.fault(f"{service}.*", kind, times=-1, **options)
    answer = paste(charlies, service)
    refused(answer, charlie, service)
    assert words in text_of(answer)


@pytest.mark.parametrize("service", PASTED)
@pytest.mark.parametrize("status", STATUSES)
def test_a_status_is_explained(charlies, charlie, sandbox, service, status):
    sandbox.fault(f"{service}.*", "status", times=-1, status=status)
    answer = paste(charlies, service)
    refused(answer, charlie, service)
    assert STATUSES[status] in text_of(answer)


@pytest.mark.parametrize("service", PASTED)
@pytest.mark.parametrize("body", ["[]", '"fine"', "null", "17", "{}", '{"id": {}, "current_workspace_id": []}'])
def test_an_answer_of_another_form_is_no_account(charlies, charlie, sandbox, service, body):
    sandbox.fault(f"{service}.*", "status", times=-1, status=200, body=body)
    answer = paste(charlies, service)
    refused(answer, charlie, service)
    assert "something unreadable" in text_of(answer)


def test_a_workspace_that_is_no_number_is_left_out(charlies, charlie, sandbox):
    body = '{"theme": "dark", "current_workspace_id": ["x"]}'
    sandbox.fault("focus.*", "status", times=-1, status=200, body=body)
    paste(charlies, "focus")
    assert credentials.connection_of(charlie, "focus").workspace_id is None


@pytest.mark.parametrize("service", PASTED)
def test_a_spent_quota_names_the_time(charlies, charlie, sandbox, service):
    sandbox.set_quota("charlie", "me", 0, resets_in=1800)
    answer = paste(charlies, service)
    refused(answer, charlie, service)
    assert "are used up until" in text_of(answer)


@pytest.mark.parametrize("service", PASTED)
def test_an_upstream_that_is_down_is_explained(charlies, charlie, settings, service):
    settings.UPSTREAM_URLS = dict.fromkeys(PASTED, f"http://127.0.0.1:{free_port()}")
    answer = paste(charlies, service)
    refused(answer, charlie, service)
    assert "cannot be reached" in text_of(answer)


@pytest.mark.parametrize("service", PASTED)
def test_email_and_expiry_survive_a_fault(charlies, sandbox, service):
    sandbox.fault(f"{service}.*", "status", times=-1, status=500)
    answer = offer(charlies, service, "password", email=CHARLIE.email, secret=CHARLIE.password)
    assert f'value="{CHARLIE.email}"' in answer.content.decode()
    assert CHARLIE.password not in answer.content.decode()


def test_the_expiry_survives_a_refusal(charlies, sandbox):
    sandbox.set_standing("charlie", "revoked")
    answer = paste(charlies, "focus", expires_at="2030-01-31")
    assert 'value="2030-01-31"' in answer.content.decode()


def test_a_key_of_nobody_is_refused_as_such(charlies, charlie, sandbox):
    sandbox.set_standing("charlie", "revoked")
    for service, words in {
        "track": "Track does not accept this token",
        "focus": "Focus does not accept this key",
    }.items():
        answer = paste(charlies, service)
        refused(answer, charlie, service)
        assert words in text_of(answer)


def test_many_tries_are_slowed_down(charlies, charlie, sandbox):
    for _ in range(11):
        answer = paste(charlies, "track", "0" * 32)
    assert "many tries" in text_of(answer)
    assert len(sandbox.requests()) == 10


@pytest.mark.parametrize("service", PASTED)
def test_a_form_that_is_sent_twice_is_tested_once(charlies, charlie, sandbox, service):
    way, secret = PASTED[service]
    first = offer(charlies, service, way, idempotency_key="5ca1ab1e", secret=secret)
    second = offer(charlies, service, way, idempotency_key="5ca1ab1e", secret=secret)
    assert (first.status_code, second.status_code) == (302, 302)
    assert len(sandbox.requests()) == 1


def test_a_form_that_failed_and_is_sent_twice_says_the_same(charlies, charlie, sandbox):
    sandbox.fault("track.*", "status", times=-1, status=403)
    first = offer(charlies, "track", "token", idempotency_key="5ca1ab1e", secret=CHARLIE.track_token)
    second = offer(charlies, "track", "token", idempotency_key="5ca1ab1e", secret=CHARLIE.track_token)
    assert (first.status_code, second.status_code) == (422, 422)
    assert "Track does not accept this token" in text_of(second)
    assert len(sandbox.requests()) == 1

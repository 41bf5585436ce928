"""JSON that is nested too deeply, or holds a number that is none, comes neither in nor out."""

from __future__ import annotations

import pytest
from django.test import Client

from dashboard.accounts import tokens
from dashboard.gateway.limits.circuit_breaker import FAILURES
from dashboard.sandbox.people import NORTHWIND, STUDIO
from tests.security.things import start_over

PREFERENCES = "/bff/track/api/v9/me/preferences"
LEVELS = (70, 490, 700, 990, 5_000)
STREAM = (
    f"/bff/focus/api/organizations/{NORTHWIND}/workspaces/{STUDIO}/time-blocks/stream"
    "?date_from=2026-03-02T00:00:00Z&date_to=2026-03-09T00:00:00Z"
)
NO_NUMBERS = ("1e400", "-1e400", "Infinity", "-Infinity", "NaN")


def nested(levels: int) -> str:
    return '{"date_format":' + "[" * levels + "]" * levels + "}"


BODIES = (*map(nested, LEVELS), *(f'{{"date_format": {number}}}' for number in NO_NUMBERS))


@pytest.fixture
def script(sandbox, alice):
    token = tokens.make(alice, name="s", can_write=True, services=("track", "focus")).reveal()
    return Client(headers={"Authorization": f"Bearer {token}"}, raise_request_exception=False)


@pytest.mark.long
def test_an_answer_beyond_reading_is_a_502_to_scripts_and_a_failure_to_the_breaker(script, sandbox):
    for body in BODIES:
        start_over(sandbox)
        sandbox.fault("track.get_preferences", "status", times=-1, status=200, body=body)
        answers = [script.get(PREFERENCES, headers={"Cache-Control": "no-cache"}) for _ in range(8)]
        assert {answer.status_code for answer in answers} == {502}, body[:40]
        assert len(sandbox.requests()) == FAILURES, body[:40]


@pytest.mark.long
def test_a_page_goes_on_with_the_last_good_copy(client_of, alice, sandbox):
    client = client_of(alice)
    client.raise_request_exception = False
    assert client.get("/preferences/track/").status_code == 200
    for body in map(nested, LEVELS):
        sandbox.fault("*", "status", times=-1, status=200, body=body)
        answer = client.post("/preferences/track/refresh/", follow=True)
        assert answer.status_code == 200, len(body)
        assert b'name="date_format"' in answer.content, len(body)


@pytest.mark.long
def test_an_item_of_a_stream_beyond_reading_breaks_it_off(script, sandbox):
    for item in (nested(700), '{"id": 1e400}', '{"id": NaN}'):
        start_over(sandbox)
        sandbox.fault("*", "status", times=-1, status=200, body=f'{{"items":[{item}]}}')
        assert script.get(STREAM).status_code == 502, item[:40]


def test_a_body_beyond_reading_is_refused_and_not_sent(script, sandbox):
    for body in BODIES:
        answer = script.post(PREFERENCES, body, content_type="application/json")
        assert answer.status_code == 400, body[:40]
    assert not sandbox.requests()


IN_FORMS = {
    "/statuses/undo/": "undo",
    "/profile/": "was",
    "/preferences/track/import/": "text",
    "/preferences/track/": "rendered",
}


def test_what_a_form_carries_is_read_the_same_way(client_of, alice, sandbox):
    client = client_of(alice)
    client.raise_request_exception = False
    for address, field in IN_FORMS.items():
        for text in (*map(nested, LEVELS), '{"a": 1e400}', '{"a": "\\ud800"}'):
            assert client.post(address, {field: text}).status_code < 500, (address, text[:40])

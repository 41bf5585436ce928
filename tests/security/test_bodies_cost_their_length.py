"""A body of JSON costs what its length costs, whatever is in it, and is answered with a short list of what is wrong."""

from __future__ import annotations

import json
import time

import pytest
from django.test import Client

from dashboard.accounts import tokens
from dashboard.upstream.contract.problems import MOST

PREFERENCES, BLOCKS = "/bff/track/api/v9/me/preferences", "/bff/focus/api/organizations/1/workspaces/1/time-blocks/bulk"
SECONDS = 2.0  # of the processor for a body of the greatest size; quadratic ones took over a minute


@pytest.fixture
def send(sandbox, alice):
    """Send a body with a token that may write; returns status, what was answered, and seconds of the processor."""
    token = tokens.make(alice, name="s", can_write=True, services=("track", "focus")).reveal()
    client = Client(headers={"Authorization": f"Bearer {token}"}, raise_request_exception=False)

    def sent(path, body):
        started = time.thread_time()
        answer = client.post(path, body, content_type="application/json")
        return answer.status_code, answer.json(), time.thread_time() - started

    return sent


TWICE = "{" + ",".join(f'"k{number}":1' for number in range(75_000)) + ',"k74999":2}'
NESTED_TWICE = '{"a":[' + ",".join(['{"a":1,"b":2,"a":3}'] * 40_000) + "]}"
UNKNOWN = json.dumps({f"date_formats{number}": 1 for number in range(40_000)})
LONG_NAMES = json.dumps({f"date_format{number}" * 2_000: 1 for number in range(30)})
HOSTILE = {"twice": TWICE, "twice in many": NESTED_TWICE, "unknown": UNKNOWN, "long names": LONG_NAMES}


@pytest.mark.long
@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_body_is_refused_in_a_moment(send, sandbox, what):
    status, told, seconds = send(PREFERENCES, HOSTILE[what])
    assert status == 400
    assert seconds < SECONDS
    assert len(told["details"]) <= MOST
    assert len(json.dumps(told)) < 10_000
    assert not sandbox.requests()


@pytest.mark.long
def test_a_list_of_a_hundred_thousand_wrong_things_is_refused_in_a_moment(send, sandbox):
    for body in ("[" + ",".join(["7"] * 100_000) + "]", '{"time_blocks":[' + ",".join(['{"x":1}'] * 100_000) + "]}"):
        status, told, seconds = send(BLOCKS, body)
        assert (status, seconds < SECONDS, len(told["details"]) <= MOST) == (400, True, True)
    assert not sandbox.requests()


def test_the_first_unknown_names_have_a_suggestion(send):
    _status, told, _seconds = send(PREFERENCES, json.dumps({f"date_forma{letter}": 1 for letter in "abcdefgh"}))
    assert sum("date_format" in line.partition(":")[2] for line in told["details"]) == 3
    assert len(told["details"]) == 8


def test_what_is_given_twice_is_named(send):
    _status, told, _seconds = send(PREFERENCES, '{"a": 1, "date_format": 1, "b": 2, "date_format": 3}')
    assert told["details"] == ["date_format: This is given twice."]


def test_a_query_with_too_many_parameters_is_the_callers_mistake(alice, sandbox):
    token = tokens.make(alice, name="s", can_write=False, services=("track",)).reveal()
    client = Client(headers={"Authorization": f"Bearer {token}"}, raise_request_exception=False)
    answer = client.get("/bff/track/api/v9/me?" + "a&" * 2_000)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid")

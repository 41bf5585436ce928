"""No log line costs more than its length, whatever a stranger sends, and none repeats what they sent."""

from __future__ import annotations

import json
import logging
import time

import pytest
from django.test import Client, RequestFactory
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from dashboard.upstream.secret import Secret
from dashboard.web import origin
from dashboard.web.telemetry import logs

LIMIT = 0.005  # seconds of the processor
LONGEST = 10_000  # characters of a text
PIECES = (
    "a-", "csrf", "token", "credential", "password", "api_token", "toggl_sk_", "tandem_", "Bearer ", "Basic%20",
    "0123456789abcdef", "OmFwaV90b2tlb", "password/reset/key/",
    '"', "'", "\\", '\\"', "=", ":", "\n", "\x00", "\ud800", "ä", "🙂",
)  # fmt: skip
texts = st.lists(
    st.tuples(st.sampled_from(PIECES) | st.text(max_size=8), st.sampled_from([1, 2, 30, 800, 5_000])), max_size=8
).map(lambda found: "".join(piece * times for piece, times in found)[:LONGEST])
SECRETS = ("a" * 400, "csrf" * 30, 'pa"ss wörd+/&=%')


def written(text: str) -> str:
    """How the text looks in a line, as message and as what an error says."""
    try:
        raise RuntimeError(text)
    except RuntimeError as error:
        failed = (type(error), error, error.__traceback__)
    formatter = logs.RedactingFormatter(logs.Redactor(["k" * 43, "r" * 43]))
    with origin.of_request(RequestFactory().get("/", headers={"Authorization": f"Bearer {text[:400]}"})):
        for secret in SECRETS:
            origin.using(Secret(secret))
        record = logging.LogRecord("x", logging.ERROR, "f", 1, "%s", (text,), failed)
        return min((timed(formatter, record) for _ in range(5)), key=lambda found: found[0])


def timed(formatter: logging.Formatter, record: logging.LogRecord) -> tuple[float, str]:
    started = time.thread_time()
    line = formatter.format(record)
    return time.thread_time() - started, line


@pytest.mark.long
@settings(max_examples=60, phases=[Phase.explicit, Phase.generate])  # others trace, which takes time
@given(texts)
@example("a-" * 200 + "csrf" * 100)
@example("a-" * 1_400 + "csrf" * 1_600)
@example("a" * LONGEST)
@example("csrf" * 2_500)
@example("\\" * LONGEST)
@example('"password": "' * 700)
@example("Bearer " * 1_400)
def test_any_text_is_a_short_line_within_five_milliseconds(text):
    seconds, line = written(text)
    assert seconds < LIMIT
    assert len(line) < 14 * logs.LONGEST_TRACEBACK  # JSON writes one character as up to twelve
    assert json.loads(line)["level"] == "error"


HOSTILE = "a-" * 400 + "csrf" * 300
SENT = {
    "path": (f"/invitation/{HOSTILE}/", {}),
    "Referer": ("/accounts/login/", {"Referer": f"https://{HOSTILE}/"}),
    "Origin": ("/accounts/login/", {"Origin": f"https://{HOSTILE}.example"}),
    "Host": ("/accounts/login/", {"Host": f"{HOSTILE}.example"}),
    "Host of the proxy": ("/bff/track/api/v9/me", {"Host": f"{HOSTILE}.example"}),
}


@pytest.mark.parametrize("what", SENT)
def test_a_line_names_the_route_and_repeats_nothing_of_what_was_sent(alice, lines, what):
    path, headers = SENT[what]
    answer = Client(enforce_csrf_checks=True).post(path, secure=True, headers=headers)
    assert answer.status_code in {400, 403}
    assert "csrfcsrf" not in lines()
    assert "a-a-" not in lines()


def test_why_a_form_was_refused_is_in_the_log(alice, lines):
    Client(enforce_csrf_checks=True).post("/accounts/login/", headers={"Origin": "https://elsewhere.example"})
    refused = next(line for line in map(json.loads, lines().splitlines()) if line["event"] == "request_refused")
    assert (refused["reason"], refused["route"], refused["status"]) == (
        "Origin checking failed", "accounts/login/", 403,
    )  # fmt: skip


def test_a_secret_that_a_cut_goes_through_leaves_no_part(rf):
    """Wherever it stands in a text that is too long."""
    secret = "s3cr3t-" * 8
    redact = logs.Redactor()
    with origin.of_request(rf.get("/")):
        origin.using(Secret(secret))
        for place in range(0, 1_100, 7):
            shown = redact(f"{'x' * place}{secret}{'y' * 1_000}")
            assert "s3cr3t" not in shown, place


def test_a_caller_cannot_mask_the_route(alice, lines):
    route = "accounts/password/reset/"
    Client().get(f"/{route}", headers={"Authorization": f"Bearer {route}"})
    assert any(line.get("route") == route for line in map(json.loads, lines().splitlines()))

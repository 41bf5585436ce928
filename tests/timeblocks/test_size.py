"""A week of 500 blocks stays small. What it costs in time is measured by `python -m tests.benchmarks calendar`."""

from __future__ import annotations

MOST = 20_000  # bytes, compressed as browsers get it


def test_a_week_of_500_blocks_is_20_kilobytes(client_of, berlin, sandbox):
    sandbox.reset(week_blocks=500)
    answer = client_of(berlin).get("/calendar/", HTTP_ACCEPT_ENCODING="br", HTTP_SEC_FETCH_SITE="same-origin")
    assert answer["Content-Encoding"] == "br"
    assert len(answer.content) <= MOST

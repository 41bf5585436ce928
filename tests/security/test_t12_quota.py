"""T12: no bug, storm of tabs or attacker drains a member's quota."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from django.test import Client

from dashboard.accounts import tokens
from dashboard.gateway import services as gateway

PATH = "/bff/track/api/v9/me/preferences"


@pytest.fixture
def header(sandbox, alice):
    token = tokens.make(alice, name="s", can_write=True, services=("track",)).reveal()
    return {"Authorization": f"Bearer {token}"}


@pytest.mark.long
def test_a_storm_of_equal_reads_is_one_call(site, sandbox, alice, header):
    with ThreadPoolExecutor(40) as pool:
        answers = list(pool.map(lambda _: requests.get(f"{site}{PATH}", headers=header, timeout=60), range(80)))
    assert {one.status_code for one in answers} == {200}
    assert len(sandbox.requests()) == 1


@pytest.mark.slow
def test_the_last_few_requests_are_for_writes(sandbox, alice, header):
    for _ in range(40):
        Client().get(PATH, headers={**header, "Cache-Control": "no-cache"})
    assert len(sandbox.requests()) <= 15, "a token spends half a bucket"
    for _ in range(30):
        gateway.read_json(alice, "track.get_preferences", refresh=True)
    assert len(sandbox.requests()) <= 25, "reads leave five"
    assert gateway.write(alice, "track.update_preferences", {"date_format": "DD.MM.YYYY"}).is_done


def test_after_a_402_nothing_is_sent(sandbox, alice, header):
    spent = {"X-Toggl-Quota-Remaining": "0", "X-Toggl-Quota-Resets-In": "1800"}
    sandbox.fault("track.get_preferences", "status", times=1, status=402, headers=spent)
    first = Client().get(PATH, headers=header)
    sandbox.clear_requests()
    again = [Client().get(PATH, headers={**header, "Cache-Control": "no-cache"}) for _ in range(5)]
    assert {first.status_code, *(one.status_code for one in again)} == {402}
    assert not sandbox.requests()
    assert 0 < int(again[0]["Retry-After"]) <= 1800


def test_a_stranger_spends_nobodys_quota(sandbox, alice, db):
    for header in ({}, {"Authorization": "Bearer tandem_" + "x" * 25}, {"Authorization": "Basic eDp5"}):
        assert Client().get(PATH, headers=header).status_code == 401
    assert not sandbox.requests()

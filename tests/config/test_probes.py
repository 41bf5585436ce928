"""What load balancers and Prometheus ask."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client

from config import probes
from dashboard.credentials.models import Connection
from dashboard.gateway import services as gateway
from dashboard.gateway.limits.upstreams import breaker
from dashboard.upstream.errors import UpstreamError
from tests.served import served
from tests.sweeps import sweep
from tests.vault.rings import K1, OTHER_K1, begin_under

TOKEN = "a-token-for-prometheus-0123456789"


@pytest.fixture(autouse=True)
def unknown():
    probes.forget()
    yield
    probes.forget()


def scraped(**headers: str) -> dict[str, float]:
    answer = Client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}", **headers})
    assert answer.status_code == 200
    return figures(answer.content.decode())


def figures(text: str) -> dict[str, float]:
    return {line.rsplit(" ", 1)[0]: float(line.rsplit(" ", 1)[1]) for line in text.splitlines() if line[:1] != "#"}


def test_a_site_that_has_all_it_needs_is_ready(db, alice):
    assert Client().get("/readyz").status_code == 200


def test_without_a_database_it_lives_and_is_not_ready(db, monkeypatch):
    def gone() -> None:
        from django.db import OperationalError

        raise OperationalError

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", gone)
        assert (Client().get("/livez").status_code, Client().get("/readyz").status_code) == (200, 503)


def test_a_key_that_is_not_the_one_it_was_is_noticed(settings, db, request):
    begin_under(settings, K1)
    request.getfixturevalue("alice")
    assert Client().get("/readyz").status_code == 200
    probes.forget()
    settings.CREDENTIAL_KEYS = OTHER_K1
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"not ready\n")


def test_one_bad_row_stops_nobody(settings, db, alice):
    Connection.objects.filter(service="track").update(sealed_secret=b"\x01\x04dev1" + bytes(60))
    assert Client().get("/readyz").status_code == 200


# ------------------------------------------------------------------ metrics
def test_metrics_are_closed_unless_a_token_is_set(db):
    assert Client().get("/metrics").status_code == 404


@sweep([None, "Bearer wrong", f"Basic {TOKEN}", "Bearer ", f"Bearer {TOKEN}x"])
def test_metrics_want_their_token(header, settings, db):
    settings.METRICS_TOKEN = TOKEN
    answer = Client().get("/metrics", headers={"Authorization": header} if header else {})
    assert (answer.status_code, answer.content) == (401, b"unauthorized\n")


def test_calls_reads_and_quota_are_counted(settings, sandbox, alice, client_of):
    settings.METRICS_TOKEN = TOKEN
    call = 'tandem_upstream_calls_total{operation="track.get_preferences",outcome="ok"}'
    kept = 'tandem_reads_total{operation="track.get_preferences",source="kept"}'
    before = scraped()
    gateway.read_json(alice, "track.get_preferences")
    gateway.read_json(alice, "track.get_preferences")
    client_of(alice).get("/history/")
    now = scraped()
    grown = {name: now[name] - before.get(name, 0) for name in now}
    assert (grown[call], grown[kept]) == (1, 1)
    assert grown['tandem_quota_left_count{bucket="me"}'] == 1
    assert grown['tandem_requests_total{method="GET",route="history/",status="200"}'] == 1


def test_an_open_breaker_and_a_failed_call_are_seen(settings, sandbox, alice):
    settings.METRICS_TOKEN = TOKEN
    for _ in range(5):
        breaker("track").note(good=False)
    assert scraped()['tandem_breaker_open{service="track"}'] == 1
    breaker("track").note(good=True)
    assert scraped()['tandem_breaker_open{service="track"}'] == 0


def test_a_secret_that_does_not_open_is_counted(settings, sandbox, alice):
    settings.METRICS_TOKEN = TOKEN
    name = 'tandem_decrypt_failures_total{purpose="credential",reason="Tampered"}'
    before = scraped().get(name, 0)
    Connection.objects.filter(service="track").update(sealed_secret=b"\x01\x04dev1" + bytes(60))
    with pytest.raises(UpstreamError):
        gateway.read_json(alice, "track.get_preferences")
    assert scraped()[name] > before


def test_no_label_names_anybody(settings, sandbox, alice, client_of):
    settings.METRICS_TOKEN = TOKEN
    gateway.read_json(alice, "track.get_preferences")
    client_of(alice).get("/overview/of/alice@example.com/")
    client_of(alice).generic("ALICE", "/history/")
    names = set(re.findall(r"(\w+)=\"", "\n".join(scraped())))
    assert names <= {
        "operation", "outcome", "service", "source", "bucket", "purpose", "reason", "method", "route", "status", "le",
        "generation", "implementation", "major", "minor", "patchlevel", "version",
    }  # fmt: skip
    assert not re.search(r"alice", "\n".join(scraped()), re.IGNORECASE)


@pytest.mark.slow
def test_several_processes_are_counted_together(transactional_db, alice, tmp_path):
    environment = {"METRICS_TOKEN": TOKEN, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    with served(workers=2, threads=2, **environment) as address:
        import requests

        for _ in range(20):
            requests.get(f"{address}/accounts/login/", timeout=10, headers={"Connection": "close"})
        answer = requests.get(f"{address}/metrics", timeout=10, headers={"Authorization": f"Bearer {TOKEN}"})
        seen = figures(answer.text)
    assert seen['tandem_requests_total{method="GET",route="accounts/login/",status="200"}'] == 20
    assert len(list(tmp_path.glob("counter_*.db"))) > 1, "both processes answered"

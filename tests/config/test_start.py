"""A server refuses to start with a missing or weak secret and names it; a developer's clone needs nothing."""

from __future__ import annotations

import base64
import os
import secrets
import subprocess
import sys

import pytest
from django.conf import settings

KEY = "k1:" + base64.b64encode(bytes(range(32))).decode()
PRODUCTION = {
    "SECRET_KEY": secrets.token_urlsafe(64),
    "CREDENTIAL_KEYS": KEY,
    "ALLOWED_HOSTS": "tandem.example.com",
    "CACHE_URL": "locmem://",
    "DATABASE_URL": "sqlite://:memory:",
}


def run(*arguments: str, tmp_path, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, *arguments],
        env={**clean, "DATA_DIR": str(tmp_path), **environment},
        cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=60,
    )  # fmt: skip


def serve(tmp_path, **changes: str) -> subprocess.CompletedProcess[str]:
    program = "import config.wsgi; print('served')"
    return run("-c", program, tmp_path=tmp_path, **(PRODUCTION | changes))


def test_a_configured_server_starts(tmp_path):
    assert serve(tmp_path).stdout == "served\n"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "change-me-" * 10),
        ("SECRET_KEY", "a" * 60),
        ("CREDENTIAL_KEYS", ""),
        ("CREDENTIAL_KEYS", "k1:c2hvcnQ="),
        ("CREDENTIAL_KEYS", "k1:" + base64.b64encode(b"a" * 32).decode()),
        ("CREDENTIAL_KEYS", "k1:not base64"),
        ("ALLOWED_HOSTS", ""),
        ("ALLOWED_HOSTS", "*"),
        ("TRACK_URL", "http://127.0.0.1:8001"),
        ("FOCUS_URL", "http://focus.example.com"),
    ],
)
def test_a_server_refuses_to_start_and_names_what_is_wrong(tmp_path, name, value):
    result = serve(tmp_path, **{name: value})
    assert result.returncode != 0
    assert name in result.stderr
    assert PRODUCTION["SECRET_KEY"] not in result.stderr


def test_two_keys_with_one_id_are_refused(tmp_path):
    other = "k1:" + base64.b64encode(bytes(range(1, 33))).decode()
    result = run("manage.py", "check", tmp_path=tmp_path, **PRODUCTION | {"CREDENTIAL_KEYS": f"{KEY},{other}"})
    assert result.returncode != 0
    assert "k1" in result.stderr


def test_a_secret_may_come_from_a_file(tmp_path):
    (tmp_path / "secret").write_text(PRODUCTION["SECRET_KEY"])
    assert serve(tmp_path, SECRET_KEY="", SECRET_KEY_FILE=str(tmp_path / "secret")).stdout == "served\n"


def test_a_developers_clone_needs_no_environment(tmp_path):
    result = run("manage.py", "check", tmp_path=tmp_path)
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_the_server_entry_is_never_in_development_by_accident(tmp_path):
    result = run("-c", "import config.wsgi", tmp_path=tmp_path)
    assert result.returncode != 0
    assert "SECRET_KEY is missing" in result.stderr


def test_several_processes_need_a_shared_cache(tmp_path):
    result = run("manage.py", "check", tmp_path=tmp_path, WORKERS="4")
    assert result.returncode != 0
    assert "CACHE_URL" in result.stderr


def test_production_passes_djangos_own_deployment_checks(tmp_path):
    result = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", tmp_path=tmp_path, **PRODUCTION)
    assert result.returncode == 0, result.stderr


def test_serving_without_a_proxy_wants_a_certificate(tmp_path):
    result = run("-m", "config.serve", tmp_path=tmp_path, **PRODUCTION)
    assert result.returncode != 0
    assert "TLS_CERT" in result.stderr


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/livez", "/readyz"])
def test_a_probe_is_answered_by_address_and_without_signing_in(client, path):
    assert client.get(path, HTTP_HOST="10.0.0.7:8000").content == b"ok\n"

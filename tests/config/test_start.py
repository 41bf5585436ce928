"""A server refuses to start with a missing or weak secret and names it; a developer's clone needs nothing."""

from __future__ import annotations

import base64
import importlib.util
import os
import secrets
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
import requests
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings
from urllib3 import Retry

from config import serve
from dashboard.gateway.checks import check_shared_caches
from tests.newcomer.terminal import Terminal
from tests.ports import free_port

KEY = "k1:" + base64.b64encode(bytes(range(32))).decode()
OTHER_K1 = "k1:" + base64.b64encode(bytes(range(1, 33))).decode()
PRODUCTION = {
    "SECRET_KEY": secrets.token_urlsafe(64),
    "CREDENTIAL_KEYS": KEY,
    "ALLOWED_HOSTS": "tandem.example.com",
    "CACHE_URL": "locmem://",
}


def settings_of(data: Path, program: str = "gunicorn", **environment: str) -> dict[str, Any]:
    """Read the settings as a program with this environment does."""
    with ExitStack() as stack:
        stack.enter_context(mock.patch.dict(os.environ, {"DATA_DIR": str(data), **environment}, clear=True))
        stack.enter_context(mock.patch.object(sys, "argv", [program]))
        spec = importlib.util.spec_from_file_location(
            "settings_of_another", settings.BASE_DIR / "config" / "settings.py"
        )
        spec.loader.exec_module(read := importlib.util.module_from_spec(spec))
        return vars(read)


def run(*arguments: str, data: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    ours = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    given = {**ours, "DATA_DIR": str(data), **environment}
    return subprocess.run(
        [sys.executable, *arguments], env=given, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=120
    )


# ------------------------------------------------------------------ what the settings refuse
WRONG = [
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
]


def test_a_server_refuses_what_is_missing_or_weak_and_names_it(tmp_path):
    accepted = []
    for name, value in WRONG:
        try:
            settings_of(tmp_path, **PRODUCTION | {name: value})
        except ImproperlyConfigured as refusal:
            if name in str(refusal) and PRODUCTION["SECRET_KEY"] not in str(refusal):
                continue
        accepted.append((name, value))
    assert not accepted


def test_a_configured_server_has_what_it_was_given(tmp_path):
    given = {**PRODUCTION, "ALLOWED_HOSTS": ["tandem.example.com"], "DEVELOPMENT": False, "DEBUG": False, "PORT": 9000}
    found = settings_of(tmp_path, **PRODUCTION, PORT="9000")
    assert {name: found[name] for name in given} == given


def test_what_is_said_of_other_hosts_is_a_choice(tmp_path):
    names = ("SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD")
    plain = settings_of(tmp_path, **PRODUCTION)
    chosen = settings_of(tmp_path, **PRODUCTION, HSTS_SUBDOMAINS="1", HSTS_PRELOAD="1")
    assert [plain[name] for name in names] == [31_536_000, False, False]
    assert [chosen[name] for name in names] == [31_536_000, True, True]


def test_a_secret_may_come_from_a_file(tmp_path):
    (tmp_path / "secret").write_text(PRODUCTION["SECRET_KEY"])
    found = settings_of(tmp_path, **PRODUCTION | {"SECRET_KEY": "", "SECRET_KEY_FILE": str(tmp_path / "secret")})
    assert found["SECRET_KEY"] == PRODUCTION["SECRET_KEY"]


def test_a_developers_clone_needs_nothing_but_to_say_so(tmp_path):
    first, second = (settings_of(tmp_path / "data", DEVELOPMENT="1") for _ in range(2))
    assert first["DEVELOPMENT"]
    assert first["SECRET_KEY"] == second["SECRET_KEY"] != ""
    assert first["CREDENTIAL_KEYS"] == second["CREDENTIAL_KEYS"] != ""
    kept = {path.name: path.stat().st_mode & 0o077 for path in (tmp_path / "data").iterdir()}
    assert kept == {"secret_key": 0, "credential_keys": 0, "development.mode": 0}


def test_nothing_is_in_development_by_accident(tmp_path):
    for program in ("gunicorn", "manage.py"):
        with pytest.raises(ImproperlyConfigured, match="SECRET_KEY is missing"):
            settings_of(tmp_path / "data", program)
    assert not (tmp_path / "data").exists()


def test_several_processes_need_a_shared_cache(tmp_path):
    for cache, refused in (("locmem://", True), ("redis://127.0.0.1:6379/0", False)):
        found = settings_of(tmp_path, **PRODUCTION | {"CACHE_URL": cache, "WORKERS": "4"})
        with override_settings(WORKERS=found["WORKERS"], CACHES=found["CACHES"]):
            assert ["CACHE_URL" in (error.hint or "") for error in check_shared_caches()] == [True] * refused


def test_serving_without_a_proxy_wants_a_certificate():
    with pytest.raises(SystemExit, match="TLS_CERT"):
        serve.main()


# ------------------------------------------------------------------ real starts
@pytest.mark.processes
def test_a_refusal_is_one_line_and_ends_the_program(tmp_path):
    for arguments in (["-m", "config.serve"], ["manage.py", "check"]):
        result = run(*arguments, data=tmp_path, **PRODUCTION | {"CREDENTIAL_KEYS": f"{KEY},{OTHER_K1}"})
        assert (result.returncode, result.stderr.count("\n")) == (1, 1), result.stderr
        assert "k1" in result.stderr


@pytest.mark.processes
def test_production_passes_djangos_own_checks_and_serves_until_ctrl_c(tmp_path):
    port = free_port()
    given = {**PRODUCTION, "DATA_DIR": str(tmp_path), "PORT": str(port), "TRUSTED_PROXY_COUNT": "1"}
    with Terminal(sys.executable, "-m", "config.serve", **given) as terminal, requests.Session() as session:
        terminal.wait_for("Started worker-1")
        assert "System check identified no issues" in terminal.output
        session.mount("http://", requests.adapters.HTTPAdapter(max_retries=Retry(10, backoff_factor=0.1)))
        assert session.get(f"http://127.0.0.1:{port}/livez", timeout=60).text == "ok\n"
        terminal.press_ctrl_c()
        assert terminal.ended() == 0
        assert terminal.left() == []

"""Development never touches production's data or keys, nor production development's; and each says which it is."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from unittest import mock

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from config import secrets
from config.environment import Environment
from dashboard.accounts import services
from dashboard.accounts.models import Role, User
from dashboard.audit import integrity
from dashboard.audit.models import Entry
from dashboard.credentials.checks import keys_are_there
from dashboard.sandbox import demo
from tests.config.test_start import PRODUCTION, run, settings_of
from tests.newcomer.terminal import Terminal
from tests.ports import free_port
from tests.vault.rings import K2

PASSWORD = "a river that runs uphill"


def test_development_is_only_what_says_so(tmp_path):
    for program in ("manage.py", "gunicorn", "granian"):
        with pytest.raises(ImproperlyConfigured, match="SECRET_KEY is missing") as refused:
            settings_of(tmp_path / "data", program)
        assert "production mode" in str(refused.value)
        assert "EnvironmentFile=" in str(refused.value)
        assert "set -a" in str(refused.value)
    assert not (tmp_path / "data").exists()


def test_development_is_refused_what_production_has(tmp_path):
    for name in ("SECRET_KEY", "ALLOWED_HOSTS"):
        with pytest.raises(ImproperlyConfigured, match=f"development mode.*{name} is set"):
            settings_of(tmp_path / "data", DEVELOPMENT="1", **{name: PRODUCTION[name]})
    (key := tmp_path / "key").write_text("x")
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY is set"):
        settings_of(tmp_path / "data", DEVELOPMENT="1", SECRET_KEY_FILE=str(key))
    (tmp_path / ".env").write_text(f"CREDENTIAL_KEYS={PRODUCTION['CREDENTIAL_KEYS']}\n")
    with mock.patch.dict(os.environ, {}, clear=True), pytest.raises(ImproperlyConfigured, match="CREDENTIAL_KEYS is"):
        secrets.refuse_production(os.environ, Environment().read_file(tmp_path / ".env"))
    assert not (tmp_path / "data").exists()


def test_a_data_folder_is_of_one_mode(tmp_path):
    for first, second in (({"DEVELOPMENT": "1"}, PRODUCTION), (PRODUCTION, {"DEVELOPMENT": "1"})):
        data = tmp_path / ("production" if first is PRODUCTION else "development")
        settings_of(data, **first)
        before = {path: path.read_bytes() for path in data.iterdir()}
        with pytest.raises(ImproperlyConfigured, match=f"{data} has been used by"):
            settings_of(data, **second)
        assert {path: path.read_bytes() for path in data.iterdir()} == before
        settings_of(data, **first)


def test_a_data_folder_from_before_the_marks_is_told_apart(tmp_path):
    (production := tmp_path / "production").mkdir()
    (production / "tandem.sqlite3").touch()
    with pytest.raises(ImproperlyConfigured, match=r"development mode.*used by production"):
        settings_of(production, DEVELOPMENT="1")
    (development := tmp_path / "development").mkdir()
    (development / "tandem.sqlite3").touch()
    (development / "demo_password").touch()
    with pytest.raises(ImproperlyConfigured, match=r"production mode.*used by development"):
        settings_of(development, **PRODUCTION)
    settings_of(production, **PRODUCTION)
    settings_of(development, DEVELOPMENT="1")


def test_the_demo_leaves_a_database_alone_that_others_made(db, settings, tmp_path):
    settings.DATA_DIR, settings.PORT, settings.SANDBOX_PORT = tmp_path, free_port(), free_port()
    alice = services.create_first_admin(email="alice@example.com", password=PASSWORD, name="Alice")
    with pytest.raises(CommandError, match=r"development mode.*people whom `make run` did not make"):
        call_command("demo", skip_checks=True)
    alice.refresh_from_db()
    assert alice.check_password(PASSWORD)
    assert list(User.objects.values_list("email", flat=True)) == ["alice@example.com"]


def test_the_demos_people_are_in_history(db, sandbox):
    assert not demo.is_anothers()
    demo.make_people(PASSWORD)
    told = Entry.objects.filter(kind="person.created").values_list("target__email", "target__role")
    assert sorted(told) == [(f"{name}@example.com", role) for name, role in sorted(demo.ROLES.items())]
    assert integrity.verify().broken is None
    services.create_person(email="dora@example.com", password=PASSWORD, name="Dora", role=Role.MEMBER)
    assert not demo.is_anothers(), "whom a developer invites is welcome"


def test_a_missing_key_is_told_with_the_mode(alice, settings):
    (error, *_) = refused_under(settings, K2)
    assert "development mode" in error.hint
    assert "--give-up" not in error.hint
    settings.DEVELOPMENT = False
    (error, *_) = refused_under(settings, K2)
    assert "production mode" in error.hint


def refused_under(settings, keys):
    settings.CREDENTIAL_KEYS = keys
    return keys_are_there()


@pytest.mark.processes
def test_a_command_without_the_environment_is_refused_in_plain_words(tmp_path):
    for command in ("check", "verify_history", "send_notices", "prune_history"):
        result = run("manage.py", command, data=tmp_path / "data")
        assert result.returncode == 1
        assert result.stderr.startswith("SECRET_KEY is missing."), result.stderr
        assert "Traceback" not in result.stderr
    assert not (tmp_path / "data").exists()


@pytest.mark.processes
def test_each_start_says_its_mode(tmp_path):
    given = {
        **PRODUCTION,
        "DATA_DIR": str(tmp_path / "production"),
        "PORT": str(free_port()),
        "TRUSTED_PROXY_COUNT": "1",
    }
    with Terminal(sys.executable, "-m", "config.serve", **given) as terminal:
        terminal.wait_for("Tandem starts in production mode")
    given = {"DEVELOPMENT": "1", "DATA_DIR": str(tmp_path / "development"), "PORT": str(free_port()),
             "SANDBOX_PORT": str(free_port())}  # fmt: skip
    with Terminal(sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), "demo", **given) as terminal:
        terminal.wait_for("Development mode")

"""What stands in the environment is taken as it was meant, whoever reads the file, or refused with a sentence."""

from __future__ import annotations

import os
import re
import secrets
import subprocess
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from config.environment import Environment
from tests.config.test_start import KEY, PRODUCTION, settings_of

EXAMPLE = (Path(settings.BASE_DIR) / ".env.example").read_text()
SOURCE = (Path(settings.BASE_DIR) / "config" / "settings.py").read_text()
# As `.env.example` had it once: whoever copied it and filled in what was missing.
OLD_LINE = "                    # at least 50 random characters; signs sessions"
PUT_IN = {
    **PRODUCTION, "ALLOWED_HOSTS": "tandem.example.com,tandem.test", "METRICS_TOKEN": secrets.token_urlsafe(32),
    "CACHE_URL": "redis://:secret@127.0.0.1:6379/0", "WORKERS": "2", "PROMETHEUS_MULTIPROC_DIR": "/tmp/metrics",
}  # fmt: skip


def filled(text: str = EXAMPLE) -> str:
    """The example with every line for production taken in, and values where it has none."""
    lines = []
    for line in text.partition("# Development alone")[0].splitlines():
        found = re.match(r"(?:# )?([A-Z_]+)=(.*)", line)
        lines.append(f"{found[1]}={PUT_IN.get(found[1], found[2])}" if found and found[1] != "DATA_DIR" else line)
    return "\n".join(lines) + "\n"


def by_systemd(path: Path) -> dict[str, str]:
    """Read a file as `EnvironmentFile=` does: comments are lines of their own, quotes and white space around go."""
    lines = [line for line in path.read_text().splitlines() if line.strip() and line.strip()[0] not in "#;"]
    return {name.strip(): value.strip().strip("\"'") for name, _, value in (line.partition("=") for line in lines)}


def by_docker(path: Path) -> dict[str, str]:
    """Read a file as `docker --env-file` does: what stands behind `=` is the value, to the end of the line."""
    lines = [line for line in path.read_text().splitlines() if line.strip() and not line.lstrip().startswith("#")]
    return {name: value for name, _, value in (line.partition("=") for line in lines)}


def by_shell(path: Path) -> dict[str, str]:
    """Read a file as `set -a; . FILE` does."""
    said = subprocess.run(["env", "-i", "sh", "-c", f"set -a; . {path}; env -0"], capture_output=True, check=True)
    found = dict(line.split("=", 1) for line in said.stdout.decode().split("\0") if line)
    return {name: value for name, value in found.items() if name not in {"PWD", "_", "SHLVL", "OLDPWD"}}


def by_ourselves(path: Path) -> dict[str, str]:
    """Read a file as `.env` is read."""
    with mock.patch.dict(os.environ, {}, clear=True):
        Environment().read_file(path)
        return dict(os.environ)


def test_the_example_with_values_put_in_is_read_the_same_by_everybody(tmp_path):
    (path := tmp_path / "tandem.env").write_text(filled())
    names = ("SECRET_KEY", "CREDENTIAL_KEYS", "ALLOWED_HOSTS", "WORKERS", "THREADS", "PORT", "HISTORY_DAYS",
             "SESSION_COOKIE_AGE", "EMAIL_HOST", "EMAIL_PORT", "REQUIRE_ADMIN_MFA", "IMAGE_HOSTS", "METRICS_TOKEN",
             "TRUSTED_PROXY_COUNT", "PUBLIC_URL", "EMAIL_TIMEOUT")  # fmt: skip
    found: dict[str, Any] = {}
    for read in (by_systemd, by_docker, by_shell, by_ourselves):
        of = settings_of(tmp_path / "data", **read(path))
        found[read.__name__] = {name: of[name] for name in names}
    assert found["by_docker"]["ALLOWED_HOSTS"] == ["tandem.example.com", "tandem.test"]
    assert found["by_docker"]["SECRET_KEY"] == PRODUCTION["SECRET_KEY"]
    assert found == dict.fromkeys(found, found["by_docker"])


def test_the_example_holds_no_value_with_a_comment_behind_it():
    lines = [line for line in EXAMPLE.splitlines() if re.match(r"(?:# )?[A-Z_]+=", line)]
    assert len(lines) > 30
    assert [line for line in lines if "#" in line.removeprefix("# ")] == []


def refusal(data: Path, **given: str) -> str:
    """What the settings say to this, an empty string where they take it."""
    try:
        settings_of(data, **given)
    except ImproperlyConfigured as refused:
        return str(refused)
    return ""


def test_a_secret_that_everybody_can_know_is_refused(tmp_path, monkeypatch):
    example = tmp_path / "example"
    example.write_text(f"SECRET_KEY={PRODUCTION['SECRET_KEY'][::-1]}\n")
    monkeypatch.setattr("config.secrets.EXAMPLE", example)
    wrong = {
        "the example's comment": {"SECRET_KEY": OLD_LINE},
        "a comment behind": {"SECRET_KEY": PRODUCTION["SECRET_KEY"] + " # ours"},
        "a '#'": {"SECRET_KEY": PRODUCTION["SECRET_KEY"] + "#"},
        "two lines": {"SECRET_KEY": PRODUCTION["SECRET_KEY"] + "\nX=1"},
        "taken from the example": {"SECRET_KEY": PRODUCTION["SECRET_KEY"][::-1]},
        "the key of the credentials": {"SECRET_KEY": KEY.partition(":")[2] + "0123456789"},
        "white space in keys": {"CREDENTIAL_KEYS": f"{KEY} k2:{KEY.partition(':')[2]}"},
        "a comment behind keys": {"CREDENTIAL_KEYS": f"{KEY} # the first"},
        "one key under two ids": {"CREDENTIAL_KEYS": f"{KEY},k2:{KEY.partition(':')[2]}"},
        "a comment behind hosts": {"ALLOWED_HOSTS": "a.test # names that people type, separated by commas"},
        "a port behind a host": {"ALLOWED_HOSTS": "a.test:8443"},
    }
    said = {what: refusal(tmp_path / "data", **PRODUCTION | given) for what, given in wrong.items()}
    assert [what for what, words in said.items() if next(iter(wrong[what])) not in words] == []
    assert PRODUCTION["SECRET_KEY"] not in str(said)
    assert KEY.partition(":")[2] not in str(said)


def test_what_is_set_twice_is_refused(tmp_path):
    path = tmp_path / ".env"
    for text, given, refused in (
        ("PORT=1\nPORT=1\n", {}, "sets PORT twice"),
        ("SECRET_KEY=a\n", {"SECRET_KEY": "b"}, "SECRET_KEY is in the environment"),
        ("SECRET_KEY=a\n", {"SECRET_KEY": "a"}, ""),
        ("PORT=1\n", {"PORT": "2"}, ""),
    ):
        path.write_text(text)
        with mock.patch.dict(os.environ, given, clear=True):
            try:
                Environment().read_file(path)
                said = ""
            except ImproperlyConfigured as error:
                said = str(error)
        assert (refused in said) if refused else said == "", (text, given)


NUMBERS = re.findall(r'env\.(?:whole|decimal|int|float|bool)\(\s*"(\w+)"', SOURCE)


def test_a_number_that_is_none_is_refused_by_its_name(tmp_path):
    assert len(NUMBERS) >= 14
    taken = []
    for name in NUMBERS:
        mode = {"DEVELOPMENT": "1"} if name in {"UPSTREAM_TIME_SCALE", "UPSTREAM_PACE_SCALE", "DEBUG"} else PRODUCTION
        data = tmp_path / ("development" if mode is not PRODUCTION else "production")
        for value in ("abc", "1      # reverse proxies of yours", "-1", "nan"):
            said = refusal(data, **mode | {name: value})
            if name not in said or value in said:
                taken.append((name, value, said))
    assert taken == []


def test_an_address_that_is_none_is_refused_without_its_password(tmp_path, recwarn):
    for name in ("DATABASE_URL", "EMAIL_URL"):
        for value in (
            "tandem",
            "nowhere://me:pass-word@host/x",
            "smtp://me:pass-word@host:port",
            "postgres://me:pass-word@h:x/y",
        ):
            said = refusal(tmp_path, **PRODUCTION | {name: value})
            assert name in said, value
            assert "pass-word" not in said
    assert [str(warning.message) for warning in recwarn] == []


@pytest.mark.processes
def test_a_start_with_a_wrong_number_is_one_sentence(tmp_path):
    from tests.config.test_start import run

    result = run("-m", "config.serve", data=tmp_path, **PRODUCTION | {"WORKERS": "many"})
    assert (result.returncode, result.stderr) == (1, "WORKERS is not a whole number.\n")

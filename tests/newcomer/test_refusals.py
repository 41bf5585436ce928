"""Where Tandem cannot be installed or started, `make run` says so in a line or two and what to do, and fails."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from tests.config.test_start import PRODUCTION
from tests.ports import free_port

# Root may write everywhere, until that is taken away.
AS_ANYBODY = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"] if os.geteuid() == 0 else []


def make(folder: Path, *arguments: str, **environment: str) -> str:
    """Return what `make` says as it fails: lines of its own left out, and no traceback among the rest."""
    ours = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    result = subprocess.run(
        [*AS_ANYBODY, "make", *arguments], cwd=folder, env={**ours, **environment},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=250,
    )  # fmt: skip
    assert result.returncode == 2, result.stdout
    assert "Traceback" not in result.stdout
    return "\n".join(line for line in result.stdout.splitlines() if not line.startswith("make: ***"))


@pytest.fixture
def clone(tmp_path):
    """What `make run` needs before anything is installed."""
    shutil.copy(settings.BASE_DIR / "Makefile", tmp_path)
    shutil.copy(settings.BASE_DIR / "requirements.txt", tmp_path)
    (tmp_path / "config").mkdir()
    shutil.copy(settings.BASE_DIR / "config" / "install.py", tmp_path / "config")
    return tmp_path


@pytest.fixture
def programs(tmp_path_factory):
    return tmp_path_factory.mktemp("programs")


@contextmanager
def closed(folder: Path, mode: int) -> Iterator[Path]:
    """A folder in which we may do less, as another user's is."""
    folder.mkdir(exist_ok=True)
    folder.chmod(mode)
    yield folder
    folder.chmod(0o700)


# ------------------------------------------------------------------ installing
def test_without_python_it_asks_for_one(clone):
    said = make(clone, "run", "PYTHON=python3.99")
    assert said == "There is no python3.99 here. Tandem needs Python 3.11 or newer; name one with PYTHON=..."


def test_an_old_python_is_refused(clone, programs):
    old = programs / "python3"
    old.write_text(
        f'#!/bin/sh\nexec {sys.executable} -c "import sys; sys.version_info = (3, 10, 9); exec(sys.argv[1])" "$2"'
    )
    old.chmod(0o755)
    said = make(clone, "run", f"PYTHON={old}")
    assert said == "Tandem needs Python 3.11 or newer; name one with PYTHON=..."


def test_without_the_venv_module_it_names_debians_package(clone, programs):
    (programs / "ensurepip.py").write_text("raise ImportError")
    said = make(clone, "run", f"PYTHON={sys.executable}", PYTHONPATH=str(programs))
    assert said.endswith("Python's venv module is missing. On Debian: `apt-get install python3-venv`, then make again.")


def test_a_clone_that_is_not_ours_to_write_to_is_named(clone):
    with closed(clone, 0o555):
        said = make(clone, "run", f"PYTHON={sys.executable}")
    assert said.endswith(f"{clone} cannot be written to (Permission denied). Clone Tandem into a folder of your own.")


@pytest.mark.slow
@pytest.mark.processes
def test_without_the_network_it_says_so_and_goes_on_later(clone):
    nobody = f"http://127.0.0.1:{free_port()}/"
    alone = {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": nobody, "PIP_NO_CACHE_DIR": "1", "PIP_RETRIES": "1"}
    said = make(clone, "run", f"PYTHON={sys.executable}", **alone)
    assert said.startswith("Installing what requirements.txt pins into .venv; the first time takes a minute or two.\n")
    assert "The package index cannot be reached. Connect to it and make again, it goes on where it ended;" in said
    assert not (clone / ".venv" / ".run").exists()


# ------------------------------------------------------------------ starting
@pytest.mark.processes
def test_a_data_folder_of_another_user_is_named(tmp_path):
    started = ("-o", ".venv/.run", f"BIN={Path(sys.executable).parent}")
    remedy = "Set DATA_DIR to a folder of your own."
    with closed(tmp_path / "theirs", 0o000) as theirs:
        said = make(settings.BASE_DIR, *started, "run", DATA_DIR=str(theirs))
        assert said == f"The data folder {theirs} is another user's, or cannot be written to. {remedy}"
        said = make(settings.BASE_DIR, *started, "serve", **PRODUCTION | {"DATA_DIR": str(theirs / "new")})
        assert said == f"The data folder {theirs / 'new'} cannot be made: Permission denied. {remedy}"


def test_a_second_run_with_the_same_data_is_refused(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.PORT, settings.SANDBOX_PORT = free_port(), free_port()
    with (tmp_path / "demo.lock").open("w") as first:
        fcntl.flock(first, fcntl.LOCK_EX)
        with pytest.raises(SystemExit, match=f"^Tandem is running already, with the data in {tmp_path}"):
            call_command("demo")
    assert [path.name for path in tmp_path.iterdir()] == ["demo.lock"]

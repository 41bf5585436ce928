"""`make run` in a fresh clone, in a new environment, with Debian's own Python and with the newest that is here.

It prints what each part took; `pytest tests/newcomer/test_pythons.py -s -m slow`.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests
from django.conf import settings

from tests.newcomer.terminal import Terminal
from tests.ports import free_port

pytestmark = [pytest.mark.slow, pytest.mark.processes, pytest.mark.timeout(900)]
OLDEST, BELOW = (3, 11), (3, 14)


def version_of(python: str) -> tuple[int, ...]:
    found = subprocess.run([python, "-c", "import sys; print(*sys.version_info[:3])"], capture_output=True, text=True)
    return tuple(map(int, found.stdout.split()))


def debians() -> str | None:
    """The Python of the system, whatever comes before it in PATH."""
    python = "/usr/bin/python3"
    return python if Path(python).exists() and OLDEST <= version_of(python) < BELOW else None


def newest() -> str | None:
    """The newest Python in PATH or beside the one that runs the tests, as pyenv keeps them."""
    names = [f"python3.{minor}" for minor in range(OLDEST[1], BELOW[1])]
    found = {python for name in names if (python := shutil.which(name))}
    found |= {str(path) for path in Path(sys.base_prefix).parent.glob("*/bin/python3")}
    return max((one for one in found if OLDEST <= version_of(one) < BELOW), key=version_of, default=None)


@pytest.mark.parametrize("find", [debians, newest], ids=lambda find: find.__name__)
def test_the_first_run_installs_starts_and_ends(tmp_path, find):
    python = find()
    if python is None:
        assert "CI" not in os.environ
        pytest.skip("there is none on this machine")
    subprocess.run(["git", "clone", "--quiet", str(settings.BASE_DIR), str(tmp_path / "tandem")], check=True)
    port = str(free_port())
    pip = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_"))}
    began = time.monotonic()
    given = {"PYTHON": python, "PORT": port, "SANDBOX_PORT": str(free_port()), **pip}
    with Terminal("make", "run", folder=tmp_path / "tandem", **given) as terminal:
        terminal.wait_for("Preparing the database")
        installed = time.monotonic()
        terminal.wait_for("Ctrl-C ends it")
        started = time.monotonic()
        assert requests.get(f"http://127.0.0.1:{port}/livez", timeout=60).text == "ok\n"
        assert "Sign in" in requests.get(f"http://127.0.0.1:{port}/accounts/login/", timeout=60).text
        asked = time.monotonic()
        terminal.press_ctrl_c()
        assert terminal.ended() == -signal.SIGINT
        ended = time.monotonic()
        assert terminal.left() == []
    assert re.match(r"Installing what requirements.txt pins .*\n(.*\n)+Successfully installed ", terminal.output)
    version = ".".join(map(str, version_of(python)))
    print(
        f"\nPython {version}: installed in {installed - began:.0f} s, started in {started - installed:.1f} s, "
        f"ended in {ended - asked:.1f} s"
    )

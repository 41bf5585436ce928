"""Ctrl-C ends `make run` whenever it comes, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import socket
import sys
from pathlib import Path

import pytest
import requests

from tests.newcomer.terminal import Terminal
from tests.ports import free_port

pytestmark = pytest.mark.processes
STARTED = "Ctrl-C ends it"
DEMO = (sys.executable, "manage.py", "demo")
MAKE = ("make", "-o", ".venv/.run", f"BIN={Path(sys.executable).parent}", "run")  # `-o`: installed it is


@pytest.fixture
def environment(tmp_path):
    return {"DATA_DIR": str(tmp_path), "PORT": str(free_port()), "SANDBOX_PORT": str(free_port()), "DEVELOPMENT": "1"}


def test_ctrl_c_ends_make_run_and_all_that_it_started(environment):
    with Terminal(*MAKE, **environment) as terminal, requests.Session() as browser:
        terminal.wait_for(STARTED)
        assert "Sign in" in browser.get(f"http://127.0.0.1:{environment['PORT']}/accounts/login/", timeout=60).text
        terminal.press_ctrl_c()
        terminal.press_ctrl_c()  # somebody is impatient
        assert terminal.ended() == -signal.SIGINT, "make tells the shell that Ctrl-C ended it"
        assert terminal.left() == []
        assert "Traceback" not in terminal.output


@pytest.mark.slow
@pytest.mark.parametrize(
    ("moment", "code"), [("Preparing", -signal.SIGINT), ("Starting the dashboard", 0), (STARTED, 0)]
)
def test_ctrl_c_ends_the_demo_at_any_moment(environment, moment, code):
    with Terminal(*DEMO, **environment) as terminal:
        terminal.wait_for(moment)
        terminal.press_ctrl_c()
        assert terminal.ended() == code
        assert terminal.left() == []
        assert "Traceback" not in terminal.output


@pytest.mark.slow
def test_a_request_that_never_ends_does_not_keep_it(environment):
    head = f"POST /accounts/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: csrf={'a' * 32}\r\n"
    more = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n"
    with Terminal(*DEMO, **environment) as terminal:
        terminal.wait_for(STARTED)
        with socket.create_connection(("127.0.0.1", int(environment["PORT"]))) as slow:
            slow.sendall((head + more).encode())
            assert slow.recv(12) == b"HTTP/1.1 100", "the page waits for what is never sent"
            terminal.press_ctrl_c()
            assert terminal.ended() == 0
        assert terminal.left() == []


@pytest.mark.slow
def test_a_closed_terminal_ends_it_too(environment):
    with Terminal(*DEMO, **environment) as terminal:
        terminal.wait_for(STARTED)
        terminal.hang_up()
        assert terminal.ended() == 0
        assert terminal.left() == []


@pytest.mark.slow
def test_a_dashboard_that_is_killed_takes_everything_with_it(environment):
    with Terminal(*DEMO, **environment) as terminal:
        terminal.wait_for(STARTED)
        running = {pid: Path(f"/proc/{pid}/cmdline").read_bytes() for pid in terminal.processes()}
        dashboard = min(pid for pid, command in running.items() if b"config.server" in command)  # not its worker
        os.kill(dashboard, signal.SIGKILL)
        assert terminal.ended() == 1
        assert "The dashboard has ended by itself" in terminal.output
        assert terminal.left() == []


@pytest.mark.slow
def test_a_dashboard_that_cannot_start_says_why(environment):
    with Terminal(*DEMO, **environment, GRANIAN_BACKLOG="many") as terminal:
        assert terminal.ended(within=None) == 1
        assert "'many' is not a valid integer" in terminal.output
        assert "The dashboard has ended by itself" in terminal.output
        assert terminal.left() == []

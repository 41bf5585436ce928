"""Programs that others wrote for the real Toggl work against the sandbox unchanged.

The same scenarios can be run against any address that speaks Track: `SCENARIO BASE TOKEN`, by the client's own Python.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from dashboard.sandbox.people import ALICE
from dashboard.sandbox.protocol.application import ALIASES
from dashboard.upstream import contract

HERE = Path(__file__).parent
ENVIRONMENTS = HERE.parent.parent / ".third_party_clients"

# environment -> (package, scenario)
CLIENTS = {
    "toggl-python": ("toggl_python", "toggl_python_calls.py"),
    "toggl-api-wrapper": ("toggl_api", "toggl_api_calls.py"),
    "togglcli": ("toggl", "toggl_cli_calls.py"),
}
# Calls whose address cannot be told from the source, and what they send.
UNTOLD = {
    "TrackerEndpoint._bulk_edit": "time entries, which are not ours",
    "AsyncTrackerEndpoint._bulk_edit": "time entries, which are not ours",
    "TogglSet.get": "the addresses of `objects.get`, listed by themselves",
    "TogglSet._fetch_all": "the addresses of `objects.all` and `objects.filter`, listed by themselves",
    "TimeEntrySet.all_from_reports": "the reports service, which is not ours",
}
# togglCli's commands that ask only for what is ours; the first word of the others says what they are about.
COMMANDS = {"command workspaces ls"}
OTHER_COMMANDS = {
    "time entries, which are not ours": "add continue goal ls now rm start stop sum",
    "addresses under a workspace, which are not ours": "clients projects project_users tags tasks users",
    "one workspace by its number (`get`) or its members (`users`), which are not ours": "workspaces",
    "no request, or one workspace by its number": "config www",
    "one workspace by its number, after /me; and it gives up where somebody has several": "me",
}

pytestmark = pytest.mark.slow


def in_environment(name: str, script: str, *arguments: str) -> str:
    """Run a script as the client would and return what it prints; fails where the environment is missing."""
    python = ENVIRONMENTS / name / "bin" / "python"
    if not python.exists():
        pytest.fail(f"The environment of {name} is missing: make third-party-clients")
    clean = {"PATH": os.defpath, "HOME": str(ENVIRONMENTS / name), "LANG": "C.UTF-8"}
    done = subprocess.run(
        [python, HERE / script, *arguments], capture_output=True, text=True, timeout=100, env=clean, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def reached(name: str) -> tuple[set[str], set[str]]:
    """Return the calls of a package that reach an operation of ours, and those of which that cannot be told."""
    ours, untold = set(), set()
    for call, method, path in json.loads(in_environment(name, "reach.py", CLIENTS[name][0])):
        if path is None:
            untold.add(call)
        elif is_ours(method, "/api/v9/" + path.lstrip("/")):
            ours.add(call)
    return ours, untold


def is_ours(method: str, path: str) -> bool:
    try:
        contract.match("track", method, ALIASES.get(path, path))
    except LookupError:
        return False
    return True


def made(name: str, *arguments: str) -> set[str]:
    printed = in_environment(name, CLIENTS[name][1], *arguments)
    return set(json.loads(printed.splitlines()[-1])["made"])


@pytest.mark.parametrize("name", CLIENTS)
def test_every_call_that_reaches_us_is_made_and_works(sandbox, name):
    ours, untold = reached(name)
    person = ["--email", ALICE.email, "--password", ALICE.password]
    calls = made(name, f"{sandbox.url}/api/v9", ALICE.track_token, *person)
    assert ours
    assert calls - COMMANDS == ours
    assert {call for call in untold if not call.startswith("command ")} <= set(UNTOLD)
    assert {one["operation"] for one in sandbox.requests()} <= set(contract.operations())


def test_every_command_of_toggl_cli_is_made_or_known_to_ask_for_something_else():
    _, untold = reached("togglcli")
    commands = {call for call in untold if call.startswith("command ")}
    others = {word for words in OTHER_COMMANDS.values() for word in words.split()}
    assert commands >= COMMANDS
    assert {command for command in commands - COMMANDS if command.split()[1] not in others} == set()


def test_the_changes_of_a_client_are_seen_by_everybody_else(sandbox):
    made("toggl-python", f"{sandbox.url}/api/v9", ALICE.track_token)
    assert sandbox.state()["accounts"]["alice"]["profile"]["fullname"] == "Al"


@pytest.mark.parametrize("name", CLIENTS)
def test_a_client_with_a_wrong_token_is_refused(sandbox, name):
    with pytest.raises(AssertionError):
        made(name, f"{sandbox.url}/api/v9", "0" * 32)
    assert {one["status"] for one in sandbox.requests()} == {403}

"""Each block of code in the documents is run here or elsewhere, or checked word by word; each link leads somewhere."""

from __future__ import annotations

import importlib.util
import json
import re
import shlex
from pathlib import Path

import requests
from django.core.management import get_commands, load_command_class

from dashboard.accounts import tokens
from tests.bff.conftest import Script
from tests.docs.blocks import BLOCKS, DOCUMENTS, ROOT, Block

MAKEFILE = (ROOT / "Makefile").read_text()
TARGETS = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
# Where a block is not of this machine, why it is not run; its commands of ours are checked all the same.
ELSEWHERE = {
    "location / {": "nginx; tests/security/test_forwarded_address.py starts one with it",
    "tandem.example.com {": "Caddy; tests/security/test_forwarded_address.py starts one with it",
    "http:\n  routers:": "Traefik, which Debian does not have",
    "frontend tandem": "HAProxy",
    "manage.py verify_history > /backup": "a backup; tests/security/test_restore.py makes and restores one",
    "cp /backup": "tests/security/test_restore.py",
    "CREATE ROLE": "PostgreSQL",
    "15 4 * * *": "cron",
    "*/10 * * * *": "cron",
    "# /etc/systemd": "systemd",
    "- job_name": "Prometheus",
    '"""The time zone of Track': "tests/docs/test_recipes.py",
    '"""`/zone/`': "tests/docs/test_recipes.py",
    '{% extends "base.html"': "tests/docs/test_recipes.py",
    '"""The zone that Track': "tests/docs/test_recipes.py",
    "/api/v9/me/id:": "tests/docs/test_recipes.py",
    '@handles("track.get_id")': "tests/docs/test_recipes.py",
}
RUN = {"make", "manage.py", ".venv/bin/python", "python", "pytest", "curl"}


def reason_of(block: Block) -> str:
    return next((why for start, why in ELSEWHERE.items() if block.text.strip().startswith(start)), "")


def test_no_reason_is_left_over():
    assert {start for start in ELSEWHERE if not any(b.text.strip().startswith(start) for b in BLOCKS)} == set()


def test_every_block_is_of_commands_that_are_checked_or_says_why_not():
    checked = [block for block in BLOCKS if not reason_of(block) and block.language != "python"]
    wrong = [(block.name, line) for block in checked for line in block.commands if line.split()[0] not in RUN]
    assert wrong == []


def exists(command: str) -> bool:
    """Whether what a command of ours names is there: target, command with its options, module, tests."""
    words = [word for word in shlex.split(command) if not word.startswith("-") or word.startswith("--")]
    if words[0] == "make":
        return set(words[1:]) <= TARGETS
    if words[0] == "manage.py":
        return knows(words[1], [word for word in words[2:] if word.startswith("--")])
    if words[0] == "pytest":
        return all((ROOT / word).exists() for word in words[1:] if "zone" not in word)
    return importlib.util.find_spec(words[1]) is not None


def knows(name: str, options: list[str]) -> bool:
    app = get_commands().get(name)
    if app is None:
        return False
    command = load_command_class(app, name) if isinstance(app, str) else app
    known = command.create_parser("manage.py", name)._option_string_actions
    return {option.partition("=")[0] for option in options} <= set(known)


OURS = re.compile(
    r"\b(make [a-z-]+|manage\.py [a-z_]+(?: (?:--?[a-z-]+|[A-Z]+|\d+|EMAIL))*|python -m tests\.?[\w.]*"
    r"|pytest tests[\w/. ]*)"
)


def commands() -> list[tuple[str, str]]:
    """Every command of ours that a document names, in a block or in a sentence."""
    found = []
    for path in DOCUMENTS:
        text = path.read_text()
        code = [*re.findall(r"(?<!`)`([^`]+)`", text), *(b.text for b in BLOCKS if b.path == path)]
        found += [(str(path.relative_to(ROOT)), one.strip(" .")) for text in code for one in OURS.findall(text)]
    return sorted(set(found))


def test_every_command_that_is_named_is_there():
    named = commands()
    assert len(named) > 20
    assert [one for one in named if not exists(one[1].replace("python -m ", "python "))] == []


def gone_from(path: Path) -> set[str]:
    """What a document links to or names and is not there."""
    text = re.sub(r"^( *)```.*?^\1```", "", path.read_text(), flags=re.MULTILINE | re.DOTALL)
    linked = re.findall(r'(?:\]\(|src="|srcset=")(?!https?:)([^)"#\s]+)', text)
    named = re.findall(r"`((?:dashboard|tests|docs|config|templates|static)/[\w./-]+)`", text)
    gone = {one for one in linked if not (path.parent / one).exists()}
    return gone | {one for one in named if "zone" not in one and not list(ROOT.glob(f"{one.rstrip('/')}*"))}


def test_every_link_and_every_file_that_is_named_is_there():
    assert {str(path.relative_to(ROOT)): gone for path in DOCUMENTS if (gone := gone_from(path))} == {}


def test_the_python_of_the_sandbox_page_runs(capsys):
    (block,) = [b for b in BLOCKS if b.language == "python" and b.path.name == "sandbox.md"]
    exec(compile(block.text, block.name, "exec"), {})
    assert "http://127.0.0.1:" in capsys.readouterr().out


def test_the_calls_of_the_sandbox_page_are_answered(sandbox):
    (block,) = [b for b in BLOCKS if "curl" in b.text and b.path.name == "sandbox.md"]
    calls = [shlex.split(line) for line in block.commands if line.startswith("curl")]
    assert len(calls) == 2
    for words in calls:
        given = dict(zip(words[1:-1:2], words[2:-1:2], strict=True))
        user = tuple(given["-u"].split(":")) if "-u" in given else None
        headers = dict([given["-H"].split(": ")]) if "-H" in given else {}
        url = words[-1].replace("http://127.0.0.1:8001", sandbox.url)
        assert requests.get(url, auth=user, headers=headers, timeout=10).status_code == 200


def test_the_call_of_the_proxy_page_is_answered(sandbox, alice):
    (block,) = [b for b in BLOCKS if b.path.name == "proxy.md"]
    curl, _, credential, address = shlex.split(block.commands[0])
    assert (curl, credential) == ("curl", "$TANDEM_TOKEN:api_token")
    token = tokens.make(alice, name="an example", can_write=False, services=("track",)).reveal()
    answer = Script(token)("GET", address.partition("/bff/")[2])
    assert json.loads(answer.content)["email"] == alice.email

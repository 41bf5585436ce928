"""`make run` in a fresh clone, in a new environment, and then what is printed there, by mouse in a real browser.

It prints what each part took; `pytest tests/newcomer -s -m slow`. Three minutes are what a person has patience for.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings

from tests.ports import free_port

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.timeout(600)]
PATIENCE = 180  # seconds
PRINTED_WITHIN = 60


@dataclass
class Printed:
    """What `make run` says to whoever reads it."""

    address: str
    password: str
    token: str
    started_in: float


class Newcomer:
    """Somebody at a browser who points, clicks and pastes; everything that their hands do is counted."""

    def __init__(self, page: Any) -> None:
        self.page, self.clicks, self.keys = page, 0, 0

    def click(self, target: Any) -> None:
        target.click()
        self.clicks += 1

    def type(self, target: Any, text: str) -> None:
        self.click(target)
        self.page.keyboard.type(text)
        self.keys += len(text)

    def paste(self, target: Any, text: str) -> None:
        self.click(target)
        self.page.keyboard.insert_text(text)
        self.keys += 1

    def sign_in(self, email: str, printed: Printed) -> None:
        self.page.goto(printed.address)
        self.type(self.page.get_by_label("Email"), email)
        self.paste(self.page.get_by_label("Password"), printed.password)
        self.click(self.page.get_by_role("button", name="Sign in", exact=True))

    def change_and_save(self) -> None:
        self.page.get_by_label("Date format", exact=True).select_option("YYYY-MM-DD")
        self.clicks += 2  # open the list, and choose
        self.click(self.page.get_by_role("button", name="Save (1 request)"))
        self.page.get_by_text("Saved just now: Date format").wait_for()


def alice_who_is_connected(at: Newcomer, printed: Printed) -> None:
    at.sign_in("alice@example.com", printed)
    at.click(at.page.get_by_role("navigation").get_by_role("link", name="Track preferences"))
    at.change_and_save()


def charlie_who_has_nothing(at: Newcomer, printed: Printed) -> None:
    at.sign_in("charlie@example.com", printed)
    at.click(at.page.get_by_role("link", name="Connect Track").first)
    at.paste(at.page.get_by_role("textbox", name="API token"), printed.token)
    at.click(at.page.locator("#track-token-submit"))
    at.click(at.page.get_by_role("main").get_by_role("link", name="Track preferences"))
    at.change_and_save()


@pytest.fixture(scope="module")
def clone(tmp_path_factory) -> Any:
    """A fresh clone with a new environment; how long that took is printed apart, it depends on the package index."""
    folder = tmp_path_factory.mktemp("newcomer") / "tandem"
    subprocess.run(["git", "clone", "--quiet", str(settings.BASE_DIR), str(folder)], check=True)
    began = time.monotonic()
    subprocess.run(["make", "--silent", ".venv/.run"], cwd=folder, check=True, timeout=480)
    print(f"\na new environment: {time.monotonic() - began:.0f} s, most of it the package index")
    return folder


@pytest.fixture(scope="module")
def printed(clone) -> Iterator[Printed]:
    """`make run`, until it has printed the address."""
    ours = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    given = ours | {"PORT": str(free_port()), "SANDBOX_PORT": str(free_port()), "PYTHONUNBUFFERED": "1"}
    began = time.monotonic()
    process = subprocess.Popen(
        ["make", "run"], cwd=clone, env=given, text=True, stdout=subprocess.PIPE, start_new_session=True
    )
    try:
        text = ""
        while "Ctrl-C" not in text:
            assert time.monotonic() - began < PRINTED_WITHIN, text
            text += process.stdout.readline()
        found = re.search(r"Tandem +(\S+).*the password (\S+).*sandbox's token (\S+)", text, re.DOTALL)
        yield Printed(*found.groups(), started_in=time.monotonic() - began)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=20)
        process.stdout.close()


@pytest.mark.parametrize("walk", [alice_who_is_connected, charlie_who_has_nothing], ids=lambda walk: walk.__name__)
def test_the_first_change_is_saved_within_three_minutes(printed, _chromium, walk):  # noqa: PT019 - the browser itself
    context = _chromium.new_context(base_url=printed.address)
    context.set_default_timeout(20_000)
    newcomer = Newcomer(context.new_page())
    began = time.monotonic()
    walk(newcomer, printed)
    took = time.monotonic() - began
    context.close()
    print(
        f"\n{walk.__name__}: {printed.started_in:.0f} s until the address is printed, {took:.0f} s at the browser, "
        f"{newcomer.clicks} clicks, {newcomer.keys} keys"
    )
    assert printed.started_in + took < PATIENCE
    assert newcomer.clicks <= 12

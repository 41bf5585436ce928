"""The pictures of the README, taken anew: `make pictures`. Alice at the demo, in light and in dark."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests
from playwright.sync_api import sync_playwright

from dashboard.sandbox.people import ALICE
from tests.conftest import CHROMIUM, CHROMIUM_ARGUMENTS
from tests.ports import free_port

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "pictures"
PASSWORD = "a password for the pictures"
SIZE = {"width": 1200, "height": 750}


@contextmanager
def demo() -> Iterator[str]:
    """Run the demo on data of its own and yield its address."""
    with tempfile.TemporaryDirectory() as data:
        port, sandbox = str(free_port()), str(free_port())
        given = {"PORT": port, "SANDBOX_PORT": sandbox, "DATA_DIR": data, "DEMO_PASSWORD": PASSWORD}
        command = [sys.executable, "manage.py", "demo"]
        environment = {**os.environ, **given, "DEVELOPMENT": "1", "PYTHONUNBUFFERED": "1"}
        process = subprocess.Popen(command, cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE)
        try:
            assert process.stdout
            while "Ctrl-C" not in process.stdout.readline():
                assert process.poll() is None, "the demo did not start"
            give_plain_names(f"http://127.0.0.1:{sandbox}")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=20)


def give_plain_names(sandbox: str) -> None:
    """Rename the tasks whose names are there to test what becomes of odd ones."""
    tasks = f"{sandbox}/api/organizations/{ALICE.organization_id}/workspaces/{ALICE.workspace_id}/tasks"
    with requests.Session() as session:
        session.headers["Authorization"] = f"Bearer {ALICE.focus_key}"
        requests.post(f"{sandbox}/_sandbox/pace", json={"enabled": False}, timeout=10)
        for task in session.get(tasks, params={"per_page": 100}, timeout=10).json()["data"]:
            if len(task["name"]) > 40 or "<" in task["name"] or not task["name"].isascii():
                session.patch(f"{tasks}/{task['id']}", json={"name": "Prepare the workshop"}, timeout=10)
        requests.post(f"{sandbox}/_sandbox/pace", json={"enabled": True}, timeout=10)


def preferences(page: Any) -> None:
    """Three changes that wait to be saved with one request."""
    page.goto("/preferences/track/")
    page.get_by_label("Date format", exact=True).select_option("YYYY-MM-DD")
    page.get_by_label("Clock", exact=True).select_option("h:mm A")
    page.get_by_label("Duration format", exact=True).select_option("decimal")
    page.evaluate("window.scrollTo(0, 0)")


def calendar(page: Any) -> None:
    """A week of blocks."""
    page.goto("/calendar/")
    page.locator(".blocks li").first.wait_for()


PICTURES: dict[str, Callable[[Any], None]] = {one.__name__: one for one in (preferences, calendar)}


def take() -> None:
    """Write every picture in both schemes."""
    with demo() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        for scheme in ("light", "dark"):
            context = browser.new_context(
                base_url=address, viewport=SIZE, color_scheme=scheme, timezone_id="Europe/Berlin", locale="en-GB"
            )
            page = context.new_page()
            page.goto("/accounts/login/")
            page.get_by_label("Email").fill("alice@example.com")
            page.get_by_label("Password").fill(PASSWORD)
            page.get_by_label("Password").press("Enter")
            page.get_by_role("heading", level=1, name="Alice").wait_for()
            for name, show in PICTURES.items():
                show(page)
                page.wait_for_load_state("networkidle")
                path = FOLDER / f"{name}-{scheme}.png"
                page.screenshot(path=path)
                print(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1024} kB")
            context.close()
        browser.close()


if __name__ == "__main__":
    take()

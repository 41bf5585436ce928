"""Lighthouse as a phone would see a page. It is a program of npm's, brought into `.comparisons/lighthouse` once."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

from django.conf import settings

VERSION = "12.8.2"
CHROME = shutil.which("chromium")  # the whole browser: the shell is not what people use
INSTALLED = Path(settings.BASE_DIR) / ".comparisons" / "lighthouse"
PROGRAM = INSTALLED / "node_modules" / ".bin" / "lighthouse"
CATEGORIES = ("performance", "accessibility", "best-practices")
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-background-networking --disable-component-update"


def install() -> None:
    """Bring Lighthouse, without a browser of its own."""
    if not PROGRAM.exists():
        INSTALLED.mkdir(parents=True, exist_ok=True)
        command = [
            "npm",
            "install",
            "--silent",
            "--no-audit",
            "--no-fund",
            "--prefix",
            INSTALLED,
            f"lighthouse@{VERSION}",
        ]
        subprocess.run(command, check=True, env={**os.environ, "PUPPETEER_SKIP_DOWNLOAD": "1"})


def scores(url: str, session: str) -> dict[str, int]:
    """Return the scores of a page, of 100."""
    install()
    try:
        report = run(url, session)
    except subprocess.CalledProcessError:  # now and then its browser does not start
        report = run(url, session)
    return {name: round((report["categories"][name]["score"] or 0) * 100) for name in CATEGORIES}


def run(url: str, session: str) -> dict[str, dict]:  # type: ignore[type-arg]
    """Return Lighthouse's report of a page for the person of a session."""
    headers = json.dumps({"Cookie": f"{settings.SESSION_COOKIE_NAME}={session}"} if session else {})
    command = [
        *(PROGRAM, url, "--quiet", "--output=json", f"--only-categories={','.join(CATEGORIES)}"),
        *(f"--chrome-flags={FLAGS}", f"--extra-headers={headers}", "--disable-storage-reset"),
    ]
    done = subprocess.run(command, capture_output=True, check=True, env={**os.environ, "CHROME_PATH": str(CHROME)})
    report: dict[str, dict] = json.loads(done.stdout)  # type: ignore[type-arg]
    return report

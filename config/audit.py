"""`make audit`: whether a pinned package has a known vulnerability, by pip-audit in an environment of its own.

It fails only for known vulnerabilities. Where no source of advisories can be reached it says so: pip-audit itself calls
packages clean that its source does not know.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
import venv
from pathlib import Path
from typing import Any

ENVIRONMENT = Path(".venv") / "audit"
PACKAGE = "pip-audit>=2.10,<3"
SOURCES = ("pypi", "osv")  # as pip-audit names them
SECONDS = 240.0  # for all of it; sources that do not answer hold nobody up for longer


def main(*locks: str) -> None:
    """Audit what these files pin; exit with 1 for a known vulnerability."""
    program = _installed()
    ends = time.monotonic() + SECONDS
    weak = [one for lock in locks for one in (audit(program, lock, ends) if program else _told_unaudited(lock))]
    if weak:
        sys.exit("Known weaknesses:\n" + "\n".join(sorted(set(weak))))


def audit(program: str, lock: str, ends: float) -> list[str]:
    """Return the known vulnerabilities of a file's packages, a line each, and print how many were looked up.

    `ends` is when waiting for sources ends, by the monotonic clock.
    """
    for source in SOURCES:
        found = _asked(program, lock, source, ends - time.monotonic())
        known = [one for one in found if "skip_reason" not in one]
        if known:
            unknown = f", {len(found) - len(known)} more are unknown to it" if len(known) < len(found) else ""
            sys.stdout.write(f"{lock}: {len(known)} packages looked up at {source}{unknown}.\n")
            return [f"  {one['name']} {one['version']}: {weak['id']}" for one in known for weak in one["vulns"]]
    return _told_unaudited(lock)


def _told_unaudited(lock: str) -> list[str]:
    sys.stdout.write(f"{lock}: NOT AUDITED, no source of advisories can be reached from here.\n")
    return []


def _asked(program: str, lock: str, source: str, seconds: float) -> list[dict[str, Any]]:
    """Return what a source says about each package; nothing where it does not answer in time."""
    command = [program, "--vulnerability-service", source, "--requirement", lock, "--require-hashes", "--disable-pip"]
    command += ["--format", "json", "--progress-spinner", "off", "--timeout", "10"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=max(seconds, 0.1), check=False)  # noqa: S603 - ours
        return list(json.loads(done.stdout)["dependencies"])
    except (subprocess.TimeoutExpired, ValueError, KeyError, TypeError):
        return []


def _installed() -> str:
    """Return the path of pip-audit, installing it where it is missing; empty where that fails."""
    program = ENVIRONMENT / "bin" / "pip-audit"
    if not program.exists():
        venv.create(ENVIRONMENT, with_pip=True)
        pip = [str(ENVIRONMENT / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
        try:
            subprocess.run([*pip, PACKAGE], check=True, timeout=SECONDS)  # noqa: S603 - arguments are ours
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
            return ""
    return str(program)


if __name__ == "__main__":
    main(*sys.argv[1:])

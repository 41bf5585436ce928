"""The static files as production serves them, collected once for all processes and runs until a source changes."""

from __future__ import annotations

import fcntl
import hashlib
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

SOURCES = ("static", "templates", "dashboard/web", "config/settings.py", "requirements.txt")


def collect() -> None:
    """Collect the static files where the ones that are there are of other sources."""
    root = Path(settings.STATIC_ROOT)
    root.parent.mkdir(parents=True, exist_ok=True)
    with root.with_name("static.lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.seek(0)
        if lock.read() != (digest := _digest()) or not root.exists():
            call_command("collectstatic", "--noinput", "--clear", verbosity=0)
            lock.truncate(0)
            lock.write(digest)


def _digest() -> str:
    """Return a digest of everything that the static files are made of."""
    found = hashlib.sha256()
    for source in SOURCES:
        path = Path(settings.BASE_DIR) / source
        for file in sorted(path.rglob("*.*")) if path.is_dir() else [path]:
            if file.is_file() and file.suffix != ".pyc":
                found.update(str(file).encode() + file.read_bytes())
    return found.hexdigest()

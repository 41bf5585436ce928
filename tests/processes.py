"""The processes of a server that a test or a benchmark started, as /proc shows them."""

from __future__ import annotations

import os
import re
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def served_on(port: int) -> list[Path]:
    """Return the folders in /proc of the server on `port` and its workers."""
    numbered = [path for path in Path("/proc").iterdir() if path.name.isdigit()]
    masters = {path.name for path in numbered if str(port).encode() in _read(path / "cmdline").split(b"\0")}
    return [path for path in numbered if path.name in masters or (_stat(path)[1:2] and _stat(path)[1] in masters)]


def eventually(holds: Callable[[], bool], what: str, *, seconds: float = 120) -> None:
    """Wait until something of other processes holds, of which no event tells."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"{what}: not within {seconds} s"
        time.sleep(0.05)


def processor_time(port: int) -> float:
    """Return the seconds of processor time that they have used."""
    stats = [_stat(path) for path in served_on(port)]
    return sum((int(fields[11]) + int(fields[12])) / TICKS for fields in stats if fields)


def held(port: int) -> dict[str, int]:
    """Return what they hold: memory in MB (in all, and the largest), files (connections among them), threads."""
    found: Counter[str] = Counter()
    for path in served_on(port):
        rows = dict(re.findall(r"(VmRSS|Threads):\s+(\d+)", _read(path / "status").decode()))
        memory = int(rows.get("VmRSS", 0)) // 1024
        found["MB"] += memory
        found["largest MB"] = max(found["largest MB"], memory)
        found["threads"] += int(rows.get("Threads", 0))
        with suppress(OSError):
            found["files"] += len(list((path / "fd").iterdir()))
    return dict(found)


def _stat(path: Path) -> list[str]:
    """Return what stands after the name in `stat`: state, parent, ..."""
    return _read(path / "stat").rpartition(b")")[2].decode().split()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # a process that has just ended
        return b""

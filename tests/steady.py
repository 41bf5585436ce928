"""`make steady`: the suite several times in a row, half of the runs beside two busy loops; every run must pass.

A test that fails now and then fails here. Each run has a line: how long it took and what pytest said last.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BUSY_LOOPS = 2
LOOP = "while True: pass"
ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Run the suite as often as was asked; exit with 1 where a run failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--log", type=Path, default=ROOT / ".pytest_cache" / "steady", help="folder for their output")
    options = parser.parse_args()
    options.log.mkdir(parents=True, exist_ok=True)
    passed = []
    for number in range(1, options.runs + 1):
        loops = 0 if number <= options.runs // 2 else BUSY_LOOPS
        with _busy(loops):
            passed.append(_run(number, loops, options.log / f"{number}.txt"))
    print(f"{sum(passed)} of {len(passed)} runs passed")
    sys.exit(not all(passed))


def _run(number: int, loops: int, log: Path) -> bool:
    """Run `make test` once and say how it went; its whole output is in `log`."""
    started = time.monotonic()
    with log.open("w") as output:
        done = subprocess.run(["make", "test"], cwd=ROOT, stdout=output, stderr=subprocess.STDOUT, check=False)
    minutes, seconds = divmod(round(time.monotonic() - started), 60)
    last = next((line for line in reversed(log.read_text().splitlines()) if " passed" in line or " failed" in line), "")
    beside = f" beside {loops} busy loops" if loops else ""
    print(f"{number:3}  {minutes}:{seconds:02}{beside}  {last.strip('= ')}", flush=True)
    return done.returncode == 0


@contextmanager
def _busy(loops: int) -> Iterator[None]:
    """Keep as many processors busy meanwhile."""
    processes = [subprocess.Popen([sys.executable, "-c", LOOP]) for _ in range(loops)]
    try:
        yield
    finally:
        for process in processes:
            process.kill()
            process.wait()


if __name__ == "__main__":
    main()

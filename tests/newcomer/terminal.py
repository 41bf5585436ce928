"""A program in a terminal of its own: what it prints, Ctrl-C, and what it leaves behind."""

from __future__ import annotations

import os
import pty
import secrets
import select
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Self

from django.conf import settings

ENDS_WITHIN = 30  # seconds after Ctrl-C: a machine may be busy, but what hangs does not end at all


class Terminal:
    """A terminal in which a program runs, with nothing in its environment but what is given and where programs are."""

    def __init__(self, *command: str, folder: Path = settings.BASE_DIR, **environment: str) -> None:
        self.output = ""
        self._mark = f"TERMINAL={secrets.token_hex()}"
        ours = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        given = {**ours, **environment, **dict([self._mark.split("=")])}
        self._screen, keyboard = pty.openpty()
        # `setsid --ctty` makes it the terminal of the program, so that Ctrl-C reaches everything that runs in it. The
        # tests themselves may run where SIGINT and SIGHUP are ignored, in the background of a script; it does not.
        self._process = subprocess.Popen(
            ["setsid", "--ctty", "env", "--default-signal", *command],
            cwd=folder, env=given, stdin=keyboard, stdout=keyboard, stderr=keyboard,
        )  # fmt: skip
        os.close(keyboard)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self.processes():
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self._process.wait()
        os.close(self._screen)

    def wait_for(self, text: str) -> None:
        """Read until the program has printed something."""
        while text not in self.output:
            assert self._read(), f"it ended and never printed {text!r}:\n{self.output}"

    def press_ctrl_c(self) -> None:
        os.write(self._screen, b"\x03")

    def hang_up(self) -> None:
        """Close the terminal."""
        os.close(self._screen)
        self._screen = os.open(os.devnull, os.O_RDWR)

    def ended(self, within: float | None = ENDS_WITHIN) -> int:
        """Return how the program ended, once it has; what it printed until then is in `output`."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=within)
        os.set_blocking(self._screen, False)
        while self._read():
            pass
        assert self._process.returncode is not None, f"{self._running()} did not end:\n{self.output}"
        return self._process.returncode

    def processes(self) -> list[int]:
        """Return the processes that the program consists of."""
        found = []
        for folder in Path("/proc").iterdir():
            with suppress(OSError):
                if folder.name.isdigit() and self._mark.encode() in (folder / "environ").read_bytes():
                    found.append(int(folder.name))
        return found

    def _running(self) -> list[str]:
        """Return the command lines of the program's processes."""
        return [(Path("/proc") / str(one) / "cmdline").read_text().replace("\0", " ") for one in self.processes()]

    def left(self) -> list[int]:
        """Return the processes that do not end, though the program has."""
        for process in self.processes():
            with suppress(ProcessLookupError):
                handle = os.pidfd_open(process)
                select.select([handle], [], [], ENDS_WITHIN)
                os.close(handle)
        return self.processes()

    def _read(self) -> bool:
        """Take up what is on the screen; say whether there can be more."""
        try:
            seen = os.read(self._screen, 65536)
        except OSError:  # nobody has the terminal open, or nothing is there
            return False
        self.output += seen.decode(errors="replace")
        return bool(seen)

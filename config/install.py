"""What `make` does first: create `.venv` with the packages that a file pins. Uses the standard library alone."""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

ENVIRONMENT = Path(".venv")
LOG = ENVIRONMENT / "pip.log"


def main(requirements: str) -> None:
    """Create the environment where it is missing, and install into it; exit with a message where that fails."""
    sys.stdout.write(f"Installing what {requirements} pins into {ENVIRONMENT}; the first time takes a minute or two.\n")
    sys.stdout.flush()
    _make_environment()
    pip = [str(ENVIRONMENT / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "--log", str(LOG)]
    LOG.unlink(missing_ok=True)
    install = [*pip, "install", "--require-hashes", "--no-deps", "-r", requirements]
    if subprocess.run(install, check=False).returncode:  # noqa: S603 - arguments are the Makefile's
        sys.exit(_what_pip_lacked())


def _make_environment() -> None:
    """Create `.venv`, anew where it belongs to another Python."""
    try:
        import ensurepip  # noqa: F401, PLC0415 - Debian has both in a package of their own
        import venv  # noqa: PLC0415
    except ImportError:
        sys.exit("Python's venv module is missing. On Debian: `apt-get install python3-venv`, then make again.")
    made = ENVIRONMENT / "pyvenv.cfg"
    try:
        other = made.exists() and f"version = {platform.python_version()}\n" not in made.read_text()
        venv.create(ENVIRONMENT, clear=other, symlinks=True, with_pip=True)
    except OSError as error:
        sys.exit(f"{Path.cwd()} cannot be written to ({error.strerror}). Clone Tandem into a folder of your own.")


def _what_pip_lacked() -> str:
    if "connection error" in LOG.read_text(errors="replace"):
        return (
            "The package index cannot be reached. Connect to it and make again, it goes on where it ended;\n"
            "pip's own settings hold: PIP_PROXY, PIP_CERT, PIP_INDEX_URL."
        )
    return "Installing failed; pip says why above."


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit(130)

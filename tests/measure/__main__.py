"""`python -m tests.measure [pages]`: measure every page, or those named, and print the table (docs/measured.md)."""

from __future__ import annotations

import os
import shutil
import sys

import pytest


def main() -> int:
    """Run the tests of every page, each also through Lighthouse, and let them print what they found."""
    named = " or ".join(f"met[{name}]" for name in sys.argv[1:])
    os.environ["MEASURE"] = "lighthouse" if shutil.which("npm") else "1"
    return int(pytest.main(["tests/measure/test_pages.py", "-q", "-p", "no:logging", "--tb=short", "-k", named]))


if __name__ == "__main__":
    sys.exit(main())

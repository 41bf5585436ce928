"""What the scenarios share. Runs in a client's own environment, so it needs nothing but the standard library."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from typing import Any


class Scenario:
    """Makes calls by name, remembers which were made, and ends with a line of JSON.

    Arguments: the base address (with `/api/v9`), the token, and where a call needs them e-mail and password.
    `--skip NAME` leaves a call out.
    """

    def __init__(self) -> None:
        parser = argparse.ArgumentParser()
        parser.add_argument("base")
        parser.add_argument("token")
        parser.add_argument("--email", default="")
        parser.add_argument("--password", default="")
        parser.add_argument("--skip", action="append", default=[])
        options = parser.parse_args()
        self.base: str = options.base.rstrip("/")
        self.token: str = options.token
        self.email: str = options.email
        self.password: str = options.password
        self.skip: list[str] = options.skip
        self.made: list[str] = []

    def call(self, name: str, work: Callable[[], Any], expect: Callable[[Any], bool] = bool) -> Any:
        """Make one call and look at what it returns; any exception ends the scenario."""
        if name in self.skip:
            return None
        result = work()
        if not expect(result):
            sys.exit(f"{name} returned {result!r}")
        self.made.append(name)
        return result

    def finish(self) -> None:
        """Print what was made."""
        print(json.dumps({"made": sorted(set(self.made))}))

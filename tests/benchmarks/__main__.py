"""`make bench`: every benchmark of this folder, one after the other. Each prints ratios against its own baseline."""

from __future__ import annotations

import importlib
import pkgutil
import sys

import tests.benchmarks


def main() -> None:
    """Run the benchmarks whose names are given, or all."""
    names = [f"bench_{name}" for name in sys.argv[1:]]
    for module in pkgutil.iter_modules(tests.benchmarks.__path__):
        if module.name.startswith("bench_") and (not names or module.name in names):
            print(f"\n== {module.name.removeprefix('bench_')}", flush=True)
            importlib.import_module(f"tests.benchmarks.{module.name}").main()


if __name__ == "__main__":
    main()

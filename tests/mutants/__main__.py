"""`python -m tests.mutants`: the share of mutants that the tests without a browser kill, and every survivor.

A mutant runs only the tests that execute its line, those of its own folder first, the fastest first. What is executed
while a module is imported, or once in a process, no single test executes: there run the tests that use the module, and
the whole folder.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import shutil
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any

from coverage import CoverageData

from tests.mutants.choosing import TARGETS, Mutant, choose
from tests.mutants.running import NOT_COPIED, Selection, Template, Watch, fork, suite, warm_up

WORKERS = 2
CHEAP = ("-m", "not slow and not browser")
EQUIVALENT = Path(__file__).with_name("equivalent.toml")
MOST_FAR = 100  # tests of other folders: what every request passes, thousands execute
NO_TEST = 5  # pytest's status where nothing was collected


class Map:
    """Which tests execute a line, and how long they take; made in `work`, or read where it was made before."""

    def __init__(self, work: Path) -> None:
        self.folder, told = work / "map", work / "map.json"
        if not told.exists():
            packages = {f"--cov=dashboard/{target.partition('/')[0]}" for target in TARGETS}
            coverage = ("--cov-context=test", "--cov-report=", *sorted(packages))
            suite(
                self.folder,
                [*CHEAP, "-n", str(WORKERS), "--dist", "worksteal", "--reruns", "2", *coverage],
                Watch(told),
            )
        if not told.exists() or not (results := json.loads(told.read_text()))["took"]:
            sys.exit(f"No test ran, see {self.folder}.log.")
        took = {name: seconds for name, seconds in results["took"].items() if name not in results["failed"]}
        self.tests = dict(sorted(took.items(), key=lambda one: one[1]))
        self.failed = results["failed"]
        self.lines = CoverageData(self.folder / ".coverage")
        self.lines.read()

    def stages(self, mutant: Mutant) -> list[dict[str, float]]:
        """Return the tests for a mutant, in the order in which they run."""
        first, last, runs_late = scope((self.folder / mutant.file).read_text(), mutant.line)
        contexts = self.lines.contexts_by_lineno(str(self.folder / mutant.file))
        known = {name.rpartition("|")[0] for line in range(first, last + 1) for name in contexts.get(line, ())}
        own = {name for name in self.tests if name.startswith(mutant.folder)}
        rest = own - known if not runs_late or len(known) <= WORKERS else set()
        near, late = ({name: took for name, took in self.tests.items() if name in some} for some in (own & known, rest))
        return [near, dict(islice(spread(self.tests, known - own), MOST_FAR)), late]


def spread(tests: dict[str, float], wanted: set[str]) -> Iterator[tuple[str, float]]:
    """Yield the wanted tests: the fastest of each file, then the second of each, and so on."""
    files: dict[str, list[tuple[str, float]]] = {}
    for name, took in tests.items():
        if name in wanted:
            files.setdefault(name.partition("::")[0], []).append((name, took))
    yield from (one for layer in zip_longest(*files.values()) for one in layer if one)


def scope(source: str, line: int) -> tuple[int, int, bool]:
    """Return the first and last line whose execution shows what `line` does, and whether it runs late, in a function.

    What runs late shows in its own statement. What runs at import (a constant, a field, a decorator) shows wherever its
    function, class or module is at work.
    """
    start, end, runs_late = 1, source.count("\n"), False
    for node in ast.walk(ast.parse(source)):  # outer before inner
        if not isinstance(node, ast.stmt | ast.ExceptHandler):
            continue
        body, decorators = getattr(node, "body", [node]), getattr(node, "decorator_list", [])
        first = min(one.lineno for one in (node, *decorators))
        if not first <= line <= node.end_lineno:
            continue
        if isinstance(node, ast.FunctionDef) and line >= body[0].lineno:
            runs_late = True
        elif runs_late:
            start, end = first, max(node.lineno, body[0].lineno - 1) if body[0] is not node else node.end_lineno
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            start, end = first, node.end_lineno
    return start, end, runs_late


def attempt(work: Path, number: int, mutant: Mutant, stages: list[dict[str, float]]) -> tuple[str, str]:
    """Run the tests for a mutant in this process's own copy; return what became of it, and by which test."""
    folder, told = work / str(os.getpid()), work / f"{os.getpid()}.json"
    if not folder.exists():
        shutil.copytree(work / "map", folder)
    file = folder / mutant.file
    source, before = file.read_text(), file.stat().st_mtime
    file.write_text(mutant.source)
    os.utime(file, (number, number))  # bytecode is told apart by time and size
    try:
        for tests in filter(None, stages):
            told.unlink(missing_ok=True)
            status = selected(folder, tests, work / "template", told)
            if status not in {0, NO_TEST}:
                failed = json.loads(told.read_text())["failed"] if told.exists() else []
                return "killed", failed[0] if failed else f"status {status}"
    finally:
        file.write_text(source)
        os.utime(file, (before, before))
    return "survived", "" if any(stages) else "no test executes it"


def selected(folder: Path, tests: dict[str, float], template: Path, told: Path) -> int:
    """Run these tests until one fails twice; return pytest's status."""
    files = sorted({name.partition("::")[0] for name in tests})
    again = ("--reruns", "1", "--rerun-except", "Timeout")
    seconds = 300 + 20 * sum(tests.values())
    return suite(folder, ["-x", "--reuse-db", *again, *files], Selection(tests, template), Watch(told), seconds=seconds)


def prepare(work: Path, known: Map) -> None:
    """Make the template, and see that a test passes from it. Exits where it does not."""
    fastest = dict([next(one for one in known.tests.items() if one[0].startswith("tests/accounts/"))])
    if not (work / "template").exists():
        suite(work / "map", list(fastest), Template(work / "template"))
    if selected(work / "map", fastest, work / "template", work / "control.json") != 0:
        sys.exit(f"{next(iter(fastest))} fails without a mutant, see {work}/map.log.")


def report(mutants: list[Mutant], outcomes: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """Print the survivors and the shares; return what became of each mutant."""
    equivalent = {
        (one["file"], one["before"], one["after"]) for one in tomllib.loads(EQUIVALENT.read_text())["mutants"]
    }
    rows = []
    for mutant, (outcome, by) in zip(mutants, outcomes, strict=True):
        excused = outcome == "survived" and (mutant.file, mutant.before, mutant.after) in equivalent
        told = {name: value for name, value in asdict(mutant).items() if name != "source"}
        rows.append({**told, "outcome": "equivalent" if excused else outcome, "by": by})
        if outcome == "survived" and not excused:
            print(f"{mutant.file}:{mutant.line} {mutant.operator} {by}\n  - {mutant.before}\n  + {mutant.after}")
    for target in (*TARGETS, "all"):
        counted = Counter(row["outcome"] for row in rows if target in {row["target"], "all"})
        killed, of = counted["killed"], counted["killed"] + counted["survived"]
        print(f"{target:24}{killed:4} of{of:4} killed{killed / max(of, 1):8.1%}")
    return rows


def key(mutant: dict[str, Any]) -> tuple[str, ...]:
    """Return what tells a mutant from another, in whatever checkout; its line moves."""
    return tuple(mutant[name] for name in ("file", "operator", "before", "after"))


def main() -> None:
    """Choose, run and tell."""
    options = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    options.add_argument("--suite", type=Path, default=Path(), help="the checkout whose sources and tests are used")
    options.add_argument("--count", type=int, default=300, help="how many mutants")
    options.add_argument("--report", type=Path, help="a file for all results, as JSON")
    options.add_argument("--survivors", type=Path, help="an earlier report: try only what survived there")
    options.add_argument("--work", type=Path, help="a folder to keep the copy and the map in, and find them in again")
    given, began = options.parse_args(), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="tandem-mutants-", ignore_cleanup_errors=True) as temporary:
        work = (given.work or Path(temporary)).resolve()
        if not (work / "map").exists():
            shutil.copytree(given.suite, work / "map", ignore=NOT_COPIED)
        mutants = choose(work / "map", given.count)
        if given.survivors:
            survived = {key(row) for row in json.loads(given.survivors.read_text()) if row["outcome"] != "killed"}
            mutants = [one for one in mutants if key(asdict(one)) in survived]
        warm_up()
        known = Map(work)
        prepare(work, known)
        with ProcessPoolExecutor(WORKERS, mp_context=fork) as pool:
            jobs = [pool.submit(attempt, work, number, one, known.stages(one)) for number, one in enumerate(mutants, 1)]
            outcomes = []
            for number, job in enumerate(jobs, 1):
                outcomes.append(job.result())
                print(f"{number} of {len(jobs)} {outcomes[-1][0]} {outcomes[-1][1]}", file=sys.stderr)
    rows = report(mutants, outcomes)
    if known.failed:
        print(f"left out, as they fail without a mutant: {', '.join(known.failed)}")
    print(f"took {(time.monotonic() - began) / 60:.0f} minutes")
    if given.report:
        given.report.write_text(json.dumps(rows, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()

"""The suite in a process of its own: with coverage for the map, and against each mutant."""

from __future__ import annotations

import importlib
import json
import multiprocessing
import os
import resource
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

# What the site and the suite import of others' packages: a fork has it already.
WARM = (
    "allauth", "argon2", "axe_playwright_python.sync_playwright", "django.test", "fido2.server", "granian",
    "hypothesis", "openapi_spec_validator", "playwright.sync_api", "psycopg", "pytest_django.plugin",
    "pytest_rerunfailures", "redis", "requests", "schemathesis", "structlog", "time_machine", "xdist",
)  # fmt: skip
NOT_COPIED = shutil.ignore_patterns(
    ".venv", ".data", ".mutants", ".comparisons", ".next", ".third_party_clients", ".*_cache", ".hypothesis"
)
MEMORY = 8 << 30  # bytes; a mutant may fill a list for ever
fork = multiprocessing.get_context("fork")


class Watch:
    """A plugin that keeps how long each test took, and which failed, in the file `told`."""

    def __init__(self, told: Path) -> None:
        self.told, self.took, self.failed = told, dict[str, float](), list[str]()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a part of a test."""
        if report.when == "call":
            self.took[report.nodeid] = report.duration
        if report.outcome == "failed":
            self.failed.append(report.nodeid)

    def pytest_sessionfinish(self) -> None:
        """Write it down."""
        self.told.write_text(json.dumps({"took": self.took, "failed": self.failed}))


class Template:
    """A plugin that keeps the data folder with an empty database and the static files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @pytest.fixture(scope="session", autouse=True)
    def _kept(self, django_db_setup: None) -> Iterator[None]:
        yield
        shutil.copytree(os.environ["DATA_DIR"], self.folder)


class Selection:
    """A plugin that runs these tests in this order, from a template, each with a limit by what it took before."""

    def __init__(self, tests: dict[str, float], template: Path) -> None:
        self.tests, self.template = tests, template

    @pytest.hookimpl(wrapper=True)
    def pytest_load_initial_conftests(self) -> Iterator[None]:
        """Fill the data folder, which `tests.environment` has just made, before Django reads it."""
        shutil.copytree(self.template, os.environ["DATA_DIR"], dirs_exist_ok=True)
        yield
        from django.contrib.staticfiles.management.commands.collectstatic import Command
        from django.core.management import get_commands

        get_commands()["collectstatic"] = command = Command()
        command.handle = lambda **_: None  # they are there

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Keep and sort the tests."""
        place = {name: number for number, name in enumerate(self.tests)}
        items[:] = sorted((item for item in items if item.nodeid in place), key=lambda item: place[item.nodeid])
        for item in items:
            item.add_marker(pytest.mark.timeout(30 + 10 * self.tests[item.nodeid]))


class Leave:
    """A plugin that ends the process when all is told: tidying up takes pytest as long as all the rest."""

    status = 3  # pytest's number for an error of its own

    def pytest_sessionfinish(self, exitstatus: int) -> None:
        """Keep how it ended."""
        self.status = exitstatus

    @pytest.hookimpl(tryfirst=True)
    def pytest_unconfigure(self) -> None:
        """Leave."""
        sys.stdout.flush()
        os._exit(self.status)


def warm_up() -> None:
    """Import what a run needs; what is not installed is not needed."""
    for name in WARM:
        with suppress(ImportError):
            importlib.import_module(name)


def suite(folder: Path, arguments: list[str], *plugins: Any, seconds: float | None = None) -> int:
    """Run pytest in `folder`, in a process of its own; return its status, negative where it was killed."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        process = fork.Process(target=_suite, args=(folder, arguments, plugins, scratch))
        process.start()
        process.join(seconds)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # with what it started
        process.join()
        return process.exitcode


def _suite(folder: Path, arguments: list[str], plugins: tuple[Any, ...], scratch: str) -> None:
    os.setsid()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    with Path(f"{folder}.log").open("a") as log:
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
    os.chdir(folder)
    os.environ["TMPDIR"] = tempfile.tempdir = scratch
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # each run would compile the suite anew
    sys.dont_write_bytecode = False
    sys.path[0] = str(folder)
    for name in [name for name in sys.modules if name.partition(".")[0] == "tests"]:
        del sys.modules[name]  # the suite's are in `folder`
    quiet = ("-q", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning")
    status = pytest.main([*quiet, *arguments], [*plugins, Leave()])
    os._exit(status)

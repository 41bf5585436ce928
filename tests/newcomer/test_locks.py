"""What is imported is declared, and the pinned files hold for every Python that Tandem runs on."""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import metadata

from django.conf import settings
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PYTHONS = ["3.11.0", "3.11.2", "3.11.3", "3.11.14", "3.12.0", "3.12.12", "3.13.0", "3.13.9"]
LOCKS = {"requirements.txt": ["scale"], "tests/requirements.txt": ["scale", "dev"]}
PROJECT = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]


@cache
def pins(lock: str) -> list[Requirement]:
    """The lines of a file without comments and hashes."""
    lines = (line.partition("\\")[0].strip() for line in (settings.BASE_DIR / lock).read_text().splitlines())
    return [Requirement(line) for line in lines if line and not line.startswith(("#", "--hash"))]


@cache
def brought_by(name: str) -> list[Requirement]:
    """What a package says that it needs; nothing where it is for another Python than this."""
    try:
        return [Requirement(text) for text in metadata.requires(name) or ()]
    except metadata.PackageNotFoundError:
        return []


def needs(wanted: list[Requirement], environment: dict[str, str]) -> Iterator[Requirement]:
    """Everything that has to be installed for `wanted`."""
    seen = set()
    while wanted:
        need = wanted.pop()
        contexts = [{**environment, "extra": extra} for extra in ("", *need.extras)]
        if (key := (canonicalize_name(need.name), frozenset(need.extras))) in seen:
            continue
        seen.add(key)
        yield need
        wanted += [
            one for one in brought_by(need.name) if one.marker is None or any(map(one.marker.evaluate, contexts))
        ]


def test_the_pinned_files_hold_for_every_python_from_3_11_to_3_13():
    wrong = []
    for lock, extras in LOCKS.items():
        optional = [text for extra in extras for text in PROJECT["optional-dependencies"][extra]]
        for version in PYTHONS:
            environment = default_environment() | {
                "python_full_version": version, "python_version": version.rpartition(".")[0],
            }  # fmt: skip
            pinned = {
                canonicalize_name(pin.name): pin
                for pin in pins(lock)
                if pin.marker is None or pin.marker.evaluate(environment)
            }
            for need in needs([Requirement(text) for text in PROJECT["dependencies"] + optional], environment):
                pin = pinned.get(canonicalize_name(need.name))
                if pin is None or not need.specifier.contains(next(iter(pin.specifier)).version, prereleases=True):
                    wrong.append(f"{lock} on Python {version}: {need} is {pin and pin.specifier}")
    assert not wrong


def imported(*folders: str) -> set[str]:
    """The top-level modules that the files of these folders import."""
    found = set()
    for path in (path for folder in folders for path in (settings.BASE_DIR / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [str(node.module)]
            found |= {name.partition(".")[0] for name in names}
    return found


def test_every_package_that_is_imported_is_declared():
    declared = {canonicalize_name(Requirement(text).name) for text in PROJECT["dependencies"]}
    declared |= {canonicalize_name(Requirement(text).name) for text in PROJECT["optional-dependencies"]["scale"]}
    packages = metadata.packages_distributions()
    undeclared = {
        module
        for module in imported("config", "dashboard") - set(sys.stdlib_module_names) - {"config", "dashboard"}
        if not declared & {canonicalize_name(name) for name in packages.get(module, ())}
    }
    assert not undeclared

"""The import ladder: a file imports only from lines below its own."""

from __future__ import annotations

import ast
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SLICES = {
    "overview", "connections", "preferences", "statuses", "timeblocks", "profile", "directory", "history", "team",
    "palette",
}  # fmt: skip
LINES = {
    "config": 1, "styleguide": 1, "bff": 2, "names": 3.4, "workspaces": 3.5, "gateway": 4, "credentials": 5,
    "accounts": 6, "audit": 6.5, "vault": 7, "web": 8, "upstream": 9,
}  # fmt: skip
PAGES_OF_GROUND = {"views", "forms", "urls", "adapter"}  # accounts has pages of its own, of the line of views
HTTP_CLIENTS = ("requests", "urllib3", "http.client", "urllib.request", "httpx")
UPSTREAM_MAY = {"requests", "urllib3", "yaml", "jsonschema_rs", "certifi", "msgspec"}
DEMO_MAY = ("dashboard.accounts", "dashboard.credentials", "dashboard.upstream.secret", "config")


@cache
def imports() -> dict[str, list[str]]:
    """Every dotted name that a module imports, `from x import y` as x.y, by the module's own name."""
    found = {}
    for top in ("config", "dashboard"):
        for path in sorted((ROOT / top).rglob("*.py")):
            if "migrations" not in path.parts:
                module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
                found[module] = list(names(module, ast.parse(path.read_text(encoding="utf-8"))))
    return found


def names(module: str, tree: ast.Module) -> list[str]:
    found: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: relative import"
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found


def line_of(module: str) -> float:
    """The line of the ladder on which a module stands; a larger number is lower."""
    parts = module.split(".")
    if parts[0] == "config":
        return LINES["config"]
    folder, within = parts[1] if len(parts) > 1 else "", set(parts[2:])
    if folder in SLICES:
        return 2 if within & PAGES_OF_GROUND or not within else 3
    if folder == "accounts" and within & PAGES_OF_GROUND:
        return 2
    return LINES.get(folder, 0)


def folder_of(module: str) -> str:
    return module.split(".")[1] if module.startswith("dashboard.") and module.count(".") else ""


def is_ours(name: str) -> bool:
    return name.startswith(("dashboard.", "config."))


def is_within(name: str, packages: tuple[str, ...]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def may_import(module: str, name: str) -> bool:
    if not is_ours(name) or folder_of(name) == folder_of(module):
        return True
    return line_of(name) > line_of(module)


@pytest.mark.long
def test_a_file_imports_only_from_below():
    assert [
        f"{module} imports {name}"
        for module, imported in imports().items()
        if folder_of(module) not in {"sandbox", ""}
        for name in imported
        if not may_import(module, name)
    ] == []


def test_only_transport_imports_an_http_client():
    assert [
        f"{module} imports {name}"
        for module, imported in imports().items()
        if not module.startswith("dashboard.upstream.transport.")
        for name in imported
        if is_within(name, HTTP_CLIENTS)
    ] == []


def test_upstream_knows_no_django():
    assert [
        f"{module} imports {name}"
        for module, imported in imports().items()
        if folder_of(module) == "upstream"
        for name in imported
        if name.split(".")[0] not in sys.stdlib_module_names | UPSTREAM_MAY
        and not is_within(name, ("dashboard.upstream",))
    ] == []


def test_nothing_of_the_site_imports_the_sandbox():
    assert [
        f"{module} imports {name}"
        for module, imported in imports().items()
        if folder_of(module) != "sandbox"
        for name in imported
        if is_within(name, ("dashboard.sandbox",))
    ] == []


def test_the_sandbox_knows_the_contract_alone():
    assert [
        f"{module} imports {name}"
        for module, imported in imports().items()
        if folder_of(module) == "sandbox"
        for name in imported
        if is_ours(name)
        and not is_within(name, ("dashboard.sandbox", "dashboard.upstream.contract"))
        and not (module.endswith(".demo") and is_within(name, DEMO_MAY))
    ] == []

"""The import ladder: a file imports only from lines below its own."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SLICES = {
    "overview", "connections", "preferences", "statuses", "timeblocks", "profile", "directory", "history", "team",
    "palette",
}  # fmt: skip
LINES = {
    "config": 1, "styleguide": 1, "bff": 2, "gateway": 4, "credentials": 5, "accounts": 6, "audit": 6, "vault": 7,
    "web": 8, "upstream": 9,
}  # fmt: skip
PAGES_OF_GROUND = {"views", "forms", "urls", "adapter"}  # accounts has pages of its own, of the line of views
UPSTREAM_MAY = {"requests", "urllib3", "yaml", "jsonschema_rs", "certifi"}
FILES = sorted(
    path for top in ("config", "dashboard") for path in (ROOT / top).rglob("*.py") if "migrations" not in path.parts
)


def imports(path: Path) -> list[str]:
    """Every dotted name that a file imports, `from x import y` as x.y."""
    names: list[str] = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return names


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def line_of(module: str) -> float:
    """The line of the ladder on which a module stands; a larger number is lower."""
    parts = module.split(".")
    if parts[0] == "config":
        return LINES["config"]
    folder, leaf = parts[1] if len(parts) > 1 else "", parts[2] if len(parts) > 2 else ""
    if folder in SLICES:
        return 2 if leaf in PAGES_OF_GROUND or not leaf else 3
    if folder == "accounts" and leaf in PAGES_OF_GROUND:
        return 2
    return LINES.get(folder, 0)


def folder_of(module: str) -> str:
    return module.split(".")[1] if module.startswith("dashboard.") and module.count(".") else ""


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_imports_only_from_below(path: Path):
    module = module_of(path)
    if folder_of(module) in {"sandbox", ""}:
        return
    for name in imports(path):
        if not name.startswith(("dashboard.", "config.")) or folder_of(name) == folder_of(module):
            continue
        neighbours = {folder_of(name), folder_of(module)} == {"accounts", "audit"}
        allowed = line_of(name) > line_of(module) or neighbours or name.startswith("dashboard.directory.services")
        assert allowed, f"{module} may not import {name}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_transport_imports_an_http_client(path: Path):
    clients = {"requests", "urllib3", "http.client", "urllib.request", "httpx"}
    if path.name.startswith("transport") and path.parent.name == "upstream":
        return
    assert not [name for name in imports(path) if name in clients or name.split(".")[0] in clients - {"http", "urllib"}]


@pytest.mark.parametrize(
    "path", [path for path in FILES if "upstream" in path.parts], ids=lambda path: str(path.relative_to(ROOT))
)
def test_upstream_knows_no_django(path: Path):
    import sys

    for name in imports(path):
        top = name.split(".")[0]
        assert top in sys.stdlib_module_names | UPSTREAM_MAY or name.startswith("dashboard.upstream"), name


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_of_the_site_imports_the_sandbox(path: Path):
    if "sandbox" not in path.parts:
        assert not [name for name in imports(path) if name.startswith("dashboard.sandbox")]


@pytest.mark.parametrize(
    "path", [path for path in FILES if "sandbox" in path.parts], ids=lambda path: str(path.relative_to(ROOT))
)
def test_the_sandbox_knows_the_contract_alone(path: Path):
    allowed = ["dashboard.sandbox", "dashboard.upstream.contract"]
    if path.name == "demo.py":
        allowed += ["dashboard.accounts", "dashboard.credentials", "dashboard.upstream.secret", "config"]
    ours = [name for name in imports(path) if name.startswith(("dashboard.", "config."))]
    assert all(name.startswith(tuple(allowed)) for name in ours), ours

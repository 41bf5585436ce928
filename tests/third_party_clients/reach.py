"""Lists which calls of a package send what: `python reach.py PACKAGE` in the package's own environment.

Prints JSON rows of call, method and path, read from the package's source (what stands for a value is written as 1),
and for togglCli also from its objects and its tree of commands, whose paths are made while it runs.
"""

from __future__ import annotations

import ast
import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

VERBS = {"get", "post", "put", "patch", "delete"}
Row = list[Any]


class Names:
    """What a class says of itself: `prefix = "/me"`, and properties that return an address."""

    def __init__(self, node: ast.ClassDef) -> None:
        self.values: dict[str, ast.expr] = {}
        for item in node.body:
            if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name) and item.value:
                self.values[item.target.id] = item.value
            if isinstance(item, ast.FunctionDef) and isinstance(item.body[-1], ast.Return) and item.body[-1].value:
                self.values[item.name] = item.body[-1].value

    def text(self, node: ast.expr | None, local: dict[str, ast.expr]) -> str | None:
        """Return the string that an expression makes, with 1 for every value; None where that cannot be told."""
        match node:
            case ast.Constant(value=str(value)):
                found: str | None = value
            case ast.JoinedStr(values=values):
                found = "".join(self._part(part, local) for part in values)
            case ast.BinOp(op=ast.Add(), left=left, right=right):
                end = self.text(right, local)
                found = None if end is None else (self.text(left, local) or "") + end
            case ast.Attribute(value=ast.Name(id="self"), attr=attr):
                found = self.text(self.values.get(attr), {})
            case ast.Name(id=name) if name in local:
                found = self.text(local[name], {})
            case ast.Call(func=ast.Attribute(attr="format", value=value)):
                found = (self.text(value, local) or "").replace("{}", "1") or None
            case _:
                found = None
        return found

    def _part(self, part: ast.expr, local: dict[str, ast.expr]) -> str:
        if isinstance(part, ast.Constant):
            return str(part.value)
        found = self.text(part.value, local) if isinstance(part, ast.FormattedValue) else None
        return found if found is not None else "1"


def functions(tree: ast.Module) -> Iterator[tuple[str, Names, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Go through every function of a module, with its class where it has one."""
    nothing = Names(ast.ClassDef("", [], [], [], []))
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, nothing, node
        if isinstance(node, ast.ClassDef):
            names = Names(node)
            for item in node.body:
                if isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef):
                    yield f"{node.name}.{item.name}", names, item


def sent(call: ast.Call, names: Names, local: dict[str, ast.expr]) -> tuple[str, str | None] | None:
    """Return method and path of a call that sends a request, None for any other call."""
    function = call.func
    name = (
        function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    )
    given = {word.arg: word.value for word in call.keywords}
    url = given.get("url") or (call.args[0] if call.args else None)
    if name in VERBS and isinstance(function, ast.Attribute) and ast.unparse(function.value).endswith("client"):
        return name.upper(), names.text(url, local)
    if name == "request" and isinstance(function, ast.Attribute) and ast.unparse(function.value) == "self":
        method = given.get("method")
        return (method.attr if isinstance(method, ast.Attribute) else "GET"), names.text(url, local)
    if name == "toggl" and len(call.args) > 1 and isinstance(call.args[1], ast.Constant):
        return str(call.args[1].value).upper(), names.text(url, local)
    return None


def from_source(folder: Path) -> Iterator[Row]:
    """Yield what stands in the source of a package."""
    for file in sorted(folder.rglob("*.py")):
        for name, names, function in functions(ast.parse(file.read_text(encoding="utf-8"))):
            nodes = list(ast.walk(function))
            local = {
                node.targets[0].id: node.value
                for node in nodes
                if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
            }
            for node in nodes:
                found = sent(node, names, local) if isinstance(node, ast.Call) else None
                if found:
                    yield [name, found[0], found[1]]


def from_toggl_cli() -> Iterator[Row]:
    """Yield what togglCli's sets of objects ask for, and its commands (whose addresses are theirs)."""
    models = importlib.import_module("toggl.api.models")
    base = importlib.import_module("toggl.api.base")
    for name, entity in sorted(vars(models).items()):
        if (
            isinstance(entity, type)
            and issubclass(entity, base.TogglEntity)
            and getattr(entity, "_endpoints_name", None)
        ):
            for caller in ("all", "filter", "get"):
                if entity.objects.can_get_list:
                    yield [f"{name}.objects.{caller}", "GET", _listing(entity, caller)]
    yield from commands(importlib.import_module("toggl.cli.commands").cli, "command")


def _listing(entity: Any, caller: str) -> str:
    utils = importlib.import_module("toggl.utils")
    conditions: dict[str, Any] = {"workspace_id": 1, "wid": 1, "project_id": 1}
    return str(entity.objects.build_list_url(caller, utils.Config.factory(None), conditions))


def commands(group: Any, path: str) -> Iterator[Row]:
    """Yield every command of a tree of click's."""
    for name, command in sorted(group.commands.items()):
        if hasattr(command, "commands"):
            yield from commands(command, f"{path} {name}")
        else:
            yield [f"{path} {name}", "", None]


def main() -> None:
    """Print what a package sends."""
    package = importlib.import_module(sys.argv[1])
    rows = list(from_source(Path(str(package.__file__)).parent))
    if sys.argv[1] == "toggl":
        rows += from_toggl_cli()
    print(json.dumps(rows))


if __name__ == "__main__":
    main()

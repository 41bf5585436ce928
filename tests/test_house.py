"""The numbers of the house, measured on every run; `pytest tests/test_house.py -s` prints them."""

from __future__ import annotations

import ast
import statistics
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CODE = [
    path for top in ("config", "dashboard") for path in (ROOT / top).rglob("*.py") if "migrations" not in path.parts
]
TESTS = list((ROOT / "tests").rglob("*.py"))
SCRIPTS = [*(ROOT / "static").rglob("*.js"), *(ROOT / "static").rglob("*.css")]
TEMPLATES = [path for path in (ROOT / "templates").rglob("*") if path.is_file()]
NESTS = (ast.If, ast.For, ast.While, ast.With, ast.Try, ast.Match)
Function = ast.FunctionDef | ast.AsyncFunctionDef


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def depth(node: ast.AST, level: int = 0) -> int:
    """How deep blocks stand in one another; `elif` is no deeper than its `if`, functions count for themselves."""
    deepest = level
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Function | ast.ClassDef | ast.Lambda):
            continue
        otherwise = isinstance(node, ast.If) and isinstance(child, ast.If) and node.orelse == [child]
        deepest = max(deepest, depth(child, level + (isinstance(child, NESTS) and not otherwise)))
    return deepest


@cache
def functions() -> list[tuple[str, Function]]:
    """Every function of the application, as file:name and its syntax."""

    def of(path: Path) -> Iterator[tuple[str, Function]]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, Function):
                yield f"{name_of(path)}:{node.name}", node

    return [found for path in CODE for found in of(path)]


def length(function: Function) -> int:
    return (function.end_lineno or 0) - function.lineno + 1


def views() -> dict[str, int]:
    """The length of every function that takes a request, in files of views."""
    return {
        name: length(node)
        for name, node in functions()
        if "views" in name.partition(":")[0] and node.args.args and node.args.args[0].arg == "request"
    }


def test_no_file_is_longer_than_350_lines():
    assert {name_of(path): lines(path) for path in [*CODE, *TESTS, *SCRIPTS] if lines(path) > 350} == {}


def test_no_template_is_longer_than_150_lines():
    assert {name_of(path): lines(path) for path in TEMPLATES if lines(path) > 150} == {}


def test_functions_are_short():
    lengths = sorted(length(node) for _, node in functions())
    tenth = lengths[len(lengths) * 9 // 10]
    print(f"\nfunctions: {len(lengths)}, median {statistics.median(lengths):g}, p90 {tenth}, longest {lengths[-1]}")
    assert statistics.median(lengths) <= 8
    assert tenth <= 25
    assert lengths[-1] <= 50


def test_views_have_at_most_25_lines():
    lengths = sorted(views().values())
    print(f"\nviews: {len(lengths)}, median {statistics.median(lengths):g}, longest {lengths[-1]}")
    assert sum(count <= 25 for count in lengths) >= 0.9 * len(lengths)
    assert lengths[-1] <= 40


def test_nothing_stands_deeper_than_four_blocks():
    assert [name for name, node in functions() if depth(node) > 4] == []


def test_every_file_says_what_it_is_for():
    assert [name_of(path) for path in CODE if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))] == []


def test_every_function_is_typed():
    def untyped(function: Function) -> bool:
        given = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
        given += [one for one in (function.args.vararg, function.args.kwarg) if one]
        return function.returns is None or any(
            one.annotation is None for one in given if one.arg not in {"self", "cls"}
        )

    assert [name for name, node in functions() if untyped(node)] == []


def test_there_are_about_as_many_lines_of_tests_as_of_application():
    ours = sum(map(lines, CODE))
    ratio = sum(map(lines, TESTS)) / ours
    print(f"\n{len(CODE)} files of the application with {ours} lines; {ratio:.2f} lines of tests for each")
    assert 0.8 <= ratio <= 1.5

"""The mutants: the same ones as long as the sources are the same."""

from __future__ import annotations

import ast
import hashlib
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.provider import OperatorProvider

TARGETS = (
    "vault", "gateway", "upstream", "bff", "accounts", "timeblocks/services/clock.py",
    "timeblocks/calendar/lane_layout.py",
)  # fmt: skip
SEED = "tandem"
AT_LEAST = 10  # of each target; the rest are shared out by lines
# Of an operator's many replacements, those that ask a question: its opposite, and for an order its edge.
REPLACEMENTS = {
    "Add_Sub", "Sub_Add", "Mul_Add", "Div_Mul", "FloorDiv_Mul", "Mod_Mul", "Pow_Mul", "BitOr_BitAnd", "BitAnd_BitOr",
    "BitXor_BitAnd", "LShift_RShift", "RShift_LShift", "Eq_NotEq", "NotEq_Eq", "Is_IsNot", "IsNot_Is", "Lt_LtE",
    "Lt_GtE", "LtE_Lt", "LtE_Gt", "Gt_GtE", "Gt_LtE", "GtE_Gt", "GtE_Lt", "Delete_Not", "Delete_USub", "Delete_Invert",
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """One change of one source file."""

    target: str
    file: str
    line: int
    operator: str
    before: str
    after: str
    source: str

    @property
    def folder(self) -> str:
        """The folder of tests that belongs to it."""
        return f"tests/{self.target.partition('/')[0]}/"


@dataclass(frozen=True)
class Candidate:
    """A place where an operator of the mutator's applies."""

    file: Path
    line: int
    operator: str
    occurrence: int
    rank: str  # its place in the draw: a hash of what it changes, so that an edit elsewhere moves nothing


def choose(root: Path, count: int) -> list[Mutant]:
    """Return `count` mutants of the sources under `root`."""
    sources = {target: files_of(root / "dashboard" / target) for target in TARGETS}
    lines = {target: sum(file.read_text().count("\n") for file in files) for target, files in sources.items()}
    shared, chosen, seen = count - AT_LEAST * len(TARGETS), [], 0
    for target in TARGETS:
        before, seen = seen, seen + lines[target]
        share = AT_LEAST + round(shared * seen / sum(lines.values())) - round(shared * before / sum(lines.values()))
        chosen += _drawn(root, target, sources[target], share)
    return chosen


def files_of(path: Path) -> list[Path]:
    """Return the source files at `path`, a file or a package."""
    return [path] if path.suffix else sorted(file for file in path.rglob("*.py") if "migrations" not in file.parts)


def _drawn(root: Path, target: str, files: list[Path], share: int) -> list[Mutant]:
    """Return the first mutants of a target by rank, at most one a line."""
    found: dict[tuple[Path, int], Mutant] = {}
    for one in sorted((one for file in files for one in _candidates(root, file)), key=lambda one: one.rank):
        if len(found) < share and (one.file, one.line) not in found and (mutant := _made(root, target, one)):
            found[one.file, one.line] = mutant
    return sorted(found.values(), key=lambda mutant: (mutant.file, mutant.line))


def _candidates(root: Path, file: Path) -> Iterator[Candidate]:
    source, operators = file.read_text(), OperatorProvider()
    lines, tree, alike = source.splitlines(), get_ast(source), Counter[tuple[str, str]]()
    for name in operators:
        _family, _, replacement = name.partition("_")
        if operators[name].arguments() or (replacement and replacement not in REPLACEMENTS):
            continue
        positions = [start for node in ast_nodes(tree) for start, _ in operators[name]().mutation_positions(node)]
        for occurrence, (line, _column) in enumerate(positions):
            what = (name, lines[line - 1].strip())
            if what[1].startswith("@dataclass") and name != "RemoveDecorator":
                continue  # frozen, slots: no caller that mypy lets through sees a difference
            alike[what] += 1
            key = f"{SEED}/{file.relative_to(root)}/{what}/{alike[what]}"
            yield Candidate(file, line, name, occurrence, hashlib.sha256(key.encode()).hexdigest())


def _made(root: Path, target: str, one: Candidate) -> Mutant | None:
    """Return the mutant, or None where it means the same (an annotation changed) or nothing (a lone `*` did)."""
    source = one.file.read_text()
    with suppress(SyntaxError, AttributeError):  # the latter for `except module.Name`, which the mutator does not know
        mutated = mutate_code(source, OperatorProvider()[one.operator](), one.occurrence)
        if _without_annotations(mutated) != _without_annotations(source):
            return _described(root, target, one, mutated)
    return None


def _described(root: Path, target: str, one: Candidate, mutated: str) -> Mutant:
    source = one.file.read_text()
    old, new = source.splitlines(), mutated.splitlines()
    start = next(number for number, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1])
    end = next(number for number, pair in enumerate(zip(old[::-1], new[::-1], strict=False)) if pair[0] != pair[1])
    end -= one.operator == "RemoveDecorator"  # and what it decorates
    before, after = (" ".join(" ".join(text[start : len(text) - end]).split()) for text in (old, new))
    return Mutant(target, str(one.file.relative_to(root)), one.line, one.operator, before, after, mutated)


def _without_annotations(source: str) -> str:
    tree = ast.parse(source)
    for node in ast.walk(tree):
        for name in {"annotation", "returns"} & set(node._fields):
            setattr(node, name, None)
    return ast.dump(tree)

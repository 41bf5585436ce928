"""What several slices need has one owner: nobody else reads workspaces, parses times, or words a failure."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# What is looked for, in which files, and the owners: the beginnings of the paths that may have it.
RULES = {
    "workspaces are read": (r"\bWORKSPACES\b|\bWORKSPACE_VALUES\b|read\w*\([^)]*list_workspaces", "*.py", (
        "dashboard/workspaces/", "dashboard/gateway/", "dashboard/upstream/",
    )),
    "times are parsed": (r"fromisoformat|strptime|parse_datetime|parse_date\b", "*.py", (
        "dashboard/upstream/timestamps.py", "dashboard/web/times.py",
    )),
    "a member's zone is chosen": (r"ZoneInfo\([^\n]*\btimezone\b", "*.py", ("dashboard/web/times.py",)),
    "an idempotency key is printed": (r"name=\"(once|idempotency_key)\"", "*.html", ()),
    "an idempotency key is parsed": (r"POST(\.get\(|\[)(\"once\"|\"idempotency_key\"|FIELD\b)", "*.py", (
        "dashboard/web/idempotency.py",
    )),
    "a failure is worded": (r"\berror\.template\b|\b(error|problem)\.sentence\b", "*.py", (
        "dashboard/gateway/notices.py", "dashboard/upstream/",
    )),
    "a failure is told": (r"messages\.\w+\([^)\n]*notice_of", "*.py", ("dashboard/gateway/notices.py",)),
    "a failure is printed": (r"data-code=\"\{\{", "*.html", ("templates/gateway/",)),
    "an inverse is worked out": (r"\binverse_of\(", "*.py", ("dashboard/gateway/undo/",)),
    "a service is quoted": (r"%\(service\)s says: “%\(", "*.py", ("dashboard/gateway/notices.py",)),
}  # fmt: skip


@cache
def sources(pattern: str) -> dict[str, str]:
    """The production files of a kind, by their paths; the sandbox is a world of its own."""
    tops = ("templates",) if pattern == "*.html" else ("dashboard", "config")
    paths = [path.relative_to(ROOT) for top in tops for path in sorted((ROOT / top).rglob(pattern))]
    return {
        str(path): (ROOT / path).read_text(encoding="utf-8")
        for path in paths
        if not {"sandbox", "migrations"} & {*path.parts}
    }


@pytest.mark.parametrize("rule", RULES)
def test_it_happens_in_one_place(rule):
    pattern, files, owners = RULES[rule]
    assert [
        f"{path}: {found[0]}"
        for path, text in sources(files).items()
        if not path.startswith(owners or "-")
        for found in re.finditer(pattern, text)
    ] == []


@pytest.mark.parametrize("rule", [rule for rule, (_pattern, _files, owners) in RULES.items() if owners])
def test_its_owner_does_it(rule):
    pattern, files, owners = RULES[rule]
    assert any(re.search(pattern, text) for path, text in sources(files).items() if path.startswith(owners))

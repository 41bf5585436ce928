"""The recipes of docs/CONTRIBUTING.md, followed to the letter in a clone: the page and the operation work."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.blocks import BLOCKS, ROOT

pytestmark = [pytest.mark.slow, pytest.mark.timeout(500)]
RECIPES = [block.text for block in BLOCKS if block.path.name == "CONTRIBUTING.md"]


def code(start: str) -> str:
    """The block of the recipes that begins so."""
    (found,) = [text for text in RECIPES if text.strip().startswith(start)]
    return found


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def edit(path: Path, before: str, *, add: str = "", instead: str = "") -> None:
    """Add something behind a text of a file that is there once, or put something in its place."""
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1, f"{path}: {before}"
    put(path, text.replace(before, instead or before + add))


@pytest.fixture
def clone(tmp_path):
    """What is committed, as somebody who begins to work on it has it."""
    folder = tmp_path / "tandem"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder)], check=True)
    return folder


def passes(clone: Path, *arguments: str) -> bool:
    """Run tests there, as if by hand."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "DJANGO", "DATABASE"))}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
    return subprocess.run(command, cwd=clone, env=ours, check=False).returncode == 0


def test_a_page_is_added_as_the_recipe_says(clone):
    put(clone / "dashboard/zone/__init__.py", '"""Which time zone Track thinks that somebody is in."""\n')
    put(clone / "dashboard/zone/services.py", code('"""The time zone of Track'))
    put(clone / "dashboard/zone/views.py", code('"""`/zone/`'))
    put(clone / "templates/zone/page.html", code("{% extends"))
    urls = 'urlpatterns = [path("", views.zone, name="zone")]'
    imports = "from django.urls import path\n\nfrom dashboard.zone import views"
    put(clone / "dashboard/zone/urls.py", f'"""Addresses of the zone."""\n\n{imports}\n\n{urls}\n')
    slices = '"history", "team",'
    edit(clone / "tests/test_architecture.py", slices, add=' "zone",')
    profile = '    path("profile/", include("dashboard.profile.urls")),\n'
    edit(clone / "config/urls.py", profile, add='    path("zone/", include("dashboard.zone.urls")),\n')
    history = '    Entry("history", _("History"), "clock"),\n'
    edit(clone / "dashboard/web/shell/context.py", history, add='    Entry("zone", _("Time zone"), "globe-alt"),\n')
    edit(clone / "tests/security/expectations.py", '    "profile": signed_in(),\n', add='    "zone": signed_in(),\n')
    put(clone / "tests/zone/__init__.py", "")
    put(clone / "tests/zone/test_zone.py", code('"""The zone that Track'))
    assert passes(clone, "tests/zone", "tests/test_architecture.py", "tests/security/test_t06_matrix.py")


def test_an_operation_is_added_as_the_recipe_says(clone):
    described = "".join(f"  {line}\n" if line else "\n" for line in code("/api/v9/me/id:").strip("\n").split("\n"))
    contract = clone / "dashboard/upstream/contract/track.yaml"
    edit(contract, "  /api/v9/me/location:\n", instead=f"{described}\n  /api/v9/me/location:\n")
    handled = code('@handles("track.get_id")')
    location = '@handles("track.get_location")\n'
    edit(clone / "dashboard/sandbox/track/me.py", location, instead=f"{handled}\n\n{location}")
    counts = clone / "tests/upstream/test_contract_reference.py"
    edit(counts, "len(CONTRACT) == 49", instead="len(CONTRACT) == 50")
    edit(
        counts, '"track.get_quota", "focus.list_tasks"', instead='"track.get_quota", "track.get_id", "focus.list_tasks"'
    )
    told = ["tests/upstream/test_contract_reference.py", "tests/sandbox/test_contract.py", "tests/bff"]
    assert passes(clone, "-m", "not slow", *told)

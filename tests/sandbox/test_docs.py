"""What docs/sandbox.md lists is what there is."""

import re
from pathlib import Path

from dashboard.sandbox.people import EVERYONE
from dashboard.sandbox.protocol.control_api import _ACTIONS
from dashboard.sandbox.protocol.faults import KINDS, OPTIONS
from dashboard.sandbox.switches import Switches

TEXT = (Path(__file__).parents[2] / "docs" / "sandbox.md").read_text(encoding="utf-8")


def first_column(heading: str) -> set[str]:
    """Return the names in the first column of a section's table."""
    section = TEXT.split(f"\n## {heading}")[1].split("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| `")]
    return {name for row in rows for name in re.findall(r"`([^`]+)`", row.split(" | ")[0])}


def test_every_switch_is_explained_and_no_other():
    assert first_column("Switches") == set(Switches().as_dict())


def is_shown(name, value):
    row = next(line for line in TEXT.splitlines() if line.startswith("|") and f"`{name}`" in line.split(" | ")[0])
    shown = row.split(" | ")[1]
    if "," in str(value):
        return re.findall(r"`([^`]+)`", shown) == value.split(",")
    wanted = str(value).lower() if isinstance(value, bool) else str(value)
    is_first = isinstance(value, float | int) or shown.strip("`").startswith(wanted)
    return is_first and wanted in re.split(r"[`, ]+", shown)


def test_the_default_of_a_switch_is_the_first_value_in_its_row():
    assert [name for name, value in Switches().as_dict().items() if not is_shown(name, value)] == []


def test_every_fault_is_explained_and_says_whether_it_acts():
    assert first_column("Faults") == set(KINDS)
    for kind, acts in KINDS.items():
        row = next(line for line in TEXT.splitlines() if line.startswith("| `") and f"`{kind}`" in line.split(" | ")[0])
        assert row.split(" | ")[2].strip() == ("yes" if acts else "no")
    assert all(f"`{option}`" in TEXT for option in OPTIONS)


def test_every_control_address_is_listed():
    assert set(re.findall(r"`/_sandbox/(\w+)`", TEXT)) == {*_ACTIONS, "trap"}


def test_the_commands_of_the_page_work_as_they_stand():
    alice = EVERYONE[0]
    assert alice.track_token in TEXT
    assert alice.focus_key in TEXT
    assert all(person.email in TEXT for person in EVERYONE)

"""Colours, spaces, sizes, corners and times stand in tokens.css alone; every other sheet names them."""

from __future__ import annotations

import re

import pytest

from tests.styleguide import sheets

COLOUR = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(oklch|oklab|lch|lab|rgba?|hsla?|hwb|color)\(|\b(white|black|red|gr[ae]y)\b", re.IGNORECASE
)
SPACE = re.compile(r"(?:scroll-)?(?:padding|margin)|(?:row-|column-)?gap|inset|border(?:-[a-z]+)*-radius|font-size$")
LENGTH = re.compile(r"(?<![\w-])-?[\d.]*[1-9][\d.]*(px|rem|pt|cm|mm)\b")
TIME = re.compile(r"(?<![\w-])[\d.]*[1-9][\d.]*m?s\b")
EXCEPTIONS = {
    "margin: 14mm": "paper is measured in millimetres",
    "font-size: 10pt": "and its letters in points",
}


def wrong(name: str) -> list[str]:
    """Return the declarations of a sheet that should name a token."""
    found = []
    for key, value in sheets.declarations(name):
        is_raw = (
            COLOUR.search(value)
            or (SPACE.match(key) and LENGTH.search(value))
            or (key.startswith(("transition", "animation")) and TIME.search(value))
        )
        if is_raw and f"{key}: {value}" not in EXCEPTIONS:
            found.append(f"{key}: {value}")
    return found


@pytest.mark.parametrize("name", sheets.sheets())
def test_a_sheet_names_tokens(name):
    assert wrong(name) == []


def test_every_exception_is_still_needed():
    used = {f"{key}: {value}" for name in sheets.sheets() for key, value in sheets.declarations(name)}
    assert set(EXCEPTIONS) <= used


def test_every_name_is_a_token():
    """A name that nobody defines is nothing at all: the declaration falls away without a word."""
    everything = "".join(sheets.text_of(name) for name in [*sheets.sheets(), sheets.TOKENS, sheets.GENERATED])
    named = set(re.findall(r"var\((--[\w-]+)\)", everything))
    given = set(re.findall(r"(--[\w-]+)\s*:", everything))
    assert named - given <= {"--drawing"}  # that of an icon, from dashboard/web/shell/icons.py


def test_every_token_is_used():
    everything = "".join(sheets.text_of(name) for name in [*sheets.sheets(), sheets.TOKENS])
    given = set(re.findall(r"(--[\w-]+)\s*:", sheets.text_of(sheets.TOKENS)))
    assert given <= set(re.findall(r"var\((--[\w-]+)", everything))


@pytest.mark.parametrize("name", [*sheets.sheets(), sheets.TOKENS])
def test_a_sheet_has_no_long_lines(name):
    lines = (sheets.FOLDER / name).read_text().splitlines()
    assert [line for line in lines if len(line) > 120] == []

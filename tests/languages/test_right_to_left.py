"""Sheets say start and end, never left and right, so that a page turns round with its language."""

from __future__ import annotations

import re

import pytest
from django.conf import settings

SHEETS = sorted((settings.BASE_DIR / "static" / "css").glob("*.css"))
PHYSICAL = re.compile(
    r"(?:^|[\s;{])((?:margin|padding|border|scroll-margin|scroll-padding|inset)-(?:left|right)[\w-]*|left|right"
    r"|border-(?:top|bottom)-(?:left|right)-radius|(?:text-align|float|clear|justify-\w+)\s*:\s*(?:left|right))\b(?=\s*[:;}])"
)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_no_sheet_names_a_side(sheet):
    assert not PHYSICAL.findall(COMMENT.sub("", sheet.read_text()))


@pytest.mark.parametrize(("language", "direction"), [("de", "ltr"), ("ar", "rtl")])
def test_a_page_says_in_which_direction_it_is_read(language, direction, settings, bob, client_of):
    settings.LANGUAGES = [*settings.LANGUAGES, ("ar", "العربية")]
    bob.language = language
    bob.save()
    assert f'<html lang="{language}" dir="{direction}"' in client_of(bob).get("/history/").content.decode()

"""No colour alone carries meaning: what has a tone has a word or a sign too."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
TONED = re.compile(
    r'<(\w+)[^<>]*?(?:\{%[^%]*%\}[^<>]*?)*data-tone="[^"]*"(?:[^<>]|\{%[^%]*%\})*?>(.*?)</\1>', re.DOTALL
)
FILES = sorted(path for path in TEMPLATES.rglob("*.html") if "data-tone" in path.read_text())
TAG = re.compile(r"<[^>]*>")


def parts(path: Path) -> list[tuple[str, str]]:
    """Return each thing with a tone: its beginning and what stands in it up to the next closing tag of its kind."""
    return [(found[0][:120], found[2]) for found in TONED.finditer(path.read_text())]


def test_the_walk_finds_what_has_a_tone():
    written = sum(path.read_text().count("data-tone=") for path in FILES)
    assert written == sum(len(parts(path)) for path in FILES)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_a_tone_comes_with_a_word_or_a_sign(path):
    wordless = [begins for begins, inside in parts(path) if not TAG.sub("", inside).strip()]
    assert wordless == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_a_notice_begins_with_a_sign(path):
    found = [(begins, inside) for begins, inside in parts(path) if 'class="notice' in begins]
    assert [begins for begins, inside in found if "icon " not in inside[:60]] == []

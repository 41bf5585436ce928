"""Words that docs/glossary.md replaces do not come back: not into code, pages, scripts or styles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

FOLDERS = {"config": "*.py", "dashboard": "*.py", "templates": "*.html", "static/js": "*.js", "static/css": "*.css"}
# A former word, and the one that is used now.
REPLACED = {
    "desk": "page object",
    "doubt": "stale",
    "doubted": "stale",
    "errand": "copy request",
    "eyes": "viewer",
    "hands": "drag handles",
    "nonsense": "invalid input",
    "pagework": "rendering",
    "rival": "comparison",
    "scene": "calendar context",
    "spender": "token id",
    "spoken": "synonyms, or message",
    "trail": "breadcrumbs",
    "twin": "duplicate",
    "veil": "response scrubber",
}
# Visible texts may still say these.
REPLACED_IN_CODE = {
    "kept copies": "cached responses",
    "kept copy": "cached response",
    "take back": "undo",
    "taken back": "undone",
    "takes back": "undoes",
}
QUOTED = re.compile(r"“[^”]*”|_\(\"[^\"]*\"\)")  # names of emojis, and visible texts
HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


def pattern_of(words: dict[str, str]) -> re.Pattern[str]:
    """Whole words and parts of names: `scene`, `scene_of`, `CalendarScene`."""
    ends = "|".join(word.replace(" ", "[ _]") for word in words)
    return re.compile(rf"(?<![^\W_])({ends})s?(?![^\W_])", re.IGNORECASE)


EVERYWHERE, IN_CODE = pattern_of(REPLACED), pattern_of(REPLACED_IN_CODE)


def former_words(line: str, *, is_code: bool = True) -> Iterator[str]:
    plain = HUMP.sub("_", QUOTED.sub("", line))
    for pattern in (EVERYWHERE, IN_CODE) if is_code else (EVERYWHERE,):
        yield from (word.lower().replace("_", " ") for word in pattern.findall(plain))


def sources() -> list[Path]:
    found = [path for folder, kind in FOLDERS.items() for path in (settings.BASE_DIR / folder).rglob(kind)]
    return [path for path in found if "migrations" not in path.parts]


def test_replaced_words_are_used_no_more():
    now = REPLACED | REPLACED_IN_CODE
    wrong = [
        f"{path.relative_to(settings.BASE_DIR)}:{number}: {word}, say {now[word]}"
        for path in sources()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for word in former_words(line, is_code=path.suffix == ".py")
    ]
    assert not wrong


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("def _outcome_of_twin(intent):", ["twin"]),
        ("class CalendarScene:", ["scene"]),
        ("the veil, and the eyes", ["veil", "eyes"]),
        ("drop_kept_copies()", ["kept copies"]),
        ("a surveillance, a trailing slash, “eyes”", []),
        ('_("Kept copies are shown.")', []),
    ],
)
def test_a_former_word_is_found_as_a_word_or_a_part_of_a_name(line, words):
    assert list(former_words(line)) == words

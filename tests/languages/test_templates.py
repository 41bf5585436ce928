"""No template says anything that was not handed to gettext."""

from __future__ import annotations

import re

import pytest
from django.conf import settings

TEMPLATES = settings.BASE_DIR / "templates"
NAMES = {
    "Tandem", "Toggl", "Track", "Focus", "CSV", "JSON", "OpenAPI", "openapi.json", "iCalendar", "curl", "Python",
    "tandem_…", "focus.toggl.com", "track.toggl.com/profile",
}  # fmt: skip
NOT_SAID = (
    r"\{% (block)?comment.*?%\}.*?\{% endcomment %\}", r"\{#.*?#\}", r"\{% blocktrans.*?\{% endblocktrans\w* %\}",
    r"\{% block body_class %\}.*?\{% endblock %\}", r"<(script|style|code|kbd|pre)\b.*?</\1>", r"<svg\b.*?</svg>",
)  # fmt: skip
SPOKEN = re.compile(r"""\b(?:aria-label|aria-description|title|alt|placeholder)=(["'])(.*?)\1""", re.DOTALL)
WORD = re.compile(r"[^\W\d_]{2,}")
FILES = sorted(
    path.relative_to(TEMPLATES).as_posix()
    for path in TEMPLATES.rglob("*.*")
    if path.parent.name != "styleguide"  # in development alone
)


@pytest.mark.parametrize("name", FILES)
def test_every_word_can_be_translated(name):
    text = (TEMPLATES / name).read_text()
    for part in NOT_SAID:
        text = re.sub(part, " ", text, flags=re.DOTALL)
    text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", " ", text, flags=re.DOTALL)
    said = [spoken for _quote, spoken in SPOKEN.findall(text)] + [re.sub(r"<[^>]*>|&\w+;", " ", text)]
    words = [word for one in said for word in one.split() if WORD.search(word) and word.strip(".,:·()") not in NAMES]
    assert not words

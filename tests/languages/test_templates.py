"""No template says anything that was not handed to gettext."""

from __future__ import annotations

import re

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


def words_of(text: str) -> list[str]:
    """Return what a template says by itself."""
    for part in NOT_SAID:
        text = re.sub(part, " ", text, flags=re.DOTALL)
    text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", " ", text, flags=re.DOTALL)
    said = [spoken for _quote, spoken in SPOKEN.findall(text)] + [re.sub(r"<[^>]*>|&\w+;", " ", text)]
    return [word for one in said for word in one.split() if WORD.search(word) and word.strip(".,:·()") not in NAMES]


def test_every_word_can_be_translated():
    files = [path for path in TEMPLATES.rglob("*.*") if path.parent.name != "styleguide"]  # in development alone
    assert len(files) > 100
    assert {str(path.relative_to(TEMPLATES)): words for path in files if (words := words_of(path.read_text()))} == {}

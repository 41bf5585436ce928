"""What axe calls incomplete, it could not decide: here somebody did. A new one fails until it is mended or judged.

A verdict is a rule, what kept axe from deciding, a pattern of the element's own markup, and why nothing is wrong.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple


class Verdict(NamedTuple):
    """What somebody found who looked."""

    rule: str
    kept_by: str
    html: str
    why: str
    when_opened: bool = False  # holds only beside something that was opened


CONTRAST = "color-contrast"
SELECT = "The gradient is the arrow in the corner; the words stand on the surface, a pair of tests/styleguide."
DOOR = "Two faint rings behind the way in, between the colours of ground and hover: both are pairs of tests/styleguide."
SIGN = "A single sign in the colours of all keys, of which those with letters are decided."
TICK = "A single sign in the colour of the words beside it, which are decided; it says what a hidden word says."
SWITCH = "One label has its name; the other is around it for the finger and says On or Off, which is not spoken."
HATCH = "Hatched faintly: the darker stripe lies between surface and hover, both pairs of words in tests/styleguide."
BLOCK = "The line of now or its own edge crosses a block; its words stand on its own fill, a pair of tests/styleguide."
LIST = "A list that scrolls within its box: the edge of the box cuts the row, words and ground alike."
ABOVE = "Lies above the page on a ground of its own, --surface or --raised, whose pairs are in tests/styleguide."
COVERED = "Covered by what was opened, which is what an opened menu does; as the page opens, it was decided."
DRAWING = "A drawing for those who see it, beside the same words as text."

VERDICTS = (
    Verdict(CONTRAST, "bgGradient", r"^<select ", SELECT),
    Verdict(CONTRAST, "bgGradient", r"^<span>Tandem</span>", DOOR),
    Verdict(CONTRAST, "bgGradient", r"^<legend>Language</legend>", DOOR),
    Verdict(CONTRAST, "bgGradient", r"^<p>Tandem is not made by Toggl", DOOR),
    Verdict(CONTRAST, "bgGradient", r'^<button class="button htmx-request"', HATCH),
    Verdict(CONTRAST, "nonBmp", r"^<kbd>[^\w\s]</kbd>", SIGN),
    Verdict(CONTRAST, "nonBmp", r'^<span class="box" aria-hidden="true">✓</span>', TICK),
    Verdict(CONTRAST, "shortTextContent", r'^<text class="where-count"', DRAWING),
    Verdict(CONTRAST, "imgNode", r"^<text ", DRAWING),
    Verdict(CONTRAST, "bgOverlap", r"", COVERED, when_opened=True),
    Verdict(CONTRAST, "elmPartiallyObscuring", r"^<(?!b>)", ABOVE, when_opened=True),
    Verdict(CONTRAST, "elmPartiallyObscured", r"^<span", LIST),
    Verdict(CONTRAST, "elmPartiallyObscuring", r"^<b>", BLOCK),
    Verdict(CONTRAST, "bgOverlap", r"^<(span>\d|b>)", BLOCK),
    Verdict(CONTRAST, "bgGradient", r"^<(b|span)>", HATCH),
    Verdict("form-field-multiple-labels", "", r'^<input type="checkbox" (name="\w+" )?id="(in|sett)', SWITCH),
    Verdict(
        "th-has-data-cells", "", r">Last seen</th>",
        "The column of the button is empty where the browser that is used is the only one: it is signed out above.",
    ),
)  # fmt: skip


def verdict(rule: str, node: dict[str, Any], state: str = "") -> str:
    """Return why an element is right that axe could not decide about; nothing where nobody has."""
    about = [
        one for one in VERDICTS if (one.rule, one.kept_by) == (rule, reason(node)) and (state or not one.when_opened)
    ]
    return next((one.why for one in about if re.search(one.html, node["html"])), "")


def reason(node: dict[str, Any]) -> str:
    """Return what kept axe from deciding, in its own word."""
    data = [one["data"] for one in (*node["any"], *node["all"], *node["none"]) if isinstance(one.get("data"), dict)]
    return next((str(one["messageKey"]) for one in data if one.get("messageKey")), "")

"""Undo: the button in a toast carries the inverse write, and the inverse is a write like any other."""

from __future__ import annotations

import json
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from dashboard.upstream import documents

BUTTON = (
    '{} <button class="button" id="undo" data-size="small" type="submit" form="statuses-undo" formaction="{}"'
    ' name="undo" value="{}" hx-post="{}" hx-include="#statuses-undo" hx-target="#statuses" hx-swap="outerHTML"'
    " data-undo>{}</button>"
)


def with_undo(text: str, **inverse: Any) -> SafeString:
    """Return a toast's text with a button that takes back what it tells of."""
    url = reverse("undo_status")
    return format_html(BUTTON, text, url, json.dumps(inverse, separators=(",", ":")), url, _("Undo"))


def inverse_of(text: str) -> dict[str, Any]:
    """Read what a button carried; empty for what is none of ours."""
    try:
        found = documents.parse(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}

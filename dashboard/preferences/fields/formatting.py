"""Objects and lists of Toggl's, as lines that a person can read."""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext as _

from dashboard.upstream.contract.field_descriptions import Field, humanised

MOST = 100  # lines of one value
LONGEST = 400  # characters of one line


def readable(field: Field, value: Any) -> list[str]:
    """Return `value` line by line; no line where it is unset."""
    if value is None:
        return []
    if isinstance(value, list):
        lines = [_line(field, item) for item in value[:MOST]] or [_("Nothing in the list")]
        if len(value) > MOST:
            lines.append(_("and %(count)s more") % {"count": len(value) - MOST})
        return lines
    return [_line(field, value)]


def _line(field: Field, value: Any) -> str:
    if field.control == "features" and isinstance(value, dict) and "code" in value:
        text = f"{value['code']}: {_('on') if value.get('enabled') else _('off')}"
    elif isinstance(value, dict):
        text = ", ".join(f"{humanised(str(name))}: {_short(part)}" for name, part in value.items()) or _("Empty")
    else:
        text = _short(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _short(value: Any) -> str:
    if isinstance(value, bool):
        return _("on") if value else _("off")
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

"""Values of Toggl as one line of text."""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext as _

from dashboard.upstream.contract.field_descriptions import Field, humanised


def plain(value: Any) -> str:
    """Return any JSON value on one line."""
    if value is None:
        return _("nothing")
    if isinstance(value, bool):
        return _("on") if value else _("off")
    if isinstance(value, str):
        return value or _("empty")
    if isinstance(value, dict):
        return ", ".join(f"{humanised(str(name))}: {plain(one)}" for name, one in value.items()) or _("empty")
    if isinstance(value, list):
        return "; ".join(plain(one) for one in value) or _("empty")
    return json.dumps(value, ensure_ascii=False)


def of_field(field: Field, value: Any) -> str:
    """Return a value of a described setting: its known name, or the value with its unit."""
    if known := field.label_of(value):
        return _(known)
    unit = f" {_(field.unit)}" if field.unit and isinstance(value, int) and not isinstance(value, bool) else ""
    return f"{plain(value)}{unit}"

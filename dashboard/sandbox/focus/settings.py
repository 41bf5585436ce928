"""A person's Focus settings."""

import re
from collections.abc import Mapping
from typing import Any

from dashboard.sandbox.focus.common import invalid
from dashboard.sandbox.protocol.decoding import focus_body, is_nullable
from dashboard.sandbox.protocol.exchange import Answer, Exchange
from dashboard.sandbox.protocol.registry import handles
from dashboard.sandbox.state import Row

READ_ONLY = ("first_interaction", "first_interaction_date", "timezone")


@handles("focus.get_settings")
def get_settings(exchange: Exchange) -> Answer:
    """Return all settings."""
    return Answer(data=_shown(exchange))


@handles("focus.update_settings")
def update_settings(exchange: Exchange) -> Answer:
    """Change some settings and answer all; null clears those that may be cleared."""
    changes: Row = focus_body(exchange)
    fields: Mapping[str, Any] = (exchange.operation.body_schema or {}).get("properties", {})
    for name, value in changes.items():
        _check(exchange, name, value, fields.get(name, {}))
    exchange.account.settings.update({name: value for name, value in changes.items() if name not in READ_ONLY})
    return Answer(data=_shown(exchange))


def _shown(exchange: Exchange) -> Row:
    settings = exchange.account.settings
    if exchange.world.switches.empty_fields == "null":
        return dict(settings)
    return {name: value for name, value in settings.items() if value is not None}


def _check(exchange: Exchange, name: str, value: Any, field: Mapping[str, Any]) -> None:
    if value is None and is_nullable(field):
        return
    if "enum" in field and value not in field["enum"]:
        raise invalid(name, "oneof", "Settings")
    if "minimum" in field and isinstance(value, int) and value < field["minimum"]:
        raise invalid(name, "min", "Settings")
    if "pattern" in field and not re.search(field["pattern"], value):
        raise invalid(name, "datetime", "Settings")
    if name == "current_workspace_id" and value not in exchange.world.state.workspaces_of(exchange.account):
        raise invalid(name, "exists", "Settings")

"""The quota meter: what is left of each service's requests this hour. It never costs a request itself."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context
from django.utils.translation import gettext as _

from dashboard.credentials import services as credentials
from dashboard.credentials.models import Connection
from dashboard.gateway import services as gateway
from dashboard.gateway.ledger import RESERVED_FOR_WRITES, Level
from dashboard.upstream.errors import NAMES

register = template.Library()


@register.inclusion_tag("gateway/quota_meter.html", takes_context=True)
def quota_meter(context: Context, *, oob: bool = False) -> dict[str, Any]:
    """Print the meter of the person who asks. `oob` replaces the one in a page that stays."""
    request = context["request"]
    found = gateway.levels_of(connections_in(request)) if request.user.is_authenticated else {}
    return {
        "request": request,  # for times in the member's formats
        "gauges": [_gauge(service, levels) for service, levels in found.items()],
        "oob": oob,
    }


@register.inclusion_tag("gateway/quota_table.html", takes_context=True)
def quota_table(context: Context) -> dict[str, Any]:
    """Print what is left in each bucket of each service, and when it is full again."""
    request = context["request"]
    gauges = [_gauge(service, levels) for service, levels in gateway.meter(request.user).items()]
    return {"request": request, "gauges": gauges, "reserved": RESERVED_FOR_WRITES}


def connections_in(request: Any) -> dict[str, Connection]:
    """Return the connections of the person who asks, read once for all that a page says of them."""
    if not hasattr(request, "tandem_connections"):
        request.tandem_connections = credentials.connections_of(request.user)
    found: dict[str, Connection] = request.tandem_connections
    return found


def _gauge(service: str, levels: list[Level]) -> dict[str, Any]:
    """Return one service: the bucket with the least left, and all of them by name."""
    known = [level for level in levels if level.known]
    lowest = min(known, key=lambda level: level.remaining / level.total, default=None)
    return {
        "service": service,
        "name": NAMES[service],
        "lowest": lowest,
        "tone": _tone(lowest),
        "buckets": [{"name": _bucket(level.bucket), "level": level, "tone": _tone(level)} for level in known],
    }


def _tone(level: Level | None) -> str:
    if level is None:
        return "unknown"
    if level.remaining == 0:
        return "bad"
    return "warn" if level.remaining <= RESERVED_FOR_WRITES else "good"


def _bucket(name: str) -> str:
    kind, _dot, number = name.partition(".")
    if kind == "me":
        return _("Your account")
    return (
        _("Organisation %(id)s") % {"id": number} if kind == "organization" else _("Workspace %(id)s") % {"id": number}
    )

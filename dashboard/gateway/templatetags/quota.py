"""The quota meter: what is left of each service's requests this hour. It never costs a request itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django import template
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dashboard.credentials import services as credentials
from dashboard.credentials.models import Connection
from dashboard.gateway import services as gateway
from dashboard.gateway.limits.quota_ledger import RESERVED_FOR_WRITES, Level
from dashboard.upstream.errors import NAMES
from dashboard.web.tags import clock

register = template.Library()


@dataclass(frozen=True, slots=True)
class BucketRow:
    """One quota as people read it."""

    name: str
    tone: str
    remaining: int
    total: int
    resets: str  # markup: the time of day

    @property
    def left(self) -> str:
        """How much is left, in words."""
        return _("%(left)s of %(total)s") % {"left": self.remaining, "total": self.total}


@dataclass(frozen=True, slots=True)
class Gauge:
    """One service: all of its buckets of which something is known, and the one with the least left."""

    name: str
    buckets: tuple[BucketRow, ...]

    @property
    def lowest(self) -> BucketRow | None:
        """The bucket that runs out first."""
        return min(self.buckets, key=lambda one: one.remaining / one.total, default=None)

    def __str__(self) -> str:
        left = self.lowest.left if self.lowest else _("not known yet")
        return f"{self.name} {left}"


@register.simple_tag(takes_context=True)
def quota_meter(context: Context, *, oob: bool = False) -> SafeString:
    """Print the meter of the person who asks. `oob` replaces the one in a page that stays."""
    return _meter(_gauges(context), oob, get_language() or "")


@lru_cache(maxsize=512)
def _meter(gauges: tuple[Gauge, ...], oob: bool, language: str) -> SafeString:  # noqa: FBT001 - a part of the key
    """Return the meter; every page has it, and it changes only with a request to Toggl."""
    del language  # a part of the key
    return render_to_string("gateway/quota_meter.html", {"gauges": gauges, "oob": oob})


@register.inclusion_tag("gateway/quota_table.html", takes_context=True)
def quota_table(context: Context) -> dict[str, Any]:
    """Print what is left in each bucket of each service, and when it is full again."""
    return {"gauges": _gauges(context), "reserved": RESERVED_FOR_WRITES}


def connections_in(request: Any) -> dict[str, Connection]:
    """Return the connections of the person who asks, read once for all that a page says of them."""
    if not hasattr(request, "tandem_connections"):
        request.tandem_connections = credentials.connections_of(request.user)
    found: dict[str, Connection] = request.tandem_connections
    return found


def _gauges(context: Context) -> tuple[Gauge, ...]:
    request = context["request"]
    found = gateway.levels_of(connections_in(request)) if request.user.is_authenticated else {}
    return tuple(
        Gauge(NAMES[service], tuple(_bucket(context, level) for level in levels if level.known))
        for service, levels in found.items()
    )


def _bucket(context: Context, level: Level) -> BucketRow:
    resets = clock(context, level.resets_at)
    return BucketRow(_name(level.bucket), _tone(level), level.remaining, level.total, resets)


def _tone(level: Level) -> str:
    if level.remaining == 0:
        return "bad"
    return "warn" if level.remaining <= RESERVED_FOR_WRITES else "good"


def _name(bucket: str) -> str:
    kind, _dot, number = bucket.partition(".")
    if kind == "me":
        return _("Your account")
    return (
        _("Organisation %(id)s") % {"id": number} if kind == "organization" else _("Workspace %(id)s") % {"id": number}
    )

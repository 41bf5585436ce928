"""The three scopes of Track's preferences side by side."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from dashboard.accounts.models import User
from dashboard.gateway import services as gateway
from dashboard.gateway.notices import Notice, notice_of
from dashboard.preferences.fields.names import NOTHING
from dashboard.preferences.services import field_history
from dashboard.preferences.services.scopes import TRACK
from dashboard.preferences.services.settings_pages import PLACES, TABS, Tab
from dashboard.upstream.contract.field_descriptions import Field
from dashboard.upstream.errors import UpstreamError

COLUMNS = TABS[:3]


def table(*, user: User) -> dict[str, Any]:
    """Return what every scope holds, fields that differ first, and how many scopes are not kept. No request."""
    copies = [_copy(user, name) for name in COLUMNS]
    held = [copy.data if copy and isinstance(copy.data, dict) else {} for copy in copies]
    described = [one for one in TRACK.fields.fields.values() if any(one.name in values for values in held)]
    lines = [_line(one, held) for one in described]
    return {
        "columns": [_column(name, copy) for name, copy in zip(COLUMNS, copies, strict=True)],
        "differing": [line for line in lines if line["differs"]],
        "same": [line for line in lines if not line["differs"]],
        "missing": sum(copy is None for copy in copies),
    }


def load_missing(*, user: User) -> Notice | None:
    """Ask for the scopes that are not kept, one request each. Returns what to say where one did not come."""
    for name in COLUMNS:
        scope = PLACES[name].scope
        if _copy(user, name) is None:
            try:
                gateway.read(user, scope.read, **scope.params)
            except UpstreamError as error:
                return notice_of(error, user)
    return None


def tabs() -> list[Tab]:
    """Return the pages of Track's settings, this one marked."""
    return [
        *(Tab(PLACES[name].tab, PLACES[name].url, is_current=False) for name in TABS),
        Tab(_("Compare"), reverse("track_compare"), is_current=True),
    ]


def _copy(user: User, name: str) -> Any:
    scope = PLACES[name].scope
    return gateway.peek(user, scope.read, **scope.params)


def _column(name: str, copy: Any) -> dict[str, Any]:
    return {
        "name": name,
        "label": PLACES[name].tab,
        "at": copy.at if copy else None,
        "is_stale": bool(copy and copy.is_stale),
    }


def _line(one: Field, held: list[dict[str, Any]]) -> dict[str, Any]:
    values = [values.get(one.name) for values in held]
    there = [value for value in values if value is not None]
    cells = [
        {"text": field_history.said(one, value, NOTHING), "url": f"{PLACES[name].url}#input-{one.name}"}
        for name, value in zip(COLUMNS, values, strict=True)
    ]
    return {"field": one, "label": _(one.label), "cells": cells, "differs": any(value != there[0] for value in there)}

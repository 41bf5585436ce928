"""`{% notice %}` and `{% nothing %}`: a failure, above what a page shows or in its place. Built in."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context

from dashboard.gateway.notices import Notice

register = template.Library()


@register.inclusion_tag("gateway/notice.html", takes_context=True)
def notice(context: Context, notice: Notice | None, *, id: str, retry_form: str = "") -> dict[str, Any]:  # noqa: A002
    """Print a failure, if there is one. `retry_form` is the id of the page's form that may be sent again."""
    return {"notice": notice, "id": id, "retry_form": retry_form, "csrf_token": context.get("csrf_token", "")}


@register.inclusion_tag("gateway/card_notice.html")
def card_notice(notice: Notice | None, *, has_copy: object, retry_url: str = "") -> dict[str, Any]:
    """Print a failure inside a card, shortly where the card still shows its last good copy."""
    return {"notice": notice, "has_copy": has_copy, "retry_url": retry_url, "variant": ""}


@register.inclusion_tag("gateway/nothing.html", takes_context=True)
def nothing(
    context: Context,
    notice: Notice,
    *,
    id: str,  # noqa: A002
    retry_url: str,
    more: str = "",
) -> dict[str, Any]:
    """Print why a page has nothing to show. `more` is a template of the page's own with what else may be done."""
    page: dict[str, Any] = context.flatten()  # type: ignore[assignment]  # its names are texts
    return page | {"notice": notice, "id": id, "retry_url": retry_url, "more": more, "variant": "main"}

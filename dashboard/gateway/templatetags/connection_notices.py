"""What the owner of a connection has to know of it, on every page. It never costs a request."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context
from django.urls import reverse

from dashboard.credentials.notices import notices
from dashboard.gateway.templatetags.quota import connections_in

register = template.Library()

DISMISSED = "dismissed_notices"  # in the session: the keys of what its person does not want to see again


@register.inclusion_tag("gateway/connection_notices.html", takes_context=True)
def connection_notices(context: Context) -> dict[str, Any]:
    """Print the notices of the person who asks, but for those that they put away or that the page itself shows."""
    request = context["request"]
    if not request.user.is_authenticated:
        return {"notices": [], "request": request}
    put_away = request.session.get(DISMISSED, [])
    told_by_page = {"refused", "unreadable", "expires"} if request.path == reverse("connections") else set()
    found = notices(connections_in(request).values())
    shown = [one for one in found if one.key not in put_away and one.kind not in told_by_page]
    return {"notices": shown, "request": request, "csrf_token": context.get("csrf_token", "")}

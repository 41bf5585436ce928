"""What other pages may show of history: the slices meet in templates, not in code."""

from __future__ import annotations

from django import template
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from dashboard.history import listing

register = template.Library()

PAGE = "history/latest.html"


@register.simple_tag(takes_context=True)
def latest_changes(context: Context) -> SafeString:
    """Print the last changes of the person who asks, each with its Undo. Costs no request."""
    request = context["request"]
    return render_to_string(f"{PAGE}#latest", {"lines": listing.latest(request.user)}, request=request)

"""What other pages may show of time blocks: the slices meet in templates, not in code."""

from __future__ import annotations

from django import template
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from dashboard.timeblocks.today import plan as today
from dashboard.timeblocks.today.views import PAGE, template_context

register = template.Library()


@register.simple_tag(takes_context=True)
def blocks_of_today(context: Context) -> SafeString:
    """Print today's and tomorrow's blocks from cached responses; what is not fresh fills itself afterwards."""
    request = context["request"]
    found = template_context(today.plan(user=request.user), request.path)
    return render_to_string(f"{PAGE}#today", found | {"fragment": False, "fills": True}, request=request)

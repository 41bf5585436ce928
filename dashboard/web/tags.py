"""Template tags of every page; built in, so no template has to load them."""

from __future__ import annotations

import json
from datetime import date, datetime
from functools import cache
from typing import Any

from django import template
from django.forms import BoundField
from django.template.context import Context
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from heroicons.templatetags.heroicons import heroicon_mini

from dashboard.web import times
from dashboard.web.shell import assets

register = template.Library()

# https://htmx.org/reference/#config
HTMX_CONFIG = {
    "historyCacheSize": 0,  # pages hold personal data and stay out of the browser's storage
    "includeIndicatorStyles": False,  # a style element would need a nonce
    "allowEval": False,
    "selfRequestsOnly": True,
    "timeout": 30_000,  # milliseconds; an upstream call ends after 8 s, a page makes at most three
    "responseHandling": [
        {"code": "204", "swap": False},
        {"code": "[23]..", "swap": True},
        {"code": "422", "swap": True},
        {"code": "...", "swap": False, "error": True},  # static/js/shell.js says what happened
    ],
}


@register.simple_tag
def htmx_config() -> SafeString:
    """Print the configuration of HTMX."""
    return format_html('<meta name="htmx-config" content="{}">', json.dumps(HTMX_CONFIG))


@register.simple_tag(takes_context=True)
def module(context: Context, name: str) -> SafeString:
    """Print the script tag of a page's ES module, by its bare name (`settings`), and preload its imports."""
    nonce = str(context["request"].csp_nonce)
    imported = ((_script(one), nonce) for one in assets.imports_of(name))
    preloads = format_html_join("", '<link rel="modulepreload" href="{}" nonce="{}">\n', imported)
    return format_html('{}<script type="module" src="{}" nonce="{}"></script>', preloads, _script(name), nonce)


def _script(name: str) -> str:
    return static(f"js/{name}.js")


@register.simple_tag
def icon(name: str) -> SafeString:
    """Print a heroicon as decoration: the words beside it carry the meaning."""
    return _icon(name + "")


@cache
def _icon(name: str) -> SafeString:
    turns = " turns" if {"left", "right"} & set(name.split("-")) else ""  # with the direction of reading
    svg = heroicon_mini(name, size=20, **{"class": f"icon{turns}", "aria_hidden": "true"})
    return mark_safe(svg)  # noqa: S308 - from a package, by a name from a template


@register.simple_tag
def breadcrumbs(*steps: Any) -> SafeString:
    """Print breadcrumbs: alternating names and URLs of the parent pages, then the name of this page."""
    above = zip(steps[:-1:2], steps[1::2], strict=True)
    links = format_html_join("", '<li><a href="{1}">{0}</a></li>', above)
    return format_html(
        '<nav class="breadcrumbs" aria-label="{}"><ol>{}<li><span aria-current="page">{}</span></li></ol></nav>',
        _("You are here"),
        links,
        steps[-1],
    )


@register.filter
def control(field: BoundField) -> SafeString:
    """Print a form field's widget without a placeholder, which would repeat the label and vanish while typing."""
    return field.as_widget(attrs={**field.field.widget.attrs, "placeholder": False})


@register.simple_tag(takes_context=True)
def moment(context: Context, at: datetime | None) -> SafeString | str:
    """Print a time in the person's zone and formats."""
    if at is None:
        return ""
    text = times.in_words(at, _person(context))
    return format_html('<time datetime="{}">{}</time>', at.isoformat(), text)


@register.simple_tag(takes_context=True)
def day(context: Context, on: date) -> SafeString:
    """Print a date in the person's format."""
    return format_html('<time datetime="{}">{}</time>', on.isoformat(), times.day(on, _person(context)))


@register.simple_tag(takes_context=True)
def clock(context: Context, at: datetime | None) -> SafeString | str:
    """Print a time of day in the person's zone and format."""
    if at is None:
        return ""
    return format_html('<time datetime="{}">{}</time>', at.isoformat(), times.clock(at, _person(context)))


@register.simple_tag(takes_context=True)
def age(context: Context, at: datetime | None) -> SafeString | str:
    """Print how long ago something was, with the exact time as its title."""
    if at is None:
        return ""
    exact = times.in_words(at, _person(context))
    return format_html('<time datetime="{}" title="{}">{}</time>', at.isoformat(), exact, ago(at))


@register.filter
def ago(at: datetime) -> str:
    """Return how long ago `at` was, in words: just now, minutes, hours or days."""
    minutes = max(0, int((timezone.now() - at).total_seconds() // 60))
    if minutes < 1:
        return _("just now")
    if minutes < 60:
        return ngettext("%(n)d minute ago", "%(n)d minutes ago", minutes) % {"n": minutes}
    hours = minutes // 60
    if hours < 48:
        return ngettext("%(n)d hour ago", "%(n)d hours ago", hours) % {"n": hours}
    return ngettext("%(n)d day ago", "%(n)d days ago", hours // 24) % {"n": hours // 24}


@register.filter
def initials(name: Any) -> str:
    """Return the initials of a name, one or two letters."""
    words = str(name).partition("@")[0].replace(".", " ").split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def _person(context: Context) -> object:
    return getattr(context.get("request"), "user", None)

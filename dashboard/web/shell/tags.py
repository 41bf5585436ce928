"""Template tags of what surrounds every page: navigation, account menu, choice of language."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template.context import Context
from django.utils.translation import gettext_lazy as _

from dashboard.web import languages
from dashboard.web.shell.context import DENSITIES, NAVIGATION, THEMES, entries

register = template.Library()


@register.inclusion_tag("navigation.html", takes_context=True)
def navigation(context: Context) -> dict[str, Any]:
    """Print the navigation of the user, with the open page marked."""
    request = context["request"]
    is_admin = bool(getattr(request.user, "is_admin", False))
    return {"navigation": entries(for_admin=is_admin), "current": _open(request.path)}


@register.inclusion_tag("account_menu.html", takes_context=True)
def account_menu(context: Context) -> dict[str, Any]:
    """Print the account menu of the user."""
    user = context["request"].user
    look = {"theme": user.theme, "themes": THEMES, "density": user.density, "densities": DENSITIES}
    return {"name": str(user), "email": user.email, **look, **language_choice(context)}


@register.inclusion_tag("languages.html", takes_context=True)
def language_choice(context: Context) -> dict[str, Any]:
    """Print the form to choose a language; each is called by its own name."""
    request = context.get("request")
    if request is None:  # a page that asks for nothing, as when the database is gone
        return {"languages": ()}
    found = (("", _("System")), *settings.LANGUAGES)
    token = context.get("csrf_token", "")
    return {"languages": found, "chosen": languages.chosen(request), "next": _here(request), "csrf_token": token}


def _here(request: HttpRequest) -> str:
    """Return the URL of the page to return to, or an empty string on the response to a form."""
    return request.get_full_path() if request.method in {"GET", "HEAD"} else ""


def _open(path: str) -> str:
    """Return the name of the navigation entry that a path belongs to, or an empty string."""
    at = ((one.name, one.url) for one in NAVIGATION if one.url)
    return next((name for name, url in at if path == url or (url != "/" and path.startswith(url))), "")

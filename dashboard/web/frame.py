"""What surrounds every page, drawn once for everybody who sees it alike: the navigation, and the menu of an account.

Both hardly ever change, and were a fifth of what a page costs. What is another in each answer, the token of forms and
the page to come back to, is put in afterwards.
"""

from __future__ import annotations

import secrets
from functools import lru_cache
from typing import Any, Final

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dashboard.web import languages
from dashboard.web.context import DENSITIES, NAVIGATION, THEMES, entries

register = template.Library()

# Where the token and the page go; nobody can type these, as they are others in each process.
TOKEN: Final = f"token{secrets.token_hex(16)}"
PAGE: Final = f"page{secrets.token_hex(16)}"


@register.simple_tag(takes_context=True)
def navigation(context: Context) -> SafeString:
    """Print the way to the pages of the person who asks; the one that is open is marked."""
    request = context["request"]
    is_admin = bool(getattr(request.user, "is_admin", False))
    return _navigation(_open(request.path), is_admin, get_language() or "")


@register.simple_tag(takes_context=True)
def account_menu(context: Context) -> SafeString:
    """Print the menu of the person who asks."""
    request, user = context["request"], context["request"].user
    look = (str(user), user.email, user.theme, user.density, languages.chosen(request), get_language() or "")
    drawn = _account_menu(*look).replace(TOKEN, str(context["csrf_token"])).replace(PAGE, escape(_here(request)))
    return mark_safe(drawn)  # noqa: S308 - rendered, and what is put in is escaped


@register.inclusion_tag("languages.html", takes_context=True)
def language_choice(context: Context) -> dict[str, Any]:
    """Print the form in which somebody chooses a language; each is called by its own name."""
    request = context.get("request")
    if request is None:  # a page that asks for nothing, as when the database is gone
        return {"languages": ()}
    token = context.get("csrf_token", "")
    return {**_languages(languages.chosen(request)), "next": _here(request), "csrf_token": token}


@lru_cache(maxsize=256)
def _navigation(current: str, is_admin: bool, language: str) -> SafeString:  # noqa: FBT001 - a part of the key
    del language  # a part of the key
    return render_to_string("navigation.html", {"navigation": entries(for_admin=is_admin), "current": current})


@lru_cache(maxsize=512)
def _account_menu(name: str, email: str, theme: str, density: str, chosen: str, language: str) -> str:
    del language  # a part of the key
    look = {"theme": theme, "themes": THEMES, "density": density, "densities": DENSITIES}
    person = {"name": name, "email": email, "next": PAGE, "csrf_token": TOKEN}
    return render_to_string("account_menu.html", {**look, **person, **_languages(chosen)})


def _languages(chosen: str) -> dict[str, Any]:
    return {"languages": (("", _("System")), *settings.LANGUAGES), "chosen": chosen}


def _here(request: HttpRequest) -> str:
    """Return the page to come back to, an empty string where a form has none."""
    return request.get_full_path() if request.method in {"GET", "HEAD"} else ""


def _open(path: str) -> str:
    """Return the name of the entry below which a page is; an empty string where there is none."""
    at = ((one.name, one.url) for one in NAVIGATION if one.url)
    return next((name for name, url in at if path == url or (url != "/" and path.startswith(url))), "")

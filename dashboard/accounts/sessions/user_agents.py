"""Browsers in a word, as people know them, from what they say of themselves."""

from __future__ import annotations

from django.utils.translation import gettext as _

# The first mark that fits: nearly every browser also names those whose pages it wants to be given.
_BROWSERS = (
    ("Edg/", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("HeadlessChrome/", "Chrome"), ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


def known(user_agent: str) -> tuple[str, str]:
    """Return browser and system, each empty where it is not one of those known."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    return browser, next((name for mark, name in _SYSTEMS if mark in user_agent), "")


def name_of(user_agent: str) -> str:
    """Return browser and system, or what it calls itself where neither is known."""
    browser, system = known(user_agent)
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or user_agent or _("Unknown")

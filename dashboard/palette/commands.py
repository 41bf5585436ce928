"""The keys that hold on every page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from dashboard.web.commands import Key, Keys

KEYS = Keys(
    _("Everywhere"),
    (
        Key("Ctrl+K ⌘+K", _("open a page, a setting, a project or a task by its name, or do something")),
        Key("?", _("the keys of the page that you are on")),
        Key("Tab Shift+Tab", _("to the next and the previous thing that can be operated")),
        Key("Enter", _("press a button, follow a link")),
        Key("Escape", _("close what is open, without changing anything")),
    ),
)

"""Toasts: Django's messages, with an Undo where there is one, and where they wait for the next page.

A message carries its Undo in `extra_tags`, which every storage of Django's messages keeps.
"""

from __future__ import annotations

from uuid import UUID

from django import template
from django.conf import settings
from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

register = template.Library()

UNDO, REDO = "undo", "redo"


def undoable(request: HttpRequest, text: str, write_id: UUID | None, *, again: bool = False, at: str = "") -> None:
    """Show a success message with an Undo button; `again`: with a Redo button, after an Undo.

    `at` names the address of a page's own undo, which gets the write's id as `undo`; empty is that of history.
    """
    kind = REDO if again else UNDO
    messages.success(request, text, extra_tags=f"{kind}:{write_id}:{at}" if write_id else "")


@register.filter
def undo_address(message: Message) -> str:
    """Return the URL of a message's Undo form, or an empty string."""
    kind, write_id, at = _parts(message)
    if kind not in {UNDO, REDO}:
        return ""
    try:
        return reverse(at) if at else reverse("history_undo", args=[UUID(write_id)])
    except (ValueError, NoReverseMatch):
        return ""


@register.filter
def undo_write(message: Message) -> str:
    """Return the id of the write that the message's Undo reverts."""
    return _parts(message)[1]


@register.filter
def undo_label(message: Message) -> str:
    """Return the label of the button."""
    return _("Redo") if (message.extra_tags or "").startswith(REDO) else _("Undo")


def _parts(message: Message) -> tuple[str, str, str]:
    kind, write_id, at = [*(message.extra_tags or "").split(":"), "", ""][:3]
    return kind, write_id, at


class _PrefixedCookie(CookieStorage):
    cookie_name = settings.COOKIE_PREFIX + "messages"


class PrefixedStorage(FallbackStorage):
    """A signed cookie that no other host can set, and the session for what does not fit."""

    storage_classes = (_PrefixedCookie, SessionStorage)

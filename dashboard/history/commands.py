"""Taking back the last change, for the palette."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dashboard.accounts.models import User
from dashboard.history import listing
from dashboard.web.commands import ACTION, Command


def commands(user: User) -> Iterator[Command]:
    """Yield the page that undoes this member's last change, if it can be undone."""
    lines = listing.latest(user)
    if lines and lines[0].offer.inverse and not lines[0].undone:
        line = lines[0]
        url = reverse("history_undo", args=[line.entry.write_id])
        yield Command(ACTION, _("Undo the last change"), url, line.sentence, _("take back revert"))

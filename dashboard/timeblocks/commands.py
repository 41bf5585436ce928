"""What the palette can open and do in the calendar, and the calendar's keys."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dashboard.accounts.models import User
from dashboard.web.commands import ACTION, PAGE, Command, Key, Keys

KEYS = Keys(
    _("In the calendar"),
    (
        Key("← → ↑ ↓", _("next block in that direction; on an empty day the time cursor")),
        Key("Enter", _("open the block; new block at the time cursor")),
        Key("Space", _("pick up; arrows move, Enter drops, Escape cancels")),
        Key("Alt+↑ Alt+↓ Alt+← Alt+→", _("move by a step or by a day, saved after a pause")),
        Key("Alt+Shift+↑ Alt+Shift+↓", _("end earlier or later; with Ctrl the start")),
        Key("C N", _("new block")),
        Key("X", _("complete or reopen")),
        Key("E", _("archive")),
        Key("Delete", _("delete")),
        Key("Ctrl+D", _("duplicate")),
        Key("S", _("split")),
        Key("Shift+↑ Shift+↓ Shift+← Shift+→ Ctrl+Space Ctrl+A",
            _("select more, select or not, all in view; the keys above then are for all selected, Escape ends it")),
        Key("Z Ctrl+Z Shift+Z", _("undo, redo")),
        Key("J K", _("next and previous days")),
        Key("T D W A G", _("today, day, week, agenda, go to date")),
        Key("F1", _("this table, also while letters are switched off")),
    ),
    pages=("calendar",),
    notes=(
        _("Drag a block to move it, its upper or lower edge to change its length; with Ctrl or Alt it is copied, with "
          "Shift it goes by the minute, Escape puts it back."),
        _("Drag over free hours to create. On a touch screen press for a moment first."),
        _("Ctrl and click selects, Shift and click selects up to there, Shift and drag over free hours draws a box."),
    ),
)  # fmt: skip


def commands(_user: User) -> tuple[Command, ...]:
    """Give what can be done from anywhere, and the calendar's other pages."""
    calendar = reverse("calendar")
    return (
        Command(ACTION, _("New block"), reverse("new_time_block"), _("Calendar"), _("create plan add"), "#new-block"),
        Command(ACTION, _("Today in the calendar"), calendar, also=_("now"), press="#today"),
        Command(ACTION, _("This week"), f"{calendar}?view=week", _("Calendar"), press="#view-week"),
        Command(ACTION, _("Agenda"), f"{calendar}?view=agenda", _("Calendar"), press="#view-agenda"),
        Command(
            PAGE, _("Copy, templates, download"), reverse("calendar_weeks"), _("Calendar"), _("week iCalendar CSV")
        ),
        Command(PAGE, _("Copy a day or a week"), reverse("copy_days"), _("Calendar")),
        Command(PAGE, _("Archived blocks"), reverse("archived_time_blocks"), _("Calendar")),
        Command(PAGE, _("Deleted blocks"), reverse("trash_time_blocks"), _("Calendar"), _("trash restore bin")),
        Command(PAGE, _("Calendar to print"), reverse("print_time_blocks"), _("Calendar"), _("paper")),
    )

"""What a person is told after an undo or a look."""

from __future__ import annotations

from django.contrib import messages
from django.utils.translation import gettext as _

from dashboard.accounts.http import AuthenticatedRequest
from dashboard.gateway.notices import notice_of
from dashboard.gateway.undo.compare import Comparison
from dashboard.history import words
from dashboard.history.services import Undone
from dashboard.history.view_models import labels
from dashboard.web.toasts import undoable


def tell(request: AuthenticatedRequest, undone: Undone) -> None:
    """Say how an undo ended."""
    what = words.sentence(undone.change.entry)
    if undone.outcome == "done":
        _tell_done(request, undone, what)
    elif undone.outcome == "already":
        messages.info(request, _("This was undone already: %(what)s.") % {"what": what})
    elif undone.outcome == "back":
        messages.info(request, _("It is as it was before already, so nothing was sent."))
    elif undone.outcome == "impossible":
        messages.warning(request, undone.reason)
    elif undone.outcome == "conflict":
        messages.warning(request, _("Nothing was undone yet: it is not any more what you wrote."))
    elif undone.outcome == "unknown":
        messages.warning(request, _("The undo was sent, and no answer came. It may have arrived; check here."))
    else:
        _tell_problem(request, undone)


def tell_of_look(request: AuthenticatedRequest, found: Comparison) -> None:
    """Say what a look found."""
    if found.state == "as_written":
        messages.success(request, _("It arrived: Toggl has it as it was written."))
    elif found.state == "as_before":
        messages.info(request, _("It did not arrive: Toggl has it as it was before."))
    elif found.state == "gone":
        messages.warning(request, _("What it was about is no longer there."))
    else:
        messages.warning(
            request, _("Toggl has neither what was written nor what was there before, so nobody can tell.")
        )


def _tell_done(request: AuthenticatedRequest, undone: Undone, what: str) -> None:
    text = _("Undone: %(what)s.") % {"what": what}
    if undone.inverse and undone.inverse.stays:
        stays = labels(undone.change.entry, undone.inverse.stays)
        text += " " + _("Toggl has no way to put these back: %(fields)s.") % {"fields": stays}
    undoable(request, text, undone.written[-1].write_id if len(undone.written) == 1 else None, again=True)


def _tell_problem(request: AuthenticatedRequest, undone: Undone) -> None:
    """Say what stood in the way, and what is done in spite of it."""
    parts = []
    if undone.outcome == "partly":
        done = sum(1 for one in undone.written if one.is_done)
        total = len(undone.inverse.steps) if undone.inverse else done
        words_ = {"done": done, "total": total}
        parts.append(_("%(done)s of %(total)s are undone; undo again for the rest.") % words_)
    elif undone.outcome == "blind":
        parts.append(_("Nothing was undone: Tandem could not look first."))
    else:
        parts.append(_("Nothing was undone."))
    if undone.problem:
        parts.append(notice_of(undone.problem, request.user).line)
    messages.error(request, " ".join(parts))

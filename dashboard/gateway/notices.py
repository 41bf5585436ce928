"""What a page says when a call did not succeed: what happened, what it means, and the one thing to do about it.

Every slice shows the same words for the same failure. Pages print a Notice with `templates/gateway/notice.html`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from dashboard.accounts.models import User
from dashboard.upstream import errors
from dashboard.upstream.errors import NAMES, UpstreamError
from dashboard.web import times

Action = Literal["connect", "reconnect", "retry", "refresh", ""]


@dataclass(frozen=True, slots=True)
class Notice:
    """One failure in a person's words, translated."""

    code: str  # of the error: stable, for tests and styles
    title: str
    text: str
    quote: str  # the service's own sentence, or ""
    action: Action
    tone: Literal["warn", "bad"]


@dataclass(frozen=True, slots=True)
class _Form:
    title: str  # a msgid; empty is the error's own sentence
    text: str  # a msgid
    action: Action
    tone: Literal["warn", "bad"] = "bad"


_SILENT = _Form(gettext_noop("%(service)s does not answer"), "", "retry", "warn")
_KEY = _Form(
    gettext_noop("Toggl no longer accepts this key"),
    gettext_noop("It was revoked, or replaced by a newer one. Reconnect with a new key; nothing was lost."),
    "reconnect",
)
_WAIT = _Form("", gettext_noop("Requests come back by themselves. Until then you see the last copy."), "retry", "warn")
_PACE = _Form(gettext_noop("%(service)s asks for a pause"), gettext_noop("Wait a few seconds."), "retry", "warn")

# The first class that fits speaks; each is a branch of the tree in upstream/errors.py.
_FORMS: tuple[tuple[type[UpstreamError], _Form], ...] = (
    (
        errors.NotConnected,
        _Form(
            gettext_noop("%(service)s is not connected"),
            gettext_noop("Tandem calls Toggl with your own key. Connect it once; it is stored encrypted."),
            "connect",
            "warn",
        ),
    ),
    (errors.CredentialRefused, _KEY),
    (errors.ConnectionLatched, _KEY),
    (
        errors.CredentialUnreadable,
        _Form(
            gettext_noop("The stored key for %(service)s cannot be opened"),
            gettext_noop(
                "It was sealed with an encryption key that this server does not have. Reconnect to store it anew."
            ),
            "reconnect",
        ),
    ),
    (
        errors.NotRecorded,
        _Form("", gettext_noop("The disk or the database of this server has a problem; tell its operator."), "retry"),
    ),
    (errors.QuotaSpent, _WAIT),
    (errors.QuotaReserved, _WAIT),
    (errors.PlanLacksFeature, _Form("", gettext_noop("Only another plan at Toggl changes that."), "")),
    (
        errors.Forbidden,
        _Form(
            gettext_noop("%(service)s does not let you do this"), gettext_noop("Ask an admin of your workspace."), ""
        ),
    ),
    (errors.Gone, _Form("", gettext_noop("It was deleted, or never there."), "refresh")),
    (errors.InvalidRequest, _Form(gettext_noop("%(service)s did not accept a value"), "", "")),
    (errors.Throttled, _PACE),
    (errors.PaceExceeded, _PACE),
    (errors.UpstreamBusy, _PACE),
    (UpstreamError, _SILENT),
)


def notice_of(error: UpstreamError, user: User) -> Notice:
    """Return what to say of `error`; times are in the member's zone and format."""
    form = next(form for kind, form in _FORMS if isinstance(error, kind))
    words = {"service": NAMES.get(error.service, "Toggl"), "time": _until(error, user)}
    sentence = _(error.template) % words
    title = _(form.title) % words if form.title else sentence.rstrip(".")
    text = _(form.text) if form.text else ""
    if form is _SILENT:
        text = sentence  # the title says that nothing came, the sentence how
    quote = "" if form is _WAIT else error.upstream_message  # Toggl counts seconds there, the title gives the time
    return Notice(error.code, title, text, quote, form.action, form.tone)


def _until(error: UpstreamError, user: User) -> str:
    return times.clock(error.resets_at, user) if error.resets_at else ""

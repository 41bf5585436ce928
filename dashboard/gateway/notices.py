"""What a page says when a call did not succeed: what happened, what it means, and the one thing to do about it.

Every slice shows the same words for the same failure. Templates print a Notice with `{% notice %}`, or in place of a
whole page with `{% nothing %}`; `tell` says it in a toast, and `sentence_of` is one sentence without a frame.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.contrib import messages
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from dashboard.accounts.http import AuthenticatedRequest
from dashboard.accounts.models import User
from dashboard.upstream import errors
from dashboard.upstream.contract.problems import ContractError, FieldProblem
from dashboard.upstream.errors import NAMES, UpstreamError
from dashboard.web import times

Action = Literal["connect", "reconnect", "retry", "refresh", ""]


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A form in a notice: it sends the same again, or looks what became of it."""

    id: str  # of its button
    label: str
    url: str
    fields: tuple[tuple[str, str], ...] = ()  # sent with it
    target: str = ""  # the element that its answer replaces, as a CSS selector; the whole page without one


@dataclass(frozen=True, slots=True)
class Notice:
    """One failure in a person's words, translated."""

    code: str  # of the error: stable, for tests and styles
    title: str
    text: str = ""
    quote: str = ""  # the service's own sentence
    action: Action = ""
    tone: Literal["good", "warn", "bad"] = "bad"
    service: str = "Toggl"  # whose sentence is quoted
    follow_ups: tuple[FollowUp, ...] = ()

    @property
    def line(self) -> str:
        """Everything in one line, for a toast."""
        says = _("%(service)s says: “%(quote)s”") % {"service": self.service, "quote": self.quote}
        return f"{self.title}. {says if self.quote else self.text}".strip()


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


def notice_of(error: UpstreamError, user: User, *, why_connect: str = "") -> Notice:
    """Return what to say of `error`; times are in the member's zone and format.

    `why_connect` says what a page would show if the service were connected.
    """
    form = next(form for kind, form in _FORMS if isinstance(error, kind))
    words = {"service": NAMES.get(error.service, "Toggl"), "time": _until(error, user)}
    sentence = _(error.template) % words
    title = _(form.title) % words if form.title else sentence.rstrip(".")
    text = _(form.text) if form.text else ""
    if form is _SILENT:
        text = sentence  # the title says that nothing came, the sentence how
    if form.action == "connect" and why_connect:
        text = why_connect
    quote = "" if form is _WAIT else error.upstream_message  # Toggl counts seconds there, the title gives the time
    return Notice(error.code, title, text, quote, form.action, form.tone, words["service"])


def unknown_notice(error: UpstreamError | None, user: User) -> Notice:
    """Return what to say of a write that was sent and got no answer."""
    return Notice(
        "unknown",
        _("Nobody knows yet whether this was done"),
        _("It was sent, and no answer came, so it may have arrived. Look before you do it again."),
        notice_of(error, user).quote if error else "",
        tone="warn",
        service=NAMES.get(error.service, "Toggl") if error else "Toggl",
    )


def tell(request: AuthenticatedRequest, error: UpstreamError) -> None:
    """Say in a toast why a call did not succeed."""
    messages.error(request, notice_of(error, request.user).line)


def sentence_of(error: UpstreamError, user: User | None = None) -> str:
    """Return the error's own sentence, its time in the member's zone and format, else in UTC."""
    words = error.words | ({"time": _until(error, user)} if user and error.resets_at else {})
    return _(error.template) % words


def sentence_of_field(problem: FieldProblem) -> str:
    """Return what is wrong with a field of a request that the contract refuses."""
    sentence = _(problem.sentence)
    return sentence % problem.words if problem.words else sentence


def mistakes_of(error: ContractError) -> dict[str, str]:
    """Return one sentence for each field that the contract refuses; of a field inside another, the outer one."""
    return {one.field.partition(".")[0]: sentence_of_field(one) for one in reversed(error.problems)}


def _until(error: UpstreamError, user: User) -> str:
    return times.clock(error.resets_at, user) if error.resets_at else ""

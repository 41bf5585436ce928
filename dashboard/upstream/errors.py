"""Everything that can go wrong with a call, as one tree.

    UpstreamError
    ├── NoAnswer              no answer came; `sent` says whether the call may have arrived and acted
    │   ├── CannotConnect         no connection: refused, no such name, or not within its time
    │   ├── CertificateRefused    whoever answered could not prove to be Track or Focus
    │   ├── TimedOut              connected, and the time ran out
    │   └── ConnectionLost        connected, and the connection broke
    ├── BadAnswer             something answered, and it is not an answer of the service
    │   ├── Redirected            an answer pointing elsewhere; never followed
    │   ├── TooLarge              more than may be read, also once unpacked
    │   └── Unreadable            HTML, half a document, garbage, or nothing where JSON is due
    ├── Refusal               the service understood and said no
    │   ├── CredentialRefused     the key is not accepted (401 of Focus, 403 of Track)
    │   ├── Forbidden             the person may not do this
    │   ├── QuotaSpent            the hourly quota is used up (402 and nothing left)
    │   ├── PlanLacksFeature      402 otherwise
    │   ├── InvalidRequest        a value was refused; `field` names it where the sentence does
    │   ├── Gone                  404, 410
    │   ├── Throttled             429
    │   └── ServerFailed          5xx
    └── Withheld              refused on this side; nothing was sent
        ├── QuotaReserved         what is left of the quota is kept for writes, or nothing is left
        ├── ShareSpent            an access token has used its half of the quota
        ├── PaceExceeded          too many calls of one member are waiting for their turn
        ├── UpstreamBusy          every connection to the service is taken
        ├── BreakerOpen           the service failed repeatedly and is left alone for a while
        ├── ConnectionLatched     the service refused this key before; it is not asked again
        ├── NotConnected          the member has not connected this service
        ├── CredentialUnreadable  the stored secret cannot be opened
        └── NotRecorded           history could not be written, and what is not told is not sent

No error holds a secret, a header or a body: only what its attributes say.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, TypedDict, Unpack

from dashboard.upstream import timestamps
from dashboard.upstream.contract.problems import gettext_noop as _
from dashboard.upstream.quota import Quota

NAMES = {"track": "Track", "focus": "Focus"}


class Facts(TypedDict, total=False):
    """What is known of a failure; each becomes the attribute of that name."""

    service: str
    operation_id: str
    sent: bool
    retryable: bool
    upstream_message: str
    status: int | None
    resets_at: datetime | None
    quota: Quota | None
    retry_after: int | None
    field: str | None
    detail: str
    credential_suspect: bool


class UpstreamError(Exception):
    """A call that did not succeed. `str()` is a plain English sentence; `sentence` and `words` let a page translate.

    service, operation_id   which call
    sent                    it may have reached the service and acted: for a write, the outcome is unknown
    retryable               a read that may be asked once more at once
    upstream_message        the service's own sentence, at most 500 characters of plain text, or ""
    status                  HTTP status, None where no answer came
    resets_at               when the quota is full again, in UTC, where that is known
    quota                   what the answer said is left, None where it said nothing
    retry_after             seconds after which asking again makes sense, where known
    field                   the name of the refused parameter or field, as the contract spells it
    detail                  a few technical words for the log
    credential_suspect      a 403 of Track's that may mean that the key itself is refused
    """

    code: ClassVar[str] = "upstream_error"  # stable: pages, logs and the proxy's answers use it
    sentence: ClassVar[str] = _("%(service)s could not be asked.")
    sentence_until: ClassVar[str] = ""  # instead, where `resets_at` is known
    keeps_copies: ClassVar[bool] = False  # the last good copy may be shown in place of an answer
    is_outage: ClassVar[bool] = False  # the service itself is down or unreachable: a reason to leave it alone
    acts: ClassVar[bool] = False  # whether such a call may have acted, where nothing more is known

    def __init__(self, **facts: Unpack[Facts]) -> None:
        super().__init__()
        self.service = facts.get("service", "")
        self.operation_id = facts.get("operation_id", "")
        self.sent = facts.get("sent", self.acts)
        self.retryable = facts.get("retryable", False)
        self.upstream_message = facts.get("upstream_message", "")
        self.status = facts.get("status")
        self.resets_at = facts.get("resets_at")
        self.quota = facts.get("quota")
        self.retry_after = facts.get("retry_after")
        self.field = facts.get("field")
        self.detail = facts.get("detail", "")
        self.credential_suspect = facts.get("credential_suspect", False)

    @property
    def words(self) -> dict[str, str]:
        """What stands in the sentence's gaps."""
        until = self.resets_at.strftime("%H:%M UTC") if self.resets_at else ""
        return {"service": NAMES.get(self.service, "Toggl"), "time": until}

    @property
    def message(self) -> str:
        """One English sentence for a person."""
        return self.template % self.words

    @property
    def template(self) -> str:
        """The sentence with its gaps, the one to look up in a catalogue of translations."""
        return self.sentence_until if self.sentence_until and self.resets_at else self.sentence

    def __str__(self) -> str:
        return self.message

    def __repr__(self) -> str:
        shown: dict[str, Any] = {"service": self.service, "operation": self.operation_id, "status": self.status}
        shown |= {"sent": self.sent, "detail": self.detail}
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in shown.items() if value)})"


class NoAnswer(UpstreamError):
    """No answer came."""

    code = "no_answer"
    sentence = _("%(service)s does not answer.")
    is_outage = True
    keeps_copies = True


class CannotConnect(NoAnswer):
    """There was no connection at all, so nothing was sent."""

    code = "cannot_connect"
    sentence = _("%(service)s cannot be reached.")


class CertificateRefused(NoAnswer):
    """The other side could not prove who it is, so nothing was sent."""

    code = "certificate_refused"
    sentence = _("What answers in place of %(service)s cannot prove to be it, so nothing was sent.")


class TimedOut(NoAnswer):
    """The call was not over within its time."""

    code = "timed_out"
    sentence = _("%(service)s does not answer in time.")


class ConnectionLost(NoAnswer):
    """The connection broke before the answer was complete."""

    code = "connection_lost"
    sentence = _("The connection to %(service)s broke before it had answered.")


class BadAnswer(UpstreamError):
    """Something answered that is not the service as we know it."""

    code = "bad_answer"
    sentence = _("%(service)s answered something unreadable.")
    is_outage = True
    keeps_copies = True
    acts = True


class Redirected(BadAnswer):
    """The answer points to another address, which is never followed with a credential in hand."""

    code = "redirected"
    sentence = _("%(service)s answered by pointing to another address, which is not followed.")


class TooLarge(BadAnswer):
    """The answer is larger than anything the service sends."""

    code = "too_large"
    sentence = _("%(service)s answered more than can be read.")


class Unreadable(BadAnswer):
    """The answer is not what it should be: HTML, half a document, garbage, or nothing."""

    code = "unreadable"


class Refusal(UpstreamError):
    """The service understood the call and refused it; nothing was done."""

    code = "refused"
    sentence = _("%(service)s refused this.")


class CredentialRefused(Refusal):
    """The service no longer accepts this key, token or password."""

    code = "credential_refused"
    sentence = _("Toggl no longer accepts this key for %(service)s.")


class Forbidden(Refusal):
    """The key is good, and its owner may not do this."""

    code = "forbidden"
    sentence = _("%(service)s says that you may not do this.")


class QuotaSpent(Refusal):
    """The hourly quota is used up."""

    code = "quota_spent"
    sentence = _("Requests to %(service)s are used up for this hour.")
    sentence_until = _("Requests to %(service)s are used up until %(time)s.")
    keeps_copies = True


class PlanLacksFeature(Refusal):
    """The organisation's plan does not include this."""

    code = "plan_lacks_feature"
    sentence = _("Your Toggl plan does not include this.")


class InvalidRequest(Refusal):
    """A value was refused; `field` names it where the service's sentence does."""

    code = "invalid_request"
    sentence = _("%(service)s did not accept a value.")


class Gone(Refusal):
    """It does not exist, or does no longer."""

    code = "gone"
    sentence = _("It is no longer there.")


class Throttled(Refusal):
    """Calls came faster than the service wants them."""

    code = "throttled"
    sentence = _("%(service)s asks for a pause between requests.")
    keeps_copies = True


class ServerFailed(Refusal):
    """The service failed on its own side, so what became of a write is unknown."""

    code = "server_failed"
    sentence = _("%(service)s has a problem of its own and did not answer.")
    is_outage = True
    keeps_copies = True
    acts = True


class Withheld(UpstreamError):
    """Refused on this side: nothing was sent."""

    code = "withheld"
    sentence = _("%(service)s was not asked.")
    keeps_copies = True


class QuotaReserved(Withheld):
    """The rest of the quota is kept for writes, or nothing is left of it."""

    code = "quota_reserved"
    sentence = _("The last requests of this hour are kept for saving.")
    sentence_until = _("Requests to %(service)s are used up until %(time)s.")


class ShareSpent(Withheld):
    """An access token may use half of an hour's quota, and has."""

    code = "share_spent"
    sentence = _("This access token has used its half of this hour's requests to %(service)s.")
    sentence_until = _("This access token has used its half of the requests to %(service)s until %(time)s.")


class PaceExceeded(Withheld):
    """One member asks for more at once than the service takes."""

    code = "pace_exceeded"
    sentence = _("Too many requests to %(service)s at once.")


class UpstreamBusy(Withheld):
    """Every connection to the service is taken by other calls."""

    code = "upstream_busy"
    sentence = _("Too many requests to %(service)s are under way.")


class BreakerOpen(Withheld):
    """The service failed several times in a row and is left alone for a while."""

    code = "breaker_open"
    sentence = _("%(service)s does not answer; it is asked again shortly.")


class ConnectionLatched(Withheld):
    """The service refused this key before, so it is not asked again until the key is replaced."""

    code = "connection_latched"
    sentence = _("Toggl no longer accepts this key for %(service)s.")
    keeps_copies = False


class NotConnected(Withheld):
    """The member has not connected this service."""

    code = "not_connected"
    sentence = _("%(service)s is not connected.")
    keeps_copies = False


class CredentialUnreadable(Withheld):
    """The stored secret cannot be opened: a key is missing, or it was changed."""

    code = "credential_unreadable"
    sentence = _("The stored key for %(service)s cannot be opened.")
    keeps_copies = False


class NotRecorded(Withheld):
    """History could not be written (a full disk, a lost database), and what is not told is not sent."""

    code = "not_recorded"
    sentence = _("This could not be written into history, so it was not sent.")
    keeps_copies = False


def facts_of(error: UpstreamError) -> dict[str, Any]:
    """Return what `error_again` makes the same error of, as plain data."""
    facts = {name: getattr(error, name) for name in Facts.__annotations__}
    at, quota = error.resets_at, error.quota
    return {**facts, "resets_at": at and at.isoformat(), "quota": quota and [quota.remaining, quota.resets_in]}


def error_again(code: str, facts: dict[str, Any]) -> UpstreamError | None:
    """Make an error again from its code and `facts_of` it; None for a code that no error has."""
    at, quota = facts["resets_at"], facts["quota"]
    known = {"resets_at": timestamps.parse(at), "quota": Quota(*quota) if quota else None}
    return error_of(code, **{**facts, **known})


def error_of(code: str, **facts: Unpack[Facts]) -> UpstreamError | None:
    """Make an error again from the code that was written down; None for a code that no error has."""
    kinds = [UpstreamError]
    for kind in kinds:
        if kind.code == code:
            return kind(**facts)
        kinds += kind.__subclasses__()
    return None

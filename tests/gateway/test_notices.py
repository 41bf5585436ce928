"""Every error of the tree has words for a person and, where something helps, the one thing to do."""

from __future__ import annotations

from datetime import UTC, datetime

from django.utils import timezone

from dashboard.accounts.models import User
from dashboard.gateway.notices import notice_of
from dashboard.upstream import errors
from tests.sweeps import sweep

ACTIONS = {
    "NotConnected": "connect", "CredentialRefused": "reconnect", "ConnectionLatched": "reconnect",
    "CredentialUnreadable": "reconnect", "Gone": "refresh",
    "PlanLacksFeature": "", "Forbidden": "", "InvalidRequest": "",
}  # fmt: skip


def every(kind=errors.UpstreamError):
    return [kind, *(below for one in kind.__subclasses__() for below in every(one))]


@sweep(every())
def test_it_says_what_happened_and_what_helps(kind):
    notice = notice_of(kind(service="track"), User())
    assert notice.title
    assert not notice.title.endswith(".")
    assert "%(" not in notice.title + notice.text
    assert notice.action == ACTIONS.get(kind.__name__, "retry")


def test_times_are_in_the_members_zone_and_format():
    error = errors.QuotaSpent(service="track", resets_at=datetime(2026, 7, 1, 12, 5, tzinfo=UTC))
    with timezone.override("Europe/Berlin"):
        assert notice_of(error, User(time_format="h:mm A")).title == "Requests to Track are used up until 2:05 PM"


def test_the_services_own_sentence_is_quoted():
    assert notice_of(errors.Forbidden(service="focus", upstream_message="Only admins"), User()).quote == "Only admins"

"""Every error of the tree has words for a person and, where something helps, the one thing to do."""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.template import engines
from django.test import RequestFactory
from django.utils import timezone

from dashboard.accounts.models import User
from dashboard.gateway.notices import FollowUp, Notice, notice_of, sentence_of, tell, unknown_notice
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


REFUSED = errors.Forbidden(service="focus", upstream_message="Only <admins>")
TAGS = {
    "notice": '{% notice notice id="box" %}',
    "with a form": '{% notice notice id="box" retry_form="my-form" %}',
    "in a card": '<i id="box">{% card_notice notice has_copy=False %}</i>',
    "in a card with a copy": '<i id="box">{% card_notice notice has_copy=True %}</i>',
    "nothing": '{% nothing notice id="box" retry_url="/again/" %}',
}


def printed(name, notice):
    request = RequestFactory().get("/")
    return engines["django"].from_string(TAGS[name]).render({"notice": notice}, request)


def test_one_who_has_not_connected_reads_what_for():
    why = "The day would be shown here."
    assert notice_of(errors.NotConnected(service="focus"), User(), why_connect=why).text == why
    assert notice_of(errors.CredentialRefused(service="focus"), User(), why_connect=why).text != why


def test_a_sentence_of_its_own_has_the_members_time_or_utc():
    error = errors.QuotaSpent(service="track", resets_at=datetime(2026, 7, 1, 12, 5, tzinfo=UTC))
    assert sentence_of(error) == "Requests to Track are used up until 12:05 UTC."
    with timezone.override("Europe/Berlin"):
        assert sentence_of(error, User(time_format="h:mm A")) == "Requests to Track are used up until 2:05 PM."


def test_a_toast_says_it_in_one_line():
    request = RequestFactory().get("/")
    request.user, request._messages = User(), CookieStorage(request)
    tell(request, REFUSED)
    (message,) = get_messages(request)
    assert message.message == "Focus does not let you do this. Focus says: “Only <admins>”"
    assert (
        notice_of(errors.Gone(service="focus"), User()).line == "It is no longer there. It was deleted, or never there."
    )


def test_a_write_without_an_answer_may_have_arrived():
    notice = unknown_notice(errors.TimedOut(service="focus"), User())
    assert (notice.code, notice.tone, notice.service) == ("unknown", "warn", "Focus")
    assert unknown_notice(None, User()).quote == ""


@sweep(every())
def test_every_failure_is_printed(kind):
    for name in TAGS:
        page = printed(name, notice_of(kind(service="track", upstream_message="Only <admins>"), User()))
        assert f'data-code="{kind.code}"' in page
        assert 'id="box"' in page
        assert "<admins>" not in page


def test_what_helps_is_one_click_away():
    lost, gone = notice_of(errors.CredentialRefused(service="focus"), User()), notice_of(REFUSED, User())
    assert "/connections/" in printed("notice", lost)
    assert "/connections/#focus" in printed("nothing", lost)
    assert 'href="/again/"' in printed("nothing", gone)
    assert 'form="my-form"' in printed("with a form", gone)
    assert printed("notice", None).strip() == ""


def test_a_follow_up_is_a_form_of_its_own():
    again = FollowUp("retry", "Try again", "/do/", (("a", "1<"),), "#calendar")
    page = printed("notice", Notice("x", "Not done", follow_ups=(again,)))
    assert 'action="/do/"' in page
    assert 'hx-target="#calendar"' in page
    assert 'name="a" value="1&lt;"' in page
    assert "csrfmiddlewaretoken" in page

"""What the owner of a connection is told: on every page, and once by mail."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from dashboard.credentials import services
from dashboard.credentials.models import Connection, MailedNotice, State
from dashboard.sandbox.people import ALICE
from dashboard.upstream.secret import Secret
from tests.sweeps import sweep

PAGES = ("/", "/history/", "/accounts/security/", "/access-tokens/")


@pytest.fixture
def alices(client_of, alice):
    return client_of(alice)


def track(alice):
    return services.connection_of(alice, "track")


def ends_in(days, service="focus"):
    Connection.objects.filter(service=service).update(expires_at=timezone.localdate() + timedelta(days=days))


def send():
    out = StringIO()
    call_command("send_notices", stdout=out)
    return out.getvalue().strip()


def told(client, address="/"):
    return client.get(address).content.decode()


# ------------------------------------------------------------------ on pages
@sweep(PAGES)
def test_a_refused_key_is_told_on_every_page(address, alices, alice):
    services.note_state(track(alice), State.REFUSED)
    assert "Toggl no longer accepts your key" in told(alices, address)


def test_nobody_else_reads_of_it(alices, alice, client_of, bob):
    services.note_state(track(alice), State.REFUSED)
    assert "connection-notices" not in told(client_of(bob))


@sweep([(7, "expires in 7 days"), (1, "expires in 1 day"), (0, "today"), (-3, "has expired")])
def test_the_end_of_a_key_is_told_in_time(days, words, alices):
    ends_in(days)
    assert words in told(alices)


def test_an_end_that_is_far_away_is_nobodys_concern(alices):
    ends_in(8)
    assert "connection-notices" not in told(alices)


def test_a_recovery_is_told_for_a_day(alices, alice, time_machine):
    services.note_state(track(alice), State.REFUSED)
    services.replace_key(track(alice), "track_token", Secret(ALICE.track_token), tested=True)
    assert "It works again" in told(alices)
    Connection.objects.update(recovered_at=timezone.now() - timedelta(days=1))
    assert "connection-notices" not in told(alices)


def test_a_key_that_can_be_opened_again_has_recovered(alice):
    services.note_state(track(alice), State.UNREADABLE)
    services.note_state(track(alice), State.OK)
    assert track(alice).recovered_at
    assert track(alice).trouble_since is None


def test_a_service_that_is_down_is_no_trouble_of_the_owners(alice):
    services.note_state(track(alice), State.DOWN)
    services.note_state(track(alice), State.OK)
    assert track(alice).recovered_at is None


def test_the_end_may_be_put_away_until_it_is_nearer(alices):
    ends_in(7)
    key = f"expires-7:{timezone.localdate() + timedelta(days=7)}"
    assert alices.post("/connections/notices/put-away/", {"key": key, "next": "/history/"})["Location"] == "/history/"
    assert "connection-notices" not in told(alices)
    ends_in(2)
    assert "expires in 2 days" in told(alices)


def test_a_refusal_cannot_be_put_away(alices, alice):
    services.note_state(track(alice), State.REFUSED)
    assert "Put away" not in told(alices)


def test_putting_away_never_leads_to_another_site(alices):
    sent = {"key": "x", "next": "https://evil.example/"}
    assert alices.post("/connections/notices/put-away/", sent)["Location"] == "/"


def test_the_notices_cost_no_query_of_their_own(alices, alice, django_assert_max_num_queries):
    alices.get("/access-tokens/")
    with django_assert_max_num_queries(4):  # session, person, connections for meter and notices, tokens
        alices.get("/access-tokens/")


# ------------------------------------------------------------------ by mail
def test_a_refusal_is_mailed_once(alice):
    services.note_state(track(alice), State.REFUSED)
    assert [send(), send()] == ["sent 1, failed 0", "sent 0, failed 0"]
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == (["alice@example.com"], "Toggl Track no longer accepts your key")
    assert "http://127.0.0.1:8000/connections/" in letter.body


def test_each_threshold_is_mailed_once(alice, time_machine):
    end = timezone.localdate() + timedelta(days=20)
    Connection.objects.filter(service="focus").update(expires_at=end)
    sent = []
    for days in (9, 7, 5, 2, 1, 0, -1):
        time_machine.move_to(datetime.combine(end - timedelta(days=days), time(12), tzinfo=UTC))
        sent.append((days, send()[:6]))
    assert sent == [
        (9, "sent 0"),
        (7, "sent 1"),
        (5, "sent 0"),
        (2, "sent 1"),
        (1, "sent 0"),
        (0, "sent 1"),
        (-1, "sent 0"),
    ]


def test_a_recovery_is_mailed_to_whoever_was_told_of_the_refusal(alice):
    services.note_state(track(alice), State.REFUSED)
    send()
    services.replace_key(track(alice), "track_token", Secret(ALICE.track_token), tested=True)
    assert [send(), send()] == ["sent 1, failed 0", "sent 0, failed 0"]
    assert mail.outbox[-1].subject == "Toggl Track works again"


def test_a_recovery_before_any_mail_is_no_news(alice):
    services.note_state(track(alice), State.REFUSED)
    services.replace_key(track(alice), "track_token", Secret(ALICE.track_token), tested=True)
    assert send() == "sent 0, failed 0"


def test_the_next_refusal_is_mailed_again(alice):
    for _ in range(2):
        services.note_state(track(alice), State.REFUSED)
        send()
        services.replace_key(track(alice), "track_token", Secret(ALICE.track_token), tested=True)
    assert sum("no longer accepts" in letter.subject for letter in mail.outbox) == 2


def test_a_disabled_person_gets_no_mail(alice):
    services.note_state(track(alice), State.REFUSED)
    alice.is_active = False
    alice.save()
    assert send() == "sent 0, failed 0"


def test_a_mail_that_cannot_be_sent_is_tried_again(alice, settings):
    services.note_state(track(alice), State.REFUSED)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1
    with pytest.raises(CommandError, match="next run"):
        send()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send() == "sent 1, failed 0"


def test_a_run_that_died_leaves_its_mail_to_a_later_one(alice):
    services.note_state(track(alice), State.REFUSED)
    send()
    MailedNotice.objects.update(sent_at=None)
    assert send() == "sent 0, failed 0"
    MailedNotice.objects.update(claimed_at=timezone.now() - timedelta(minutes=16))
    assert send() == "sent 1, failed 0"


def test_without_mail_it_says_so_and_sends_nothing(alice, settings):
    settings.MAIL_IS_CONFIGURED = False
    services.note_state(track(alice), State.REFUSED)
    assert "EMAIL_URL is not set" in send()
    assert not mail.outbox


def test_a_mail_names_no_secret(alice):
    services.note_state(track(alice), State.REFUSED)
    send()
    assert ALICE.track_token[-4:] not in mail.outbox[0].body + mail.outbox[0].subject

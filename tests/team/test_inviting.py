"""A link lets one person in, once, in time; who holds the database cannot use it."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core import mail
from django.db import connection
from django.test import Client

from dashboard.accounts.models import Invitation, User
from dashboard.accounts.sign_in import invitations
from dashboard.audit.models import Entry

PASSWORD = "a river that runs uphill"


def invite(client, email="dora@example.com", role="member", days=7):
    return client.post("/team/invite/", {"email": email, "role": role, "days": days})


def link_in(answer):
    return re.search(r'id="link">http://testserver(/invitation/[^<]+)<', answer.content.decode())[1]


def come_in(link, client=None, **changes):
    data = {"name": "Dora", "password1": PASSWORD, "password2": PASSWORD} | changes
    return (client or Client()).post(link, data)


@pytest.mark.parametrize("role", ["member", "admin"])
def test_whoever_is_invited_comes_in_with_their_role(alices, role):
    link = link_in(invite(alices, role=role))
    newcomer = Client()
    assert "Alice invites you" in newcomer.get(link).content.decode()
    assert come_in(link, newcomer)["Location"] == "/"
    dora = User.objects.get(email="dora@example.com")
    assert (dora.role, dora.name, dora.check_password(PASSWORD)) == (role, "Dora", True)
    assert newcomer.get("/").status_code == 200


def test_the_link_is_shown_once(alices):
    link = link_in(invite(alices))
    assert link not in alices.get("/team/").content.decode()


def test_only_a_hash_is_stored(alices):
    token = link_in(invite(alices)).split("/")[2]
    assert token not in str(list(Invitation.objects.values()) + list(Entry.objects.values()))


def test_it_is_mailed(alices):
    link = link_in(invite(alices))
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == (["dora@example.com"], "Alice invites you to Tandem")
    assert f"http://testserver{link}" in letter.body


def test_without_mail_it_is_handed_over(alices, settings):
    settings.MAIL_IS_CONFIGURED = False
    assert "Hand this link over" in invite(alices).content.decode()
    assert not mail.outbox


def test_a_mail_that_fails_leaves_the_link(alices, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1
    answer = invite(alices)
    assert "could not be sent" in answer.content.decode()
    assert Client().get(link_in(answer)).status_code == 200


def test_a_link_works_once(alices):
    link = link_in(invite(alices))
    come_in(link)
    assert Client().get(link).status_code == 410
    assert come_in(link).status_code == 410


def test_a_link_ends(alices, time_machine):
    link = link_in(invite(alices, days=1))
    from datetime import timedelta

    from django.utils import timezone

    time_machine.move_to(timezone.now() + timedelta(days=1, seconds=1))
    assert come_in(link).status_code == 410
    assert not User.objects.filter(email="dora@example.com").exists()


def test_a_link_that_is_withdrawn_works_no_more(alices):
    link = link_in(invite(alices))
    alices.post(f"/team/invitations/{Invitation.objects.get().pk}/withdraw/")
    assert "no longer works" in Client().get(link).content.decode()
    assert "invitation-" not in alices.get("/team/").content.decode()


def test_inviting_again_ends_the_first_link(alices):
    first, second = link_in(invite(alices)), link_in(invite(alices, email="Dora@Example.com"))
    assert [Client().get(link).status_code for link in (first, second)] == [410, 200]


def test_whoever_is_here_is_not_invited(alices, bob):
    answer = invite(alices, email="BOB@example.com")
    assert answer.status_code == 422
    assert "Somebody signs in with this e-mail already" in answer.content.decode()


def test_what_is_wrong_is_said(alices):
    for mistake in ({"email": "nonsense"}, {"role": "king"}, {"days": 400}, {"email": ""}):
        assert invite(alices, **mistake).status_code == 422, mistake
        assert not Invitation.objects.exists()


def test_a_weak_password_is_refused_and_the_link_still_works(alices):
    link = link_in(invite(alices))
    assert come_in(link, password1="short", password2="short").status_code == 422
    assert come_in(link, password1="dora@example.com", password2="dora@example.com").status_code == 422
    assert come_in(link).status_code == 302


def test_somebody_who_is_signed_in_signs_out_first(alices):
    link = link_in(invite(alices))
    assert "sign out first" in alices.get(link).content.decode()
    come_in(link, alices)
    assert not User.objects.filter(email="dora@example.com").exists()


def test_guessing_links_is_slow(alice):
    guesser = Client()
    answers = [come_in(f"/invitation/guess{number}/", guesser).status_code for number in range(21)]
    assert answers == [410] * 20 + [429]


def test_history_tells_who_invited_whom(alices):
    come_in(link_in(invite(alices)))
    kinds = list(Entry.objects.order_by("id").values_list("kind", "target__email"))
    told = [("person.invited", "dora@example.com"), ("person.created", "dora@example.com"), ("access.in", None)]
    assert kinds[-3:] == told


@pytest.mark.long
def test_two_at_once_are_one_person(transactional_db, alice):
    _, token = invitations.invite(email="dora@example.com", role="member", days=1, by=alice)

    def attempt(_number):
        try:
            invitations.accept(token=token.reveal(), name="Dora", password=PASSWORD)
        except (invitations.InvitationOver, invitations.AlreadyHere):
            return 0
        finally:
            connection.close()
        return 1

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(attempt, range(4))) == 1

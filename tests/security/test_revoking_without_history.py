"""What takes rights away happens even where history is damaged; page and log say so, and history does later.

What gives a right, or changes anything at Toggl, does not happen then (`test_t15_history`).
"""

from __future__ import annotations

from datetime import UTC, datetime
from io import StringIO

import pytest
from allauth.usersessions.models import UserSession
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from dashboard.accounts import tokens
from dashboard.accounts.models import AccessToken, Invitation, Role, User
from dashboard.accounts.sign_in import invitations
from dashboard.audit import integrity, unrecorded
from dashboard.audit.models import End, Entry, Unrecorded
from dashboard.credentials.models import Connection
from dashboard.team import services as team
from tests.conftest import PASSWORD
from tests.security.test_t15_history import ALLOW, REFUSE
from tests.sweeps import Wrong
from tests.vault.rings import K2

NEW = "another river that runs uphill"
SAID = "history is damaged"


def damage_a_byte(_settings: object = None) -> None:
    """Change one byte of the signature of the newest end."""
    end = End.objects.get(pk=End.LAST)
    End.objects.filter(pk=End.LAST).update(tag=bytes(end.tag)[:-1] + bytes([bytes(end.tag)[-1] ^ 1]))


def lose_the_ends(_settings: object) -> None:
    End.objects.all().delete()


def refuse_rows(_settings: object = None) -> None:
    """The database refuses each row of history; its ends are as they were."""
    execute(*REFUSE[connection.vendor])


def lose_the_key(settings) -> None:
    """The key that signed the newest end is not in the ring any more."""
    settings.CREDENTIAL_KEYS = K2


def allow_rows() -> None:
    execute(ALLOW[connection.vendor])


def execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.fixture
def mended():
    yield
    execute(ALLOW[connection.vendor].replace("TRIGGER", "TRIGGER IF EXISTS"))


@pytest.fixture
def people(transactional_db, mended, quick_passwords, sandbox, alice, bob, charlie):
    User.objects.filter(pk=charlie.pk).update(role=Role.ADMIN)
    for person in (alice, bob):
        tokens.make(person, name="stolen", can_write=True, services=["track"])
    waiting, _ = invitations.invite(email="dora@example.com", role=Role.ADMIN, days=7, by=alice)
    return {"alice": alice, "bob": bob, "charlie": charlie, "waiting": waiting}


def revocations(people) -> dict[str, tuple[str, dict[str, str]]]:
    """By what each row of history will be: where it is sent, and what."""
    alice, bob, charlie = people["alice"], people["bob"], people["charlie"]
    token = AccessToken.objects.get(user=alice)
    other = UserSession.objects.filter(user=alice).order_by("pk").first()
    change = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    return {
        "token.revoked": (f"/access-tokens/{token.pk}/revoke/", {}),
        "connection.disconnected": ("/connections/focus/disconnect/", {}),
        "invitation.withdrawn": (f"/team/invitations/{people['waiting'].pk}/withdraw/", {}),
        "person.role": (f"/team/{charlie.pk}/role/", {"role": "member"}),
        "person.disabled": (f"/team/{charlie.pk}/disable/", {}),
        "person.let_go": (f"/team/{bob.pk}/let-go/", {}),
        "sessions.ended": (f"/accounts/sessions/{other.pk}/end/", {}),
        "sessions.ended all": ("/accounts/sessions/", {}),
        "password.changed": ("/accounts/password/change/", change),
    }


def is_taken(people) -> dict[str, bool]:
    alice, bob, charlie = people["alice"], people["bob"], people["charlie"]
    her = User.objects.get(pk=alice.pk)
    him = User.objects.get(pk=charlie.pk)
    return {
        "token.revoked": not AccessToken.objects.filter(user=alice).exists(),
        "connection.disconnected": not Connection.objects.filter(user=alice, service="focus").exists(),
        "invitation.withdrawn": not Invitation.objects.exists(),
        "person.role": him.role == Role.MEMBER,
        "person.disabled": not him.is_active,
        "person.let_go": not User.objects.filter(pk=bob.pk).exists(),
        "sessions.ended": not people["thief"].get("/", follow=True).context["user"].is_authenticated,
        "sessions.ended all": her.session_epoch > alice.session_epoch,
        "password.changed": her.check_password(NEW),
    }


@pytest.mark.long
@pytest.mark.parametrize("damage", [damage_a_byte, lose_the_ends, lose_the_key, refuse_rows])
def test_every_right_can_be_taken_away_while_history_is_damaged(people, client_of, damage, caplog, settings):
    people["thief"], browser = Client(), client_of(people["alice"])
    people["thief"].post("/accounts/login/", {"login": people["alice"].email, "password": PASSWORD})
    assert people["thief"].get("/").status_code == 200
    before = Entry.objects.count()
    acts = revocations(people)
    damage(settings)
    wrong = Wrong()
    for act, (address, data) in acts.items():
        with wrong.about(act):
            answer = browser.post(address, data, follow=True)
            assert answer.status_code == 200
            assert is_taken(people)[act]
            pages = answer.content.decode() + browser.get("/").content.decode()  # where one was shown at once
            assert SAID in pages
    assert wrong == []
    kinds = {row.told["kind"] for row in Unrecorded.objects.all()}
    assert kinds >= {act.partition(" ")[0] for act in acts}
    assert len([one for one in caplog.records if "history_not_recorded" in str(one.msg)]) == Unrecorded.objects.count()
    assert Entry.objects.count() == before


def test_what_was_kept_aside_is_joined_to_history_with_its_own_time(people, client_of, time_machine):
    damage_a_byte()
    time_machine.move_to(datetime(2030, 1, 1, 12, tzinfo=UTC), tick=False)
    team.disable(person=people["charlie"], by=people["alice"])
    time_machine.move_to(datetime(2030, 1, 2, 12, tzinfo=UTC), tick=False)
    for options, said in ({}, "History is broken"), ({"join": True}, "Nothing can be joined: the last end"):
        with pytest.raises(CommandError, match=said):
            call_command("verify_history", stdout=StringIO(), **options)
    integrity.sign_anew()
    row = Entry.objects.get(kind="person.disabled")
    assert (row.at.day, row.actor_name, row.target["email"]) == (1, "Alice", "charlie@example.com")
    assert not Unrecorded.objects.exists()
    assert integrity.verify().broken is None


def test_after_a_passing_trouble_the_next_revocation_or_a_command_joins_what_waits(people):
    for join in ("revocation", "command"):
        refuse_rows()
        tokens.revoke(AccessToken.objects.filter(user=people["alice" if join == "command" else "bob"]).get())
        allow_rows()
        assert unrecorded.waiting() == (1, 0)
        out = StringIO()
        call_command("verify_history", stdout=out)
        assert "Waiting to be joined to history: 1 " in out.getvalue()
        if join == "revocation":
            invitations.withdraw(people["waiting"], by=people["alice"])
        else:
            call_command("verify_history", "--join", stdout=StringIO())
        assert unrecorded.waiting() == (0, 0), join
    assert Entry.objects.filter(kind="token.revoked").count() == 2
    assert integrity.verify().broken is None


def test_what_gives_a_right_is_refused_with_a_plain_page(people, client_of):
    client = client_of(people["alice"])
    client.raise_request_exception = False
    User.objects.filter(pk=people["charlie"].pk).update(is_active=False)
    damage_a_byte()
    answer = client.post(f"/team/{people['charlie'].pk}/enable/")
    assert answer.status_code == 503
    assert "Tandem changes nothing that it cannot record" in answer.content.decode()
    assert not User.objects.get(pk=people["charlie"].pk).is_active


def test_a_stolen_token_is_refused_at_once(people, client_of):
    stolen = tokens.make(people["alice"], name="s", can_write=True, services=["track"]).reveal()
    script = Client(headers={"Authorization": f"Bearer {stolen}"})
    address = "/bff/track/api/v9/me/preferences"
    assert script.get(address).status_code == 200
    damage_a_byte()
    row = AccessToken.objects.get(last_four=stolen[-4:])
    client_of(people["alice"]).post(f"/access-tokens/{row.pk}/revoke/")
    assert script.get(address).status_code == 401

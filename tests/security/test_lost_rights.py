"""Who loses a right cannot use it in a request that is already under way.

A request has read who asks, and has passed every gate; then another admin takes the right away and has not committed
yet. On PostgreSQL the request then waits for the row of its person, on SQLite for the whole database.
"""

from __future__ import annotations

import threading
from io import StringIO

import pytest
from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dashboard.accounts import tokens
from dashboard.accounts.models import AccessToken, Invitation, Role, User
from dashboard.accounts.sessions import lifetimes
from dashboard.accounts.sign_in import invitations
from dashboard.audit.models import Entry
from dashboard.credentials import services as credentials
from dashboard.team import services
from dashboard.upstream.secret import Secret
from tests.conftest import PASSWORD
from tests.sweeps import Wrong

PATIENCE = 20  # seconds; only a failure waits so long


class UnderWay:
    """A request in a thread of its own that stops once it has read whose it is, until it is let go on."""

    def __init__(self, client: Client, address: str, data: dict[str, str]) -> None:
        self.client, self.address, self.data = client, address, data
        self.user_id = int(client.session["_auth_user_id"])
        self.has_passed, self.may_go_on = threading.Event(), threading.Event()
        self.status = 0
        self.pid = 0
        self.thread = threading.Thread(target=self._ask, daemon=True)
        self.thread.start()
        assert self.has_passed.wait(PATIENCE)

    def _ask(self) -> None:
        try:
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_backend_pid()")
                    self.pid = cursor.fetchone()[0]
            with connection.execute_wrapper(self._stop_once):
                self.status = self.client.post(self.address, self.data).status_code
        finally:
            self.has_passed.set()
            connection.close()

    def _stop_once(self, execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        reads_who_asks = (
            sql.startswith("SELECT") and '"accounts_user"."id" = ' in sql and self.user_id in (params or ())
        )
        if reads_who_asks and not self.has_passed.is_set():
            self.has_passed.set()
            assert self.may_go_on.wait(PATIENCE)
        return result

    def go_on(self) -> None:
        """Let it go on, and on PostgreSQL wait until a lock stops it."""
        self.may_go_on.set()
        while self.pid and self.thread.is_alive() and not self._is_waiting():
            pass

    def _is_waiting(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT cardinality(pg_blocking_pids(%s))", [self.pid])
            return bool(cursor.fetchone()[0])

    def answer(self) -> int:
        self.thread.join(PATIENCE)
        assert not self.thread.is_alive()
        return self.status


@pytest.fixture
def team(transactional_db, quick_passwords, sandbox, alice, bob, charlie):
    """Alice and Bob are admins, Charlie is a member; an invitation of Alice's waits."""
    User.objects.filter(pk=bob.pk).update(role=Role.ADMIN)
    waiting, _ = invitations.invite(email="waiting@example.com", role=Role.MEMBER, days=7, by=alice)
    return waiting


def state() -> list[object]:
    people = User.objects.exclude(name="Bob").order_by("pk").values("email", "role", "is_active", "session_epoch")
    rest = (Invitation.objects.order_by("pk").values("email"), AccessToken.objects.values("name"))
    return [list(people), *map(list, rest)]


def admins_acts(charlie: User, waiting: Invitation) -> dict[str, dict[str, str]]:
    member = f"/team/{charlie.pk}/"
    return {
        "/team/invite/": {"email": "ghost@example.com", "role": "admin", "days": "14"},
        f"/team/invitations/{waiting.pk}/withdraw/": {},
        f"{member}role/": {"role": "admin"},
        f"{member}disable/": {},
        f"{member}reset-factor/": {},
        f"{member}let-go/": {},
    }


def lose(person: User, how: str, by: User) -> None:
    if how == "disabled":
        services.disable(person=person, by=by)
    elif how == "demoted":
        services.change_role(person=person, role=Role.MEMBER, by=by)
    else:
        lifetimes.end_all(User.objects.get(pk=person.pk))


@pytest.mark.long
@pytest.mark.parametrize("how", ["disabled", "demoted", "signed out"])
def test_an_admin_changes_nothing_once_the_right_is_gone(team, client_of, alice, bob, charlie, how):
    wrong = Wrong()
    for address, data in admins_acts(charlie, team).items():
        User.objects.filter(pk=bob.pk).update(role=Role.ADMIN, is_active=True)
        under_way = UnderWay(client_of(User.objects.get(pk=bob.pk)), address, data)
        before = state()
        with transaction.atomic():
            lose(bob, how, by=alice)
            under_way.go_on()
        with wrong.about(address):
            assert (under_way.answer(), state()) == (403, before)
    assert wrong == []


def test_letting_somebody_in_again_is_refused_too(team, client_of, alice, bob, charlie):
    services.disable(person=charlie, by=alice)
    under_way = UnderWay(client_of(User.objects.get(pk=bob.pk)), f"/team/{charlie.pk}/enable/", {})
    with transaction.atomic():
        services.disable(person=bob, by=alice)
        under_way.go_on()
    assert under_way.answer() == 403
    assert not User.objects.get(pk=charlie.pk).is_active


@pytest.mark.parametrize("how", ["disabled", "signed out"])
def test_no_token_is_made_by_who_was_just_kept_out(team, client_of, alice, charlie, how):
    form = {"name": "way back", "scope": "write", "services": ["track", "focus"], "days": "90", "idempotency_key": "1"}
    assert client_of(charlie).post("/access-tokens/", form).status_code == 200
    assert AccessToken.objects.count() == 1, "the form is one that makes a token"
    under_way = UnderWay(client_of(charlie), "/access-tokens/", form | {"idempotency_key": "2"})
    with transaction.atomic():
        lose(charlie, how, by=alice)
        under_way.go_on()
    assert under_way.answer() == 403
    assert AccessToken.objects.count() == 1


@pytest.mark.parametrize("how", ["disabled", "demoted", "signed out"])
def test_a_password_that_is_being_changed_gives_nothing_back(team, client_of, alice, bob, how):
    new = "another river that runs uphill"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    under_way = UnderWay(client_of(User.objects.get(pk=bob.pk)), "/accounts/password/change/", form)
    with transaction.atomic():
        lose(bob, how, by=alice)
        lost = User.objects.filter(pk=bob.pk).values("role", "is_active", "session_epoch").get()
        under_way.go_on()
    assert under_way.answer() == (302 if how == "demoted" else 403)
    assert User.objects.filter(pk=bob.pk).values("role", "is_active", "session_epoch").get() == lost
    assert User.objects.get(pk=bob.pk).check_password(new) == (how == "demoted")


@pytest.mark.parametrize("how", ["disabled", "signed out"])
def test_a_session_that_was_ended_does_not_live_on_by_ending_others(team, client_of, alice, bob, how):
    client = client_of(User.objects.get(pk=bob.pk))
    under_way = UnderWay(client, "/accounts/sessions/", {})
    with transaction.atomic():
        lose(bob, how, by=alice)
        under_way.go_on()
    assert under_way.answer() == 403
    User.objects.filter(pk=bob.pk).update(is_active=True)
    assert client.get("/").status_code == 302


def test_a_link_for_a_new_password_lets_nobody_in_again(team, alice, bob):
    read_before = User.objects.get(pk=bob.pk)
    services.disable(person=bob, by=alice)
    get_adapter().set_password(read_before, "another river that runs uphill")
    assert not User.objects.get(pk=bob.pk).is_active
    assert User.objects.get(pk=bob.pk).session_epoch > read_before.session_epoch


@pytest.mark.parametrize("how", ["disabled", "signed out"])
def test_no_factor_is_changed_by_who_was_just_kept_out(team, client_of, alice, bob, how):
    TOTP.activate(bob, generate_totp_secret())
    client = client_of(User.objects.get(pk=bob.pk))
    under_way = UnderWay(client, "/accounts/security/app/remove/", {})
    with transaction.atomic():
        lose(bob, how, by=alice)
        under_way.go_on()
    assert under_way.answer() == 403
    assert Authenticator.objects.filter(user=bob).exists()


def test_nothing_is_connected_by_who_was_just_kept_out(transactional_db, alice, charlie):
    User.objects.filter(pk=charlie.pk).update(is_active=False)
    with pytest.raises(PermissionDenied):
        credentials.connect(charlie, "track", "track_token", Secret("f" * 32))
    assert credentials.connection_of(charlie, "track") is None


@pytest.mark.parametrize("inviter", ["disabled", "demoted", "gone"])
def test_an_invitation_is_good_only_while_its_inviter_may_invite(team, alice, bob, inviter):
    _, token = invitations.invite(email="dora@example.com", role=Role.ADMIN, days=7, by=User.objects.get(pk=bob.pk))
    link = f"/invitation/{token.reveal()}/"
    assert Client().get(link).status_code == 200
    if inviter == "gone":
        Invitation.objects.filter(inviter_id=bob.pk).update(inviter_id=bob.pk + 1000)
    else:
        lost = {"disabled": {"is_active": False}, "demoted": {"role": Role.MEMBER}}[inviter]
        User.objects.filter(pk=bob.pk).update(**lost)
    assert Client().get(link).status_code == 410
    answer = Client().post(link, {"name": "Dora", "password1": "a river uphill", "password2": "a river uphill"})
    assert answer.status_code == 410
    assert not User.objects.filter(email="dora@example.com").exists()


def test_an_invitation_is_not_accepted_while_its_inviter_loses_the_right(team, alice, bob):
    """It was open already; and nobody ended it, as in a request that made it a moment too late."""
    inviter = User.objects.get(pk=bob.pk)
    _, token = invitations.invite(email="dora@example.com", role=Role.ADMIN, days=7, by=inviter)
    asked, go_on, problems = threading.Event(), threading.Event(), []

    def stop(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if "accounts_user" in sql and not asked.is_set():
            asked.set()
            assert go_on.wait(PATIENCE)
        return result

    def accept() -> None:
        try:
            with connection.execute_wrapper(stop):
                invitations.accept(token=token.reveal(), name="Dora", password="a river uphill")
        except invitations.InvitationOver as over:
            problems.append(over)
        finally:
            connection.close()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    assert asked.wait(PATIENCE)
    User.objects.filter(pk=bob.pk).update(is_active=False)
    go_on.set()
    thread.join(PATIENCE)
    assert len(problems) == 1
    assert not User.objects.filter(email="dora@example.com").exists()


def test_history_tells_once_of_an_invitation_and_a_token_that_two_end(team, alice, bob):
    tokens.make(alice, name="one", can_write=False, services=["track"])
    token, again = AccessToken.objects.get(), AccessToken.objects.get()
    tokens.revoke(token)
    tokens.revoke(again)
    invitations.withdraw(team, by=alice)
    invitations.withdraw(team, by=alice)
    kinds = list(Entry.objects.values_list("kind", flat=True))
    assert [kinds.count("token.revoked"), kinds.count("invitation.withdrawn")] == [1, 1]


def test_people_are_locked_before_what_is_theirs_and_that_before_history(team, alice, charlie):
    """Two acts that lock in different orders would wait for each other."""
    tokens.make(charlie, name="one", can_write=False, services=["track"])
    credentials.connect(charlie, "focus", "focus_key", Secret("f" * 32))
    TOTP.activate(charlie, generate_totp_secret())
    acts = {
        "accounts_accesstoken": lambda: tokens.revoke(AccessToken.objects.get()),
        "credentials_connection": lambda: credentials.disconnect(credentials.connection_of(charlie, "focus")),
        "mfa_authenticator": lambda: call_command("reset_second_factor", charlie.email, stdout=StringIO()),
    }
    wrong = Wrong()
    for theirs, act in acts.items():
        with wrong.about(theirs), CaptureQueriesContext(connection) as captured:
            act()
        told = [one["sql"] for one in captured]
        begun = next(place for place, sql in enumerate(told) if sql.startswith(("BEGIN", "SAVEPOINT")))
        tables = [next((name for name in ("accounts_user", theirs, "audit_end") if name in sql), "") for sql in told]
        order = list(dict.fromkeys(filter(None, tables[begun:])))
        with wrong.about(theirs):
            assert order == ["accounts_user", theirs, "audit_end"]
            assert "accounts_user" not in tables[begun + tables[begun:].index("audit_end") :]
    assert wrong == []

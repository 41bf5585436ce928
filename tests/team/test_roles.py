"""Roles, keeping out, and what stands in the way."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings as django_settings
from django.db import DatabaseError, connection, transaction
from django.test import Client

from dashboard.accounts import tokens
from dashboard.accounts.models import User
from dashboard.audit.models import Entry
from dashboard.credentials import services as credentials
from dashboard.team import services

PREFERENCES = "/bff/track/api/v9/me/preferences"


def do(client, person, what, **data):
    return client.post(f"/team/{person.pk}/{what}/", data, follow=True).content.decode()


def fresh(person):
    return User.objects.get(pk=person.pk)


@pytest.fixture
def bobs(bob, client_of):
    return client_of(bob)


@pytest.mark.parametrize(("role", "is_admin"), [("admin", True), ("member", False)])
def test_a_role_is_set(alices, bob, role, is_admin):
    do(alices, bob, "role", role=role)
    assert fresh(bob).is_admin is is_admin


def test_a_role_holds_from_the_next_request_on(alices, bob, bobs):
    assert bobs.get("/team/").status_code == 403
    do(alices, bob, "role", role="admin")
    assert bobs.get("/team/").status_code == 200
    do(alices, bob, "role", role="member")
    assert bobs.get("/team/").status_code == 403


def test_the_last_admin_stays_one(alices, alice, bob):
    assert "last admin" in do(alices, alice, "role", role="member")
    assert fresh(alice).is_admin


def test_a_disabled_admin_does_not_count(alices, alice, bob):
    do(alices, bob, "role", role="admin")
    do(alices, bob, "disable")
    assert "last admin" in do(alices, alice, "role", role="member")


def test_an_admin_may_step_down_for_another(alices, alice, bob):
    do(alices, bob, "role", role="admin")
    do(alices, alice, "role", role="member")
    assert not fresh(alice).is_admin
    assert alices.get("/team/").status_code == 403


def test_nobody_locks_themselves_out(alices, alice, bob):
    do(alices, bob, "role", role="admin")
    for what in ("disable", "let-go", "reset-factor"):
        assert "cannot do this to yourself" in do(alices, alice, what), what
        assert fresh(alice).is_active


def test_whoever_is_disabled_is_out_at_once(transactional_db, alices, bob, bobs):
    token = tokens.make(bob, name="script", can_write=False, services=["track"]).reveal()
    script = {"headers": {"Authorization": f"Bearer {token}"}}
    assert Client().get(PREFERENCES, **script).status_code == 200
    assert bobs.get(PREFERENCES).status_code == 200
    do(alices, bob, "disable")
    assert Client().get(PREFERENCES, **script).status_code == 401
    assert bobs.get(PREFERENCES).status_code == 401
    assert bobs.get("/").status_code == 302


def test_enabling_does_not_bring_old_sessions_back(alices, bob, bobs):
    bobs.get("/")
    stolen = Client()
    stolen.cookies[django_settings.SESSION_COOKIE_NAME] = bobs.cookies[django_settings.SESSION_COOKIE_NAME].value
    do(alices, bob, "disable")
    do(alices, bob, "enable")
    assert stolen.get("/").status_code == 302
    assert fresh(bob).is_active
    assert credentials.connection_of(bob, "track")


def test_history_tells_of_each(alices, bob):
    for what, data in (("role", {"role": "admin"}), ("disable", {}), ("enable", {})):
        do(alices, bob, what, **data)
    rows = list(Entry.objects.order_by("-id").values_list("kind", "actor_name", "target__email")[:3])
    assert rows == [
        ("person.enabled", "Alice", "bob@example.com"),
        ("person.disabled", "Alice", "bob@example.com"),
        ("person.role", "Alice", "bob@example.com"),
    ]
    assert "Changed a role: bob@example.com" in alices.get("/history/").content.decode()


def test_doing_it_twice_is_doing_it_once(alices, bob):
    before = Entry.objects.count()
    for _ in range(2):
        do(alices, bob, "disable")
    assert Entry.objects.count() == before + 1


def test_without_history_nobody_gets_a_right(alice, bob, broken_history):
    with pytest.raises(DatabaseError), transaction.atomic():
        services.change_role(person=bob, role="admin", by=alice)
    assert not fresh(bob).is_admin


@pytest.fixture
def broken_history(db):
    """No row can be added to history, as when its disk is full."""
    table = Entry._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} RENAME TO {table}_away")
    yield
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table}_away RENAME TO {table}")


def test_two_admins_cannot_remove_one_another_at_once(transactional_db, alice, bob):
    services.change_role(person=bob, role="admin", by=alice)

    def demote(person):
        try:
            services.change_role(person=person, role="member", by=person)
        except services.LastAdmin:
            return 0
        finally:
            connection.close()
        return 1

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(demote, (alice, bob))) == 1
    assert User.objects.filter(role="admin").count() == 1


def test_a_proof_that_is_old_is_asked_for_again(alices, bob, time_machine):
    import time

    time_machine.move_to(time.time() + 601)
    for what in ("role", "disable", "enable", "let-go", "reset-factor"):
        answer = alices.post(f"/team/{bob.pk}/{what}/", {"role": "admin"})
        assert answer["Location"].startswith("/accounts/reauthenticate/?next="), what
        assert (fresh(bob).role, fresh(bob).is_active) == ("member", True)

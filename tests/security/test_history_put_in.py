"""A row that was put in anywhere, and a history that was emptied, are named by `verify_history`; nothing heals them."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection

from dashboard.accounts.models import Role
from dashboard.accounts.services import create_person
from dashboard.audit import integrity, unrecorded
from dashboard.audit.models import End, Entry, Kind, Unrecorded
from dashboard.audit.services import record
from tests.sweeps import sweep


def said(*arguments: str) -> str:
    out = StringIO()
    call_command("verify_history", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def told(transactional_db, alice):
    for number in range(8):
        record(Kind.WRITE_INTENT, actor=alice, target={"number": number})
    return Entry.objects.latest("id").pk


def put_in(number: int) -> None:
    """Add a row as somebody would who has the database and not the keys."""
    row = Entry.objects.latest("id")
    row.pk, row.kind, row.actor_name = number, Kind.PERSON_LET_GO, "Root Admin"
    Entry.objects.bulk_create([row])


@sweep([-(2**62), -5, 0], [False, True])
def test_a_row_below_the_first_is_named(number, is_pruned, told):
    if is_pruned:
        integrity._prune_batch(Entry.objects.order_by("id").first().pk)
    put_in(number)
    with pytest.raises(CommandError, match=f"broken at row {number}: it was not written by Tandem"):
        said()
    Entry.objects.filter(pk=number).delete()
    assert "rows hold." in said()


def test_a_row_in_the_place_of_a_pruned_one_is_named_and_pruning_does_not_hide_it(told):
    integrity._prune_batch(4)
    put_in(3)
    with pytest.raises(CommandError, match="broken at row 3: it was not written by Tandem"):
        said()
    with pytest.raises(DatabaseError, match="broken at row 3"):
        integrity._prune_batch(6)
    assert Entry.objects.filter(pk=3).exists()


def test_a_row_above_the_last_is_named(told):
    put_in(told + 5)
    with pytest.raises(CommandError, match=f"broken at row {told + 5}: it was not written by Tandem"):
        said()


def empty(*tables: str) -> None:
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"DELETE FROM {table}")


@sweep([["audit_entry"], ["audit_end"], ["audit_entry", "audit_end"]])
def test_an_emptied_history_is_named_and_nothing_begins_it_again(tables, transactional_db, alice):
    record(Kind.WRITE_INTENT, actor=alice)
    empty(*tables)
    call_command("migrate", verbosity=0)  # as at the next start
    for _ in range(2):
        with pytest.raises(CommandError, match="History is broken at row 1:"):
            said()
        if "audit_end" in tables:
            with pytest.raises(DatabaseError, match="end of the history is missing"):
                record(Kind.WRITE_INTENT, actor=alice)
    integrity.sign_anew()
    assert "rows hold." in said()


def test_a_new_database_begins_its_history_by_itself(transactional_db):
    empty("audit_end")
    integrity.begin()
    assert "0 rows hold." in said()
    create_person(email="first@example.com", password="x", name="First", role=Role.ADMIN)
    assert "1 rows hold." in said()
    before = list(End.objects.values_list("name", "entry_id").order_by("name"))
    integrity.begin()
    assert list(End.objects.values_list("name", "entry_id").order_by("name")) == before


def test_what_was_put_in_beside_history_is_never_joined_to_it(told):
    kept = {"kind": "person.let_go", "actor_name": "Root Admin", "at": "2026-01-01T00:00:00+00:00"}
    forged = Unrecorded(told=kept)
    forged.save()
    Unrecorded.objects.filter(pk=forged.pk).update(told=kept | {"actor_name": "Alice"})
    strange = Unrecorded(told=kept)
    strange.save()
    Unrecorded.objects.filter(pk=strange.pk).update(told={"no such": "field"})
    for told_wrongly in ({"at": "never"}, {"at": "0001-01-01T00:00:00+05:00"}, {"write_id": "x"}, {"actor_id": []}, []):
        Unrecorded(told={}).save()
        Unrecorded.objects.filter(pk=Unrecorded.objects.latest("pk").pk).update(told=told_wrongly)
    assert unrecorded.join() == 0
    with pytest.raises(CommandError, match="7 rows of audit_unrecorded were not written by Tandem"):
        said()
    assert Entry.objects.latest("id").pk == told

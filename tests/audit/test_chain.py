"""History that was touched from outside is found out, and the first broken row is named."""

from __future__ import annotations

import threading
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from dashboard.audit.models import End, Entry, Kind
from dashboard.audit.services import conclude, intend, record
from dashboard.credentials import rotation
from dashboard.vault import columns
from tests.sweeps import sweep
from tests.vault.rings import K1, K2, begin_under

ROWS = 6


@pytest.fixture
def told(transactional_db):
    """Six rows that say all kinds of things."""
    odd = {"whole": 7.0, "huge": 1e16, "small": 1e-7, "none": None, "nested": [{"é\n": "\u2028"}, 0.1], "no": False}
    for number in range(ROWS):
        record(Kind.WRITE_INTENT, actor=None, target={"number": number}, before=odd, after=[number, 1.5])
    return list(Entry.objects.order_by("id").values_list("id", flat=True))


def said(*arguments: str) -> str:
    out = StringIO()
    call_command("verify_history", *arguments, stdout=out)
    return out.getvalue()


def digests() -> list[bytes]:
    return [bytes(one) for one in Entry.objects.order_by("id").values_list("digest", flat=True)]


def head() -> str:
    return said().split("head ")[1].strip()


def in_a_second_connection(*statements: tuple[str, list]) -> None:
    """Tamper as somebody would who has the database and not the keys."""
    problems = []

    def tamper() -> None:
        try:
            with connection.cursor() as cursor:
                for sql, values in statements:
                    cursor.execute(sql, values)
        except DatabaseError as problem:
            problems.append(problem)
        finally:
            connection.close()

    thread = threading.Thread(target=tamper)
    thread.start()
    thread.join()
    assert not problems, problems


def test_an_untouched_history_holds(told):
    assert f"{ROWS} rows hold." in said()


def test_an_empty_history_holds(transactional_db):
    assert "0 rows hold." in said()


@sweep(
    [
        ("UPDATE audit_entry SET detail = 'x' WHERE id = 3", 3),
        ("UPDATE audit_entry SET actor_name = 'Bob' WHERE id = 2", 2),
        ("UPDATE audit_entry SET at = '2020-01-01 00:00:00+00' WHERE id = 4", 4),
        ("UPDATE audit_entry SET after = '[9]' WHERE id = 6", 6),
        ("UPDATE audit_entry SET before = NULL WHERE id = 1", 1),
        ("UPDATE audit_entry SET address = '10.0.0.1' WHERE id = 5", 5),
        ("UPDATE audit_entry SET digest = tag WHERE id = 5", 5),
        ("UPDATE audit_entry SET tag = digest WHERE id = 5", 5),
        ("DELETE FROM audit_entry WHERE id = 1", 1),
        ("DELETE FROM audit_entry WHERE id = 3", 3),
        ("DELETE FROM audit_entry WHERE id > 4", 5),
        ("DELETE FROM audit_entry", 1),
        ("DELETE FROM audit_end", 1),
        ("UPDATE audit_end SET entry_id = 4 WHERE name = 'last'", 4),
        ("UPDATE audit_end SET entry_id = 2 WHERE name = 'first'", 3),
    ]
)
def test_the_first_broken_row_is_named(change, row, told):
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(change)
        with pytest.raises(CommandError, match=f"broken at row {row}:"):
            said()
        transaction.set_rollback(True)


def test_two_rows_that_changed_places_are_found(told):
    swap = "UPDATE audit_entry SET id = %s WHERE id = %s"
    in_a_second_connection((swap, [99, 2]), (swap, [2, 5]), (swap, [5, 99]))
    with pytest.raises(CommandError, match="broken at row 2:"):
        said()


def test_a_row_that_was_put_in_is_found(told):
    entry = Entry.objects.get(pk=ROWS)
    entry.pk = ROWS + 1
    Entry.objects.bulk_create([entry])
    with pytest.raises(CommandError, match=f"broken at row {ROWS + 1}: it was not written by Tandem"):
        said()


def test_rows_cut_off_with_an_old_end_are_found_by_a_noted_head(told):
    old = End.objects.values("entry_id", "digest", "tag").get(pk="last")
    record(Kind.WRITE_INTENT, actor=None)
    noted = head()
    Entry.objects.filter(pk=ROWS + 1).delete()
    End.objects.filter(pk="last").update(**old)
    assert f"{ROWS} rows hold." in said(), "whoever kept a copy of the old end can put it back"
    with pytest.raises(CommandError, match=f"broken at row {ROWS + 1}: it and all up to the noted head"):
        said("--noted", noted)


def test_a_noted_head_that_is_still_there_holds(told):
    noted = head()
    record(Kind.WRITE_INTENT, actor=None)
    assert f"{ROWS + 1} rows hold." in said("--noted", noted)


@pytest.mark.parametrize("tampering", ["DELETE FROM audit_end", "UPDATE audit_end SET entry_id = 2"])
def test_nothing_is_added_to_a_history_that_was_cut(told, tampering):
    in_a_second_connection((tampering, []))
    with pytest.raises(DatabaseError, match="end of the history is missing or was changed"):
        record(Kind.WRITE_INTENT, actor=None)
    assert Entry.objects.count() == ROWS


def test_after_damage_every_row_is_signed_as_it_stands_and_history_says_so(told):
    noted = f"2:{digests()[1].hex()}"
    in_a_second_connection(("DELETE FROM audit_entry WHERE id = 3", []), ("DELETE FROM audit_end", []))
    call_command("verify_history", "--sign-anew", stdout=StringIO())
    record(Kind.WRITE_INTENT, actor=None)
    assert f"{ROWS + 1} rows hold." in said("--noted", noted), "what was noted before the damage still holds"
    row = Entry.objects.get(kind=Kind.HISTORY_RESTARTED)
    assert (row.pk, row.target["through"], row.target["broken"]) == (ROWS + 1, ROWS, 1)
    Entry.objects.filter(pk=2).update(detail="x")
    with pytest.raises(CommandError, match="broken at row 2:"):
        said()


# ------------------------------------------------------------------ at the same time
def test_many_at_once_are_one_chain_without_gaps(told, bob):
    failures = []

    def write() -> None:
        try:
            for _ in range(5):
                conclude(intend(actor=bob, idempotency_key=None, service="track", operation="x"), "done")
        except DatabaseError as problem:
            failures.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert Entry.objects.filter(operation="x").count() == 60
    assert "rows hold." in said()


def test_the_very_first_rows_may_come_at_once(transactional_db):
    def write() -> None:
        record(Kind.WRITE_INTENT, actor=None)
        connection.close()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert "4 rows hold." in said()


def test_a_change_that_is_taken_back_leaves_no_gap(told):
    with transaction.atomic():
        record(Kind.WRITE_INTENT, actor=None)
        transaction.set_rollback(True)
    record(Kind.WRITE_INTENT, actor=None)
    assert f"{ROWS + 1} rows hold." in said()


# ------------------------------------------------------------------ keys
def test_a_rotation_signs_anew_and_changes_no_digest(settings, transactional_db):
    begin_under(settings, K1)
    for _ in range(3):
        record(Kind.WRITE_INTENT, actor=None)
    settings.CREDENTIAL_KEYS = f"{K2},{K1}"
    record(Kind.WRITE_INTENT, actor=None)
    before, noted = digests(), head()
    call_command("rewrap_credentials", stdout=StringIO())
    settings.CREDENTIAL_KEYS = K2
    assert digests() == before
    assert "4 rows hold." in said("--noted", noted)


def test_a_rotation_hides_no_tampering(settings, transactional_db):
    begin_under(settings, K1)
    for _ in range(3):
        record(Kind.WRITE_INTENT, actor=None)
    Entry.objects.filter(pk=2).update(detail="x")
    settings.CREDENTIAL_KEYS = f"{K2},{K1}"
    call_command("rewrap_credentials", stdout=StringIO())
    with pytest.raises(CommandError, match="broken at row 2:"):
        said()


def test_the_doctor_counts_what_history_needs(settings, transactional_db):
    begin_under(settings, K1)
    record(Kind.WRITE_INTENT, actor=None)
    settings.CREDENTIAL_KEYS = f"{K2},{K1}"
    out = StringIO()
    call_command("vault_doctor", stdout=out)
    assert "audit.Entry.tag\n  k1: 1 rows, 1 tried, all open" in out.getvalue()


def test_a_lost_key_costs_the_proof_and_not_the_history(settings, transactional_db):
    begin_under(settings, K1)
    record(Kind.WRITE_INTENT, actor=None)
    settings.CREDENTIAL_KEYS = K2
    assert rotation.missing_keys() == {"k1": 2}, "nothing can be added while the ends of the chain are signed by it"
    for column in columns():
        rotation.give_up(column, "k1")
    record(Kind.WRITE_INTENT, actor=None)
    assert "2 rows hold." in said(), "what does not fit the digests would still be found"

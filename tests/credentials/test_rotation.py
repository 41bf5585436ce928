"""Keys are retired while the site runs, and nothing is lost whatever happens meanwhile."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from io import StringIO

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.db import connection, connections

from dashboard.accounts.models import User
from dashboard.credentials import rotation, services
from dashboard.credentials.models import Connection
from dashboard.credentials.services import CONNECTION_SECRET
from dashboard.sandbox.people import ALICE
from dashboard.upstream.secret import Secret
from dashboard.vault import columns, key_id_of
from tests.sweeps import sweep
from tests.vault.rings import K1, K2, OTHER_K1, begin_under


@pytest.fixture
def under_k1(settings, db):
    """What Alice connects is sealed under k1."""
    begin_under(settings, K1)
    return settings


def run(command, *arguments):
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


def used_keys():
    return {key_id_of(sealed) for sealed in Connection.objects.values_list("sealed_secret", flat=True)}


def errors():
    return run_checks(tags=["vault"])


def test_every_binary_column_that_may_hold_a_secret_is_registered():
    from django.apps import apps
    from django.db.models import BinaryField

    binary = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, BinaryField) and field.name != "digest"  # of history: no secret, made without a key
    }
    assert binary <= {column.name for column in columns()}


# ------------------------------------------------------------------ rewrap_credentials
def test_everything_moves_to_the_newest_key(under_k1, alice, bob):
    under_k1.CREDENTIAL_KEYS = f"{K2},{K1}"
    assert "moved 4, unreadable 0" in run("rewrap_credentials", "--batch", "1")
    under_k1.CREDENTIAL_KEYS = K2
    assert services.authorization(services.connection_of(alice, "track")).secret == Secret(ALICE.track_token)


def test_a_dry_run_writes_nothing(under_k1, alice):
    under_k1.CREDENTIAL_KEYS = f"{K2},{K1}"
    report = run("rewrap_credentials", "--dry-run")
    assert "k1: 2 rows" in report
    assert "would move 2" in report
    assert used_keys() == {"k1"}


def test_a_second_run_has_nothing_to_do(under_k1, alice):
    under_k1.CREDENTIAL_KEYS = f"{K2},{K1}"
    run("rewrap_credentials")
    assert "moved 0" in run("rewrap_credentials")


def test_a_row_that_does_not_open_stays_and_is_told(under_k1, alice):
    Connection.objects.filter(service="track").update(sealed_secret=b"\x01\x02k1" + bytes(60))
    under_k1.CREDENTIAL_KEYS = f"{K2},{K1}"
    with pytest.raises(CommandError, match="1 rows are not under the newest key"):
        run("rewrap_credentials")
    assert used_keys() == {"k1", "k2"}


def test_a_secret_that_is_replaced_meanwhile_wins(under_k1, alice):
    under_k1.CREDENTIAL_KEYS = f"{K2},{K1}"
    [row, *_] = CONNECTION_SECRET.batch(None, 1)
    connection = Connection.objects.get(pk=row.pk)
    services.replace_key(connection, connection.secret_kind, Secret("a secret of her own choice"))
    assert CONNECTION_SECRET.swap(row, row.resealed()) is False
    connection.refresh_from_db()
    assert services.authorization(connection).secret == Secret("a secret of her own choice")


def test_a_batch_of_nothing_is_refused():
    with pytest.raises(CommandError, match="--batch"):
        run("rewrap_credentials", "--batch", "0")


# ------------------------------------------------------------------ vault_doctor and the check at start
def test_the_doctor_counts_rows_by_key(under_k1, alice):
    under_k1.CREDENTIAL_KEYS = f"{K2},{K1}"
    report = run("vault_doctor")
    assert "k1: 2 rows, 2 tried, all open" in report
    assert "key k2: 0 rows" in report


def test_the_doctor_says_which_key_may_go(under_k1, alice):
    under_k1.CREDENTIAL_KEYS = f"{K2},{K1}"
    run("rewrap_credentials")
    assert "key k1: 0 rows (may be taken out of CREDENTIAL_KEYS)" in run("vault_doctor")


@sweep([K2, OTHER_K1])
def test_the_doctor_fails_where_a_key_is_missing_or_wrong(keys, under_k1, alice):
    under_k1.CREDENTIAL_KEYS = keys
    with pytest.raises(CommandError, match="cannot be opened"):
        run("vault_doctor")


def test_the_doctor_finds_one_bad_row_among_many_when_asked_for_all(under_k1, alice, bob):
    last = Connection.objects.order_by("pk").last()
    Connection.objects.filter(pk=last.pk).update(sealed_secret=b"\x01\x02k1" + bytes(60))
    run("vault_doctor")
    with pytest.raises(CommandError, match="cannot be opened"):
        run("vault_doctor", "--all")


def test_the_site_does_not_start_without_a_key_in_use(under_k1, alice):
    assert errors() == []
    under_k1.CREDENTIAL_KEYS = K2
    [refusal] = errors()
    assert refusal.id == "credentials.E002"
    assert "lacks the key 'k1', which 4 stored secrets and signatures need" in refusal.msg


def test_the_site_does_not_start_with_two_keys_of_one_id(under_k1, db):
    under_k1.CREDENTIAL_KEYS = f"{K1},{OTHER_K1}"
    [refusal] = errors()
    assert refusal.id == "credentials.E001"
    assert "two keys have the id 'k1'" in refusal.msg


def test_one_tampered_row_stops_nobody_else(under_k1, alice):
    Connection.objects.filter(service="track").update(sealed_secret=b"\x01\x02k1" + bytes(60))
    assert errors() == []


def test_a_key_that_is_lost_for_good_can_be_given_up(under_k1, alice):
    under_k1.CREDENTIAL_KEYS = K2
    assert "went on without 6 secrets and signatures" in run("vault_doctor", "--give-up", "k1", "--yes", "6")
    assert errors() == []
    assert services.connections_of(alice) == {}


def test_a_key_that_is_there_is_not_given_up(under_k1, alice):
    with pytest.raises(CommandError, match="nothing is lost"):
        run("vault_doctor", "--give-up", "k1")


def test_missing_keys_are_counted(under_k1, alice):
    under_k1.CREDENTIAL_KEYS = K2
    assert rotation.missing_keys() == {"k1": 4}, "her two secrets, and both ends of the history"


# ------------------------------------------------------------------ meanwhile
def test_nobody_notices_a_rotation(under_k1, transactional_db):
    """Whatever people do between the reading of a row and its writing: their secrets open, and the newest one stays."""
    for number in range(6):
        person = User.objects.create_user(f"member{number}@example.com")
        services.connect(person, "track", "track_token", Secret(f"first secret of {person.pk}"))
    people = [one.user for one in Connection.objects.order_by("pk")]  # as their rows are read
    under_k1.CREDENTIAL_KEYS = f"{K2},{K1}"
    rounds = []

    def meanwhile(execute, sql, params, many, context):
        done = execute(sql, params, many, context)
        if sql.startswith("SELECT") and Connection._meta.db_table in sql:
            rounds.append(elsewhere.submit(work, people, len(rounds)).result())
        return done

    with ThreadPoolExecutor(1) as elsewhere, connection.execute_wrapper(meanwhile):
        assert "moved 3, unreadable 0, changed by somebody else meanwhile 3" in run(
            "rewrap_credentials", "--batch", "1"
        )
    assert used_keys() == {"k2"}
    under_k1.CREDENTIAL_KEYS = K2
    found = [services.authorization(services.connection_of(person, "track")).secret.reveal() for person in people]
    assert found == [f"{'second' if n < 3 else 'first'} secret of {person.pk}" for n, person in enumerate(people)]


def work(people, turn):
    """Replace the secret whose row has just been read, of three people, and open those of the others."""
    with closing(connections["default"]):
        if turn < 3:
            mine = services.connection_of(people[turn], "track")
            services.replace_key(mine, "track_token", Secret(f"second secret of {people[turn].pk}"))
        for person in people[3:]:
            secret = services.authorization(services.connection_of(person, "track")).secret
            assert secret == Secret(f"first secret of {person.pk}")

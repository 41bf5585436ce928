"""Old history goes from its old end, and what stays is still proved."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from dashboard.audit import integrity
from dashboard.audit.models import End, Entry, Kind
from dashboard.audit.services import record

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def told(transactional_db):
    """A row a day for ten days."""
    for days in range(10, 0, -1):
        with time_machine.travel(NOW - timedelta(days=days), tick=False):
            record(Kind.WRITE_INTENT, actor=None, target={"days": days})
    with time_machine.travel(NOW, tick=False):
        yield


def pruned(*arguments: str) -> str:
    out = StringIO()
    call_command("prune_history", *arguments, stdout=out)
    return out.getvalue()


def test_nothing_goes_unless_it_is_asked_for(told):
    assert "everything is kept" in pruned()
    assert Entry.objects.count() == 10


def test_what_is_older_goes_and_the_rest_holds(told, settings):
    settings.HISTORY_DAYS = 4
    assert pruned() == "deleted 6 rows older than 2026-11-17\n"
    found = integrity.verify()
    assert (found.broken, found.first, found.rows) == (None, 6, 5)


def test_history_says_that_it_was_pruned(told):
    pruned("--days", "4")
    assert Entry.objects.get(kind=Kind.HISTORY_PRUNED).target == {"before": "2026-11-17", "through": 6}


def test_a_dry_run_deletes_nothing(told):
    assert "up to 6" in pruned("--days", "4", "--dry-run")
    assert Entry.objects.count() == 10


def test_pruning_again_finds_nothing(told):
    pruned("--days", "4")
    assert "deleted 0 rows" in pruned("--days", "4")
    assert Entry.objects.filter(kind=Kind.HISTORY_PRUNED).count() == 1


def test_many_rows_go_in_batches(told, monkeypatch):
    monkeypatch.setattr(integrity, "BATCH", 2)
    assert "deleted 7 rows" in pruned("--days", "3")
    assert integrity.verify().broken is None


def test_a_killed_run_leaves_a_chain_that_holds_and_goes_on(told, monkeypatch):
    monkeypatch.setattr(integrity, "BATCH", 2)
    integrity._prune_batch(7)
    assert (integrity.verify().broken, Entry.objects.count()) == (None, 8)
    assert "deleted 5 rows" in pruned("--days", "3")


def test_pruning_hides_no_tampering(told):
    Entry.objects.filter(pk=2).update(detail="x")
    with pytest.raises(CommandError, match="broken at row 2"):
        pruned("--days", "4")
    assert Entry.objects.filter(pk=1).exists()


def test_nobody_else_can_move_the_beginning(told):
    pruned("--days", "4")
    row = Entry.objects.get(pk=8)
    Entry.objects.filter(pk__lte=8).delete()
    End.objects.filter(pk="first").update(entry_id=8, digest=row.digest)
    assert integrity.verify().broken == 9
    End.objects.filter(pk="first").delete()
    assert integrity.verify().broken == 1

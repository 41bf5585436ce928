"""Keeping history: verifying the chain, pruning its old end, beginning it anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from dashboard.audit import chain
from dashboard.audit.models import End, Entry, Kind
from dashboard.audit.services import record
from dashboard.vault import VaultError

BATCH = 1000  # rows that are read, or pruned in one transaction


@dataclass(frozen=True, slots=True)
class Head:
    """The newest row and its digest. Noted elsewhere, it later proves that nothing up to it is gone."""

    entry_id: int
    digest: str

    def __str__(self) -> str:
        return f"{self.entry_id}:{self.digest}"

    @classmethod
    def parse(cls, text: str) -> Head:
        """Read what `str` printed. Raises ValueError."""
        number, _colon, digest = text.strip().partition(":")
        if len(bytes.fromhex(digest)) != len(chain.BEGINNING):
            raise ValueError("a head is `number:64 hex digits`")
        return cls(int(number), digest.lower())


@dataclass(frozen=True, slots=True)
class Found:
    """What verifying found: how many rows hold, which are covered, and the first that is wrong, if one is."""

    rows: int
    first: int  # the row after which the chain begins
    head: Head
    broken: int | None = None
    problem: str = ""


def verify(noted: Head | None = None) -> Found:
    """Go over the whole chain, and hold it against a head that was `noted` before. Writes and locks nothing."""
    while True:
        newest = Entry.objects.order_by("-id").values_list("id", flat=True).first() or 0  # before the end is read
        first, last = _end(End.FIRST), _end(End.LAST)
        found = _verified(first, last, newest, noted)
        if found.broken is None or _end(End.FIRST).entry_id == first.entry_id:  # else it was pruned meanwhile
            return found


def _end(name: str) -> End:
    end = End.objects.filter(pk=name).first()
    return end or End(name=name, **End.beginning(name))


def _verified(first: End, last: End, newest: int, noted: Head | None) -> Found:
    count, digest = 0, bytes(first.digest)
    row, problem = _forged(first, last)
    if not problem:
        for row, digest, wrong in _walk(first, last):
            if problem := wrong or _unlike(noted, row, digest):
                break
            count += 1
    if not problem:
        row, problem = _beyond(last, digest, newest, noted)
    head = Head(last.entry_id, bytes(last.digest).hex())
    return Found(count, first.entry_id, head, row if problem else None, problem)


def _forged(first: End, last: End) -> tuple[int, str]:
    """Return the row beside an end that does not bear Tandem's signature, and what is wrong."""
    for end, row in ((first, first.entry_id + 1), (last, last.entry_id)):
        if not end.is_signed():
            return row, f"the {end.name} end of the chain is not what Tandem wrote"
    return 0, ""


def _unlike(noted: Head | None, row: int, digest: bytes) -> str:
    if noted and noted.entry_id == row and noted.digest != digest.hex():
        return "it is not the row whose head was noted"
    return ""


def _beyond(last: End, digest: bytes, newest: int, noted: Head | None) -> tuple[int, str]:
    """Return what is wrong at the new end: `digest` is that of the last row, `newest` the greatest number."""
    if digest != bytes(last.digest):
        return last.entry_id, "its digest is not the one at the end of the chain"
    if newest > last.entry_id:
        return last.entry_id + 1, "it was not written by Tandem"
    if noted and noted.entry_id > last.entry_id:
        return last.entry_id + 1, "it and all up to the noted head are gone"
    return 0, ""


def _walk(first: End, last: End) -> Iterator[tuple[int, bytes, str]]:
    """Yield each row's number and digest, and what is wrong with it; the first that is wrong is the last one."""
    expected, digest = first.entry_id + 1, bytes(first.digest)
    rows = Entry.objects.filter(id__gt=first.entry_id, id__lte=last.entry_id).order_by("id")
    for row in rows.iterator(BATCH):
        if row.pk != expected:
            yield expected, digest, "it is missing"
            return
        digest = chain.digest_of(digest, row)
        yield row.pk, digest, _problem(row, digest)
        expected += 1
    if expected <= last.entry_id:
        yield expected, digest, "it is missing"


def _problem(row: Entry, digest: bytes) -> str:
    try:
        same = bytes(row.digest) == digest and row.tag is not None and chain.is_signed(digest, row.tag)
    except VaultError as error:
        return str(error)
    return "" if same else "it was changed, moved or put in"


def prunable(before: datetime) -> int:
    """Return the number of the last row from the old end on that is older than `before`; 0 where none is."""
    keep = Entry.objects.filter(at__gte=before).order_by("id").values_list("id", flat=True).first()
    older = Entry.objects.filter(at__lt=before)
    newest = (older.filter(id__lt=keep) if keep else older).order_by("-id").values_list("id", flat=True).first()
    return newest or 0


def prune(before: datetime) -> int:
    """Delete what is older than `before` from the old end on, and return how many rows that was.

    History says so first. Each batch is one transaction with the new beginning of the chain, so a killed run goes on
    with what is left. Raises HistoryBroken where a row to delete does not verify: pruning hides nothing.
    """
    through, count = prunable(before), 0
    if not through:
        return 0
    record(Kind.HISTORY_PRUNED, actor=None, target={"before": before.date().isoformat(), "through": through})
    while batch := _prune_batch(through):
        count += batch
    return count


def _prune_batch(through: int) -> int:
    with transaction.atomic():
        last, first = End.held(End.LAST), _first()
        until = min(through, first.entry_id + BATCH, last.entry_id)
        walked = list(_walk(first, End(name=End.LAST, entry_id=until)))
        for row, _digest, problem in walked:
            if problem:
                raise chain.HistoryBroken(f"history is broken at row {row}: {problem}")
        if walked:
            first.move(until, walked[-1][1])
            Entry.objects.filter(id__lte=until).delete()
    return len(walked)


def begin_anew() -> Head:
    """Let the chain begin after what is there now, which nobody can verify any more; history says so."""
    with transaction.atomic():
        row = Entry.objects.order_by("-id").first()
        End.objects.all().delete()
        if row:
            End.objects.create(name=End.LAST, **End.beginning(End.LAST))
            End.objects.get(pk=End.LAST).move(row.pk, bytes(row.digest))
            begin_after(row)
        entry = record(Kind.HISTORY_RESTARTED, actor=None, target={"after": row.pk if row else 0})
    return Head(entry.pk, entry.digest.hex())


def begin_after(row: Entry) -> None:
    """Cover only what follows `row`; what it and those before it say can be read, but not verified."""
    with transaction.atomic():
        End.held(End.LAST)
        first = _first()
        if row.pk > first.entry_id:
            first.move(row.pk, bytes(row.digest))
        Entry.objects.filter(id__lte=first.entry_id).update(tag=None)


def _first() -> End:
    """Return the old end, made on first use: until then it is where everything began. Raises HistoryBroken."""
    end, _made = End.objects.get_or_create(name=End.FIRST, defaults=End.beginning(End.FIRST))
    if not end.is_signed():
        raise chain.HistoryBroken("the first end of the history is not what Tandem wrote")
    return end

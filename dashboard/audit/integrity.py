"""Keeping history: beginning the chain, verifying it, pruning its old end, signing it anew after damage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.db.models import Q

from dashboard.audit import chain, unrecorded
from dashboard.audit.models import End, Entry, Kind
from dashboard.audit.services import record
from dashboard.vault import VaultError

BATCH = 1000  # rows that are read, or pruned in one transaction


@dataclass(frozen=True, slots=True)
class ChainHead:
    """The newest row and its digest. Noted elsewhere, it later proves that nothing up to it is gone."""

    entry_id: int
    digest: str

    def __str__(self) -> str:
        return f"{self.entry_id}:{self.digest}"

    @classmethod
    def parse(cls, text: str) -> ChainHead:
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
    head: ChainHead
    broken: int | None = None
    problem: str = ""


def begin(**_: Any) -> None:
    """Make both ends of the chain in a database that is new (a receiver of `post_migrate`).

    Never where anybody is or anything was told: there the ends were taken away.
    """
    if "audit_unrecorded" not in connection.introspection.table_names():
        return  # half-way through the migrations
    if get_user_model().objects.exists() or Entry.objects.exists() or End.objects.filter(pk=End.LAST).exists():
        return
    for name in (End.FIRST, End.LAST):
        End.place(name, 0, chain.BEGINNING)


def verify(noted: ChainHead | None = None) -> Found:
    """Go over the whole chain, and hold it against a head that was `noted` before. Writes and locks nothing."""
    while True:
        newest = Entry.objects.order_by("-id").values_list("id", flat=True).first() or 0  # before the end is read
        ends = {end.name: end for end in End.objects.all()}
        found = _verified(ends, newest, noted)
        if found.broken is None or not _was_pruned(ends):
            return found


def _was_pruned(ends: Mapping[str, End]) -> bool:
    """Whether the old end was moved meanwhile, so that rows went while they were being read."""
    now = End.objects.filter(pk=End.FIRST).values_list("entry_id", flat=True).first()
    return End.FIRST in ends and now is not None and now > ends[End.FIRST].entry_id


def _verified(ends: Mapping[str, End], newest: int, noted: ChainHead | None) -> Found:
    count = 0
    row, problem = _forged(ends)
    first, last = (
        ends.get(name) or End(name=name, entry_id=0, digest=chain.BEGINNING) for name in (End.FIRST, End.LAST)
    )
    digest = bytes(first.digest)
    if not problem:
        row, problem = _outside(first, last, newest)
    if not problem:
        for row, digest, wrong in _walk(first, last):
            if problem := wrong or _unlike(noted, row, digest):
                break
            count += 1
    if not problem:
        row, problem = _beyond(last, digest, noted)
    head = ChainHead(last.entry_id, bytes(last.digest).hex())
    return Found(count, first.entry_id, head, row if problem else None, problem)


def _forged(ends: Mapping[str, End]) -> tuple[int, str]:
    """Return the row beside an end that is missing or does not bear Tandem's signature, and what is wrong."""
    for name in (End.FIRST, End.LAST):
        end = ends.get(name)
        if end is None or not end.is_signed():
            row = 1 if end is None else end.entry_id + (name == End.FIRST)
            return row, f"the {name} end of the chain is missing, or is not what Tandem wrote"
    return 0, ""


def _outside(first: End, last: End, newest: int) -> tuple[int, str]:
    """Return the least row that lies outside the chain; those above `newest` were added since."""
    outside = Entry.objects.filter(Q(id__lte=first.entry_id) | Q(id__gt=last.entry_id, id__lte=newest))
    row = outside.order_by("id").values_list("id", flat=True).first()
    return (0, "") if row is None else (row, "it was not written by Tandem")


def _unlike(noted: ChainHead | None, row: int, digest: bytes) -> str:
    if noted and noted.entry_id == row and noted.digest != digest.hex():
        return "it is not the row whose head was noted"
    return ""


def _beyond(last: End, digest: bytes, noted: ChainHead | None) -> tuple[int, str]:
    """Return what is wrong at the new end: `digest` is that of the last row."""
    if digest != bytes(last.digest):
        return last.entry_id, "its digest is not the one at the end of the chain"
    if noted and noted.entry_id > last.entry_id:
        return last.entry_id + 1, "it and all up to the noted head are gone"
    return 0, ""


def _walk(first: End, last: End) -> Iterator[tuple[int, bytes, str]]:
    """Yield each row's number and digest, and what is wrong with it; the first that is wrong is the last one.

    Numbers have gaps only where a damaged history was signed anew, and then the digests follow one another.
    """
    expected, digest = first.entry_id + 1, bytes(first.digest)
    rows = Entry.objects.filter(id__gt=first.entry_id, id__lte=last.entry_id).order_by("id")
    for row in rows.iterator(BATCH):
        digest = chain.digest_of(digest, row)
        if row.pk != expected and bytes(row.digest) != digest:
            yield expected, digest, "it is missing"
            return
        yield row.pk, digest, _problem(row, digest)
        expected = row.pk + 1
    if expected <= last.entry_id:
        yield expected, digest, "it is missing"


def _problem(row: Entry, digest: bytes) -> str:
    try:
        same = bytes(row.digest) == digest and chain.is_signed(digest, row.tag)
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
        last, first = End.held(End.LAST), End.held(End.FIRST)
        until = min(through, first.entry_id + BATCH, last.entry_id)
        row, problem = _outside(first, last, last.entry_id)
        walked = list(_walk(first, End(name=End.LAST, entry_id=until))) if not problem else [(row, b"", problem)]
        for row, _digest, problem in walked:
            if problem:
                raise chain.HistoryBroken(f"history is broken at row {row}: {problem}")
        if walked:
            first.move(until, walked[-1][1])
            Entry.objects.filter(id__lte=until).delete()
    return len(walked)


def sign_anew() -> ChainHead:
    """Chain and sign all rows as they stand, after damage; history says so, and where the damage was.

    Rows before the damage keep their digests, so heads that were noted up to there still hold.
    """
    found = verify()
    with transaction.atomic():
        list(End.objects.select_for_update())
        row, digest = _start()
        End.place(End.FIRST, row, digest)
        for entry in Entry.objects.order_by("id").iterator(BATCH):
            row, digest = entry.pk, chain.digest_of(digest, entry)
            if _problem(entry, digest):
                Entry.objects.filter(pk=row).update(digest=digest, tag=chain.sign(digest))
        End.place(End.LAST, row, digest)
        told = {"through": row, "broken": found.broken, "problem": found.problem}
        last = record(Kind.HISTORY_RESTARTED, actor=None, target=told)
        unrecorded.join()
    return ChainHead(last.pk, last.digest.hex())


def _start() -> tuple[int, bytes]:
    """Return the row after which the chain begins, and its digest: where it was pruned, if that can be believed."""
    first = End.objects.filter(pk=End.FIRST).first()
    least = Entry.objects.order_by("id").values_list("id", flat=True).first()
    if first and first.is_signed() and (least is None or least > first.entry_id):
        return first.entry_id, bytes(first.digest)
    return (0 if least is None else least - 1), chain.BEGINNING

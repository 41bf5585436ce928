"""Records: any answer decodes or is refused by the one error, and each record is held against the contract."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from time import perf_counter
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from dashboard.upstream.contract import operation
from dashboard.upstream.records import decoding, reads
from dashboard.upstream.records.base import Record, Rows, Undecodable, named
from dashboard.upstream.records.reads import Read
from dashboard.upstream.records.statuses import Status
from dashboard.upstream.records.tasks import Task
from dashboard.upstream.records.time_blocks import TimeBlock

READS = {name: one for name, one in vars(reads).items() if isinstance(one, Read)}
NOON = "2026-03-29T12:00:00Z"
BLOCK = {"id": 7, "task_id": 3, "start": NOON, "created_at": NOON, "toggl_user_id": 9, "workspace_id": 4}

ODD = [
    None, True, 0, -1, 1.5, 10**30, -(10**4000), 1e300, "", "x" * 200_000, "\ud83d", NOON, "9999-12-31T23:59:59Z",
    "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00", "2026-03-29", "2026-03-29T12:00:00", [], {}, [None], [{}],
]  # fmt: skip


def odd_value(number: int) -> Any:  # a name of its own, because hypothesis prints what it maps with
    return ODD[number]


odd = st.integers(0, len(ODD) - 1).map(odd_value)


@cache
def names_of(operation_id: str) -> list[str]:
    return sorted(properties_of(operation_id))


def properties_of(operation_id: str) -> dict[str, Any]:
    schema = next((one for status, one in operation(operation_id).answer_schemas.items() if status < 300), {})
    for step in ("data", "items"):
        schema = schema["properties"]["data"] if step == "data" and "data" in schema.get("properties", {}) else schema
        schema = schema["items"] if step == "items" and "items" in schema else schema
    return schema.get("properties", {})


@cache
def anything(name: str) -> st.SearchStrategy[Any]:
    """An answer of a read: its own fields with odd values, in any envelope, or any JSON at all."""
    fields = st.sampled_from([*(names_of(READS[name].operation_id) or ["id"]), "new_field", "(wrong)", "(unknown)"])
    inner = st.dictionaries(fields, odd, max_size=8)
    whole = st.builds(lambda row: {**BLOCK, **row}, inner)
    row = st.recursive(st.one_of(inner, whole, odd), lambda one: st.dictionaries(fields, one, max_size=4), max_leaves=6)
    rows = st.lists(row, max_size=4)
    envelope = st.fixed_dictionaries({}, optional={"data": rows | odd, "items": rows | odd, "page": odd, "total": odd})
    return st.one_of(row, rows, envelope)


@given(st.data())
def test_no_answer_makes_decoding_raise_anything_else(data):
    name = data.draw(st.sampled_from(sorted(READS)))
    answer = data.draw(anything(name))
    with suppress(Undecodable):
        READS[name].decode(answer)


# ------------------------------------------------------------------ against the contract
def records_within(kind: type[Record]) -> list[tuple[str, type[Record]]]:
    found = [(name, get_args(one.type) or (one.type,)) for name, one in named(kind).items()]
    flat = [(name, [inner for each in each_of for inner in (each, *get_args(each))]) for name, each_of in found]
    return [(name, each) for name, all_ in flat for each in all_ if isinstance(each, type) and issubclass(each, Record)]


def json_types(kind: Any) -> set[str]:
    if get_origin(kind) in (Union, UnionType):
        return set().union(*map(json_types, get_args(kind)))
    if get_origin(kind) is Annotated:
        return json_types(get_args(kind)[0])
    if get_origin(kind) is tuple:
        return {"array"}
    if isinstance(kind, type) and issubclass(kind, Record):
        return {"object"}
    return {{int: "integer", str: "string", bool: "boolean", datetime: "string", type(None): "null"}[kind]}


def mismatches(kind: type[Record], properties: dict[str, Any]) -> list[str]:
    found = [f"{kind.__name__}.{name} is no field of the contract" for name in named(kind) if name not in properties]
    for name in named(kind).keys() & properties.keys():
        stated = properties[name].get("type")
        stated = {stated} if isinstance(stated, str) else set(stated or ())
        ours = json_types(named(kind)[name].type) - {"null"}
        if not ours <= stated:
            found.append(f"{kind.__name__}.{name} is {ours}, the contract says {stated}")
        is_time = properties[name].get("format") == "date-time"
        if is_time != (datetime in get_args(named(kind)[name].type) or named(kind)[name].type is datetime):
            found.append(f"{kind.__name__}.{name}: only one of both is a time")
    for name, inner in records_within(kind):
        schema = properties[name]
        found += mismatches(inner, schema.get("items", schema).get("properties", {}))
    return found


def kind_of(read: Read[Any]) -> type[Record] | None:
    args = getattr(read.decode, "args", ())
    return args[0] if args else None


@pytest.mark.parametrize(
    "kind", sorted({kind for one in READS.values() if (kind := kind_of(one))}, key=str), ids=lambda one: one.__name__
)
def test_every_field_of_a_record_stands_in_the_contract_with_its_type(kind):
    answers = [properties_of(one.operation_id) for one in READS.values() if kind_of(one) is kind]
    assert mismatches(kind, {name: field for answer in answers for name, field in answer.items()}) == []


# ------------------------------------------------------------------ what becomes of odd values
def test_a_wrong_value_is_absent_and_noted():
    block = decoding.one(TimeBlock, {**BLOCK, "duration": "long", "updated_at": "9999-12-31T23:59:59Z", "task": 5})
    assert (block.duration, block.updated_at, block.task) == (None, None, None)
    assert set(block.wrong) == {"duration", "updated_at", "task"}


def test_null_is_nothing_and_not_wrong():
    block = decoding.one(TimeBlock, {**BLOCK, "has_time_entry": None, "task": None})
    assert block.has_time_entry is False
    assert not block.wrong


def test_unknown_fields_are_kept_aside():
    block = decoding.one(TimeBlock, {**BLOCK, "mood": "good"})
    assert block.unknown == {"mood": "good"}


def test_rows_without_what_they_need_are_left_out_and_counted():
    found = decoding.rows(
        TimeBlock, [BLOCK, None, {}, {**BLOCK, "id": -1}, {**BLOCK, "start": "soon"}, {**BLOCK, "id": 8}]
    )
    assert [block.id for block in found] == [7, 8]
    assert found.unreadable == 4
    assert found.received == 6


@pytest.mark.parametrize("listed", [[BLOCK], {"data": [BLOCK]}, {"items": [BLOCK]}])
def test_a_list_comes_bare_or_in_an_envelope(listed):
    assert [block.id for block in decoding.rows(TimeBlock, listed)] == [7]


def test_a_page_says_which_one_it_is():
    found = decoding.rows(Status, {"data": [], "page": 2, "per_page": 100, "total": 101})
    assert found == Rows((), 0, 2, 100, 101)


def test_a_time_without_a_zone_is_utc_and_every_other_comes_to_it():
    for text in ("2026-03-29T12:00:00", "2026-03-29T14:00:00+02:00", "2026-03-29T12:00Z", NOON):
        assert decoding.one(TimeBlock, {**BLOCK, "start": text}).start == datetime(2026, 3, 29, 12, tzinfo=UTC)


def test_rows_inside_an_object_are_left_out_alone():
    task = decoding.one(Task, {"id": 1, "tags": [{"id": 1, "name": "A"}, "two"]})
    assert [tag.id for tag in task.tags or ()] == [1]
    assert set(task.wrong) == {"tags"}


def test_settings_keep_null_and_what_nobody_knows():
    settings = reads.FOCUS_SETTING_VALUES.decode(
        {"theme": "dark", "default_page": None, "autolog_time": "yes", "new": {"a": 1}}
    )
    assert settings.values == {"theme": "dark", "default_page": None}
    assert settings.wrong == {"autolog_time": "yes"}
    assert settings.unknown == {"new": {"a": 1}}


def test_a_week_of_500_blocks_decodes_in_no_time():
    tasks = [
        {"id": n, "name": f"Task {n}", "project": {"id": 1, "name": "P", "color": "#ff0000"}, "status_id": 2,
         "status": {"id": 2, "name": "Open", "emoji": "x", "type": "todo"}, "estimated_mins": 30, "created_at": NOON}
        for n in range(1, 121)
    ]  # fmt: skip
    week = [{**BLOCK, "id": n, "task": tasks[n % 120], "duration": 3600, "updated_at": NOON} for n in range(1, 501)]
    week = json.loads(json.dumps(week))
    best = min(_seconds(lambda: reads.TIME_BLOCKS.decode(week)) for _ in range(20))
    assert best < 0.02  # a millisecond or two; a slow machine has its day


def _seconds(work: Any) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started


def test_records_are_frozen():
    block = decoding.one(TimeBlock, BLOCK)
    with pytest.raises(AttributeError):
        block.duration = 5  # type: ignore[misc]
    assert structs.replace(block, duration=5).duration == 5

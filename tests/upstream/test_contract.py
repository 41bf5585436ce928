"""The contract builds every call of Tandem, refuses what the vendor would refuse, and reads what comes back."""

from __future__ import annotations

import json
import timeit
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.upstream.contract import (
    ContractError,
    MethodNotAllowed,
    Operation,
    UnknownPath,
    match,
    operation,
    operations,
)
from tests.benchmarks import bench_contract
from tests.sweeps import sweep

RANGE = {
    "organization_id": 1,
    "workspace_id": 2,
    "date_from": "2026-11-16T00:00:00Z",
    "date_to": "2026-11-23T00:00:00+01:00",
}
BULK = {"organization_id": 1, "workspace_id": 2}
SECRET = "a11ce0a11ce0a11ce0a11ce0a11ce0a1"


def refused(operation_id: str, params: dict[str, Any] | None = None, body: Any = None) -> dict[str, str]:
    with pytest.raises(ContractError) as caught:
        operation(operation_id).call(params or {}, body)
    return {problem.field: problem.message for problem in caught.value.problems}


def sent(operation_id: str, params: dict[str, Any] | None = None, body: Any = None) -> Any:
    return json.loads(operation(operation_id).call(params or {}, body).body or b"null")


# --- building calls ---


def test_a_call_has_its_encoded_address():
    call = operation("focus.list_time_blocks").call({**RANGE, "order_by": ["-start", "task_id"], "archived": False})
    assert call.target == (
        "/api/organizations/1/workspaces/2/time-blocks?date_from=2026-11-16T00%3A00%3A00Z"
        "&date_to=2026-11-23T00%3A00%3A00%2B01%3A00&archived=false&order_by=-start,task_id"
    )
    assert call.body is None


def test_values_may_come_as_text_or_as_python_types():
    one = operation("focus.list_time_blocks")
    moments = {
        "date_from": datetime(2026, 11, 16, tzinfo=UTC),
        "date_to": datetime(2026, 11, 23, tzinfo=timezone(timedelta(hours=1))),
    }
    texts = {"organization_id": "1", "workspace_id": "2", "per_page": "100", "archived": "true", "order_by": "start"}
    typed = {**RANGE, "per_page": 100, "archived": True, "order_by": ("start",)}
    assert one.call({**RANGE, **texts}).target == one.call({**typed, **moments}).target


def test_a_query_parameter_without_a_value_is_left_out_and_an_empty_one_is_sent_where_it_means_something():
    assert "per_page" not in operation("focus.list_time_blocks").call({**RANGE, "per_page": None}).target
    assert operation("focus.list_time_blocks").call({**RANGE, "archived": ""}).target.endswith("&archived=")


def test_lists_are_comma_separated():
    call = operation("focus.delete_time_blocks").call({**BULK, "ids": [7, "8"], "outbound_sync": True})
    assert urlsplit(call.target).query == "ids=7,8&outbound_sync=true"


def test_keys_printed_in_lower_camel_case_travel_in_pascal_case():
    body = {"beginningOfWeek": 1, "toSAcceptNeeded": False, "date_format": "YYYY-MM-DD", "theme": "dark"}
    wired = {"BeginningOfWeek": 1, "ToSAcceptNeeded": False, "date_format": "YYYY-MM-DD", "theme": "dark"}
    assert sent("track.update_preferences", {}, body) == wired
    assert sent("track.update_preferences", {}, wired) == wired


def test_a_field_in_both_spellings_is_refused():
    problems = refused("track.update_preferences", {}, {"manualMode": True, "ManualMode": False})
    assert "both spellings" in problems["manualMode"]


def test_the_bulk_change_is_sent_as_a_bare_array_and_may_be_given_as_the_reference_prints_it():
    changes = [{"id": 7, "duration": 1800}]
    assert sent("focus.update_time_blocks", BULK, changes) == changes
    assert sent("focus.update_time_blocks", BULK, {"items": changes}) == changes


def test_whole_numbers_are_sent_without_a_fraction():
    body = operation("focus.update_time_blocks").call(BULK, [{"id": 7, "duration": 1800.0}]).body
    assert body == b'[{"id":7,"duration":1800}]'


def test_text_is_sent_as_it_was_written():
    status = {"emoji": "🚀", "name": "<b>שלום</b>", "position": 1}
    assert sent("focus.create_status", {"workspace_id": 2}, status) == status


def test_new_fields_inside_a_saved_object_travel_back():
    rule = {"id": "r1", "keyword": "tandem", "invented_next_year": True}
    assert sent("track.update_preferences", {}, {"macos_auto_tracking_rules": [rule]}) == {
        "macos_auto_tracking_rules": [rule]
    }


def test_newer_fields_can_be_written():
    body = {"goal_reminder_time": "08:30", "onboarding_tour_seen_at": None, "whats_new_seen": {"a": 1}}
    assert sent("focus.update_settings", {}, body) == body


def test_no_secret_is_in_what_a_call_prints():
    call = operation("track.update_me").call({}, {"password": SECRET, "current_password": SECRET})
    assert SECRET not in repr(call)


# --- refusing ---


def test_unknown_names_are_refused_with_a_hint():
    assert "date_format" in refused("track.update_preferences", {}, {"date_fromat": "YYYY-MM-DD"})["date_fromat"]
    assert refused("track.get_me", {"verbose": 1}) == {"verbose": "There is no parameter of this name."}


def test_every_problem_is_told_at_once():
    problems = refused("focus.list_time_blocks", {"organization_id": "x", "date_from": "2026-11-16", "per_page": 101})
    assert set(problems) == {"organization_id", "workspace_id", "date_from", "date_to", "per_page"}


def test_a_message_says_what_is_allowed():
    assert "DD.MM.YYYY" in refused("track.update_preferences", {}, {"date_format": "D.M.Y"})["date_format"]
    assert "100 or less" in refused("focus.list_statuses", {"workspace_id": 2, "per_page": 200})["per_page"]
    assert "with an offset" in refused("focus.list_time_blocks", {**RANGE, "date_to": "2026-11-23"})["date_to"]
    assert "08:30" in refused("focus.update_settings", {}, {"goal_reminder_time": "25:00"})["goal_reminder_time"]
    assert "or null" in refused("focus.update_settings", {}, {"calendar_range_type": 1})["calendar_range_type"]


def test_nested_problems_name_their_place():
    assert set(refused("focus.update_time_blocks", BULK, [{"id": 7, "start": "today"}])) == {"items.0.start"}
    blocks = {"time_blocks": [{"task_id": 3, "start": "2026-11-16T09:00:00Z"}, {"task_id": 3}]}
    assert set(refused("focus.create_time_blocks", BULK, blocks)) == {"time_blocks.1.start"}


@sweep(
    [
        ("track.update_preferences", {}, None),
        ("track.update_preferences", {}, {}),
        ("track.update_preferences", {}, []),
        ("track.get_me", {}, {"a": 1}),
        ("track.update_preferences", {}, {"date_format": None}),
        ("track.update_preferences", {}, {"beginningOfWeek": 7}),
        ("track.update_preferences", {}, {"beginningOfWeek": True}),
        ("track.update_preferences", {}, {"calendar_visible_hours_end": 1.5}),
        ("track.update_preferences", {}, {"calendar_visible_hours_end": float("nan")}),
        ("track.update_preferences", {}, {"theme": "\ud800"}),
        ("track.update_preferences", {}, {"macos_auto_tracking_rules": [{1: 2}]}),
        ("track.update_me", {}, {"password": "long enough"}),
        ("track.update_me", {}, {"email": "alice"}),
        ("focus.create_status", {"workspace_id": 2}, {"name": "Waiting", "emoji": "⏳"}),
        ("focus.create_status", {"workspace_id": 2}, {"name": "Waiting", "emoji": "⏳", "position": 0}),
        ("focus.create_status", {"workspace_id": 2}, {"name": "W", "emoji": "⏳", "position": 1, "type": "done"}),
        ("focus.create_time_blocks", BULK, {"time_blocks": []}),
        ("focus.update_time_blocks", BULK, []),
        ("focus.update_time_blocks", BULK, [{"id": 7}]),
        ("focus.delete_time_blocks", {**BULK, "ids": []}, None),
        ("focus.update_settings", {}, {"first_interaction": True}),
        ("focus.update_settings", {}, {"timezone": "Europe/Berlin"}),
        ("focus.update_settings", {}, {"start_week_on": 2}),
        ("track.list_tasks", {"since": "yesterday"}, None),
        ("track.get_client_preferences", {"client": "mobile"}, None),
    ]
)
def test_what_the_vendor_would_refuse_is_refused_here(operation_id: str, params: dict[str, Any], body: Any):
    assert refused(operation_id, params, body)


def test_a_body_nested_beyond_all_sense_is_refused():
    rule: Any = {}
    for _ in range(100_000):
        rule = {"parameters": rule}
    assert refused("track.update_preferences", {}, {"windows_auto_tracking_rules": [rule]})


@sweep([0, -1, "0", "-1", "+1", "01", "1.0", "1e3", " 1", "\uff11", "1/2", "", True, 1.0, 10**19])
def test_a_number_in_an_address_is_plain_digits_from_one(value: Any):
    assert set(refused("track.get_workspace_preferences", {"workspace_id": value})) == {"workspace_id"}


@sweep(["", ".", "..", "...", "a/b", "/", "a\\b", "a\0", "a\n", "\ud800", "confirm", "x" * 256])
def test_text_in_an_address_cannot_change_the_address(value: str):
    body = {"email": "alice@example.com"}
    assert set(refused("track.request_lost_password", {"token_code": value}, body)) == {"token_code"}


@sweep([
        "2026-11-16", "2026-11-16T09:00:00", "2026-11-16 09:00:00Z", "2026-11-16t09:00:00z", "2026-02-30T09:00:00Z",
        "2026-11-16T24:01:00Z", "2026-11-16T09:00Z", "2026-11-16T23:59:60Z", "20261116T090000Z",
        "\uff12026-11-16T09:00:00Z", "2026-11-16T09:00:00Z\n", datetime(2026, 11, 16),  # noqa: DTZ001
    ])  # fmt: skip
def test_a_moment_is_complete_and_has_an_offset(moment: Any):
    assert set(refused("focus.list_time_blocks", {**RANGE, "date_from": moment})) == {"date_from"}


@sweep(["2026-11-16T09:00:00Z", "2026-11-16T09:00:00.123456Z", "2026-11-16T09:00:00-03:30"])
def test_a_moment_may_have_fractions_and_any_offset(moment: str):
    assert sent("focus.update_time_blocks", BULK, [{"id": 7, "start": moment}])[0]["start"] == moment


@sweep(
    [
        {"password": SECRET[:5], "current_password": 5},
        {"password": [SECRET], "current_password": {"a": SECRET}},
        {"password": SECRET, "email": SECRET, "country_id": SECRET},
    ]
)
def test_no_message_repeats_a_value(body: dict[str, Any]):
    with pytest.raises(ContractError) as caught:
        operation("track.update_me").call({}, body)
    assert SECRET[:5] not in str(caught.value)


# --- the builder never leaves the template ---

ANYTHING = st.one_of(st.text(), st.integers(), st.floats(), st.booleans(), st.none(), st.lists(st.text()))


@given(data=st.data(), one=st.sampled_from(list(operations().values())))
def test_an_address_never_leaves_its_template(data: st.DataObject, one: Operation):
    good: dict[str, Any] = {"integer": st.integers(1, 2**63 - 1), "string": st.text(min_size=1, max_size=40)}
    params = {p.name: data.draw(ANYTHING | good.get(p.schema["type"], ANYTHING)) for p in one.parameters}
    try:
        target = one.call(params, example_body(one)).target
    except ContractError:
        return
    path, _, query = target.partition("?")
    assert target.isascii()
    assert not set(target) & set(' "#<>\\^`{|}')
    found, found_params = match(one.service, one.method, unquote(path))
    assert found is one
    assert {name: as_written(params[name]) for name in found_params} == found_params
    assert set(parse_qs(query, keep_blank_values=True)) <= {p.name for p in one.parameters if p.place == "query"}


def as_written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)  # `true` and `false`, as JSON writes them


def example_body(one: Operation) -> Any:
    bodies: dict[str, Any] = {
        "focus.create_time_block": {"start": "2026-11-16T09:00:00Z"},
        "focus.replace_time_block": {"start": "2026-11-16T09:00:00Z"},
        "focus.update_time_block": {"duration": 60},
        "focus.create_time_blocks": {"time_blocks": [{"start": "2026-11-16T09:00:00Z", "task_id": 3}]},
        "focus.update_time_blocks": [{"id": 7, "duration": 60}],
        "focus.create_status": {"emoji": "⏳", "name": "Waiting", "position": 1},
        "focus.update_status": {"emoji": "⏳", "name": "Waiting", "position": 1},
        "focus.update_settings": {"theme": "dark"},
        "focus.update_task": {"status_id": 4},
        "track.update_me": {"fullname": "Alice"},
        "track.update_workspace_preferences": {"hide_start_end_times": True},
        "track.confirm_lost_password": {"code": "c"},
        "track.request_lost_password": {"email": "alice@example.com"},
    }
    return bodies.get(one.id, {"date_format": "YYYY-MM-DD"} if one.body_schema is not None else None)


@sweep(operations().values())
def test_every_operation_can_be_called(one: Operation):
    values = {"client": "web", "token_code": "t", "date_from": RANGE["date_from"], "date_to": RANGE["date_to"]}
    params = {p.name: values.get(p.name, 7) for p in one.parameters if p.required}
    call = one.call(params, example_body(one))
    assert match(one.service, one.method, urlsplit(call.target).path)[0] is one
    assert (call.body is not None) == (one.body_schema is not None)


# --- finding an operation by its address ---


def test_fixed_segments_win_over_parameters():
    assert match("track", "GET", "/api/v9/me/projects/paginated")[0].id == "track.list_projects_paginated"
    assert match("track", "POST", "/api/v9/me/lost_passwords/confirm")[0].id == "track.confirm_lost_password"
    found, params = match("track", "POST", "/api/v9/me/preferences/desktop")
    assert (found.id, params) == ("track.update_client_preferences", {"client": "desktop"})


@sweep([
        "", "/", "/api/v9/me/", "/api/v9//me", "/api/v9/ME", "/api/v9/me/preferences/", "/api/v9/me/../me",
        "/api/v8/me",
        "api/v9/me", "/api/v9/workspaces", "/api/users/me/settings", "/api/v9/me/preferences/web/x", "/api/v9/me?a=b",
    ])  # fmt: skip
def test_the_list_of_addresses_is_closed(path: str):
    with pytest.raises(UnknownPath):
        match("track", "GET", path)


@sweep(["HEAD", "OPTIONS", "DELETE", "get", "PUT", ""])
def test_a_wrong_method_is_told_the_right_ones(method: str):
    with pytest.raises(MethodNotAllowed) as caught:
        match("track", method, "/api/v9/me/preferences")
    assert caught.value.allowed == ("GET", "POST")


def test_an_unknown_operation_is_a_key_error():
    with pytest.raises(KeyError):
        operation("track.start_timer")


def test_a_body_of_171_fields_is_checked_about_as_fast_as_it_is_written_down():
    body = bench_contract.full_body()
    check = operation("track.update_preferences")._body_validator
    assert check is operation("track.update_preferences")._body_validator
    assert len(body) == 171
    checked, written = (
        min(timeit.repeat(one, number=50, repeat=9))
        for one in (
            lambda: check.is_valid(body),
            lambda: json.dumps(body),
        )
    )
    assert checked < 5 * written

"""What comes in is read tolerantly: both spellings, every form of a list, new fields; and secrets go."""

from __future__ import annotations

from typing import Any

from dashboard.upstream.contract import Operation, operation, operations
from tests.sweeps import sweep

BLOCK = {
    "id": 7, "start": "2026-11-16T09:00:00Z", "created_at": "2026-11-01T09:00:00Z", "task_id": 3, "toggl_user_id": 5,
    "workspace_id": 2,
}  # fmt: skip
TOKEN = "a11ce0a11ce0a11ce0a11ce0a11ce0a1"


def test_both_spellings_are_the_same_field_and_unknown_fields_are_kept():
    read = operation("track.get_preferences").canonical
    assert read({"BeginningOfWeek": 1, "new_key": 2}) == {"beginningOfWeek": 1, "new_key": 2}
    assert read({"beginningOfWeek": 1, "NewKey": 2}) == {"beginningOfWeek": 1, "NewKey": 2}


@sweep([("BeginningOfWeek", "beginningOfWeek"), ("beginningOfWeek", "BeginningOfWeek")])
def test_where_both_spellings_come_the_wires_counts(*keys: str):
    answer = {key: 1 if key[0] == "B" else 6 for key in keys}
    assert operation("track.get_preferences").canonical(answer) == {"beginningOfWeek": 1}


def test_what_is_read_can_be_sent_back():
    one = operation("track.update_preferences")
    assert operation("track.get_preferences").canonical(one.wire({"timerView": "list"})) == {"timerView": "list"}


@sweep(
    ["focus.stream_time_blocks", "focus.create_time_blocks", "track.list_clients"],
    [[BLOCK], {"items": [BLOCK]}, {"data": [BLOCK], "page": 1}],
)
def test_a_list_is_a_list_in_every_form(name: str, form: Any):
    assert operation(name).canonical(form) == [BLOCK]


@sweep([None, [], {"items": None}, {"data": None}])
def test_an_empty_list_is_a_list_in_every_form(form: Any):
    assert operation("focus.stream_time_blocks").canonical(form) == []


@sweep([[BLOCK], {"data": [BLOCK]}, {"items": [BLOCK]}])
def test_a_page_is_a_page_in_every_form(form: Any):
    assert operation("focus.list_time_blocks").canonical(form) == {"data": [BLOCK]}


@sweep([None, [], {"data": None}])
def test_an_empty_page_is_a_page_in_every_form(form: Any):
    assert operation("focus.list_time_blocks").canonical(form) == {"data": []}


def test_a_page_keeps_what_stands_beside_its_rows():
    page = {"data": [{**BLOCK, "task": {"tags": None, "new": 1}}], "page": 2, "per_page": 50, "cursor": "c"}
    read = operation("focus.list_time_blocks").canonical(page)
    assert read == {**page, "data": [{**BLOCK, "task": {"tags": [], "new": 1}}]}


def test_lists_that_came_as_null_are_empty():
    assert operation("track.get_me").canonical({"id": 1, "clients": None}) == {"id": 1, "clients": []}
    assert operation("track.get_web_timer").canonical({"tags": None}) == {"tags": []}


@sweep(operations().values(), [None, "", "text", 5, True, [], {}, [None], [5], {"data": 5}, {"items": "x"}])
def test_no_answer_is_too_odd_to_be_read(one: Operation, odd: Any):
    one.canonical(odd)
    one.without_secrets(odd)
    assert all(
        isinstance(problem, str) for status in (*one.statuses, 402, 429) for problem in one.answer_problems(status, odd)
    )


def test_reading_leaves_the_answer_itself_alone():
    answer = {"BeginningOfWeek": 1, "alpha_features": None}
    operation("track.get_preferences").canonical(answer)
    assert answer == {"BeginningOfWeek": 1, "alpha_features": None}


# --- is the answer what the contract says? ---


def test_null_missing_and_new_fields_and_new_values_are_no_problem():
    settings = operation("focus.get_settings")
    assert not settings.answer_problems(200, {"theme": "sepia", "autolog_time": None, "brand_new": 1})
    assert not operation("focus.get_time_block").answer_problems(200, {**BLOCK, "duration": None})
    assert not operation("track.get_preferences").answer_problems(200, {"decimal_separator": {"odd": 1}})


def test_a_wrong_structure_is_a_problem_that_names_the_field():
    assert operation("focus.get_time_block").answer_problems(200, {**BLOCK, "id": "7"}) == [
        "id: This has to be a whole number."
    ]
    assert operation("focus.get_time_block").answer_problems(200, {}) != []


def test_the_strict_look_sees_values():
    settings = operation("focus.get_settings")
    assert settings.answer_problems(200, {"theme": "sepia"}, strict=True)
    assert not settings.answer_problems(200, {"theme": "dark"}, strict=True)
    assert operation("focus.delete_status").answer_problems(204, {}, strict=True)


def test_errors_have_their_services_form():
    problem = {"error": "validation", "error_description": "Key: 'Pagination.PerPage'", "trace_id": "f" * 32}
    assert not operation("focus.list_statuses").answer_problems(400, problem, strict=True)
    assert operation("focus.list_statuses").answer_problems(400, "Invalid request", strict=True)
    assert not operation("track.update_preferences").answer_problems(400, "Missing data", strict=True)
    assert not operation("track.get_me").answer_problems(402, "You have hit your hourly limit", strict=True)


def test_no_problem_repeats_a_value():
    problems = operation("track.get_me").answer_problems(200, {"api_token": [TOKEN], "id": TOKEN})
    assert problems
    assert TOKEN not in "".join(problems)


# --- secrets ---


def test_secrets_leave_an_answer_at_any_depth_and_in_any_spelling():
    answer = {
        "id": 1,
        "api_token": TOKEN,
        "workspaces": [{"id": 2, "apiToken": TOKEN, "ical_url": TOKEN, "logs": [{"Api_Token": TOKEN, "k": "v"}]}],
        "intercom_hash": TOKEN,
    }
    assert operation("track.get_me").without_secrets(answer) == {
        "id": 1,
        "workspaces": [{"id": 2, "logs": [{"k": "v"}]}],
    }


def test_secrets_are_masked_before_a_body_is_written_down():
    me = operation("track.update_me").redacted_body({"fullname": "Alice", "password": TOKEN, "current_password": TOKEN})
    assert me == {"fullname": "Alice", "password": "********", "current_password": "********"}
    lost = operation("track.confirm_lost_password").redacted_body({"code": TOKEN, "user_id": 5})
    assert lost == {"code": "********", "user_id": 5}


def test_a_body_is_written_down_in_the_references_names():
    assert operation("track.update_preferences").redacted_body({"ManualMode": True}) == {"manualMode": True}


def test_a_secret_in_an_address_is_masked_before_it_is_written_down():
    assert operation("track.request_lost_password").redacted_params({"token_code": TOKEN}) == {"token_code": "********"}

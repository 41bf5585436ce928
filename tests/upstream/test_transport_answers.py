"""Every way in which Track and Focus are known to answer, and what we take it for."""

from __future__ import annotations

import gzip

import time_machine

from dashboard.upstream import errors
from dashboard.upstream.contract import operation
from tests.sweeps import sweep
from tests.upstream import hostile as h
from tests.upstream.calls import ALICE, FOCUS_READ, READ, TOKEN, WRITE, failed, failure, send, upstream

JSON = "Content-Type: application/json; charset=utf-8"
LOGGED = operation("track.get_logged").call()
ME = operation("track.update_me")
WORKSPACE = operation("track.get_workspace_preferences").call({"workspace_id": 1})
STATUSES = operation("focus.list_statuses").call({"workspace_id": 1, "per_page": 100})
GO = "Key: 'Pagination.PerPage' Error:Field validation for 'PerPage' failed on the 'max' tag"  # Go's validator
CLIENTS = operation("track.list_clients").call()


def failing(call, status: int, body: bytes = b"", *headers: str):
    with h.hostile(h.answer(status, body, *headers)) as server:
        return failed(server, call)


def answered(call, body: bytes, *headers: str, status: int = 200):
    with h.hostile(h.answer(status, body, *headers)) as server:
        return send(server, call).data


# ------------------------------------------------------------------ yes
@sweep(
    [
        (READ, b'{"id": 1}', {"id": 1}),
        (READ, b'\xef\xbb\xbf {"id": 1}\n', {"id": 1}),
        (CLIENTS, b"[]", []),
        (CLIENTS, b"null", None),
        (STATUSES, b'{"data": [], "page": 1}', {"data": [], "page": 1}),
        (STATUSES, b"[]", []),
        (LOGGED, b"", None),
        (LOGGED, b"OK", "OK"),
        (WRITE, b"", None),
        (WRITE, b'"OK"', "OK"),
        (WRITE, b"OK", "OK"),
        (WRITE, b'{"anything": []}', {"anything": []}),
    ]
)
def test_data_is_read(call, body, data):
    assert answered(call, body) == data


def test_no_content_is_no_data():
    assert answered(WRITE, b"", status=204) is None


def test_a_packed_body_is_unpacked():
    assert answered(READ, gzip.compress(b'{"id"') + gzip.compress(b": 1}"), "Content-Encoding: gzip") == {"id": 1}


def test_a_chunked_body_is_put_together():
    chunked = (
        b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\n{"id"\r\n4\r\n: 1}\r\n0\r\nTrailer: x\r\n\r\n'
    )
    with h.hostile(lambda sock: sock.sendall(chunked)) as server:
        assert send(server).data == {"id": 1}


@sweep(
    [
        h.packet(200, b""),
        h.packet(200, b'"a string"'),
        h.packet(200, b"[]"),
        h.packet(200, b"null"),
        h.packet(200, b"not json"),
        h.packet(200, b'{"id": NaN}'),
        h.packet(200, b'{"id": "\\ud800"}'),
        h.packet(200, b'{"id": "\xff"}'),
        h.packet(200, b'{"id": ' + b"9" * 5000 + b"}"),
        h.packet(200, b'{"a":' * 100_000),
        h.packet(200, b"[" * 100_000 + b"]" * 100_000),
        h.packet(200, b"<!doctype html>"),
        h.packet(200, b"{}", "Content-Type: text/html"),
        h.packet(200, b'{"id": 1}', length=20),
        h.packet(200, b'{"id": 1', JSON),
        h.packet(200, b"{}", "Content-Encoding: br"),
        h.packet(200, b"{}", "Content-Encoding: gzip"),
        h.packet(200, gzip.compress(b'{"id": 1}', mtime=0)[:-5], "Content-Encoding: gzip"),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{",
        b"HTTP/3 000\r\n\r\n",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"\x15\x03\x01\x00\x02\x02\x46",
        h.packet(999, b"{}"),
    ]
)
def test_what_is_no_answer_is_unreadable(packet):
    with h.hostile(h.raw(packet)) as server:
        error = failed(server)
    assert type(error) is errors.Unreadable, repr(error)


@sweep(
    [
        h.packet(200, b"{}", *(f"X-{n}: y" for n in range(200))),
        h.packet(200, b"{}", "X: " + "y" * 70_000),
        h.packet(200, b"{}", *(f"X-{n}: {'y' * 1000}" for n in range(90))),
        b"HTTP/1.1 100 Continue\r\n\r\n" * 5000,
        h.bomb(),
    ]
)
def test_more_than_an_answer_can_be_is_too_large(packet):
    with h.hostile(h.raw(packet)) as server:
        error = failed(server)
    assert type(error) is errors.TooLarge, repr(error)


def test_a_write_that_was_answered_garbage_may_have_acted():
    with h.hostile(h.answer(200, b"<html>")) as server:
        assert failed(server, WRITE).sent


# ------------------------------------------------------------------ no
@sweep(
    [WRITE, STATUSES],
    [
        (b'"You have hit your hourly limit"', ("X-Toggl-Quota-Remaining: 0", "X-Toggl-Quota-Resets-In: 133"), "spent"),
        (b"", ("X-Toggl-Quota-Remaining: 0", "X-Toggl-Quota-Resets-In: 133"), "spent"),
        (b"", ("X-Toggl-Quota-Remaining: -3", "X-Toggl-Quota-Resets-In: 133"), "spent"),
        (b"You have hit your hourly limit for API calls. The quota will reset in 133 seconds.", (), "spent"),
        (b'{"error": "quota", "error_description": "Hourly limit. The quota will reset in 133 seconds"}', (), "spent"),
        (b'"Workspace needs to have the Locking time entries feature enabled"',
         ("X-Toggl-Quota-Remaining: 12", "X-Toggl-Quota-Resets-In: 133"), "plan"),
        (b'"Workspace needs to have the Locking time entries feature enabled"', (), "plan"),
        (b'"quota is not in your plan"', ("X-Toggl-Quota-Remaining: 12", "X-Toggl-Quota-Resets-In: 133"), "plan"),
        (b"", (), "plan"),
        (b"", ("X-Toggl-Quota-Remaining: many",), "plan"),
    ],
)  # fmt: skip
def test_402_is_the_quota_or_the_plan(call, body, headers, kind):
    with time_machine.travel("2026-11-20 12:00:00Z", tick=False):
        error = failing(call, 402, body, *headers)
    assert type(error) is {"spent": errors.QuotaSpent, "plan": errors.PlanLacksFeature}[kind]
    if kind == "spent":
        assert f"{error.resets_at:%F %T}" == "2026-11-20 12:02:13"


def test_a_bad_key_of_focus_is_401():
    body = b'{"error": "invalid_session", "error_description": "the provided API key is invalid", "trace_id": "f"}'
    error = failing(FOCUS_READ, 401, body, JSON)
    assert type(error) is errors.CredentialRefused
    assert error.upstream_message == "the provided API key is invalid"


@sweep([LOGGED, READ])
def test_a_bad_token_of_track_is_403_where_nobody_lacks_a_permission(call):
    assert type(failing(call, 403)) is errors.CredentialRefused


@sweep(
    [
        (b"", True),
        (b'"User does not have access to this resource."', True),
        (b"Incorrect username and/or password", True),
        (b'"Permission required to update time entries lock setting."', False),
    ]
)
def test_another_403_of_track_may_be_the_key_or_a_permission(body, suspect):
    error = failing(WORKSPACE, 403, body)
    assert type(error) is errors.Forbidden
    assert error.credential_suspect is suspect


def test_a_403_of_focus_is_a_permission():
    delete = operation("focus.delete_status").call({"workspace_id": 1, "status_id": 2})
    body = b'{"error": "forbidden", "error_description": "Cannot delete default status"}'
    error = failing(delete, 403, body, JSON)
    assert type(error) is errors.Forbidden
    assert error.upstream_message == "Cannot delete default status"
    assert not error.credential_suspect


@sweep([401, 402, 403], [WRITE, READ, FOCUS_READ])
def test_a_page_of_html_gives_no_verdict_on_a_key(status, call):
    assert type(failing(call, status, b"<html>Please sign in to the hotel</html>", "Content-Type: text/html")) is (
        errors.Unreadable
    )


def test_a_credential_that_something_took_away_was_not_refused():
    assert type(failing(WRITE, 401, b"", "X-Authorization-Missing: true")) is errors.Unreadable


@sweep(
    [
        (WRITE, "Value in date_format is invalid", "date_format"),
        (WRITE, "Value in timeofday_format is invalid", "timeofday_format"),
        (WRITE, "Cannot set value for ToSAcceptNeeded", "toSAcceptNeeded"),
        (WRITE, "Invalid feature code(s)", "alpha_features"),
        (WRITE, "Missing data", None),
        (operation("track.get_client_preferences").call({"client": "web"}), "Unknown client", "client"),
        (operation("track.get_client_preferences").call({"client": "web"}), "Unknown client.", "client"),
        (WORKSPACE, "Workspace not found", "workspace_id"),
        (operation("track.list_projects").call(), "Invalid include_archived", "include_archived"),
        *(
            (ME.call({}, {"fullname": "Alice"}), sentence, field)
            for sentence, field in {
                "Invalid timezone": "timezone",
                "Invalid beginning_of_week": "beginning_of_week",
                "Invalid country_id": "country_id",
                "Invalid email": "email",
                "Current password is not valid": "current_password",
                "Current password must be present to change password": "current_password",
                "Password should be at least 6 characters": "password",
                "user with this email already exists": "email",
            }.items()
        ),
    ],
    ['"{}"', "{}"],
)
def test_a_sentence_of_track_s_is_shown_at_the_field_it_names(call, sentence, field, form):
    error = failing(call, 400, form.format(sentence).encode())
    assert type(error) is errors.InvalidRequest
    assert (error.upstream_message, error.field) == (sentence, field)
    assert not error.sent


@sweep(
    [
        (b'{"error": "validation", "error_description": "' + GO.encode() + b'"}', GO, "per_page"),
        (b'{"error": "validation", "error_description": "no", "error_values": {"per_page": "max"}}', "no", "per_page"),
        (b'{"error": "validation", "error_description": "no", "error_values": {"field": "PerPage"}}', "no", "per_page"),
        (b'{"error": "invalid_organization_id", "error_description": "bad"}', "bad", None),
        (b'{"error": "validation"}', "validation", None),
        (b'{"error": {"message": "deep"}}', "deep", None),
        (b'{"errors": ["first", "second"]}', "first", None),
        (b'{"error_description": 5}', "", None),
        (b"[]", "", None),
        (b"null", "", None),
        (b"", "", None),
        (b"\xff\xfe", "\ufffd\ufffd", None),
        (b"<html>no</html>", "", None),
    ]
)  # fmt: skip
def test_an_error_of_focus_s_is_read_in_every_form(body, message, field):
    error = failing(STATUSES, 400, body)
    assert type(error) is errors.InvalidRequest
    assert (error.upstream_message, error.field) == (message, field)


@sweep([404, 410])
def test_what_is_gone_is_gone(status):
    assert type(failing(READ, status, b"<html>not found</html>")) is errors.Gone


@sweep([405, 409, 418, 422, 451])
def test_another_refusal_shows_its_sentence(status):
    error = failing(STATUSES, status, b'{"error": "overlap", "error_description": "The block overlaps"}')
    assert type(error) is errors.InvalidRequest
    assert (error.status, error.upstream_message) == (status, "The block overlaps")


@sweep([("7", 7), ("-7", 0), ("99999", 3600), ("soon", None), ("9" * 5000, None), ("", None)])
def test_a_pause_is_as_long_as_sensible(header, seconds):
    assert failing(READ, 429, b"", f"Retry-After: {header}").retry_after == seconds


def test_a_pause_may_be_a_date():
    with time_machine.travel("2026-11-20 12:00:00Z", tick=False):
        assert failing(READ, 429, b"", "Retry-After: Fri, 20 Nov 2026 12:01:00 GMT").retry_after == 60


@sweep([408, 499, 500, 503, 599])
def test_trouble_of_the_service_leaves_a_write_unknown(status):
    error = failing(WRITE, status, b'"Internal Server Error"')
    assert type(error) is errors.ServerFailed
    assert error.sent


@sweep([300, 301, 302, 303, 304, 307, 308])
def test_every_redirect_is_an_error(status):
    assert type(failing(READ, status, b"", "Location: /")) is errors.Redirected


def test_a_refusal_brings_the_quota_along():
    error = failing(WRITE, 400, b"", "X-Toggl-Quota-Remaining: 4", "X-Toggl-Quota-Resets-In: 60")
    assert (error.quota.remaining, error.quota.resets_in) == (4, 60)


def test_a_long_sentence_is_cut_and_its_control_characters_are_gone():
    error = failing(WRITE, 400, b"bad\x1b[31m \x00\r\n  value " + b"x" * 10_000)
    assert error.upstream_message.startswith("bad [31m value xxx")
    assert len(error.upstream_message) == 500


def test_an_echo_of_the_secret_is_masked():
    header = ALICE.header().encode().decode()
    with h.hostile(h.answer(400, f"you sent {TOKEN} as {header}".encode())) as server:
        error = failure(upstream(server).send, WRITE, ALICE)
    assert error.upstream_message == "you sent ******** as Basic ********"

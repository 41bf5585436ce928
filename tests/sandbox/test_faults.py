"""Faults strike the operation they are set for, as often as they are set for, and do what their name says."""

import http.client
import socket
import time
import zlib
from contextlib import suppress

import pytest

from dashboard.sandbox.protocol.application import Application
from dashboard.sandbox.protocol.faults import KINDS, WIRE_KINDS
from tests.sandbox.test_blocks import days

ME = "/api/v9/me"
END = b"\r\n\r\n"  # of the headers


def test_a_fault_strikes_its_operation_so_many_times(alice, sandbox):
    sandbox.fault("track.get_me", "status", times=2, status=503)
    assert alice.call("track.get_logged").status == 200
    assert [alice.call("track.get_me").status for _ in range(3)] == [503, 503, 200]


def test_a_fault_can_be_set_for_many_operations_and_for_ever(alice, sandbox):
    for pattern in ("*", "track.*", "track.get_*"):
        sandbox.fault(pattern, "status", times=-1)
        assert [alice.call("track.get_me").status for _ in range(3)] == [500] * 3, pattern
        sandbox.clear_faults()
        assert alice.call("track.get_me").status == 200, pattern


def test_status_says_the_documented_sentence_in_the_services_own_form(alice, sandbox):
    sandbox.fault("*", "status", times=-1)
    assert alice.call("track.get_me").data == "Internal Server Error"
    assert alice.call("focus.get_settings").data["error_description"] == "Internal Server Error"


def test_status_can_have_any_body_and_headers(alice, sandbox):
    headers = {"X-Toggl-Quota-Remaining": "0", "X-Toggl-Quota-Resets-In": "90"}
    sandbox.fault("*", "status", status=402, body="quota", headers=headers)
    got = alice.call("track.get_me")
    assert (got.status, got.raw, got.left, got.resets_in) == (402, b"quota", 0, 90)
    sandbox.fault("*", "status", status=400, body={"error": "odd"})
    assert alice.call("track.get_me").data == {"error": "odd"}


def test_a_refused_write_did_not_happen(alice, sandbox):
    for kind in (kind for kind, acts in KINDS.items() if not acts and kind not in WIRE_KINDS):
        sandbox.fault("track.update_me", kind)
        alice.call("track.update_me", {"fullname": kind})
    assert alice.call("track.get_me").data["fullname"] == "Alice Archer"


def test_a_write_whose_answer_is_damaged_did_happen(alice, sandbox):
    damaging = [kind for kind, acts in KINDS.items() if acts]
    names = []
    for kind in damaging:
        sandbox.fault("track.update_me", kind, seconds=0.0, bytes=100_000)
        with suppress(OSError, http.client.HTTPException):
            alice.call("track.update_me", {"fullname": kind})
        names.append(alice.call("track.get_me").data["fullname"])
    assert names == damaging


def test_whether_a_fault_acts_can_be_chosen(alice, sandbox):
    sandbox.fault("track.update_me", "status", status=502, acts=True)
    assert alice.call("track.update_me", {"fullname": "Al"}).status == 502
    sandbox.fault("track.update_me", "html", acts=False)
    alice.call("track.update_me", {"fullname": "Never"})
    assert alice.call("track.get_me").data["fullname"] == "Al"


def test_a_redirect_leads_into_a_trap_that_is_counted(alice, sandbox):
    sandbox.fault("*", "redirect")
    got = alice.call("track.get_me")
    assert (got.status, got.headers["Location"]) == (302, "/_sandbox/trap")
    alice.send("GET", got.headers["Location"])
    assert [one["operation"] for one in sandbox.requests()] == ["track.get_me", "trap"]


def test_a_reset_resets(alice, sandbox):
    for kind in ("reset_before", "reset_after"):
        sandbox.fault("*", kind)
        with pytest.raises(ConnectionResetError):
            alice.call("track.get_me")


def test_a_close_closes_without_a_word(alice, sandbox):
    sandbox.fault("*", "close")
    with pytest.raises(http.client.RemoteDisconnected):
        alice.call("track.get_me")


def test_half_breaks_off_in_the_middle_of_what_was_announced(alice, sandbox):
    whole = len(alice.call("track.get_me").raw)
    sandbox.fault("*", "half", times=3)
    with pytest.raises(http.client.IncompleteRead) as broken:
        alice.call("track.get_me")
    assert len(broken.value.partial) == whole // 2
    for operation, params in (("focus.stream_time_blocks", days(sandbox)), ("track.get_logged", {})):
        with pytest.raises(http.client.IncompleteRead):
            alice.call(operation, **params)


def test_a_delay_delays(alice, sandbox):
    sandbox.fault("*", "delay", seconds=0.1)
    start = time.monotonic()
    assert alice.call("track.get_me").status == 200
    assert time.monotonic() - start >= 0.1


def begun(alice, sandbox, enough):
    """What has come of an answer when there is enough of it, while the sandbox waits before its next byte."""
    with socket.create_connection(("127.0.0.1", sandbox.port), timeout=60) as connection:
        head = f"GET {ME} HTTP/1.1\r\nHost: x\r\nAuthorization: {alice.keys['track']}\r\n\r\n"
        connection.sendall(head.encode())
        received = b""
        while not enough(received):
            received += connection.recv(65_536)
        return received


def test_a_drip_comes_byte_by_byte(alice, sandbox):
    sandbox.fault("*", "drip_headers", seconds=600)
    assert begun(alice, sandbox, len) == b"H"
    sandbox.fault("*", "drip_body", seconds=600)
    head, _, body = begun(alice, sandbox, lambda received: received.partition(END)[2]).partition(END)
    assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert body == b"{"


def test_a_drip_is_whole_in_the_end(alice, sandbox):
    whole = alice.call("track.get_me").data
    for kind in ("drip_headers", "drip_body"):
        sandbox.fault("*", kind, times=2, seconds=0.0)
        assert alice.call("track.get_me").data == whole, kind
        assert alice.call("focus.stream_time_blocks", **days(sandbox, 1, 1)).status == 200, kind


def test_oversized_is_larger_than_anybody_wants(alice, sandbox):
    sandbox.fault("*", "oversized")
    assert len(alice.call("track.get_me").raw) == 6_000_000


def test_a_bomb_is_small_on_the_wire_and_large_unpacked(alice, sandbox):
    sandbox.fault("*", "bomb")
    got = alice.call("track.get_me")
    assert got.headers["Content-Encoding"] == "gzip"
    assert len(got.raw) < 100_000
    assert len(zlib.decompress(got.raw, 31)) == 60_000_000


def test_garbage_html_and_empty_are_not_what_they_should_be(alice, sandbox):
    sandbox.fault("*", "garbage")
    with pytest.raises(UnicodeDecodeError):
        _ = alice.call("track.get_me").data
    sandbox.fault("*", "html")
    assert alice.call("track.get_me").headers["Content-Type"].startswith("text/html")
    sandbox.fault("*", "empty")
    assert alice.call("track.get_me").raw == b""


def test_a_connection_is_open_for_the_next_request_after_a_harmless_fault(alice, sandbox):
    sandbox.fault("*", "garbage")
    connection = http.client.HTTPConnection("127.0.0.1", sandbox.port, timeout=5)
    for _ in range(2):
        connection.request("GET", ME, headers={"Authorization": alice.keys["track"]})
        answer = connection.getresponse()
        answer.read()
    assert answer.status == 200
    connection.close()


def test_a_fault_that_makes_no_sense_is_not_set(sandbox):
    for wrong in ({"kind": "nonsense"}, {"kind": "status", "times": 0}, {"kind": "status", "colour": "red"}):
        with pytest.raises(ValueError, match=r"\w"):
            sandbox.fault("*", **wrong)
    assert sandbox.faults() == []


def test_under_another_server_faults_of_the_connection_say_so(sandbox):
    sandbox.fault("*", "reset_before")
    statuses = []
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": ME, "QUERY_STRING": ""}
    Application(sandbox.world)(environ, lambda status, headers: statuses.append(status))
    assert statuses == ["501 Not Implemented"]

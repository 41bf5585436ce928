"""Reading time blocks: of a task, by their number, within a range, as a stream."""

import http.client
import json
from datetime import timedelta
from itertools import chain

from dashboard.sandbox.people import ALICE, BOB, NORTHWIND, STUDIO
from tests.sandbox.caller import Caller

AT = "2031-05-05T10:00:00Z"  # far from every block of the seed
TASK = 5_000_001
RANGE = f"/api/organizations/{NORTHWIND}/workspaces/{STUDIO}/time-blocks"


def days(sandbox, before=30, after=30):
    now = sandbox.now()
    return {"date_from": now - timedelta(days=before), "date_to": now + timedelta(days=after)}


def made(caller, start=AT, duration=3600, task_id=TASK, **body):
    got = caller.call("focus.create_time_block", {"start": start, "duration": duration, **body}, task_id=task_id)
    assert got.status == 201
    return got.data


def ids(caller, date_from, date_to, **more):
    got = caller.call("focus.list_time_blocks", date_from=date_from, date_to=date_to, **more)
    assert got.status == 200
    return [one["id"] for one in got.data["data"]]


TOUCHES = {
    ("2031-05-05T09:00:00Z", "2031-05-05T10:00:00Z"): True,  # the end is included
    ("2031-05-05T11:00:00Z", "2031-05-05T12:00:00Z"): True,  # and so is the beginning
    ("2031-05-05T10:15:00Z", "2031-05-05T10:20:00Z"): True,
    ("2031-05-05T11:00:01Z", "2031-05-05T12:00:00Z"): False,
    ("2031-05-05T08:00:00Z", "2031-05-05T09:59:59Z"): False,
    ("2031-05-05T12:30:00+02:00", "2031-05-05T12:40:00+02:00"): True,
}


def test_a_range_returns_what_touches_it(alice):
    block = made(alice)
    found = {(first, last): ids(alice, first, last) for first, last in TOUCHES}
    assert found == {span: [block["id"]] if touches else [] for span, touches in TOUCHES.items()}


def test_by_switch_only_what_begins_in_the_range(alice, sandbox):
    sandbox.switch(range_bounds="start")
    made(alice)
    assert ids(alice, "2031-05-05T10:15:00Z", "2031-05-05T12:00:00Z") == []


def test_a_range_returns_everybodys_blocks_or_ones_own(alice, sandbox):
    owners = {one["toggl_user_id"] for one in alice.call("focus.stream_time_blocks", **days(sandbox)).data}
    assert owners == {ALICE.focus_id, BOB.focus_id}
    sandbox.switch(range_owner="mine")
    owners = {one["toggl_user_id"] for one in alice.call("focus.stream_time_blocks", **days(sandbox)).data}
    assert owners == {ALICE.focus_id}


def test_a_range_can_be_narrowed_to_a_task_and_a_status(alice):
    one, two = made(alice), made(alice, task_id=TASK + 1)
    assert ids(alice, AT, AT, task_id=TASK) == [one["id"]]
    status = alice.call("focus.list_time_blocks", date_from=AT, date_to=AT, task_id=TASK + 1).data["data"][0]["task"]
    assert ids(alice, AT, AT, status_id=status["status_id"]) == [two["id"]]


def test_archived_ones_come_alone_or_not_at_all(alice, sandbox):
    block, other = made(alice), made(alice)
    alice.call("focus.archive_time_block", task_id=TASK, time_block_id=block["id"])
    assert ids(alice, AT, AT, archived=True) == [block["id"]]
    assert ids(alice, AT, AT, archived=False) == ids(alice, AT, AT) == [other["id"]]
    assert len(alice.send("GET", f"{RANGE}?date_from={AT}&date_to={AT}&archived=").data["data"]) == 2
    sandbox.switch(archived_omitted="all")
    assert ids(alice, AT, AT) == [block["id"], other["id"]]


def test_blocks_come_in_the_order_asked_for(alice):
    late, early = made(alice, "2031-05-05T12:00:00Z"), made(alice, "2031-05-05T11:00:00Z")
    day = ("2031-05-05T00:00:00Z", "2031-05-06T00:00:00Z")
    assert ids(alice, *day) == [early["id"], late["id"]]
    assert ids(alice, *day, order_by=["-start"]) == [late["id"], early["id"]]
    assert ids(alice, *day, order_by=["task_id", "-created_at"]) == [late["id"], early["id"]]


def test_pages_join_to_the_whole(alice, sandbox):
    everything = [one["id"] for one in alice.call("focus.stream_time_blocks", **days(sandbox)).data]
    pages = [ids(alice, **days(sandbox), page=number, per_page=50) for number in (1, 2, 3, 4)]
    assert list(chain(*pages)) == everything
    assert len(pages[-1]) < 50


def test_a_plain_date_is_refused_in_the_words_of_gos_time_package(alice):
    for query in (f"date_from=2026-08-07&date_to={AT}", f"date_from={AT}&date_to=2026-08-07"):
        got = alice.send("GET", f"{RANGE}?{query}")
        assert got.status == 400, query
        assert 'parsing time "2026-08-07" as "2006-01-02T15:04:05Z07:00"' in got.data["error_description"], query


def test_a_range_needs_a_beginning_and_a_later_end(alice):
    wrong = ("", f"date_from={AT}", f"date_from={AT}&date_to=2030-01-01T00:00:00Z")
    addresses = [f"{path}?{query}" for query in wrong for path in (RANGE, f"{RANGE}/stream")]
    assert [address for address in addresses if alice.send("GET", address).status != 400] == []


def test_only_lists_say_whether_there_is_an_entry_and_only_ranges_bring_the_task(alice):
    block = made(alice)
    by_id = alice.call("focus.get_time_block", task_id=TASK, time_block_id=block["id"]).data
    in_range = alice.call("focus.list_time_blocks", date_from=AT, date_to=AT).data["data"][0]
    of_task = alice.call("focus.list_task_time_blocks", task_id=TASK, order_by=["-start"]).data["data"][0]
    assert ("has_time_entry" in by_id, "task" in by_id) == (False, False)
    assert ("has_time_entry" in of_task, "task" in of_task) == (True, False)
    assert ("has_time_entry" in in_range, in_range["task"]["id"]) == (True, TASK)


def test_a_block_is_found_under_its_own_task_alone(alice):
    block = made(alice)
    got = alice.call("focus.get_time_block", task_id=TASK + 1, time_block_id=block["id"])
    assert (got.status, got.data["error_description"]) == (404, "TimeBlock does not exist")


# ------------------------------------------------------------------ the stream
def test_the_form_of_the_stream_is_a_switch(alice, sandbox):
    for form, first in (("array", b"["), ("items", b'{"items":['), ("ndjson", b'{"id"')):
        sandbox.switch(stream_form=form)
        assert alice.call("focus.stream_time_blocks", **days(sandbox)).raw.startswith(first), form


def test_an_empty_stream_is_an_empty_array(alice):
    assert alice.call("focus.stream_time_blocks", date_from=AT, date_to=AT).data == []


def test_the_stream_begins_before_it_is_complete(alice, sandbox):
    sandbox.switch(stream_pause=60)
    for _ in range(3):
        made(alice)
    connection = http.client.HTTPConnection("127.0.0.1", sandbox.port, timeout=5)
    target = f"{RANGE}/stream?date_from={AT}&date_to={AT}"
    connection.request("GET", target, headers={"Authorization": Caller(sandbox, ALICE).keys["focus"]})
    answer = connection.getresponse()
    assert answer.headers["Transfer-Encoding"] == "chunked"
    first = answer.read1()
    assert first.startswith(b'[{"id"')
    sandbox.switch(stream_pause=0.0)  # whoever pauses goes on at once
    assert len(json.loads(first + answer.read())) == 3
    connection.close()


def test_the_stream_can_be_as_long_as_one_likes(alice, sandbox):
    made(alice)
    sandbox.switch(stream_repeat=500, stream_piece=50)
    assert len(alice.call("focus.stream_time_blocks", date_from=AT, date_to=AT).data) == 500

"""A block's own page gives its task another status: one request, and back to the calendar."""

from __future__ import annotations

from tests.timeblocks.page_objects import form_of, words_of

UPDATE = "focus.update_task"


def given(calendar, block, status: str):
    calendar.get()
    fields = form_of(calendar.page(block), "status-form")
    calendar.sandbox.clear_requests()
    return calendar.client.post(f"/statuses/tasks/{block['task_id']}/", fields | {"status_id": status}, follow=True)


def another_status(calendar, block) -> int:
    state = calendar.sandbox.world.state
    own = state.tasks[block["task_id"]]["status_id"]
    workspace = block["workspace_id"]
    return next(id_ for id_, one in state.statuses.items() if one["workspace_id"] == workspace and id_ != own)


def test_the_task_gets_the_status_with_one_write(calendar):
    block = calendar.block()
    wanted = another_status(calendar, block)
    given(calendar, block, str(wanted))
    (write,) = [request for request in calendar.sandbox.requests() if request["operation"] == UPDATE]
    assert write["body"] == {"status_id": wanted}


def test_afterwards_the_calendar_is_open_again(calendar):
    block = calendar.block()
    answer = given(calendar, block, str(another_status(calendar, block)))
    assert answer.request["PATH_INFO"] == "/calendar/"


def test_no_status_sends_nothing(calendar):
    block = calendar.block()
    answer = given(calendar, block, "")
    assert "Nothing was sent" in words_of(answer)
    assert not [request for request in calendar.sandbox.requests() if request["operation"] == UPDATE]

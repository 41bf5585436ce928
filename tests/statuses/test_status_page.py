"""One status: details, history, the tasks of this week that have it, and giving a task another one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from dashboard.audit.models import Entry
from dashboard.gateway import services as gateway
from dashboard.sandbox.people import NORTHWIND, STUDIO
from tests.statuses.page_objects import DONE, REVIEW, TODO, URL, edit, send, sent, text_of, undo

GET, LIST, GIVE = "focus.get_status", "focus.list_statuses", "focus.update_task"


@pytest.fixture
def opened(alices, focus):
    """Alice has the list open."""
    alices.get(URL)
    focus.clear_requests()
    return alices


@pytest.fixture
def week(alice, focus):
    """Alice's week is kept, as after opening the calendar. Returns a task of it and the task's status."""
    now = timezone.now()
    span = {"date_from": now - timedelta(days=8), "date_to": now + timedelta(days=8)}
    params = {"organization_id": NORTHWIND, "workspace_id": STUDIO}
    answer = gateway.read_json(alice, "focus.stream_time_blocks", **params, **span)
    today = [one for one in answer.data if one["start"][:10] == now.date().isoformat()] or answer.data
    focus.clear_requests()
    return next((one["task_id"], one["task"]["name"], one["task"]["status_id"]) for one in today if one.get("task"))


def test_it_costs_nothing_while_the_list_is_fresh(opened, focus):
    page = opened.get(f"{URL}{REVIEW}/")
    assert "Place 3 of 5" in text_of(page)
    assert "Type In progress" in text_of(page)
    assert not focus.requests()


def test_it_costs_one_request_where_nothing_is_kept(alices, focus):
    assert alices.get(f"{URL}{REVIEW}/").status_code == 200
    alices.get(f"{URL}{REVIEW}/")
    assert sent(focus) == [GET]


def test_refresh_asks_for_this_one(opened, focus):
    send(opened, f"{REVIEW}/refresh/")
    assert sent(focus) == [GET]


def test_one_that_is_not_there_is_said(alices):
    for address in ("999999/", "999999/?workspace=710002"):
        page = alices.get(URL + address)
        assert page.status_code == 404
        assert "It is no longer there" in text_of(page)


def test_one_that_was_deleted_can_be_restored_here(opened):
    send(opened, f"{REVIEW}/delete/")
    page = opened.get(f"{URL}{REVIEW}/")
    assert "This status is deleted. By Alice" in text_of(page)
    assert f"/statuses/{REVIEW}/restore/" in page.content.decode()


def test_its_history_is_there_with_before_and_after(opened):
    edit(opened, REVIEW, was=("👀", "In review"), now=("🔍", "Second look"))
    send(opened, f"{REVIEW}/delete/")
    words = text_of(opened.get(f"{URL}{REVIEW}/"))
    assert "Changed 👀 In review 3 🔍 Second look 3 Done" in words
    assert "Deleted 🔍 Second look" in words


def test_the_history_is_a_persons_own(opened, bobs):
    edit(opened, REVIEW, was=("👀", "In review"), now=("🔍", "Second look"))
    assert "Nothing yet." in text_of(bobs.get(f"{URL}{REVIEW}/"))


def test_without_a_kept_week_it_says_so_and_asks_nothing(opened, focus):
    assert "No week of the calendar is kept yet" in text_of(opened.get(f"{URL}{REVIEW}/"))
    assert not focus.requests()


def test_the_tasks_of_this_week_come_from_what_is_kept(opened, week, focus):
    task_id, name, status_id = week
    page = opened.get(f"{URL}{status_id}/")
    assert name[:30] in text_of(page)
    assert f'action="/statuses/tasks/{task_id}/"' in page.content.decode()
    assert not focus.requests()


def test_a_task_gets_another_status_for_one_request(opened, week, focus, alice):
    task_id, _name, status_id = week
    other = DONE if status_id != DONE else TODO
    page = send(opened, f"tasks/{task_id}/", status_id=str(other), before=str(status_id))
    assert sent(focus) == [GIVE]
    assert "The task has another status now." in text_of(page)
    assert f'action="/statuses/tasks/{task_id}/"' not in page.content.decode()
    assert f'action="/statuses/tasks/{task_id}/"' in opened.get(f"{URL}{other}/").content.decode()
    assert Entry.objects.get(actor_id=alice.pk, kind="write.intent").before == {"status_id": status_id}


def test_undo_gives_the_old_one_back(opened, week, focus):
    task_id, _name, status_id = week
    other = DONE if status_id != DONE else TODO
    page = send(opened, f"tasks/{task_id}/", status_id=str(other), before=str(status_id))
    assert "Undone." in text_of(undo(opened, page))
    assert focus.world.state.tasks[task_id]["status_id"] == status_id


def test_another_page_may_send_it_and_get_back(opened, week, focus):
    task_id, _name, _status = week
    came_back = {"/connections/": "/connections/"}
    came_back |= dict.fromkeys(("https://evil.example/", "//evil.example/", "javascript:x"), URL)
    went = {
        next_page: send(opened, f"tasks/{task_id}/", status_id=str(DONE), next=next_page, follow=False)["Location"]
        for next_page in came_back
    }
    assert went == came_back
    assert sent(focus) == [GIVE] * 4


def test_no_status_is_no_request(opened, week, focus):
    for status_id in ("", "x", "-1", "0"):
        assert "Choose a status" in text_of(send(opened, f"tasks/{week[0]}/", status_id=status_id)), status_id
    assert not focus.requests()


def test_a_status_that_focus_does_not_have_is_refused_in_its_words(opened, week):
    page = send(opened, f"tasks/{week[0]}/", status_id="999999", before=str(week[2]))
    assert "status_id 999999 does not exist" in text_of(page)

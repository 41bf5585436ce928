"""Editing a status: only what was changed is changed, and nobody is overwritten."""

from __future__ import annotations

import pytest

from tests.statuses.page_objects import REVIEW, TODO, URL, edit, names_in, send, sent, text_of, undo, upstream
from tests.sweeps import Wrong

UPDATE, LIST = "focus.update_status", "focus.list_statuses"
WAS = ("👀", "In review")


@pytest.fixture
def opened(alices, focus):
    """Alice has the page open."""
    alices.get(URL)
    focus.clear_requests()
    return alices


def test_a_new_name_costs_a_look_and_a_write(opened, focus):
    page = edit(opened, REVIEW, was=WAS, now=("👀", "Second look"))
    assert "Second look" in names_in(page)
    assert sent(focus) == [LIST, UPDATE]
    assert "👀 Second look is saved." in text_of(page)


def test_the_form_stands_in_its_row(opened):
    page = opened.get(f"{URL}?edit={REVIEW}").content.decode()
    assert page.index(f'id="status-{REVIEW}"') < page.index('id="status-form"') < page.index('id="status-300004"')
    assert 'name="was_name" value="In review"' in page


def test_nothing_changed_costs_nothing(opened, focus):
    page = edit(opened, REVIEW, was=WAS, now=WAS)
    assert "That cost no request" in text_of(page)
    assert not focus.requests()


def test_what_somebody_else_changed_of_it_stays(opened, focus, elsewhere):
    elsewhere("focus.update_status", {"emoji": "🔍", "name": "In review", "position": 1}, status_id=REVIEW)
    edit(opened, REVIEW, was=WAS, now=("👀", "Second look"))
    row = upstream(focus, REVIEW)
    assert (row["emoji"], row["name"], row["position"]) == ("🔍", "Second look", 1)


def test_the_same_thing_changed_by_somebody_else_is_shown_and_not_overwritten(opened, focus, elsewhere):
    elsewhere("focus.update_status", {"emoji": "👀", "name": "Theirs", "position": 3}, status_id=REVIEW)
    page = edit(opened, REVIEW, was=WAS, now=("👀", "Mine"))
    assert page.status_code == 422
    assert "Focus has now 👀 Theirs Yours 👀 Mine" in text_of(page)
    assert sent(focus) == [LIST]
    edit(opened, REVIEW, was=("👀", "Theirs"), now=("👀", "Mine"))
    assert upstream(focus, REVIEW)["name"] == "Mine"


def test_one_that_was_deleted_meanwhile_is_said(opened, focus, elsewhere):
    elsewhere("focus.delete_status", status_id=REVIEW)
    page = edit(opened, REVIEW, was=WAS, now=("👀", "Mine"))
    assert "It is no longer there" in text_of(page)
    assert sent(focus) == [LIST]
    assert f'id="deleted-{REVIEW}"' in opened.get(URL).content.decode()


def test_a_built_in_one_is_learnt_from_the_refusal(opened, focus):
    focus.switch(default_status_update="refuse")
    page = edit(opened, TODO, was=("📋", "To do"), now=("📋", "Backlog"))
    assert page.status_code == 422
    assert "Focus says: “Cannot update default status”" in text_of(page)
    page = opened.get(URL)
    assert "Built in : “ Cannot update default status ”".replace(" ", "") in text_of(page).replace(" ", "").replace(
        "Cannotupdatedefaultstatus", "“Cannotupdatedefaultstatus”"
    )
    assert f"/{TODO}/move/" not in page.content.decode()


def test_what_focus_allows_after_all_loses_its_lock(opened, focus):
    focus.switch(default_status_update="refuse")
    edit(opened, TODO, was=("📋", "To do"), now=("📋", "Backlog"))
    focus.switch(default_status_update="accept")
    page = edit(opened, TODO, was=("📋", "To do"), now=("📋", "Backlog"))
    assert "Cannot update" not in text_of(page)
    assert "Backlog" in names_in(page)


def test_what_cannot_be_is_said_and_costs_nothing(opened, focus):
    wrong = Wrong()
    for now in (("", "x"), ("👀✅", "x"), ("👀", ""), ("👀", "Done")):
        with wrong.about(now):
            page = edit(opened, REVIEW, was=WAS, now=now)
            assert page.status_code == 422
            assert 'aria-invalid="true"' in page.content.decode()
            assert not focus.requests()
    assert wrong == []


def test_an_odd_emoji_that_focus_has_already_may_stay(opened, focus):
    focus.world.state.statuses[REVIEW]["emoji"] = ":eyes:"
    edit(opened, REVIEW, was=(":eyes:", "In review"), now=(":eyes:", "Second look"))
    assert upstream(focus, REVIEW)["name"] == "Second look"


def test_undo_puts_the_old_one_back(opened, focus):
    page = undo(opened, edit(opened, REVIEW, was=WAS, now=("🔍", "Second look")))
    assert "Undone." in text_of(page)
    assert (upstream(focus, REVIEW)["emoji"], upstream(focus, REVIEW)["name"]) == WAS


def test_undo_overwrites_nobody(opened, focus, elsewhere):
    page = edit(opened, REVIEW, was=WAS, now=("👀", "Second look"))
    elsewhere("focus.update_status", {"emoji": "👀", "name": "Theirs", "position": 3}, status_id=REVIEW)
    assert "somebody made it “👀 Theirs” since" in text_of(undo(opened, page))
    assert upstream(focus, REVIEW)["name"] == "Theirs"


def test_undo_leaves_a_status_where_somebody_moved_it(opened, focus, elsewhere):
    page = edit(opened, REVIEW, was=WAS, now=("👀", "Second look"))
    elsewhere("focus.update_status", {"emoji": "👀", "name": "Second look", "position": 1}, status_id=REVIEW)
    assert "Undone." in text_of(undo(opened, page))
    assert (upstream(focus, REVIEW)["name"], upstream(focus, REVIEW)["position"]) == ("In review", 1)


@pytest.mark.long
def test_an_undo_that_is_none_sends_nothing(opened, focus):
    for button in ("", "{", "[]", '{"do":"x","id":1}', '{"do":"edit"}', '{"do":"order"}', "null", "[" * 5000):
        send(opened, "undo/", undo=button)
        assert not [one for one in sent(focus) if one != LIST], button[:20]


def test_without_a_look_nothing_is_sent(opened, focus):
    focus.fault(LIST, "status", status=500, times=-1)
    page = edit(opened, REVIEW, was=WAS, now=("👀", "Second look"))
    assert "Focus does not answer" in text_of(page)
    assert 'value="Second look"' in page.content.decode()
    assert UPDATE not in sent(focus)


def test_the_last_requests_of_an_hour_are_for_saving(opened, focus):
    focus.set_quota("alice", 7101, 4, resets_in=1800, service="focus")
    opened.get(f"{URL}?name=x")
    edit(opened, REVIEW, was=WAS, now=("👀", "Second look"))
    assert upstream(focus, REVIEW)["name"] == "Second look"


def test_no_answer_keeps_the_form(opened, focus):
    focus.fault(UPDATE, "reset_after")
    page = edit(opened, REVIEW, was=WAS, now=("👀", "Second look"))
    assert "Nobody knows yet whether this was saved" in text_of(page)
    assert 'value="Second look"' in page.content.decode()

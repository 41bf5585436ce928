"""Deleting at once, with Undo; the deleted ones, and how they are known."""

from __future__ import annotations

import pytest

from tests.statuses.page_objects import (
    ALL,
    REVIEW,
    TODO,
    URL,
    WAITING,
    names_in,
    send,
    sent,
    text_of,
    undo,
    upstream_order,
)

DELETE, RESTORE, LIST = "focus.delete_status", "focus.restore_status", "focus.list_statuses"


@pytest.fixture
def opened(alices, focus):
    """Alice has the page open."""
    alices.get(URL)
    focus.clear_requests()
    return alices


def test_it_is_gone_at_once_for_one_request_and_can_be_undone(opened, focus):
    page = send(opened, f"{REVIEW}/delete/")
    assert "In review" not in names_in(page)
    assert "👀 In review is deleted." in text_of(page)
    assert sent(focus) == [DELETE]
    page = undo(opened, page)
    assert "Undone." in text_of(page)
    assert upstream_order(focus) == list(ALL)


def test_it_stands_among_the_deleted_with_who_and_when(opened, focus):
    send(opened, f"{REVIEW}/delete/")
    page = opened.get(URL)
    assert f'id="restore-{REVIEW}"' in page.content.decode()
    assert "deleted by Alice just now" in text_of(page)


def test_also_after_signing_out_and_without_any_kept_copy(opened, alice, client_of):
    from django.core.cache import caches

    send(opened, f"{REVIEW}/delete/")
    opened.logout()
    caches["kept"].clear()
    assert f'id="restore-{REVIEW}"' in client_of(alice).get(URL).content.decode()


def test_restoring_costs_one_request_and_one_for_the_list(opened, focus):
    send(opened, f"{REVIEW}/delete/")
    focus.clear_requests()
    page = send(opened, f"{REVIEW}/restore/")
    assert "In review" in names_in(page)
    assert sent(focus) == [RESTORE, LIST]
    assert f'id="restore-{REVIEW}"' not in page.content.decode()


@pytest.mark.parametrize("where", ["kept", "end"])
def test_it_stands_where_focus_put_it(opened, focus, where):
    focus.switch(restored_status_position=where)
    send(opened, f"{REVIEW}/delete/")
    page = send(opened, f"{REVIEW}/restore/")
    assert names_in(page).index("In review") == (2 if where == "kept" else 4)


@pytest.mark.long
def test_what_a_colleague_deleted_through_tandem_is_known(opened, bobs):
    bobs.get(URL)
    send(bobs, f"{WAITING}/delete/")
    send(opened, "refresh/")
    page = opened.get(URL)
    assert "deleted by Bob" in text_of(page)
    assert "In review" in names_in(send(opened, f"{WAITING}/restore/"))


def test_people_of_another_organisation_hear_nothing_of_it(opened, client_of, charlie, focus):
    from dashboard.sandbox.demo import connect_person

    send(opened, f"{REVIEW}/delete/")
    connect_person(charlie)
    hers = client_of(charlie)
    for address in (URL, f"{URL}?workspace=710001"):
        assert f"restore-{REVIEW}" not in hers.get(address).content.decode()
    page = hers.get(f"{URL}{REVIEW}/?workspace=710001")
    assert "Alice" not in text_of(page)
    assert "In review" not in text_of(page)


def test_what_was_deleted_in_focus_itself_is_missed_after_a_refresh(opened, elsewhere):
    elsewhere(DELETE, status_id=REVIEW)
    send(opened, "refresh/")
    page = opened.get(URL)
    assert "deleted elsewhere, noticed just now" in text_of(page)
    assert "In review" in names_in(send(opened, f"{REVIEW}/restore/"))


def test_what_focus_reports_as_deleted_is_among_them(alices, focus, elsewhere):
    focus.switch(deleted_visible=True)
    elsewhere(DELETE, status_id=REVIEW)
    page = alices.get(URL)
    assert "In review" not in names_in(page)
    assert f'id="restore-{REVIEW}"' in page.content.decode()


def test_a_built_in_one_stays_and_says_why(opened, focus):
    page = send(opened, f"{TODO}/delete/")
    assert "Focus says: “Cannot delete default status”" in text_of(page)
    assert "Built in: Cannot delete default status" in text_of(page)
    assert f'id="delete-{TODO}"' not in page.content.decode()
    assert f'id="edit-{TODO}"' in page.content.decode()  # what was not refused is still offered
    assert f'id="restore-{TODO}"' not in page.content.decode()


def test_a_lock_is_remembered_without_the_cache(opened, alice, client_of):
    from django.core.cache import caches

    send(opened, f"{TODO}/delete/")
    caches["kept"].clear()
    assert "Focus did not allow it the last time" in text_of(client_of(alice).get(URL))


def test_one_in_use_is_refused_in_the_words_of_focus(opened, focus):
    focus.switch(used_status_delete="refuse")
    assert "Status is in use" in text_of(send(opened, f"{REVIEW}/delete/"))
    assert upstream_order(focus) == list(ALL)


def test_restoring_one_that_lives_costs_nothing(opened, focus):
    page = send(opened, f"{REVIEW}/restore/")
    assert "is not deleted, so nothing was sent" in text_of(page)
    assert not focus.requests()


def test_restoring_one_that_a_colleague_restored_is_said(opened, focus, elsewhere):
    focus.switch(restore_live="refuse")
    send(opened, f"{REVIEW}/delete/")
    elsewhere(RESTORE, status_id=REVIEW)
    page = send(opened, f"{REVIEW}/restore/")
    assert "no longer there" in text_of(page)
    assert "In review" in names_in(page)


def test_deleting_one_that_is_gone_is_said(opened, elsewhere):
    elsewhere(DELETE, status_id=REVIEW)
    assert "no longer there" in text_of(send(opened, f"{REVIEW}/delete/"))


def test_a_status_that_never_was(opened):
    assert "no longer there" in text_of(send(opened, "999999/delete/"))


def test_no_answer_is_said_and_the_list_is_read_again(opened, focus):
    focus.fault(DELETE, "reset_after")
    page = send(opened, f"{REVIEW}/delete/")
    assert "Nobody knows yet whether 👀 In review was deleted." in text_of(page)
    assert sent(focus) == [DELETE, LIST]


def test_a_spent_quota_deletes_nothing(opened, focus):
    focus.set_quota("alice", 7101, 0, resets_in=1800, service="focus")
    page = send(opened, f"{REVIEW}/delete/")
    assert "used up until" in text_of(page)
    assert upstream_order(focus) == list(ALL)


def test_twice_the_same_click_is_one_request(opened, focus):
    for _ in range(2):
        send(opened, f"{REVIEW}/delete/", idempotency_key="1" * 32)
    assert sent(focus, DELETE) == [DELETE]

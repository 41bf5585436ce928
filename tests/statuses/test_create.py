"""Creating a status: where it stands, what it costs, and everything that people may type."""

from __future__ import annotations

from itertools import product

import pytest

from dashboard.audit.models import Entry
from tests.statuses.page_objects import ALL, URL, names_in, send, sent, text_of, undo, upstream_order
from tests.sweeps import Wrong

CREATE, LIST, UPDATE = "focus.create_status", "focus.list_statuses", "focus.update_status"


@pytest.fixture
def opened(alices, focus):
    """Alice has the page open."""
    alices.get(URL)
    focus.clear_requests()
    return alices


def create(client, emoji="🎉", name="Party", position="", **form):
    return send(client, "new/", emoji=emoji, name=name, position=position, **form)


def test_at_the_end_it_costs_one_request(opened, focus):
    page = create(opened)
    assert names_in(page)[-1] == "Party"
    assert "🎉 Party is created." in text_of(page)
    assert sent(focus) == [CREATE]


@pytest.mark.long
def test_it_stands_where_it_was_wanted_however_positions_behave(opened, focus, anew):
    wrong = Wrong()
    for rank, shifts in product((1, 3, 5), (True, False)):
        anew()
        focus.switch(status_shift=shifts)
        with wrong.about((rank, shifts)):
            page = create(opened, position=str(rank))
            assert names_in(page)[rank - 1] == "Party"
            assert len(upstream_order(focus)) == 6
            assert sent(focus, CREATE) == [CREATE]
            assert not shifts or sent(focus) == [CREATE, LIST]
    assert wrong == []


def test_the_end_may_be_named(opened, focus):
    assert names_in(create(opened, position="6"))[-1] == "Party"


@pytest.mark.long
def test_what_cannot_be_is_said_at_its_field_and_costs_nothing(opened, focus):
    wrong = Wrong()
    refused = [("position", one) for one in ("0", "7", "-1", "1.5", "x", "²", "9" * 30)]
    refused += [("name", one) for one in ("", "   ", "x" * 1001, "a\x07b", "a\nb")]
    refused += [("emoji", one) for one in ("", "👀👀", "A", "<b>")]
    for field, text in refused:
        with wrong.about((field, text)):
            page = create(opened, **{field: text})
            assert page.status_code == 422
            assert f'id="{field}-wrong"' in page.content.decode()
            assert field == "name" or 'value="Party"' in page.content.decode()
            assert field != "position" or "Type a whole number from 1 to 6." in text_of(page)
            assert not focus.requests()
    assert wrong == []


def test_long_names_markup_and_right_to_left_text_are_only_text(opened):
    wrong = Wrong()
    for name in ("n" * 300, "<script>alert(1)</script>", "في المراجعة", "\u202ereversed", 'O\'Neil & "co"'):
        with wrong.about(name):
            page = create(opened, name=name)
            assert names_in(page)[-1] == name
            assert "<script>alert" not in page.content.decode()
    assert wrong == []


def test_a_name_that_is_there_already_is_asked_about(opened, focus):
    page = create(opened, name="in REVIEW")
    assert "There is a status of this name already." in text_of(page)
    assert not focus.requests()
    assert names_in(create(opened, name="in REVIEW", twice="1"))[-1] == "in REVIEW"


def test_it_is_in_history_and_undo_deletes_it(opened, focus, alice):
    page = create(opened)
    assert Entry.objects.filter(actor_id=alice.pk, operation=CREATE, outcome="done").exists()
    undo(opened, page)
    assert upstream_order(focus) == list(ALL)


def test_a_form_sent_twice_is_one_status(opened, focus):
    for _ in range(2):
        create(opened, idempotency_key="0" * 32)
    assert sent(focus, CREATE) == [CREATE]


def test_a_refusal_of_focus_stands_at_its_field(opened, focus):
    body = '{"error": "validation", "error_description": "Name Error: max", "error_values": {"name": "max"}}'
    focus.fault(CREATE, "status", status=400, body=body)
    page = create(opened)
    assert page.status_code == 422
    assert "Error: max" in text_of(page)
    assert 'value="Party"' in page.content.decode()


def test_no_answer_keeps_the_form_and_says_that_nobody_knows(opened, focus):
    focus.fault(CREATE, "reset_after")
    page = create(opened)
    assert page.status_code == 422
    assert "Nobody knows yet whether this was saved" in text_of(page)
    assert 'value="Party"' in page.content.decode()


def test_a_spent_quota_keeps_the_form(opened, focus):
    focus.set_quota("alice", 7101, 0, resets_in=1800, service="focus")
    page = create(opened)
    assert "used up until" in text_of(page)
    assert 'value="Party"' in page.content.decode()


def test_searching_emoji_without_scripts_keeps_what_was_typed(opened, focus):
    page = create(opened, emoji="", q="rocket", find="1")
    assert page.status_code == 200
    assert 'name="pick" value="🚀"' in page.content.decode()
    assert 'value="Party"' in page.content.decode()
    page = create(opened, emoji="", pick="🚀")
    assert 'name="emoji" class="status-emoji-input" value="🚀"' in " ".join(page.content.decode().split())
    assert not focus.requests()


def test_enter_in_the_search_searches_and_saves_nothing(opened, focus):
    assert "emoji for “eyes”" in text_of(create(opened, q="eyes", searched=""))
    assert not focus.requests()


def test_the_picker_remembers_what_was_used(opened):
    create(opened, emoji="🦊")
    page = opened.get(f"{URL}?new").content.decode()
    assert page.index("🦊") < page.index("Often used")


def test_the_picker_is_searched_by_name(opened):
    found = opened.get(f"{URL}emoji/?q=fox", headers={"HX-Request": "true", "HX-Target": "emoji-found"})
    assert 'value="🦊"' in found.content.decode()
    assert opened.get(f"{URL}emoji/?q=fox").status_code == 302


def test_who_sees_a_filtered_list_still_gets_the_right_end(alices, focus):
    alices.get(URL)
    alices.get(f"{URL}?type=done")
    focus.clear_requests()
    send(alices, "new/", query="type=done", emoji="🎉", name="Party", position="")
    assert next(one["body"] for one in focus.requests() if one["operation"] == CREATE)["position"] == 6

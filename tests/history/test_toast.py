"""A toast offers to take back what it tells of, with and without JavaScript, in whole pages and in parts."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.test import RequestFactory

from dashboard.web import toasts
from tests.preferences.forms import URL, opened, save

UPDATE = "track.update_preferences"


@pytest.fixture
def client(client_of, alice):
    return client_of(alice)


def undo_of(response):
    found = re.search(r'class="toast-undo" method="post" action="([^"]+)"', response.content.decode())
    return found[1] if found else ""


def test_saved_preferences_are_taken_back_from_the_toast(sandbox, client):
    save(client, opened(client), date_format="YYYY-MM-DD")
    address = undo_of(client.get(URL))
    answer = client.post(address, headers={"Referer": f"http://testserver{URL}"})
    assert answer["Location"] == URL
    assert [row["body"] for row in sandbox.requests(UPDATE)] == [
        {"date_format": "YYYY-MM-DD"}, {"date_format": "DD.MM.YYYY"},
    ]  # fmt: skip


@pytest.mark.long
def test_the_toast_that_comes_with_a_part_has_its_undo_and_its_token(sandbox, client):
    headers = {"HX-Request": "true", "HX-Target": "preferences"}
    answer = client.post(URL, {**opened(client), "date_format": ["YYYY-MM-DD"]}, headers=headers)
    assert undo_of(answer)
    assert "csrfmiddlewaretoken" in answer.content.decode().rpartition("toast-undo")[2]


def test_htmx_fills_the_same_page_anew(sandbox, client):
    save(client, opened(client), date_format="YYYY-MM-DD")
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{URL}?q=date"}
    answer = client.post(undo_of(client.get(URL)), headers=headers)
    assert answer["HX-Location"] == '{"path": "/preferences/track/?q=date", "push": "false", "replace": "true"}'


def test_a_toast_without_a_write_has_no_button():
    for tags in (None, "", "undo:", "undo:not-a-number", f"other:{uuid4()}"):
        assert not toasts.undo_address(Message(constants.SUCCESS, "Done.", extra_tags=tags))


def test_a_page_may_have_an_undo_of_its_own():
    write_id = uuid4()
    message = Message(constants.SUCCESS, "Done.", extra_tags=f"undo:{write_id}:undo_status")
    assert (toasts.undo_address(message), toasts.undo_write(message)) == ("/statuses/undo/", str(write_id))
    assert not toasts.undo_address(Message(constants.SUCCESS, "Done.", extra_tags=f"undo:{write_id}:no-such-page"))


def test_the_button_of_an_undo_says_redo():
    message = Message(constants.SUCCESS, "Undone.", extra_tags=f"redo:{uuid4()}")
    assert (toasts.undo_label(message), bool(toasts.undo_address(message))) == ("Redo", True)


def test_what_has_no_number_is_told_without_a_button(client):
    from django.contrib.messages.storage.fallback import FallbackStorage

    request = RequestFactory().get("/")
    request.session = client.session
    request._messages = FallbackStorage(request)
    toasts.undoable(request, "Done.", None)
    (message,) = request._messages
    assert not toasts.undo_address(message)

"""One key a form: printed once, read back, and what it names is done once."""

from __future__ import annotations

import re
import threading

import pytest
from django.template import engines
from django.test import RequestFactory

from dashboard.web import idempotency
from dashboard.web.idempotency import FIELD, is_first, key_of, run_once


def sent(key):
    return RequestFactory().post("/", {FIELD: key} if key else {})


def test_each_form_has_a_field_of_its_own():
    page = engines["django"].from_string("{% idempotency_key %}{% idempotency_key %}").render({})
    found = re.findall(r'<input type="hidden" name="idempotency_key" value="([0-9a-f]{24})">', page)
    assert len(set(found)) == 2


def test_the_key_that_was_sent_is_read_with_its_action():
    assert key_of(sent("5ca1ab1e")) == "5ca1ab1e"
    assert key_of(sent("5ca1ab1e"), "save12") == "5ca1ab1e-save12"


@pytest.mark.parametrize("key", ["", "k" * 33, "a b", "a.b", "é", "x\x00"])
def test_what_is_no_key_gets_a_new_one(key):
    first, second = key_of(sent(key)), key_of(sent(key))
    assert first != second
    assert re.fullmatch("[0-9a-f]{24}", first)


def test_a_key_is_never_longer_than_history_keeps():
    assert len(key_of(sent("k" * 32), "x" * 99)) == 64


def test_a_repetition_gets_what_the_first_call_gave(alice, bob):
    calls = []

    def work():
        calls.append(1)
        return ["made", len(calls)]

    assert [run_once(alice, "k", work, lost=[]) for _ in range(3)] == [["made", 1]] * 3
    assert run_once(bob, "k", work, lost=[]) == ["made", 2]


def test_a_repetition_waits_for_the_first_call(alice):
    begun, go = threading.Event(), threading.Event()

    def work():
        begun.set()
        go.wait(5)
        return "made"

    first = threading.Thread(target=run_once, args=(alice, "k", work), kwargs={"lost": "lost"})
    first.start()
    begun.wait(5)
    threading.Timer(0.1, go.set).start()
    assert run_once(alice, "k", work, lost="lost") == "made"
    first.join()


def test_a_first_call_that_never_ends_is_lost(alice, monkeypatch):
    monkeypatch.setattr(idempotency, "LONGEST_WAIT", 0.1)
    assert is_first(alice, "k")
    assert run_once(alice, "k", str, lost="lost") == "lost"


def test_what_failed_may_be_tried_again(alice):
    with pytest.raises(ZeroDivisionError):
        run_once(alice, "k", lambda: 1 / 0, lost=0.0)
    assert run_once(alice, "k", lambda: "made", lost="lost") == "made"


def test_the_first_use_of_a_key_is_told_from_the_second(alice):
    assert [is_first(alice, "k"), is_first(alice, "k")] == [True, False]

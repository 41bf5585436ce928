"""Operations without a credential are sent without one, at most three an hour, and leave no trace of what was typed."""

from __future__ import annotations

import pytest

from dashboard.audit.models import Entry
from dashboard.gateway.unauthenticated import left, send_unauthenticated
from dashboard.upstream.errors import Throttled

REQUEST = "track.request_lost_password"


def test_it_is_sent_without_a_credential_even_by_someone_connected(alice, sandbox):
    send_unauthenticated(alice, REQUEST, {"email": "alice@example.com"}, token_code="abc")
    (request,) = sandbox.requests()
    assert not request["person"]


def test_charlie_can_ask_without_a_connection(charlie, sandbox):
    assert send_unauthenticated(charlie, REQUEST, {"email": "charlie@example.com"}, token_code="abc").outcome == "done"


def test_a_fourth_in_an_hour_is_not_sent(alice, sandbox):
    for _ in range(3):
        send_unauthenticated(alice, REQUEST, {"email": "alice@example.com"}, token_code="abc")
    with pytest.raises(Throttled):
        send_unauthenticated(alice, REQUEST, {"email": "alice@example.com"}, token_code="abc")
    assert len(sandbox.requests()) == 3


def test_history_holds_nothing_that_was_typed(alice, sandbox):
    send_unauthenticated(
        alice, "track.confirm_lost_password", {"code": "c0de-c0de", "password": "a-new-password", "user_id": 1}
    )
    text = str(list(Entry.objects.values()))
    assert not [word for word in ("c0de-c0de", "a-new-password") if word in text]


def test_an_operation_with_a_credential_has_no_business_here(alice):
    with pytest.raises(ValueError, match="needs a credential"):
        send_unauthenticated(alice, "track.update_me", {"fullname": "Alice"})


def test_a_question_is_no_change_and_leaves_no_row(alice, sandbox):
    assert send_unauthenticated(alice, "track.verify_lost_password").is_done
    assert not Entry.objects.filter(operation="track.verify_lost_password").exists()
    assert left(alice) == 2

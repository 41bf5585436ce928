"""Writing through the gateway: sent once, told before and after, and never sent again by itself."""

from __future__ import annotations

import threading

import pytest

from dashboard.audit import services as audit
from dashboard.audit.models import Entry, Kind
from dashboard.credentials import services as credentials
from dashboard.credentials.models import State
from dashboard.gateway import services as gateway
from dashboard.upstream.contract import ContractError
from dashboard.upstream.errors import InvalidRequest, NotConnected, QuotaSpent

UPDATE = "track.update_preferences"
CHANGE = {"date_format": "DD.MM.YYYY", "beginningOfWeek": 0, "record_timeline": False}


def test_exactly_the_changed_fields_are_sent_in_the_vendors_spelling(alice, sandbox):
    gateway.write(alice, UPDATE, CHANGE)
    (request,) = sandbox.requests()
    assert (request["method"], request["path"]) == ("POST", "/api/v9/me/preferences")
    assert request["body"] == {"date_format": "DD.MM.YYYY", "BeginningOfWeek": 0, "record_timeline": False}


def test_history_tells_before_and_after(alice, sandbox):
    gateway.write(alice, UPDATE, CHANGE, before={"date_format": "YYYY-MM-DD"})
    intent, outcome = Entry.objects.filter(operation=UPDATE).order_by("id")
    assert (intent.kind, intent.before, intent.after) == (Kind.WRITE_INTENT, {"date_format": "YYYY-MM-DD"}, CHANGE)
    assert (outcome.write_id, outcome.outcome) == (intent.write_id, "done")


def test_passwords_are_masked_in_history(alice, sandbox):
    gateway.write(
        alice, "track.update_me", {"password": "a-new-password", "current_password": "alice-upstream-password"}
    )
    assert "a-new-password" not in str(list(Entry.objects.values()))


def test_the_kept_copy_follows_without_a_second_call(alice, sandbox):
    gateway.read_json(alice, "track.get_preferences")
    gateway.write(alice, UPDATE, CHANGE)
    answer = gateway.read_json(alice, "track.get_preferences")
    assert answer.cost == 0
    assert answer.data["beginningOfWeek"] == 0


def test_other_scopes_are_stale_and_asked_again(alice, sandbox):
    gateway.read_json(alice, "track.get_client_preferences", client="web")
    gateway.write(alice, UPDATE, CHANGE)
    assert gateway.peek_json(alice, "track.get_client_preferences", client="web").is_stale
    assert gateway.read_json(alice, "track.get_client_preferences", client="web").cost == 1


def test_the_same_form_sent_twice_is_one_write(alice, sandbox):
    first, second = (gateway.write(alice, UPDATE, CHANGE, idempotency_key="form-1") for _ in range(2))
    assert len(sandbox.requests()) == 1
    assert second.repeated
    assert second.outcome == first.outcome == "done"


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_a_double_click_is_one_write(alice, sandbox):
    from django.db import connection

    sandbox.fault(UPDATE, "delay", times=1, seconds=0.2)
    outcomes: list[str] = []

    def click() -> None:
        outcomes.append(gateway.write(alice, UPDATE, CHANGE, idempotency_key="form-2").outcome)
        connection.close()

    threads = [threading.Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes == ["done", "done"]
    assert len(sandbox.requests()) == 1


def test_two_people_may_use_the_same_key(alice, bob, sandbox):
    for person in (alice, bob):
        gateway.write(person, UPDATE, {"date_format": "DD.MM.YYYY"}, idempotency_key="same")
    assert len(sandbox.requests()) == 2


def test_an_unknown_outcome_leaves_the_copy_stale(alice, sandbox):
    gateway.read_json(alice, "track.get_preferences")
    sandbox.fault(UPDATE, "reset_after", times=1)
    gateway.write(alice, UPDATE, CHANGE)
    assert gateway.read_json(alice, "track.get_preferences").cost == 1


def test_a_write_without_a_sure_answer_costs_its_request(alice, sandbox):
    sandbox.fault(UPDATE, "reset_after", times=1)
    assert gateway.write(alice, UPDATE, CHANGE).cost == 1


def test_a_refusal_shows_that_the_service_is_up_again(alice, sandbox):
    sandbox.fault(UPDATE, "status", times=1, status=500)
    sandbox.fault(UPDATE, "status", times=1, status=400, body="Value in date_format is invalid")
    states = []
    for _ in range(2):
        gateway.write(alice, UPDATE, CHANGE)
        states.append(credentials.connection_of(alice, "track").state)
    assert states == [State.DOWN, State.OK]


def test_the_vendors_sentence_names_the_field(alice, sandbox):
    sandbox.fault(UPDATE, "status", times=1, status=400, body="Value in date_format is invalid")
    written = gateway.write(alice, UPDATE, CHANGE)
    assert written.outcome == "refused"
    assert isinstance(written.problem, InvalidRequest)
    assert written.problem.field == "date_format"


def test_a_spent_quota_refuses_the_write_with_its_time(alice, sandbox):
    sandbox.set_quota("alice", "me", remaining=0, resets_in=600)
    written = gateway.write(alice, UPDATE, CHANGE)
    assert written.outcome == "refused"
    assert isinstance(written.problem, QuotaSpent)


def test_what_the_contract_refuses_is_neither_sent_nor_told(alice, sandbox):
    with pytest.raises(ContractError) as refusal:
        gateway.write(alice, UPDATE, {"date_formt": "DD.MM.YYYY"})
    assert refusal.value.problems[0].field == "date_formt"
    assert not sandbox.requests()
    assert not Entry.objects.filter(operation=UPDATE).exists()


def test_charlie_cannot_write_what_he_has_not_connected(charlie, sandbox):
    with pytest.raises(NotConnected):
        gateway.write(charlie, UPDATE, CHANGE)


def test_an_intent_whose_process_died_is_unknown(alice):
    audit.intend(actor=alice, idempotency_key="dead", service="track", operation=UPDATE)
    (change,) = audit.changes(audit.history_of(alice).filter(operation=UPDATE))
    assert change.result == "unknown"


def test_history_cannot_be_changed(alice):
    entry = audit.record(Kind.CONNECTED, actor=alice)
    with pytest.raises(TypeError):
        entry.save()
    with pytest.raises(TypeError):
        entry.delete()


def test_a_repeated_refusal_says_again_why(alice, sandbox):
    sandbox.fault(UPDATE, "status", times=1, status=400, body="Value in date_format is invalid")
    gateway.write(alice, UPDATE, CHANGE, idempotency_key="form-3")
    again = gateway.write(alice, UPDATE, CHANGE, idempotency_key="form-3")
    assert isinstance(again.problem, InvalidRequest)

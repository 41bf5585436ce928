"""Saving: exactly what was changed, once, and nothing typed is ever lost."""

from __future__ import annotations

import pytest

from dashboard.audit.models import Entry, Kind
from tests.preferences.forms import REFRESH, URL, form_of, opened, row_of, save, words_of, writes
from tests.preferences.silence import silences
from tests.sweeps import Wrong

THREE = {"date_format": "YYYY-MM-DD", "beginningOfWeek": "6", "manualMode": "on"}
REFUSED = [
    ("calendar_visible_hours_end", "25", "not above 24"),
    ("calendar_visible_hours_end", "-1", "not below 0"),
    ("calendar_visible_hours_end", "noon", "whole number"),
    ("calendar_visible_hours_end", "", "no way back"),
    ("pg_time_zone_name", "Berlin", "Europe/Berlin"),
    ("stop_specified_time", "25:00", "time of day"),
    ("date_format", "backwards", "in the list"),
    ("theme", "da\x07rk", "cannot be saved"),
]


@pytest.fixture
def client(client_of, alice):
    return client_of(alice)


def test_three_changes_are_one_post_with_these_three_fields_as_track_spells_them(sandbox, client):
    form = opened(client)
    sandbox.clear_requests()
    assert save(client, form, **THREE).status_code == 302
    assert [(row["method"], row["path"]) for row in sandbox.requests()] == [("POST", "/api/v9/me/preferences")]
    assert writes(sandbox) == [{"date_format": "YYYY-MM-DD", "BeginningOfWeek": 6, "ManualMode": True}]


def test_opening_saving_and_looking_again_costs_two_requests(sandbox, client):
    save(client, opened(client), **THREE)
    page = client.get(URL)
    assert len(sandbox.requests()) == 2
    assert "3 settings saved with one request" in words_of(page)
    assert form_of(page)["beginningOfWeek"] == ["6"]


def test_what_bob_sets_for_the_first_time_is_sent_alone(sandbox, client_of, bob):
    client = client_of(bob)
    save(client, opened(client), pomodoro_focus_interval_in_minutes="45", collapseTimeEntries="off", theme="dark")
    assert writes(sandbox) == [
        {"pomodoro_focus_interval_in_minutes": 45, "CollapseTimeEntries": False, "theme": "dark"}
    ]


def test_nothing_changed_costs_nothing_and_says_so(sandbox, client):
    page = save(client, opened(client))
    assert page.status_code == 200
    assert "That cost no request" in words_of(page)
    assert not writes(sandbox)


def test_a_form_that_holds_only_some_fields_changes_only_those(sandbox, client):
    form = opened(client)
    client.post(
        URL, {"rendered": form["rendered"], "idempotency_key": form["idempotency_key"], "date_format": "YYYY-MM-DD"}
    )
    assert writes(sandbox) == [{"date_format": "YYYY-MM-DD"}]


@pytest.mark.long
def test_two_tabs_that_save_different_fields_do_not_revert_one_another(sandbox, client):
    one, two = opened(client), opened(client)
    save(client, one, date_format="YYYY-MM-DD")
    save(client, two, timeofday_format="h:mm A")
    assert writes(sandbox) == [{"date_format": "YYYY-MM-DD"}, {"timeofday_format": "h:mm A"}]
    assert form_of(client.get(URL))["date_format"] == ["YYYY-MM-DD"]


def test_the_same_form_sent_twice_is_one_write(sandbox, client):
    form = opened(client)
    assert save(client, form, **THREE).status_code == save(client, form, **THREE).status_code == 302
    assert len(writes(sandbox)) == 1


@pytest.mark.long
def test_a_refused_form_sent_twice_says_that_it_was_refused_and_is_not_sent_again(sandbox, client):
    form = opened(client)
    sandbox.fault("track.update_preferences", "status", status=400, body='"Value in date_format is invalid"')
    save(client, form, **THREE)
    page = save(client, form, **THREE)
    assert "did not accept a value" in words_of(page)
    assert len(writes(sandbox)) == 1
    assert save(client, form_of(page)).status_code == 302


def test_history_holds_what_was_there_before(sandbox, client):
    save(client, opened(client), date_format="YYYY-MM-DD")
    intent = Entry.objects.get(kind=Kind.WRITE_INTENT)
    assert (intent.before, intent.after) == ({"date_format": "DD.MM.YYYY"}, {"date_format": "YYYY-MM-DD"})


@pytest.mark.long
def test_what_a_field_cannot_take_is_said_beside_it_and_nothing_is_sent(sandbox, client):
    wrong = Wrong()
    for name, text, sentence in REFUSED:
        with wrong.about((name, text)):
            page = save(client, opened(client), **{name: text, "duration_format": "classic"})
            assert page.status_code == 422
            assert sentence in row_of(page, name)
            assert 'aria-invalid="true"' in row_of(page, name)
            assert form_of(page)["duration_format"] == ["classic"]
            assert form_of(page)[name][-1] == text
            assert not writes(sandbox)
    assert wrong == []


def test_the_sentence_of_track_stands_at_the_field_that_it_names(sandbox, client):
    sandbox.fault("track.update_preferences", "status", status=400, body='"Value in date_format is invalid"')
    page = save(client, opened(client), **THREE)
    assert page.status_code == 422
    assert "Value in date_format is invalid" in row_of(page, "date_format")
    assert {name: form_of(page)[name][-1] for name in THREE} == THREE


@pytest.mark.long
def test_a_sentence_about_no_field_of_the_form_stands_above_it(sandbox, client):
    wrong = Wrong()
    for sentence in ("Missing data", "Cannot set value for ToSAcceptNeeded", "Invalid feature code(s)"):
        with wrong.about(sentence):
            sandbox.fault("track.update_preferences", "status", status=400, body=f'"{sentence}"')
            page = save(client, opened(client), **THREE)
            assert sentence in words_of(page)
            assert {name: form_of(page)[name][-1] for name in THREE} == THREE
    assert wrong == []


def test_a_spent_quota_keeps_the_edit_and_says_until_when(sandbox, client):
    form = opened(client)
    sandbox.set_quota("alice", "me", 0, resets_in=1800)
    page = save(client, form, **THREE)
    assert page.status_code == 422
    assert "used up until" in words_of(page)
    assert "Try again (1 request)" in words_of(page)
    assert {name: form_of(page)[name][-1] for name in THREE} == THREE


def test_once_the_quota_is_back_the_same_page_saves(sandbox, client):
    form = opened(client)
    sandbox.fault("track.update_preferences", "status", status=429)
    page = save(client, form, **THREE)
    assert page.status_code == 422
    assert save(client, form_of(page)).status_code == 302
    assert writes(sandbox)[-1] == {"date_format": "YYYY-MM-DD", "BeginningOfWeek": 6, "ManualMode": True}


def test_a_plan_without_it_is_said(sandbox, client):
    sandbox.fault("track.update_preferences", "status", status=402, body='"Upgrade"', headers={})
    page = save(client, opened(client), **THREE)
    assert "Your Toggl plan does not include this" in words_of(page)
    assert {name: form_of(page)[name][-1] for name in THREE} == THREE


def test_a_refusal_shows_the_sentence_of_track(sandbox, client):
    sandbox.fault("track.update_preferences", "status", status=403, body='"Only admins may do that"')
    page = save(client, opened(client), **THREE)
    assert "Only admins may do that" in words_of(page)
    assert "Ask an admin" in words_of(page)


def test_a_key_refused_while_saving_keeps_everything_typed(sandbox, client):
    form = opened(client)
    sandbox.set_standing("alice", "revoked")
    page = save(client, form, **THREE)
    assert "Toggl no longer accepts this key" in words_of(page)
    assert {name: form_of(page)[name][-1] for name in THREE} == THREE


def test_something_gone_is_said(sandbox, client):
    sandbox.fault("track.update_preferences", "status", status=410, body='"Gone"')
    assert "It is no longer there" in words_of(save(client, opened(client), **THREE))


@pytest.mark.long
def test_silence_keeps_everything_typed(sandbox, settings, client):
    wrong = Wrong()
    for way, begins in silences(sandbox, settings):
        with wrong.about(way):
            form = opened(client)
            begins()
            page = save(client, form, **THREE)
            assert page.status_code == 422
            assert "Track does not answer" in words_of(page)
            assert {name: form_of(page)[name][-1] for name in THREE} == THREE
            assert form_of(page)["rendered"] == form["rendered"]
    assert wrong == []


def test_an_unknown_outcome_says_so_and_a_look_finds_what_arrived(sandbox, client):
    form = opened(client)
    sandbox.fault("track.update_preferences", "reset_after")
    page = save(client, form, **THREE)
    assert "Nobody knows yet" in words_of(page)
    assert "Check (1 request)" in words_of(page)
    checked = client.post(REFRESH, form_of(page))
    assert "Track has it: Date format" in words_of(checked)
    assert "is-changed" not in checked.content.decode()
    assert len(writes(sandbox)) == 1


@pytest.mark.long
def test_an_unknown_outcome_that_did_not_arrive_can_be_saved_again(sandbox, client):
    form = opened(client)
    sandbox.fault("track.update_preferences", "reset_after", acts=False)
    page = client.post(REFRESH, form_of(save(client, form, **THREE)))
    assert "Track does not have these changes" in words_of(page)
    assert save(client, form_of(page)).status_code == 302


@pytest.mark.long
def test_a_form_that_did_not_come_back_whole_sends_nothing(sandbox, client):
    form = opened(client)
    for damaged in ("", "{", "[]", "[" * 100_000):
        assert client.post(URL, {**form, "rendered": damaged, "date_format": "YYYY-MM-DD"}).status_code == 302
    assert "did not come back whole" in words_of(client.get(URL))
    assert not writes(sandbox)


def test_fields_that_cannot_be_edited_are_not_sent_whatever_the_form_says(sandbox, client):
    page = save(client, opened(client), toSAcceptNeeded="off", default_project_task="{}", brand_new="1")
    assert page.status_code == 422
    assert not writes(sandbox)


def test_htmx_gets_the_part_again_and_a_toast(sandbox, client):
    headers = {"HX-Request": "true", "HX-Target": "preferences"}
    answer = client.post(URL, {**opened(client), "date_format": ["YYYY-MM-DD"]}, headers=headers)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert 'data-outcome="done"' in text
    assert "hx-swap-oob" in text
    assert "1 setting saved with one request" in text
    assert len(sandbox.requests()) == 2


def test_a_form_sent_from_another_site_is_refused(sandbox, client):
    assert client.post(URL, opened(client), headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403

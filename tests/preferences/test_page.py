"""The page of Track's preferences as a member opens it."""

from __future__ import annotations

import re

import pytest

from dashboard.upstream.contract.field_descriptions import fields
from tests.preferences.forms import REFRESH, URL, form_of, opened, row_of, words_of
from tests.preferences.silence import silences
from tests.sweeps import Wrong


def test_opening_it_twice_costs_one_request(sandbox, client_of, alice):
    client = client_of(alice)
    assert client.get(URL).status_code == client.get(URL).status_code == 200
    assert [row["path"] for row in sandbox.requests()] == ["/api/v9/me/preferences"]


def test_every_field_has_its_row_with_label_description_and_name(sandbox, client_of, alice):
    words = words_of(client_of(alice).get(URL))
    for one in fields("track_preferences").fields.values():
        assert f"{one.label} {one.description} {one.name}" in words


def test_what_is_set_has_a_checkbox_and_what_is_not_has_three_choices(sandbox, client_of, bob):
    page = client_of(bob).get(URL)
    assert 'type="checkbox"' in row_of(page, "send_weekly_report")
    unset = row_of(page, "manualMode")
    assert unset.count('type="radio"') == 3
    assert "Not set" in unset


def test_the_ten_keys_of_a_live_account_are_filled_in_and_nothing_else(sandbox, client_of, bob):
    form = opened(client_of(bob))
    ours = {"csrfmiddlewaretoken", "idempotency_key", "rendered", "whole"}
    filled = {name for name, values in form.items() if values[-1] and "." not in name} - ours
    assert filled == {
        "beginningOfWeek",
        "date_format",
        "duration_format",
        "pg_time_zone_name",
        "send_timer_notifications",
        "send_weekly_report",
        "timeofday_format",
    }  # fmt: skip - and two that are off, which no browser sends


def test_a_value_cannot_be_taken_back_to_not_set_so_that_is_not_offered(sandbox, client_of, bob):
    page = client_of(bob).get(URL)
    assert "Not set" not in row_of(page, "date_format")
    assert "Not set" in row_of(page, "timerView")


def test_the_terms_and_the_features_are_shown_and_say_why_they_cannot_be_changed_here(sandbox, client_of, alice):
    page = client_of(alice).get(URL)
    assert "jira_v2: off" in row_of(page, "alpha_features")
    assert "name=" not in row_of(page, "toSAcceptNeeded").replace("data-name=", "")
    assert fields("track_preferences").fields["toSAcceptNeeded"].readonly in words_of(page)


def test_a_field_that_nobody_knows_is_shown_as_it_came(sandbox, client_of, alice):
    body = '{"date_format": "YYYY-MM-DD", "brand_new_thing": "<b>seven</b>"}'
    sandbox.fault("track.get_preferences", "status", status=200, body=body)
    page = client_of(alice).get(URL)
    assert "&lt;b&gt;seven&lt;/b&gt;" in row_of(page, "brand_new_thing")
    assert "brand_new_thing" not in form_of(page)


def test_a_value_of_another_kind_than_documented_is_shown_and_left_alone(sandbox, client_of, alice):
    sandbox.fault("track.get_preferences", "status", status=200, body='{"date_format": 7, "manualMode": "yes"}')
    page = client_of(alice).get(URL)
    assert "another kind" in row_of(page, "date_format")
    assert not {"date_format", "manualMode"} & set(form_of(page))


def test_it_says_how_old_it_is_and_what_a_refresh_costs(sandbox, client_of, alice):
    words = words_of(client_of(alice).get(URL))
    assert "What Track said just now" in words
    assert "Refresh (1 request)" in words


def test_a_refresh_asks_once(sandbox, client_of, alice):
    client = client_of(alice)
    form = opened(client)
    assert client.post(REFRESH, form).status_code == 200
    assert len(sandbox.requests("track.get_preferences")) == 2


@pytest.mark.long
def test_a_refresh_keeps_what_was_typed_on_top_of_what_track_says_now(sandbox, client_of, alice):
    client, other = client_of(alice), client_of(alice)
    form = opened(client)
    other.post(URL, {**opened(other), "timeofday_format": ["h:mm A"]})
    page = client.post(REFRESH, {**form, "date_format": ["MM/DD/YYYY"]})
    now = form_of(page)
    assert (now["date_format"], now["timeofday_format"]) == (["MM/DD/YYYY"], ["h:mm A"])


def test_the_meter_knows_nothing_before_the_first_request_and_then_what_is_left(sandbox, client_of, alice):
    client = client_of(alice)
    assert "Track not known yet, Focus not known yet" in re.sub(r"\s+", " ", client.get("/").content.decode())
    assert re.search(r"Track 29 of 30 +resets", words_of(client.get(URL)))


def test_a_search_by_address_shows_the_hits_alone(sandbox, client_of, alice):
    page = client_of(alice).get(URL, {"q": "military time"})
    assert "1 of 174 settings" in words_of(page)
    assert not re.search(r"^<div[^>]* hidden", row_of(page, "timeofday_format"))
    assert re.search(r"^<div[^>]* hidden", row_of(page, "date_format"))


def test_a_search_without_hits_says_so(sandbox, client_of, alice):
    page = client_of(alice).get(URL, {"q": "<script>nothing"}).content.decode()
    assert 'id="no-hits">' in page
    assert "&lt;script&gt;nothing" in page


def test_tokens_find_what_is_unset_and_what_cannot_be_changed(sandbox, client_of, bob):
    client = client_of(bob)
    assert "164 of 174 settings" in words_of(client.get(URL, {"q": "@unset"}))
    assert "10 of 174 settings" in words_of(client.get(URL, {"q": "@set"}))
    assert "time zone" in words_of(client.get(URL, {"q": "@set zone"})).lower()


def test_charlie_is_led_to_connecting(sandbox, client_of, charlie):
    page = client_of(charlie).get(URL)
    assert "Track is not connected" in words_of(page)
    assert 'href="/connections/"' in page.content.decode()
    assert not sandbox.requests()


@pytest.mark.long
def test_silence_on_the_first_visit_says_so_and_offers_to_try_again(sandbox, settings, client_of, alice):
    client, wrong = client_of(alice), Wrong()
    for way, begins in silences(sandbox, settings):
        with wrong.about(way):
            begins()
            page = client.get(URL)
            assert page.status_code == 200
            assert "Track does not answer" in words_of(page)
            assert "Try again (1 request)" in words_of(page)
    assert wrong == []


@pytest.mark.long
def test_silence_later_shows_the_last_copy_and_says_that_it_is_one(sandbox, settings, client_of, alice):
    client, wrong = client_of(alice), Wrong()
    for way, begins in silences(sandbox, settings):
        with wrong.about(way):
            form = opened(client)
            begins()
            page = client.post(REFRESH, {**form, "date_format": ["MM/DD/YYYY"]})
            assert "Track does not answer" in words_of(page)
            assert form_of(page)["date_format"] == ["MM/DD/YYYY"]
            assert form_of(page)["rendered"] == form["rendered"]
    assert wrong == []


def test_a_spent_quota_shows_the_last_copy_and_when_requests_come_back(sandbox, client_of, alice):
    client = client_of(alice)
    form = opened(client)
    sandbox.set_quota("alice", "me", 0, resets_in=1800)
    words = words_of(client.post(REFRESH, form))
    assert re.search(r"Requests to Track are used up until \d{1,2}:\d\d", words)
    assert "UTC" not in words


def test_a_refused_key_leads_to_reconnecting(sandbox, client_of, alice):
    sandbox.set_standing("alice", "revoked")
    page = client_of(alice).get(URL)
    assert "Toggl no longer accepts this key" in words_of(page)
    assert "Reconnect Track" in words_of(page)


def test_a_stored_key_that_cannot_be_opened_is_said(sandbox, client_of, alice):
    from dashboard.credentials.models import Connection

    connection = Connection.objects.get(user=alice, service="track")
    sealed = bytes(connection.sealed_secret)
    Connection.objects.filter(pk=connection.pk).update(sealed_secret=sealed[:-1] + bytes([sealed[-1] ^ 1]))
    assert "The stored key for Track cannot be opened" in words_of(client_of(alice).get(URL))
    assert not sandbox.requests()


def test_somebody_who_is_not_signed_in_sees_nothing(client, db, alice):
    assert client.get(URL).status_code == 302


def test_htmx_gets_the_part_that_it_asked_for(sandbox, client_of, alice):
    answer = client_of(alice).get(URL, headers={"HX-Request": "true", "HX-Target": "preferences"}).content.decode()
    assert answer.lstrip().startswith('<div class="settings stack" id="preferences"')
    assert 'id="quota-meter" hx-swap-oob="true"' in answer

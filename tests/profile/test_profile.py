"""`GET` and `PUT /me` on a page: what was changed is sent, once, and what Track refuses stands at its field."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dashboard.audit.models import Entry
from dashboard.credentials import services as credentials
from dashboard.gateway import services as gateway
from dashboard.profile.refusals import HELP
from dashboard.sandbox.people import ALICE, BOB
from dashboard.upstream.contract import operation
from tests.profile.conftest import field_of, form_of, words_of
from tests.sweeps import Wrong, afresh

URL = "/profile/"
ME = "track.update_me"
SENTENCES = operation(ME).messages[400]
OF_FIELD = {
    "Invalid beginning_of_week": "beginning_of_week",
    "Invalid country_id": "country_id",
    "Invalid default_workspace_id": "default_workspace_id",
    "Invalid email": "email",
    "Invalid fullname": "fullname",
    "Invalid timezone": "timezone",
    "user with this email already exists": "email",
    "Current password is not valid": "current_password",
    "Current password must be present to change password": "current_password",
    "Password should be at least 6 characters": "password",
}
CHANGES = {
    "fullname": "Alice B. Archer",
    "email": "alice.archer@example.com",
    "timezone": "Asia/Tokyo",
    "beginning_of_week": 3,
    "country_id": 7,
    "default_workspace_id": 710_002,
}


def test_opening_it_costs_one_request_and_opening_it_again_none(client, sandbox):
    for _ in range(2):
        assert client.get(URL).status_code == 200
    assert [one["operation"] for one in sandbox.requests()] == ["track.get_me"]


@pytest.mark.long
def test_one_changed_value_is_sent_alone(client, alice, sandbox):
    wrong = Wrong()
    for name, value in CHANGES.items():
        afresh(sandbox)
        gateway.read_json(alice, "track.list_workspaces")
        with wrong.about(name):
            answer = client.post(URL, form_of(client, **{name: value}))
            assert answer.status_code == 302, words_of(answer)
            (sent,) = sandbox.requests(ME)
            assert sent["body"] == {name: value}
            assert gateway.read_json(alice, "track.get_me").data[name] == value
            assert len(sandbox.requests("track.get_me")) == 1
    assert wrong == []


def test_a_page_that_was_open_for_hours_is_still_saved_with_one_request(client, sandbox, time_machine):
    form = form_of(client, fullname="Al")
    sandbox.clear_requests()
    time_machine.move_to(datetime.now(UTC) + timedelta(hours=2))
    client.post(URL, form)
    assert [one["operation"] for one in sandbox.requests()] == [ME]


def test_a_key_that_somebody_made_up_breaks_nothing(client, sandbox):
    assert client.post(URL, form_of(client, fullname="Al", idempotency_key="k" * 1000)).status_code == 302
    assert len(sandbox.requests(ME)) == 1


def test_nothing_changed_is_nothing_sent(client, sandbox):
    page = client.post(URL, form_of(client))
    assert "Nothing was changed" in words_of(page)
    assert not sandbox.requests(ME)


def test_a_double_click_is_one_write(client, sandbox):
    form = form_of(client, fullname="Al")
    for _ in range(2):
        client.post(URL, form)
    assert len(sandbox.requests(ME)) == 1


def test_what_somebody_else_changed_meanwhile_is_not_put_back(client, alice, sandbox):
    form = form_of(client, fullname="Al")
    gateway.write(alice, ME, {"country_id": 9})
    client.post(URL, form)
    assert sandbox.requests(ME)[-1]["body"] == {"fullname": "Al"}


def test_it_is_taken_back_from_its_toast(client, alice, sandbox):
    page = client.post(URL, form_of(client, fullname="Al", timezone="Asia/Tokyo"), follow=True)
    assert "2 values saved with one request." in words_of(page)
    written = Entry.objects.get(operation=ME, kind="write.intent")
    assert f"/history/{written.write_id}/undo/" in page.content.decode()
    client.post(f"/history/{written.write_id}/undo/")
    assert sandbox.requests(ME)[-1]["body"] == {"fullname": ALICE.fullname, "timezone": ALICE.timezone}


def test_tandem_follows_at_once(client, alice, sandbox):
    gateway.read_json(alice, "track.list_workspaces")
    client.post(URL, form_of(client, **CHANGES))
    alice.refresh_from_db()
    assert (alice.timezone, alice.first_day_of_week) == ("Asia/Tokyo", 3)
    track = credentials.connection_of(alice, "track")
    assert (track.account_name, track.workspace_id, track.organization_id) == ("Alice B. Archer", 710_002, 7101)


def test_every_sentence_of_the_reference_has_help_and_a_field():
    assert {one.casefold() for one in SENTENCES} == set(HELP)
    assert set(SENTENCES) == set(OF_FIELD)


@pytest.mark.long
def test_what_track_refuses_stands_at_its_field_with_its_own_words(client, sandbox):
    wrong = Wrong()
    passwords = {"current_password": "old-password", "password": "new-password"}
    for sentence in SENTENCES:
        name = OF_FIELD[sentence]
        about_password = "password" in name
        afresh(sandbox)
        sandbox.fault(ME, "status", status=400, body=f'"{sentence}"')
        with wrong.about(sentence):
            address, typed = (f"{URL}password/", passwords) if about_password else (URL, form_of(client, fullname="Al"))
            answer = client.post(address, typed)
            assert answer.status_code == 422
            assert sentence in field_of(answer, name)
            assert "old-password" not in answer.content.decode()
            assert about_password or 'value="Al"' in answer.content.decode()
    assert wrong == []


@pytest.mark.long
def test_what_is_wrong_is_said_at_its_field(client, sandbox):
    wrong = Wrong()
    for name, typed, said in (
        ("timezone", "Mars/Olympus", "no zone of this name"),
        ("timezone", "Europe/Berln", "Do you mean Europe/Berlin"),
        ("email", "nobody", "valid email"),
        ("email", BOB.email, "Somebody else at Toggl has this address"),
        ("fullname", "", "required"),
        ("beginning_of_week", "9", "9 is not one"),
        ("country_id", "0", "greater than or equal to 1"),
        ("country_id", "", "cannot be emptied"),
        ("country_id", "999999", "no country of this number"),
        ("default_workspace_id", "720001", "720001 is not one"),
    ):
        with wrong.about((name, typed)):
            answer = client.post(URL, form_of(client, **{name: typed}))
            assert answer.status_code == 422
            assert said in field_of(answer, name)
    assert wrong == []


def test_a_zone_is_found_by_a_part_of_its_name(client, sandbox):
    client.post(URL, form_of(client, timezone="asia/tokyo"))
    assert sandbox.requests(ME)[-1]["body"] == {"timezone": "Asia/Tokyo"}
    page = client.get(URL).content.decode()
    assert 'list="zones"' in page
    assert '<option value="America/Argentina/Buenos_Aires">' in page


def test_a_form_that_did_not_come_back_whole_sends_nothing(client, sandbox):
    page = client.post(URL, {**form_of(client, fullname="Al"), "was": "[]"}, follow=True)
    assert "did not come back whole" in words_of(page)
    assert not sandbox.requests(ME)


def test_a_password_is_changed_with_the_present_one_and_leaves_no_trace(client, sandbox):
    typed = {"current_password": ALICE.password, "password": "brand-new-password", "idempotency_key": "k" * 32}
    page = client.post(f"{URL}password/", typed, follow=True)
    assert "Your password at Toggl is changed" in words_of(page)
    assert sandbox.world.state.accounts["alice"].password == "brand-new-password"
    kept = page.content.decode() + str(list(Entry.objects.values()))
    assert "brand-new-password" not in kept
    assert ALICE.password not in kept


def test_a_short_password_is_not_sent(client, sandbox):
    answer = client.post(f"{URL}password/", {"current_password": "x", "password": "short"})
    assert "at least 6 characters" in field_of(answer, "password")
    assert not sandbox.requests(ME)


def test_whether_the_key_is_accepted_costs_one_request(client, sandbox):
    assert "Track accepts your key." in words_of(client.post(f"{URL}key/", follow=True))
    assert [one["operation"] for one in sandbox.requests()] == ["track.get_logged", "track.get_me"]


def test_a_key_that_is_not_accepted_says_so_after_one_request(client, alice, sandbox):
    client.get(URL)
    sandbox.set_standing("alice", "revoked", "track")
    sandbox.clear_requests()
    assert "no longer accepts this key" in words_of(client.post(f"{URL}key/", follow=True))
    assert len(sandbox.requests()) == 1
    assert credentials.connection_of(alice, "track").state == "refused"


def test_names_of_workspaces_come_for_one_request(client, sandbox):
    assert "#710001" in words_of(client.get(URL))
    page = client.post(f"{URL}workspaces/", follow=True)
    assert "Lab <i>& friends</i>" in words_of(page).replace("  ", " ") or "&lt;i&gt;" in page.content.decode()
    assert [one["operation"] for one in sandbox.requests()] == ["track.get_me", "track.list_workspaces"]


def test_nothing_secret_is_on_the_page(client):
    page = client.get(URL).content.decode()
    assert ALICE.track_token not in page
    assert "intercom_hash" not in page


def test_a_picture_of_a_strange_host_becomes_initials(client, alice, sandbox):
    sandbox.world.state.accounts["alice"].profile["image_url"] = "https://evil.example/p.png"
    page = client.get(URL).content.decode()
    assert "<img" not in page
    assert ">AA</span>" in page


# ------------------------------------------------------------------ faults
def test_without_track_it_says_what_is_missing_and_how_to_connect(charlie, client_of, sandbox):
    page = client_of(charlie).get(URL)
    assert "Focus alone does not show them" in words_of(page)
    assert 'href="/connections/#track"' in page.content.decode()
    assert not sandbox.requests()


def test_when_track_is_down_the_last_copy_is_shown_with_its_age(client, sandbox):
    client.get(URL)
    sandbox.fault("track.*", "status", times=-1, status=500)
    page = client.post(f"{URL}refresh/", follow=True)
    assert "Track does not answer" in words_of(page)
    assert ALICE.fullname in words_of(page)


def test_when_it_was_never_seen_one_can_try_again(client, sandbox):
    sandbox.fault("track.*", "status", times=-1, status=500)
    assert "Try again (1 request)" in words_of(client.get(URL))


def test_a_write_without_an_answer_leads_to_the_look(client, sandbox):
    form = form_of(client, fullname="Al")
    sandbox.fault(ME, "reset_after")
    answer = client.post(URL, form)
    assert "no answer came" in words_of(answer)
    assert "Look whether it arrived" in words_of(answer)
    assert 'value="Al"' in answer.content.decode()


def test_a_quota_that_is_spent_keeps_what_was_typed(client, sandbox):
    form = form_of(client, fullname="Al")
    sandbox.set_quota("alice", "me", 0)
    answer = client.post(URL, form)
    assert answer.status_code == 422
    assert 'value="Al"' in answer.content.decode()
    assert "used up" in words_of(answer)


def test_the_account_menu_leads_here(client):
    assert 'href="/profile/"' in client.get("/").content.decode()

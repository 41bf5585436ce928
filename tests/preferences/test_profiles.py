"""Profiles: named sets of settings that are previewed, staged, shared by admins and adopted by members."""

from __future__ import annotations

import pytest

from dashboard.preferences.models import SettingsProfile
from tests.preferences.forms import URL, form_of, save, words_of, writes
from tests.sweeps import Wrong

PROFILES = "/preferences/profiles/"


@pytest.fixture
def made(sandbox, client_of, alice):
    """Alice's profile of all her Track preferences."""
    client_of(alice).post(PROFILES, {"name": "Studio", "page": "track_preferences"})
    return SettingsProfile.objects.get()


def address(profile, act=""):
    return f"{PROFILES}{profile.pk}/{act}"


def test_making_one_costs_one_request_at_most_and_sends_nothing(sandbox, made):
    assert [row["method"] for row in sandbox.requests()] == ["GET"]
    assert made.values["date_format"] == "DD.MM.YYYY"
    assert "toSAcceptNeeded" not in made.values


def test_one_of_some_groups_holds_these_alone(sandbox, client_of, alice):
    client_of(alice).post(PROFILES, {"name": "Time", "page": "track_preferences", "group": "calendar"})
    profile = SettingsProfile.objects.get()
    assert "calendar_visible_hours_end" in profile.values
    assert "date_format" not in profile.values


def test_a_name_that_cannot_be_is_refused_and_stays_typed(client_of, alice, made):
    client, wrong = client_of(alice), Wrong()
    for name in ("", "  ", "x" * 81, "Studio"):
        with wrong.about(name):
            page = client.post(PROFILES, {"name": name, "page": "track_preferences"})
            assert page.status_code == 422
            assert 'id="wrong-name"' in page.content.decode()
            assert SettingsProfile.objects.count() == 1
    assert wrong == []


def test_a_member_sees_a_profile_only_when_an_admin_shares_it(client_of, alice, bob, made):
    member = client_of(bob)
    assert "Studio" not in words_of(member.get(PROFILES))
    assert member.get(address(made)).status_code == 404
    client_of(alice).post(address(made, "share/"), {"shared": "on"})
    assert "Studio" in words_of(member.get(PROFILES))
    assert member.get(address(made)).status_code == 200
    client_of(alice).post(address(made, "share/"), {"shared": "off"})
    assert member.get(address(made)).status_code == 404


@pytest.mark.long
def test_a_member_sees_where_they_differ_and_adopts_it_with_one_request(sandbox, client_of, alice, bob, made):
    client_of(alice).post(address(made, "share/"), {"shared": "on"})
    member = client_of(bob)
    assert "not loaded" in words_of(member.get(PROFILES))
    assert "You differ in" in words_of(member.get(address(made)))
    assert "You differ in" in words_of(member.get(PROFILES))
    page = member.get(URL, {"profile": made.pk, "only": ["timerView", "theme"]})
    assert page.content.decode().count("is-changed") == 2
    sandbox.clear_requests()
    save(member, form_of(page))
    assert [row["method"] for row in sandbox.requests()] == ["POST"]
    assert set(writes(sandbox)[0]) == {"TimerView", "theme"}


def test_it_is_put_on_one_app_as_well(sandbox, client_of, alice, made):
    page = client_of(alice).get(address(made), {"on": "track_web_preferences"})
    assert f'action="{URL}web/"' in page.content.decode()
    assert len(sandbox.requests()) == 2


def test_a_member_shares_none(client_of, bob, sandbox):
    client = client_of(bob)
    client.post(PROFILES, {"name": "Mine", "page": "track_preferences"})
    profile = SettingsProfile.objects.get()
    assert client.post(address(profile, "share/"), {"shared": "on"}).status_code == 403
    assert "Share it" not in words_of(client.get(address(profile)))


def test_nobody_acts_on_the_profile_of_another(client_of, bob, made):
    client = client_of(bob)
    for act in ("share/", "remove/", "back/"):
        assert client.post(address(made, act), {"shared": "on"}).status_code == 404
    assert client.get(URL, {"profile": made.pk}).status_code == 404


def test_a_removed_one_comes_back_for_its_owner_alone(client_of, alice, bob, made):
    client = client_of(alice)
    client.post(address(made, "share/"), {"shared": "on"})
    client.post(address(made, "remove/"))
    assert client.get(address(made)).status_code == 404
    assert "Studio" not in words_of(client_of(bob).get(PROFILES))
    assert "Bring back Studio" in words_of(client.get(PROFILES))
    client.post(address(made, "back/"))
    assert client.get(address(made)).status_code == 200
    assert client_of(bob).get(address(made)).status_code == 404


def test_one_whose_name_is_taken_by_now_stays_removed(client_of, alice, made):
    client = client_of(alice)
    client.post(address(made, "remove/"))
    client.post(PROFILES, {"name": "Studio", "page": "track_preferences"})
    assert "a profile of that name already" in words_of(client.post(address(made, "back/"), follow=True))


def test_a_profile_that_is_not_there_is_not_found(sandbox, client_of, alice):
    client = client_of(alice)
    numbers = ("0", "99999", "x", "9" * 40)
    assert [one for one in numbers if client.get(URL, {"profile": one}).status_code != 404] == []


def test_nothing_connected_says_so(sandbox, client_of, charlie):
    page = client_of(charlie).post(PROFILES, {"name": "Mine", "page": "focus_preferences"})
    assert "Focus is not connected" in words_of(page)
    assert 'value="Mine"' in page.content.decode()

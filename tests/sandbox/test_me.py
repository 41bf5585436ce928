"""The profile, the quota, the location, the features, and the end of an account."""

from dashboard.sandbox.people import ALICE, BOB
from tests.sandbox.caller import basic

CHANGES = {
    "beginning_of_week": 3,
    "country_id": 7,
    "default_workspace_id": 710_002,
    "email": "alice.archer@example.com",
    "fullname": "Alice B. Archer",
    "timezone": "Asia/Tokyo",
}
REFUSED = [
    ({"password": "longer", "current_password": "wrong"}, "Current password is not valid"),
    ({"password": "longer"}, "Current password must be present to change password"),
    ({"beginning_of_week": 7}, "Invalid beginning_of_week"),
    ({"country_id": 0}, "Invalid country_id"),
    ({"default_workspace_id": 720_001}, "Invalid default_workspace_id"),
    ({"email": "nobody"}, "Invalid email"),
    ({"fullname": " "}, "Invalid fullname"),
    ({"timezone": "Mars/Olympus"}, "Invalid timezone"),
    ({"password": "short", "current_password": ALICE.password}, "Password should be at least 6 characters"),
    ({"email": BOB.email}, "user with this email already exists"),
]


def test_a_change_is_seen_afterwards(alice):
    for field, value in CHANGES.items():
        assert alice.call("track.update_me", {field: value}).data[field] == value
        assert alice.call("track.get_me").data[field] == value, field


def test_zone_and_first_day_are_the_same_in_the_preferences(alice):
    alice.call("track.update_me", {"timezone": "Asia/Tokyo", "beginning_of_week": 3})
    got = alice.call("track.get_preferences").data
    assert (got["pg_time_zone_name"], got["BeginningOfWeek"]) == ("Asia/Tokyo", 3)
    alice.call("track.update_preferences", {"pg_time_zone_name": "Europe/Paris", "beginningOfWeek": 4})
    got = alice.call("track.get_me").data
    assert (got["timezone"], got["beginning_of_week"]) == ("Europe/Paris", 4)


def test_what_is_wrong_is_said_in_the_vendors_words(alice):
    before = alice.call("track.get_me").data
    for body, sentence in REFUSED:
        got = alice.send("PUT", "/api/v9/me", body)
        assert (got.status, got.data) == (400, sentence)
        assert alice.call("track.get_me").data == before, sentence


def test_a_new_password_opens_the_account_and_the_old_one_does_not(alice):
    alice.call("track.update_me", {"password": "longer", "current_password": ALICE.password})
    assert alice.send("GET", "/api/v9/me", key=basic(ALICE.email, "longer")).status == 200
    assert alice.send("GET", "/api/v9/me", key=basic(ALICE.email, ALICE.password)).status == 403


def test_passwords_are_not_in_the_list_of_requests(alice, sandbox):
    alice.call("track.update_me", {"password": "longer", "current_password": ALICE.password})
    assert "longer" not in str(sandbox.requests())
    assert ALICE.password not in str(sandbox.requests())


def test_keys_match_whatever_their_case_and_unknown_ones_are_ignored(alice):
    alice.send("PUT", "/api/v9/me", {"FullName": "Al", "nonsense": 1})
    assert alice.call("track.get_me").data["fullname"] == "Al"


def test_a_value_of_the_wrong_type_is_refused_as_go_does(alice):
    got = alice.send("PUT", "/api/v9/me", {"fullname": 7})
    assert got.status == 400
    assert "cannot unmarshal number" in got.data


def test_related_data_comes_when_asked_for(alice):
    got = alice.call("track.get_me", with_related_data=True).data
    assert {"clients", "projects", "tags", "tasks", "time_entries", "workspaces"} <= set(got)


def test_the_answer_to_a_change_lacks_what_the_vendors_lacks(alice):
    got = alice.call("track.update_me", {"fullname": "Al"}).data
    assert "intercom_hash" not in got
    assert "toggl_accounts_updated_at" in got


def test_data_that_cannot_be_loaded_is_404(alice, sandbox):
    sandbox.set_standing("alice", "missing", "track")
    got = alice.call("track.get_me")
    assert (got.status, got.data) == (404, "could not load user data")


def test_the_quota_lists_the_person_first_and_then_the_organisations(alice):
    person, organization = alice.call("track.get_quota").data
    assert person == {"organization_id": None, "remaining": 29, "resets_in_secs": 3600, "total": 30}
    assert (organization["organization_id"], organization["total"]) == (ALICE.organization_id, 240)


def test_the_location_needs_no_credential_and_may_be_nothing(alice, sandbox):
    assert alice.send("GET", "/api/v9/me/location", key=None).data["country_code"] == "EE"
    sandbox.switch(location="empty")
    assert alice.call("track.get_location").raw == b""
    sandbox.switch(location="unknown_country")
    got = alice.call("track.get_location")
    assert (got.status, got.data) == (404, "Country with given ISO code not found")


def test_features_come_by_workspace(charlie):
    got = charlie.call("track.list_features").data
    assert [one["workspace_id"] for one in got] == [720_001, 720_002]
    assert {"feature_id": 0, "name": "free", "enabled": True} in got[0]["features"]


def test_a_closed_account_is_closed_everywhere(alice, bob):
    assert alice.call("track.close_account").status == 200
    assert alice.call("track.get_logged").status == 403
    assert alice.call("focus.get_settings").status == 401
    assert bob.call("track.get_logged").status == 200

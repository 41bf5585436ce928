"""The three operations around a lost password."""

from dashboard.sandbox.people import ALICE
from tests.sandbox.caller import basic


def test_a_password_can_be_set_with_the_code_and_only_once(alice):
    assert alice.send("POST", "/api/v9/me/lost_passwords/c0de", {"email": ALICE.email}, key=None).status == 200
    body = {"code": "c0de", "password": "brand-new", "user_id": ALICE.track_id}
    assert alice.send("POST", "/api/v9/me/lost_passwords/confirm", body, key=None).status == 200
    assert alice.send("GET", "/api/v9/me", key=basic(ALICE.email, "brand-new")).status == 200
    again = alice.send("POST", "/api/v9/me/lost_passwords/confirm", {**body, "password": "another"}, key=None)
    assert again.status == 200
    assert alice.send("GET", "/api/v9/me", key=basic(ALICE.email, "another")).status == 403


def test_nothing_tells_whether_an_address_exists(alice):
    known = alice.call("track.request_lost_password", {"email": ALICE.email}, token_code="a")
    unknown = alice.call("track.request_lost_password", {"email": "nobody@example.com"}, token_code="b")
    assert (known.status, known.raw) == (unknown.status, unknown.raw)


def test_they_spend_no_quota(alice):
    got = alice.call("track.verify_lost_password")
    assert got.status == 200
    assert "X-Toggl-Quota-Remaining" not in got.headers


def test_they_can_be_gone(alice, sandbox):
    sandbox.switch(lost_passwords="gone")
    assert alice.call("track.verify_lost_password").status == 410
    assert alice.call("track.request_lost_password", {"email": ALICE.email}, token_code="a").status == 410
    assert alice.call("track.confirm_lost_password", {"code": "a"}).status == 410

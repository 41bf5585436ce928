"""Focus settings of a person."""

REFUSED = [
    ({"theme": "pink"}, "theme"),
    ({"start_week_on": 2}, "start_week_on"),
    ({"pomodoro_mode_break_duration_mins": 0}, "pomodoro_mode_break_duration_mins"),
    ({"goal_reminder_time": "9 o'clock"}, "goal_reminder_time"),
    ({"current_workspace_id": 720_001}, "current_workspace_id"),
]


def test_a_change_is_answered_and_seen_afterwards(alice):
    got = alice.call("focus.update_settings", {"theme": "dark", "start_week_on": 0})
    assert got.status == 200
    assert alice.call("focus.get_settings").data == got.data
    assert (got.data["theme"], got.data["start_week_on"]) == ("dark", 0)


def test_null_clears_what_may_be_cleared(alice):
    alice.call("focus.update_settings", {"default_page": None})
    assert "default_page" not in alice.call("focus.get_settings").data


def test_null_can_be_answered_for_what_is_not_set(alice, sandbox):
    sandbox.switch(empty_fields="null")
    assert alice.call("focus.get_settings").data["time_block_color"] is None


def test_what_the_vendor_keeps_for_itself_cannot_be_set(alice):
    alice.send("PATCH", "/api/users/me/settings", {"first_interaction": True, "timezone": "Asia/Tokyo"})
    got = alice.call("focus.get_settings").data
    assert (got["first_interaction"], got["timezone"]) == (False, "Europe/Berlin")


def test_what_is_wrong_is_named(alice):
    for body, field in REFUSED:
        got = alice.send("PATCH", "/api/users/me/settings", body)
        assert (got.status, got.data["error"], list(got.data["error_values"])) == (400, "validation", [field])


def test_a_body_that_cannot_be_read_is_400(alice):
    for body in (b"", b"{", b"[]", b'{"theme": 5}'):
        got = alice.send("PATCH", "/api/users/me/settings", body)
        assert (got.status, got.data["error"]) == (400, "invalid_request"), body


def test_which_bucket_they_are_counted_in_is_a_switch(alice, sandbox):
    assert alice.call("focus.get_settings").left == 29
    sandbox.switch(settings_bucket="organization")
    assert alice.call("focus.get_settings").left == 239

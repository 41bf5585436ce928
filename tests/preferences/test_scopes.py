"""The scopes: each is opened with one request and saved with one, and names stand for numbers once they are loaded."""

from __future__ import annotations

import pytest

from dashboard.audit.models import Entry, Kind
from tests.preferences.forms import URL, form_of, opened, row_of, save, words_of, writes
from tests.sweeps import Wrong, afresh

WEB, DESKTOP, FEATURES = (f"{URL}{name}/" for name in ("web", "desktop", "features"))
FOCUS, COMPARE = "/preferences/focus/", f"{URL}compare/"
PATHS = {
    URL: "/api/v9/me/preferences",
    WEB: "/api/v9/me/preferences/web",
    DESKTOP: "/api/v9/me/preferences/desktop",
    FOCUS: "/api/users/me/settings",
}
CHANGED = {
    WEB: {"timerView": "timesheet", "collapseTimeEntries": "on"},
    DESKTOP: {"idle_detection_interval_in_minutes": "7", "run_app_on_startup": "off"},
    FOCUS: {"theme": "dark", "pomodoro_mode_session_duration_mins": "50", "show_goals_panel": "off"},
}


@pytest.fixture
def client(client_of, alice):
    return client_of(alice)


def test_a_scope_costs_one_request_and_then_none(sandbox, client):
    wrong = Wrong()
    for url, path in PATHS.items():
        with wrong.about(url):
            sandbox.clear_requests()
            assert client.get(url).status_code == client.get(url).status_code == 200
            assert [row["path"] for row in sandbox.requests()] == [path]
    assert wrong == []


@pytest.mark.long
def test_saving_several_changes_is_one_request_of_the_scope_and_looking_again_none(sandbox, client):
    wrong = Wrong()
    for url, changes in CHANGED.items():
        with wrong.about(url):
            form = opened(client, url)
            sandbox.clear_requests()
            form = {name: values for name, values in form.items() if changes.get(name) != "off"}
            typed = {name: text for name, text in changes.items() if text != "off"}
            assert save(client, form, url=url, **typed).status_code == 302
            [sent] = sandbox.requests()
            assert (sent["path"], len(sent["body"])) == (PATHS[url], len(changes))
            now = opened(client, url)
            assert len(sandbox.requests()) == 1
            assert {name: now.get(name, ["off"])[-1] for name in changes} == changes
    assert wrong == []


@pytest.mark.long
def test_a_save_for_all_marks_the_other_scopes_as_perhaps_changed(sandbox, client):
    for url in (WEB, DESKTOP, URL):
        form = opened(client, url)
    save(client, form, date_format="YYYY-MM-DD")
    assert words_of(client.get(URL)).count("may have changed") == 2
    client.get(WEB)
    assert words_of(client.get(URL)).count("may have changed") == 1


def test_every_scope_offers_undo_and_history_tells_what_was_before(sandbox, client):
    save(client, opened(client, WEB), url=WEB, timerView="timesheet")
    intent = Entry.objects.get(kind=Kind.WRITE_INTENT)
    assert (intent.before, intent.after, intent.target) == (
        {"timerView": "list"}, {"timerView": "timesheet"}, {"client": "web"},
    )  # fmt: skip
    assert f"/history/{intent.write_id}/undo/" in client.get(WEB).content.decode()


def test_the_web_page_shows_what_the_web_reads_and_what_is_set(sandbox, client):
    page = client.get(WEB).content.decode()
    assert 'id="input-timerView"' in page
    assert 'id="input-show_dock_icon"' not in page
    assert 'id="input-show_dock_icon"' in client.get(DESKTOP).content.decode()


def test_no_other_client_has_a_page(sandbox, client):
    assert client.get(f"{URL}mobile/").status_code == 404


def test_what_track_leaves_out_while_empty_says_what_that_counts_as(sandbox, client_of, bob):
    page = client_of(bob).get(URL)
    assert "Not set counts as off." in row_of(page, "manualMode")


def test_sunday_that_track_leaves_out_counts_as_saved_when_checked(sandbox, client):
    sandbox.switch(omit_empty_preferences=True)
    form = opened(client)
    sandbox.fault("track.update_preferences", "reset_after")
    page = save(client, form, beginningOfWeek="0", manualMode="on")
    checked = client.post(f"{URL}refresh/", form_of(page))
    assert "Track has it: First day of the week, " in words_of(checked)


# ------------------------------------------------------------------ names for numbers
def test_numbers_become_names_with_three_requests_and_nothing_typed_is_lost(sandbox, client):
    page = client.get(DESKTOP)
    assert "Show names for numbers (3 requests)" in words_of(page)
    assert form_of(page)["pomodoro_break_project"] == ["2000002"]
    named = client.post(f"{DESKTOP}names/", {**form_of(page), "idle_detection_interval_in_minutes": ["7"]})
    form = form_of(named)
    assert form["pomodoro_break_project"] == ["Mobile app (2000002)"]
    assert form["pomodoro_break_tag"] == ["deep work (3000002)"]
    assert form["macos_auto_tracking_rules.0.project_id"] == ["Brand book (2000003)"]
    assert form["idle_detection_interval_in_minutes"] == ["7"]
    assert len(sandbox.requests()) == 4
    assert "Show names for numbers" not in words_of(named)


def test_a_name_is_saved_as_its_number_and_workspace(sandbox, client):
    client.post(f"{DESKTOP}names/", opened(client, DESKTOP))
    save(client, opened(client, DESKTOP), url=DESKTOP, pomodoro_break_project="website")
    assert writes(sandbox, "track.update_client_preferences") == [
        {"pomodoro_break_project": {"id": 2000001, "workspace_id": 710001}}
    ]


@pytest.mark.long
def test_a_project_that_one_does_not_have_is_refused_at_its_field(sandbox, client):
    wrong = Wrong()
    client.post(f"{DESKTOP}names/", opened(client, DESKTOP))
    for text in ("9999999", "No such project", "Harbor survey"):
        with wrong.about(text):
            page = save(client, opened(client, DESKTOP), url=DESKTOP, pomodoro_break_project=text)
            assert page.status_code == 422
            assert "no project of that name or number" in row_of(page, "pomodoro_break_project")
    assert wrong == []


def test_names_that_do_not_come_say_so_and_lose_nothing(sandbox, client):
    form = opened(client, DESKTOP)
    sandbox.fault("track.list_projects", "status", times=-1, status=500)
    page = client.post(f"{DESKTOP}names/", {**form, "idle_detection_interval_in_minutes": ["7"]})
    assert "Track does not answer" in words_of(page)
    assert form_of(page)["idle_detection_interval_in_minutes"] == ["7"]


def test_values_seen_elsewhere_are_offered_where_no_list_is_public(sandbox, client):
    client.get(WEB)
    assert '<option value="dark">' in row_of(client.get(URL), "theme")


# ------------------------------------------------------------------ objects and lists
SENT = [
    (
        {"macos_auto_tracking_rules.0.keyword": "Sketch"},
        {"macos_auto_tracking_rules": [
            {"id": "m1", "keyword": "Sketch", "project_id": 2000003, "task_id": 9000003, "workspace_id": 710001}]},
    ),
    ({"macos_auto_tracking_rules.0.remove": "on"}, {"macos_auto_tracking_rules": []}),
    (
        {"windows_stop_start_keyboard_shortcut": "control + alt + f5"},
        {"windows_stop_start_keyboard_shortcut": {"key": 116, "modifiers": 3}},
    ),
    (
        {"macos_stop_continue_keyboard_shortcut": "⌘⇧T"},
        {"macos_stop_continue_keyboard_shortcut": {"key": 17, "modifiers": 1179648}},
    ),
]  # fmt: skip


@pytest.mark.long
def test_an_object_is_saved_whole_with_only_what_was_touched_changed(sandbox, client):
    wrong = Wrong()
    for changes, body in SENT:
        afresh(sandbox)
        with wrong.about(changes):
            assert save(client, opened(client), **changes).status_code == 302
            assert writes(sandbox) == [body]
    assert wrong == []


@pytest.mark.long
def test_keys_that_are_no_shortcut_are_refused(sandbox, client):
    wrong = Wrong()
    for text in ("", "Ctrl", "A", "Shift+A", "Ctrl+A+B", "Hyper+A", "Ctrl+Key 70000", "Ctrl+#99999999999"):
        with wrong.about(text):
            page = save(client, opened(client), windows_stop_start_keyboard_shortcut=text)
            assert page.status_code == 422
            assert 'id="wrong-windows_stop_start_keyboard_shortcut"' in page.content.decode()
            assert not writes(sandbox)
    assert wrong == []


def test_an_unknown_key_code_is_shown_by_number_and_comes_back_the_same(sandbox, client):
    body = '{"windows_stop_start_keyboard_shortcut": {"key": 999, "modifiers": 70}}'
    sandbox.fault("track.get_preferences", "status", status=200, body=body)
    form = opened(client)
    assert form["windows_stop_start_keyboard_shortcut"] == ["Shift+Ctrl+#64+Key 999"] or form[
        "windows_stop_start_keyboard_shortcut"
    ] == ["Ctrl+Shift+#64+Key 999"]
    assert "cost no request" in words_of(save(client, form))


def test_compare_needs_three_requests_once_and_puts_what_differs_first(sandbox, client):
    assert "Load them (3 requests)" in words_of(client.get(COMPARE))
    assert not sandbox.requests()
    words = words_of(client.get(COMPARE, {"load": "1"}))
    client.get(COMPARE, {"load": "1"})
    assert len(sandbox.requests()) == 3
    assert words.index("Timer page view") < words.index("others") < words.index("Clock")


# ------------------------------------------------------------------ Focus
def test_what_focus_lets_be_cleared_is_cleared_with_null(sandbox, client):
    save(
        client,
        opened(client, FOCUS),
        url=FOCUS,
        default_page="",
        time_tracking_mode_duration_mins="",
        goal_reminder_time="",
    )
    assert writes(sandbox, "focus.update_settings") == [
        {"default_page": None, "time_tracking_mode_duration_mins": None, "goal_reminder_time": None}
    ]
    assert "not set" in row_of(client.get(FOCUS), "default_page").lower()


def test_what_focus_notes_for_itself_is_shown_and_never_sent(sandbox, client):
    page = client.get(FOCUS)
    assert "setting-reason" in row_of(page, "first_interaction")
    assert "first_interaction" not in form_of(page)
    assert "<details" in page.content.decode()


def test_a_newer_field_of_focus_is_kept(sandbox, client):
    sandbox.fault("focus.get_settings", "status", status=200, body='{"theme": "auto", "brand_new": {"a": 1}}')
    page = client.get(FOCUS)
    assert "brand_new" in row_of(page, "brand_new")
    save(client, form_of(page), url=FOCUS, theme="dark")
    assert writes(sandbox, "focus.update_settings") == [{"theme": "dark"}]


def test_features_are_found_by_code_and_description(sandbox, client):
    assert "1 of 4 settings" in words_of(client.get(FEATURES, {"q": "jira"}))
    assert "Toggl still experiments" in words_of(client.get(FEATURES))


def test_a_feature_that_track_does_not_know_any_more_keeps_the_edit(sandbox, client):
    form = opened(client, FEATURES)
    sandbox.fault("track.update_preferences", "status", status=400, body='"Invalid feature code(s)"')
    page = save(client, form, url=FEATURES, jira_v2="on")
    assert page.status_code == 422
    assert "Invalid feature code(s)" in words_of(page)
    assert form_of(page)["jira_v2"] == ["on"]


def test_a_field_that_vanished_upstream_is_not_set_any_more_and_the_edit_stays(sandbox, client):
    form = opened(client)
    sandbox.fault("track.get_preferences", "status", status=200, body='{"date_format": "DD.MM.YYYY"}')
    page = client.post(f"{URL}refresh/", {**form, "theme": ["dark"]})
    assert form_of(page)["theme"] == ["dark"]
    assert "data-was" in row_of(page, "theme")
    assert "is-changed" not in row_of(page, "timerView")


@pytest.mark.long
def test_a_wrong_field_among_five_loses_none_of_the_other_four(sandbox, client):
    five = {"date_format": "YYYY-MM-DD", "theme": "dark", "manualMode": "on", "beginningOfWeek": "3",
            "timeofday_format": "h:mm A"}  # fmt: skip
    sandbox.fault("track.update_preferences", "status", status=400, body='"Value in timeofday_format is invalid"')
    page = save(client, opened(client), **five)
    assert "Value in timeofday_format is invalid" in row_of(page, "timeofday_format")
    assert {name: form_of(page)[name][-1] for name in five} == five
    save(client, form_of(page))
    assert len(writes(sandbox)[-1]) == 5

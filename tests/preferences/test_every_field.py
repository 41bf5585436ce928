"""Every writable field of every object can be set through its page, and a wrong value of it is refused there."""

from __future__ import annotations

import pytest

from dashboard.preferences.fields.controls import control_of
from dashboard.preferences.services.features import FEATURES
from dashboard.preferences.services.scopes import Settings
from dashboard.preferences.services.settings_pages import PAGES, workspace_page
from dashboard.workspaces.services import Workspace
from tests.preferences.forms import opened, row_of, save, writes
from tests.sweeps import Wrong

STUDIO = 710_001
SCOPES = {
    "all": ("/preferences/track/", PAGES["track_preferences"].scope),
    "web": ("/preferences/track/web/", PAGES["track_web_preferences"].scope),
    "desktop": ("/preferences/track/desktop/", PAGES["track_desktop_preferences"].scope),
    "focus": ("/preferences/focus/", PAGES["focus_preferences"].scope),
    "workspace": (f"/preferences/workspace/{STUDIO}/", workspace_page(Workspace(STUDIO, "Studio")).scope),
}
SPECIAL = {
    "default_project_task": ({"default_project_task.task_id": "9000002"}, {"default_project_task.task_id": "none"}),
    "macos_auto_tracking_rules": (
        {"macos_auto_tracking_rules.new.keyword": "Xcode"}, {"macos_auto_tracking_rules.new.task_id": "x"},
    ),
    "windows_auto_tracking_rules": (
        {"windows_auto_tracking_rules.new.parameters.time_of_day": "10:30"},
        {"windows_auto_tracking_rules.new.parameters.time_of_day": "25:00"},
    ),
}  # fmt: skip
TEXTS = {"zone": ("Asia/Tokyo", "Tokio"), "time": ("06:45", "24:01")}


@pytest.fixture
def client(sandbox, client_of, alice):
    sandbox.switch(unwritable_workspace_fields="")
    sandbox.set_plan(7101, "premium")
    return client_of(alice)


def sample(one):
    """A text that the field takes and one that it does not, as changes of a form."""
    return SPECIAL.get(one.name) or tuple({one.name: text} for text in editors(one) or simple(one))


def editors(one):
    kind = control_of(one).kind
    if kind in {"ref", "object-ref"}:
        return "710002" if one.refers_to == "workspace" else "2000004", "no such thing"
    keys = "Shift+Command+K" if one.name.startswith("macos") else "Ctrl+Shift+K"
    return (keys, "Hyper+K") if kind == "shortcut" else None


def simple(one):
    if one.type == "boolean":
        return "on", "perhaps"
    if one.values:
        return str(one.values[-1].value), "no such value"
    return (str(one.minimum or 3), "seven") if one.type == "integer" else TEXTS.get(one.control, ("abc", "a\x07c"))


def writable(scope):
    return [one for one in scope.fields.fields.values() if not one.readonly and one.control != "features"]


def changes_of(fields, form):
    """What to type into each field so that it really changes."""
    good, bad = {}, {}
    for one in fields:
        fits, wrong = sample(one)
        if one.type == "boolean" and form.get(one.name) == ["on"]:
            fits = {one.name: "off"}
        elif one.values and form.get(one.name) == list(fits.values()):
            fits = {one.name: str(one.values[0].value)}
        good |= fits
        bad |= wrong
    return good, bad


@pytest.mark.long
def test_everything_writable_is_set_with_one_request_and_found_in_the_sandbox(sandbox, client):
    wrong = Wrong()
    for where, (url, scope) in SCOPES.items():
        with wrong.about(where):
            fields, form = writable(scope), opened(client, url)
            shown = [one for one in fields if one.name in form or any(name.startswith(f"{one.name}.") for name in form)
                     or one.type == "boolean"]  # fmt: skip
            good, _bad = changes_of(shown, form)
            sandbox.clear_requests()
            answer = save(client, form, url=url, **good)
            refused = [row_of(answer, one.name) for one in shown if f"wrong-{one.name}" in str(answer.content)]
            assert (answer.status_code, refused) == (302, [])
            assert len(sandbox.requests()) == 1
            [body] = writes(sandbox, scope.write)
            assert {name.casefold() for name in body} == {one.name.casefold() for one in shown}
            sandbox.switch(workspace_preferences_body="all")
            client.post(f"{url}refresh/", opened(client, url))
            now = opened(client, url)
            lost = [one.name for one in shown if one.name in good and _said(now, one, good) != good[one.name]
                    and control_of(one).kind not in {"pair", "rules", "ref", "object-ref"}]  # fmt: skip
            assert lost == []
    assert wrong == []


def _said(form, one, good):
    said = form.get(one.name, ["off"])[-1]
    return said.removesuffix(":00") if one.control == "time" and good[one.name].count(":") == 1 else said


@pytest.mark.long
def test_every_wrong_value_is_refused_at_its_field_and_nothing_is_sent(sandbox, client):
    wrong = Wrong()
    for where, (url, scope) in SCOPES.items():
        with wrong.about(where):
            form = opened(client, url)
            shown = [one for one in writable(scope) if one.name in form or one.type in {"boolean", "array", "object"}]
            _good, bad = changes_of(shown, form)
            sandbox.clear_requests()
            answer = save(client, form, url=url, **bad)
            assert answer.status_code == 422
            text = answer.content.decode()
            read_by = [one for one in shown if f"<code>{one.name}</code>" in text]
            assert [one.name for one in read_by if f'id="wrong-{one.name}"' not in text] == []
            assert not sandbox.requests()
    assert wrong == []


def test_every_feature_is_switched_with_one_request(sandbox, client):
    form = opened(client, "/preferences/track/features/")
    codes = FEATURES.described(Settings(dict.fromkeys(("jira_v2", "alerts_v2")))).fields
    answer = save(client, form, url="/preferences/track/features/", **dict.fromkeys(codes, "on"))
    assert answer.status_code == 302
    [body] = writes(sandbox)
    assert body == {"alpha_features": [{"code": one, "enabled": True} for one in codes]}
    now = opened(client, "/preferences/track/features/")
    assert all(now[code] == ["on"] for code in ("paging_project_list", *codes))

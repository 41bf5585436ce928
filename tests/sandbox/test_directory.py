"""Track's lists."""

from dashboard.sandbox.people import ALICE

LISTS = {
    "track.list_clients": (6, 1),
    "track.list_tags": (7, 1),
    "track.list_track_reminders": (2, 1),
    "track.list_organizations": (1, 1),
    "track.list_workspaces": (2, 2),
}


def test_lists_hold_what_is_the_persons_and_nothing_else(alice, charlie):
    assert {name: (len(alice.call(name).data), len(charlie.call(name).data)) for name in LISTS} == LISTS


def test_an_organisation_says_its_plan_and_ones_part_in_it(alice, bob, sandbox):
    sandbox.set_plan(ALICE.organization_id, "premium")
    (own,), (bobs,) = alice.call("track.list_organizations").data, bob.call("track.list_organizations").data
    assert (own["owner"], own["admin"], own["subscription"]["plan"]) == (True, True, "premium")
    assert (bobs["owner"], bobs["admin"], bobs["pricing_plan_name"]) == (False, False, "Premium")


def test_a_workspace_says_who_is_an_admin(alice, bob):
    assert {(one["admin"], one["role"]) for one in alice.call("track.list_workspaces").data} == {(True, "admin")}
    assert {(one["admin"], one["role"]) for one in bob.call("track.list_workspaces").data} == {(False, "user")}


def test_workspaces_also_answer_at_the_undocumented_address(alice):
    assert alice.send("GET", "/api/v9/workspaces").data == alice.call("track.list_workspaces").data


def test_archived_projects_come_when_asked_for(alice):
    assert all(one["active"] for one in alice.call("track.list_projects").data)
    everything = alice.call("track.list_projects", include_archived="true").data
    assert len(everything) == 21
    assert not all(one["active"] for one in everything)


def test_private_projects_are_for_admins_alone(bob):
    assert not any(one["is_private"] for one in bob.call("track.list_projects").data)


def test_bad_values_are_refused_in_the_vendors_words(alice):
    for path, sentence in (
        ("projects?include_archived=maybe", "Invalid include_archived"),
        ("tasks?include_not_active=maybe", "Invalid include_not_active"),
        ("clients?since=yesterday", "Invalid since"),
    ):
        got = alice.send("GET", f"/api/v9/me/{path}")
        assert (got.status, got.data) == (400, sentence), path


def test_tasks_come_whole_or_in_pages(alice):
    active = alice.call("track.list_tasks").data
    everything = alice.call("track.list_tasks", include_not_active="true").data
    assert all(one["active"] for one in active)
    assert len(everything) > len(active)
    assert alice.call("track.list_tasks", per_page=5, offset=3).data == active[3:8]


def test_since_leaves_out_what_was_not_changed(alice, sandbox):
    day = int(sandbox.now().timestamp()) - 86_400 * 10
    assert 0 < len(alice.call("track.list_tasks", since=str(day)).data) < len(alice.call("track.list_tasks").data)


def test_pages_of_projects_can_be_followed_to_the_end(alice, sandbox):
    sandbox.reset(projects=1000)
    for inclusive in (True, False):
        sandbox.switch(start_project_inclusive=inclusive)
        seen: set[int] = set()
        page = alice.call("track.list_projects_paginated").data
        assert len(page) == 201
        while page and not {one["id"] for one in page} <= seen:
            seen |= {one["id"] for one in page}
            page = alice.call("track.list_projects_paginated", start_project_id=str(page[-1]["id"])).data
        assert len(seen) == 996, f"inclusive: {inclusive}"


def test_the_web_timer_has_the_running_entry(alice, sandbox):
    (entry,) = alice.call("track.get_web_timer").data["time_entries"]
    assert entry["duration"] < 0
    sandbox.switch(web_timer="string")
    assert isinstance(alice.call("track.get_web_timer").data, str)
    sandbox.switch(web_timer="missing")
    assert alice.call("track.get_web_timer").status == 404


def test_empty_lists_are_null_by_switch(charlie, sandbox):
    far = int(sandbox.now().timestamp()) + 10
    assert charlie.call("track.list_tags", since=far).data == []
    sandbox.switch(empty_lists="null")
    assert charlie.call("track.list_tags", since=far).data is None


def test_names_that_are_hard_to_show_are_there(alice):
    names = " ".join(one["name"] for one in alice.call("track.list_projects_paginated").data)
    assert "<script>" in names
    assert "تحديث" in names
    assert any(len(one["name"]) == 300 for one in alice.call("track.list_projects_paginated").data)

"""Searching and changing Focus tasks."""

TASK = 5_000_001


def found(caller, **params):
    got = caller.call("focus.list_tasks", **params)
    assert got.status == 200
    return got.data


def test_a_page_says_how_many_there_are(alice):
    got = found(alice, per_page=10, page=2)
    assert (len(got["data"]), got["page"], got["per_page"], got["total"]) == (10, 2, 10, 42)


def test_tasks_are_found_by_their_own_their_projects_and_their_clients_name(alice):
    assert found(alice, name="INVOICES")["total"] > 0
    assert all("Podcast" in one["project"]["name"] for one in found(alice, name="podcast")["data"])
    assert all(one["client"]["name"] == "Contoso & Sons" for one in found(alice, name="contoso")["data"])
    assert found(alice, name="no such thing")["total"] == 0


def test_archived_tasks_are_shown_alone(alice):
    assert found(alice, archived=True)["total"] == 2
    assert all(one["archived_at"] for one in found(alice, archived=True)["data"])


def test_lists_of_numbers_are_comma_separated(alice):
    projects = {2_000_001, 2_000_002}
    assert {one["project_id"] for one in found(alice, project_id=sorted(projects))["data"]} == projects


def test_tasks_come_in_the_order_asked_for(alice):
    names = [one["name"] for one in found(alice, order_by=["-name"])["data"]]
    assert names == sorted(names, reverse=True)


def test_a_change_is_seen_in_the_list_and_inside_blocks(alice):
    start = "2031-05-05T10:00:00Z"
    alice.call("focus.create_time_block", {"start": start}, task_id=TASK)
    for field, value in (("status_id", 300_002), ("name", "Another name"), ("tag_ids", [3_000_001])):
        assert alice.call("focus.update_task", {field: value}, task_id=TASK).status == 204
        task = next(one for one in found(alice)["data"] if one["id"] == TASK)
        assert task[field] == value
        (block,) = alice.call("focus.list_time_blocks", date_from=start, date_to=start).data["data"]
        assert block["task"] == task, field


def test_the_task_is_answered_by_switch(alice, sandbox):
    sandbox.switch(task_update_answer="task")
    got = alice.call("focus.update_task", {"status_id": 300_002}, task_id=TASK)
    assert (got.status, got.data["status"]["type"]) == (200, "in_progress")


def test_what_is_not_in_the_workspace_is_refused(alice):
    for body in ({"status_id": 300_101}, {"project_id": 2_000_022}, {"tag_ids": [1]}, {"name": " "}):
        got = alice.call("focus.update_task", body, task_id=TASK)
        assert (got.status, got.data["error"]) == (400, "validation"), body

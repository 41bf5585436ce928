"""Focus statuses of a workspace."""

from dashboard.sandbox.people import STUDIO

NEW = {"name": "Parked", "emoji": "🅿️", "position": 2}
TODO, REVIEW, WAITING = 300_001, 300_003, 300_004


def names(caller, **params):
    return [one["name"] for one in caller.call("focus.list_statuses", **params).data["data"]]


def positions(caller):
    return [(one["id"], one["position"]) for one in caller.call("focus.list_statuses").data["data"]]


def test_a_new_status_is_in_the_list_and_has_its_own_address(alice, bob):
    got = alice.call("focus.create_status", NEW)
    assert got.status == 201
    assert got.data["type"] == "in_progress"
    assert names(bob)[1] == "Parked"
    assert bob.call("focus.get_status", status_id=got.data["id"]).data == got.data


def test_the_type_of_a_new_status_is_a_switch(alice, sandbox):
    sandbox.switch(custom_status_type="todo")
    assert alice.call("focus.create_status", NEW).data["type"] == "todo"


def test_a_changed_status_is_seen_in_the_list_by_id_and_inside_tasks(alice):
    body = {"name": "Second look", "emoji": "🔍", "position": 3}
    got = alice.call("focus.update_status", body, status_id=REVIEW)
    assert got.data == alice.call("focus.get_status", status_id=REVIEW).data
    assert "Second look" in names(alice)
    (task, *_) = alice.call("focus.list_tasks", status_id=[REVIEW]).data["data"]
    assert task["status"]["name"] == "Second look"


def test_moving_one_makes_the_others_make_room(alice):
    alice.call("focus.update_status", {"name": "In review", "emoji": "👀", "position": 1}, status_id=REVIEW)
    assert positions(alice) == [(REVIEW, 1), (TODO, 2), (300_002, 3), (WAITING, 4), (300_005, 5)]


def test_by_switch_nobody_makes_room(alice, sandbox):
    sandbox.switch(status_shift=False)
    alice.call("focus.update_status", {"name": "In review", "emoji": "👀", "position": 1}, status_id=REVIEW)
    assert positions(alice) == [(TODO, 1), (REVIEW, 1), (300_002, 2), (WAITING, 4), (300_005, 5)]


def test_a_position_beyond_the_end_is_the_end(alice):
    positions = (7, 99, 2**63 - 1)
    made = [alice.call("focus.create_status", {**NEW, "position": one}).data["position"] for one in positions]
    assert made == [6, 7, 8]


def test_a_number_that_go_cannot_hold_is_refused(alice):
    got = alice.send("POST", f"/api/workspaces/{STUDIO}/statuses", {**NEW, "position": 2**63})
    assert (got.status, got.data["error"]) == (400, "invalid_request")


def test_a_deleted_status_is_gone_and_its_tasks_have_another(alice):
    used = alice.call("focus.list_tasks", status_id=[WAITING]).data["total"]
    assert used > 0
    assert alice.call("focus.delete_status", status_id=WAITING).status == 204
    assert "Waiting" not in " ".join(names(alice))
    assert alice.call("focus.get_status", status_id=WAITING).status == 404
    assert alice.call("focus.list_tasks", status_id=[WAITING]).data["total"] == 0


def test_a_restored_status_is_back_where_it_was(alice):
    before = positions(alice)
    alice.call("focus.delete_status", status_id=REVIEW)
    assert alice.call("focus.restore_status", status_id=REVIEW).status == 204
    assert positions(alice) == before


def test_by_switch_it_comes_back_at_the_end(alice, sandbox):
    sandbox.switch(restored_status_position="end")
    alice.call("focus.delete_status", status_id=REVIEW)
    alice.call("focus.restore_status", status_id=REVIEW)
    assert positions(alice)[-1] == (REVIEW, 5)


def test_deleted_ones_can_be_shown_with_their_date(alice, sandbox):
    sandbox.switch(deleted_visible=True)
    alice.call("focus.delete_status", status_id=REVIEW)
    assert alice.call("focus.get_status", status_id=REVIEW).data["deleted_at"]


def test_restoring_a_living_one_does_nothing_or_is_refused(alice, sandbox):
    assert alice.call("focus.restore_status", status_id=REVIEW).status == 204
    sandbox.switch(restore_live="refuse")
    assert alice.call("focus.restore_status", status_id=REVIEW).status in (400, 404)


def test_built_in_ones_refuse(alice, sandbox):
    got = alice.call("focus.delete_status", status_id=TODO)
    assert (got.status, got.data["error_description"]) == (403, "Cannot delete default status")
    body = {"name": "Later", "emoji": "📋", "position": 1}
    got = alice.call("focus.update_status", body, status_id=TODO)
    assert (got.status, got.data["error_description"]) == (403, "Cannot update default status")
    sandbox.switch(default_status_update="accept")
    assert alice.call("focus.update_status", body, status_id=TODO).status == 200


def test_one_in_use_can_refuse_to_be_deleted(alice, sandbox):
    sandbox.switch(used_status_delete="refuse")
    assert alice.call("focus.delete_status", status_id=REVIEW).status == 400


def test_all_three_fields_are_required(alice):
    for field in ("name", "emoji", "position"):
        body = {key: value for key, value in NEW.items() if key != field}
        got = alice.send("POST", f"/api/workspaces/{STUDIO}/statuses", body)
        assert (got.status, got.data["error_values"]) == (400, {field: "required"})


def test_the_list_can_be_filtered_and_ordered(alice):
    assert names(alice, type="in_progress") == ["In progress", "In review"]
    assert names(alice, name="REVIEW") == ["In review"]
    assert names(alice, order_by=["-position"])[0] == "Done"
    assert names(alice, order_by=["-name"])[0] == "Waiting for <b>reply</b>"


def test_bad_queries_are_refused(alice):
    for query in ("order_by=type", "type=odd", "page=0", "per_page=101", "per_page=x", "per_page=0"):
        got = alice.send("GET", f"/api/workspaces/{STUDIO}/statuses?{query}")
        assert (got.status, got.data["error"]) == (400, "validation"), query


def test_too_large_a_page_is_refused_in_the_words_of_gos_validator(alice):
    got = alice.send("GET", f"/api/workspaces/{STUDIO}/statuses?per_page=200")
    sentence = "Key: 'Pagination.PerPage' Error:Field validation for 'PerPage' failed on the 'max' tag"
    assert got.data["error_description"] == sentence


def test_a_page_says_which_it_is_and_nothing_of_a_total(alice):
    got = alice.call("focus.list_statuses", page=2, per_page=2).data
    assert (got["page"], got["per_page"], len(got["data"])) == (2, 2, 2)
    assert "total" not in got

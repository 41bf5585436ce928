"""What stands there when something is missing, empty, wrong or old."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
import time_machine

from dashboard.credentials.models import Connection
from dashboard.sandbox.people import ATTIC, HARBOR
from tests.directory.page_objects import OPERATIONS, TRACK, URL, csv_of, names_in, send, sent, text_of
from tests.sweeps import Wrong, afresh

LISTS = tuple(name for name in OPERATIONS if name != "location")


def test_without_track_a_page_says_so_and_how_to_connect(alices, alice, sandbox):
    Connection.objects.filter(user=alice, service="track").delete()
    wrong = Wrong()
    for name in TRACK:
        with wrong.about(name):
            page = alices.get(f"{URL}{name}/")
            assert "Track is not connected" in text_of(page)
            assert 'href="/connections/"' in page.content.decode()
    assert wrong == []
    assert "Track is not connected" in text_of(alices.get(URL))
    assert not sandbox.requests()


def test_without_focus_a_page_says_so(alices, alice, sandbox):
    Connection.objects.filter(user=alice, service="focus").delete()
    for name in ("focus-tasks", "blocks"):
        page = alices.get(f"{URL}{name}/?task=5000001")
        assert "Focus is not connected" in text_of(page)
        assert "Connect Focus" in text_of(page)
    assert not sandbox.requests()


def test_with_focus_alone_the_lists_of_focus_work(alices, alice, sandbox):
    Connection.objects.filter(user=alice, service="track").delete()
    assert "Review the landing page" in text_of(alices.get(f"{URL}focus-tasks/"))
    assert sent(sandbox) == ["focus.list_tasks"]


def test_with_track_alone_no_page_leads_to_focus(alices, alice, sandbox):
    Connection.objects.filter(user=alice, service="focus").delete()
    page = alices.get(f"{URL}workspaces/710001/").content.decode()
    assert "/statuses/?" not in page
    assert f"{URL}features/?workspace=710001" in page


def test_a_focus_key_without_a_workspace_asks_for_it_once(alices, alice, sandbox):
    Connection.objects.filter(user=alice, service="focus").update(organization_id=None)
    page = alices.get(f"{URL}focus-tasks/")
    assert "Which workspace?" in text_of(page)
    assert 'href="/connections/focus/workspace/"' in page.content.decode()


@pytest.mark.long
def test_an_empty_list_is_fine(alices, sandbox):
    wrong = Wrong()
    for form in ("array", "null"):
        afresh(sandbox)
        sandbox.switch(empty_lists=form)
        sandbox.set_role("alice", 710_001, None)
        sandbox.set_role("alice", 710_002, None)
        for members in sandbox.world.state.members.values():
            members.pop("alice", None)
        for name in [one for one in LISTS if one not in {"timer", "focus-tasks", "features"}]:
            with wrong.about((form, name)):
                page = alices.get(f"{URL}{name}/")
                assert "Track lists nothing here" in text_of(page)
                assert names_in(page) == []
                assert csv_of(alices, name) == []
    assert wrong == []


def test_an_organisation_without_workspaces_is_shown_and_has_none(client_of, charlie, sandbox):
    from dashboard.sandbox.demo import connect_person

    connect_person(charlie)
    client = client_of(charlie)
    for number in (720_001, ATTIC):
        sandbox.set_role("charlie", number, None)
    assert names_in(client.get(f"{URL}organizations/")) == ["Harbor Analytics"]
    page = client.get(f"{URL}workspaces/?organization={HARBOR}")
    assert "Nothing is like this" in text_of(page)
    assert client.get(f"{URL}organizations/{HARBOR}/").status_code == 200


@pytest.mark.parametrize(
    ("place", "words"),
    [("empty", "Track knows no place It has no place"), ("unknown_country", "Country with given ISO code not found")],
)
def test_a_location_that_is_empty_or_unknown_is_no_failure(alices, sandbox, place, words):
    sandbox.switch(location=place)
    page = text_of(alices.get(f"{URL}location/"))
    assert words in page
    assert "Why this is shown" in page
    assert "does not answer" not in page


@pytest.mark.parametrize(("form", "words"), [("string", "“OK”"), ("missing", "Track has no timer for you")])
def test_a_web_timer_that_is_a_text_or_missing(alices, sandbox, form, words):
    sandbox.switch(web_timer=form)
    assert words in text_of(alices.get(f"{URL}timer/"))


@pytest.mark.parametrize("end", ["zero", "null"])
def test_the_running_entry_is_told(alices, sandbox, end):
    with time_machine.travel(datetime.now(UTC).replace(second=0), tick=False):  # it runs since 47 minutes
        sandbox.reset()
        sandbox.switch(running_utc_stop=end)
        words = text_of(alices.get(f"{URL}timer/"))
    assert "The timer runs" in words
    assert "Project Website" in words
    assert "0:47" in words
    assert "0001" not in words


def test_without_a_running_entry_that_is_said(client_of, bob, sandbox):
    assert "No timer runs" in text_of(client_of(bob).get(f"{URL}timer/"))


def test_the_other_lists_of_the_web_timer_cost_nothing_more(alices, sandbox):
    alices.get(f"{URL}timer/")
    for part in ("projects", "clients", "tags"):
        assert names_in(alices.get(f"{URL}timer/?which={part}")), part
    assert len(sandbox.requests()) == 1


def test_a_failure_without_a_copy_is_said_with_a_way_on(alices, sandbox):
    wrong = Wrong()
    for name, operation in OPERATIONS.items():
        afresh(sandbox)
        sandbox.fault(operation, "status", times=-1, status=500)
        with wrong.about(name):
            page = alices.get(f"{URL}{name}/")
            assert page.status_code == 200
            assert "Try again (1 request)" in text_of(page)
    assert wrong == []


@pytest.mark.long
def test_a_failure_with_a_copy_shows_it_and_its_age(alices, alice, client_of, sandbox):
    wrong = Wrong()
    for name, operation in OPERATIONS.items():
        afresh(sandbox)
        with wrong.about(name):
            alices.get(f"{URL}{name}/")
            sandbox.fault(operation, "status", times=-1, status=500)
            page = send(alices, name, "refresh")
            assert "does not answer" in text_of(page) or "has a problem" in text_of(page)
            with time_machine.travel(datetime.now(UTC) + timedelta(hours=3)):
                words = text_of(client_of(alice).get(f"{URL}{name}/"))
            assert "3 hours ago , the last good copy" in words
    assert wrong == []


def test_a_spent_quota_shows_the_copy_and_when_requests_come_back(alices, sandbox):
    alices.get(f"{URL}tags/")
    sandbox.set_quota("alice", "me", 0, resets_in=1800)
    words = text_of(send(alices, "tags", "refresh"))
    assert "used up until" in words
    assert "deep work" in words


def test_somebody_without_the_right_reads_the_vendors_sentence(alices, sandbox):
    sandbox.fault("track.list_features", "status", times=-1, status=403, body='"Only owners may see features"')
    words = text_of(alices.get(f"{URL}features/"))
    assert "Track does not let you do this" in words


def test_a_refused_key_leads_to_the_connections(alices, sandbox):
    sandbox.set_standing("alice", "revoked", "track")
    words = text_of(alices.get(f"{URL}clients/"))
    assert "Toggl no longer accepts this key" in words
    assert "Reconnect Track" in words


def test_an_answer_that_is_no_list_is_no_copy(alices, sandbox):
    wrong = Wrong()
    faults = {"garbage": {}, "half": {}, "status": {"status": 200, "body": "<html>"}}
    for kind, options in faults.items():
        afresh(sandbox)
        sandbox.fault("track.list_tags", kind, times=-1, **options)
        with wrong.about(kind):
            assert "Try again" in text_of(alices.get(f"{URL}tags/"))
    assert wrong == []


@pytest.mark.long
def test_fields_of_another_form_are_survived(alices, sandbox):
    wrong = Wrong()
    for name, odd in product(("tags", "reminders"), (None, "text", -1, 1.5, [], [None, {}], {"of": {}}, True)):
        afresh(sandbox)
        row = next(iter(getattr(sandbox.world.state, name).values()))
        row.update({field: odd for field in row if field not in {"id", "reminder_id", "workspace_id", "creator_id"}})
        row |= {"at": "never", "creator_id": odd, "deleted_at": odd, "permissions": odd}
        with wrong.about((name, odd)):
            for query in ("sort=name", "sort=-at", "sort=workspace", "sort=permissions", "q=a", "col=permissions"):
                assert alices.get(f"{URL}{name}/?{query}").status_code == 200
                assert csv_of(alices, name, query) is not None
            assert alices.get(f"{URL}{name}/{row.get('id') or row['reminder_id']}/").status_code == 200
    assert wrong == []

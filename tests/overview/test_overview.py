"""The first page: how things stand, at once from what is kept, and what a visit may cost."""

from __future__ import annotations

import datetime as dt
import html
import re
from zoneinfo import ZoneInfo

import pytest

from dashboard.credentials import services as credentials
from dashboard.credentials.models import Connection
from dashboard.gateway import services as gateway
from dashboard.sandbox.people import ALICE
from tests.failures import collect_failures
from tests.history.writes import begin_anew

TODAY, DIFFERENCES = "/calendar/today/", "/"
ZONE = ZoneInfo(ALICE.timezone)


def today():
    """The day that Alice has; in Greenwich it may still be the one before."""
    return dt.datetime.now(ZONE).date()


def words_of(response):
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())))


def fill(client, url, target):
    """What the page asks for by itself once it is shown."""
    return client.get(url, headers={"HX-Request": "true", "HX-Target": target})


def fills_of(page):
    """The addresses that a page will ask, and the elements that they fill."""
    found = re.findall(
        r'<section\s+class="card"\s+id="(\w+)"[^>]*?hx-get="([^"]+)" hx-trigger="load"', page.content.decode()
    )
    return [(url, target) for target, url in found]


def visit(client):
    """Open the page as a browser with scripts does: the page, and then what it fills."""
    page = client.get("/")
    return page, [fill(client, url, target) for url, target in fills_of(page)]


@pytest.fixture
def client(client_of, alice, sandbox):
    """Alice's browser; connecting has told her zone."""
    alice.timezone = ALICE.timezone
    alice.save()
    return client_of(alice)


# ------------------------------------------------------------------ what it costs
def test_the_page_itself_costs_nothing_and_is_there_at_once(client, sandbox):
    page = client.get("/")
    assert page.status_code == 200
    assert not sandbox.requests()
    assert fills_of(page) == [("/calendar/today/", "today"), ("/", "differences")]


def test_a_first_visit_costs_three_and_the_next_none(client, sandbox):
    visit(client)
    operations = [one["operation"] for one in sandbox.requests()]
    assert operations == ["focus.stream_time_blocks", "track.get_client_preferences", "track.get_client_preferences"]
    _page, filled = visit(client)
    assert filled == []
    assert len(sandbox.requests()) == 3


@pytest.mark.long
def test_it_costs_three_on_every_day_of_the_week(client, alice, sandbox):
    """On the last day of a week tomorrow lies in another one."""
    wrong = []
    for day in range(7):
        with collect_failures(wrong, day):
            begin_anew(sandbox)
            alice.first_day_of_week = day
            alice.save()
            visit(client)
            assert len(sandbox.requests()) == 3
            assert fills_of(client.get("/")) == []
    assert wrong == []


def test_where_the_zone_is_not_known_yet_it_is_learnt_within_three(client, alice, sandbox):
    alice.timezone = ""
    alice.save()
    visit(client)
    operations = [one["operation"] for one in sandbox.requests()]
    assert operations == ["focus.get_settings", "focus.stream_time_blocks"]
    visit(client)
    assert len(sandbox.requests()) == 4
    assert fills_of(client.get("/")) == []


def test_opening_the_calendar_after_it_costs_nothing_where_the_week_is_one(client, alice, sandbox):
    alice.first_day_of_week = dt.datetime.now(dt.UTC).isoweekday() % 7
    alice.save()
    visit(client)
    sandbox.clear_requests()
    client.get("/calendar/")
    assert not sandbox.requests()


@pytest.mark.long
def test_without_scripts_each_part_has_a_button(client, sandbox):
    client.get(TODAY)
    client.post("/refresh/", follow=True)
    assert len(sandbox.requests()) == 3
    assert "Show it (1 request)" not in words_of(client.get("/"))


def test_old_preferences_are_asked_for_again_and_younger_ones_are_not(client, alice, sandbox, time_machine):
    visit(client)
    sandbox.clear_requests()
    now = dt.datetime.now(dt.UTC)
    time_machine.move_to(now + dt.timedelta(minutes=30))
    assert fills_of(client.get("/")) == [("/calendar/today/", "today")]
    time_machine.move_to(now + dt.timedelta(minutes=61))
    assert ("/", "differences") in fills_of(client.get("/"))


# ------------------------------------------------------------------ what it shows
def plan(alice, name, days=0, hour=12, **values):
    """Plan a block for a task of this name, at an hour of some day in Alice's zone."""
    start = dt.datetime.combine(today() + dt.timedelta(days=days), dt.time(hour), ZONE).astimezone(dt.UTC)
    where = {"organization_id": ALICE.organization_id, "workspace_id": ALICE.workspace_id}
    task = gateway.read_json(alice, "focus.list_tasks", **where, per_page=100).data["data"][name]
    body = {"start": start.strftime("%Y-%m-%dT%H:%M:%SZ"), "duration": 3600, **values}
    made = gateway.write(alice, "focus.create_time_block", body, **where, task_id=task["id"]).data
    return task["name"], made["task_id"], made["id"]


def test_todays_and_tomorrows_blocks_stand_there(client, alice, sandbox):
    today, tomorrow, later = (plan(alice, number, days=number) for number in range(3))
    page = fill(client, TODAY, "today")
    text, addresses = page.content.decode(), [f"/block/{task}/{block}/" for _name, task, block in (today, tomorrow)]
    assert text.index("Today") < text.index(addresses[0]) < text.index("Tomorrow") < text.index(addresses[1])
    assert f"/block/{later[1]}/{later[2]}/" not in text + client.get("/").content.decode()
    assert "12:00\u201313:00" in words_of(page)


def test_a_block_is_acted_upon_in_place_with_one_request(client, alice, sandbox):
    name, task, block = plan(alice, 0)
    visit(client)
    sandbox.clear_requests()
    where = {"HX-Request": "true", "HX-Target": "today"}
    for number, (state, is_left) in enumerate({"complete": True, "archive": False}.items(), 1):
        page = client.post(
            f"{TODAY}{task}/{block}/{state}/", {"name": name, "idempotency_key": str(number) * 24}, headers=where
        )
        assert len(sandbox.requests()) == number
        assert page["HX-Trigger"] == "changed"
        assert (f'id="done-{block}"' in page.content.decode()) is is_left
        assert (f"/{block}/reopen/" in page.content.decode()) is is_left
        assert "Undo" in words_of(page)
    assert "time block" in words_of(client.get("/history/latest/"))


def test_without_scripts_it_comes_back_to_the_page(client, alice, sandbox):
    _name, task, block = plan(alice, 0)
    visit(client)
    answer = client.post(f"{TODAY}{task}/{block}/complete/", {"back": "/", "idempotency_key": "a" * 24})
    assert answer["Location"] == "/"
    assert f"{block}/reopen/" in client.get("/").content.decode()
    answer = client.post(
        f"{TODAY}{task}/{block}/reopen/", {"back": "https://evil.example/", "idempotency_key": "b" * 24}
    )
    assert answer["Location"] == TODAY


def test_a_refused_act_says_why_and_changes_nothing(client, alice, sandbox):
    _name, task, block = plan(alice, 0)
    visit(client)
    sandbox.fault("focus.archive_time_block", "status", status=403, body='{"error": "forbidden"}')
    page = client.post(f"{TODAY}{task}/{block}/archive/", {"back": "/", "idempotency_key": "a" * 24}, follow=True)
    assert "does not let you do this" in words_of(page)
    assert f"/{block}/archive/" in page.content.decode()


def test_no_other_word_acts_on_a_block(client, alice, sandbox):
    _name, task, block = plan(alice, 0)
    assert client.post(f"{TODAY}{task}/{block}/delete/").status_code == 404


def test_others_blocks_are_left_out_once_it_is_known_which_are_ones_own(client, alice, bob, sandbox):
    plan(alice, 0)
    theirs = plan(bob, 1)[2]
    assert f"/{theirs}/" not in fill(client, TODAY, "today").content.decode()


def test_where_web_and_desktop_differ_is_named_with_both_values(client, sandbox):
    scopes = sandbox.world.state.accounts["alice"].preferences
    scopes["web"]["manualMode"], scopes["desktop"]["manualMode"] = True, False
    part = fill(client, DIFFERENCES, "differences")
    assert "1 preference differs" in words_of(part)
    assert "Manual mode Web on Desktop off" in words_of(part)
    assert "#input-manualMode" in part.content.decode()
    assert 'href="/preferences/track/compare/"' in part.content.decode()


def test_quota_of_each_bucket_with_its_reset(client, alice, sandbox):
    assert "not known before the first request" in words_of(client.get("/"))
    visit(client)
    words = words_of(client.get("/"))
    assert re.search(r"Track Your account 28 of 30 full again \d+:\d\d", words)
    assert re.search(r"Focus Organisation 7101 \d+ of 240 full again", words)


def test_the_last_changes_have_their_undo(client, alice, sandbox):
    gateway.read_json(alice, "track.get_preferences")
    write_id = gateway.write(alice, "track.update_preferences", {"date_format": "YYYY-MM-DD"}).write_id
    page = client.get("/")
    assert "Changed Track preferences: Date format" in words_of(page)
    assert f'action="/history/{write_id}/undo/"' in page.content.decode()
    answer = client.post(f"/history/{write_id}/undo/", headers={"Referer": "http://testserver/"})
    assert answer["Location"] == "/"
    assert "Undone" in words_of(client.get("/"))


def test_the_end_of_a_key_is_said_with_its_day(client, alice):
    soon = today() + dt.timedelta(days=2)
    Connection.objects.filter(user=alice, service="focus").update(expires_at=soon)
    words = words_of(client.get("/"))
    assert "This key expires in 2 days" in words
    assert "Expires" in words


# ------------------------------------------------------------------ new, alone, and without an answer
def test_charlie_is_shown_three_steps_and_where_to_connect(sandbox, client_of, charlie):
    page = client_of(charlie).get("/")
    assert "Three steps to begin" in words_of(page)
    assert 'href="/connections/#track"' in page.content.decode()
    assert words_of(page).count("Not connected") == 2
    assert fills_of(page) == []


@pytest.mark.parametrize(
    ("alone", "said", "fills"),
    [
        ("track", "Your time blocks live in Toggl Focus", ("/", "differences")),
        ("focus", "The preferences of its apps would be compared here", (TODAY, "today")),
    ],
)
def test_one_service_alone_says_what_the_other_would_bring(client, alice, sandbox, alone, said, fills):
    other = {"track": "focus", "focus": "track"}[alone]
    credentials.disconnect(credentials.connection_of(alice, other))
    page = client.get("/")
    assert said in words_of(page)
    assert fills_of(page) == [fills]
    assert f'href="/connections/#{other}"' in page.content.decode()


def test_the_steps_are_gone_once_they_are_taken(client):
    assert "Open Track preferences" in words_of(client.get("/"))
    client.get("/preferences/track/")
    assert "Three steps" not in words_of(client.get("/"))


def test_a_refused_key_shows_where_to_reconnect(client, sandbox):
    sandbox.set_standing("alice", "revoked", "track")
    client.get("/preferences/track/")
    words = words_of(client.get("/"))
    assert "Key refused" in words
    assert "Reconnect" in words


def test_focus_without_a_workspace_asks_for_it(client, alice, sandbox):
    Connection.objects.filter(user=alice, service="focus").update(organization_id=None, workspace_id=None)
    page = client.get("/")
    assert "Choose the workspace" in words_of(page)
    assert (TODAY, "today") not in fills_of(page)


def test_when_nobody_answers_the_last_copy_is_shown(client, alice, sandbox):
    name = plan(alice, 0)[0]
    visit(client)
    sandbox.fault("*", "status", times=-1, status=500)
    where = {"HX-Request": "true", "HX-Target": "today"}
    words = words_of(client.post(f"{TODAY}refresh/", headers=where))
    assert name in words
    assert "This is the last good copy." in words


def test_when_nobody_ever_answered_it_can_be_tried_again(client, sandbox):
    sandbox.fault("*", "status", times=-1, status=500)
    assert "Focus does not answer" in words_of(fill(client, TODAY, "today"))
    assert "Track does not answer" in words_of(fill(client, DIFFERENCES, "differences"))


def test_a_spent_quota_is_said_and_when_it_ends(client, sandbox):
    sandbox.set_quota("alice", "me", 0, resets_in=1800)
    assert "are used up until" in words_of(fill(client, DIFFERENCES, "differences"))


def test_it_shows_nothing_of_a_key_but_its_last_four_characters(client):
    page = client.get("/").content.decode()
    assert ALICE.track_token[-4:] in page
    assert ALICE.track_token[-5:] not in page


def test_nobody_sees_it_without_signing_in(db, alice):
    from django.test import Client

    assert Client().get("/").status_code == 302


def test_every_part_is_a_page_of_its_own(client, sandbox):
    for url in (TODAY, "/history/latest/"):
        assert "<title>" in client.get(url).content.decode()

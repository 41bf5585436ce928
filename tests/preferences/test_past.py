"""What a field was before: told, and staged again with one click."""

from __future__ import annotations

import html
import re

import pytest

from tests.preferences.forms import URL, form_of, opened, row_of, save, words_of, writes
from tests.sweeps import Wrong

PAST = f"{URL}history/date_format/"


@pytest.fixture
def client(client_of, alice):
    client = client_of(alice)
    save(client, opened(client), date_format="YYYY-MM-DD")
    return client


def put_back(client, url=PAST):
    return html.unescape(re.search(r'href="([^"]*\?put=[^"]*)"', client.get(url).content.decode())[1])


def test_a_field_says_who_changed_it_when_and_from_what(sandbox, client):
    assert "Changed by Alice" in row_of(client.get(URL), "date_format")
    assert "Changed by" not in row_of(client.get(URL), "theme")
    words = words_of(client.get(PAST))
    assert "Now: 2026-12-31" in words
    assert "Alice 31.12.2026 2026-12-31" in words


def test_one_click_stages_the_earlier_value_and_a_save_sends_it(sandbox, client):
    page = client.get(put_back(client))
    assert form_of(page)["date_format"] == ["DD.MM.YYYY"]
    assert 'data-was="YYYY-MM-DD"' in row_of(page, "date_format")
    save(client, form_of(page))
    assert writes(sandbox)[-1] == {"date_format": "DD.MM.YYYY"}


def test_looking_costs_no_request(sandbox, client):
    sandbox.clear_requests()
    client.get(PAST)
    client.get(put_back(client))
    assert not sandbox.requests()


@pytest.mark.long
def test_a_change_made_elsewhere_since_is_said(sandbox, client):
    sandbox.fault("track.get_preferences", "status", status=200, body='{"date_format": "MM/DD/YYYY"}')
    client.post(f"{URL}refresh/", opened(client))
    words = words_of(client.get(PAST))
    assert "Somebody changed it elsewhere since" in words
    assert "Now: 12/31/2026" in words


def test_what_was_not_set_cannot_be_put_back_where_toggl_has_no_way(sandbox, client_of, bob):
    client = client_of(bob)
    save(client, opened(client), theme="dark")
    page = client.get(f"{URL}history/theme/").content.decode()
    assert "?put=" not in page
    assert "not set" in page


def test_nobody_stages_what_another_person_had(sandbox, client, client_of, bob):
    link = put_back(client)
    page = client_of(bob).get(link)
    assert "is-changed" not in row_of(page, "date_format")
    assert "Nothing to put there" in words_of(page)


def test_a_made_up_link_stages_nothing(sandbox, client):
    wrong = Wrong()
    for asked in ("", "nonsense", ":date_format", "0" * 32 + ":date_format", "x:toSAcceptNeeded"):
        with wrong.about(asked):
            page = client.get(URL, {"put": asked})
            assert page.status_code == 200
            assert "is-changed" not in page.content.decode()
    assert wrong == []


def test_a_feature_has_a_history_too(sandbox, client):
    features = f"{URL}features/"
    save(client, opened(client, features), url=features, jira_v2="on")
    page = client.get(put_back(client, f"{features}history/jira_v2/"))
    assert "jira_v2" not in form_of(page)
    assert 'data-was="on"' in row_of(page, "jira_v2")


def test_a_field_of_the_team_shows_what_other_admins_did(sandbox, client):
    studio = "/preferences/workspace/710001/"
    save(client, opened(client, studio), url=studio, hide_start_end_times="on")
    assert re.search(r"Alice Off +On", words_of(client.get(f"{studio}history/hide_start_end_times/")))


def test_a_field_nobody_changed_says_so(sandbox, client):
    assert "Nobody has changed this" in words_of(client.get(f"{URL}history/theme/"))


@pytest.mark.long
def test_the_web_app_does_not_tell_what_was_changed_for_the_desktop_app(sandbox, client):
    client.get(f"{URL}web/")
    save(client, opened(client, f"{URL}desktop/"), url=f"{URL}desktop/", date_format="DD.MM.YYYY")
    assert "Changed by Alice" in row_of(client.get(f"{URL}desktop/"), "date_format")
    assert "Changed by" not in row_of(client.get(f"{URL}web/"), "date_format")

"""Settings as JSON: written out, read in, with everything that does not fit named before anything is applied."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.preferences.forms import URL, form_of, row_of, save, words_of, writes
from tests.sweeps import Wrong, afresh

FOCUS = "/preferences/focus/"
NO_SETTINGS = [
    ("", "Choose a file"),
    ("{", "not a file that Tandem exported: line 1"),
    ("[1]", "no settings in it"),
    ("[" * 100_000, "nested too deeply"),
    ('{"kind": "tandem-settings", "of": "focus_settings", "page": "focus_preferences"}', "holds other settings"),
    ('{"kind": "tandem-settings", "of": "track_preferences", "page": "track_preferences"}', "no settings in it"),
    (" " * 600_000, "longer than"),
    ('{"\\u0000": "\\u0000"}', "is left out"),
    ('{"theme": NaN}', "line 1 cannot be read"),
    ('{"date_format": 1e999}', "line 1 cannot be read"),
]


@pytest.fixture
def client(sandbox, client_of, alice):
    return client_of(alice)


def exported(client, url=URL):
    answer = client.get(f"{url}export/")
    assert "attachment" in answer["Content-Disposition"]
    return json.loads(b"".join(answer.streaming_content))


def brought(client, values, url=URL, **more):
    return client.post(f"{url}import/", {"text": values if isinstance(values, str) else json.dumps(values), **more})


def test_what_is_written_out_changes_nothing_when_it_is_read_in(sandbox, client):
    wrong = Wrong()
    for url in (URL, f"{URL}web/", f"{URL}desktop/", f"{URL}features/", FOCUS):
        afresh(sandbox)
        with wrong.about(url):
            told = exported(client, url)
            page = brought(client, told, url)
            assert "It would change nothing" in words_of(page)
            assert len(told["values"]) > 2
            assert len(sandbox.requests()) == 1
    assert wrong == []


def test_a_file_shows_its_differences_before_anything_is_staged(sandbox, client):
    told = exported(client)
    told["values"]["date_format"] = "YYYY-MM-DD"
    sent = SimpleUploadedFile("settings.json", json.dumps(told).encode())
    page = client.post(f"{URL}import/", {"file": sent})
    assert "It would change 1 setting" in words_of(page)
    assert "31.12.2026 2026-12-31" in words_of(page)
    assert not writes(sandbox)


def test_what_is_chosen_waits_on_the_page_and_is_saved_there(sandbox, client):
    values = {"date_format": "YYYY-MM-DD", "theme": "dark", "calendar_visible_hours_end": 21}
    page = brought(client, values, stage="1", only=["date_format", "theme"])
    assert "is-changed" in row_of(page, "date_format")
    assert "is-changed" not in row_of(page, "calendar_visible_hours_end")
    save(client, form_of(page))
    assert writes(sandbox) == [{"date_format": "YYYY-MM-DD", "theme": "dark"}]


def test_unknown_and_invalid_fields_are_named(sandbox, client):
    values = {"brand_new": 1, "date_format": "yesterday", "manualMode": "yes", "calendar_visible_hours_end": 77,
              "toSAcceptNeeded": True, "theme": "dark"}  # fmt: skip
    words = words_of(brought(client, values))
    assert "It would change 1 setting" in words
    assert "1 name is no setting of this page, and is left out: brand_new" in words
    assert "Date format date_format “yesterday”: Choose one of the values" in words
    assert "another kind" in words
    assert "not above 23" in words or "not above 24" in words
    assert "toSAcceptNeeded" in words
    assert not writes(sandbox)


def test_a_file_that_is_none_says_why_and_costs_nothing(sandbox, client):
    wrong = Wrong()
    for text, sentence in NO_SETTINGS:
        with wrong.about(text[:80]):
            assert sentence in words_of(brought(client, text))
            assert not writes(sandbox)
    assert wrong == []


def test_silence_keeps_what_was_pasted(sandbox, client):
    sandbox.fault("track.*", "status", times=-1, status=500)
    page = brought(client, {"theme": "dark"})
    assert page.status_code == 422
    assert "Track does not answer" in words_of(page)
    assert "&quot;dark&quot;" in page.content.decode()


def test_focus_takes_null_where_a_setting_can_be_cleared(sandbox, client):
    page = brought(client, {"default_page": None}, FOCUS, stage="1")
    save(client, form_of(page), url=FOCUS)
    assert writes(sandbox, "focus.update_settings") == [{"default_page": None}]


def test_charlie_is_led_to_connecting(sandbox, client_of, charlie):
    client = client_of(charlie)
    assert "Track is not connected" in words_of(client.get(f"{URL}export/"))
    assert "Track is not connected" in words_of(brought(client, {"theme": "dark"}))

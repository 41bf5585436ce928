"""Text and value: what was rendered reads back as untouched, and nothing is saved that was not typed."""

from __future__ import annotations

import json

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from dashboard.preferences.fields.controls import control_of
from dashboard.preferences.fields.parsing import InvalidValue
from dashboard.preferences.services import drafts
from dashboard.preferences.services.scopes import TRACK
from dashboard.upstream.contract.field_descriptions import fields

FIELDS = fields("track_preferences").fields
PLAIN = st.none() | st.booleans() | st.integers() | st.text()
ANYTHING = PLAIN | st.lists(PLAIN) | st.dictionaries(st.text(), PLAIN)


def form(rendered, **texts):
    data = QueryDict(mutable=True)
    data.update({"rendered": json.dumps(rendered), **texts})
    return data


@given(st.sampled_from(sorted(FIELDS)), ANYTHING)
def test_an_untouched_control_is_no_change_whatever_toggl_sent(name, value):
    rendered = TRACK.editable({name: value})
    untouched = control_of(FIELDS[name], rendered.get(name)).initial
    draft = drafts.parse_draft(scope=TRACK, form=form(rendered, **{name: untouched}))
    assert not draft.typed


@given(st.sampled_from(sorted(FIELDS)), ANYTHING, st.text())
def test_any_text_is_a_value_of_the_fields_kind_or_refused(name, value, text):
    kinds = {"boolean": bool, "integer": int, "string": str, "object": dict, "array": list}
    rendered = TRACK.editable({name: value})
    draft = drafts.parse_draft(scope=TRACK, form=form(rendered, **{name: text}))
    assert all(type(got) is kinds[FIELDS[name].type] for got in draft.values.values())
    assert set(draft.typed) == set(draft.values) | set(draft.errors)


TYPED = [
    ("manualMode", None, "on", True),
    ("manualMode", True, "off", False),
    ("beginningOfWeek", 1, "0", 0),
    ("reportRoundingStepInMinutes", 15, " +30 ", 30),
    ("default_project_id", None, "2000001", 2000001),
    ("stop_specified_time", "18:00", "7:30", "07:30"),
    ("stop_specified_time", "18:00:00", "07:30", "07:30:00"),
    ("pg_time_zone_name", "UTC", "Asia/Kolkata", "Asia/Kolkata"),
    ("theme", "dark", "", ""),
    ("theme", None, "<b>ö</b>", "<b>ö</b>"),
]


def test_what_is_typed_becomes_this_value():
    parsed = [(name, before, text, control_of(FIELDS[name], before).parse(text)) for name, before, text, _ in TYPED]
    assert parsed == TYPED


def test_what_no_field_can_hold_is_a_mistake():
    for name, text in (("default_project_id", "9" * 40), ("default_project_id", "٣"), ("theme", "a" * 10_001)):
        with pytest.raises(InvalidValue):
            control_of(FIELDS[name]).parse(text)


def test_a_number_typed_another_way_is_no_change():
    assert not drafts.parse_draft(scope=TRACK, form=form({"beginningOfWeek": 1, "theme": "a"}, theme="a")).typed
    rendered = {"reportRoundingStepInMinutes": 15}
    assert not drafts.parse_draft(scope=TRACK, form=form(rendered, reportRoundingStepInMinutes=" 015")).typed


def test_a_large_identifier_survives_a_page_that_does_not_touch_it():
    huge = 2**62 + 1
    draft = drafts.parse_draft(scope=TRACK, form=form({"default_project_id": huge}, default_project_id=str(huge)))
    assert not draft.typed

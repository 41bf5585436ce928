"""Every setting of Track and Focus is described for people, and no description only respells a name."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from dashboard.upstream.contract import operation
from dashboard.upstream.contract.field_descriptions import APP_LABELS, FOLDER, NAMES, Field, fields, humanised, texts
from tests.sweeps import sweep

EVERYTHING = [(name, one) for name in NAMES for one in fields(name).fields.values()]
CONTROLS = {
    "boolean": {"choice-three"},
    "integer": {"number", "select"},
    "string": {"text", "select", "time", "zone"},
    "object": {"project", "tag", "project-task", "shortcut", "readonly"},
    "array": {"rules", "features"},
    "any": {"readonly"},
}
READS = {
    "track_preferences": "track.get_preferences",
    "focus_settings": "focus.get_settings",
    "workspace_preferences": "track.get_workspace_preferences",
}
WRITES = {
    "track_preferences": "track.update_preferences",
    "focus_settings": "focus.update_settings",
    "workspace_preferences": "track.update_workspace_preferences",
}
STOP_WORDS = (
    "a about above after again all also an and another any are as at be been before below beside between but by can do "
    "does for from get go goes has have how if in into is it its itself more no not nothing of off on once one only or "
    "other others out over same so some stays such than that the them then there these they this those to too toggl "
    "toggls track under until up use used uses what when where whether which while who whose will with without you "
    "your yourself enabled disabled enables disables setting settings preference option value values list publishes "
    "field presumably example unknown"
)


def words(text: str) -> set[str]:
    """The words of a text or of a field name, without endings, so that `formats` is the word `format`."""
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text)
    return {re.sub(r"(ies|ing|es|ed|s|e|y)$", "", word) for word in re.findall(r"[a-z0-9]+", parted.lower())}


def says_more(one: Field) -> set[str]:
    """The content words of a description that are in neither its field's name nor its label."""
    return words(one.description) - words(one.name) - words(one.label) - words(STOP_WORDS)


def a_field(**parts: object) -> Field:
    given = {"name": "show_dock_icon", "label": "Dock icon", "group": "g", "type": "boolean", "control": "choice-three"}
    return Field(**given | {"description": ""} | parts)


def offenders(holds: Callable[[Field], object]) -> list[str]:
    """The fields of all files for which a promise does not hold."""
    return [f"{name}.{one.name}" for name, one in EVERYTHING if not holds(one)]


def schemas(name: str) -> dict[str, dict[str, Any]]:
    """What the contract says of every field that can be read or written."""
    written = operation(WRITES[name]).body_schema
    assert written
    return operation(READS[name]).answer_schemas[200]["properties"] | written["properties"]


def types(schema: dict[str, Any]) -> set[str]:
    given = schema.get("type", "any")
    return {given} if isinstance(given, str) else set(given)


each_object = sweep(NAMES)


# ------------------------------------------------------------------ held together with the contract
@each_object
def test_every_field_has_an_entry_and_no_entry_is_stray(name: str):
    assert set(fields(name).fields) == set(schemas(name))


@each_object
def test_what_can_be_set_is_what_the_contract_lets_out(name: str):
    written = operation(WRITES[name]).body_schema["properties"]
    refused = {key for key, schema in written.items() if schema.get("readOnly")}
    assert {one.name for one in fields(name).fields.values() if not one.readonly} <= set(written) - refused


@each_object
def test_types_are_the_contracts(name: str):
    for key, schema in schemas(name).items():
        one = fields(name).fields[key]
        assert one.type in types(schema), key
        assert one.readonly or one.nullable == ("null" in types(schema)), key
        assert one.newer == schema.get("x-newer", False), key


@each_object
def test_known_values_are_the_contracts(name: str):
    for key, schema in schemas(name).items():
        one = fields(name).fields[key]
        stored = {value.value for value in one.values}
        if "enum" in schema:
            assert stored == set(schema["enum"]) - {None}, key
        elif one.open_values:
            assert stored == set(schema["examples"]), key
        elif stored:
            assert stored == set(range(schema["minimum"], schema["maximum"] + 1)), key


@each_object
def test_limits_are_no_wider_than_the_contracts(name: str):
    for key, schema in schemas(name).items():
        one = fields(name).fields[key]
        if not one.values:
            assert "minimum" not in schema or (one.minimum is not None and one.minimum >= schema["minimum"]), key
            assert "maximum" not in schema or (one.maximum is not None and one.maximum <= schema["maximum"]), key


def test_the_families_are_the_contracts_patterns():
    patterns = operation("focus.update_settings").body_schema["patternProperties"]
    examples = ["onboarding_tour_finished_at", "whats_new_seen"]
    assert len(patterns) == len(fields("focus_settings").families)
    for example in examples:
        assert any(re.search(pattern, example) for pattern in patterns)
        assert fields("focus_settings").field(example).known


# ------------------------------------------------------------------ what a person reads
def test_a_description_says_more_than_the_name():
    assert offenders(lambda one: len(says_more(one)) >= 5) == []
    assert offenders(lambda one: 40 <= len(one.description) <= 190 and one.description.endswith(".")) == []


@sweep(
    [
        "Whether the dock icon is shown.",
        "Enables or disables the setting that shows the icon in the dock.",
        "Unknown setting.",
        "show_dock_icon: when on, the Dock icon will be shown, when off, the Dock icon will not be shown.",
    ]
)
def test_a_description_that_only_respells_its_name_is_told_apart(text: str):
    assert len(says_more(a_field(description=text))) < 5


def test_a_label_is_for_people():
    assert offenders(lambda one: one.label[0].isupper() and len(one.label) <= 50) == []
    assert offenders(lambda one: not re.search(r"_|[a-z][A-Z]", one.label.replace("iPhone", ""))) == []


def test_synonyms_find_what_label_and_name_do_not():
    assert offenders(lambda one: any(not words(s) <= words(one.label) | words(one.name) for s in one.synonyms)) == []
    assert offenders(lambda one: not any(s.lower() in one.label.lower() for s in one.synonyms)) == []
    assert offenders(lambda one: len(set(one.synonyms)) == len(one.synonyms)) == []


@each_object
def test_no_two_fields_share_a_label_or_a_description(name: str):
    entries = list(fields(name).fields.values())
    assert len({one.label.lower() for one in entries}) == len(entries)
    assert len({one.description for one in entries}) == len(entries)


@each_object
def test_every_group_has_fields_and_a_sentence(name: str):
    every = fields(name)
    assert {one.group for one in every.fields.values()} == {group.id for group in every.groups}
    assert {one.group for _, one in every.families} <= {group.id for group in every.groups}
    assert all(group.label and group.intro.endswith(".") for group in every.groups)
    assert len({group.label for group in every.groups}) == len(every.groups)


# ------------------------------------------------------------------ what a page draws
def test_a_control_suits_its_type():
    assert offenders(lambda one: one.control in CONTROLS[one.type]) == []
    assert offenders(lambda one: (one.control == "select") == bool(one.values)) == []
    assert offenders(lambda one: one.readonly or one.control != "readonly") == []
    assert offenders(lambda one: {type(v.value) for v in one.values} <= {int if one.type == "integer" else str}) == []
    assert offenders(lambda one: one.minimum is None or one.type == "integer") == []


def test_apps_and_evidence_are_of_the_known_ones():
    assert offenders(lambda one: one.apps and set(one.apps) <= set(APP_LABELS)) == []
    assert offenders(lambda one: one.evidence in {"name", "reference", "public"}) == []
    assert offenders(lambda one: one.refers_to in {"", "project", "task", "tag", "workspace"}) == []


def test_a_name_that_speaks_of_a_system_is_read_there():
    for name, one in EVERYTHING:
        for prefix, app in (("macos_", "macos"), ("windows_", "windows"), ("ios_", "ios"), ("extension_", "extension")):
            assert not one.name.startswith(prefix) or one.apps == (app,), f"{name}.{one.name}"


def test_desktop_is_both_desktop_apps():
    rules, idle = (fields("track_preferences").field(name) for name in ("macos_auto_tracking_rules", "sleep_behaviour"))
    assert rules.read_by("desktop")
    assert rules.read_by("macos")
    assert not rules.read_by("windows")
    assert idle.read_by("windows")
    assert not idle.read_by("web")


def test_what_toggl_refuses_is_readonly_with_its_reason():
    assert fields("track_preferences").field("toSAcceptNeeded").readonly.endswith(".")
    for name in ("first_interaction", "first_interaction_date", "timezone"):
        assert fields("focus_settings").field(name).readonly.endswith(".")


def test_a_stored_value_has_a_label():
    week = fields("track_preferences").field("beginningOfWeek")
    assert week.label_of(1) == "Monday"
    assert week.label_of(True) == ""
    assert week.label_of("nonsense") == ""


# ------------------------------------------------------------------ what Toggl adds later
def test_an_unknown_field_is_shown_readonly_among_the_others():
    one = fields("track_preferences").field("timeMachineEnabled")
    assert (one.label, one.group, one.known) == ("Time machine enabled", "other", False)
    assert one.readonly


def test_a_field_known_by_its_shape_is_described_by_its_family():
    one = fields("focus_settings").field("onboarding_tour_finished_at")
    assert (one.label, one.group, one.newer) == ("Onboarding tour finished at", "onboarding", True)
    assert one.name == "onboarding_tour_finished_at"
    assert len(says_more(one)) >= 3


def test_sections_keep_the_order_and_end_with_the_unknown():
    sections = fields("track_preferences").sections(["zebra", "date_format", "aardvark"])
    assert sections[0][0].id == "formats"
    assert sections[-1][0].id == "other"
    assert [one.name for one in sections[-1][1]] == ["aardvark", "zebra"]
    assert sum(len(members) for _, members in sections) == len(fields("track_preferences").fields) + 2


def test_without_unknown_fields_there_is_no_other_section():
    assert all(group.id != "other" for group, _ in fields("workspace_preferences").sections(["logo"]))


@sweep([("reportRounding", "Report rounding"), ("a_b2C", "A b2 c"), ("CalendarView", "Calendar view"), ("_", "_")])
def test_a_name_becomes_words(name: str, expected: str):
    assert humanised(name) == expected


# ------------------------------------------------------------------ the files
def test_another_object_is_refused():
    with pytest.raises(KeyError):
        fields("../track")


def test_the_files_are_exactly_the_named_ones():
    assert {path.stem for path in FOLDER.glob("*.yaml")} == set(NAMES)


def test_they_are_read_once():
    assert fields("track_preferences") is fields("track_preferences")


def test_translators_get_every_text():
    found = set(texts())
    for _, one in EVERYTHING:
        assert {one.label, one.description, *(value.label for value in one.values)} <= found

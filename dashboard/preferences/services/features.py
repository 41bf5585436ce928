"""Alpha features: unfinished parts of Track, each a switch of its own, stored as one list in the preferences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from dashboard.preferences.services.scopes import Scope, Settings
from dashboard.upstream.contract.field_descriptions import Field, FieldGroup, FieldSet, humanised
from dashboard.upstream.records import decoding
from dashboard.upstream.records.account import AlphaFeature
from dashboard.upstream.records.base import Undecodable
from dashboard.upstream.records.reads import PREFERENCES
from dashboard.upstream.records.values import Values

FIELD = "alpha_features"
_GROUP = FieldGroup(
    "alpha",
    gettext_noop("Alpha features"),
    gettext_noop("What Toggl lets your account try. Nothing here is promised to work, to stay, or to keep its data."),
)


@dataclass(frozen=True, slots=True)
class FeatureScope(Scope):
    """The features of the preferences for all apps, each as a field that is on or off."""

    def described(self, settings: Settings) -> FieldSet:
        """Return one field for each feature."""
        named = {code: _field(code, settings.features.get(code)) for code in settings.values}
        return FieldSet(self.field_set, (_GROUP,), MappingProxyType(named))

    def unpack(self, answer: Values) -> Settings:
        """Return whether each feature is on, by its code."""
        try:
            listed = decoding.rows(AlphaFeature, answer.values.get(FIELD, answer.wrong.get(FIELD)))
        except Undecodable:
            return Settings({})
        features = {feature.code: feature for feature in listed if feature.code}
        return Settings({code: feature.enabled for code, feature in features.items()}, features=features)

    def pack(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the features that change; the others stay as they are."""
        return {FIELD: [{"code": code, "enabled": bool(on)} for code, on in values.items()]}


FEATURES = FeatureScope("track_preferences", PREFERENCES, "track.update_preferences")


def _field(code: str, feature: AlphaFeature | None) -> Field:
    return Field(
        name=code,
        label=humanised(code),
        description=(feature and feature.description) or _("Toggl sends no description of it."),
        group=_GROUP.id,
        type="boolean",
        control="choice-three",
        readonly=_("Toggl has withdrawn it.") if feature and feature.deleted_at else "",
        known=False,
    )

"""The app of the settings pages: it keeps profiles."""

from __future__ import annotations

from django.apps import AppConfig


class PreferencesConfig(AppConfig):
    """Settings of Track and Focus."""

    name = "dashboard.preferences"
    label = "preferences"

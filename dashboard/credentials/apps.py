"""Registers the credentials part with Django."""

from django.apps import AppConfig
from django.core.checks import register


class CredentialsConfig(AppConfig):
    """The credentials app."""

    name = "dashboard.credentials"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the sealed columns and the check of the keys; a ring that cannot be read stops any process."""
        from dashboard.credentials import checks, services  # noqa: F401, PLC0415 - needs the apps to be loaded
        from dashboard.vault import ring  # noqa: PLC0415

        ring()
        register(checks.keys_are_there, "vault")

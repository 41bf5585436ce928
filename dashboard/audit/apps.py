"""Registers the audit part with Django."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The audit app."""

    name = "dashboard.audit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the columns that need a key of the vault."""
        from dashboard.audit import columns  # noqa: F401, PLC0415 - needs the apps to be loaded

"""Registers the audit part with Django."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    """The audit app."""

    name = "dashboard.audit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the columns that need a key of the vault, and begin the chain where a database is new."""
        from dashboard.audit import columns, integrity  # noqa: F401, PLC0415 - needs the apps to be loaded

        post_migrate.connect(integrity.begin, sender=self)

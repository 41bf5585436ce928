"""Registers the audit part with Django."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The audit app."""

    name = "dashboard.audit"
    default_auto_field = "django.db.models.BigAutoField"

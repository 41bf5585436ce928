"""Registers the sandbox with Django."""

from django.apps import AppConfig


class SandboxConfig(AppConfig):
    """The sandbox app."""

    name = "dashboard.sandbox"
    default_auto_field = "django.db.models.BigAutoField"

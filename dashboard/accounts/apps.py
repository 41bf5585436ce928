"""Registers the accounts part with Django."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The accounts app."""

    name = "dashboard.accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to changes of people, in every process that makes them, and register the sealed seeds."""
        from dashboard.accounts import factors, seeds, sessions, sign_ins  # noqa: PLC0415  models come first

        del factors, seeds, sign_ins
        sessions.list_by_hash()

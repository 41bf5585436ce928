"""Registers the accounts part with Django."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The accounts app."""

    name = "dashboard.accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to changes of people, in every process that makes them, and register the sealed seeds."""
        # ruff: noqa: PLC0415 - models come first
        from dashboard.accounts.second_factor import factors, mfa_secrets
        from dashboard.accounts.sessions import lifetimes
        from dashboard.accounts.sign_in import sign_in_log

        del factors, mfa_secrets, sign_in_log
        lifetimes.list_by_hash()

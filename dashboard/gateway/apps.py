"""Registers the gateway part with Django."""

from django.apps import AppConfig


class GatewayConfig(AppConfig):
    """The gateway app: no tables, its checks and its template tag."""

    name = "dashboard.gateway"

    def ready(self) -> None:
        """Register the system check."""
        from dashboard.gateway import checks  # noqa: F401, PLC0415

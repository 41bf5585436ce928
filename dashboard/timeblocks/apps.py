"""Registers the calendar with Django, for the templates of weeks that it keeps."""

from django.apps import AppConfig


class TimeblocksConfig(AppConfig):
    """The calendar's app."""

    name = "dashboard.timeblocks"
    default_auto_field = "django.db.models.BigAutoField"

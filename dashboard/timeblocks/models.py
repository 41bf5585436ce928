"""Templates of weeks: the only thing of the calendar that Tandem keeps itself."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower

LONGEST_NAME = 80  # characters


class WeekTemplate(models.Model):
    """A week that a member keeps by name. It goes with the member."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="week_templates")
    workspace_id = models.BigIntegerField()
    name = models.CharField(max_length=LONGEST_NAME)
    items = (
        models.JSONField()
    )  # as copy.plan.to_template() makes them: day of the week, minute, length, task and its names
    created_at = models.DateTimeField(auto_now_add=True)
    deleted_at = models.DateTimeField(null=True)  # until then it can be brought back

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                "user",
                "workspace_id",
                Lower("name"),
                condition=models.Q(deleted_at=None),
                name="one_week_template_of_a_name",
            )
        ]

    def __str__(self) -> str:
        return self.name

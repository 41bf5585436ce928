"""Profiles: named sets of settings that can be put on a page of settings, one's own or the team's."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SettingsProfile(models.Model):
    """A named set of settings of Track or Focus. Nothing is sent until somebody saves it on a page."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="settings_profiles")
    name = models.CharField(_("name"), max_length=80)
    words = models.CharField(max_length=40)  # whose settings: a name of dashboard.upstream.contract.field_descriptions
    values = models.JSONField(default=dict)
    made_at = models.DateTimeField(auto_now_add=True)
    shared_at = models.DateTimeField(null=True, blank=True)  # since then the whole team sees it
    removed_at = models.DateTimeField(null=True, blank=True)  # its owner can bring it back

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("owner", "name"), condition=Q(removed_at=None), name="one_profile_of_a_name"
            ),
        )

    def __str__(self) -> str:
        return self.name

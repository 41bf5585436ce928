"""A member's links to Track and Focus. The secret is sealed by the vault; nothing here can read it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Service(models.TextChoices):
    """The two upstreams."""

    TRACK = "track", "Toggl Track"
    FOCUS = "focus", "Toggl Focus"


class SecretKind(models.TextChoices):
    """What the sealed secret is, and so how it is sent."""

    TRACK_TOKEN = "track_token", _("API token")
    FOCUS_KEY = "focus_key", _("API key")
    FOCUS_PASSWORD = "focus_password", _("e-mail and password")


class State(models.TextChoices):
    """How a connection last answered, learnt from real traffic."""

    UNTESTED = "untested", _("Never tested")
    OK = "ok", _("Working")
    REFUSED = "refused", _("Key refused")
    QUOTA = "quota", _("Requests used up")
    THROTTLED = "throttled", _("Slowed down")
    DOWN = "down", _("No answer")
    UNREADABLE = "unreadable", _("Stored key unreadable")

    @property
    def tone(self) -> str:
        """The colour in which pages show it: good, warn, bad, or none."""
        tones = {"ok": "good", "untested": "", "refused": "bad", "unreadable": "bad"}
        return tones.get(self.value, "warn")


class Connection(models.Model):
    """One member's link to one service."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="connections")
    service = models.CharField(max_length=10, choices=Service)
    secret_kind = models.CharField(max_length=20, choices=SecretKind)
    sealed_secret = models.BinaryField()
    last_four = models.CharField(max_length=4, blank=True)  # all that a page may show
    generation = models.PositiveIntegerField(default=1)  # a replaced secret never sees the old one's copies
    account_id = models.CharField(max_length=40, blank=True)  # Track: id of /me; Focus: current_workspace_id
    account_name = models.CharField(max_length=254, blank=True)
    email = models.CharField(max_length=254, blank=True)  # sent beside a password; empty for a token or key
    organization_id = models.BigIntegerField(null=True)
    workspace_id = models.BigIntegerField(null=True)
    expires_at = models.DateField(null=True)
    state = models.CharField(max_length=12, choices=State, default=State.UNTESTED)
    state_detail = models.CharField(max_length=300, blank=True)
    state_at = models.DateTimeField(null=True)
    last_good_at = models.DateTimeField(null=True)
    trouble_since = models.DateTimeField(null=True)  # since when only its owner can mend it; null while it is well
    recovered_at = models.DateTimeField(null=True)  # when it last came out of such trouble
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "service"], name="one_connection_per_service"),
        ]

    def __str__(self) -> str:
        return self.get_service_display()


class MailedNotice(models.Model):
    """That a notice about a connection went out by e-mail, or is about to: nobody is told the same thing twice."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="mailed_notices")
    key = models.CharField(max_length=80)  # names the notice and what it is about, as in expires-7:2026-12-01
    claimed_at = models.DateTimeField()  # by the run that sends it; one that died leaves it to a later run
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["connection", "key"], name="one_mail_per_notice"),
        ]

    def __str__(self) -> str:
        return self.key

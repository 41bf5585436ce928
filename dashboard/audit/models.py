"""History rows. They name people and things by value, so that history survives what it tells of."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a row tells. The list is closed; each has a sentence for people."""

    WRITE_INTENT = "write.intent", _("About to change")
    WRITE_OUTCOME = "write.outcome", _("Changed")
    WRITE_CHECKED = "write.checked", _("Looked whether it arrived")
    CONNECTED = "connection.connected", _("Connected")
    REPLACED = "connection.replaced", _("Replaced the credential")
    DISCONNECTED = "connection.disconnected", _("Disconnected")
    PERSON_CREATED = "person.created", _("Created a person")
    TOKEN_CREATED = "token.created", _("Made an access token")
    TOKEN_REVOKED = "token.revoked", _("Revoked an access token")
    PERSON_INVITED = "person.invited", _("Invited a person")
    INVITATION_WITHDRAWN = "invitation.withdrawn", _("Withdrew an invitation")
    ROLE_CHANGED = "person.role", _("Changed a role")
    PERSON_DISABLED = "person.disabled", _("Disabled a person")
    PERSON_ENABLED = "person.enabled", _("Enabled a person")
    PERSON_LET_GO = "person.let_go", _("Let a person go")
    FACTOR_ADDED = "factor.added", _("Added a second factor")
    FACTOR_REMOVED = "factor.removed", _("Removed a second factor")
    CODES_MADE = "factor.codes", _("Made new recovery codes")
    SESSIONS_ENDED = "sessions.ended", _("Signed out other browsers")
    PASSWORD_CHANGED = "password.changed", _("Changed the password")


class Outcome(models.TextChoices):
    """How a write ended. Unknown: sent, but no answer came."""

    DONE = "done", _("Done")
    REFUSED = "refused", _("Refused")
    UNKNOWN = "unknown", _("Unknown")


class Entry(models.Model):
    """One thing that was done. Rows are only ever added."""

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    kind = models.CharField(max_length=40, choices=Kind)
    actor_id = models.BigIntegerField(null=True)  # no foreign key: history outlives people
    actor_name = models.CharField(max_length=254, blank=True)
    write_id = models.UUIDField(default=uuid.uuid4, db_index=True)  # joins an intent and its outcome
    idempotency_key = models.CharField(max_length=64, null=True)  # noqa: DJ001 - null is never a duplicate
    service = models.CharField(max_length=10, blank=True)
    operation = models.CharField(max_length=60, blank=True)
    target = models.JSONField(default=dict)  # path parameters, or what else names the thing
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    detail = models.TextField(blank=True)
    undoes = models.UUIDField(null=True, db_index=True)  # the write_id of the write that this one takes back

    class Meta:
        indexes: ClassVar = [models.Index(fields=["actor_id", "-id"], name="history_of_a_person")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["actor_id", "idempotency_key"], name="one_write_per_key"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.operation}".strip()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row; changing one that stands is a programming error."""
        if not self._state.adding:
            raise TypeError("history is append-only")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse: history is append-only."""
        raise TypeError("history is append-only")

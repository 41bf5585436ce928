"""History rows. They name people and things by value, so that history survives what it tells of."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dashboard.audit import chain
from dashboard.vault import VaultError, mac, mac_matches


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
    SIGNED_IN = "access.in", _("Signed in")
    SIGNED_OUT = "access.out", _("Signed out")
    HISTORY_PRUNED = "history.pruned", _("Pruned the history")
    HISTORY_RESTARTED = "history.restarted", _("Re-signed the history as it stood")


class Outcome(models.TextChoices):
    """How a write ended. Unknown: sent, but no answer came."""

    DONE = "done", _("Done")
    REFUSED = "refused", _("Refused")
    UNKNOWN = "unknown", _("Unknown")


def kinds() -> list[tuple[str, Any]]:
    """Return the choices; a function, so that another kind is no migration."""
    return list(Kind.choices)


class Entry(models.Model):
    """One thing that was done. Rows are only ever added, each chained to the one before (`chain`)."""

    id = models.BigIntegerField(primary_key=True)  # counted by the chain, without gaps
    at = models.DateTimeField(default=timezone.now, db_index=True)
    kind = models.CharField(max_length=40, choices=kinds)
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
    undoes = models.UUIDField(null=True, db_index=True)  # the write_id of the write that this one undoes
    request_id = models.CharField(max_length=32, blank=True)  # of the request that did it, as in the log
    address = models.CharField(max_length=45, blank=True)  # that it came from, as far as it is believed
    digest = models.BinaryField()
    tag = models.BinaryField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["actor_id", "-id"], name="history_of_a_person")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["actor_id", "idempotency_key"], name="one_write_per_key"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.operation}".strip()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row at the end of the chain; changing one that stands is a programming error.

        Raises HistoryBroken. Whoever adds next waits until this transaction ends.
        """
        if not self._state.adding:
            raise TypeError("history is append-only")
        with transaction.atomic(savepoint=False):
            last = End.held(End.LAST)
            self.pk = last.entry_id + 1
            self.digest = chain.digest_of(bytes(last.digest), self)
            self.tag = chain.sign(self.digest)
            super().save(*args, **{**kwargs, "force_insert": True})
            last.move(self.pk, self.digest)

    def delete(self, *_args: Any, **_kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse: history is append-only."""
        raise TypeError("history is append-only")


# Written out, because each row of history pays for both: the ORM takes three times as long to say the same.
READ = "SELECT name, entry_id, digest, tag FROM audit_end WHERE name = %s"
MOVE = "UPDATE audit_end SET entry_id = %s, digest = %s, tag = %s WHERE name = %s"


class End(models.Model):
    """One end of the chain, signed, so that no row is taken off it unnoticed. Every row lies between the two.

    Both are made when the database is (`begin`), and never later: a database that lost them cannot be written to.
    """

    FIRST = "first"  # the last row that was pruned away; 0 while everything is kept
    LAST = "last"  # the newest row

    name = models.CharField(max_length=5, primary_key=True)
    entry_id = models.BigIntegerField()
    digest = models.BinaryField()
    tag = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.name} {self.entry_id}"

    @classmethod
    def held(cls, name: str) -> End:
        """Return an end, locked until the transaction ends. Raises HistoryBroken where it is missing or forged."""
        lock = " FOR UPDATE" if connection.features.has_select_for_update else ""
        with connection.cursor() as cursor:
            cursor.execute(f"{READ}{lock}", [name])
            row = cursor.fetchone()
        if row is None or not cls(*row).is_signed():
            raise chain.HistoryBroken(f"the {name} end of the history is missing or was changed")
        return cls(*row)

    @classmethod
    def place(cls, name: str, entry_id: int, digest: bytes) -> None:
        """Put an end where it belongs, whatever there was."""
        tag = mac(chain.END, chain.end_message(name, entry_id, digest))
        cls.objects.update_or_create(name=name, defaults={"entry_id": entry_id, "digest": digest, "tag": tag})

    @property
    def message(self) -> bytes:
        """What its signature covers."""
        return chain.end_message(self.name, self.entry_id, self.digest)

    def is_signed(self) -> bool:
        """Say whether this is what Tandem wrote."""
        try:
            return mac_matches(chain.END, self.message, self.tag)
        except VaultError:
            return False

    def move(self, entry_id: int, digest: bytes) -> None:
        """Put this end at another row."""
        self.entry_id, self.digest = entry_id, digest
        self.tag = mac(chain.END, self.message)
        with connection.cursor() as cursor:
            cursor.execute(MOVE, [entry_id, digest, self.tag, self.name])


class Unrecorded(models.Model):
    """Something that took a right away while no row of history could be added; it is joined to the chain later.

    Signed, so that nobody else's words are joined.
    """

    told = models.JSONField()  # the fields of the row
    tag = models.BinaryField()

    def __str__(self) -> str:
        return str(self.told.get("kind", ""))

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Sign and add it, with its time."""
        self.told = {"at": timezone.now().isoformat(), "write_id": uuid.uuid4().hex, **self.told}
        self.tag = mac(chain.UNRECORDED, self.message)
        super().save(*args, **kwargs)

    @property
    def entry(self) -> Entry:
        """The row as it will stand in history."""
        return Entry(**self.told)

    @property
    def message(self) -> bytes:
        """What its signature covers."""
        return chain.digest_of(chain.BEGINNING, self.entry)

    def is_signed(self) -> bool:
        """Say whether this is what Tandem wrote."""
        try:
            return mac_matches(chain.UNRECORDED, self.message, self.tag)
        except (VaultError, TypeError, ValueError, OverflowError, ValidationError):  # no row has such fields
            return False

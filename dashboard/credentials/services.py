"""Connections and their sealed secrets: connect, replace, disconnect, and the credential to send.

Every change writes its row of history in the same transaction. A secret is handed out by `authorization` alone.
"""

from __future__ import annotations

import os
from datetime import date, datetime, timedelta
from typing import Any, TypedDict, Unpack, cast

import structlog
from django.db import DatabaseError, transaction
from django.utils import timezone

from dashboard.accounts import rights
from dashboard.accounts.models import User
from dashboard.audit.models import Kind
from dashboard.audit.services import record, record_anyway
from dashboard.credentials.models import Connection, SecretKind, Service, State
from dashboard.credentials.references import drop
from dashboard.credentials.scrubbing import scrub_log
from dashboard.upstream.authorization import Authorization
from dashboard.upstream.authorization import Kind as AuthorizationKind
from dashboard.upstream.secret import Secret
from dashboard.vault import SealedColumn, VaultError, open_sealed, register, seal

NOTED_EVERY = timedelta(seconds=60)  # how often an unchanged state is written down again

log = structlog.get_logger(__name__)
# Written out: every page and every call upstream asks, and the ORM takes five times as long to say the same.
_ROWS = f"SELECT * FROM {Connection._meta.db_table} WHERE user_id = %s ORDER BY service DESC"  # noqa: S608, SLF001
_ROW = f"SELECT * FROM {Connection._meta.db_table} WHERE user_id = %s AND service = %s"  # noqa: S608, SLF001


class AccountFields(TypedDict, total=False):
    """What is known of the upstream account behind a secret."""

    account_id: str
    account_name: str
    email: str  # sent beside a password
    organization_id: int | None
    workspace_id: int | None
    expires_at: date | None
    tested: bool  # the upstream has just accepted this secret


def connection_of(user: User, service: str) -> Connection | None:
    """Return this person's connection to a service."""
    rows = Connection.objects.raw(_ROW, [user.pk, service])
    return next(iter(rows), None)


def connections_of(user: User) -> dict[str, Connection]:
    """Return this person's connections by service, in one query, Track first."""
    return {connection.service: connection for connection in Connection.objects.raw(_ROWS, [user.pk])}


def connect(user: User, service: str, secret_kind: str, secret: Secret, **account: Unpack[AccountFields]) -> Connection:
    """Store a secret under this person's connection to `service`; one that stands already is replaced.

    Raises PermissionDenied for somebody who was kept out or signed out meanwhile.
    """
    with transaction.atomic():
        rights.hold(user)  # two forms at once are one connection, and who was kept out meanwhile makes none
        existing = connection_of(user, service)
        if existing:
            return replace_key(existing, secret_kind, secret, **account)
        connection = Connection(user=user, service=service)
        _fill(connection, secret_kind, secret, account)
        connection.save(force_insert=True)
        record(Kind.CONNECTED, actor=user, **_told(connection))
    return connection


def replace_key(
    connection: Connection, secret_kind: str, secret: Secret, **account: Unpack[AccountFields]
) -> Connection:
    """Put another secret in a connection's place. Its generation moves on, so that no old copy is shown again."""
    with transaction.atomic():
        rights.hold_owner(connection.user_id)
        locked = Connection.objects.select_for_update().get(pk=connection.pk)
        locked.generation += 1
        _fill(locked, secret_kind, secret, account)
        locked.save(force_update=True)
        record(Kind.REPLACED, actor=locked.user, **_told(locked))
        drop(locked)
    return locked


def disconnect(connection: Connection, *, by: User | None = None) -> None:
    """Overwrite the ciphertext and delete the connection, in one transaction. `by` is the person themselves if None.

    The upstream key lives on; only its owner can revoke it at Toggl.
    """
    with transaction.atomic():
        rights.hold_owner(connection.user_id)
        locked = Connection.objects.select_for_update().filter(pk=connection.pk).first()
        if not locked:
            return
        noise = os.urandom(len(locked.sealed_secret))
        Connection.objects.filter(pk=locked.pk).update(sealed_secret=noise)
        drop(locked)
        Connection.objects.filter(pk=locked.pk).delete()
        record_anyway(Kind.DISCONNECTED, actor=by or locked.user, **_told(locked))
        transaction.on_commit(scrub_log)


def authorization(connection: Connection) -> Authorization:
    """Return the credential to send. Raises VaultError when it cannot be opened; the connection then says so."""
    try:
        secret = _open(connection)
    except VaultError as problem:
        log.warning("credential_unreadable", connection=str(connection.pk), reason=str(problem))
        note_state(connection, State.UNREADABLE, str(problem))
        raise
    return Authorization(kind=cast("AuthorizationKind", connection.secret_kind), secret=secret, email=connection.email)


def state_of(connection: Connection) -> State:
    """Return how the connection stands, looking also whether its secret can be opened now. Writes nothing."""
    try:
        _open(connection)
    except VaultError:
        return State.UNREADABLE
    known = State(connection.state)
    return State.UNTESTED if known is State.UNREADABLE else known  # the key is back, nothing was sent since


def note_state(connection: Connection, state: str, detail: str = "") -> None:
    """Write down how the connection answered, unless the same was noted a moment ago.

    An answer to a secret that was replaced meanwhile changes nothing.
    """
    now = timezone.now()
    same = connection.state == state and connection.state_detail == detail
    if same and connection.state_at and now - connection.state_at < NOTED_EVERY:
        return
    noted: dict[str, str | datetime | None] = {"state": state, "state_detail": detail[:300], "state_at": now}
    if state == State.OK:
        noted["last_good_at"] = now
    noted |= _trouble(connection, state, now)
    for name, value in noted.items():
        setattr(connection, name, value)
    try:
        Connection.objects.filter(pk=connection.pk, generation=connection.generation).update(**noted)
    except DatabaseError as problem:  # an answer is not lost because its good news cannot be written down
        log.warning("state_not_noted", reason=type(problem).__name__)


def place(connection: Connection, *, organization_id: int | None, workspace_id: int | None) -> None:
    """Note which organisation and workspace this connection works in."""
    connection.organization_id, connection.workspace_id = organization_id, workspace_id
    Connection.objects.filter(pk=connection.pk).update(organization_id=organization_id, workspace_id=workspace_id)
    drop(connection)


def rename(connection: Connection, account_name: str) -> None:
    """Note what the account behind this connection is called now."""
    connection.account_name = _storable(account_name, 254)
    Connection.objects.filter(pk=connection.pk).update(account_name=connection.account_name)


def _trouble(connection: Connection, state: str, now: datetime) -> dict[str, datetime | None]:
    """Return what changes of since when only its owner can mend a connection, and of when it recovered."""
    if state in {State.REFUSED, State.UNREADABLE}:
        return {} if connection.trouble_since else {"trouble_since": now, "recovered_at": None}
    if state == State.OK and connection.trouble_since:
        return {"trouble_since": None, "recovered_at": now}
    return {}


def _open(connection: Connection) -> Secret:
    return open_sealed(connection.sealed_secret, **CONNECTION_SECRET.place(connection))


def _fill(connection: Connection, secret_kind: str, secret: Secret, account: AccountFields) -> None:
    """Set everything that comes with a new secret; what is not given is not known of it."""
    kind = SecretKind(secret_kind)
    connection.secret_kind = kind
    connection.sealed_secret = seal(secret, **CONNECTION_SECRET.place(connection))
    connection.last_four = "" if kind is SecretKind.FOCUS_PASSWORD else secret.last_four
    connection.account_id = _storable(account.get("account_id", ""), 40)
    connection.account_name = _storable(account.get("account_name", ""), 254)
    connection.email = account.get("email", "")
    connection.organization_id = account.get("organization_id")
    connection.workspace_id = account.get("workspace_id")
    connection.expires_at = account.get("expires_at")
    now = timezone.now() if account.get("tested") else None
    connection.state = State.OK if now else State.UNTESTED
    connection.state_detail, connection.state_at, connection.last_good_at = "", now, now
    connection.recovered_at = now if connection.trouble_since else None
    connection.trouble_since = None


def _told(connection: Connection) -> dict[str, Any]:
    """Return what history is told: whose account and which key by its last four characters, never more."""
    account = {"account": connection.account_name, "account_id": connection.account_id}
    key = {"kind": str(connection.secret_kind), "last_four": connection.last_four}
    return {"service": Service(connection.service).value, "target": {**account, **key}}


def _storable(text: str, longest: int) -> str:
    """Return what Toggl said as every database takes it: PostgreSQL stores no NUL, and nothing beyond a column."""
    return text.replace("\x00", "")[:longest]


CONNECTION_SECRET = register(  # what a sealed secret is bound to, and what becomes of one that nobody can open again
    SealedColumn(
        model="credentials.Connection",
        field="sealed_secret",
        purpose="credential",
        user_of=lambda connection: str(connection.user_id),
        service_of=lambda connection: str(connection.service),
        generation_of=lambda connection: str(connection.generation),
        discard=disconnect,
    )
)

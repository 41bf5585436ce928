"""What the page does: test a credential and keep it, replace it, test it again, find its workspace, let it go."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import astuple, dataclass, replace
from datetime import date
from typing import Any, Literal

from dashboard.accounts.models import User
from dashboard.connections import refusals
from dashboard.credentials import services as credentials
from dashboard.credentials.models import Connection, SecretKind
from dashboard.gateway import pending_replacements
from dashboard.gateway import services as gateway
from dashboard.gateway.answers import ProbedAccount
from dashboard.gateway.notices import sentence_of
from dashboard.upstream.authorization import Authorization
from dashboard.upstream.errors import Unreadable, UpstreamError
from dashboard.upstream.records.reads import ACCOUNT, FOCUS_SETTINGS, TASKS, Read
from dashboard.web.idempotency import run_once
from dashboard.workspaces.services import Workspace, list_workspaces

TESTS: Mapping[str, Read[Any]] = {"track": ACCOUNT, "focus": FOCUS_SETTINGS}


@dataclass(frozen=True, slots=True)
class Result:
    """How it ended; `why` says why not."""

    kind: Literal["connected", "replaced", "other_account", "works", "failed"]
    why: str = ""


def offer(user: User, authorization: Authorization, expires_at: date | None, *, key: str) -> Result:
    """Test a credential (1 request) and save it if it works. One of another account waits until it is confirmed.

    `key` is the form's: sent twice, it is tested once.
    """
    return _once(user, key, lambda: _offer(user, authorization, expires_at))


def confirm(user: User, service: str) -> Result | None:
    """Replace the connection by what waits for it; None when nothing waits any more."""
    connection = credentials.connection_of(user, service)
    waiting = pending_replacements.pending_for(connection) if connection else None
    authorization = pending_replacements.authorization_of(connection, waiting) if connection and waiting else None
    if not connection or not waiting or not authorization:
        return None
    gateway.forget(connection)
    return _save(user, authorization, waiting.account, waiting.expires_at, None)


def decline(user: User, service: str) -> None:
    """Keep the connection as it is and forget what waits for it."""
    if connection := credentials.connection_of(user, service):
        pending_replacements.discard(connection)


def test(user: User, service: str, *, key: str) -> Result:
    """Ask whether the stored credential works: 1 request. The connection's state follows by itself."""
    return _once(user, key, lambda: _test(user, service))


def disconnect(connection: Connection) -> None:
    """Destroy the stored credential and everything that was kept with it."""
    credentials.disconnect(connection)
    gateway.forget(connection)


def workspaces(user: User) -> list[Workspace]:
    """Return the workspaces that Track knows, at most 1 request; none where Track is not connected or silent."""
    try:
        found = [one for one in list_workspaces(user) if one.organization_id]
    except UpstreamError:
        return []
    _note_organization_of_track(user, found)
    return found


def place(user: User, connection: Connection, organization_id: int, workspace_id: int) -> str:
    """Check organisation and workspace of Focus (1 request) and note them; return why not, or an empty string."""
    if connection.organization_id == organization_id and connection.workspace_id == workspace_id:
        return ""
    try:
        gateway.read(user, TASKS, organization_id=organization_id, workspace_id=workspace_id, page=1, per_page=1)
    except UpstreamError as error:
        return error.upstream_message or sentence_of(error, user)
    credentials.place(connection, organization_id=organization_id, workspace_id=workspace_id)
    return ""


def _once(user: User, key: str, work: Callable[[], Result]) -> Result:
    lost = Result("failed", str(refusals.STILL_TESTING))
    return Result(*run_once(user, key, lambda: astuple(work()), lost=astuple(lost)))


def _offer(user: User, authorization: Authorization, expires_at: date | None) -> Result:
    try:
        account = gateway.probe(user, authorization)
    except UpstreamError as error:
        return Result("failed", refusals.why_not(authorization.kind, error, user))
    if authorization.kind == "track_password":
        if account.api_token is None:
            return Result("failed", str(refusals.NO_TOKEN))
        authorization = Authorization("track_token", account.api_token)
    if not _names_somebody(account, authorization.service):
        return Result("failed", sentence_of(Unreadable(service=authorization.service), user))
    account = replace(account, api_token=None)
    existing = credentials.connection_of(user, authorization.service)
    if existing and _is_other(existing, account):
        pending_replacements.store(existing, authorization, account, expires_at)
        return Result("other_account")
    return _save(user, authorization, account, expires_at, existing)


def _save(
    user: User, authorization: Authorization, account: ProbedAccount, expires_at: date | None, same: Connection | None
) -> Result:
    """Store a tested credential. `same` is the connection whose account it also is: its workspace stays."""
    service = authorization.service
    was_there = credentials.connection_of(user, service) is not None
    stays = same is not None and same.workspace_id is not None
    where = (same.organization_id, same.workspace_id) if same and stays else _place_of(user, service, account)
    connection = credentials.connect(
        user,
        service,
        SecretKind(authorization.kind),
        authorization.secret,
        account_id=account.account_id,
        account_name=account.name or account.email,
        email=authorization.email,
        organization_id=where[0],
        workspace_id=where[1],
        expires_at=expires_at,
        tested=True,
    )
    gateway.adopt(connection, account)
    return Result("replaced" if was_there else "connected")


def _place_of(user: User, service: str, account: ProbedAccount) -> tuple[int | None, int | None]:
    """Return organisation and workspace; Focus names no organisation, so Track is asked where it is connected."""
    if service == "track" or account.organization_id:
        return account.organization_id, account.workspace_id
    known = workspaces(user)
    current = [each for each in known if each.id == account.workspace_id]
    if account.workspace_id is None and len(known) == 1:
        current = known
    return (current[0].organization_id, current[0].id) if current else (None, account.workspace_id)


def _note_organization_of_track(user: User, known: list[Workspace]) -> None:
    """Track's `/me` names a workspace but not its organisation; now that it is known, keep it."""
    track = credentials.connection_of(user, "track")
    if track and track.organization_id is None:
        for each in known:
            if each.id == track.workspace_id:
                credentials.place(track, organization_id=each.organization_id, workspace_id=each.id)


def _names_somebody(account: ProbedAccount, service: str) -> bool:
    """Say whether a 200 really told of an account: Track's has an id, and Focus's settings always have a theme."""
    return bool(account.account_id) if service == "track" else bool(account.data.get("theme"))


def _is_other(existing: Connection, account: ProbedAccount) -> bool:
    """Say whether a credential belongs to another account than the one connected, as far as upstream tells."""
    return bool(existing.account_id and account.account_id and existing.account_id != account.account_id)


def _test(user: User, service: str) -> Result:
    try:
        answer = gateway.read(user, TESTS[service], refresh=True)
    except UpstreamError as error:
        return Result("failed", sentence_of(error, user))
    return Result("failed", sentence_of(answer.problem, user)) if answer.problem else Result("works")

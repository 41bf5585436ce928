"""Things of Bob's own, as addresses name them, made when they are asked for."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.db import transaction
from django.utils import timezone

from dashboard.accounts import tokens
from dashboard.accounts.models import AccessToken
from dashboard.gateway import services as gateway
from dashboard.gateway.limits.upstreams import breaker
from tests.history.writes import EVER, WORKS


def thing(name: str, bob: Any, alice: Any = None) -> Any:
    """Return what a name that begins with "bob's" or "alice's" stands for; any other value stands for itself."""
    for whose, person in (("bob's ", bob), ("alice's ", alice or bob)):
        if isinstance(name, str) and name.startswith(whose):
            return THINGS["bob's " + name.removeprefix(whose)](person)
    return name


def _block(bob: Any) -> dict[str, Any]:
    rows = gateway.read_json(bob, "focus.stream_time_blocks", **WORKS, **EVER).data
    return next(row for row in rows if row["toggl_user_id"] == 880_002)


def _status(bob: Any) -> Any:
    rows = gateway.read_json(bob, "focus.list_statuses", workspace_id=WORKS["workspace_id"], per_page=100).data["data"]
    return rows[-1]["id"]


def _write(bob: Any) -> Any:
    return gateway.write(bob, "track.update_preferences", {"date_format": "DD.MM.YYYY"}).write_id


def _token(bob: Any) -> Any:
    tokens.make(bob, name="one more", can_write=False, services=("track",))
    return AccessToken.objects.filter(user=bob).latest("pk").pk


def _session(bob: Any) -> Any:
    from allauth.usersessions.models import UserSession

    from dashboard.accounts.sessions.store import SessionStore, stored_name

    session = SessionStore()
    session.create()
    return UserSession.objects.create(user=bob, ip="10.0.0.1", session_key=stored_name(session.session_key)).pk


def _passkey(bob: Any) -> Any:
    from allauth.mfa.models import Authenticator

    data = {"name": "Key", "credential": {}}
    return Authenticator.objects.create(user=bob, type=Authenticator.Type.WEBAUTHN, data=data).pk


def _invitation(_bob: Any) -> Any:
    from datetime import timedelta

    from dashboard.accounts.models import Invitation

    return Invitation.objects.create(
        digest=secrets.token_hex(32), role="member", expires_at=timezone.now() + timedelta(days=1)
    ).pk


def _week(bob: Any) -> Any:
    from dashboard.timeblocks.models import WeekTemplate

    return WeekTemplate.objects.create(user=bob, workspace_id=WORKS["workspace_id"], name="Usual week", items=[]).pk


def _project(_bob: Any) -> Any:
    return 2_000_001


def _profile(bob: Any, **more: Any) -> Any:
    from dashboard.preferences.models import SettingsProfile

    name = f"Mine {secrets.token_hex(4)}"
    return SettingsProfile.objects.create(owner=bob, name=name, words="track_preferences", values={}, **more).pk


def start_over(sandbox: Any) -> None:
    """Forget what was kept, counted or held against an upstream, here and there."""
    for name in settings.CACHES:
        caches[name].clear()
    breaker.cache_clear()
    sandbox.reset()


@contextmanager
def undone(sandbox: Any) -> Iterator[None]:
    """What is done meanwhile is undone, here and upstream."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    start_over(sandbox)


THINGS: dict[str, Callable[[Any], Any]] = {
    "bob's block": lambda bob: _block(bob)["id"],
    "bob's task": lambda bob: _block(bob)["task_id"],
    "bob's status": _status,
    "bob's write": _write,
    "bob's token": _token,
    "bob's session": _session,
    "bob's passkey": _passkey,
    "bob's project": _project,
    "bob's profile": _profile,
    "bob's removed profile": lambda bob: _profile(bob, removed_at=timezone.now()),
    "bob's week": _week,
    "bob's number": lambda bob: bob.pk,
    "bob's invitation": _invitation,
}

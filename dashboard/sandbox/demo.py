"""The demo people, created once; Alice and Bob are connected to both services of the sandbox."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.db import connection

from dashboard.accounts import services as accounts
from dashboard.accounts.models import Role, User
from dashboard.credentials import services as credentials
from dashboard.sandbox import people
from dashboard.upstream.secret import Secret

ROLES = {"alice": Role.ADMIN, "bob": Role.MEMBER, "charlie": Role.MEMBER}
INVITED_BY = "make run"  # history says so of the people that are made here


def demo_password(data_dir: Path) -> str:
    """Return the people's password: DEMO_PASSWORD, or one generated once and kept with the data."""
    if password := os.environ.get("DEMO_PASSWORD"):
        return password
    kept = data_dir / "demo_password"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(f"{secrets.choice(WORDS)}-{secrets.choice(WORDS)}-{secrets.randbelow(9000) + 1000}")
    return kept.read_text()


def is_anothers() -> bool:
    """Whether the database has people, none of them created here: it may be production's."""
    if "accounts_user" not in connection.introspection.table_names() or not User.objects.exists():
        return False
    return not accounts.anybody_came_by(INVITED_BY)


def make_people(password: str) -> list[User]:
    """Create Alice, Bob and Charlie where they are missing, and set their password."""
    return [_person(name, role, password) for name, role in ROLES.items()]


def connect_person(user: User) -> None:
    """Connect one of the sandbox's people to Track and Focus with their own credentials."""
    person = people.BY_NAME[user.email.partition("@")[0]]
    account = credentials.AccountFields(
        account_name=person.email, organization_id=person.organization_id, workspace_id=person.workspace_id
    )
    track = credentials.AccountFields(account_id=str(person.track_id), **account)
    focus = credentials.AccountFields(account_id=str(person.workspace_id), **account)
    credentials.connect(user, "track", "track_token", Secret(person.track_token), **track)
    credentials.connect(user, "focus", "focus_key", Secret(person.focus_key), **focus)


def _person(name: str, role: Role, password: str) -> User:
    email = f"{name}@example.com"
    user = User.objects.filter(email=email).first()
    if user is None:
        user = accounts.create_person(
            email=email, password=password, name=name.title(), role=role, invited_by=INVITED_BY
        )
        if name != "charlie":
            connect_person(user)
    elif not user.check_password(password):
        user.set_password(password)
        user.save(update_fields=["password"])
    return user


WORDS = (
    "amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "heron", "inlet", "juniper", "kestrel", "lagoon",
    "maple", "nectar", "otter", "pebble", "quartz", "raven", "sable", "tundra", "umber", "violet", "willow", "zephyr",
)  # fmt: skip

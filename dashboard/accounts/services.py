"""Making people, and what they choose for themselves."""

from __future__ import annotations

from django.core.cache import cache
from django.db import transaction

from dashboard.accounts.models import Role, SetupCode, User
from dashboard.audit.models import Entry, Kind
from dashboard.audit.services import record
from dashboard.web import languages

THEMES = frozenset({"", "light", "dark"})
DENSITIES = frozenset({"", "compact"})
SETTING_UP = "accounts.setting-up"
SETTING_UP_FOR = 60  # seconds


class AlreadySetUp(Exception):
    """There are people already; the first one cannot be made again."""


def create_person(*, email: str, password: str | None, name: str, role: Role, invited_by: str = "") -> User:
    """Make a person and the row of history that says so; without a password they need a link to choose one.

    Raises IntegrityError when somebody has this e-mail, whatever its letter case.
    """
    with transaction.atomic():
        person = User.objects.create_user(email, password, name=name, role=role)
        told = {"email": person.email, "role": str(role), **({"invited_by": invited_by} if invited_by else {})}
        record(Kind.PERSON_CREATED, actor=person, target=told)
    return person


def create_first_admin(*, email: str, password: str, name: str) -> User:
    """Make the person who sets Tandem up.

    Raises AlreadySetUp when anybody exists, and for the slower of two who try at once, in whatever process.
    """
    if not cache.add(SETTING_UP, "1", SETTING_UP_FOR):
        raise AlreadySetUp
    try:
        if User.objects.exists():
            raise AlreadySetUp
        return create_admin(email=email, password=password, name=name)
    finally:
        cache.delete(SETTING_UP)


def create_admin(*, email: str, password: str | None, name: str) -> User:
    """Make an admin and end the set-up of the first one. Raises IntegrityError when somebody has this e-mail."""
    with transaction.atomic():
        SetupCode.objects.all().delete()
        return create_person(email=email, password=password, name=name, role=Role.ADMIN)


def anybody_came_by(invited_by: str) -> bool:
    """Whether history tells of somebody who was made with these words."""
    return Entry.objects.filter(kind=Kind.PERSON_CREATED, target__invited_by=invited_by).exists()


def set_look(user: User, *, theme: str, density: str) -> None:
    """Keep light, dark, or empty for the system's; compact, or empty. Raises ValueError for anything else."""
    if theme not in THEMES or density not in DENSITIES:
        raise ValueError(theme, density)
    user.theme, user.density = theme, density
    user.save(update_fields=["theme", "density"])


def set_language(user: User, language: str) -> None:
    """Keep one of Tandem's languages, or empty for the browser's. Raises ValueError for anything else."""
    if language and not languages.is_known(language):
        raise ValueError(language)
    user.language = language
    user.save(update_fields=["language"])

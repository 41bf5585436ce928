"""People who sign in to Tandem."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person may do in Tandem; workspace rights come from upstream, never from here."""

    MEMBER = "member", _("Member")
    ADMIN = "admin", _("Admin")


class UserManager(BaseUserManager["User"]):
    """Finds and makes people by e-mail, whatever its letter case."""

    def get_by_natural_key(self, email: str | None) -> User:
        """Return the person who signs in with this e-mail."""
        return self.get(email__iexact=email)

    def create_superuser(self, email: str, password: str | None = None) -> User:
        """Make an admin, for `manage.py createsuperuser`."""
        from dashboard.accounts import services  # noqa: PLC0415 - made of this module

        return services.create_admin(email=email, password=password, name="")

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Make a person; without a password nobody can sign in as them until one is set."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A member of the team, with the zone and formats that Toggl says they use."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.MEMBER)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    last_seen_at = models.DateTimeField(null=True)  # to the minute
    session_epoch = models.PositiveIntegerField(default=0)  # raised, it ends every session at once

    # Kept here so that no page pays a request for them; any read that brings them refreshes them.
    timezone = models.CharField(max_length=64, blank=True)
    first_day_of_week = models.PositiveSmallIntegerField(null=True, blank=True)  # 0 is Sunday, as at Toggl
    time_format = models.CharField(max_length=10, blank=True)  # "H:mm" or "h:mm A", as at Track
    date_format = models.CharField(max_length=12, blank=True)  # "YYYY-MM-DD" and its like, as at Track
    duration_format = models.CharField(max_length=10, blank=True)  # classic, improved, decimal
    theme = models.CharField(max_length=10, blank=True)  # light, dark, or empty for the system's
    # With a default in the database too: workers of the version before go on while a deploy adds the columns.
    density = models.CharField(max_length=10, blank=True, default="", db_default="")  # compact, or empty
    language = models.CharField(max_length=10, blank=True, default="", db_default="")  # empty for the browser's
    browser_language = models.CharField(max_length=10, blank=True, default="", db_default="")  # last seen, for mails
    decimal_separator = models.CharField(max_length=1, blank=True, default="", db_default="")  # "," or ".", as at Track

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(Lower("email"), name="one_person_per_email")]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_admin(self) -> bool:
        """Whether they lead the team in Tandem."""
        return self.role == Role.ADMIN

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Bind sessions to the epoch as well as to the password; Django compares this at every request."""
        return session_hash(self.session_epoch, self.password, secret)


def session_hash(epoch: int, password: str, secret: str | None = None) -> str:
    """Return what a person's sessions carry, so that another password or epoch ends them."""
    return salted_hmac("tandem.session", f"{epoch}:{password}", secret=secret, algorithm="sha256").hexdigest()


class SetupCode(models.Model):
    """A code that a process printed for whoever sets Tandem up. Only its hash is kept."""

    digest = models.CharField(max_length=64, unique=True)  # SHA-256 in hex; the code itself is beyond guessing

    def __str__(self) -> str:
        return f"set-up code {self.pk}"


class Invitation(models.Model):
    """A way in for somebody who is not here yet. Its link is shown once; only its hash is kept.

    The row goes when the link is used or withdrawn; history tells of both.
    """

    email = models.EmailField(_("e-mail"))
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.MEMBER)
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 in hex; the token itself is beyond guessing
    invited_by = models.CharField(max_length=254)  # by name: who invites may leave, and their invitations with them
    inviter_id = models.BigIntegerField(null=True, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.email

    @property
    def is_over(self) -> bool:
        """Whether its last moment has passed."""
        return self.expires_at <= timezone.now()


class FailedSignIns(models.Model):
    """What failed for a person since they were last here. One row, of the number 0, is for e-mails that nobody has."""

    person_id = models.BigIntegerField(primary_key=True)  # no foreign key, because of that row
    passwords = models.PositiveBigIntegerField()
    factors = models.PositiveBigIntegerField()  # after the right password
    refused = models.PositiveBigIntegerField()  # unseen, because there were too many
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.passwords + self.factors + self.refused} failed"


class AccessToken(models.Model):
    """A key of ours for a member's scripts. It is shown once, when it is made; only its hash is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="access_tokens")
    name = models.CharField(_("name"), max_length=100)
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 in hex; the token itself is beyond guessing
    last_four = models.CharField(max_length=4)
    can_write = models.BooleanField(default=False)
    track = models.BooleanField(default=True)
    focus = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_over(self) -> bool:
        """Whether its last moment has passed."""
        return self.expires_at is not None and self.expires_at <= timezone.now()

"""What differs from the defaults of django-allauth."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dashboard.accounts import decorators
from dashboard.accounts.models import User
from dashboard.accounts.second_factor import mfa_secrets
from dashboard.accounts.sign_in import known_browsers, sign_in_log
from dashboard.vault import VaultError
from dashboard.web import languages, mail
from dashboard.web.origin import address_of


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Sign-up is closed: people come by an admin's invitation."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False, always."""
        del request
        return False

    def format_email_subject(self, subject: str) -> str:
        """Return the subject as written, without a site name in brackets."""
        return subject

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send it in the language of whoever gets it. Nothing is raised: what it tells of is done."""
        mail.send_later(self._written(template_prefix, email, context))

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """Send the link to the account that has this e-mail. For any other it is the work without the mail."""
        letter = self._written("account/email/password_reset_key", user.email, context)
        is_theirs = user.email.lower() == email.lower()
        if is_theirs:
            mail.send_later(letter)
        sign_in_log.reset_asked(context["request"], user if is_theirs else None)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the address of the page on which a new password is chosen."""
        uid, _dash, key = key.partition("-")
        return mail.absolute(reverse("account_reset_password_from_key", args=[uid, key]), context.request)

    def _written(self, template: str, email: str, about: dict[str, Any]) -> EmailMessage:
        """Return a mail in the language of whoever gets it, who need not be the one who asks."""
        person = about.get("user")
        with translation.override(languages.of(person) if isinstance(person, User) else translation.get_language()):
            letter: EmailMessage = self.render_mail(template, email, {"email": email, **about})
        return letter

    def set_password(self, user: User, password: str) -> None:
        """Set the password and nothing else: what was read of this person may be out of date."""
        user.set_password(password)
        user.save(update_fields=["password"])

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Return the overview: the form again would look as if nothing had happened."""
        del request
        return reverse("overview")

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address that limits and the list of sessions go by."""
        return address_of(request) or "0.0.0.0"  # noqa: S104 - an address to write down, not to listen on

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask again unless somebody has just signed in or confirmed who they are."""
        return super().is_reauthentication_required(app=app, **kwargs) and not decorators.is_confirmed(context.request)

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """Return the ways in which somebody may confirm who they are; its page asks twice and reads them once."""
        methods: list[dict[str, Any]] | None = getattr(context.request, "reauthentication_methods", None)
        if methods is None:
            methods = super().get_reauthentication_methods(user)
            context.request.reauthentication_methods = methods
        return list(methods)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Tell of a wrong password or an unknown e-mail."""
        sign_in_log.password_failed(request, str(credentials.get("email", "")))

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """Return what a form shows; where it is that there were too many attempts, that is told."""
        if code == "too_many_login_attempts":
            sign_in_log.locked(context.request)
        error: ValidationError = super().validation_error(code, *args)
        return error

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count wrong passwords by account and known browser, whatever host name the request was sent to."""
        return known_browsers.attempts_of(request, str(credentials.get("email", "")))


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Seeds of second factors go through the vault."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("This code is not right. It may be too old: take the one shown now."),
    }

    def encrypt(self, text: str) -> str:
        """Return the seed sealed."""
        return mfa_secrets.sealed(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Return the seed. Raises ValidationError, which forms show, where it cannot be opened."""
        try:
            return mfa_secrets.opened(encrypted_text)
        except VaultError:
            raise ValidationError(_("This second factor cannot be checked on this server. Ask its operator.")) from None

    def generate_authenticator_name(self, user: User, type: str) -> str:  # noqa: A002 - allauth's name for it
        """Return the name that a passkey gets unless its owner names it."""
        del user, type
        return _("Passkey")

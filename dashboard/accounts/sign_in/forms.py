"""Forms of the pages that accounts has for itself."""

from __future__ import annotations

import struct
from typing import Any

from allauth.account.forms import ChangePasswordForm, ResetPasswordForm, UserTokenForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from cryptography.exceptions import InvalidSignature
from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from dashboard.accounts import tokens
from dashboard.accounts.models import User
from dashboard.accounts.second_factor import mfa_secrets, totp_codes
from dashboard.accounts.sign_in import first_run, sign_in_log

CODE_BOX = {"inputmode": "numeric", "autocomplete": "one-time-code", "spellcheck": "false", "autocapitalize": "none"}


class _NewPersonForm(forms.Form):
    """Name and password of somebody who comes in for the first time."""

    email_of_person = ""
    name = forms.CharField(label=_("Your name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password1 = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=password_validators_help_text_html(),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label=_("Password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """Compare the two passwords and hold them against the rules."""
        data = super().clean() or {}
        first, second = data.get("password1"), data.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("The two passwords differ."))
        if first:
            person = User(email=data.get("email", self.email_of_person), name=data.get("name", ""))
            try:
                validate_password(first, person)
            except ValidationError as error:
                self.add_error("password1", error)
        return data


class SetupForm(_NewPersonForm):
    """The first admin, and the proof that they can read the server's console."""

    code = forms.CharField(
        label=_("Code from the server's console"),
        help_text=_("Printed where Tandem was started, in four groups of four."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        max_length=40,
    )
    email = forms.EmailField(
        label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )
    field_order = ("code", "name", "email", "password1", "password2")

    def clean_code(self) -> str:
        """Return the code when it is right."""
        typed = str(self.cleaned_data["code"])
        if not first_run.is_code(typed):
            raise ValidationError(_("This is not the code that the server printed."))
        return typed


class InvitedForm(_NewPersonForm):
    """Somebody who was invited; their e-mail is the invitation's."""

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email_of_person = email


class ChangeForm(ChangePasswordForm):  # type: ignore[misc]  # allauth has no types
    """A new password, and which access tokens outlive it: none unless its owner says so."""

    keep = forms.TypedMultipleChoiceField(
        label=_("Access tokens to keep"),
        help_text=_("All others are revoked. Keep a token only if you know where it is used."),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        working = [(token.pk, f"{token.name} (…\u2060{token.last_four})") for token in tokens.working(self.user)]
        self.fields["keep"].choices = working
        if not working:
            del self.fields["keep"]

    def save(self) -> None:
        """Set the password and revoke the tokens that were not kept."""
        super().save()
        tokens.end_all(self.user, keep=self.cleaned_data.get("keep", ()))


class AppForm(ActivateTOTPForm):  # type: ignore[misc]  # allauth has no types
    """The first code of an app; the seed waits sealed in the session until then."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.user = kwargs.pop("user")
        forms.Form.__init__(self, *args, **kwargs)  # not allauth's, which would keep the seed as it is
        self.secret = mfa_secrets.pending(context.request.session, renew=not self.is_bound)
        self.fields["code"].label = _("Code that the app shows")
        self.fields["code"].widget.attrs.update(CODE_BOX)


class _PasskeyForm(AuthenticateWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """A passkey; one that is not accepted is told of."""

    def clean_credential(self) -> Any:
        """Return the passkey that was used."""
        try:
            return super().clean_credential()
        except ValidationError as error:
            if error.code != "too_many_login_attempts":  # of which the adapter tells
                sign_in_log.passkey_failed(context.request, self.user)
            raise
        except (LookupError, TypeError, ValueError, AttributeError, struct.error, InvalidSignature):
            sign_in_log.passkey_failed(context.request, self.user)  # no browser sends this
            raise get_adapter().validation_error("incorrect_code") from None


class PasskeyLoginForm(_PasskeyForm, LoginWebAuthnForm):  # type: ignore[misc]
    """A passkey in the place of a password."""


class PasskeySecondForm(_PasskeyForm):
    """A passkey after a password."""


class PasskeyProofForm(_PasskeyForm, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey that confirms who somebody is."""


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """A passkey or a security key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = forms.CharField(
            label=_("Name"), max_length=60, required=False, help_text=_("So that you know it again, as in “Phone”.")
        )
        passwordless = self.fields["passwordless"]
        passwordless.label = _("It may replace the password")
        passwordless.help_text = _("It then has to check that it is you, by finger, face or PIN.")
        passwordless.initial = True
        self.order_fields(("name", "passwordless", "credential"))


class EditPasskeyForm(EditWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """The name of a passkey."""

    name = forms.CharField(label=_("Name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}))


class ResetForm(ResetPasswordForm):  # type: ignore[misc]  # allauth has no types
    """An e-mail for a link to a new password; whether anybody has it is seen neither by the answer nor by its time."""

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Do the same work for an e-mail that nobody has, with somebody whom the adapter sends nothing."""
        self.users: list[User] = self.users or list(User.objects.filter(is_active=True)[:1])
        return str(super().save(request, **kwargs))


class LinkForm(UserTokenForm):  # type: ignore[misc]  # allauth has no types
    """A link to a new password, good only for somebody who may come in."""

    def _get_user(self, uidb36: str) -> User | None:
        user: User | None = super()._get_user(uidb36)
        return user if user and user.is_active else None


class _TakenOnce(forms.Form):
    """A code that opens nothing a second time."""

    authenticator: Authenticator

    def clean_code(self) -> str:
        """Return the code when it is right and new."""
        code: str = super().clean_code()  # type: ignore[misc]  # of the class that stands beside this one
        if self.authenticator.type == Authenticator.Type.TOTP and not totp_codes.take(self.authenticator, code):
            self._emit_authentication_failed(self.authenticator)  # type: ignore[attr-defined]
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(_TakenOnce, AuthenticateForm):  # type: ignore[misc]  # allauth has no types
    """The second step of signing in."""


class ProofForm(_TakenOnce, ReauthenticateForm):  # type: ignore[misc]  # allauth has no types
    """A code that confirms who somebody is."""

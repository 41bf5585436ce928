"""Forms of the pages that accounts has for itself."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from dashboard.accounts import first_run
from dashboard.accounts.models import User


class SetupForm(forms.Form):
    """The first admin, and the proof that they can read the server's console."""

    code = forms.CharField(
        label=_("Code from the server's console"),
        help_text=_("Printed where Tandem was started, in four groups of four."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        max_length=40,
    )
    name = forms.CharField(label=_("Your name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(
        label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )
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

    def clean_code(self) -> str:
        """Return the code when it is right."""
        typed = str(self.cleaned_data["code"])
        if not first_run.is_code(typed):
            raise ValidationError(_("This is not the code that the server printed."))
        return typed

    def clean(self) -> dict[str, Any]:
        """Compare the two passwords and hold them against the rules."""
        data = super().clean() or {}
        first, second = data.get("password1"), data.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("The two passwords differ."))
        if first:
            try:
                validate_password(first, User(email=data.get("email", ""), name=data.get("name", "")))
            except ValidationError as error:
                self.add_error("password1", error)
        return data

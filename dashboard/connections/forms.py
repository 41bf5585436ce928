"""The boxes for tokens, keys and passwords. What is typed into them is never shown again."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dashboard.connections.credential_formats import CredentialFormat, shape_of
from dashboard.upstream.authorization import Authorization, Kind
from dashboard.upstream.secret import Secret

LONGEST_PASSWORD = 1_000  # characters
LARGEST_ID = 2**53  # ids beyond it would not survive a browser

TOO_LONG = _("This is far too long to be the one. Copy only the token or key itself.")
SPACES = _("There is a space or a line break in it, so this is more or less than the key. Copy it again.")
HEADER = _("There is more around it than the token or key. Paste only that.")
ADDRESS = _("This is a web address. Paste the token or key itself.")
EMAIL = _("This is an e-mail address. To use it with your password, open “E-mail and password instead”.")
TRACK_WORDS: dict[CredentialFormat, str | Promise] = {
    CredentialFormat.FOCUS_KEY: _(
        "This is a key of Toggl Focus. Paste it under Toggl Focus; Track needs its own API token."
    ),
    CredentialFormat.FOCUS_KEY_CUT: _("This is the beginning of a key of Toggl Focus. Track needs its own API token."),
    CredentialFormat.OTHER: _(
        "A Track API token is 32 letters and digits. This is something else, or a part of it is missing."
    ),
}
FOCUS_WORDS: dict[CredentialFormat, str | Promise] = {
    CredentialFormat.TRACK_TOKEN: _(
        "This is an API token of Toggl Track. Paste it under Toggl Track; Focus needs its own key."
    ),
    CredentialFormat.FOCUS_KEY_CUT: _(
        "A part of the key is missing. It is “toggl_sk_” and 32 more characters; copy it again."
    ),
    CredentialFormat.OTHER: _("A Focus API key begins with “toggl_sk_”. This is something else."),
}
COMMON_WORDS: dict[CredentialFormat, str | Promise] = {
    CredentialFormat.TOO_LONG: TOO_LONG,
    CredentialFormat.HEADER: HEADER,
    CredentialFormat.ADDRESS: ADDRESS,
    CredentialFormat.EMAIL: EMAIL,
    CredentialFormat.SPACES: SPACES,
}
# Attributes that keep browsers and their add-ons from keeping or sending away what is pasted.
SECRET_BOX = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "data-1p-ignore": "true"}


class OfferForm(forms.Form):
    """Somebody offers a credential."""

    kind: ClassVar[Kind]

    def authorization(self) -> Authorization:
        """Return the credential that was typed; only after `is_valid()`."""
        raise NotImplementedError


class _SecretForm(OfferForm):
    words: ClassVar[dict[CredentialFormat, str | Promise]]
    expected: ClassVar[CredentialFormat]

    def clean_secret(self) -> Secret:
        """Return what was pasted if it has the right shape, else say what it is."""
        text = str(self.cleaned_data["secret"])
        shape = shape_of(text)
        if shape is not self.expected:
            raise ValidationError(str(self.words.get(shape) or COMMON_WORDS[shape]))
        return Secret(text)

    def authorization(self) -> Authorization:
        """Return the token or key."""
        return Authorization(self.kind, self.cleaned_data["secret"])


class TrackTokenForm(_SecretForm):
    """Track by API token."""

    kind = "track_token"
    words = TRACK_WORDS
    expected = CredentialFormat.TRACK_TOKEN
    secret = forms.CharField(
        label=_("API token"),
        error_messages={"required": _("Paste your API token here.")},
        help_text=_("32 letters and digits, at the bottom of your profile page in Track."),
        widget=forms.PasswordInput(attrs=SECRET_BOX),
    )


class FocusKeyForm(_SecretForm):
    """Focus by API key, with the day it ends where that is known."""

    kind = "focus_key"
    words = FOCUS_WORDS
    expected = CredentialFormat.FOCUS_KEY
    secret = forms.CharField(
        label=_("API key"),
        error_messages={"required": _("Paste your API key here.")},
        help_text=_("It begins with “toggl_sk_”. Focus calls it an API token, too."),
        widget=forms.PasswordInput(attrs=SECRET_BOX),
    )
    expires_at = forms.DateField(
        label=_("Expires on"),
        required=False,
        help_text=_("As Focus showed it. Tandem reminds you seven days before."),
        widget=forms.DateInput(attrs={"type": "date", "autocomplete": "off"}, format="%Y-%m-%d"),
    )

    def clean_expires_at(self) -> Any:
        """Return the day, which must be one that a new key can end on."""
        day = self.cleaned_data["expires_at"]
        today = timezone.localdate()
        if day and day < today:
            raise ValidationError(_("This day is past. Make a new key in Focus, or leave it empty."))
        if day and day > today + timedelta(days=3660):
            raise ValidationError(_("This day is too far away. Is the year right?"))
        return day


class _PasswordForm(OfferForm):
    def clean_email(self) -> str:
        """Return the address; say so when it is a token or key."""
        text = str(self.cleaned_data["email"])
        if shape_of(text) in {CredentialFormat.TRACK_TOKEN, CredentialFormat.FOCUS_KEY, CredentialFormat.FOCUS_KEY_CUT}:
            self.data = {**self.data, self.add_prefix("email"): ""}  # the page that says so does not show it
            raise ValidationError(_("This is a token or key. Paste it into the box for it; here belongs your e-mail."))
        EmailValidator(message=_("This is not an e-mail address."))(text)
        return text

    def clean_secret(self) -> Secret:
        """Return the password as typed; say so when it is a token or key."""
        text = str(self.cleaned_data["secret"])
        if len(text) > LONGEST_PASSWORD:
            raise ValidationError(_("This is far too long to be a password."))
        if re.fullmatch(r"toggl_sk_\S+|[0-9a-f]{32}", text.strip()):
            raise ValidationError(_("This is a token or key, not a password. Paste it into the box for it."))
        return Secret(text)

    def authorization(self) -> Authorization:
        """Return e-mail and password."""
        return Authorization(self.kind, self.cleaned_data["secret"], self.cleaned_data["email"])


def _email_box(prefix: str) -> forms.CharField:
    return forms.CharField(
        label=_("E-mail at Toggl"),
        error_messages={"required": _("Type your e-mail at Toggl.")},
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": f"section-{prefix} username", "spellcheck": "false"}),
    )


def _password_box(prefix: str, help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=_("Password at Toggl"),
        strip=False,
        error_messages={"required": _("Type your password at Toggl.")},
        help_text=help_text,
        widget=forms.PasswordInput(attrs={"autocomplete": f"section-{prefix} current-password"}),
    )


class TrackPasswordForm(_PasswordForm):
    """Track by e-mail and password, exchanged once for the API token."""

    kind = "track_password"
    email = _email_box("track")
    secret = _password_box("track", _("Sent to Track once, to fetch your API token, and then forgotten."))


class FocusPasswordForm(_PasswordForm):
    """Focus by e-mail and password, as its reference shows."""

    kind = "focus_password"
    email = _email_box("focus")
    secret = _password_box(
        "focus", _("Kept encrypted, and sent with every request. A key is safer: it can be revoked by itself.")
    )


FORMS: dict[tuple[str, str], type[OfferForm]] = {
    ("track", "token"): TrackTokenForm,
    ("track", "password"): TrackPasswordForm,
    ("focus", "key"): FocusKeyForm,
    ("focus", "password"): FocusPasswordForm,
}


class PlaceForm(forms.Form):
    """Organisation and workspace of Focus."""

    def numbers(self) -> tuple[int, int]:
        """Return organisation and workspace; only after `is_valid()`."""
        raise NotImplementedError


class AddressForm(PlaceForm):
    """Both numbers, read from the address of any page of Focus."""

    address = forms.CharField(
        label=_("Address of any page in Focus"),
        max_length=2_000,
        error_messages={"required": _("Paste an address of Focus here.")},
        help_text=_("Open Focus, and copy what stands in the address bar: focus.toggl.com/…/workspaces/…"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "url", "spellcheck": "false"}),
    )

    def clean_address(self) -> tuple[int, int]:
        """Return the two numbers in it."""
        found = re.search(r"focus\.toggl\.com/(\d{1,15})/workspaces/(\d{1,15})\b", self.cleaned_data["address"])
        if not found:
            raise ValidationError(_("There are no two numbers in it as in focus.toggl.com/…/workspaces/…"))
        return int(found[1]), int(found[2])

    def numbers(self) -> tuple[int, int]:
        """Return organisation and workspace."""
        organization_id, workspace_id = self.cleaned_data["address"]
        return organization_id, workspace_id


def _number_box(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=1,
        max_value=LARGEST_ID,
        error_messages={"required": _("Type the number.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )


class NumbersForm(PlaceForm):
    """Both numbers, typed."""

    organization_id = _number_box(_("Organisation"))
    workspace_id = _number_box(_("Workspace"))

    def numbers(self) -> tuple[int, int]:
        """Return organisation and workspace."""
        return self.cleaned_data["organization_id"], self.cleaned_data["workspace_id"]

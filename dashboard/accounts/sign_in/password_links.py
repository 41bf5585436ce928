"""Links with which somebody chooses a new password, for whom no mail does it."""

from __future__ import annotations

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse

from dashboard.accounts.models import User
from dashboard.upstream.secret import Secret
from dashboard.web import mail


def password_link(user: User) -> Secret:
    """Return the address on which this person chooses a password. It works once, for as long as one in a mail."""
    key = default_token_generator.make_token(user)
    return Secret(mail.absolute(reverse("account_reset_password_from_key", args=[user_pk_to_url_str(user), key])))

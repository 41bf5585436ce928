"""What differs from the defaults of django-allauth."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Sign-up is closed: people come by an admin's invitation."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False, always."""
        del request
        return False

    def format_email_subject(self, subject: str) -> str:
        """Return the subject as written, without a site name in brackets."""
        return subject

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Return the overview: the form again would look as if nothing had happened."""
        del request
        return reverse("overview")

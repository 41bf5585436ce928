"""The page of how somebody signs in: their password, second factors and passkeys."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from dashboard.accounts.http import AuthenticatedRequest
from dashboard.web import pages

Type = Authenticator.Type


@require_safe
def security(request: AuthenticatedRequest) -> HttpResponse:
    """Show how this person signs in, and lead to every change of it."""
    found = list(Authenticator.objects.filter(user=request.user).order_by("created_at"))
    app = next((each for each in found if each.type == Type.TOTP), None)
    codes = next((each for each in found if each.type == Type.RECOVERY_CODES), None)
    keys = [each for each in found if each.type == Type.WEBAUTHN]
    context = {
        "app": app,
        "keys": keys,
        "codes": codes,
        "codes_left": _codes_left(codes),
        "is_required": settings.REQUIRE_ADMIN_MFA and request.user.is_admin,
        "has_factor": bool(app or keys),
    }
    return pages.render(request, "accounts/security.html", context)


def _codes_left(codes: Any) -> int | None:
    """Return how many recovery codes are unused; None where there are none, or they cannot be opened."""
    try:
        return len(codes.wrap().get_unused_codes()) if codes else None
    except ValidationError:
        return None

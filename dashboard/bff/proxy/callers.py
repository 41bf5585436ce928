"""Authenticate and authorize callers: a program with an access token, or the browser of a signed-in member.

A token comes as `Authorization: Bearer`, or as Basic with the password `api_token`, as programs for Track send it.
Where there is an Authorization header it alone counts; cookies are ignored.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from dashboard.accounts import tokens
from dashboard.accounts.decorators import is_confirmed
from dashboard.accounts.members import Member, member_of, person
from dashboard.accounts.sessions.lifetimes import is_over
from dashboard.accounts.tokens import Grant
from dashboard.bff.proxy.problems import ProxyError
from dashboard.upstream.contract import Operation

TOKEN_PASSWORD = "api_token"  # noqa: S105  sent in place of a password
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="Tandem"'}  # not Basic: a browser would ask for a password
CONFIRM_HEADER = "X-Tandem-Confirm"
# Track answers 403 to a wrong API token, and programs take that alone for "the token is wrong".
TRACK_API_TOKEN = re.compile(r"[0-9a-f]{32}")
CONFIRMED_BY_EMAIL = frozenset({"track.close_account"})  # cannot be undone, so the member's e-mail is asked for as well
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Caller:
    """A member, and the access token that acts for them, if any."""

    member: Member
    grant: Grant | None = None

    @property
    def token_id(self) -> str:
        """The id under which the quota ledger counts this token's share; empty for the member's own browser."""
        return f"token.{self.grant.pk}" if self.grant else ""


class _Csrf(CsrfViewMiddleware):
    """Django's check, returning its reason instead of a page."""

    def _reject(self, _request: HttpRequest, reason: str) -> HttpResponse:
        return HttpResponse(reason)


_csrf = _Csrf(lambda _request: HttpResponse())


def authenticate(request: HttpRequest) -> Caller:
    """Return who calls. Raises ProxyError: 401, and 403 or 415 for a forged request (CSRF)."""
    header = request.META.get("HTTP_AUTHORIZATION")
    if header is not None:
        return _authenticate_token(header, request)
    member = _authenticate_session(request)
    _check_same_site(request)
    return Caller(member)


def check_scope(caller: Caller, op: Operation) -> None:
    """Raise ProxyError 403 when the token does not cover the operation."""
    grant = caller.grant
    if grant is None:
        return
    if op.service not in grant.services:
        raise ProxyError(403, "scope", _("This access token is not for %(service)s.") % {"service": op.service.title()})
    if op.is_write and not grant.can_write:
        raise ProxyError(403, "scope", _("This access token may read and not write."))


def _authenticate_token(header: str, request: HttpRequest) -> Caller:
    token = _parse_token(header)
    grant = tokens.grant_of(token)
    if grant is None and TRACK_API_TOKEN.fullmatch(token) and request.path_info.startswith("/bff/track/"):
        raise ProxyError(403, "token_of_toggl", _("This is an API token of Toggl's. Use an access token of Tandem's."))
    if grant is None:
        raise _unauthorized(_("This access token is not known, or it was revoked."))
    if grant.is_over:
        raise _unauthorized(_("This access token has expired."))
    if not grant.member.is_active:
        raise _unauthorized(_("The owner of this access token may not come in any more."))
    tokens.note_use(grant)
    return Caller(grant.member, grant)


def _parse_token(header: str) -> str:
    """Return the token of an Authorization header, or an empty string."""
    scheme, _space, value = header.partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() != "basic":
        return ""
    try:
        user, _colon, password = b64decode(value.strip(), validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return ""
    return user if password == TOKEN_PASSWORD else ""


def _authenticate_session(request: HttpRequest) -> Member:
    """Return the session's member, as Django's own authentication would, but without loading their row."""
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    session = request.session = import_module(settings.SESSION_ENGINE).SessionStore(key or None)
    user_id = session.get(SESSION_KEY, "") if key else ""
    if not str(user_id).isdigit() or session.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        raise _unauthorized(_("Sign in, or send an access token of yours."))
    member = member_of(int(user_id))
    current = member and constant_time_compare(session.get(HASH_SESSION_KEY, ""), member.session_hash)
    if member is None or not current or not member.is_active or is_over(session):
        raise _unauthorized(_("This session is over. Sign in again."))
    if member.lacks_factor:
        raise ProxyError(403, "second_factor", _("Admins need a second factor. Set one up in Tandem's pages."))
    return member


def _check_same_site(request: HttpRequest) -> None:
    """Raise ProxyError 403 or 415 unless one of our own pages made the request."""
    if request.META.get("HTTP_SEC_FETCH_SITE") in {"cross-site", "same-site"}:
        raise ProxyError(403, "forged", _("The browser says that another site sent this."))
    if request.method in SAFE_METHODS:
        return
    _csrf.process_request(request)
    if _csrf.process_view(request, _no_view, (), {}) is not None:
        raise ProxyError(
            403, "forged", _("The CSRF token is missing or wrong, or the request comes from another site.")
        )
    if request.META.get("CONTENT_LENGTH") not in {None, "", "0"} and request.content_type != "application/json":
        raise ProxyError(415, "not_json", _("A body has to be application/json."))


def _no_view(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def check_account_control(caller: Caller, op: Operation, body: Any, request: HttpRequest) -> None:
    """Raise ProxyError 403 when a call would change who controls the Toggl account and is not allowed to.

    Access tokens never are. Browsers are shortly after the member gave their password or second factor, and for what
    cannot be undone only with the member's e-mail in a header.
    """
    if not op.changes_control(body):
        return
    if caller.grant:
        raise ProxyError(403, "session_alone", _("An access token may never do this. Do it in Tandem's pages."))
    if not is_confirmed(request, person(caller.member), by="check"):
        raise ProxyError(403, "confirm_password", _("Give your password again first."))
    if op.id not in CONFIRMED_BY_EMAIL:
        return
    named = request.headers.get(CONFIRM_HEADER, "").strip()
    if not constant_time_compare(named.casefold(), caller.member.email.casefold()):
        raise ProxyError(403, "confirm", _("Send your e-mail in the header X-Tandem-Confirm: this cannot be undone."))


def _unauthorized(message: str) -> ProxyError:
    return ProxyError(401, "unauthorized", message, headers=CHALLENGE)

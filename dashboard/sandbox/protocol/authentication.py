"""Authenticate: Basic and tokens for Track, bearer keys (and, by switch, Basic) for Focus."""

import base64
import binascii
import hmac

from dashboard.sandbox.protocol.exchange import Refusal
from dashboard.sandbox.state import Account, State, World

FOCUS_PREFIX = "toggl_sk_"
TOKEN_MARK = "api_token"  # noqa: S105  (the literal that stands where a password would)
BAD_KEY = "the provided API key is invalid"


def account_for(world: World, service: str, authorization: str | None) -> Account:
    """Return the account of an Authorization header; raises Refusal (Track 401 or 403, Focus 401)."""
    if service == "track":
        return _track(world, authorization)
    return _focus(world, authorization)


def _track(world: World, authorization: str | None) -> Account:
    if not authorization:
        raise Refusal(401, headers=(("X-Authorization-Missing", "true"),))
    user, password = _basic(authorization) or ("", "")
    account = _by_token(world.state, user) if password == TOKEN_MARK else _by_password(world.state, user, password)
    if account is None or account.standing["track"] in ("revoked", "closed"):
        raise Refusal(403, code="credentials")
    return account


def _focus(world: World, authorization: str | None) -> Account:
    if not authorization:
        raise Refusal(401, "no session was provided", code="invalid_session")
    account = _by_key(world.state, authorization)
    if account is None and world.switches.focus_basic:
        account = _by_password(world.state, *(_basic(authorization) or ("", "")))
    if account is None or account.standing["focus"] in ("revoked", "closed"):
        raise Refusal(401, BAD_KEY, code="invalid_session")
    return account


def _basic(authorization: str) -> tuple[str, str] | None:
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        user, colon, password = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return (user, password) if colon else None


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def _by_token(state: State, token: str) -> Account | None:
    return next((one for one in state.accounts.values() if _same(one.person.track_token, token)), None)


def _by_password(state: State, email: str, password: str) -> Account | None:
    for account in state.accounts.values():
        if account.email.lower() == email.lower() and password and _same(account.password, password):
            return account
    return None


def _by_key(state: State, authorization: str) -> Account | None:
    scheme, _, key = authorization.partition(" ")
    key = key.strip()
    if scheme.lower() != "bearer" or not key.startswith(FOCUS_PREFIX):
        return None
    return next((one for one in state.accounts.values() if _same(one.person.focus_key, key)), None)

"""A person's own operations of Track: profile, credential check, quota, location, features, closing the account."""

import re
from collections.abc import Callable
from typing import Any
from zoneinfo import available_timezones

from dashboard.sandbox import representations
from dashboard.sandbox.clock import track_offset_time, track_time
from dashboard.sandbox.protocol import quota
from dashboard.sandbox.protocol.decoding import track_body
from dashboard.sandbox.protocol.exchange import Answer, Exchange, Refusal
from dashboard.sandbox.protocol.registry import handles
from dashboard.sandbox.state import Account, Row

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
COUNTRIES = range(1, 251)
SHORTEST_PASSWORD = 6
ZONES = frozenset(available_timezones())


@handles("track.get_me")
def get_me(exchange: Exchange) -> Answer:
    """Return the profile; with `with_related_data` also what belongs to it."""
    if exchange.account.standing["track"] == "missing":
        raise Refusal(404, "could not load user data")
    profile = dict(exchange.account.profile)
    if exchange.query("with_related_data") == "true":
        profile.update(representations.related_data(exchange))
    return Answer(data=profile)


@handles("track.update_me")
def update_me(exchange: Exchange) -> Answer:
    """Change the profile; time zone and first day of the week are the same values as in the preferences."""
    changes = track_body(exchange)
    for check in _CHECKS:
        check(exchange, changes)
    account = exchange.account
    if "password" in changes:
        account.password = changes["password"]
    account.email = changes.get("email", account.email)
    profile = {key: value for key, value in changes.items() if key not in ("password", "current_password")}
    now = exchange.world.clock.now()
    account.profile.update(profile, updated_at=track_time(now), at=track_offset_time(now))
    _link_preferences(account, profile, now.timestamp())
    answer = {k: v for k, v in account.profile.items() if k not in ("intercom_hash", "authorization_updated_at")}
    return Answer(data={**answer, "toggl_accounts_updated_at": track_time(now)})


def _link_preferences(account: Account, profile: Row, now: float) -> None:
    for field, preference in (("timezone", "pg_time_zone_name"), ("beginning_of_week", "beginningOfWeek")):
        if field in profile:
            account.preferences["all"][preference] = profile[field]
            account.preferences_changed["all"][preference] = now


@handles("track.get_logged")
def get_logged(_exchange: Exchange) -> Answer:
    """Return nothing: an answer at all means that the credential works."""
    return Answer()


@handles("track.get_quota")
def get_quota(exchange: Exchange) -> Answer:
    """Return what is left of every bucket: `/me` first, without an organization."""
    organizations = [id_ for id_, members in exchange.world.state.members.items() if exchange.account.name in members]
    return Answer(data=[_bucket(exchange, None), *(_bucket(exchange, id_) for id_ in organizations)])


def _bucket(exchange: Exchange, organization_id: int | None) -> dict[str, Any]:
    world = exchange.world
    bucket = quota.ME if organization_id is None else str(organization_id)
    total = quota.total(bucket, "free" if organization_id is None else world.plan(organization_id))
    key = quota.key("track", exchange.account.name, bucket, world.switches)
    reading = world.meter.read(key, total, world.clock.seconds())
    return {
        "organization_id": organization_id,
        "remaining": reading.remaining,
        "resets_in_secs": reading.resets_in,
        "total": reading.total,
    }


@handles("track.get_location")
def get_location(exchange: Exchange) -> Answer:
    """Return the supposed location of the caller's address, or nothing."""
    place = exchange.world.switches.location
    if place == "unknown_country":
        raise Refusal(404, "Country with given ISO code not found")
    if place == "empty":
        return Answer()
    return Answer(
        data={
            "city": "Tallinn",
            "city_lat_long": "59.436961,24.753575",
            "country_code": "EE",
            "country_name": "Estonia",
            "state": "Harjumaa",
        }
    )


@handles("track.list_features")
def list_features(exchange: Exchange) -> Answer:
    """Return the features of each of the person's workspaces."""
    state = exchange.world.state
    return Answer(
        data=[{"workspace_id": id_, "features": state.features[id_]} for id_ in state.workspaces_of(exchange.account)]
    )


@handles("track.close_account")
def close_account(exchange: Exchange) -> Answer:
    """Close the account: the person's credentials stop working in both services."""
    account = exchange.account
    account.standing = dict.fromkeys(account.standing, "closed")
    for members in (*exchange.world.state.members.values(), *exchange.world.state.workspace_members.values()):
        members.pop(account.name, None)
    return Answer(data="OK")


def _check_password(exchange: Exchange, changes: Row) -> None:
    if "password" not in changes:
        return
    if not changes.get("current_password"):
        raise Refusal(400, "Current password must be present to change password")
    if changes["current_password"] != exchange.account.password:
        raise Refusal(400, "Current password is not valid")
    if len(changes["password"]) < SHORTEST_PASSWORD:
        raise Refusal(400, "Password should be at least 6 characters")


def _check_email(exchange: Exchange, changes: Row) -> None:
    if "email" not in changes:
        return
    email = changes["email"]
    if not EMAIL.fullmatch(email):
        raise Refusal(400, "Invalid email")
    others = (one for one in exchange.world.state.accounts.values() if one is not exchange.account)
    if any(one.email.lower() == email.lower() for one in others):
        raise Refusal(400, "user with this email already exists")


def _check_with(field: str, is_right: Callable[[Exchange, Any], bool]) -> Callable[[Exchange, Row], None]:
    def check(exchange: Exchange, changes: Row) -> None:
        if field in changes and not is_right(exchange, changes[field]):
            raise Refusal(400, f"Invalid {field}")

    return check


def _is_own_workspace(exchange: Exchange, value: int) -> bool:
    return value in exchange.world.state.workspaces_of(exchange.account)


_CHECKS: tuple[Callable[[Exchange, Row], None], ...] = (
    _check_password,
    _check_with("beginning_of_week", lambda _, value: 0 <= value <= 6),
    _check_with("country_id", lambda _, value: value in COUNTRIES),
    _check_with("default_workspace_id", _is_own_workspace),
    _check_email,
    _check_with("fullname", lambda _, value: bool(value.strip())),
    _check_with("timezone", lambda _, value: value in ZONES),
)

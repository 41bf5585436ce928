"""A person's Track preferences, for all clients and for each, and a workspace's."""

from typing import Any

from dashboard.sandbox.protocol.decoding import track_body
from dashboard.sandbox.protocol.exchange import NOTHING, Answer, Exchange, Refusal
from dashboard.sandbox.protocol.registry import handles
from dashboard.sandbox.state import Account, Row
from dashboard.sandbox.track.me import ZONES

ALL = "all"
CLIENTS = ("web", "desktop")
DATE_FORMATS = ("MM/DD/YYYY", "DD-MM-YYYY", "MM-DD-YYYY", "YYYY-MM-DD", "DD/MM/YYYY", "DD.MM.YYYY")
TIME_FORMATS = ("h:mm A", "H:mm")
FORBIDDEN = "User does not have access to this resource."


@handles("track.get_preferences")
def get_preferences(exchange: Exchange) -> Answer:
    """Return the preferences for all clients."""
    return Answer(data=_shown(exchange, ALL, since=None))


@handles("track.update_preferences")
def update_preferences(exchange: Exchange) -> Answer:
    """Change some preferences for all clients."""
    return _update(exchange, ALL)


@handles("track.get_client_preferences")
def get_client_preferences(exchange: Exchange) -> Answer:
    """Return the preferences of one client, with `since` only those changed from then on."""
    if exchange.params["client"] not in CLIENTS:
        raise Refusal(400, "Unknown client.")
    since = exchange.query("since")
    if since is not None and not since.lstrip("-").isdecimal():
        raise Refusal(400, "Invalid since")
    return Answer(data=_shown(exchange, exchange.params["client"], since=None if since is None else int(since)))


@handles("track.update_client_preferences")
def update_client_preferences(exchange: Exchange) -> Answer:
    """Change some preferences of one client."""
    if exchange.params["client"] not in CLIENTS:
        raise Refusal(400, "Unknown client")
    return _update(exchange, exchange.params["client"])


def wire_name(name: str) -> str:
    """Return a key as it is sent: names in lower camel case in the reference get a capital."""
    return name[0].upper() + name[1:] if not name.islower() else name


def _scope(exchange: Exchange, scope: str) -> str:
    return ALL if exchange.world.switches.preferences_scopes == "shared" else scope


def _shown(exchange: Exchange, scope: str, since: int | None) -> Row:
    account, scope = exchange.account, _scope(exchange, scope)
    changed = account.preferences_changed[scope]
    omit_empty = exchange.world.switches.omit_empty_preferences
    shown: Row = {}
    for name, value in account.preferences[scope].items():
        is_old = since is not None and changed.get(name, 0) < since
        if not (is_old or (omit_empty and not value and _is_omitted_if_empty(exchange, name))):
            shown[wire_name(name)] = value
    if since is None or changed.get("alpha_features", 0) >= since:
        shown["alpha_features"] = account.alpha_features
    return shown


def _is_omitted_if_empty(exchange: Exchange, name: str) -> bool:
    schema = exchange.operation.answer_schemas[200].get("properties", {}).get(name, {})
    return bool(schema.get("x-omitted-if-empty"))


def _update(exchange: Exchange, scope: str) -> Answer:
    changes = track_body(exchange)
    if not changes:
        raise Refusal(400, "Missing data")
    _check(exchange.account, changes)
    now = exchange.world.clock.seconds()
    features = changes.pop("alpha_features", None)
    if features is not None:
        _set_features(exchange.account, features, now)
    _store(exchange.account, _scope(exchange, scope), changes, now)
    return Answer(data={"string": "OK", "null": None, "empty": NOTHING}[exchange.world.switches.preferences_body])


def _check(account: Account, changes: Row) -> None:
    if "toSAcceptNeeded" in changes:
        raise Refusal(400, "Cannot set value for ToSAcceptNeeded")
    known = {feature["code"] for feature in account.alpha_features}
    if any(feature.get("code") not in known for feature in changes.get("alpha_features") or ()):
        raise Refusal(400, "Invalid feature code(s)")
    if changes.get("date_format", DATE_FORMATS[0]) not in DATE_FORMATS:
        raise Refusal(400, "Value in date_format is invalid")
    if changes.get("timeofday_format", TIME_FORMATS[0]) not in TIME_FORMATS:
        raise Refusal(400, "Value in timeofday_format is invalid")
    # No sentence of these two is documented here; PUT /me, which sets the same values, has one for each.
    if changes.get("beginningOfWeek", 0) not in range(7):
        raise Refusal(400, "Invalid beginning_of_week")
    if changes.get("pg_time_zone_name", "UTC") not in ZONES:
        raise Refusal(400, "Invalid timezone")


def _set_features(account: Account, features: list[Row], now: float) -> None:
    wanted = {feature["code"]: bool(feature.get("enabled")) for feature in features}
    account.alpha_features = [
        {**feature, "enabled": wanted.get(feature["code"], feature["enabled"])} for feature in account.alpha_features
    ]
    for changed in account.preferences_changed.values():
        changed["alpha_features"] = now


def _store(account: Account, scope: str, changes: Row, now: float) -> None:
    account.preferences[scope].update(changes)
    account.preferences_changed[scope].update(dict.fromkeys(changes, now))
    linked = {"pg_time_zone_name": "timezone", "beginningOfWeek": "beginning_of_week"}
    if scope == ALL:
        account.profile.update({linked[name]: value for name, value in changes.items() if name in linked})


@handles("track.get_workspace_preferences")
def get_workspace_preferences(exchange: Exchange) -> Answer:
    """Return a workspace's preferences: the logo alone, or all by switch."""
    return Answer(data=_workspace_shown(exchange, _own_workspace(exchange)))


@handles("track.update_workspace_preferences")
def update_workspace_preferences(exchange: Exchange) -> Answer:
    """Change some preferences of a workspace; only its admins may."""
    workspace_id = _own_workspace(exchange)
    state = exchange.world.state
    changes = track_body(exchange)
    if not state.is_workspace_admin(exchange.account, workspace_id):
        locks = "report_locked_at" in changes
        raise Refusal(403, "Permission required to update time entries lock setting." if locks else FORBIDDEN)
    unwritable = exchange.world.switches.unwritable_workspace_fields.split(",")
    if any(name in unwritable for name in changes):
        raise Refusal(400, "The field is not writable")
    if "report_locked_at" in changes and not _has_locking(exchange, workspace_id):
        raise Refusal(402, "Workspace needs to have the Locking time entries feature enabled")
    state.workspace_preferences[workspace_id].update(changes)
    return Answer(data=_workspace_shown(exchange, workspace_id))


def _workspace_shown(exchange: Exchange, workspace_id: int) -> dict[str, Any]:
    row = exchange.world.state.workspace_preferences[workspace_id]
    return dict(row) if exchange.world.switches.workspace_preferences_body == "all" else {"logo": row["logo"]}


def _own_workspace(exchange: Exchange) -> int:
    state, text = exchange.world.state, exchange.params["workspace_id"]
    if not text.isdecimal() or int(text) not in state.workspaces:
        raise Refusal(400, "Workspace not found")
    if exchange.account.name not in state.workspace_members[int(text)]:
        raise Refusal(403, FORBIDDEN)
    return int(text)


def _has_locking(exchange: Exchange, workspace_id: int) -> bool:
    """Say whether the plan has locked time entries: from Premium on (https://toggl.com/track/pricing)."""
    plan = exchange.world.plan(exchange.world.state.workspaces[workspace_id]["organization_id"])
    return plan in ("premium", "enterprise")

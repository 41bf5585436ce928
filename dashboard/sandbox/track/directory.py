"""Track's lists: organizations, workspaces, clients, projects, tags, tasks, reminders, and the web timer."""

from collections.abc import Iterable
from datetime import UTC, datetime

from dashboard.sandbox import representations
from dashboard.sandbox.protocol import quota
from dashboard.sandbox.protocol.exchange import Answer, Exchange, Refusal
from dashboard.sandbox.protocol.registry import handles
from dashboard.sandbox.state import Row

PROJECTS_PAGE = 201
GO_ZERO = "0001-01-01T00:00:00Z"  # how Go writes a time that is not set
TRUTHS = {"true": True, "1": True, "false": False, "0": False, "": False}


@handles("track.list_organizations")
def list_organizations(exchange: Exchange) -> Answer:
    """Return the person's organizations with their plan and the person's role in them."""
    state, name = exchange.world.state, exchange.account.name
    mine = [id_ for id_, members in state.members.items() if name in members]
    return Answer(
        data=representations.rows(exchange, [_organization(exchange, id_, state.members[id_][name]) for id_ in mine])
    )


def _organization(exchange: Exchange, id_: int, part: str) -> Row:
    row = exchange.world.state.organizations[id_]
    plan = row["subscription"]["plan"]
    return {
        **row,
        "admin": part in ("owner", "admin"),
        "owner": part == "owner",
        "pricing_plan_id": list(quota.PLANS).index(plan),
        "pricing_plan_name": plan.capitalize(),
        "pricing_plan_enterprise": plan == "enterprise",
    }


@handles("track.list_workspaces")
def list_workspaces(exchange: Exchange) -> Answer:
    """Return the person's workspaces, with `since` those changed from then on."""
    state = exchange.world.state
    found = [representations.workspace(exchange, id_) for id_ in state.workspaces_of(exchange.account)]
    return Answer(data=representations.rows(exchange, _since(exchange, found)))


@handles("track.list_clients")
def list_clients(exchange: Exchange) -> Answer:
    """Return the clients of the person's workspaces."""
    state = exchange.world.state
    found = [representations.track_row(row) for row in _since(exchange, state.visible(state.clients, exchange.account))]
    return Answer(data=representations.rows(exchange, found))


@handles("track.list_tags")
def list_tags(exchange: Exchange) -> Answer:
    """Return the tags of the person's workspaces."""
    state = exchange.world.state
    return Answer(data=representations.rows(exchange, _since(exchange, state.visible(state.tags, exchange.account))))


@handles("track.list_track_reminders")
def list_track_reminders(exchange: Exchange) -> Answer:
    """Return the reminders of the person's workspaces."""
    state = exchange.world.state
    return Answer(data=representations.rows(exchange, list(state.visible(state.reminders, exchange.account))))


@handles("track.list_projects")
def list_projects(exchange: Exchange) -> Answer:
    """Return the active projects, with `include_archived` all of them."""
    everything = _truth(exchange, "include_archived")
    found = [row for row in _projects(exchange) if everything or row["active"]]
    return Answer(data=representations.rows(exchange, _since(exchange, found)))


@handles("track.list_projects_paginated")
def list_projects_paginated(exchange: Exchange) -> Answer:
    """Return a page of all projects from `start_project_id` on, itself included, or not by switch."""
    start = _number(exchange, "start_project_id") or 0
    if not exchange.world.switches.start_project_inclusive:
        start += 1
    size = _number(exchange, "per_page") or PROJECTS_PAGE
    found = [row for row in _since(exchange, _projects(exchange)) if row["id"] >= start]
    return Answer(data=representations.rows(exchange, sorted(found, key=lambda row: int(row["id"]))[:size]))


@handles("track.list_tasks")
def list_tasks(exchange: Exchange) -> Answer:
    """Return the active tasks of the person's projects, with `include_not_active` all; whole without `per_page`."""
    everything = _truth(exchange, "include_not_active")
    state = exchange.world.state
    projects = {row["id"] for row in _projects(exchange)}
    found = [row for row in state.track_tasks.values() if row["project_id"] in projects]
    found = _since(exchange, [row for row in found if everything or row["active"]])
    size, offset = _number(exchange, "per_page"), _number(exchange, "offset") or 0
    return Answer(data=representations.rows(exchange, found[offset:][: size or None]))


@handles("track.get_web_timer")
def get_web_timer(exchange: Exchange) -> Answer:
    """Return what the web application's timer shows, a bare string or 404 by switch."""
    form = exchange.world.switches.web_timer
    if form == "missing":
        raise Refusal(404, "Not found")
    if form == "string":
        return Answer(data="OK")
    related = representations.related_data(exchange)
    timer = {key: related[key] for key in ("clients", "projects", "tags", "time_entries")}
    if exchange.world.switches.running_utc_stop == "zero":
        timer["time_entries"] = [{**row, "utc_stop": row["utc_stop"] or GO_ZERO} for row in timer["time_entries"] or ()]
    return Answer(data=timer)


def _projects(exchange: Exchange) -> Iterable[Row]:
    state = exchange.world.state
    admin = {id_ for id_ in state.workspaces if state.is_workspace_admin(exchange.account, id_)}
    for row in state.visible(state.projects, exchange.account):
        if not row["is_private"] or row["workspace_id"] in admin:
            yield row


def _since(exchange: Exchange, found: Iterable[Row]) -> list[Row]:
    since = _number(exchange, "since")
    if since is None:
        return list(found)
    moment = datetime.fromtimestamp(min(since, 253_402_300_799), UTC)
    return [row for row in found if datetime.fromisoformat(row["at"]) >= moment]


def _number(exchange: Exchange, name: str) -> int | None:
    text = exchange.query(name)
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 20):
        raise Refusal(400, f"Invalid {name}")
    return int(text)


def _truth(exchange: Exchange, name: str) -> bool:
    text = (exchange.query(name) or "").lower()
    if text not in TRUTHS:
        raise Refusal(400, f"Invalid {name}")
    return TRUTHS[text]

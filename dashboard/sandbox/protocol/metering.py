"""Metering of requests: their buckets, the refusals 402 and 429, and the two quota headers."""

from collections.abc import Mapping

from dashboard.sandbox.protocol import quota
from dashboard.sandbox.protocol.exchange import Refusal, Request
from dashboard.sandbox.protocol.quota import Key, Reading
from dashboard.sandbox.state import Account, World
from dashboard.upstream.contract import Operation

SPENT = "You have hit your hourly limit for API calls. The quota will reset in {} seconds."
TOO_FAST = "Too many requests. Please slow down to one request per second."
SETTINGS = frozenset({"focus.get_settings", "focus.update_settings"})

Params = Mapping[str, str]


def meter(world: World, account: Account, operation: Operation, params: Params, request: Request) -> None:
    """Count one request; raises Refusal 429 when it comes too fast, 402 when its bucket is empty."""
    now = world.clock.seconds()
    if world.meter.pace and (operation.service == "track" or world.switches.focus_pace):
        caller = f"{operation.service} {request.authorization} {request.address}"
        if not world.meter.keeps_pace(caller, now, world.switches.burst):
            raise Refusal(429, TOO_FAST, headers=(("Retry-After", "1"),) if world.switches.retry_after else ())
    found = _bucket(world, account, operation, params)
    if found is None or _is_free(world, operation):
        return
    allowed, reading = world.meter.spend(*found, now, enforce=world.switches.enforce_quota)
    if not allowed:
        raise Refusal(402, SPENT.format(reading.resets_in), code="quota_exceeded")


def headers_for(world: World, account: Account, operation: Operation, params: Params) -> list[tuple[str, str]]:
    """Return the headers of a request's bucket."""
    found = _bucket(world, account, operation, params)
    if found is None:
        return []
    reading: Reading = world.meter.read(*found, world.clock.seconds())
    return [
        ("X-Toggl-Quota-Remaining", str(reading.remaining)),
        ("X-Toggl-Quota-Resets-In", str(reading.resets_in)),
    ]


def _is_free(world: World, operation: Operation) -> bool:
    return operation.id == "track.get_quota" and not world.switches.quota_call_costs


def _bucket(world: World, account: Account, operation: Operation, params: Params) -> tuple[Key, int] | None:
    kind = world.switches.settings_bucket if operation.id in SETTINGS else operation.bucket
    if kind is None:
        return None
    if kind == "me":
        bucket, plan = quota.ME, "free"
    else:
        organization_id = _organization(world, account, params)
        bucket, plan = str(organization_id), world.plan(organization_id)
    key = quota.key(operation.service, account.name, bucket, world.switches)
    return key, quota.total(bucket, plan)


def _organization(world: World, account: Account, params: Params) -> int:
    """Return the organization of a path: named in it, or that of its workspace."""
    if params.get("organization_id", "").isdecimal():
        return int(params["organization_id"])
    workspace_id = params.get("workspace_id") or str(account.settings.get("current_workspace_id") or 0)
    row = world.state.workspaces.get(int(workspace_id)) if workspace_id.isdecimal() else None
    return int(row["organization_id"]) if row else 0

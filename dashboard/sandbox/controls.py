"""Everything that can be done to a running sandbox; the control API offers the same over HTTP."""

from copy import deepcopy
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, get_args

from dashboard.sandbox.people import EVERYONE
from dashboard.sandbox.protocol import quota
from dashboard.sandbox.seed import builder
from dashboard.sandbox.seed.builder import SeedOptions
from dashboard.sandbox.state import Account, Row, Standing, World

SERVICES = ("track", "focus")


class Controls:
    """Controls one world. Every method raises ValueError for what does not exist."""

    def __init__(self, world: World) -> None:
        self.world = world

    def requests(self, operation: str | None = None) -> list[Row]:
        """Return the requests received so far, oldest first, of one operation or of all."""
        with self.world.lock:
            return [dict(entry) for entry in self.world.log if operation in (None, entry["operation"])]

    def wait_for_requests(self, number: int = 1, operation: str | None = None, *, seconds: float = 30.0) -> list[Row]:
        """Return the requests once there are that many. Raises TimeoutError after `seconds`."""
        with self.world.changed:
            if not self.world.changed.wait_for(lambda: len(self.requests(operation)) >= number, seconds):
                raise TimeoutError(f"{len(self.requests(operation))} of {number} requests came.")
            return self.requests(operation)

    def clear_requests(self) -> None:
        """Clear the list of received requests."""
        with self.world.lock:
            self.world.log.clear()

    def fault(self, operation: str, kind: str, times: int = 1, **options: Any) -> None:
        """Set a fault; see `faults.KINDS` and `faults.OPTIONS`."""
        with self.world.lock:
            self.world.faults.add(operation, kind, times, **options)

    def faults(self) -> list[Row]:
        """Return the faults that are set."""
        with self.world.lock:
            return [fault.as_dict() for fault in self.world.faults.faults]

    def clear_faults(self) -> None:
        """Remove all faults."""
        with self.world.lock:
            self.world.faults.clear()

    def reset(self, **options: Any) -> None:
        """Reset everything: data, switches, quotas, clock, faults, requests. Takes the options of the seed."""
        try:
            wanted = SeedOptions(**options)
        except TypeError:
            raise ValueError("The seed's options are projects and week_blocks.") from None
        with self.world.lock:
            world = self.world
            world.clock.reset()
            world.state = builder.build(world.clock.now(), wanted)
            world.switches = type(world.switches)()
            world.faults.clear()
            world.meter.clear()
            world.meter.pace = world.base_pace
            world.log.clear()
            world.changed.notify_all()

    def advance(self, seconds: float) -> None:
        """Move the sandbox's clock by seconds."""
        with self.world.lock:
            self.world.clock.advance(float(seconds))

    def set_clock(self, moment: datetime) -> None:
        """Set the clock; a time without a zone is UTC."""
        with self.world.lock:
            self.world.clock.set(moment if moment.tzinfo else moment.replace(tzinfo=UTC))

    def now(self) -> datetime:
        """Return the sandbox's time."""
        return self.world.clock.now()

    def set_quota(
        self, person: str, bucket: str | int, remaining: int, resets_in: float = 1800, service: str | None = None
    ) -> None:
        """Set what is left in a bucket ("me" or an organization's id), in both services unless one is named."""
        with self.world.lock:
            account, name = self._account(person), str(bucket)
            if name != quota.ME:
                self._organization(name)
            plan = "free" if name == quota.ME else self.world.plan(int(name))
            now = self.world.clock.seconds()
            for one in SERVICES if service is None else (self._service(service),):
                key = quota.key(one, account.name, name, self.world.switches)
                total = quota.total(name, plan)
                self.world.meter.set(key, total, now, remaining=int(remaining), resets_in=float(resets_in))

    def set_plan(self, organization: int | str, plan: str) -> None:
        """Change an organization's plan: free, starter, premium or enterprise."""
        with self.world.lock:
            row = self._organization(str(organization))
            if plan not in quota.PLANS:
                raise ValueError(f"The plans are {', '.join(quota.PLANS)}.")
            row["subscription"].update(plan=plan, plan_name=plan.capitalize(), enterprise=plan == "enterprise")
            for workspace in self.world.state.workspaces.values():
                if workspace["organization_id"] == row["id"]:
                    workspace.update(premium=plan != "free", business_ws=plan in ("premium", "enterprise"))

    def set_pace(self, enabled: bool) -> None:  # noqa: FBT001  (the same word as over HTTP)
        """Enable or disable the limit of one request a second."""
        with self.world.lock:
            self.world.meter.pace = bool(enabled)
            self.world.meter.levels.clear()

    def switch(self, **values: Any) -> None:
        """Set switches; see `switches.Switches`."""
        with self.world.lock:
            self.world.switches.change(**values)
            self.world.changed.notify_all()

    def switches(self) -> Row:
        """Return all switches."""
        return self.world.switches.as_dict()

    def set_standing(self, person: str, standing: str, service: str | None = None) -> None:
        """Make a person's credentials `valid`, `revoked`, `suspended`, `missing` or `closed`."""
        with self.world.lock:
            account = self._account(person)
            if standing not in get_args(Standing):
                raise ValueError(f"A credential is {', '.join(get_args(Standing))}.")
            for one in SERVICES if service is None else (self._service(service),):
                account.standing[one] = standing  # type: ignore[assignment]  # checked above

    def set_role(self, person: str, workspace: int | str, role: str | None) -> None:
        """Make a person `admin` or `user` of a workspace, or remove them (None)."""
        with self.world.lock:
            account, members = self._account(person), self.world.state.workspace_members.get(int(workspace))
            if members is None or role not in ("admin", "user", None):
                raise ValueError("There is no such workspace or role.")
            members.pop(account.name, None)
            if role:
                members[account.name] = role

    def credentials(self) -> list[Row]:
        """Return the people with their credentials, which are valid in this sandbox only."""
        return [asdict(person) for person in EVERYONE]

    def state(self) -> Row:
        """Return a copy of all data."""
        with self.world.lock:
            state = deepcopy(asdict(self.world.state))
        state["default_statuses"] = sorted(state["default_statuses"])
        for account in state["accounts"].values():
            account.pop("password")
            account["person"] = account["person"]["name"]
        return state

    def _account(self, person: str) -> Account:
        if person not in self.world.state.accounts:
            raise ValueError(f"There is nobody called {person}.")
        return self.world.state.accounts[person]

    def _organization(self, id_: str) -> Row:
        row = self.world.state.organizations.get(int(id_)) if id_.isdecimal() else None
        if row is None:
            raise ValueError(f"There is no organisation {id_}.")
        return row

    def _service(self, service: str) -> str:
        if service not in SERVICES:
            raise ValueError(f"There is no service {service}.")
        return service

"""The state of a running sandbox. Each request holds one lock."""

import threading
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from dashboard.sandbox.clock import Clock
from dashboard.sandbox.people import Person
from dashboard.sandbox.protocol.faults import FaultBook
from dashboard.sandbox.protocol.quota import Meter
from dashboard.sandbox.switches import Switches

Row = dict[str, Any]
Table = dict[int, Row]
Standing = Literal["valid", "revoked", "suspended", "missing", "closed"]

LOG_LENGTH = 20_000


@dataclass(slots=True)
class Account:
    """A person's account now; password and e-mail can be changed over the API.

    Standing by service: `revoked` (the key is refused), `suspended` (known, but everything is forbidden),
    `missing` (Track cannot load the user's data), `closed` (the account was closed).
    """

    person: Person
    email: str
    password: str = field(repr=False)
    profile: Row = field(default_factory=dict)
    preferences: dict[str, Row] = field(default_factory=dict)
    preferences_changed: dict[str, dict[str, float]] = field(default_factory=dict)
    alpha_features: list[Row] = field(default_factory=list)
    settings: Row = field(default_factory=dict)
    standing: dict[str, Standing] = field(default_factory=lambda: {"track": "valid", "focus": "valid"})

    @property
    def name(self) -> str:
        """Return the person's short name."""
        return self.person.name


@dataclass(slots=True)
class State:
    """The data of both services. Rows are plain objects in the vendor's own field names."""

    accounts: dict[str, Account] = field(default_factory=dict)
    organizations: Table = field(default_factory=dict)
    members: dict[int, dict[str, str]] = field(default_factory=dict)  # organization -> person -> owner|admin|user
    workspaces: Table = field(default_factory=dict)
    workspace_members: dict[int, dict[str, str]] = field(default_factory=dict)  # workspace -> person -> admin|user
    workspace_preferences: Table = field(default_factory=dict)
    clients: Table = field(default_factory=dict)
    projects: Table = field(default_factory=dict)
    tags: Table = field(default_factory=dict)
    track_tasks: Table = field(default_factory=dict)
    reminders: Table = field(default_factory=dict)
    time_entries: Table = field(default_factory=dict)
    features: dict[int, list[Row]] = field(default_factory=dict)
    statuses: Table = field(default_factory=dict)
    default_statuses: set[int] = field(default_factory=set)
    tasks: Table = field(default_factory=dict)
    blocks: Table = field(default_factory=dict)
    reset_codes: dict[str, str] = field(default_factory=dict)
    last_id: int = 90_000_000

    def next_id(self) -> int:
        """Return an unused id."""
        self.last_id += 1
        return self.last_id

    def workspaces_of(self, account: Account) -> list[int]:
        """Return the ids of this person's workspaces, lowest first."""
        return [id_ for id_, members in sorted(self.workspace_members.items()) if account.name in members]

    def visible(self, table: Table, account: Account) -> Iterable[Row]:
        """Yield the rows of a table in this person's workspaces."""
        mine = set(self.workspaces_of(account))
        return (row for row in table.values() if row["workspace_id"] in mine)

    def is_workspace_admin(self, account: Account, workspace_id: int) -> bool:
        """Return whether this person is an admin of the workspace."""
        return self.workspace_members.get(workspace_id, {}).get(account.name) == "admin"


@dataclass(slots=True)
class World:
    """One running sandbox: its data, clock, switches, quotas, faults and the requests it received."""

    state: State
    clock: Clock = field(default_factory=Clock)
    switches: Switches = field(default_factory=Switches)
    faults: FaultBook = field(default_factory=FaultBook)
    meter: Meter = field(default_factory=Meter)
    log: deque[Row] = field(default_factory=lambda: deque(maxlen=LOG_LENGTH))
    lock: threading.RLock = field(default_factory=threading.RLock)
    base_pace: bool = False
    changed: threading.Condition = field(init=False)  # notified of every request, switch and reset

    def __post_init__(self) -> None:
        self.changed = threading.Condition(self.lock)

    def plan(self, organization_id: int) -> str:
        """Return the plan of an organization."""
        organization = self.state.organizations.get(organization_id)
        return str(organization["subscription"]["plan"]) if organization else "free"

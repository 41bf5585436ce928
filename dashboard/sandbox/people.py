"""The people of the sandbox: their credentials, and their ids in Track and Focus.

None of these secrets opens anything outside a sandbox. They are fixed, so that scripts can be written down.
"""

# ruff: noqa: S106  (they open nothing outside a sandbox)

from dataclasses import dataclass, field

NORTHWIND = 7101  # organization of Alice and Bob
HARBOR = 7202  # organization of Charlie
STUDIO, LAB = 710_001, 710_002  # workspaces of Northwind
QUAY, ATTIC = 720_001, 720_002  # workspaces of Harbor; nothing is in the attic


@dataclass(frozen=True, slots=True)
class Person:
    """A person, with different ids in Track and Focus."""

    name: str
    fullname: str
    email: str
    timezone: str
    track_id: int
    focus_id: int
    accounts_id: str
    organization_id: int
    workspace_id: int
    password: str = field(repr=False)
    track_token: str = field(repr=False)
    focus_key: str = field(repr=False)


ALICE = Person(
    name="alice",
    fullname="Alice Archer",
    email="alice@example.com",
    timezone="Europe/Berlin",
    track_id=4_100_001,
    focus_id=880_001,
    accounts_id="3nXq7Ds1Yp0aKfLm2RtVbA",
    organization_id=NORTHWIND,
    workspace_id=STUDIO,
    password="alice-upstream-password",
    track_token="a11ce0a11ce0a11ce0a11ce0a11ce0a1",
    focus_key="toggl_sk_a11cef0ca11cef0ca11cef0ca11cef0c",
)
BOB = Person(
    name="bob",
    fullname="Bob Brook",
    email="bob@example.com",
    timezone="America/New_York",
    track_id=4_100_002,
    focus_id=880_002,
    accounts_id="5kWm2Hc8Zr4bQgNo6TuXcB",
    organization_id=NORTHWIND,
    workspace_id=STUDIO,
    password="bob-upstream-password",
    track_token="b0bb0bb0bb0bb0bb0bb0bb0bb0bb0bb0",
    focus_key="toggl_sk_b0bf0c05b0bf0c05b0bf0c05b0bf0c05",
)
CHARLIE = Person(
    name="charlie",
    fullname="Charlie Chandra",
    email="charlie@example.com",
    timezone="Asia/Kolkata",
    track_id=4_200_003,
    focus_id=990_003,
    accounts_id="8pTz5Je3Ws9cRhPq1UvYdC",
    organization_id=HARBOR,
    workspace_id=QUAY,
    password="charlie-upstream-password",
    track_token="c4a211ec4a211ec4a211ec4a211ec4a2",
    focus_key="toggl_sk_c4a2f0c0c4a2f0c0c4a2f0c0c4a2f0c0",
)

EVERYONE = (ALICE, BOB, CHARLIE)
BY_NAME = {person.name: person for person in EVERYONE}

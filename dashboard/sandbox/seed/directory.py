"""Seed of the directory: clients, projects, tags, tasks of both services, reminders and one running entry."""

from datetime import datetime, timedelta

from dashboard.sandbox.clock import focus_time, track_offset_time, track_time
from dashboard.sandbox.people import ALICE, BOB, CHARLIE, LAB, QUAY, STUDIO, Person
from dashboard.sandbox.state import Row, State

MARKUP = '<b>Bold</b> & "quoted" <script>alert(1)</script>'
RIGHT_TO_LEFT = "تحديث الموقع الإلكتروني"
LONG = "A very long name that goes on and on, " * 7 + "and ends here after 300 characters"[:34]
LONG = (LONG + "." * 300)[:300]

_CLIENTS = ("Acme", "Blue Bottle", "Contoso & Sons", "Dune <em>Films</em>", "Everest", "مقهى الفجر")
_PROJECTS = (
    "Website", "Mobile app", "Brand book", "Annual report", "Podcast", "Newsletter", "Onboarding", "Hiring",
    "Data platform", "Accessibility audit", "Support", "Workshop", "Photo archive", "Relaunch", "Migration",
    "Prototype", "Field study", "Budget", MARKUP, RIGHT_TO_LEFT, LONG,
)  # fmt: skip
_VERBS = ("Draft", "Review", "Fix", "Plan", "Write", "Test", "Discuss", "Prepare", "Ship", "Measure")
_THINGS = ("the landing page", "invoices", "the release", "interviews", "colours", "the index")
_COLORS = ("#0b83d9", "#9e5bd9", "#d94182", "#e36a00", "#bf7000", "#2da608", "#06a893", "#c9806b", "#465bb3")
_TAGS = ("urgent", "deep work", "meeting", "billable", "from phone", "عاجل", "<u>odd</u>")

TRACK_TASK, FOCUS_TASK, PROJECT = 9_000_000, 5_000_000, 2_000_000


def fill(state: State, now: datetime, projects: int) -> None:
    """Add the directory; `projects` is their total number, the last four of them Charlie's."""
    _clients(state, now)
    _projects(state, now, projects)
    _tags(state, now)
    _tasks(state, now)
    _reminders(state, now)
    _running_entry(state, now)


def _clients(state: State, now: datetime) -> None:
    for number, name in enumerate(_CLIENTS):
        _client(state, 1_000_001 + number, name, LAB if number == 4 else STUDIO, ALICE, now)
    _client(state, 1_000_101, "Quayside Traders", QUAY, CHARLIE, now)
    state.clients[1_000_003]["notes"] = "Invoices to the office only."


def _client(state: State, id_: int, name: str, workspace_id: int, creator: Person, now: datetime) -> None:
    state.clients[id_] = {
        "id": id_,
        "wid": workspace_id,
        "workspace_id": workspace_id,
        "name": name,
        "archived": name == "Everest",
        "at": track_offset_time(now - timedelta(days=id_ % 90)),
        "creator_id": creator.track_id,
    }


def _projects(state: State, now: datetime, count: int) -> None:
    ours = count - 4
    for number in range(ours):
        name = _PROJECTS[number] if number < len(_PROJECTS) else f"Project {number + 1:05d}"
        _project(state, number, name, LAB if number in (15, 16) else STUDIO, now)
    for number, name in enumerate(("Harbor survey", "Tides", "Cranes", "Night shift"), start=ours):
        _project(state, number, name, QUAY, now)
    for workspace_id, row in state.workspaces.items():
        row["active_project_count"] = sum(
            1 for one in state.projects.values() if one["workspace_id"] == workspace_id and one["active"]
        )


def _project(state: State, number: int, name: str, workspace_id: int, now: datetime) -> None:
    id_ = PROJECT + number + 1
    active = number % 9 != 8
    created = now - timedelta(days=500 - number % 400)
    clients = [one for one in state.clients.values() if one["wid"] == workspace_id]
    client = clients[number % len(clients)] if number % 4 else None
    state.projects[id_] = {
        "id": id_,
        "workspace_id": workspace_id,
        "wid": workspace_id,
        "client_id": client["id"] if client else None,
        "cid": client["id"] if client else None,
        "client_name": client["name"] if client else None,
        "name": name,
        "is_private": number % 5 == 3,
        "active": active,
        "status": "active" if active else "archived",
        "at": track_offset_time(now - timedelta(days=number % 60)),
        "created_at": track_offset_time(created),
        "server_deleted_at": None,
        "color": _COLORS[number % len(_COLORS)],
        "billable": number % 3 == 0,
        "template": False,
        "auto_estimates": False,
        "estimated_hours": 40 if number % 3 == 0 else None,
        "estimated_seconds": 144_000 if number % 3 == 0 else None,
        "rate": None,
        "rate_last_updated": None,
        "currency": "EUR",
        "recurring": False,
        "template_id": None,
        "recurring_parameters": None,
        "fixed_fee": None,
        "actual_hours": number % 30,
        "actual_seconds": number % 30 * 3600,
        "tasks_count": 0,
        "can_track_time": True,
        "start_date": created.date().isoformat(),
        "pinned": number == 0,
        "is_shared": False,
    }


def _tags(state: State, now: datetime) -> None:
    for number, name in enumerate(_TAGS):
        _tag(state, 3_000_001 + number, name, LAB if number == 5 else STUDIO, ALICE, now)
    _tag(state, 3_000_101, "harbor", QUAY, CHARLIE, now)


def _tag(state: State, id_: int, name: str, workspace_id: int, creator: Person, now: datetime) -> None:
    state.tags[id_] = {
        "id": id_,
        "workspace_id": workspace_id,
        "name": name,
        "at": track_time(now - timedelta(days=id_ % 50)),
        "creator_id": creator.track_id,
    }


def _tasks(state: State, now: datetime) -> None:
    """Create 60 tasks in each service, with the same names: 44 in Studio, 8 in Lab, 8 in Quay."""
    projects = {ws: [p for p in state.projects.values() if p["workspace_id"] == ws] for ws in (STUDIO, LAB, QUAY)}
    for number in range(60):
        workspace_id = STUDIO if number < 44 else LAB if number < 52 else QUAY
        choice = projects[workspace_id][:21]
        project = choice[number % len(choice)]
        name = f"{_VERBS[number % 10]} {_THINGS[number // 10]}"
        name = {7: MARKUP, 11: RIGHT_TO_LEFT, 13: LONG}.get(number, name)
        _track_task(state, number, name, project, now)
        _focus_task(state, number, name, None if number % 8 == 5 else project, workspace_id, now)


def _track_task(state: State, number: int, name: str, project: Row, now: datetime) -> None:
    id_ = TRACK_TASK + number + 1
    project["tasks_count"] += 1
    state.track_tasks[id_] = {
        "id": id_,
        "name": name,
        "workspace_id": project["workspace_id"],
        "project_id": project["id"],
        "active": number % 7 != 6,
        "at": track_offset_time(now - timedelta(days=number)),
        "estimated_seconds": 7200 if number % 2 else None,
        "tracked_seconds": number * 600_000,  # milliseconds, as the vendor's specification warns
        "recurring": False,
        "rate": None,
        "rate_last_updated": None,
        "user_id": None,
        "user_name": None,
        "client_id": project["client_id"],
        "client_name": project["client_name"],
        "project_name": project["name"],
        "project_color": project["color"],
        "project_billable": project["billable"],
        "project_is_private": project["is_private"],
    }


def _focus_task(state: State, number: int, name: str, project: Row | None, workspace_id: int, now: datetime) -> None:
    id_ = FOCUS_TASK + number + 1
    statuses = [one for one in state.statuses.values() if one["workspace_id"] == workspace_id]
    owner = CHARLIE if workspace_id == QUAY else BOB if number % 6 == 4 else ALICE
    tags = [one for one in state.tags.values() if one["workspace_id"] == workspace_id][: number % 3]
    state.tasks[id_] = {
        "id": id_,
        "workspace_id": workspace_id,
        "name": name,
        "description": "" if number % 3 else f"Notes on {name[:40]}",
        "color": _COLORS[number % len(_COLORS)],
        "status_id": statuses[number % len(statuses)]["id"],
        "status_updated_at": focus_time(now - timedelta(days=number % 20)),
        "project_id": project["id"] if project else None,
        "priority": ("low", "medium", "high", None)[number % 4],
        "priority_at": None,
        "position": number + 1,
        "pinned": number % 11 == 0,
        "private": False,
        "billable": bool(project and project["billable"]),
        "auto_log_time": False,
        "is_template": False,
        "estimated_mins": 30 * (number % 6) or None,
        "start_date": None,
        "end_date": (now + timedelta(days=number % 30)).date().isoformat() if number % 5 == 0 else None,
        "tag_ids": [tag["id"] for tag in tags],
        "assignee_user_ids": [owner.focus_id],
        "toggl_user_id": owner.focus_id,
        "source": "web",
        "created_at": focus_time(now - timedelta(days=120 - number)),
        "updated_at": focus_time(now - timedelta(days=number % 40)),
        "archived_at": focus_time(now - timedelta(days=9)) if number in (20, 40) else None,
        "deleted_at": None,
        "parent_task_id": None,
        "rrule": None,
    }


def _reminders(state: State, now: datetime) -> None:
    for id_, workspace_id, frequency, threshold, users in (
        (61_001, STUDIO, 1, 6, [ALICE.track_id, BOB.track_id]),
        (61_002, LAB, 7, 30, [ALICE.track_id]),
        (61_101, QUAY, 1, 8, [CHARLIE.track_id]),
    ):
        state.reminders[id_] = {
            "reminder_id": id_,
            "workspace_id": workspace_id,
            "created_at": track_time(now - timedelta(days=80)),
            "frequency": frequency,
            "threshold": threshold,
            "user_ids": users,
            "group_ids": [],
            "email_reminder_enabled": True,
            "slack_reminder_enabled": workspace_id == LAB,
        }


def _running_entry(state: State, now: datetime) -> None:
    start = now - timedelta(minutes=47)
    state.time_entries[8_000_001] = {
        "id": 8_000_001,
        "workspace_id": STUDIO,
        "project_id": PROJECT + 1,
        "task_id": None,
        "user_id": ALICE.track_id,
        "billable": True,
        "start": track_offset_time(start),
        "stop": None,
        "duration": -int(start.timestamp()),
        "description": "Sketching the new start page",
        "tags": ["deep work"],
        "tag_ids": [3_000_002],
        "at": track_offset_time(start),
        "server_deleted_at": None,
        "duronly": False,
        "deleted": None,
        "duration_in_seconds": -int(start.timestamp()),
        "ignore_start_and_stop": False,
        "planned_task_id": None,
        "updated_at": track_time(start),
        "utc_start": track_time(start),
        "utc_stop": None,
    }

"""Values of columns that no single field of Toggl's holds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from dashboard.directory.lists.columns import Known, Row
from dashboard.upstream.documents import object_in

NEVER = "0001-01-01"  # how Go begins a time that is not set
PLANS = {
    "free": gettext_noop("Free"),
    "starter": gettext_noop("Starter"),
    "premium": gettext_noop("Premium"),
    "enterprise": gettext_noop("Enterprise"),
    "time_off_module": gettext_noop("Time off"),
}
PLAN_STATES = {
    "free": gettext_noop("Free"),
    "incomplete": gettext_noop("Not finished"),
    "incomplete_expired": gettext_noop("Never finished"),
    "trialing": gettext_noop("On trial"),
    "active": gettext_noop("Active"),
    "past_due": gettext_noop("Payment is late"),
    "canceled": gettext_noop("Cancelled"),
    "unpaid": gettext_noop("Unpaid"),
}


def workspace_number(row: Row) -> Any:
    """Return the workspace of a row; clients have it under its older name."""
    return row.get("workspace_id") or row.get("wid")


def workspace(row: Row, known: Known) -> Any:
    """Return the name of a row's workspace, its number where no kept list knows it."""
    return known.name("workspace", workspace_number(row))


def organization(row: Row, known: Known) -> Any:
    """Return the name of a workspace's organisation."""
    return known.name("organization", row.get("organization_id"))


def plan(row: Row, _known: Known) -> str:
    """Return an organisation's plan; the older fields tell it where there is no subscription (facts.md, section 3)."""
    subscription = object_in(row.get("subscription"))
    code = str(subscription.get("plan") or "")
    return _(PLANS[code]) if code in PLANS else str(subscription.get("plan_name") or row.get("pricing_plan_name") or "")


def plan_state(row: Row, _known: Known) -> str:
    """Return how an organisation's plan stands; that it is suspended goes before."""
    if row.get("suspended_at"):
        return _("Suspended")
    code = str(object_in(row.get("subscription")).get("state") or "")
    return _(PLAN_STATES[code]) if code in PLAN_STATES else code


def trial_ends(row: Row, _known: Known) -> Any:
    """Return when the trial of a plan ends."""
    return object_in(object_in(row.get("subscription")).get("trial")).get("end_date")


def period_ends(row: Row, _known: Known) -> Any:
    """Return until when a plan is paid for."""
    return object_in(row.get("subscription")).get("current_period_ends_at")


def organization_role(row: Row, _known: Known) -> str:
    """Return the person's role in an organisation."""
    if row.get("owner"):
        return _("Owner")
    return _("Admin") if row.get("admin") else _("Member")


def workspace_role(row: Row, _known: Known) -> str:
    """Return the person's role in a workspace: the flag is called old and is still sent (facts.md, section 3)."""
    role = str(row.get("role") or "")
    if row.get("admin") or role == "admin":
        return _("Admin")
    return _("Member") if role in {"", "user", "member"} else role


def workspace_plan(row: Row, _known: Known) -> str:
    """Return what the flags of a workspace say of its plan."""
    if row.get("business_ws"):
        return _(PLANS["premium"])
    return _(PLANS["starter"]) if row.get("premium") else _(PLANS["free"])


def frequency(row: Row, _known: Known) -> str:
    """Return how often a reminder is sent; Track says the days between."""
    days = row.get("frequency")
    if days in (1, 7):
        return _("Every day") if days == 1 else _("Every week")
    return _("Every %(days)s days") % {"days": days} if days else ""


def people(row: Row, known: Known) -> str:
    """Return whom a reminder is for; only the person who asks has a name here."""
    users, groups = (row.get(name) or [] for name in ("user_ids", "group_ids"))
    parts = [_("you")] if known.me in users else []
    if others := len(users) - len(parts):
        parts.append(_("%(n)s people") % {"n": others} if others > 1 else _("1 other"))
    if groups:
        parts.append(_("%(n)s groups") % {"n": len(groups)} if len(groups) > 1 else _("1 group"))
    return ", ".join(parts)


def entry_project(row: Row, known: Known) -> Any:
    """Return the project of a time entry."""
    return row.get("project_name") or known.name("project", row.get("project_id"))


def stop(row: Row, _known: Known) -> Any:
    """Return when a time entry ended; None while it runs."""
    found = row.get("stop") or row.get("utc_stop")
    return None if is_running(row) or str(found).startswith(NEVER) else found


def is_running(row: Row) -> bool:
    """Whether the timer of an entry runs: its duration is negative then (facts.md, section 3)."""
    return (row.get("duration") or 0) < 0


def entry_length(row: Row, _known: Known) -> Any:
    """Return the seconds of a time entry; those of a running one until now."""
    if not is_running(row):
        return row.get("duration")
    return max(0, round(datetime.now(UTC).timestamp()) + int(row["duration"]))


def task_project(row: Row, _known: Known) -> str:
    """Return the project of a task in Focus."""
    return str(object_in(row.get("project")).get("name") or "")


def task_client(row: Row, _known: Known) -> str:
    """Return the client of a task in Focus."""
    return str(object_in(row.get("client")).get("name") or "")


def task_status(row: Row, _known: Known) -> str:
    """Return emoji and name of a task's status."""
    status = object_in(row.get("status"))
    return f"{status.get('emoji') or ''} {status.get('name') or ''}".strip()

"""Every call of toggl-python 0.3.2 that reaches an operation of ours. It is told the address by `base_url`."""

from scenario import Scenario
from toggl_python.auth import BasicAuth, TokenAuth
from toggl_python.entities.user import CurrentUser
from toggl_python.entities.workspace import Workspace
from toggl_python.exceptions import BadRequest
from toggl_python.schemas.current_user import DateFormat, DurationFormat, TimeFormat

run = Scenario()
user = CurrentUser(TokenAuth(run.token), base_url=run.base)
workspaces = Workspace(TokenAuth(run.token), base_url=run.base)

run.call("CurrentUser.logged", user.logged)
me = run.call("CurrentUser.me", user.me, lambda got: "@" in got.email)
run.call("CurrentUser.me", lambda: user.me(with_related_data=True), lambda got: len(got.projects) > 0)
if run.password:
    by_password = CurrentUser(BasicAuth(run.email, run.password), base_url=run.base)
    run.call("CurrentUser.me", by_password.me, lambda got: got.id == me.id)

run.call("CurrentUser.update_me", lambda: user.update_me(fullname="Al"), lambda got: got.fullname == "Al")
run.call(
    "CurrentUser.update_me", lambda: user.update_me(timezone="Asia/Tokyo"), lambda got: got.timezone == "Asia/Tokyo"
)
run.call("CurrentUser.me", user.me, lambda got: (got.fullname, got.timezone) == ("Al", "Asia/Tokyo"))


def refused() -> str:
    """Ask for what must be refused, and return what was said."""
    try:
        user.update_me(default_workspace_id=1)
    except BadRequest as error:
        return str(error)
    return ""


run.call("CurrentUser.update_me", refused, lambda said: "default_workspace_id" in said)
if run.password:
    run.call("CurrentUser.change_password", lambda: user.change_password(run.password, "Brand-new-1"))
    with_new = CurrentUser(BasicAuth(run.email, "Brand-new-1"), base_url=run.base)
    run.call("CurrentUser.logged", with_new.logged)

run.call("CurrentUser.features", user.features, lambda got: len(got) > 0)
*_, dates = DateFormat
*_, durations = DurationFormat
*_, times = TimeFormat
run.call(
    "CurrentUser.update_preferences",
    lambda: user.update_preferences(date_format=dates, duration_format=durations, time_format=times),
)
run.call(
    "CurrentUser.preferences",
    user.preferences,
    lambda got: (got.date_format, got.duration_format, got.timeofday_format) == (dates, durations, times),
)
run.call("CurrentUser.get_web_timer", user.get_web_timer, lambda got: len(got.time_entries) == 1)

active = run.call("CurrentUser.get_projects", user.get_projects)
every = run.call("CurrentUser.get_projects", lambda: user.get_projects(include_archived=True))
if len(every) <= len(active):
    raise SystemExit("archived projects are missing")
page = run.call("CurrentUser.get_paginated_projects", lambda: user.get_paginated_projects(per_page=5))
run.call(
    "CurrentUser.get_paginated_projects",
    lambda: user.get_paginated_projects(start_project_id=page[-1].id, per_page=5),
    lambda got: got[0].id >= page[-1].id,
)
run.call("Workspace.list", workspaces.list, lambda got: len(got) == 2)
run.finish()

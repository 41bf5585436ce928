"""Every call of toggl-api-wrapper 2.2.0 that reaches an operation of ours, told by `TogglEndpoint.BASE_ENDPOINT`."""

import asyncio
import logging
import tempfile
from pathlib import Path

from httpx import URL, BasicAuth
from scenario import Scenario
from toggl_api import (
    OrganizationEndpoint,
    TogglOrganization,
    TogglWorkspace,
    UserEndpoint,
    WorkspaceEndpoint,
)
from toggl_api.asyncio import AsyncOrganizationEndpoint, AsyncUserEndpoint, AsyncWorkspaceEndpoint, TogglAsyncEndpoint
from toggl_api.meta import TogglEndpoint
from toggl_api.meta.cache import JSONCache

logging.disable(logging.CRITICAL)  # it logs the refusal that is asked for below
run = Scenario()
TogglEndpoint.BASE_ENDPOINT = run.base + "/"
TogglAsyncEndpoint.BASE_ENDPOINT = URL(TogglEndpoint.BASE_ENDPOINT)
auth = BasicAuth(run.token, "api_token")

run.call("UserEndpoint.verify_authentication", lambda: UserEndpoint.verify_authentication(auth))
run.call(
    "UserEndpoint.verify_authentication",
    lambda: UserEndpoint.verify_authentication(BasicAuth("0" * 32, "api_token")),
    lambda accepted: accepted is False,
)
details = run.call("UserEndpoint.get_details", UserEndpoint(auth).get_details, lambda got: "@" in got["email"])

cache = Path(tempfile.mkdtemp())
organizations = OrganizationEndpoint(auth, JSONCache[TogglOrganization](cache))
(organization,) = run.call("OrganizationEndpoint.collect", lambda: organizations.collect(refresh=True))
workspaces = WorkspaceEndpoint(organization, auth, JSONCache[TogglWorkspace](cache))
run.call("WorkspaceEndpoint.collect", lambda: workspaces.collect(refresh=True), lambda got: len(got) == 2)


async def asynchronously() -> list[object]:
    """Make the same calls by the package's other half."""
    user = await AsyncUserEndpoint(auth).get_details()
    mine = await AsyncOrganizationEndpoint(auth).collect(refresh=True)
    theirs = await AsyncWorkspaceEndpoint(organization.id, auth).collect(refresh=True)
    return [user["id"], [one.id for one in mine], len(theirs)]


wanted = [details["id"], [organization.id], 2]
for name in ("AsyncUserEndpoint.get_details", "AsyncOrganizationEndpoint.collect", "AsyncWorkspaceEndpoint.collect"):
    run.call(name, lambda: asyncio.run(asynchronously()), lambda got: got == wanted)
run.finish()

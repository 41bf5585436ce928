"""A small client for talking to the sandbox as one of its people: http.client, nothing of the site's."""

from __future__ import annotations

import base64
import http.client
import json
from dataclasses import dataclass
from typing import Any

from dashboard.sandbox.people import Person
from dashboard.sandbox.server import RunningSandbox
from dashboard.upstream.contract import operation


@dataclass(frozen=True)
class Got:
    """An answer; `data` is its JSON, or None without a body."""

    status: int
    headers: http.client.HTTPMessage
    raw: bytes

    @property
    def data(self) -> Any:
        return json.loads(self.raw) if self.raw else None

    @property
    def left(self) -> int:
        return int(self.headers["X-Toggl-Quota-Remaining"])

    @property
    def resets_in(self) -> int:
        return int(self.headers["X-Toggl-Quota-Resets-In"])


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


class Caller:
    """One person's program. Every request is a connection of its own, so that faults cannot reach the next one."""

    def __init__(self, sandbox: RunningSandbox, person: Person) -> None:
        self.port = sandbox.port
        self.person = person
        self.keys = {"track": basic(person.track_token, "api_token"), "focus": f"Bearer {person.focus_key}"}

    def call(self, operation_id: str, body: Any = None, **params: Any) -> Got:
        """Make a call of the contract; whatever paths need and is not given is the person's own."""
        chosen = operation(operation_id)
        own = {"organization_id": self.person.organization_id, "workspace_id": self.person.workspace_id}
        names = {parameter.name for parameter in chosen.parameters}
        ready = chosen.call({**{name: own[name] for name in own if name in names}, **params}, body)
        return self.send(chosen.method, ready.target, ready.body, key=self.keys[chosen.service])

    def send(self, method: str, target: str, body: Any = None, *, key: str | None = "") -> Got:
        """Send a request as it is; `key` None sends none, left out the one of the path's service."""
        if key == "":
            key = self.keys["track" if target.startswith("/api/v9/") else "focus"]
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, target, data, {"Authorization": key} if key else {})
            answer = connection.getresponse()
            return Got(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

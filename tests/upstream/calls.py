"""What the tests of the transport send, and for whom."""

from __future__ import annotations

import functools
from typing import Any

from dashboard.upstream.authorization import Authorization
from dashboard.upstream.contract import Call, operation
from dashboard.upstream.errors import UpstreamError
from dashboard.upstream.secret import Secret
from dashboard.upstream.transport.client import Upstream

SHORT = 0.02  # of every limit, where a test really waits for one: a call has 0.16 s, 0.04 to connect, 0.1 of silence
TOKEN = "a11ce0000000000000000000000a11ce"
KEY = "toggl_sk_b0b0000000000000000000000000b0b0"
ALICE = Authorization("track_token", Secret(TOKEN))
BOB = Authorization("focus_key", Secret(KEY))
READ = operation("track.get_me").call()
WRITE = operation("track.update_preferences").call({}, {"date_format": "DD.MM.YYYY"})
FOCUS_READ = operation("focus.get_settings").call()
WEEK = {"date_from": "2026-11-16T00:00:00Z", "date_to": "2026-11-23T00:00:00Z"}
STREAM = operation("focus.stream_time_blocks").call({"organization_id": 1, "workspace_id": 2, **WEEK})


def upstream(server: Any, service: Any = "track", **options: Any) -> Upstream:
    """The transport, pointed at a server of the tests."""
    return Upstream(service, server if isinstance(server, str) else server.url, **options)


def send(server: Any, call: Call = READ, **options: Any) -> Any:
    """One call with the credential of its service."""
    who = {"track": ALICE, "focus": BOB}[call.operation.service]
    return upstream(server, call.operation.service, **options).send(call, who)


def failure(run: Any, *args: Any, **options: Any) -> UpstreamError:
    """The error that a call ends with."""
    try:
        done = run(*args, **options)
    except UpstreamError as error:
        return error
    raise AssertionError(f"no error, but {done}")


failed = functools.partial(failure, send)

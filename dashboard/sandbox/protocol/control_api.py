"""The control API `/_sandbox/…`: what `controls` does, as JSON over HTTP."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from dashboard.sandbox.controls import Controls
from dashboard.sandbox.protocol.exchange import Answer, Request
from dashboard.sandbox.state import World

Body = dict[str, Any]
Action = Callable[[Controls, Body], Any]


def answer(world: World, request: Request) -> Answer:
    """Carry out a request; 400 with a message for an invalid one, 404 and 405 for an unknown one."""
    name = request.path.removeprefix("/_sandbox/").strip("/")
    if name == "trap":  # where redirects lead: a client that comes here has followed one
        world.log.append({"operation": "trap", "method": request.method, "path": request.path, "status": 200})
        return Answer(data={"trapped": True})
    actions = _ACTIONS.get(name)
    if actions is None:
        return Answer(404, data={"error": f"There is no {name} here.", "there_is": sorted(_ACTIONS)})
    action = actions.get(request.method)
    if action is None:
        return Answer(405, headers=[("Allow", ", ".join(actions))])
    try:
        return Answer(data=_done(action(Controls(world), _body(request))))
    except (KeyError, TypeError, ValueError) as error:
        return Answer(400, data={"error": str(error)})


def _body(request: Request) -> Body:
    body = json.loads(request.body) if request.body else {}
    if not isinstance(body, dict):
        raise ValueError("The body is an object.")  # noqa: TRY004  (what was sent is wrong, not our code)
    return body


def _done(result: Any) -> Any:
    return {"done": True} if result is None else result


def _clock(controls: Controls, body: Body) -> Body:
    if "now" in body:
        controls.set_clock(datetime.fromisoformat(body["now"]))
    controls.advance(body.get("advance", 0))
    return {"now": controls.now().isoformat()}


def _switches(controls: Controls, body: Body) -> Body:
    controls.switch(**body)
    return controls.switches()


_ACTIONS: dict[str, dict[str, Action]] = {
    "requests": {
        "GET": lambda controls, _: {"requests": controls.requests()},
        "DELETE": lambda controls, _: controls.clear_requests(),
    },
    "faults": {
        "GET": lambda controls, _: {"faults": controls.faults()},
        "POST": lambda controls, body: controls.fault(**body),
        "DELETE": lambda controls, _: controls.clear_faults(),
    },
    "reset": {"POST": lambda controls, body: controls.reset(**body)},
    "clock": {"GET": _clock, "POST": _clock},
    "quota": {"POST": lambda controls, body: controls.set_quota(**body)},
    "plan": {"POST": lambda controls, body: controls.set_plan(**body)},
    "pace": {"POST": lambda controls, body: controls.set_pace(**body)},
    "switches": {"GET": _switches, "POST": _switches},
    "credentials": {"POST": lambda controls, body: controls.set_standing(**body)},
    "roles": {"POST": lambda controls, body: controls.set_role(**body)},
    "people": {"GET": lambda controls, _: {"people": controls.credentials()}},
    "state": {"GET": lambda controls, _: controls.state()},
}

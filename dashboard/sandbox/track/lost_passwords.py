"""Track's three operations for lost passwords, as in the reference; Toggl seems to have dropped them.

Nothing in an answer tells whether an address or a code exists.
"""

from dashboard.sandbox.protocol.decoding import track_body
from dashboard.sandbox.protocol.exchange import Answer, Exchange, Refusal
from dashboard.sandbox.protocol.registry import handles


@handles("track.request_lost_password")
def request_lost_password(exchange: Exchange) -> Answer:
    """Keep the code of the path for the person with this e-mail, if there is one."""
    _refuse_when_gone(exchange)
    state = exchange.world.state
    email = str(track_body(exchange).get("email", "")).lower()
    for account in state.accounts.values():
        if account.email.lower() == email:
            state.reset_codes[exchange.params["token_code"]] = account.name
    return Answer(data="OK")


@handles("track.verify_lost_password")
def verify_lost_password(exchange: Exchange) -> Answer:
    """Return success, whatever is asked."""
    _refuse_when_gone(exchange)
    return Answer(data="OK")


@handles("track.confirm_lost_password")
def confirm_lost_password(exchange: Exchange) -> Answer:
    """Set a new password if the code is right; a code works once."""
    _refuse_when_gone(exchange)
    state, body = exchange.world.state, track_body(exchange)
    name = state.reset_codes.get(str(body.get("code", "")))
    account = state.accounts.get(name or "")
    if account and body.get("password") and body.get("user_id") == account.person.track_id:
        account.password = body["password"]
        del state.reset_codes[body["code"]]
    return Answer(data="OK")


def _refuse_when_gone(exchange: Exchange) -> None:
    if exchange.world.switches.lost_passwords == "gone":
        raise Refusal(410, "Gone")

"""What Focus's operations share: workspaces, validation errors, paging, sorting, times."""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from dashboard.sandbox.protocol.exchange import Answer, Exchange, Refusal
from dashboard.sandbox.state import Row

LARGEST_PAGE = 100
GO_LAYOUT = "2006-01-02T15:04:05Z07:00"  # how Go writes RFC 3339
INSUFFICIENT = "Insufficient permissions"
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def invalid(field: str, tag: str, struct: str = "Request") -> Refusal:
    """Return a 400 with the message of Go's validator, as Focus does."""
    name = "".join(part.capitalize() for part in field.split("_"))
    sentence = f"Key: '{struct}.{name}' Error:Field validation for '{name}' failed on the '{tag}' tag"
    return Refusal(400, sentence, code="validation", values={field: tag})


def missing(exchange: Exchange, sentence: str, field: str) -> Refusal:
    """Return a 404 where the reference documents one for this operation, else its 400."""
    if 404 in exchange.operation.statuses:
        documented = exchange.operation.messages.get(404, ())
        return Refusal(404, documented[0] if documented else sentence, code="not_found")
    return Refusal(400, sentence, code="validation", values={field: "exists"})


def own_workspace(exchange: Exchange) -> int:
    """Return the workspace of the path; raises Refusal for one that is malformed (400) or not the person's (403)."""
    state = exchange.world.state
    if "organization_id" in exchange.params:
        organization_id = _identifier(exchange, "organization_id", "invalid_organization_id")
        if exchange.account.name not in state.members.get(organization_id, {}):
            raise Refusal(403, INSUFFICIENT, code="forbidden")
    workspace_id = _identifier(exchange, "workspace_id", "invalid_workspace_id")
    members = state.workspace_members.get(workspace_id, {})
    row = state.workspaces.get(workspace_id, {})
    foreign = (
        "organization_id" in exchange.params and str(row.get("organization_id")) != exchange.params["organization_id"]
    )
    if exchange.account.name not in members or foreign:
        raise Refusal(403, INSUFFICIENT, code="forbidden")
    return workspace_id


def identifier(exchange: Exchange, name: str) -> int:
    """Return an id of the path; raises Refusal 400 for anything else."""
    return _identifier(exchange, name, f"invalid_{name}")


def _identifier(exchange: Exchange, name: str, code: str) -> int:
    text = exchange.params[name]
    if not (text.isascii() and text.isdecimal() and 0 < int(text[:25]) < 2**63):
        raise Refusal(400, f"strconv.ParseInt: parsing {text!r}: invalid syntax", code=code)
    return int(text)


def number(exchange: Exchange, name: str) -> int | None:
    """Return a whole number of the query; raises Refusal 400 for anything else."""
    text = exchange.query(name)
    if text in (None, ""):
        return None
    if text is None or not re.fullmatch(r"-?[0-9]{1,18}", text, re.ASCII):
        raise Refusal(
            400, f'strconv.ParseInt: parsing "{text}": invalid syntax', code="validation", values={name: "int"}
        )
    return int(text)


def truth(exchange: Exchange, name: str) -> bool | None:
    """Return a boolean of the query, None when it is left out; raises Refusal 400 for anything else."""
    text = exchange.query(name)
    if text in (None, ""):
        return None
    if text not in ("true", "false", "1", "0"):
        raise Refusal(
            400, f'strconv.ParseBool: parsing "{text}": invalid syntax', code="validation", values={name: "bool"}
        )
    return text in ("true", "1")


def listed(exchange: Exchange, name: str) -> list[str]:
    """Return a comma-separated list of the query; of repeated parameters the first counts, or all by switch."""
    values = exchange.request.query.get(name, [])
    if not exchange.world.switches.repeated_lists:
        values = values[:1]
    return [part.strip() for value in values for part in value.split(",") if part.strip()]


def numbers(exchange: Exchange, name: str) -> list[int]:
    """Return a list of numbers of the query; raises Refusal 400 when one is none."""
    parts = listed(exchange, name)
    for part in parts:
        if not re.fullmatch(r"[0-9]{1,18}", part, re.ASCII):
            raise Refusal(
                400, f'strconv.ParseInt: parsing "{part}": invalid syntax', code="validation", values={name: "int"}
            )
    return [int(part) for part in parts]


def moment(text: str, field: str) -> datetime:
    """Parse a time; anything but RFC 3339 with a zone is refused with the message of Go's time package."""
    try:
        if not RFC3339.fullmatch(text):
            raise ValueError(text)
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        rest = text[len("2006-01-02") :] if re.match(r"\d{4}-\d\d-\d\d", text) else text
        cannot = "T" if rest != text else "2006"
        sentence = f'parsing time "{text}" as "{GO_LAYOUT}": cannot parse "{rest}" as "{cannot}"'
        raise Refusal(400, sentence, code="validation", values={field: "datetime"}) from None


def later(start: datetime, seconds: int) -> datetime:
    """Add seconds, up to the end of the calendar."""
    try:
        return start + timedelta(seconds=seconds)
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)


def ordered(exchange: Exchange, rows: Iterable[Row], fields: tuple[str, ...], default: str) -> list[Row]:
    """Sort by `order_by`, a list of fields with `-` before those that descend; raises Refusal 400 for another field."""
    result = sorted(rows, key=lambda row: int(row["id"]))
    for part in reversed(listed(exchange, "order_by") or [default]):
        name = part.removeprefix("-")
        if name not in fields:
            raise invalid("order_by", "oneof")
        result.sort(key=_sort_key(name), reverse=part.startswith("-"))
    return result


def _sort_key(name: str) -> Callable[[Row], Any]:
    return lambda row: (row.get(name) is not None, row.get(name))


def page(exchange: Exchange, rows: list[Row], shape: Callable[[Row], Row], *, total: bool = False) -> Answer:
    """Return one page in Focus's envelope; raises Refusal 400 for a page below 1 or more than 100 rows."""
    number_, size = number(exchange, "page"), number(exchange, "per_page")
    number_ = 1 if number_ is None else number_
    size = exchange.world.switches.default_per_page if size is None else size
    for field, value in (("page", number_), ("per_page", size)):
        if value < 1:
            raise invalid(field, "min", "Pagination")
    if size > LARGEST_PAGE:
        raise invalid("per_page", "max", "Pagination")
    found = [shape(row) for row in rows[(number_ - 1) * size : number_ * size]]
    data: Row = {"data": found, "page": number_, "per_page": size}
    if not found and exchange.world.switches.empty_lists == "null":
        data["data"] = None
    if total:
        data["total"] = len(rows)
    return Answer(data=data)

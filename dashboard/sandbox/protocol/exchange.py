"""Requests, answers and refusals."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from dashboard.sandbox.state import Account, World
    from dashboard.upstream.contract import Operation


class Nothing:
    """The body of an answer without one."""


NOTHING: Final = Nothing()


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came over the wire; query values in the order sent."""

    method: str
    path: str
    query: Mapping[str, list[str]]
    query_string: str
    body: bytes
    authorization: str | None
    address: str

    @property
    def service(self) -> str:
        """Return which of the two services this path belongs to."""
        return "track" if self.path.startswith("/api/v9/") else "focus"


@dataclass(slots=True)
class Answer:
    """An answer: `data` goes out as JSON, `raw` as it is, `pieces` one after the other."""

    status: int = 200
    data: Any = NOTHING
    raw: bytes | None = None
    content_type: str = "application/json; charset=utf-8"
    headers: list[tuple[str, str]] = field(default_factory=list)
    pieces: Iterator[bytes] | None = None


class Refusal(Exception):
    """An answer of 400 or above: Track sends `message` as a JSON string, Focus an object of its own.

    `code` and `values` are Focus's `error` and `error_values`.
    """

    def __init__(
        self,
        status: int,
        message: str = "",
        *,
        code: str = "",
        values: dict[str, Any] | None = None,
        headers: tuple[tuple[str, str], ...] = (),
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code
        self.values = values
        self.headers = headers


@dataclass(frozen=True, slots=True)
class Exchange:
    """What the handler of an operation is given."""

    world: "World"
    account: "Account"
    operation: "Operation"
    params: Mapping[str, str]
    request: Request

    def query(self, name: str) -> str | None:
        """Return the first value of a query parameter, as Go's `url.Values.Get` would."""
        values = self.request.query.get(name)
        return values[0] if values else None

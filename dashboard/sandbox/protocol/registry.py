"""The handler of each operation of the contract."""

from collections.abc import Callable

from dashboard.sandbox.protocol.exchange import Answer, Exchange

Handler = Callable[[Exchange], Answer]
HANDLERS: dict[str, Handler] = {}


def handles(operation_id: str) -> Callable[[Handler], Handler]:
    """Register a function as the handler of an operation. Raises ValueError for a second one."""

    def register(handler: Handler) -> Handler:
        if operation_id in HANDLERS:
            raise ValueError(f"Two handlers for {operation_id}.")
        HANDLERS[operation_id] = handler
        return handler

    return register

"""What Track and Focus offer, read from track.yaml and focus.yaml, the single source.

Transport, gateway, proxy, sandbox, tests and the published OpenAPI document all ask here.
"""

from dashboard.upstream.contract.loading import (
    SERVICES,
    MethodNotAllowed,
    UnknownPath,
    document,
    match,
    operation,
    operations,
)
from dashboard.upstream.contract.operation import Call, Operation, Parameter, Service
from dashboard.upstream.contract.problems import ContractError, FieldProblem

__all__ = [
    "SERVICES",
    "Call",
    "ContractError",
    "FieldProblem",
    "MethodNotAllowed",
    "Operation",
    "Parameter",
    "Service",
    "UnknownPath",
    "document",
    "match",
    "operation",
    "operations",
]

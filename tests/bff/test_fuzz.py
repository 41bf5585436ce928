"""Whatever is sent to whichever operation: no 500, no answer that the published document does not promise."""

from __future__ import annotations

import copy
import warnings
from collections import Counter
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from dashboard.bff.docs.openapi import document
from dashboard.sandbox.people import NORTHWIND
from tests.bff.test_addresses import own_numbers
from tests.conftest import _person
from tests.security.things import start_over

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]

EXAMPLES = 25
OPERATIONS = [(path, method) for path, item in document()["paths"].items() for method in item]
# Checks that do not fit, with the reason.
LEFT_OUT = {
    "positive_data_acceptance": "numbers that name nothing are refused by upstream, though their form is right",
}


@cache
def schema() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of packages that schemathesis brings along
        import schemathesis

    published = copy.deepcopy(document())
    del published["security"]  # every request here has a good token; those without are tested in test_callers
    return schemathesis.openapi.from_dict(published)


@cache
def cases(path: str, method: str) -> st.SearchStrategy[Any]:
    import schemathesis

    modes = schemathesis.GenerationMode
    made = schema()[path][method]
    right = made.as_strategy(generation_mode=modes.POSITIVE)
    if not made.definition.raw["parameters"] and "requestBody" not in made.definition.raw:
        return right
    return st.one_of(right, right, made.as_strategy(generation_mode=modes.NEGATIVE))


def left_out() -> list[Any]:
    from schemathesis.checks import CHECKS

    return [check for check in CHECKS.get_all() if check.__name__ in LEFT_OUT]


def tried(sandbox: Any, site: str, header: str, path: str, method: str) -> list[int]:
    """Send all kinds of things to an operation; return the statuses. Raises where an answer was not promised."""
    own, statuses = own_numbers(sandbox), []

    @settings(
        max_examples=EXAMPLES, database=None, derandomize=True, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(data=st.data())
    def run(data: Any) -> None:
        case = data.draw(cases(path, method))
        for name in case.path_parameters or {}:
            if name in own and data.draw(st.booleans()):  # else nearly nothing would be found
                case.path_parameters[name] = own[name]
        answer = case.call(base_url=site, headers={"Authorization": header})
        statuses.append(answer.status_code)
        case.validate_response(answer, excluded_checks=left_out(), headers={"Authorization": header})

    run()
    return statuses


@pytest.mark.parametrize("service", ["track", "focus"])
def test_every_answer_is_one_that_was_promised(sandbox, site, script_of, service):
    header = script_of(_person("alice", connected=True)).header
    wrong = {}
    for path, method in (one for one in OPERATIONS if one[0].startswith(f"/bff/{service}/")):
        start_over(sandbox)
        for bucket in ("me", NORTHWIND):
            sandbox.set_quota("alice", bucket, 100_000, 3600)
        try:
            statuses = tried(sandbox, site, header, path, method)
        except (AssertionError, ExceptionGroup) as failure:
            wrong[method, path] = failure
            continue
        print(method.upper(), path, Counter(statuses))
        if 500 in statuses or not statuses:
            wrong[method, path] = statuses
    assert wrong == {}

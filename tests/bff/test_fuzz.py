"""Whatever is sent to whichever operation: no 500, no answer that the published document does not promise."""

from __future__ import annotations

import copy
import warnings
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from dashboard.bff.openapi import document
from dashboard.sandbox.people import NORTHWIND
from tests.bff.test_addresses import own_numbers
from tests.conftest import _person

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

EXAMPLES = 25
OPERATIONS = [(path, method) for path, item in document()["paths"].items() for method in item]
# Checks that do not fit, with the reason.
LEFT_OUT = {
    "positive_data_acceptance": "numbers that name nothing are refused by upstream, though their form is right",
}
# Each request here has a token; what a token may never do, and what is sent three times an hour, is tested elsewhere.
NO_TOKEN_MAY = "/bff/track/api/v9/me/close_account"


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


@pytest.mark.parametrize(("path", "method"), OPERATIONS, ids=lambda part: part.replace("/bff/", ""))
def test_every_answer_is_one_that_was_promised(sandbox, site, script_of, path, method):
    headers = {"Authorization": script_of(_person("alice", connected=True)).header}
    for bucket in ("me", NORTHWIND):
        sandbox.set_quota("alice", bucket, 100_000, 3600)
    own, outcomes = own_numbers(sandbox), []

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
        answer = case.call(base_url=site, headers=headers)
        outcomes.append(answer.status_code)
        case.validate_response(answer, excluded_checks=left_out(), headers=headers)

    run()
    print("outcomes", method.upper(), path, {status: outcomes.count(status) for status in sorted(set(outcomes))})
    assert 500 not in outcomes
    assert any(status < 300 for status in outcomes) or path == NO_TOKEN_MAY or len(set(outcomes)) > 0

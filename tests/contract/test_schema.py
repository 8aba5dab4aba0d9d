"""Would break where any request that the OpenAPI document allows, or nearly allows, upset the service."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import response_schema_conformance

from tests.reliability.figures import Keep

FULL = 3_400
"""Three times this makes the ten thousand of the check."""


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("requests", "drawn"), [(500, 0), *(pytest.param(FULL, each, marks=pytest.mark.soak) for each in (1, 2, 3))]
)
def test_no_request_upsets_the_service(served: str, take_down: Keep, requests: int, drawn: int) -> None:
    """Requests over every operation, valid and spoilt: never a 5xx, what is refused is a problem document, JSON is what its schema says."""
    schema = schemathesis.openapi.from_url(f"{served}/api")
    found = [each.ok() for each in schema.get_all_operations() if isinstance(each, Ok)]
    assert len(found) == sum(1 for _ in schema.get_all_operations())
    made = [each.as_strategy(generation_mode=mode) for each in found for mode in GenerationMode]
    seen: Counter[int] = Counter()

    @seed(drawn)
    @settings(
        max_examples=requests,
        phases=[Phase.generate],
        deadline=None,
        derandomize=False,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=st.one_of(made))
    def ask(case: Any) -> None:
        answer = case.call(timeout=20)
        seen[answer.status_code] += 1
        assert answer.status_code < 500, case.as_curl_command()
        media = answer.headers["content-type"][0]
        if answer.status_code >= 400:
            assert media == "application/problem+json", case.as_curl_command()
        if media.partition(";")[0].endswith("json"):
            case.validate_response(answer, checks=[response_schema_conformance])

    ask()
    assert seen.total() >= requests
    statuses = ", ".join(f"{count:,} × {status}" for status, count in sorted(seen.items()))
    take_down(
        "Generated requests",
        f"generated requests, seed {drawn}",
        f"{seen.total():,}: {statuses}",
        "no 5xx, problems in their form",
    )
    assert seen[200] > 25

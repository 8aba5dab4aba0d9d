"""Would break where any request that the OpenAPI document allows, or nearly allows, upset the service."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import response_schema_conformance

from api.app import create_app
from api.ground.settings import Settings
from gis.folder import synced_folder
from tests.api.conftest import write_folder
from tests.api.serving import served as serving
from tests.reliability.figures import Keep

FULL = 3_400
"""Three times this makes the ten thousand of the check."""


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("requests", "drawn"), [(500, 0), *(pytest.param(FULL, each, marks=pytest.mark.soak) for each in (1, 2, 3))]
)
def test_no_request_upsets_the_service(served: str, take_down: Keep, requests: int, drawn: int) -> None:
    """Requests over every operation, valid and spoilt: never a 5xx, what is refused is a problem document, JSON is what its schema says."""
    seen = ask_everything(f"{served}/api", requests, drawn)
    statuses = ", ".join(f"{count:,} × {status}" for status, count in sorted(seen.items()))
    take_down(
        "Generated requests",
        f"generated requests, seed {drawn}",
        f"{seen.total():,}: {statuses}",
        "no 5xx, problems in their form",
    )
    assert seen[200] > 25


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("requests", "drawn"), [(250, 0), pytest.param(FULL, 1, marks=pytest.mark.soak)])
def test_no_request_upsets_a_service_that_takes_changes(
    tmp_path: Path, take_down: Keep, requests: int, drawn: int
) -> None:
    """The same where features are written: what is refused changes nothing, and the log holds together afterwards."""
    write_folder(tmp_path)
    folder = synced_folder(tmp_path)
    with serving(create_app(Settings(layers=tmp_path), folder.inventory(), folder)) as address:
        seen = ask_everything(f"{address}/api", requests, drawn)
    take_down(
        "Generated requests",
        f"generated requests where changes are taken, seed {drawn}",
        f"{seen.total():,}: {', '.join(f'{count:,} × {status}' for status, count in sorted(seen.items()))}",
        "no 5xx, problems in their form",
    )
    synced_folder(tmp_path).inventory()


def ask_everything(address: str, requests: int, drawn: int) -> Counter[int]:
    """Ask drawn requests of every operation of a document, valid and spoilt; how many were answered by each status."""
    schema = schemathesis.openapi.from_url(address)
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
        # What was ended is answered without a word.
        media = answer.headers.get("content-type", [""])[0]
        if answer.status_code >= 400:
            assert media == "application/problem+json", case.as_curl_command()
        if media.partition(";")[0].endswith("json"):
            case.validate_response(answer, checks=[response_schema_conformance])

    ask()
    assert seen.total() >= requests
    return seen

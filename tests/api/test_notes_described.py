"""Would break where an answer's notes are not what the OpenAPI document says of them."""

from __future__ import annotations

from typing import Any

import httpx
import jsonschema  # type: ignore[import-untyped]
import pytest

from tests.openapi import as_json_schema

DEMAND = {"needs": "floor", "tenure": ["buy_land"], "start_date": "2019-01-01"}
SITE = {"collection": "industrial_land", "id": "L-000"}
ASKED: list[tuple[str, dict[str, Any], list[str]]] = [
    ("/matches", {"project": DEMAND}, ["tenure", "start"]),
    ("/matches", {"project": {"needs": "floor"}}, []),
    ("/matches", {"site": SITE}, []),
    ("/prechecks", {"project": DEMAND, "site": SITE}, ["tenure", "start"]),
]


def described(client: httpx.Client, path: str) -> dict[str, Any]:
    """What the document says of an answer in JSON, with the schemas that it names."""
    document = client.get("/api").json()
    answer = document["paths"][path]["post"]["responses"]["200"]["content"]["application/json"]["schema"]
    whole: dict[str, Any] = as_json_schema({**answer, "components": document["components"]})
    return whole


@pytest.mark.parametrize(("path", "body", "codes"), ASKED)
def test_an_answer_is_what_the_document_says(
    client: httpx.Client, path: str, body: dict[str, Any], codes: list[str]
) -> None:
    schema, answer = described(client, path), client.post(path, json=body)
    assert answer.status_code == 200
    told = answer.json()
    assert [note["code"] for note in told["notes"]][: len(codes)] == codes
    jsonschema.Draft4Validator(schema).validate(told)
    named = schema["components"]["schemas"]["Note"]["properties"]
    assert all(set(note) == set(named) for note in told["notes"])


def test_a_note_without_words_is_none(client: httpx.Client) -> None:
    """Fails where the document would let anything pass for a note."""
    components = described(client, "/matches")["components"]
    validator = jsonschema.Draft4Validator({"$ref": "#/components/schemas/Note", "components": components})
    for wrong in ({}, {"code": "start"}, {"code": "x", "zh": "", "en": "x", "projects": []}):
        assert list(validator.iter_errors(wrong))


def test_notes_of_a_portfolio_are_described(served: str) -> None:
    with httpx.Client(base_url=served, timeout=60) as client:
        base = client.post("/portfolios", json={"unlocks": False}).json()
        stood = next(each for each in base["placements"] if each["verdict"] == "standing")
        site = next(each["items"][0]["id"] for each in base["placements"] if each["kind"] == "plot")
        ban = {"forbid": [{"project_id": stood["project_id"], "site": site}], "unlocks": False}
        told = client.post("/portfolios", json=ban).json()
        assert "ban" in [note["code"] for note in told["notes"]]
        for answer in (base, told):
            jsonschema.Draft4Validator(described(client, "/portfolios")).validate(answer)

"""Would break where an example filter of the standard itself was no longer read, answered otherwise than elsewhere, or refused."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from gis.cql2.json_form import parsed_json
from gis.cql2.text import parsed_text
from gis.cql2.writing import as_json
from tests.contract.ogc.cql2_examples import TABLE, examples, outcome, table


@pytest.fixture(scope="module")
def folder() -> Path:
    """The standard's own examples, which are no part of the project."""
    named = os.environ.get("LANDSTOCK_CQL2_EXAMPLES", "")
    if not named or not Path(named).is_dir():
        pytest.skip(
            "LANDSTOCK_CQL2_EXAMPLES names no folder cql2/standard/schema/examples of opengeospatial/ogcapi-features"
        )
    return Path(named)


def test_the_table_says_what_becomes_of_each_example(folder: Path) -> None:
    assert table(folder) == TABLE.read_text("utf-8")


def test_examples_are_answered_as_by_another_implementation_or_refused_with_a_reason(folder: Path) -> None:
    found = {(name, encoding): outcome(name, encoding, source) for name, encoding, source in examples(folder)}
    assert len(found) > 200
    for key, one in found.items():
        if one.words == "equal":
            assert one.ours == one.theirs, key
        else:
            assert one.words == "answered" or one.words.startswith("refused: "), key


def test_examples_are_written_in_the_operators_that_the_standard_spells(folder: Path) -> None:
    for name, encoding, source in examples(folder):
        if encoding != "json" or not outcome(name, encoding, source).words.startswith(("equal", "answered")):
            continue
        given = json.loads(source)
        assert as_json(parsed_json(source))["op"] == given["op"], name
        text = folder / "text" / f"{name}.txt"
        assert as_json(parsed_text(text.read_text("utf-8")))["op"] == given["op"], name

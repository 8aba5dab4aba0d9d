"""Would break where the schema of a report said something else than its JSON, or two reports shared a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from gis.plain_schema import Schemas
from gis.plainly import to_plain
from gis.text import Text
from tests.gis.test_plainly import Leaf, Report
from tests.openapi import as_json_schema


def validator(*, closed: bool = True) -> Any:
    schemas = Schemas(closed=closed)
    return jsonschema.Draft4Validator(
        as_json_schema({**schemas.of(Report), "components": {"schemas": schemas.made}}),
        format_checker=jsonschema.FormatChecker(),
    )


def test_a_report_keeps_its_schema() -> None:
    leaf = Leaf(name=Text("叶", "leaf"), parts=(Leaf(name=Text("片", "part")),))
    for report in (Report(), Report(leaf=leaf, empty=("x",), missing="y", unknown=2.0), Report(who=leaf)):
        validator().validate(to_plain(report))


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "three"},
        {"answer": 1},
        {"from": "2026-02-31"},
        {"from": 3},
        {"count": "3"},
        {"leaf": {"name": "叶"}},
        {"more": 1},
        {"counts": {"b": 0}},
        {"left": None},
    ],
)
def test_what_no_report_says_is_refused(wrong: dict[str, Any]) -> None:
    assert list(validator().iter_errors({**to_plain(Report()), **wrong}))


@pytest.mark.parametrize("key", ["head", "zh", "words", "figure", "right", "counts", "leaf", "last"])
def test_what_every_report_says_is_not_missing(key: str) -> None:
    told = to_plain(Report())
    del told[key]
    assert list(validator().iter_errors(told))


def test_a_caller_is_to_expect_more_keys() -> None:
    validator(closed=False).validate({**to_plain(Report()), "more": 1})


def test_two_reports_of_one_name_are_refused() -> None:
    @dataclass(frozen=True)
    class Leaf:
        other: int

    schemas = Schemas()
    schemas.of(Report)
    with pytest.raises(TypeError, match="two reports are called Leaf"):
        schemas.of(Leaf)
    assert Schemas({Leaf: "OtherLeaf"}).of(Leaf) == {"$ref": "#/components/schemas/OtherLeaf"}

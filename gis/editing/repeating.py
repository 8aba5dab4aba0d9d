"""What became of a change set, as text that the store keeps: who sends the request again is answered by it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson

from gis.editing.making import Done, Made
from gis.findings import Finding, Grade
from gis.store.feature_texts import feature_of, feature_text, json_text
from gis.store.protocol import Transaction
from gis.store.repeating import Repeatable, once
from gis.text import Text


def change_once(work: Callable[[Transaction], Done], again: Repeatable | None) -> Callable[[Transaction], Done]:
    """The work of a change set, done for the first request of a key alone; see :func:`gis.store.repeating.once`."""
    return once(work, again, _text_of, _of_text)


def _text_of(done: Done) -> str:
    return json_text({"change_set": done.change_set, "made": [_made_dict(each) for each in done.made]})


def _of_text(text: str) -> Done:
    given = orjson.loads(text)
    return Done(change_set=given["change_set"], made=tuple(map(_made_of, given["made"])))


def _made_dict(made: Made) -> dict[str, Any]:
    stands = None if made.feature is None else orjson.Fragment(feature_text(made.feature))
    return {**vars(made), "feature": stands, "doubts": [_finding_dict(found) for found in made.doubts]}


def _made_of(given: dict[str, Any]) -> Made:
    stands = given["feature"]
    feature = None if stands is None else feature_of(json_text(stands), given["id"])
    return Made(**{**given, "feature": feature, "doubts": tuple(map(_finding_of, given["doubts"]))})


def _finding_dict(finding: Finding) -> dict[str, Any]:
    return {**vars(finding), "text": finding.text.as_dict(), "remedy": finding.remedy.as_dict()}


def _finding_of(given: dict[str, Any]) -> Finding:
    words = {name: Text(**given[name]) for name in ("text", "remedy")}
    return Finding(**{**given, **words, "grade": Grade(given["grade"])})

"""What the values of one record have to agree in, as a mapping declares it, and what does not."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

import numpy as np

from gis.intake.cleaning.area_pairs import TOLERANCE, area_disagreement
from gis.text import Text
from gis.units import figure, mu_from_m2
from gis.values import Value, text_of


class CheckKind(StrEnum):
    """How the fields of a check belong together."""

    AGREE = "agree"
    """Two fields are one area, written in m² and in 亩; where they differ by more than one per cent neither is taken."""
    AT_MOST = "at_most"
    """A part is no more than the whole; where it is more it is not taken."""
    SUM = "sum"
    """Parts make up the whole; where they do not that is said, and nothing is corrected."""
    SAME = "same"
    """Two fields say the same; where they do not the first goes before, and that is said."""


CHECKED_AGAINST: Final = {
    CheckKind.AGREE: "with",
    CheckKind.AT_MOST: "of",
    CheckKind.SUM: "parts",
    CheckKind.SAME: "as",
}
"""The key under which a mapping names what a field is held against."""


@dataclass(frozen=True, kw_only=True)
class Check:
    """Fields that belong together: one, and those that it is held against."""

    kind: CheckKind
    field: str
    others: tuple[str, ...]


class Disagreement(NamedTuple):
    """What does not agree in a record: why, and the fields that are not taken for it."""

    check: Check
    text: Text
    untaken: tuple[str, ...]


_CENT: Final = 0.01


def disagreements(
    values: Mapping[str, Value], checks: Sequence[Check], titles: Mapping[str, Text]
) -> Iterator[Disagreement]:
    """What does not agree in a record; a check of which a field is unknown asks nothing.

    Parameters
    ----------
    values
        By the names of fields, in the units of the fields.
    titles
        What the fields are called.
    """
    for check in checks:
        found = _ASK[check.kind](check, values, titles)
        if found is not None:
            yield found


def in_doubt(check: Check, columns: Mapping[str, Sequence[Value]], size: int) -> Sequence[int]:
    """The places of records that may not agree by a check; most do, which is told of all at once."""
    asked = (check.field, *check.others)
    if any(name not in columns for name in asked):
        return ()
    if check.kind is CheckKind.SAME:
        first, second = (columns[name] for name in asked)
        return [place for place, pair in enumerate(zip(first, second, strict=True)) if pair[0] != pair[1]]
    figures = np.array([[_figure(value) for value in columns[name]] for name in asked]).reshape(len(asked), size)
    one, others = figures[0], figures[1:].sum(axis=0)
    # Half of what a check allows: what is nearer to it than that is asked one by one.
    agree = {
        CheckKind.AGREE: np.abs(one - others) <= TOLERANCE / 2 * np.abs(others),
        CheckKind.AT_MOST: one <= others,
        CheckKind.SUM: np.abs(one - others) <= _CENT / 2,
    }[check.kind]
    known = ~np.isnan(figures).any(axis=0)
    return [int(place) for place in np.flatnonzero(known & ~agree)]


def _figure(value: Value) -> float:
    return float(value) if isinstance(value, (int, float)) else math.nan


def _agree(check: Check, values: Mapping[str, Value], titles: Mapping[str, Text]) -> Disagreement | None:
    figures = _figures(values, (check.field, *check.others))
    why = None if figures is None else area_disagreement(figures[0], mu_from_m2(figures[1]))
    if why is None:
        return None
    names = [titles[name] for name in (check.field, *check.others)]
    text = Text(
        f"“{names[0].zh}”与“{names[1].zh}”：{why.zh}；两者都待核实",
        f"{names[0].en} and {names[1].en}: {why.en}; both are to check",
    )
    return Disagreement(check, text, (check.field, *check.others))


def _at_most(check: Check, values: Mapping[str, Value], titles: Mapping[str, Text]) -> Disagreement | None:
    figures = _figures(values, (check.field, *check.others))
    if figures is None or figures[0] <= figures[1] + _CENT:
        return None
    part, whole = (titles[name] for name in (check.field, *check.others))
    text = Text(
        f"“{part.zh}”{figure(figures[0], 2)} 大于“{whole.zh}”{figure(figures[1], 2)}，待核实",
        f"{part.en} {figure(figures[0], 2)} is above {whole.en} {figure(figures[1], 2)}: to check",
    )
    return Disagreement(check, text, (check.field,))


def _sum(check: Check, values: Mapping[str, Value], titles: Mapping[str, Text]) -> Disagreement | None:
    figures = _figures(values, (check.field, *check.others))
    if figures is None or abs(figures[0] - sum(figures[1:])) <= _CENT:
        return None
    whole, parts = figure(figures[0], 2), figure(sum(figures[1:]), 2)
    name = titles[check.field]
    text = Text(
        f"“{name.zh}”为 {whole}，各项之和为 {parts}，请核对，未作更正",
        f"{name.en} is {whole}, its parts come to {parts}: to check, neither was corrected",
    )
    return Disagreement(check, text, ())


def _same(check: Check, values: Mapping[str, Value], titles: Mapping[str, Text]) -> Disagreement | None:
    first, second = (values.get(name) for name in (check.field, *check.others))
    if first is None or second is None or first == second:
        return None
    names = [titles[name] for name in (check.field, *check.others)]
    text = Text(
        f"“{names[0].zh}”为“{text_of(first)}”，“{names[1].zh}”写的是“{text_of(second)}”，以前者为准，请核对",
        f"{names[0].en} is {text_of(first)}, {names[1].en} says {text_of(second)}: the former is taken, to check",
    )
    return Disagreement(check, text, ())


def _figures(values: Mapping[str, Value], names: Sequence[str]) -> list[float] | None:
    """The figures of some fields; None where one is unknown or no figure."""
    figures = [float(value) for name in names if isinstance(value := values.get(name), (int, float))]
    return figures if len(figures) == len(names) else None


_ASK: Final = {
    CheckKind.AGREE: _agree,
    CheckKind.AT_MOST: _at_most,
    CheckKind.SUM: _sum,
    CheckKind.SAME: _same,
}

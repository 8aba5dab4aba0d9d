"""Comparisons in pairs, read strictly, and the weights they give: the one way in for the service and the command line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from api.asking.body import body_reader
from api.ground.errors import BadBody
from gis.errors import BadWeights
from gis.matching.scheme.ahp import MAX_CRITERIA, SCALE, AhpWeights, weights_of
from gis.matching.scheme.scheme import Scheme, pick_scheme
from gis.reading.reader import Reader
from gis.reading.shapes import misfit, text
from gis.text import Text

KEYS: Final = ("comparisons", "scheme")
PAIR_KEYS: Final = ("a", "b", "value")
_TEXT: Final = text(0, blank=True)
MAX_PAIRS: Final = MAX_CRITERIA * MAX_CRITERIA
_FRACTION: Final = re.compile(r"\s*([1-9])\s*(?:/\s*([1-9])\s*)?")


def weigh_pairs(schemes: Mapping[str, Scheme], asked: Mapping[str, Any]) -> AhpWeights:
    """The weights that comparisons of criteria give.

    Parameters
    ----------
    asked
        ``comparisons``: ``a``, ``b`` (ids of criteria) and ``value``, how many times as much ``a`` counts: 1 to 9, or a reciprocal as a
        number or as the text ``1/3``. ``scheme``: whose criteria they are; left out, those of any scheme.

    Raises
    ------
    BadBody, BadWeights
        A key or value that cannot be read; a pair that is missing, or said twice and not alike; a criterion that no scheme has.
    UnknownScheme
        Where the scheme named does not exist.
    """
    body = body_reader(asked)
    body.refuse_others(KEYS)
    titles = _titles(schemes, body)
    pairs: dict[tuple[str, str], float] = {}
    for entry in body.parts("comparisons", 1, MAX_PAIRS):
        pair, value = _comparison(entry, titles)
        if pairs.setdefault(pair, value) != value:
            raise _twice(pair)
    return weights_of(pairs, titles=titles)


def _titles(schemes: Mapping[str, Scheme], body: Reader[BadBody]) -> dict[str, Text]:
    named = body.table.get("scheme")
    name = None if named is None else body.read("scheme", _TEXT)
    meant = list(schemes.values()) if name is None else [pick_scheme(schemes, name[:200])]
    return {spec.id: spec.title for scheme in reversed(meant) for spec in scheme.criteria}


def _comparison(entry: Reader[BadBody], titles: Mapping[str, Text]) -> tuple[tuple[str, str], float]:
    entry.refuse_others(PAIR_KEYS)
    first, second = (entry.read(key, _TEXT) for key in ("a", "b"))
    for name in (first, second):
        if name not in titles:
            at = ".".join(entry.trail)
            raise BadWeights(
                Text(f"{at}：没有评分项 {name[:60]}", f"{at}: there is no criterion {name[:60]}"),
                Text(f"可用的评分项：{', '.join(titles)}", f"criteria: {', '.join(titles)}"),
                criteria=list(titles),
            )
    return (first, second), entry.read("value", _times)


def _times(value: Any) -> float:
    if isinstance(value, str) and (parts := _FRACTION.fullmatch(value)):
        return int(parts[1]) / int(parts[2] or 1)
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > SCALE:
        raise misfit(Text("1 至 9 或其倒数（如 1/3）", "1 to 9 or a reciprocal, such as 1/3"), value)
    return float(value)


def _twice(pair: tuple[str, str]) -> BadWeights:
    first, second = pair
    return BadWeights(
        Text(f"{first} 对 {second} 给了两次，取值不同", f"{first} over {second} stands twice, with different values"),
        Text("请删去其中一个", "take one of them out"),
    )

"""Comparisons in pairs, read strictly, and the weights they give: the one way in for the service and the command line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from api.body import only, wrong
from gis.errors import BadWeights
from gis.matching.ahp import MAX_CRITERIA, SCALE, AhpWeights, weights_of
from gis.matching.scheme import Scheme, pick_scheme
from gis.text import Text

KEYS: Final = ("comparisons", "scheme")
PAIR_KEYS: Final = ("a", "b", "value")
MAX_PAIRS: Final = MAX_CRITERIA * MAX_CRITERIA
_FRACTION: Final = re.compile(r"\s*([1-9])\s*(?:/\s*([1-9])\s*)?")


def compared(schemes: Mapping[str, Scheme], asked: Mapping[str, Any]) -> AhpWeights:
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
    only(asked, KEYS)
    titles = _titles(schemes, asked.get("scheme"))
    found = asked.get("comparisons")
    if not isinstance(found, list) or not 0 < len(found) <= MAX_PAIRS:
        raise wrong(
            "comparisons",
            Text(f"应为 1 至 {MAX_PAIRS} 个比较", f"is a list of 1 to {MAX_PAIRS} comparisons"),
        )
    pairs: dict[tuple[str, str], float] = {}
    for number, entry in enumerate(found, 1):
        pair, value = _comparison(entry, f"comparisons[{number}]", titles)
        if pairs.setdefault(pair, value) != value:
            raise _twice(pair)
    return weights_of(pairs, titles=titles)


def _titles(schemes: Mapping[str, Scheme], name: Any) -> dict[str, Text]:
    if name is not None and not isinstance(name, str):
        raise wrong("scheme", Text("应为文字", "is a text"))
    meant = list(schemes.values()) if name is None else [pick_scheme(schemes, name[:200])]
    return {spec.id: spec.title for scheme in reversed(meant) for spec in scheme.criteria}


def _comparison(entry: Any, at: str, titles: Mapping[str, Text]) -> tuple[tuple[str, str], float]:
    if not isinstance(entry, Mapping):
        raise wrong(at, Text("应为对象", "is an object"))
    only(entry, PAIR_KEYS)
    for key in ("a", "b"):
        name = entry.get(key)
        if not isinstance(name, str):
            raise wrong(f"{at}.{key}", Text("应为评分项编号", "is the id of a criterion"))
        if name not in titles:
            raise BadWeights(
                Text(f"{at}：没有评分项 {name[:60]}", f"{at}: there is no criterion {name[:60]}"),
                Text(f"可用的评分项：{', '.join(titles)}", f"criteria: {', '.join(titles)}"),
                criteria=list(titles),
            )
    return (entry["a"], entry["b"]), _value(entry.get("value"), f"{at}.value")


def _value(found: Any, at: str) -> float:
    if isinstance(found, str) and (parts := _FRACTION.fullmatch(found)):
        return int(parts[1]) / int(parts[2] or 1)
    if isinstance(found, bool) or not isinstance(found, int | float) or abs(found) > SCALE:
        raise wrong(at, Text("应为 1 至 9 或其倒数（如 1/3）", "is 1 to 9 or a reciprocal, such as 1/3"))
    return float(found)


def _twice(pair: tuple[str, str]) -> BadWeights:
    first, second = pair
    return BadWeights(
        Text(f"{first} 对 {second} 给了两次，取值不同", f"{first} over {second} stands twice, with different values"),
        Text("请删去其中一个", "take one of them out"),
    )

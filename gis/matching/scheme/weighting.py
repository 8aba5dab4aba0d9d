"""A scheme with weights of one's own: marked as such on every result."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from gis.errors import BadWeights
from gis.matching.scheme.scheme import Scheme
from gis.text import Text

_HUNDRED: Final = 100.0
_SLACK: Final = 0.01


def with_weights(scheme: Scheme, weights: Mapping[str, float]) -> Scheme:
    """The scheme with other weights; its version then ends in a digest of them, so that no report passes for the filed scheme's.

    Raises
    ------
    BadWeights
        Where a criterion is unknown or missing, a weight negative or not finite, or the sum is not 100.
    """
    names = [spec.id for spec in scheme.criteria]
    if strange := sorted(set(weights) - set(names)):
        raise _bad(f"没有评分项 {'、'.join(strange)[:120]}", f"there is no criterion {', '.join(strange)[:120]}", names)
    if missing := [name for name in names if name not in weights]:
        raise _bad(f"缺少 {'、'.join(missing)} 的权重", f"the weight of {', '.join(missing)} is missing", names)
    for name in names:
        if not math.isfinite(weights[name]) or weights[name] < 0:
            raise _bad(
                f"{name} 的权重须是不小于 0 的数字", f"the weight of {name} must be a number of at least 0", names
            )
    total = math.fsum(weights.values())
    if abs(total - _HUNDRED) > _SLACK:
        raise _bad(f"权重合计为 {total:g}，应为 100", f"weights sum to {total:g}, not 100", names)
    if all(spec.weight == weights[spec.id] for spec in scheme.criteria):
        return scheme
    digest = hashlib.sha256(repr([float(weights[name]) for name in names]).encode()).hexdigest()[:6]
    criteria = tuple(replace(spec, weight=float(weights[spec.id])) for spec in scheme.criteria)
    return replace(scheme, criteria=criteria, version=f"{scheme.version}+w{digest}")


def _bad(zh: str, en: str, names: list[str]) -> BadWeights:
    listed = ", ".join(names)
    return BadWeights(
        Text(zh, en),
        Text(f"请为每个评分项给出权重，合计 100：{listed}", f"give each criterion a weight, 100 in all: {listed}"),
        criteria=names,
    )

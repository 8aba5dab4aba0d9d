"""By which criteria the order of a ranking is known: what nobody knows of any site parts none of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from gis.matching.scheme.scheme import Scheme
from gis.matching.sites.answers import Numbers
from gis.plainly import Filled
from gis.text import Text, and_list, either


@dataclass(frozen=True, kw_only=True)
class Order:
    """What an order rests on, by criteria.

    Parameters
    ----------
    by
        Those that part the ranked sites: known of some, and not the same for all.
    unknown
        Those that are known of none.
    known
        Of how many each is known.
    """

    by: tuple[str, ...]
    unknown: tuple[str, ...]
    known: Mapping[str, int]
    words: Filled[Text]


def order_of(values: Numbers, scheme: Scheme) -> Order | None:
    """By which criteria an order is known, of values of shape (criteria, n); None where there are no two to be ordered."""
    if values.shape[1] < 2:
        return None
    known = ~np.isnan(values)
    points = np.where(known, values, 0.0)
    parting = np.flatnonzero(known.any(axis=1) & (points.max(axis=1) > points.min(axis=1)))
    by = [scheme.criteria[number] for number in parting.tolist()]
    unknown = [scheme.criteria[number] for number in np.flatnonzero(~known.any(axis=1)).tolist()]
    return Order(
        by=tuple(spec.id for spec in by),
        unknown=tuple(spec.id for spec in unknown),
        known={spec.id: count for spec, count in zip(scheme.criteria, known.sum(axis=1).tolist(), strict=True)},
        words=_words([spec.title for spec in by], [spec.title for spec in unknown]),
    )


def _words(by: Sequence[Text], unknown: Sequence[Text]) -> Text:
    if by:
        only = Text("仅", " only") if unknown else Text("", "")
        said = Text(
            f"{only.zh}按{'、'.join(each.zh for each in by)}排序",
            f"Ordered by {and_list([each.en for each in by])}{only.en}",
        )
    else:
        said = Text("得分相同，按编号排列", "All score the same, in the order of their ids")
    if not unknown:
        return Text(f"{said.zh}。", f"{said.en}.")
    are = either(len(unknown), "is", "are")
    return Text(
        f"{said.zh}：{'、'.join(each.zh for each in unknown)}各处均未知。",
        f"{said.en}: {and_list([each.en for each in unknown])} {are} known of none.",
    )

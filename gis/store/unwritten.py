"""The features of a file with what a store has made of them since: as they stand, without asking the store for all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from gis.layer import Feature
from gis.store.feature_texts import features_of


class Standing(NamedTuple):
    """Features as they stand, for each its row in the file counted from 1, 0 of one that is not there, and the ids that the store has otherwise."""

    features: list[Feature]
    rows: list[int]
    touched: frozenset[str]


def lay_over(features: Sequence[Feature], changes: Mapping[str, str | None]) -> Standing:
    """Changes, by id the feature as the last of them left it and None for one that was ended, over the features of a file; new ones come last."""
    made = features_of({key: text for key, text in changes.items() if text is not None})
    stay = [row for row, each in enumerate(features) if each.id in made or each.id not in changes]
    here = {features[row].id for row in stay}
    new = [feature for key, feature in made.items() if key not in here]
    return Standing(
        features=[*(made.get(features[row].id, features[row]) for row in stay), *new],
        rows=[*(row + 1 for row in stay), *(0 for _ in new)],
        touched=frozenset(changes),
    )

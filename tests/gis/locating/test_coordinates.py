"""Would break where coordinates in cells put a row somewhere else than they say, or where they say nothing certain."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pytest
import shapely

from gis.catalog import Kind
from gis.crs import STORAGE, transform
from gis.layer import Feature
from gis.locating.proposal import By, Outcome, Proposal
from gis.locating.proposing import propose_places
from tests.gis.locating.ledgers import CODE, parcel, row
from tests.gis.locating.test_locating import Metric, inventory_of
from tests.gis.small import METRIC_CRS, cell

PLACE: Final = (116.0312345, 36.0112345)
"""Inside the grid of cells, and in none of the parcels below."""
EAST, NORTH = shapely.get_coordinates(transform(np.array([shapely.Point(PLACE)]), STORAGE, METRIC_CRS))[0].tolist()
ZONED: Final = f"{39_000_000 + EAST:.3f}"


def proposed(said: dict[str, Any], kind: Kind = Kind.PARCEL) -> Proposal:
    parcels: list[Feature] = [parcel(n) for n in range(100) if n != 53]
    return propose_places(inventory_of([row("r", **said)], parcels, Metric, kind), "ledger").proposals[0]


@pytest.mark.parametrize(
    "said",
    [
        {"lx": f"{PLACE[0]}, {PLACE[1]}"},
        {"lx": f"{PLACE[1]}，{PLACE[0]}"},
        {"lx": f"E{PLACE[0]} N{PLACE[1]}"},
        {"lx": f"（{PLACE[0]}；{PLACE[1]}）"},
        {"lx": "116°1′52.4442″，36°0′40.4442″"},
        {"lx": str(PLACE[0]), "ly": str(PLACE[1])},
        {"lx": str(PLACE[1]), "ly": str(PLACE[0])},
        {"lx": f"{EAST:.3f}", "ly": f"{NORTH:.3f}"},
        {"lx": f"{NORTH:.3f}", "ly": f"{EAST:.3f}"},
        {"lx": f"{NORTH:.3f}", "ly": ZONED},
        {"lx": f"X={NORTH:.3f}，Y={ZONED}"},
    ],
)
def test_however_they_are_written_they_are_one_place(said: dict[str, Any]) -> None:
    found = proposed(said)
    assert (found.outcome, found.by) == (Outcome.LOCATED, By.COORDINATES), found.why
    assert found.shape.distance(shapely.Point(PLACE)) < 1e-7


@pytest.mark.parametrize(
    "text", ["106.03, 36.05", "0, 0", "116.03", "116.03, 36.01, 12", "1.5, 2.5", "116.03123 至 36.01123", "1e9, 4"]
)
def test_what_lies_elsewhere_or_is_no_pair_places_nothing(text: str) -> None:
    found = proposed({"lx": text})
    assert (found.outcome, found.shape) == (Outcome.NOT_LOCATED, None)


def test_too_few_decimals_are_to_check() -> None:
    found = proposed({"lx": "116.03, 36.01"})
    assert found.outcome is Outcome.TO_CHECK
    assert "too few decimals" in found.why.en


def test_a_code_and_coordinates_of_two_places_are_to_check() -> None:
    found = proposed({"dk": CODE.format(7), "lx": f"{PLACE[0]}, {PLACE[1]}"})
    assert found.outcome is Outcome.TO_CHECK
    assert "m from" in found.why.en
    middle = cell(7, 0).centroid
    assert proposed({"dk": CODE.format(7), "lx": f"{middle.x:.7f}, {middle.y:.7f}"}).outcome is Outcome.LOCATED


def test_a_project_is_not_put_onto_its_coordinates_by_itself() -> None:
    assert proposed({"lx": f"{PLACE[0]}, {PLACE[1]}"}, Kind.PROJECT).outcome is Outcome.TO_CHECK

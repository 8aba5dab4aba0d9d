"""Would break where an answer hung on the order in which a register happens to list its rows."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from gis.catalog import Kind
from gis.fields import Role
from gis.inventory import Inventory
from gis.layer import Layer
from gis.matching import Project, best_projects, match
from gis.matching.portfolio.assign import assign
from gis.matching.portfolio.question import PortfolioQuestion
from gis.matching.studies.studies import STUDIES, run_studies
from gis.plainly import to_plain
from tests.gis.matching.district import default_scheme, random_district


def turned(inventory: Inventory, seed: int) -> Inventory:
    """The same features, each layer's in another order."""
    layers = {}
    for name, layer in inventory.layers.items():
        features = [layer.feature(row) for row in range(len(layer))]
        random.Random(seed).shuffle(features)
        layers[name] = Layer.from_features(
            layer.collection,
            features,
            metric_crs=inventory.catalog.metric_crs,
            codelists=inventory.catalog.codelists,
        )
    return Inventory.of(inventory.catalog, layers, inventory.version)


def same(first: Any, second: Any) -> bool:
    """Whether two answers are one, byte by byte."""
    return json.dumps(first, ensure_ascii=False) == json.dumps(second, ensure_ascii=False)


@pytest.fixture(scope="module", params=range(3))
def pair(request: pytest.FixtureRequest) -> tuple[Inventory, Inventory]:
    found = random_district(request.param, land=60, floors=60)
    return found, turned(found, request.param)


def projects(inventory: Inventory) -> list[Project]:
    layer = inventory.of_kind(Kind.PROJECT)[0]
    named = sorted(key for key, stage in zip(layer.ids, layer.texts(Role.STAGE), strict=True) if stage == "new")
    return [Project.from_layer(layer, key) for key in named]


def test_a_match_is_the_same(pair: tuple[Inventory, Inventory]) -> None:
    scheme, (one, other) = default_scheme(), pair
    for here, there in zip(projects(one), projects(other), strict=True):
        explain = ["L-003", "F-007"]
        first, second = (
            match(inventory, project, scheme, top=50, explain=explain)
            for inventory, project in ((one, here), (other, there))
        )
        assert same(to_plain(first), to_plain(second))


@pytest.mark.parametrize("study", STUDIES)
def test_a_study_is_the_same(pair: tuple[Inventory, Inventory], study: str) -> None:
    scheme, (one, other) = default_scheme(), pair
    for here, there in zip(projects(one)[:3], projects(other)[:3], strict=True):
        first, second = (
            {name: to_plain(found) for name, found in run_studies(inventory, project, scheme, [study], top=20).items()}
            for inventory, project in ((one, here), (other, there))
        )
        assert same(first, second)


def test_the_projects_for_a_site_are_the_same(pair: tuple[Inventory, Inventory]) -> None:
    scheme, (one, other) = default_scheme(), pair
    for site in ("L-003", "L-017"):
        first, second = (
            best_projects(inventory, "industrial_land", site, scheme, top=20) for inventory in (one, other)
        )
        assert same(to_plain(first), to_plain(second))


def test_a_portfolio_is_the_same(pair: tuple[Inventory, Inventory]) -> None:
    question = PortfolioQuestion(unlocks=False)
    first, second = (to_plain(assign(inventory, default_scheme(), question)) for inventory in pair)
    assert same(first, second)

"""Every store that there is: each test here holds for all of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from gis.catalog import Catalog
from gis.io import geojson
from gis.store.geopackage import DEFAULT_FILE, GeoPackageStore
from tests.gis.folders import two_layers
from tests.gis.store.contract.memory import MemoryStore

AnyStore = GeoPackageStore | MemoryStore


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    """Four plots and two parks."""
    return two_layers(tmp_path / "layers")


@pytest.fixture(params=["geopackage", "memory"])
def fresh(request: pytest.FixtureRequest, catalog: Catalog, tmp_path: Path) -> AnyStore:
    """A store that holds nothing yet."""
    if request.param == "memory":
        return MemoryStore(tmp_path / "memory")
    return GeoPackageStore(catalog.folder / DEFAULT_FILE)


@pytest.fixture
def store(fresh: AnyStore, catalog: Catalog) -> AnyStore:
    """A store that has loaded the folder."""
    fresh.sync(catalog, geojson.read, "loader")
    return fresh

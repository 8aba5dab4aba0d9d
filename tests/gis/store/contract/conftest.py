"""Every store that there is: each test here holds for all of them."""

from __future__ import annotations

from collections.abc import Iterator
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
def fresh(request: pytest.FixtureRequest, catalog: Catalog, tmp_path: Path) -> Iterator[AnyStore]:
    """A store that holds nothing yet; whatever a test does with it, its tables must be what its log says in the end."""
    if request.param == "memory":
        yield MemoryStore(tmp_path / "memory")
        return
    store = GeoPackageStore(catalog.folder / DEFAULT_FILE)
    yield store
    assert (store.compared().altered, store.compared().unknown) == ((), ())


@pytest.fixture
def store(fresh: AnyStore, catalog: Catalog) -> AnyStore:
    """A store that has loaded the folder."""
    fresh.sync(catalog, geojson.read, "loader")
    return fresh

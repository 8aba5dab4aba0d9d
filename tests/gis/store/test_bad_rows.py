"""SAFETY check 4: every bad row is listed, a refused or killed load leaves the store as it was, the mended file goes in once."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gis.catalog import Catalog
from gis.errors import RefusedRows
from gis.io import geojson
from gis.store.geopackage import GeoPackageStore
from tests.gis.folders import data_folder
from tests.gis.small import COLLECTION

SIZES = [300, pytest.param(100_000, marks=[pytest.mark.soak, pytest.mark.timeout(1800)])]

BOW_TIE = '{"type":"Polygon","coordinates":[[[116,36],[117,37],[117,36],[116,37],[116,36]]]}'
METRES = '{"type":"Point","coordinates":[477616,4046602]}'


def square(row: int) -> str:
    x, y = 116 + row % 300 / 1000, 36 + row // 300 / 1000
    ring = f"[[{x},{y}],[{x + 0.001},{y}],[{x + 0.001},{y + 0.001}],[{x},{y + 0.001}],[{x},{y}]]"
    return f'{{"type":"Polygon","coordinates":[{ring}]}}'


def feature(row: int, *, key: str | None = None, shape: str | None = None, **properties: Any) -> str:
    """One feature as a line of its file."""
    table = {"id": f"A{row}" if key is None else key, "name": "新", **properties}
    return f'{{"type":"Feature","properties":{json.dumps(table)},"geometry":{shape or square(row)}}}'


BAD: dict[str, Callable[[int], str]] = {
    "not-a-feature": lambda _: '{"type":"Thing"}',
    "no-usable-geometry": lambda row: feature(row, shape='{"type":"Disc"}'),
    "no-id": lambda row: feature(row, key=""),
    "duplicate-id": lambda row: feature(row, key="A0"),
    "invalid-geometry": lambda row: feature(row, shape=BOW_TIE),
    "outside-degrees": lambda row: feature(row, shape=METRES),
    "not-number": lambda row: feature(row, site_area_m2="约三亩"),
    "not-integer": lambda row: feature(row, floors=2.5),
    "not-boolean": lambda row: feature(row, planned="perhaps"),
    "not-date": lambda row: feature(row, started="2023-13-01"),
    "not-list": lambda row: feature(row, services=5),
    "too-many-digits": lambda row: feature(row, floors=2**53),
}


def written(catalog: Catalog, size: int, bad: dict[int, str], **more: Any) -> None:
    """The layer's file: sound rows, and bad ones of some kinds at some places."""
    rows = [BAD[bad[row]](row) if row in bad else feature(row, **more) for row in range(size)]
    text = '{"type":"FeatureCollection","features":[' + ",\n".join(rows) + "]}"
    (catalog.folder / "plots.geojson").write_text(text, "utf-8")


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    return data_folder(tmp_path / "layers", {"plots": COLLECTION.fields}, {"plots": []})


def kept(catalog: Catalog) -> GeoPackageStore:
    return GeoPackageStore(catalog.folder / ".store" / "landstock.gpkg")


@pytest.mark.parametrize("size", SIZES)
def test_every_bad_row_of_twelve_kinds_is_listed_and_the_mended_file_goes_in_once(catalog: Catalog, size: int) -> None:
    written(catalog, 20, {}, name="旧")
    kept(catalog).sync(catalog, geojson.read)
    version = kept(catalog).state(catalog).version
    count = 1000 if size > 1000 else 60
    step = size // count
    bad = {row: list(BAD)[place % len(BAD)] for place, row in enumerate(range(step, size, step))}
    written(catalog, size, bad)
    with pytest.raises(RefusedRows) as refused:
        kept(catalog).sync(catalog, geojson.read)
    found = {each.row - 1: each for each in refused.value.findings}
    assert {row: each.code for row, each in found.items()} == bad
    assert refused.value.where["found"] == dict(Counter(bad.values()))
    assert all(each.remedy.zh and each.remedy.en and each.file == "plots.geojson" for each in found.values())
    fields = {"site_area_m2": "约三亩", "floors": "2.5", "planned": "perhaps", "started": "2023-13-01", "services": "5"}
    for each in found.values():
        if each.field and each.code != "too-many-digits":
            assert fields[each.field] in each.excerpt
    assert kept(catalog).state(catalog).version == version
    written(catalog, size, {})
    assert kept(catalog).sync(catalog, geojson.read).loaded == ("plots",)
    assert kept(catalog).sync(catalog, geojson.read).loaded == ()
    assert len(kept(catalog).load(catalog).layers["plots"]) == size


@pytest.mark.parametrize("size", SIZES)
def test_one_bad_row_near_the_end_is_named_and_nothing_before_it_went_in(catalog: Catalog, size: int) -> None:
    written(catalog, size, {size - 2: "not-number"})
    with pytest.raises(RefusedRows) as refused:
        kept(catalog).sync(catalog, geojson.read)
    assert [(each.row, each.field) for each in refused.value.findings] == [(size - 1, "site_area_m2")]
    assert kept(catalog).edits() == []
    with kept(catalog).connected() as db:
        assert db.execute("SELECT count(*) FROM landstock_sources").fetchone() == (0,)


def test_bad_rows_of_several_layers_are_listed_together(tmp_path: Path) -> None:
    two = data_folder(
        tmp_path / "two", {"plots": COLLECTION.fields, "more": COLLECTION.fields}, {"plots": [], "more": []}
    )
    for name in ("plots", "more"):
        text = f'{{"type":"FeatureCollection","features":[{feature(0, floors="many")}]}}'
        (two.folder / f"{name}.geojson").write_text(text, "utf-8")
    with pytest.raises(RefusedRows) as refused:
        kept(two).sync(two, geojson.read)
    assert {each.file for each in refused.value.findings} == {"plots.geojson", "more.geojson"}


def left_after_kills(catalog: Catalog, size: int, times: int, *more: str) -> list[dict[str, object]]:
    """What the store holds after each of many loads that were killed."""
    written(catalog, 20, {}, name="旧")
    kept(catalog).sync(catalog, geojson.read)
    written(catalog, size, {})
    command = [
        sys.executable,
        "-m",
        "tests.gis.store.killing",
        str(catalog.folder),
        str(kept(catalog).path),
        str(times),
    ]
    done = subprocess.run([*command, *more], capture_output=True, text=True, check=True, timeout=1700)
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize(
    ("size", "times"),
    [(2_000, 12), pytest.param(100_000, 40, marks=[pytest.mark.soak, pytest.mark.timeout(1800)])],
)
def test_a_load_that_is_killed_happened_whole_or_not_at_all(catalog: Catalog, size: int, times: int) -> None:
    left = left_after_kills(catalog, size, times)
    assert len(left) == times
    for each in left:
        assert each in ({"whole": True, "names": {"旧": 20}}, {"whole": True, "names": {"新": size}})
    kept(catalog).sync(catalog, geojson.read)
    assert len(kept(catalog).load(catalog).layers["plots"]) == size


def test_a_load_without_a_transaction_would_be_seen_half_done(catalog: Catalog) -> None:
    """The mutation kept beside SAFETY check 4: a check that cannot fail would be none."""
    left = left_after_kills(catalog, 2_000, 12, "careless")
    assert any(each["names"] not in ({"旧": 20}, {"新": 2_000}) for each in left)

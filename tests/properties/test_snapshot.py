"""A layer read from a snapshot answers as the same layer in memory, also with edits patched in: it is the layer, not a copy that may differ.

What would break: rows of blocks left out or counted twice, a word of an edit sorted elsewhere than in memory, a removed row that still answers.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gis import encoding
from gis.cql2.filter import Cql2Filter
from gis.cql2.tree import Node
from gis.layer import Feature, Layer
from gis.query import Box, Query, select
from gis.snapshot import StoredLayer, open_layer, write
from gis.snapshot import blocks as blocks_module
from gis.summary import Sought, summarise
from gis.tiles import TileSource
from tests.gis.cql2.trees import rows, trees
from tests.gis.small import CODELISTS, METRIC_CRS, plot
from tests.properties.test_query import PLACES, layers, properties, queries

EDITS = st.lists(
    st.tuples(st.integers(0, 99).map("P-{}".format), st.sampled_from(["put", "put", "remove"])), max_size=8
)
Row = dict[str, Any]


@pytest.fixture(autouse=True, scope="module")
def _small_blocks() -> Iterator[None]:
    """Twelve rows would be one block, which tells nothing of an index."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks_module, "BLOCK", 2)
        patch.setattr(blocks_module, "_MOST", 2.0)
        patch.setattr(blocks_module, "_FEW", 0)
        yield


def stored(made: Layer) -> StoredLayer:
    """The layer written and opened again."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plots.arrays"
        write(made, path, {})
        return open_layer(path, made.collection, CODELISTS)


def answer(made: Layer, query: Query) -> list[Row]:
    """Ids of a query in their order, and all that is said about it."""
    found = select(made, query)
    said = [
        {"key": step.key, "removed": step.removed, "left": step.left, "unknown": step.unknown} for step in found.steps
    ]
    return [
        {"ids": [made.ids[row] for row in found.rows.tolist()], "matched": found.matched, "words": found.words},
        *said,
    ]


def figures(made: Layer, query: Query) -> Any:
    """Groups by every field without those that no row is in, the most frequent values, and every histogram."""
    fields = made.collection.fields
    found = summarise(
        made,
        query,
        by=[field.name for field in fields],
        histograms=[field.name for field in fields if field.ranged],
        sought=Sought(fields=[field.name for field in fields if not field.numeric], term="1", limit=4),
    )
    return found.matched, found.area_m2, found.groups, found.distinct, found.histograms


def content(made: Layer) -> Mapping[str, Any]:
    """Every feature by its id, and as GeoJSON."""
    found = {}
    for row, key in enumerate(made.ids):
        feature, text = made.feature(row), orjson.loads(encoding.features(made, np.array([row]))[0])
        assert text["id"] == key
        assert text["properties"] == feature.properties
        found[key] = (feature.properties, None if feature.geometry is None else shapely.to_wkt(feature.geometry))
    return found


def outlines(source: TileSource, made: Layer) -> Mapping[str, Any]:
    """What tiles are made of, by feature."""
    found = {}
    for n, row in enumerate(source.rows.tolist()):
        paths = slice(*source.feature_paths[n : n + 2].tolist())
        vertices = slice(*source.path_starts[[paths.start, paths.stop]].tolist())
        places = (
            source.keys[n],
            source.boxes[:, n].tolist(),
            source.xy[vertices].tolist(),
            source.inner[paths].tolist(),
        )
        found[made.ids[row]] = places
    return found


def same(mine: Layer, theirs: Layer, asked: Sequence[Query]) -> None:
    """Two layers hold the same and answer the same."""
    assert content(mine) == content(theirs)
    for query in asked:
        assert answer(mine, query) == answer(theirs, query)
        assert figures(mine, query) == figures(theirs, query)
        assert answer(mine, Query(collection="plots", limit=3, sort=query.sort)) == answer(
            theirs, Query(collection="plots", limit=3, sort=query.sort)
        )


@given(layers(), st.lists(queries(), min_size=1, max_size=3))
def test_a_stored_layer_answers_as_one_in_memory(made: Layer, asked: list[Query]) -> None:
    same(stored(made), made, asked)


@given(layers(), EDITS, st.data(), st.lists(queries(), min_size=1, max_size=2))
def test_edits_patched_in_make_what_a_rebuild_makes(
    made: Layer, edits: list[tuple[str, str]], data: st.DataObject, asked: list[Query]
) -> None:
    patched: Layer = stored(made)
    before = content(patched)
    rebuilt = made
    for key, kind in edits:
        if kind == "remove" and key not in rebuilt.row_of:
            continue
        feature = None if kind == "remove" else plot(key, data.draw(PLACES), **data.draw(properties()))
        changes: dict[str, Feature | None] = {key: feature}
        last, patched = patched, patched.edited(changes, metric_crs=METRIC_CRS, codelists=CODELISTS)
        rebuilt = rebuilt.edited(changes, metric_crs=METRIC_CRS, codelists=CODELISTS)
        assert isinstance(patched, StoredLayer), "a patch was refused"
        assert last is not patched
    same(patched, rebuilt, asked)
    if isinstance(patched, StoredLayer) and patched.base is not None:
        source = TileSource.of(patched.base.geometries).patched(patched.shapes, patched.touched)
        assert outlines(source, patched) == outlines(TileSource.of(rebuilt.geometries), rebuilt)
        assert (np.diff(source.keys.astype(np.float64)) >= 0).all()
    if edits:
        assert content(stored(made)) == before


@given(rows(), trees(), st.none() | st.just(Box(west=0.25, south=0.25, east=2.5, north=1.5)))
def test_filters_answer_alike_also_where_only_rows_near_a_box_are_looked_at(
    made: Layer, tree: Node, box: Box | None
) -> None:
    query = Query(collection="plots", bbox=box, filter=Cql2Filter(tree), limit=None)
    assert answer(stored(made), query) == answer(made, query)

"""For any filter and any rows: a real PostGIS answers the compiled condition as the masks do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import shapely
from hypothesis import given

from gis.cql2.kinds import fit_tree
from gis.cql2.masks import answers
from gis.cql2.mistakes import Work
from gis.cql2.tree import Node
from gis.fields import DType
from gis.layer import Layer
from tests.gis.cql2.postgis import programs, running
from tests.gis.cql2.trees import LEAVES, rows, trees
from tests.gis.small import COLLECTION
from tests.oracles.cql2.dialects import POSTGIS
from tests.oracles.cql2.sql import compiled

psycopg = pytest.importorskip("psycopg")

TYPES = {
    DType.TEXT: "text",
    DType.INTEGER: "integer",
    DType.NUMBER: "double precision",
    DType.BOOLEAN: "boolean",
    DType.DATE: "date",
    DType.LIST: "text[]",
}
# PostgreSQL raises an error where a figure leaves float8 (5000 ^ 5000), which the masks call infinite.
KINDS = [kind for kind in LEAVES if kind not in ("numbers", "between", "in numbers")]


@pytest.fixture(scope="module")
def db() -> Iterator[Any]:
    """A connection to a server with the table of the small layer."""
    bin_ = programs()
    if bin_ is None:
        pytest.skip("no PostgreSQL with PostGIS here: apt-get install postgresql postgresql-15-postgis-3")
    with running(bin_) as address, psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION postgis")
        columns = ", ".join(f'"{field.name}" {TYPES[field.dtype]}' for field in COLLECTION.fields)
        connection.execute(f"CREATE TABLE plots (row integer, geometry geometry(Geometry, 4490), {columns})")
        yield connection


def fill(db: Any, layer: Layer) -> None:
    """The table holds these rows and no others."""
    marks = ", ".join(["%s", "ST_GeomFromWKB(%s, 4490)", *["%s"] * len(COLLECTION.fields)])
    db.execute("TRUNCATE plots")
    with db.cursor() as cursor:
        for row, shape in enumerate(layer.geometries):
            values = layer.properties(row).values()
            cursor.execute(f"INSERT INTO plots VALUES ({marks})", [row, shapely.to_wkb(shape), *values])


@given(layer=rows(), tree=trees(*KINDS))
def test_postgis_answers_as_the_masks_do(db: Any, layer: Layer, tree: Node) -> None:
    fill(db, layer)
    made = compiled(tree, layer, POSTGIS)
    found = [answer for (answer,) in db.execute(f"SELECT {made.text} FROM plots ORDER BY row", made.parameters)]
    yes, unknown = answers(fit_tree(tree, layer), layer, Work())
    assert found == [None if cannot else bool(does) for does, cannot in zip(yes, unknown, strict=True)], made.text

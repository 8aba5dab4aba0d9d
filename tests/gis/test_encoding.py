"""Features that are written many at once are those that are written one by one."""

from __future__ import annotations

import numpy as np
import orjson
from hypothesis import given
from hypothesis import strategies as st

from gis import encoding
from gis.catalog import Collection, Kind
from gis.features import Feature
from gis.fields import DType, Field, Role
from gis.layer import Layer
from gis.text import Text

FIELDS = (
    Field(name="id", dtype=DType.TEXT, title=Text("编号", "id"), role=Role.ID),
    Field(name="name", dtype=DType.TEXT, title=Text("名称", "name")),
    Field(name="needs", dtype=DType.LIST, title=Text("需求", "needs")),
)
LEDGER = Collection(
    id="ledger",
    kind=Kind.OTHER,
    file="ledger.geojson",
    title=Text("台账", "ledger"),
    noun=Text("宗", "plots"),
    fields=FIELDS,
)
TEXTS = st.sampled_from(['},{"id":', '"},{"id":"', "a\\", "厂", "},{", "[", "b"])


@given(rows=st.lists(st.tuples(st.none() | TEXTS, st.none() | st.lists(TEXTS, max_size=3)), max_size=5))
def test_many_rows_are_each_what_it_is_alone(rows: list[tuple[str | None, list[str] | None]]) -> None:
    """Fails where a text that reads as the end of a row parts it."""
    features = [
        Feature(f"k{n}", None, {"id": f"k{n}", "name": name, "needs": needs}) for n, (name, needs) in enumerate(rows)
    ]
    layer = Layer.from_features(LEDGER, features, metric_crs="EPSG:4548", codelists={})
    made = encoding.features(layer, np.arange(len(rows)))
    assert made == [encoding.features(layer, np.array([row]))[0] for row in range(len(rows))]
    for feature, text in zip(features, made, strict=True):
        assert orjson.loads(text)["properties"] == feature.properties
        assert encoding.outline_of(text) == b"null"
    assert encoding.features(layer, np.arange(len(rows)), names=[]) == [
        b'{"type":"Feature","id":"%b","geometry":null,"properties":{}}' % feature.id.encode() for feature in features
    ]

"""Records that are written column by column are the same bytes, and are noted alike, as records that are written one by one."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.io import feature_rows, geojson, written_rows
from gis.io.feature_rows import FeatureRows
from gis.io.written_rows import RowsNoted
from tests.gis.io.test_plain_rows import LEDGER
from tests.gis.io.test_written_rows import values

TEXTS = st.text('a"\\},{:\n厂', max_size=6) | st.sampled_from(['},{"type":"Feature"', "工业"])
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "name": st.none() | TEXTS,
    "area": st.none() | st.floats(0, 1e6),
    "start": st.none() | st.just("2023-06-30"),
    "needs": st.none() | st.lists(TEXTS, max_size=3),
}


@st.composite
def blocks(draw: st.DrawFn) -> list[FeatureRows]:
    made, size = list[FeatureRows](), 0
    for count in draw(st.lists(st.integers(0, 4), min_size=1, max_size=4)):
        keys = [f"k{size + place}" for place in range(count)]
        columns = {"id": list[Any](keys)} | {
            name: draw(st.lists(of, min_size=count, max_size=count)) for name, of in VALUES.items()
        }
        more = draw(st.dictionaries(st.integers(0, 3), st.dictionaries(st.sampled_from("xy"), TEXTS, min_size=1)))
        made.append(FeatureRows(keys, columns, {place: table for place, table in more.items() if place < count}))
        size += count
    return made


@given(rows=blocks(), at_once=st.integers(1, 3))
def test_rows_are_written_and_noted_as_features_are(rows: list[FeatureRows], at_once: int) -> None:
    """Fails where a text that reads as what parts two features parts one, or where a property that comes late moves."""
    features = [feature for block in rows for feature in block.features()]
    one, many = RowsNoted(LEDGER.fields), RowsNoted(LEDGER.fields)
    expected = b"".join(one.lines(geojson.lines(one.records(features))))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(feature_rows, "_AT_ONCE", at_once)
        patch.setattr(written_rows, "_AT_ONCE", 2)
        assert b"".join(many.lines(feature_rows.lines(many.rows(rows)))) == expected
    first, second = one.collect_columns(LEDGER), many.collect_columns(LEDGER)
    assert (first is None) == (second is None)
    if first is not None and second is not None:
        assert first.sha256 == second.sha256
        assert {name: values(column) for name, column in first.columns.items()} == {
            name: values(column) for name, column in second.columns.items()
        }

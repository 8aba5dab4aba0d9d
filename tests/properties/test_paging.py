"""For any layer and any order: pages follow one another without a gap or a double, also when the data change between them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.asking import cursor
from api.ground.errors import BadParameter
from gis.layer import Feature, Layer
from gis.query import Query, SortKey, select
from tests.gis.small import layer
from tests.properties.test_query import layers

KEYS = ["name", "status", "readiness", "park", "site_area_m2", "floors", "planned", "started", "services", "use"]
ORDERS = st.lists(
    st.builds(SortKey, field=st.sampled_from(KEYS), descending=st.booleans()),
    max_size=3,
    unique_by=lambda key: key.field,
).map(tuple)


def turned(found: Layer, keys: tuple[SortKey, ...], limit: int, later: Layer | None = None) -> list[str]:
    """Ids page by page, each page by the cursor that the one before wrote; from the second page on of the later layer."""
    seen: list[str] = []
    query = Query(collection=found.id, sort=keys, limit=limit)
    while True:
        page = select(found, query)
        seen += [found.ids[row] for row in page.rows]
        if page.next_after is None:
            return seen
        text = cursor.write_cursor(page.next_after, keys)
        assert text is not None
        query = Query(collection=found.id, sort=keys, limit=limit, after=cursor.read(text, keys, found.collection))
        found = later or found


def whole(found: Layer, keys: tuple[SortKey, ...]) -> list[str]:
    return [found.ids[row] for row in select(found, Query(collection=found.id, sort=keys, limit=None)).rows]


@given(found=layers(), keys=ORDERS, limit=st.integers(1, 5))
def test_pages_concatenate_to_the_whole(found: Layer, keys: tuple[SortKey, ...], limit: int) -> None:
    assert turned(found, keys, limit) == whole(found, keys)


@given(found=layers(), other=layers(), keys=ORDERS, limit=st.integers(1, 5), data=st.data())
def test_what_was_not_edited_comes_once_and_in_order(
    found: Layer, other: Layer, keys: tuple[SortKey, ...], limit: int, data: st.DataObject
) -> None:
    """Rows go, change and come after the first page: those that stay as they were are met exactly once."""
    fates: dict[str, str] = {key: data.draw(st.sampled_from(["stays", "goes", "changes"])) for key in found.ids}
    others = [other.feature(row) for row in range(len(other))]
    edited: list[Feature] = []
    for row, key in enumerate(found.ids):
        if fates[key] == "stays":
            edited.append(found.feature(row))
        elif fates[key] == "changes" and others:
            edited.append(Feature(key, None, others[row % len(others)].properties))
    new = [Feature(f"new-{n}", each.geometry, each.properties) for n, each in enumerate(others)]
    later = layer([*edited, *new])
    stayed = [key for key in whole(later, keys) if fates.get(key) == "stays"]
    seen = turned(found, keys, limit, later)
    assert [key for key in seen if fates.get(key) == "stays"] == stayed


@given(text=st.text(max_size=60) | st.binary(max_size=60).map(lambda raw: raw.hex()), keys=ORDERS)
def test_any_other_word_is_refused_as_a_cursor(text: str, keys: tuple[SortKey, ...]) -> None:
    with pytest.raises(BadParameter, match="cursor"):
        cursor.read(text, keys, layer([]).collection)

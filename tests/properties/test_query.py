"""For any layer and any query: the rows are those that a row-by-row reading of the query's words would keep, in its order.

The oracle below is plain Python over one row's properties and knows no columns, masks or ranks.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import shapely
from hypothesis import example, given
from hypothesis import strategies as st
from pyproj import Transformer

from gis.layer import Feature, Layer
from gis.query import Between, Box, Near, OneOf, Query, SortKey, matching, near_shape, select
from tests.gis.small import CODELISTS, LAND_USE, PARKS, READINESS, SERVICES, STATUS, cell, layer, plot

WORDS = ["归德", "Ａ区", "a1", "闲置", "GD", "号"]
NUMBERS = {"site_area_m2": st.sampled_from([0.0, 5.0, 5000.0, 20000.0, 20000.5]), "floors": st.integers(0, 4)}
DAYS = st.sampled_from(["2020-02-29", "2021-05-01", "2023-06-30"])


def codes(name: str) -> st.SearchStrategy[str]:
    """A code of a list."""
    return st.sampled_from([entry.code for entry in CODELISTS[name].codes])


def written(name: str) -> st.SearchStrategy[str]:
    """A code as registers write it: now and then with blanks or by its title, and now and then one that the list does not know."""
    titles = [entry.title.zh for entry in CODELISTS[name].codes]
    return (
        codes(name)
        | codes(name)
        | st.sampled_from(["9999", "？", "GD-Z", "100199", *titles])
        | codes(name).map("\u3000{} ".format)
    )


@st.composite
def properties(draw: st.DrawFn) -> dict[str, Any]:
    """One row's values, any of them unknown."""

    def maybe(strategy: st.SearchStrategy[Any]) -> Any:
        return draw(st.none() | strategy)

    return {
        "name": maybe(st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map("".join)),
        "use": maybe(written("land_use")),
        "system": draw(st.sampled_from(["land_use", "land_use", "land_use", "other", None])),
        "status": maybe(written("status")),
        "readiness": maybe(written("readiness")),
        "park": maybe(written("parks")),
        "site_area_m2": maybe(NUMBERS["site_area_m2"]),
        "floors": maybe(NUMBERS["floors"]),
        "planned": maybe(st.booleans()),
        "started": maybe(DAYS),
        "services": maybe(st.lists(written("services"), max_size=2, unique=True)),
    }


PLACES = st.none() | st.builds(
    lambda column, row, west: cell(column, row, west=west, south=-1.0, side=0.5),
    st.integers(0, 3),
    st.integers(0, 3),
    st.sampled_from([-180.0, 0.0, 178.0]),
)


@st.composite
def layers(draw: st.DrawFn) -> Layer:
    """A layer of up to twelve rows whose ids are in no order."""
    numbers = draw(st.lists(st.integers(0, 99), max_size=12, unique=True))
    return layer([plot(f"P-{n}", draw(PLACES), **draw(properties())) for n in numbers])


@st.composite
def ranges(draw: st.DrawFn, values: st.SearchStrategy[Any]) -> tuple[Any, Any]:
    """Low and high, ordered, either of them open."""
    low, high = sorted([draw(values), draw(values)])
    kept: tuple[Any, Any] = draw(st.sampled_from([(low, high), (low, None), (None, high)]))
    return kept


@st.composite
def conditions(draw: st.DrawFn) -> OneOf | Between:
    """A condition on one field."""
    name = draw(
        st.sampled_from(["status", "park", "readiness", "services", "planned", "floors", "started", "site_area_m2"])
    )
    if name in ("started", "site_area_m2", "floors") and draw(st.booleans()):
        low, high = draw(ranges(DAYS if name == "started" else NUMBERS[name]))
        return Between(field=name, low=low, high=high)
    values: dict[str, st.SearchStrategy[str]] = {
        "planned": st.sampled_from(["true", "false"]),
        "floors": NUMBERS["floors"].map(str),
        "site_area_m2": NUMBERS["site_area_m2"].map(str),
        "started": DAYS,
    }
    drawn = values[name] if name in values else codes({"park": "parks"}.get(name, name))
    return OneOf(field=name, values=tuple(draw(st.lists(drawn, min_size=1, max_size=2))))


BOXES = st.builds(
    lambda west, east, south, height: Box(west=west, south=south, east=east, north=south + height),
    st.sampled_from([-180.0, -179.5, 0.0, 0.75, 178.0, 179.75]),
    st.sampled_from([-180.0, -179.5, 0.75, 1.0, 179.0, 180.0]),
    st.sampled_from([-1.0, -0.75, 0.0]),
    st.sampled_from([0.0, 0.25, 2.0]),
)
NEAR = st.builds(
    near_shape,
    st.sampled_from(["POINT(0.7 -0.3)", "LINESTRING(0 0.2, 1.2 0.2)", "POLYGON((0 0, 1 1, 1 0, 0 1, 0 0))"]),
    st.just("EPSG:32631"),
    st.sampled_from([1.0, 10_000.0, 23_000.0, 60_000.0, 100_000.0]),
)
SORTS = st.lists(
    st.builds(
        lambda name, descending: SortKey(field=name, descending=descending),
        st.sampled_from(
            ["site_area_m2", "floors", "status", "readiness", "started", "planned", "services", "name", "id"]
        ),
        st.booleans(),
    ),
    max_size=3,
).map(tuple)


@st.composite
def queries(draw: st.DrawFn) -> Query:
    """A query of up to a few conditions, some of which let unknown through."""
    where = tuple(draw(st.lists(conditions(), max_size=2)))
    keys = ["usage", "bbox", "near", "site_area_m2", *(condition.field for condition in where)]
    return Query(
        collection="plots",
        bbox=draw(st.none() | st.none() | BOXES),
        within=draw(st.none() | st.none() | st.just(shapely.Point(0.75, -0.25).buffer(0.6))),
        near=draw(st.none() | st.none() | NEAR),
        ids=draw(st.just(()) | st.lists(st.integers(0, 99).map("P-{}".format), max_size=20).map(tuple)),
        usage=draw(st.just(()) | st.lists(codes("land_use"), min_size=1, max_size=2).map(tuple)),
        area_m2=draw(st.just((None, None)) | ranges(NUMBERS["site_area_m2"])),
        where=where,
        text=draw(
            st.just("")
            | st.lists(st.sampled_from(["归", "a区", "ａ", "闲置", "供水", "1", "号"]), max_size=2).map(" ".join)
        ),
        or_unknown=draw(st.frozensets(st.sampled_from(keys))),
        sort=draw(SORTS),
        limit=None,
    )


# The oracle: True, False or None (unknown) for one feature and one condition.


@cache
def on_plane(metric_crs: str) -> Transformer:
    """Made once for each plane: to make it takes a hundred times longer than to ask it."""
    return Transformer.from_crs("EPSG:4490", metric_crs, always_xy=True)


def in_reach(geometry: Any, near: Near) -> bool | None:
    """Whether a geometry lies within a distance, vertex by vertex on the plane."""
    if geometry is None:
        return None
    pipe = on_plane(near.metric_crs)
    there, here = (
        shapely.transform(shape, lambda xy: np.array([pipe.transform(x, y) for x, y in xy]))
        for shape in (near.shape, geometry)
    )
    return bool(there.distance(here) <= near.metres)


def is_below(name: str, code: str, ancestor: str) -> bool:
    """Whether a code lies at or below another, by the list's own rule."""
    codelist = CODELISTS[name]
    if codelist.hierarchy == "prefix":
        return code[: len(ancestor)] == ancestor
    if codelist.hierarchy == "parent" and code != ancestor:
        parent = {entry.code: entry.parent for entry in codelist.codes}.get(code)
        return parent is not None and is_below(name, parent, ancestor)
    return code == ancestor


def listed(name: str, code: str) -> bool:
    """Whether a list knows a code; what it does not know may mean any of them."""
    codes = [entry.code for entry in CODELISTS[name].codes]
    return code in codes or (name == "land_use" and any(code.startswith(each) for each in codes))


def one_of(condition: OneOf, value: Any) -> bool | None:
    """What one row answers to a list of values."""
    if value is None:
        return None
    if isinstance(value, list):
        hit = any(member in condition.values for member in value)
        return True if hit else False if all(listed("services", member) for member in value) else None
    if isinstance(value, bool):
        return str(value).lower() in condition.values
    if isinstance(value, (int, float)):
        return any(float(wanted) == value for wanted in condition.values)
    lists = {"park": "parks", "status": "status", "readiness": "readiness"}
    if condition.field in lists:
        below = any(is_below(lists[condition.field], value, wanted) for wanted in condition.values)
        return below if listed(lists[condition.field], value) else None
    return value in condition.values


def in_range(value: Any, low: Any, high: Any) -> bool | None:
    """What one row answers to a range."""
    if value is None:
        return None
    return (low is None or value >= low) and (high is None or value <= high)


def in_box(geometry: Any, box: Box) -> bool | None:
    """What one row answers to a box: two boxes where it crosses the antimeridian."""
    if geometry is None:
        return None
    halves = [(box.west, box.east)] if box.west <= box.east else [(box.west, 180), (-180, box.east)]
    west, south, east, north = geometry.bounds
    return any(west <= e and east >= w and south <= box.north and north >= box.south for w, e in halves)


def said(feature: Feature) -> str:
    """Everything a search can see of a row."""
    import unicodedata

    parts = [str(feature.id)]
    for name, codelist in (
        ("use", LAND_USE),
        ("status", STATUS),
        ("readiness", READINESS),
        ("park", PARKS),
        ("services", SERVICES),
    ):
        value = feature.properties[name]
        for code in value if isinstance(value, list) else [value] if value else []:
            parts += [code, codelist.title_of(code).zh, codelist.title_of(code).en]
    parts += [str(feature.properties[name]) for name in ("name", "system") if feature.properties[name]]
    return unicodedata.normalize("NFKC", "\n".join(parts)).casefold()


def answers(feature: Feature, query: Query) -> list[tuple[str, bool | None]]:
    """Every condition's key and answer for one row, in the order in which a query lists them."""
    import unicodedata

    values, made = feature.properties, list[tuple[str, bool | None]]()
    if query.ids:
        made.append(("ids", feature.id in query.ids))
    if query.bbox:
        made.append(("bbox", in_box(feature.geometry, query.bbox)))
    if query.near is not None:
        made.append(("near", in_reach(feature.geometry, query.near)))
    if query.within is not None:
        made.append(("within", None if feature.geometry is None else bool(query.within.intersects(feature.geometry))))
    if query.usage:
        known = values["use"] is not None and values["system"] == "land_use" and listed("land_use", values["use"])
        made.append(
            ("usage", any(is_below("land_use", values["use"], code) for code in query.usage) if known else None)
        )
    if query.area_m2 != (None, None):
        made.append(("site_area_m2", in_range(values["site_area_m2"], *query.area_m2)))
    for condition in query.where:
        value = values[condition.field]
        answer = (
            one_of(condition, value) if isinstance(condition, OneOf) else in_range(value, condition.low, condition.high)
        )
        made.append((condition.field, answer))
    if query.text.strip():
        terms = unicodedata.normalize("NFKC", query.text).casefold().split()
        made.append(("q", all(term in said(feature) for term in terms)))
    return made


def passes(feature: Feature, query: Query) -> bool:
    """Whether a row answers the query."""
    return all(answer or (answer is None and key in query.or_unknown) for key, answer in answers(feature, query))


def rank(name: str, value: Any) -> Any:
    """What a value is sorted by."""
    if name == "readiness":
        return READINESS.rank.get(value, len(READINESS.rank))
    return len(value) if isinstance(value, list) else value


def in_order(features: list[Feature], sort: tuple[SortKey, ...]) -> list[str]:
    """Ids in the query's order: stable sorts from the last key to the first, unknown last."""
    ordered = sorted(features, key=lambda feature: feature.id)
    for key in reversed(sort):
        known = [feature for feature in ordered if feature.properties[key.field] is not None]
        unknown = [feature for feature in ordered if feature.properties[key.field] is None]
        groups: dict[Any, list[Feature]] = {}
        for feature in known:
            groups.setdefault(rank(key.field, feature.properties[key.field]), []).append(feature)
        ordered = [feature for value in sorted(groups, reverse=key.descending) for feature in groups[value]] + unknown
    return [feature.id for feature in ordered]


def rows_of(layer_: Layer) -> list[Feature]:
    """The layer row by row."""
    return [layer_.feature(row) for row in range(len(layer_))]


EDGES = layer(
    [
        plot("P-1", cell(0, 0, west=-180.0, south=-1.0, side=0.5)),
        plot("P-2", cell(3, 0, west=178.0, south=-1.0, side=0.5)),
    ]
)


@given(layers(), queries())
@example(EDGES, Query(collection="plots", bbox=Box(west=0.0, south=-1.0, east=-180.0, north=0.0), limit=None))
@example(EDGES, Query(collection="plots", bbox=Box(west=180.0, south=-1.0, east=-179.8, north=0.0), limit=None))
def test_the_rows_are_those_of_the_row_by_row_oracle_in_its_order(layer_: Layer, query: Query) -> None:
    features = rows_of(layer_)
    assert matching(layer_, query).tolist() == [passes(feature, query) for feature in features]
    expected = in_order([feature for feature in features if passes(feature, query)], query.sort)
    assert [layer_.ids[row] for row in select(layer_, query).rows] == expected


@given(layers(), queries())
def test_the_steps_are_what_counting_by_hand_gives(layer_: Layer, query: Query) -> None:
    left = [answers(feature, query) for feature in rows_of(layer_)]
    everyone = list(left)
    open_ = [row for row in everyone if all(answer or answer is None for _, answer in row)]
    found = select(layer_, query)
    assert found.to_check == len(open_) - found.matched
    for number, step in enumerate(found.steps):
        lets = step.key in query.or_unknown
        before = len(left)
        left = [row for row in left if row[number][1] or (row[number][1] is None and lets)]
        others = [
            row
            for row in everyone
            if all(
                answer or (answer is None and key in query.or_unknown)
                for n, (key, answer) in enumerate(row)
                if n != number
            )
        ]
        kept_back = 0 if lets else sum(row[number][1] is None for row in others)
        assert (step.removed, step.left, step.unknown) == (before - len(left), len(left), kept_back)


@given(layers(), queries(), st.integers(1, 5))
def test_pages_put_together_are_the_whole(layer_: Layer, query: Query, size: int) -> None:
    from dataclasses import replace

    whole = select(layer_, query)
    offset: int | None = 0
    rows: list[int] = []
    while offset is not None:
        page = select(layer_, replace(query, limit=size, offset=offset))
        assert page.matched == whole.matched
        rows += page.rows.tolist()
        offset = page.next_offset
    assert rows == whole.rows.tolist()


@given(layers(), queries(), conditions())
def test_one_more_condition_never_adds_a_row(layer_: Layer, query: Query, condition: OneOf | Between) -> None:
    from dataclasses import replace

    tighter = replace(query, where=(*query.where, condition))
    assert not (matching(layer_, tighter) & ~matching(layer_, query)).any()


def without(query: Query, name: str) -> Query:
    """The query without its conditions on one field."""
    from dataclasses import replace

    return replace(
        query,
        usage=() if name == "use" else query.usage,
        area_m2=(None, None) if name == "site_area_m2" else query.area_m2,
        where=tuple(condition for condition in query.where if condition.field != name),
    )

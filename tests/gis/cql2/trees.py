"""Random filters of every operator over the small layer of the tests, and random rows for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import shapely
from hypothesis import strategies as st

from gis.cql2.literals import date, open_end
from gis.cql2.tree import (
    ARITHMETIC,
    COMPARISONS,
    LISTS,
    SPATIAL,
    TEMPORAL,
    Interval,
    Listing,
    Node,
    Number,
    Operation,
    Place,
    Property,
    Truth,
    Words,
    depth_of,
)
from gis.layer import Layer
from tests.gis.small import CODELISTS, cell, layer, plot

NAMES = ["归德", "Ａb", "aB", "ab", "a'b", "É", "e", "100%", "a_b", "'; DROP TABLE plots; --", '"', "\\", ""]
DAYS = ["2020-02-29", "2021-05-01", "2023-06-30", "0001-01-01"]
FIGURES = [-2.0, -0.5, 0.0, 1.0, 2.0, 3.0, 5000.0]


def op(name: str, *args: Node) -> Operation:
    """An operation with the depth that a parser gives it."""
    return Operation(name, args, depth=1 + max(map(depth_of, args), default=0))


def codes(name: str) -> st.SearchStrategy[str]:
    """A code of a list."""
    return st.sampled_from([entry.code for entry in CODELISTS[name].codes])


def written(name: str) -> st.SearchStrategy[str]:
    """A code of a list, or one that it does not know."""
    return codes(name) | codes(name) | st.sampled_from(["9999", "100199"])


PLACES = st.none() | st.builds(
    lambda column, row: cell(column, row, west=0.0, south=0.0, side=1.0), st.integers(0, 3), st.integers(0, 3)
)


@st.composite
def rows(draw: st.DrawFn, coded: Callable[[str], st.SearchStrategy[str]] = written) -> Layer:
    """A layer of up to eight rows, any value of which may be unknown; words of coded fields by the name of their list."""

    def maybe(strategy: st.SearchStrategy[Any]) -> Any:
        return draw(st.none() | strategy)

    return layer(
        plot(
            f"P-{number}",
            draw(PLACES),
            name=maybe(st.sampled_from([name for name in NAMES if name])),
            use=maybe(coded("land_use")),
            system=draw(st.sampled_from(["land_use", "land_use", "other", None])),
            status=maybe(coded("status")),
            park=maybe(coded("parks")),
            readiness=maybe(coded("readiness")),
            site_area_m2=maybe(st.sampled_from(FIGURES)),
            floors=maybe(st.integers(-2, 4)),
            planned=maybe(st.booleans()),
            started=maybe(st.sampled_from(DAYS)),
            services=maybe(st.lists(coded("services"), max_size=2, unique=True)),
        )
        for number in range(draw(st.integers(1, 8)))
    )


def properties(*names: str) -> st.SearchStrategy[Node]:
    """One of these fields."""
    return st.sampled_from([Property(name) for name in names])


NUMBERS = st.recursive(
    properties("site_area_m2", "floors") | st.sampled_from(FIGURES).map(Number),
    lambda inner: st.builds(op, st.sampled_from(ARITHMETIC), inner, inner),
    max_leaves=3,
)
PLAIN = st.recursive(
    properties("site_area_m2", "floors") | st.sampled_from(FIGURES).map(Number),
    lambda inner: (
        st.builds(op, st.sampled_from(["+", "-", "*"]), inner, inner)
        | st.builds(op, st.sampled_from(["/", "%", "div"]), inner, st.sampled_from([2.0, -4.0]).map(Number))
    ),
    max_leaves=3,
)
TEXTS = st.recursive(
    properties("name", "status", "id") | st.sampled_from(NAMES).map(Words),
    lambda inner: st.builds(op, st.sampled_from(["casei", "accenti"]), inner),
    max_leaves=2,
)
PATTERNS = st.lists(st.sampled_from(["a", "b", "%", "_", "\\%", "\\_", "'", "归", "É"]), max_size=5).map(
    lambda parts: Words("".join(parts))
)
TIMES = properties("started") | st.sampled_from(DAYS).map(lambda text: date(text, 0))
INTERVALS = st.sampled_from(
    [
        Interval(date("2020-02-29", 0), date("2021-05-01", 0)),
        Interval(open_end(start=True, at=0), date("2021-05-01", 0)),
        Interval(Property("started"), open_end(start=False, at=0)),
        Interval(Property("started"), Property("started")),
    ]
)
# Every interval but the one that may be unknown at one end and known at the other.
WHOLE_INTERVALS = INTERVALS.filter(lambda interval: isinstance(interval.start, type(interval.end)))
SHAPES = st.sampled_from(
    [
        Place(shapely.Point(1, 1)),
        Place(shapely.Point(0.5, 0.5)),
        Place(shapely.LineString([(0, 0), (2.5, 2)])),
        Place(shapely.box(0, 0, 1, 1)),
        Place(shapely.box(0.25, 0.25, 2.5, 1), (0.25, 0.25, 2.5, 1.0)),
        Place(shapely.MultiPolygon([shapely.box(0, 0, 2, 2), shapely.box(3, 3, 4, 4)])),
        Place(shapely.Polygon([(0, 0), (4, 0), (4, 4), (0, 4)], [[(1, 1), (2, 1), (2, 2), (1, 2)]])),
    ]
)
SETS = st.lists(codes("services") | st.sampled_from(["x'y", "9999"]), max_size=3, unique=True).map(
    lambda words: Listing(tuple(map(Words, words)))
)
OTHERS: list[Node] = [Number(1.0), Number(0.0), Words("1"), Truth(True), date("2020-02-29", 0)]
MEMBERS: st.SearchStrategy[Node] = codes("services").map(Words) | st.sampled_from(OTHERS)
MIXED = st.lists(MEMBERS, max_size=3, unique=True).map(lambda items: Listing(tuple(items)))

CODED = st.recursive(
    properties("use", "status", "park"),
    lambda inner: st.builds(op, st.sampled_from(["casei", "accenti"]), inner),
    max_leaves=2,
)
READY = st.just(Property("readiness"))
READY_CODES = codes("readiness").map(Words)
CODES = st.one_of(written("land_use"), written("status"), written("parks"), st.just("GD-a")).map(Words)


def listed(values: st.SearchStrategy[Node]) -> st.SearchStrategy[Listing]:
    """A list for IN."""
    return st.lists(values, min_size=1, max_size=3).map(lambda items: Listing(tuple(items)))


SIGNS = st.sampled_from(COMPARISONS)
GEOMETRY = st.just(Property("geometry"))
SERVICES = properties("services")
LEAVES: dict[str, st.SearchStrategy[Node]] = {
    "numbers": st.builds(op, SIGNS, NUMBERS, NUMBERS),
    "plain numbers": st.builds(op, SIGNS, PLAIN, PLAIN),
    "plain between": st.builds(
        op, st.just("between"), PLAIN, st.sampled_from(FIGURES).map(Number), st.sampled_from(FIGURES).map(Number)
    ),
    "in plain numbers": st.builds(op, st.just("in"), PLAIN, listed(st.sampled_from(FIGURES).map(Number))),
    "texts": st.builds(op, SIGNS, TEXTS, TEXTS),
    "times": st.builds(op, SIGNS, TIMES, TIMES),
    "truths": st.builds(op, st.sampled_from(["=", "<>"]), properties("planned"), st.booleans().map(Truth)),
    "flag": properties("planned"),
    "between": st.builds(op, st.just("between"), NUMBERS, NUMBERS, NUMBERS),
    "between days": st.builds(op, st.just("between"), TIMES, TIMES, TIMES),
    "in numbers": st.builds(op, st.just("in"), NUMBERS, listed(st.sampled_from(FIGURES).map(Number))),
    "in texts": st.builds(op, st.just("in"), TEXTS, listed(st.sampled_from(NAMES).map(Words))),
    "like": st.builds(op, st.just("like"), TEXTS, PATTERNS),
    "null": st.builds(
        op, st.just("isNull"), properties("name", "floors", "planned", "started", "services", "geometry")
    ),
    "null of values": st.builds(op, st.just("isNull"), PLAIN | TEXTS),
    "places": st.builds(op, st.sampled_from(SPATIAL), GEOMETRY, SHAPES),
    "places turned": st.builds(op, st.sampled_from(SPATIAL), SHAPES, GEOMETRY),
    "moments": st.builds(op, st.sampled_from(TEMPORAL), TIMES | INTERVALS, TIMES | INTERVALS),
    "instants": st.builds(
        op, st.sampled_from(["t_after", "t_before", "t_disjoint", "t_equals", "t_intersects"]), TIMES, TIMES
    ),
    "intervals": st.builds(op, st.sampled_from(TEMPORAL), WHOLE_INTERVALS, WHOLE_INTERVALS),
    "lists": st.builds(op, st.sampled_from(LISTS), SERVICES, SETS),
    "lists turned": st.builds(op, st.sampled_from(LISTS), SETS, SERVICES),
    "mixed lists": st.builds(op, st.sampled_from(LISTS), SERVICES, MIXED),
    "mixed lists turned": st.builds(op, st.sampled_from(LISTS), MIXED, SERVICES),
    "mixed lists alone": st.builds(op, st.sampled_from(LISTS), MIXED, MIXED),
    "lists of the row": st.builds(op, st.sampled_from(LISTS), SERVICES, SERVICES),
    "codes": st.builds(op, SIGNS, CODED, CODES)
    | st.builds(op, SIGNS, CODES, CODED)
    | st.builds(op, SIGNS, CODED, CODED),
    "in codes": st.builds(op, st.just("in"), CODED, listed(CODES)),
    "like codes": st.builds(op, st.just("like"), CODED, st.sampled_from(["1%", "99%", "%e", "GD-_", ""]).map(Words)),
    "between codes": st.builds(op, st.just("between"), CODED, CODES, CODES),
    "scale": st.builds(op, SIGNS, READY, READY_CODES)
    | st.builds(op, SIGNS, READY_CODES, READY)
    | st.builds(op, SIGNS, READY, READY),
    "between on a scale": st.builds(op, st.just("between"), READY, READY_CODES, READY_CODES),
    "below": st.builds(op, st.just("below"), st.just(Property("use")), codes("land_use").map(Words)),
    "below parks": st.builds(op, st.just("below"), st.just(Property("park")), codes("parks").map(Words)),
}


def trees(*kinds: str, leaves: int = 5) -> st.SearchStrategy[Node]:
    """Random filters of leaves of these kinds (of all where none is named), joined by and, or and not."""

    def joined(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        several = st.lists(inner, min_size=2, max_size=3)
        return st.builds(lambda word, parts: op(word, *parts), st.sampled_from(["and", "or"]), several) | st.builds(
            op, st.just("not"), inner
        )

    return st.recursive(st.one_of([LEAVES[kind] for kind in kinds or LEAVES]), joined, max_leaves=leaves)

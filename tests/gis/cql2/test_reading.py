"""Would break where a filter was misread, or a mistake in it named at the wrong place; hostile nesting must cost nothing."""

from __future__ import annotations

import json

import pytest
import shapely

from gis.cql2.filter import Cql2Filter
from gis.cql2.json_form import parsed_json
from gis.cql2.mistakes import MAX_DEPTH, MAX_OPERATIONS, MAX_VERTICES
from gis.cql2.text import parsed_text
from gis.cql2.tree import Interval, Listing, Number, Operation, Place, Property, Words
from gis.cql2.writing import as_json
from gis.errors import BadFilter


def shown(node: object) -> str:
    """A tree in few signs."""
    match node:
        case Operation():
            return f"({' '.join([node.op, *map(shown, node.args)])})"
        case Property():
            return node.name
        case Number() | Words():
            return repr(node.value)
        case Listing():
            return f"[{' '.join(map(shown, node.items))}]"
        case _:
            return type(node).__name__


@pytest.mark.parametrize(
    ("source", "tree"),
    [
        ("a = 1 AND b = 2 OR NOT c = 3", "(or (and (= a 1.0) (= b 2.0)) (not (= c 3.0)))"),
        ("a = 1 or b = 2 and c = 3", "(or (= a 1.0) (and (= b 2.0) (= c 3.0)))"),
        ("NOT a = 1 AND b = 2", "(and (not (= a 1.0)) (= b 2.0))"),
        ("a + 2 * b ^ 2 - 1 > -1", "(> (- (+ a (* 2.0 (^ b 2.0))) 1.0) -1.0)"),
        ("(a + 2) * b div 3 % 2 = .5e1", "(= (% (div (* (+ a 2.0) b) 3.0) 2.0) 5.0)"),
        ("-a < - (b)", "(< (* -1.0 a) (* -1.0 b))"),
        ("a-1=b", "(= (- a 1.0) b)"),
        ("a NOT BETWEEN 1 AND 2 AND b", "(and (not (between a 1.0 2.0)) b)"),
        ("a not in (1, 2) or b is not null", "(or (not (in a [1.0 2.0])) (not (isNull b)))"),
        ("CASEI(名称) LIKE casei('归%''_')", '(like (casei 名称) (casei "归%\'_"))'),
        ('"名 称""x" = \'\\\'', "(= 名 称\"x '\\\\')"),
        ("point = 1 and date = 2 and div = 3", "(and (= point 1.0) (= date 2.0) (= div 3.0))"),
        ("A_CONTAINS(services, ('water', 'power'))", "(a_contains services ['water' 'power'])"),
        ("a_equals(services, ())", "(a_equals services [])"),
        ("below(land_use, '1001') = TRUE", "(= (below land_use '1001') Truth)"),
        ("S_INTERSECTS(geometry, POINT(1 2))", "(s_intersects geometry Place)"),
        ("(a = 1) IS NULL", "(isNull (= a 1.0))"),
        ("a\u3000=\n1", "(= a 1.0)"),
    ],
)
def test_text_is_read_by_its_precedence(source: str, tree: str) -> None:
    assert shown(parsed_text(source)) == tree


@pytest.mark.parametrize("name", ["t_metBy", "t_finishedBy", "t_overlappedBy", "t_startedBy", "a_containedBy"])
def test_the_standards_spelling_of_json_is_read_and_written_and_the_old_one_read(name: str) -> None:
    tree = {"op": name, "args": [{"property": "a"}, {"property": "b"}]}
    found = parsed_json(json.dumps(tree))
    assert as_json(found) == tree
    assert parsed_json(json.dumps({**tree, "op": name.lower()})) == found == parsed_text(f"{name.upper()}(a, b)")
    with pytest.raises(BadFilter):
        parsed_json(json.dumps({**tree, "op": name.upper()}))


@pytest.mark.parametrize(
    ("source", "position", "expected"),
    [
        ("", 1, "a property"),
        ("status = ", 10, "a property"),
        ("status = ‘idle’", 10, "ASCII sign '"),
        ("status ＝ 'idle'", 8, "ASCII sign ="),
        ("（a = 1）", 1, "ASCII sign ("),
        ("a = 1 b = 2", 7, "AND, OR"),
        ("a = b = c", 7, "AND, OR"),
        ("a = 'idle", 5, "another '"),
        ('"a = 1', 1, 'another "'),
        ("a = 1;", 6, "a property"),
        ("a NOT = 1", 7, "LIKE, BETWEEN or IN"),
        ("a IS 1", 6, "NULL"),
        ("a = NULL", 5, "IS NULL"),
        ("a BETWEEN 1 OR 2", 13, "AND"),
        ("a IN 1", 6, "“(”"),
        ("a IN ()", 7, "a property"),
        ("(a = 1", 7, "“)”"),
        ("sleep(1) = 1", 1, "CASEI"),
        ("casei(a, b) = 1", 8, "“)”"),
        ("s_within(geometry)", 18, "“,”"),
        ("a ^ b ^ c = 1", 7, "parentheses"),
        ("a = DATE('2023-02-30')", 10, "2023-06-30"),
        ("a = DATE(2023)", 10, "2023-06-30"),
        ("a = TIMESTAMP('2023-01-01')", 15, "in UTC"),
        ("T_DURING(a, INTERVAL('2023-01-01', '2022-01-01'))", 13, "the earlier end first"),
        ("a = 1e999", 5, "a finite number"),
        ("S_WITHIN(geometry, POLYGON((0 0, 1 0, 1 1)))", 20, "a last position equal to the first"),
        ("S_WITHIN(geometry, POLYGON((0 0, 1 1, 0 1, 1 0, 0 0)))", 20, "rings that do not cross"),
        ("S_WITHIN(geometry, POLYGON((0 0, 0 0)))", 20, "4 a ring"),
        ("S_WITHIN(geometry, POINT(36.5 116.7))", 26, "longitude before latitude"),
        ("S_WITHIN(geometry, POINT EMPTY)", 26, "positions"),
        ("S_WITHIN(geometry, BBOX(1, 2, 3))", 20, "4 numbers"),
        ("S_WITHIN(geometry, BBOX(1, 5, 3, 4))", 20, "west, south, east, north"),
        ("S_WITHIN(geometry, GEOMETRYCOLLECTION(GEOMETRYCOLLECTION(POINT(1 1))))", 39, "POINT"),
    ],
)
def test_a_mistake_in_text_is_named_by_its_character(source: str, position: int, expected: str) -> None:
    with pytest.raises(BadFilter) as caught:
        parsed_text(source)
    assert caught.value.where["position"] == position, caught.value
    assert expected in caught.value.remedy.en
    assert caught.value.text.zh.startswith("过滤条件第")


@pytest.mark.parametrize(
    ("source", "place", "expected"),
    [
        ('{"op":', 7, "JSON"),
        ("", 1, "JSON"),
        ("null", "$", "isNull"),
        ("{}", "$", "an object with op"),
        ('{"op":"=","args":[{"property":"a"}]}', "$.args", "2 arguments"),
        ('{"op":"and","args":[true]}', "$.args", "2 arguments"),
        ('{"op":"=","args":[1,2],"sql":"x"}', "$", "a list args"),
        ('{"op":"drop","args":[1,2]}', "$.op", "and"),
        ('{"op":["="],"args":[1,2]}', "$.op", "and"),
        ('{"op":"in","args":[1,2]}', "$.args[1]", "a list"),
        ('{"op":"in","args":[1,[[2]]]}', "$.args[1][0]", "a single value"),
        ('{"op":"=","args":[{"property":"a"},{"date":"soon"}]}', "$.args[1].date", "a date"),
        ('{"op":"=","args":[{"property":7},1]}', "$.args[0].property", "a text"),
        ('{"op":"=","args":[1e999,1]}', "$.args[0]", "a finite number"),
        ('{"op":"=","args":[NaN,1]}', "$", "a finite number"),
        ('{"op":"=","op":"<","args":[1,1]}', "$", "once"),
        (
            '{"op":"t_after","args":[{"property":"a"},{"interval":["2020-01-01"]}]}',
            "$.args[1].interval",
            "[start, end]",
        ),
        ('{"op":"s_within","args":[{"property":"geometry"},{"bbox":["a"]}]}', "$.args[1].bbox", "[longitude"),
        ('{"op":"s_within","args":[{"property":"geometry"},{"type":"Curve"}]}', "$.args[1]", "Point"),
        (
            '{"op":"s_within","args":[{"property":"geometry"},{"type":"Point","coordinates":[[1,2]]}]}',
            "$.args[1].coordinates",
            "[longitude",
        ),
    ],
)
def test_a_mistake_in_json_is_named_by_its_path(source: str, place: int | str, expected: str) -> None:
    with pytest.raises(BadFilter) as caught:
        parsed_json(source)
    where = caught.value.where
    assert where.get("position", where.get("pointer")) == place, caught.value
    assert expected in caught.value.remedy.en


def test_geometry_literals_are_the_shapes_they_spell() -> None:
    texts = {
        "POINT Z (1 2 3)": shapely.Point(1, 2),
        "LINESTRING(0 0, 1.5 -1)": shapely.LineString([(0, 0), (1.5, -1)]),
        "POLYGON((0 0,4 0,4 4,0 4,0 0),(1 1,2 1,2 2,1 1))": shapely.Polygon(
            [(0, 0), (4, 0), (4, 4), (0, 4)], [[(1, 1), (2, 1), (2, 2)]]
        ),
        "MULTIPOINT((1 2),(3 4))": shapely.MultiPoint([(1, 2), (3, 4)]),
        "MULTIPOINT(1 2, 3 4)": shapely.MultiPoint([(1, 2), (3, 4)]),
        "MULTILINESTRING((0 0,1 1),(2 2,3 3))": shapely.MultiLineString([[(0, 0), (1, 1)], [(2, 2), (3, 3)]]),
        "MULTIPOLYGON(((0 0,1 0,1 1,0 0)))": shapely.MultiPolygon([shapely.Polygon([(0, 0), (1, 0), (1, 1)])]),
        "GEOMETRYCOLLECTION(POINT(1 2))": shapely.GeometryCollection([shapely.Point(1, 2)]),
        "BBOX(1, 2, 3, 4)": shapely.box(1, 2, 3, 4),
        "BBOX(1, 2, 0, 3, 4, 9)": shapely.box(1, 2, 3, 4),
    }
    for text, shape in texts.items():
        tree = parsed_text(f"S_EQUALS(geometry, {text})")
        assert isinstance(tree, Operation)
        place = tree.args[1]
        assert isinstance(place, Place)
        assert shapely.equals(place.shape, shape), text
    crossing = parsed_text("S_INTERSECTS(geometry, BBOX(179, -1, -179, 1))")
    assert isinstance(crossing, Operation)
    assert isinstance(crossing.args[1], Place)
    assert crossing.args[1].shape.geom_type == "MultiPolygon"


def test_an_interval_may_be_open_or_end_at_a_property() -> None:
    tree = parsed_text("T_INTERSECTS(INTERVAL(a, \"b\"), INTERVAL('..', DATE('2023-01-01')))")
    assert isinstance(tree, Operation)
    left, right = tree.args
    assert isinstance(left, Interval)
    assert isinstance(right, Interval)
    assert (left.start, left.end) == (Property("a"), Property("b"))
    as_json = {
        "op": "t_intersects",
        "args": [
            {"interval": [{"property": "a"}, {"property": "b"}]},
            {"interval": ["..", "2023-01-01"]},
        ],
    }
    assert parsed_json(json.dumps(as_json)) == tree


NESTS = {
    "parentheses": ("(", "TRUE", ")"),
    "not": ("NOT ", "TRUE", ""),
    "minus": ("- ", "1", ""),
    "functions": ("casei(", "a", ")"),
    "arithmetic": ("(1 + ", "1", ")"),
    "chains": ("1 - ", "1", ""),
    "conditions": ("NOT (a = 1 OR ", "TRUE", ")"),
    "open": ("(", "", ""),
}


@pytest.mark.parametrize("kind", NESTS)
@pytest.mark.parametrize("depth", [MAX_DEPTH + 2, 1_000, 100_000])
def test_nesting_beyond_the_limit_is_refused_where_it_begins(kind: str, depth: int) -> None:
    before, inside, after = NESTS[kind]
    with pytest.raises(BadFilter) as caught:
        Cql2Filter.of_text(before * depth + inside + after * depth)
    # Refused at the limit: nothing behind it was looked at, so the cost does not grow with the filter.
    if "limit" in caught.value.where and depth > MAX_DEPTH + 2 and len(before) * depth <= 1_000_000:
        assert int(str(caught.value.where["position"])) <= (MAX_DEPTH + 3) * len(before) + len(inside) + 1


@pytest.mark.parametrize("depth", [100, 1_000, 100_000])
@pytest.mark.parametrize(
    "nest",
    ['{"op":"not","args":[', "[", '{"a":', '{"op":"s_within","args":[{"type":"GeometryCollection","geometries":['],
)
def test_nesting_of_json_is_refused_before_it_is_read(nest: str, depth: int) -> None:
    with pytest.raises(BadFilter) as caught:
        Cql2Filter.of_json(nest * depth)
    assert "limit" in caught.value.where


def test_thirty_two_levels_are_read() -> None:
    assert Cql2Filter.of_text("(" * MAX_DEPTH + "TRUE" + ")" * MAX_DEPTH)
    assert Cql2Filter.of_text("NOT " * MAX_DEPTH + "TRUE")
    nested = '{"op":"not","args":[' * MAX_DEPTH + "true" + "]}" * MAX_DEPTH
    assert Cql2Filter.of_json(nested) == Cql2Filter.of_text("NOT " * MAX_DEPTH + "TRUE")


@pytest.mark.parametrize("terms", [MAX_OPERATIONS + 1, 100_000])
def test_too_many_operations_are_refused(terms: int) -> None:
    numbers = ",".join("1" * terms)
    for source in (" OR ".join(["a = 1"] * terms), f"a IN ({numbers})", f"A_EQUALS(a, ({numbers}))"):
        with pytest.raises(BadFilter) as caught:
            Cql2Filter.of_text(source)
        assert caught.value.where["limit"] == MAX_OPERATIONS
    for args in ("true," * terms + "true", f"1,[{numbers}]"):
        with pytest.raises(BadFilter):
            Cql2Filter.of_json('{"op":"and","args":[' + args + "]}")


def test_geometries_of_too_many_vertices_are_refused() -> None:
    positions = ", ".join(f"{n / 1_000_000} 0" for n in range(MAX_VERTICES + 1))
    with pytest.raises(BadFilter) as caught:
        Cql2Filter.of_text(f"S_CROSSES(geometry, LINESTRING({positions}))")
    assert caught.value.where["limit"] == MAX_VERTICES
    line = [[n / 1_000_000, 0] for n in range(MAX_VERTICES + 1)]
    with pytest.raises(BadFilter):
        Cql2Filter.of_json(
            json.dumps(
                {"op": "s_crosses", "args": [{"property": "geometry"}, {"type": "LineString", "coordinates": line}]}
            )
        )


def test_a_filter_of_a_million_signs_is_not_begun() -> None:
    for source in (" " * 1_000_001, "'" * 1_000_001):
        with pytest.raises(BadFilter) as caught:
            Cql2Filter.of_text(source)
        assert caught.value.where["limit"] == 1_000_000

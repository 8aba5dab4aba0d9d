"""Would break where a filter answered wrongly, took unknown for no, or said itself in words that nobody reads."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from gis.cql2.filter import Cql2Filter
from gis.cql2.like import matcher
from gis.errors import BadFilter, CostlyFilter, UnknownCode, UnknownProperty
from gis.query import Query, in_words, rules, select
from tests.gis.small import cell, layer, plot
from tests.oracles.cql2.dialects import POSTGIS
from tests.oracles.cql2.sql import compiled

LAYER = layer(
    [
        plot("A", cell(0, 0), name="Ａ区 É", use="100101", system="land_use", status="idle", park="GD-A1", site_area_m2=20000, started="2021-05-01",
             services=["water", "power"], planned=True, floors=2),
        plot("B", cell(1, 0), name="o'b_c%", use="1101", system="land_use", status="built", park="CX", site_area_m2=5000, started="2023-06-30",
             services=[], planned=False, floors=5),
        plot("C", None, name="a\\b", use="1001", system="other", status=None, site_area_m2=None),
    ]
)  # fmt: skip


def found(source: str) -> tuple[str, str]:
    """Ids that pass and ids for which it cannot be told."""
    yes, unknown = Cql2Filter.of_text(source).answers(LAYER)
    names = np.array(LAYER.ids)
    return "".join(names[yes]), "".join(names[unknown])


@pytest.mark.parametrize(
    ("source", "yes", "unknown"),
    [
        ("status = 'idle'", "A", "C"),
        ("NOT status = 'idle'", "B", "C"),
        ("status = 'idle' OR name LIKE '%b'", "AC", ""),
        ("status = 'idle' AND name LIKE '%b'", "", "C"),
        ("status IS NULL", "C", ""),
        ("status IN ('idle', 'built') AND site_area_m2 / 2 >= 10000", "A", "C"),
        ("floors * 2500 = site_area_m2", "", "C"),
        ("site_area_m2 / (floors - 5) < 0", "A", "BC"),
        ("floors % 2 = 1 AND floors div 2 = 2 AND floors ^ 2 = 25", "B", "C"),
        ("site_area_m2 ^ 0 = 1", "AB", "C"),
        ("1 ^ site_area_m2 = 1", "AB", "C"),
        ("name LIKE '%É'", "A", ""),
        ("ACCENTI(name) LIKE ACCENTI('%É')", "A", ""),
        ("CASEI(name) LIKE CASEI('ａ%')", "A", ""),
        ("name LIKE 'o''b\\_c\\%'", "B", ""),
        ("name = 'a\\b'", "C", ""),
        ("started < '2022-01-01'", "A", "C"),
        ("started BETWEEN DATE('2021-05-01') AND DATE('2021-05-01')", "A", "C"),
        ("started < TIMESTAMP('2021-05-01T08:00:00+08:00')", "", "C"),
        ("started <= TIMESTAMP('2021-05-01T08:00:00+08:00')", "A", "C"),
        ("T_DURING(started, INTERVAL('2023-01-01', '..'))", "B", "C"),
        ("T_INTERSECTS(started, INTERVAL('2021-05-01', '2022-01-01'))", "A", "C"),
        ("A_CONTAINS(services, ('water'))", "A", "C"),
        ("A_EQUALS(services, ())", "B", "C"),
        ("planned", "A", "C"),
        ("planned = FALSE", "B", "C"),
        ("S_INTERSECTS(geometry, BBOX(116.0, 36.0, 116.005, 36.005))", "A", "C"),
        ("S_TOUCHES(geometry, POINT(116.01 36.005))", "AB", "C"),
        ("S_DISJOINT(geometry, POINT(116 36))", "B", "C"),
        ("S_EQUALS(geometry, geometry)", "AB", "C"),
        ("below(use, '10')", "A", "C"),
        ("below(use, '1001') OR below(park, 'CX')", "AB", "C"),
        ("below(park, 'GD')", "A", "C"),
        ("below(services, 'power')", "A", "C"),
        ("1 IS NULL OR 'a' IS NULL", "", ""),
        ("geometry IS NULL", "C", ""),
        ("'b' < name", "AB", ""),
        ("'idle' >= status", "AB", "C"),
        ("CASEI(name) IS NULL", "", ""),
        ("(site_area_m2 + 1) IS NULL", "C", ""),
        ("TRUE", "ABC", ""),
        ("1 = 2 OR 'a' < 'b'", "ABC", ""),
    ],
)  # fmt: skip
def test_yes_and_unknown(source: str, yes: str, unknown: str) -> None:
    assert found(source) == (yes, unknown)


@pytest.mark.parametrize(
    ("source", "zh", "en"),
    [
        (
            "site_area_m2 >= 20000 AND status IN ('idle','reserve')",
            "字段site_area_m2 ≥ 20,000 m²（30 亩） 且 （字段status为 闲置 或 储备）",
            "site_area_m2 ≥ 20,000 m² (30 mu) and (status is 闲置-en or 储备-en)",
        ),
        (
            "NOT (status = 'idle' OR status IS NULL)",
            "非（字段status为 闲置 或 字段status待核实）",
            "not (status is 闲置-en or status is unknown)",
        ),
        (
            "status = 'idle' OR planned",
            "（字段status为 闲置 或 字段planned为 是）",
            "(status is 闲置-en or planned is yes)",
        ),
        ("below(use, '1001')", "字段use为 工业用地 1001（含下级）", "use is 工业用地-en 1001 and below"),
        ("use = '1001'", "字段use为 工业用地 1001（不含下级）", "use is exactly 工业用地-en 1001"),
        (
            "use <> '1001' AND use IN ('1001', '1101')",
            "字段use不为 工业用地 1001（不含下级） 且 （字段use为 工业用地 1001（不含下级） 或 物流仓储用地）",
            "use is not exactly 工业用地-en 1001 and (use is exactly 工业用地-en 1001 or 物流仓储用地-en)",
        ),
        ("park = 'GD'", "字段park为 归德（不含下级）", "park is exactly 归德-en"),
        ("below(park, 'GD')", "字段park为 归德（含下级）", "park is 归德-en and below"),
        ("below(status, 'idle')", "字段status为 闲置", "status is 闲置-en"),
        ("below(use, '11')", "字段use为 11（含下级）", "use is 11 and below"),
        ("name = ''", "字段name为 空", "name is empty"),
        ("name <> '  '", "字段name不为 “  ”", "name is not “  ”"),
        ("name LIKE ''", "字段name形如 空", "name is like empty"),
        ("A_EQUALS(services, ())", "字段services恰为空列表", "services is exactly an empty list"),
        ("20000 < site_area_m2", "字段site_area_m2 > 20,000 m²（30 亩）", "site_area_m2 > 20,000 m² (30 mu)"),
        ("status IS NOT NULL", "字段status已知", "status is known"),
        ("A_CONTAINS(services, ('water'))", "字段services含有供水", "services holds 供水-en"),
        (
            "S_WITHIN(geometry, BBOX(116, 36, 117, 37))",
            "图形在范围 116, 36, 117, 37 之内",
            "the geometry is within the box 116, 36, 117, 37",
        ),
        ("(floors + 1) * 2 > 4", "(字段floors + 1) × 2 > 4", "(floors + 1) × 2 > 4"),
        ("name = '{0}'", "字段name为 {0}", "name is {0}"),
    ],
)
def test_a_filter_says_itself(source: str, zh: str, en: str) -> None:
    assert Cql2Filter.of_text(source).words(LAYER) == (zh, en)


@pytest.mark.parametrize(
    ("source", "position", "expected"),
    [
        ("site_area_m2 = 'x'", 16, "a number"),
        ("use = 1001", 7, "text"),
        ("services = 'water'", 1, "a number or text or a condition or a date"),
        ("status AND planned", 1, "a condition"),
        ("site_area_m2", 1, "a condition"),
        ("planned < TRUE", 1, "a number or text or a date"),
        ("site_area_m2 + name > 1", 16, "a number"),
        ("started = 'soon'", 11, "a date such as"),
        ("name LIKE status", 11, "a 'pattern%'"),
        ("S_WITHIN(name, POINT(1 1))", 10, "a geometry"),
        ("A_CONTAINS(services, (POINT(1 1)))", 23, "a text, number, date or truth"),
        ("T_AFTER(floors, DATE('2020-01-01'))", 9, "a date or an interval"),
        ("below(name, '1001')", 7, "use"),
        ("geometry = 1", 1, "a number or text"),
    ],
)
def test_kinds_that_do_not_fit_are_named(source: str, position: int, expected: str) -> None:
    with pytest.raises(BadFilter) as caught:
        found(source)
    assert caught.value.where["position"] == position, caught.value
    assert expected in caught.value.remedy.en


def test_a_list_asked_by_a_sign_is_told_how_to_ask() -> None:
    with pytest.raises(BadFilter, match="A_CONTAINS"):
        found("services = 'water'")


def test_an_unknown_property_lists_those_there_are() -> None:
    with pytest.raises(UnknownProperty) as caught:
        found("status = 'idle' AND colour = 1")
    assert caught.value.where["position"] == 21
    assert {"status", "geometry"} <= set(caught.value.where["queryables"])  # type: ignore[call-overload]
    with pytest.raises(UnknownProperty):
        found("colour IS NULL")
    with pytest.raises(UnknownCode):
        found("below(use, '99')")


def test_a_filter_is_one_rule_of_a_query_with_its_step() -> None:
    query = Query(collection="plots", filter=Cql2Filter.of_text("status = 'idle'"), or_unknown=frozenset({"filter"}))
    answer = select(LAYER, query)
    assert [LAYER.ids[row] for row in answer.rows] == ["A", "C"]
    assert (answer.steps[0].key, answer.steps[0].removed) == ("filter", 1)
    assert "闲置" in in_words(LAYER, rules(LAYER, query)).zh


def test_work_beyond_its_time_is_refused() -> None:
    with pytest.raises(CostlyFilter):
        Cql2Filter(Cql2Filter.of_text("status = 'idle'").tree, seconds=0).answers(LAYER)


def test_like_does_not_go_back() -> None:
    text = "a" * 100_000
    assert not matcher("%a%a%a%a%a%a%a%a%b")(text)
    assert not matcher("%" + "a_" * 50 + "%b%")(text)
    assert not matcher("%_a" * 20 + "%b")(text)
    assert matcher("a%a_%%a")(text)
    assert matcher("")("")
    assert matcher("%")("")
    assert not matcher("_%_")("a")


def test_combs_against_combs_end() -> None:
    def comb(teeth: int, *, turned: bool) -> shapely.Polygon:
        points = [
            (0.0, -0.1),
            *((x, y) for n in range(teeth) for x, y in ((n / teeth, 0.0), ((n + 0.4) / teeth, 1.0))),
            (1.0, -0.1),
        ]
        return shapely.Polygon([(y, x) if turned else (x, y) for x, y in points])

    combs = layer(plot(f"{n}", comb(1_500, turned=True)) for n in range(3))
    wkt = comb(4_000, turned=False).wkt
    for op in ("S_INTERSECTS", "S_TOUCHES", "S_OVERLAPS", "S_CROSSES", "S_WITHIN", "S_CONTAINS", "S_EQUALS"):
        yes, unknown = Cql2Filter.of_text(f"{op}(geometry, {wkt})").answers(combs)
        assert yes.all() == (op in ("S_INTERSECTS", "S_OVERLAPS"))
        assert not unknown.any()


INJECTIONS = ["'; DROP TABLE plots; --", '" OR 1=1 --', "%s", "?", "{0}", "\\", "\x00", "归'德", "1) OR (1=1"]


def test_sql_text_depends_on_the_shape_alone() -> None:
    for dialect in (None, POSTGIS):
        texts = set()
        for value in INJECTIONS:
            literal = value.replace("'", "''")
            tree = Cql2Filter.of_text(
                f"name = '{literal}' AND name LIKE '{literal}' AND A_CONTAINS(services, ('{literal}'))"
            ).tree
            made = compiled(tree, LAYER, dialect) if dialect else compiled(tree, LAYER)
            texts.add(made.text)
            assert value in made.parameters
        assert len(texts) == 1
    for value in INJECTIONS:
        with pytest.raises(UnknownProperty):
            compiled(Cql2Filter.of_text('"' + value.replace('"', '""') + '" = 1').tree, LAYER)


def test_the_postgis_condition() -> None:
    tree = Cql2Filter.of_text(
        "below(use, '1001') AND S_WITHIN(geometry, POINT(1 1)) AND floors div 0 = 1 AND A_EQUALS(services, ('a'))"
    ).tree
    made = compiled(tree, LAYER, POSTGIS, "geom")
    assert 'CASE WHEN "system" = %s AND ("use" = ANY(%s::text[])) THEN ("use" = ANY(%s::text[])) END' in made.text
    assert 'ST_Within("geom", ST_GeomFromWKB(%s, 4490))' in made.text
    assert 'trunc("floors"::float8 / nullif(%s::float8, 0))' in made.text
    assert made.text.count("%s") == len(made.parameters)


def test_two_fields_of_many_words_are_compared_row_by_row() -> None:
    many = layer(plot(f"{n:05d}", name=None if n % 7 == 0 else f"{n * 7919 % 5000:05d}") for n in range(5_000))
    yes, unknown = Cql2Filter.of_text("name < id").answers(many)
    names = [many.properties(row)["name"] for row in range(len(many))]
    assert unknown.tolist() == [name is None for name in names]
    assert yes.tolist() == [name is not None and str(name) < key for name, key in zip(names, many.ids, strict=True)]

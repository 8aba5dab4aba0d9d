"""A query finds what it says, says what it did, and refuses what makes no sense. (That the mask is right for every
query is shown in ``tests/properties/test_query.py``.)
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import shapely

import gis.query
from gis.columns import Mask
from gis.cql2 import Cql2Filter
from gis.errors import BadBox, BadGeometry, BadQuestion, BadRange, UnknownCode, UnknownProperty
from gis.layer import Layer
from gis.limits import MAX_LIMIT
from gis.query import Between, Box, OneOf, Query, SortKey, matching, polygon_from_wkt, select
from gis.summary import summarise
from gis.text import Text
from tests.gis.small import COLLECTION, cell, layer, plot

LAYER = layer(
    [
        plot(
            "A",
            cell(0, 0),
            name="一号",
            use="100101",
            system="land_use",
            status="idle",
            site_area_m2=20_000,
            park="GD-A",
        ),
        plot("B", cell(1, 0), name="二号", use="1001", system="land_use", status="idle", readiness="ready", park="CX"),
        plot("C", cell(2, 0), use="1101", system="land_use", status="built", site_area_m2=5_000, readiness="later"),
        plot("D", cell(3, 0), use="1001", system="land_use_2017", site_area_m2=20_000, readiness="within", park="GD"),
        plot("E", None, services=["water"], site_area_m2=90_000, started="2021-05-01"),
    ]
)


def ids(**asked: Any) -> list[str]:
    """Ids of what a query finds, in its order."""
    return [LAYER.ids[row] for row in select(LAYER, Query(collection="plots", **asked)).rows]


def by(name: str, *, descending: bool = False) -> SortKey:
    """A key of the order."""
    return SortKey(field=name, descending=descending)


def test_everything_comes_in_the_order_of_ids() -> None:
    assert ids() == ["A", "B", "C", "D", "E"]


def test_a_usage_holds_what_lies_below_it_in_its_own_system_only() -> None:
    assert ids(usage=("1001",)) == ["A", "B"], "D speaks another system: its 1001 may mean something else"
    assert ids(usage=("1001",), or_unknown=frozenset({"usage"})) == ["A", "B", "D", "E"]


def test_a_park_holds_the_parks_inside_it() -> None:
    assert ids(where=(OneOf(field="park", values=("GD",)),)) == ["A", "D"]


def test_ranges_hold_their_ends() -> None:
    assert ids(area_m2=(20_000, 20_000)) == ["A", "D"]
    assert ids(where=(Between(field="started", low="2021-05-01", high="2021-05-01"),)) == ["E"]


def test_unknown_sorts_last_either_way_and_ties_go_by_id() -> None:
    assert ids(sort=(by("site_area_m2"),)) == ["C", "A", "D", "E", "B"]
    assert ids(sort=(by("site_area_m2", descending=True),)) == ["E", "A", "D", "C", "B"]
    assert ids(sort=(by("status"), by("site_area_m2", descending=True))) == ["C", "A", "B", "E", "D"]


def test_a_scale_sorts_by_its_steps_not_by_its_letters() -> None:
    assert ids(sort=(by("readiness"),))[:3] == ["B", "D", "C"]
    assert ids(sort=(by("readiness", descending=True),))[:3] == ["C", "D", "B"]


def test_text_is_sought_in_chinese_whatever_the_width_of_letters() -> None:
    assert ids(text="一号") == ["A"]
    assert ids(text="闲置 二号") == ["B"]
    assert ids(text="供水") == ["E"]
    assert ids(text="ｇｄ－a") == ["A"]
    assert ids(text="没有") == []
    assert ids(text="   ") == ["A", "B", "C", "D", "E"]


def test_named_ids_are_found_and_unknown_ones_are_not_there() -> None:
    assert ids(ids=("C", "A", "A", "Z")) == ["A", "C"]


def test_what_is_nowhere_is_unknown_to_a_box() -> None:
    box = Box(west=116.001, south=36.001, east=116.002, north=36.002)
    found = select(LAYER, Query(collection="plots", bbox=box))
    assert [LAYER.ids[row] for row in found.rows] == ["A"]
    assert found.steps[0].unknown == 1
    assert ids(bbox=box, or_unknown=frozenset({"bbox"})) == ["A", "E"]


def test_rows_without_a_shape_are_counted_and_asked_for() -> None:
    assert (ids(located=False), ids(located=True)) == (["E"], ["A", "B", "C", "D"])
    everything = select(LAYER, Query(collection="plots", limit=1))
    assert (everything.matched, everything.not_located) == (5, 1)
    found = select(LAYER, Query(collection="plots", located=False))
    assert (found.words.zh, found.words.en) == ("地块：未定位", "Plots: not located")
    box = Box(west=116.001, south=36.001, east=116.002, north=36.002)
    near = select(LAYER, Query(collection="plots", bbox=box, or_unknown=frozenset({"bbox"})))
    assert (near.matched, near.not_located) == (2, 1)
    assert summarise(LAYER, Query(collection="plots")).not_located == 1


def test_each_step_says_what_it_removed_left_and_kept_back() -> None:
    found = select(
        LAYER, Query(collection="plots", area_m2=(10_000, None), where=(OneOf(field="status", values=("idle",)),))
    )
    area, status = found.steps
    assert (area.removed, area.left, area.unknown) == (2, 3, 1), "B is idle and its area alone is unknown"
    assert (status.removed, status.left, status.unknown) == (2, 1, 2)
    assert found.emptied_by is None


def test_a_row_that_several_rules_cannot_tell_is_to_check_once() -> None:
    """Fails where a row that no rule says no to is neither found nor to check, because two rules at once cannot tell."""
    loose = layer(
        [plot("A", use="1001", system="land_use", site_area_m2=600), plot("E", use="工业", system="land_use")]
    )
    asked = Query(collection="plots", usage=("1001",), area_m2=(500, None))
    found = select(loose, asked)
    assert [step.unknown for step in found.steps] == [0, 0], "no rule alone keeps E back"
    assert (found.matched, found.to_check) == (1, 1)
    half = select(loose, replace(asked, or_unknown=frozenset({"usage"})))
    assert (half.matched, half.to_check) == (1, 1)
    both = select(loose, replace(asked, or_unknown=frozenset({"usage", "site_area_m2"})))
    assert (both.matched, both.to_check) == (2, 0)
    refused = select(loose, replace(asked, text="没有"))
    assert (refused.matched, refused.to_check) == (0, 0), "a rule says no"


def test_an_empty_answer_names_the_rule_that_emptied_it() -> None:
    found = select(LAYER, Query(collection="plots", usage=("1101",), area_m2=(6_000, None), text="一号"))
    assert found.emptied_by is not None
    assert found.emptied_by.key == "site_area_m2"
    assert found.matched == found.returned == 0
    assert found.next_offset is None


def test_the_words_of_a_query_are_a_sentence_in_each_language() -> None:
    asked = Query(
        collection="plots",
        usage=("1001",),
        area_m2=(20_000, None),
        where=(OneOf(field="status", values=("idle", "built")), Between(field="started", high="2023-06-30")),
        text="一号",
        or_unknown=frozenset({"status"}),
    )
    words = select(LAYER, asked).words
    assert words.zh == (
        "地块：字段use为 工业用地 1001（含下级） 且 字段site_area_m2 ≥ 20,000 m²（≥ 30 亩） 且 （字段status为 闲置 或 建成）（含待核实）"
        " 且 字段started ≤ 2023-06-30 且 含有“一号”"
    )
    assert words.en.startswith(
        "Plots: use is 工业用地-en 1001 and below and site_area_m2 ≥ 20,000 m² (≥ 30 mu) and (status"
    )
    assert select(LAYER, Query(collection="plots")).words == Text("地块：全部", "Plots: all")


@pytest.mark.parametrize(
    ("asked", "zh", "en"),
    [
        ({"usage": ("1001",)}, "字段use为 工业用地 1001（含下级）", "use is 工业用地-en 1001 and below"),
        ({"where": (OneOf(field="use", values=("1001",)),)}, "字段use为 工业用地 1001（含下级）", "use is 工业用地-en 1001 and below"),
        ({"usage": ("1101",)}, "字段use为 物流仓储用地 1101", "use is 物流仓储用地-en 1101"),
        ({"usage": ("11",)}, "字段use为 11（含下级）", "use is 11 and below"),
        ({"where": (OneOf(field="park", values=("GD", "CX")),)}, "字段park为 归德（含下级） 或 创新谷", "park is 归德-en and below or 创新谷-en"),
        ({"where": (OneOf(field="status", values=("idle",)),)}, "字段status为 闲置", "status is 闲置-en"),
        ({"where": (OneOf(field="name", values=("",)),)}, "字段name为 空", "name is empty"),
    ],
)  # fmt: skip
def test_what_lies_below_a_code_is_said_where_it_is_asked_for(asked: dict[str, Any], zh: str, en: str) -> None:
    assert select(LAYER, Query(collection="plots", **asked)).words == Text(f"地块：{zh}", f"Plots: {en}")


def test_a_code_alone_and_a_code_with_all_below_it_do_not_read_alike() -> None:
    below = select(LAYER, Query(collection="plots", usage=("1001",)))
    exact = select(LAYER, Query(collection="plots", filter=Cql2Filter.of_text("use = '1001'")))
    a = LAYER.row_of["A"]
    assert a in below.rows, "100101 lies below 1001"
    assert a not in exact.rows
    assert all(one != other for one, other in zip(below.words, exact.words, strict=True))


@pytest.mark.parametrize(
    "asked",
    [
        {"where": (OneOf(field="colour", values=("red",)),)},
        {"where": (Between(field="colour", low=1),)},
        {"sort": (SortKey(field="colour"),)},
        {"sort": (SortKey(field="status"), SortKey(field="colour"))},
        {"or_unknown": frozenset({"colour"})},
    ],
)
def test_an_undeclared_field_is_refused_with_those_there_are(asked: dict[str, Any]) -> None:
    with pytest.raises(UnknownProperty) as refused:
        ids(**asked)
    assert refused.value.where["queryables"] == list(COLLECTION.by_name)


def test_a_layer_without_the_role_cannot_be_asked_for_it() -> None:
    from dataclasses import replace

    bare = layer([plot("A")], replace(COLLECTION, fields=COLLECTION.fields[:2]))
    with pytest.raises(UnknownProperty, match="no usage field"):
        select(bare, Query(collection="plots", usage=("1001",)))
    with pytest.raises(UnknownProperty, match="no area field"):
        select(bare, Query(collection="plots", area_m2=(1, None)))


@pytest.mark.parametrize("asked", [{"usage": ("9",)}, {"where": (OneOf(field="status", values=("idle", "sold")),)}])
def test_an_unknown_code_is_refused(asked: dict[str, Any]) -> None:
    with pytest.raises(UnknownCode) as refused:
        ids(**asked)
    assert "没有代码" in refused.value.text.zh
    assert refused.value.remedy.en.startswith("choose one of")


def test_a_code_that_only_the_data_knows_can_be_asked() -> None:
    odd = layer([plot("A", status="demolished"), plot("B", status="idle")])
    found = select(odd, Query(collection="plots", where=(OneOf(field="status", values=("demolished",)),)))
    assert [odd.ids[row] for row in found.rows] == ["A"]


@pytest.mark.parametrize(
    "asked",
    [
        {"area_m2": (-1, None)},
        {"area_m2": (2, 1)},
        {"area_m2": (math.nan, None)},
        {"area_m2": (None, math.inf)},
        {"where": (Between(field="status", low=1),)},
        {"where": (Between(field="started", low="yesterday"),)},
        {"where": (Between(field="started", low="2023-01-02", high="2023-01-01"),)},
        {"where": (Between(field="floors", low="many"),)},
    ],
)
def test_a_range_that_makes_no_sense_is_refused(asked: dict[str, Any]) -> None:
    with pytest.raises(BadRange) as refused:
        ids(**asked)
    assert refused.value.text.zh != refused.value.text.en
    assert refused.value.where["property"] in COLLECTION.by_name


@pytest.mark.parametrize("page", [{"limit": -1}, {"limit": MAX_LIMIT + 1}, {"offset": -1}])
def test_a_page_that_cannot_be_is_refused(page: dict[str, int]) -> None:
    with pytest.raises(BadRange):
        Query(collection="plots", **page)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "edges",
    [
        (0, 2, 1, 1),
        (-181, 0, 1, 1),
        (0, 0, 180.5, 1),
        (0, -91, 1, 1),
        (0, 0, 1, 91),
        (math.nan, 0, 1, 1),
        (0, 0, math.inf, 1),
    ],
)
def test_a_box_that_cannot_be_is_refused(edges: tuple[float, float, float, float]) -> None:
    west, south, east, north = edges
    with pytest.raises(BadBox) as refused:
        Box(west=west, south=south, east=east, north=north)
    assert "框" in refused.value.text.zh


@pytest.mark.parametrize(
    "wkt",
    [
        "",
        "POINT(1 1)",
        "POLYGON EMPTY",
        "POLYGON((0 0, 1 1, 1 0, 0 1, 0 0))",
        "POLYGON((0 0, 1 0, 1 1))",
        "POLYGON((0 0, 1e400 0, 1 1, 0 0))",
        "POLYGON((nan nan, 1 1, 1 0, nan nan))",
        "CURVEPOLYGON(CIRCULARSTRING(0 0, 4 0, 4 4, 0 4, 0 0))",
        "GEOMETRYCOLLECTION(" * 50_000,
        "GEOMETRYCOLLECTION(POLYGON((0 0, 1 0, 1 1, 0 0)))",
        "(" * 50_000,
        "POLYGON((0 0, 1 0, 1 1, 0 0))" + " " * 100_000,
        "\ud800",
    ],
)
def test_a_polygon_that_cannot_be_used_is_refused(wkt: str) -> None:
    with pytest.raises(BadGeometry) as refused:
        polygon_from_wkt(wkt)
    assert "POLYGON((" in refused.value.remedy.en


def test_a_drawn_polygon_finds_what_it_touches() -> None:
    assert ids(
        within=polygon_from_wkt("POLYGON((116.005 36.002, 116.015 36.002, 116.015 36.008, 116.005 36.002))")
    ) == ["A", "B"]


def test_pages_go_on_until_the_last() -> None:
    first = select(LAYER, Query(collection="plots", limit=2))
    last = select(LAYER, Query(collection="plots", limit=2, offset=4))
    assert (first.matched, first.returned, first.next_offset) == (5, 2, 2)
    assert (last.returned, last.next_offset) == (1, None)
    assert select(LAYER, Query(collection="plots", limit=0)).returned == 0
    assert select(LAYER, Query(collection="plots", offset=99)).returned == 0


def test_all_rows_are_all_however_many() -> None:
    many = layer(plot(f"{n:05d}") for n in range(MAX_LIMIT + 5))
    assert select(many, Query(collection="plots", limit=1).all_rows()).returned == MAX_LIMIT + 5


class Unbuilt:
    """A filter as a language of its own would compile it: plots that were started, unknown where nobody says."""

    def words(self, layer: Layer) -> Text:
        """How it is said."""
        return layer.collection.by_name["started"].title

    def answers(self, layer: Layer) -> tuple[Mask, Mask]:
        """Yes and unknown for every row."""
        known = layer.columns["started"].known
        return known.copy(), ~known


def test_a_filter_of_another_language_is_one_more_rule() -> None:
    found = select(LAYER, Query(collection="plots", filter=Unbuilt(), area_m2=(1, None)))
    assert [LAYER.ids[row] for row in found.rows] == ["E"]
    assert found.steps[-1].key == "filter"
    assert found.steps[-1].unknown == 3
    assert found.words.en.endswith("and started")


def test_a_query_can_be_kept_in_a_set() -> None:
    square = shapely.box(0, 0, 1, 1)
    assert (
        len(
            {
                Query(collection="plots", within=square),
                Query(collection="plots", within=square),
                Query(collection="plots"),
            }
        )
        == 2
    )


def test_a_question_changes_nothing() -> None:
    before = [LAYER.properties(row) for row in range(len(LAYER))]
    for _ in range(2):
        ids(usage=("1001",), sort=(by("site_area_m2"),), text="号", or_unknown=frozenset({"usage"}))
    assert [LAYER.properties(row) for row in range(len(LAYER))] == before
    assert ids() == ["A", "B", "C", "D", "E"]
    assert np.array_equal(matching(LAYER, Query(collection="plots")), np.ones(5, dtype=bool))


def test_every_mistake_of_a_question_is_one() -> None:
    assert all(
        issubclass(error, BadQuestion) for error in (BadBox, BadGeometry, BadRange, UnknownCode, UnknownProperty)
    )


def test_what_the_module_offers_is_there() -> None:
    assert all(hasattr(gis.query, name) for name in gis.query.__all__)

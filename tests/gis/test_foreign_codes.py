"""Codes outside their list: what is plainly meant becomes the code, the rest is to check wherever a list is asked, and stays as written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pytest

from gis.checking import check_folder
from gis.codelists import Code, Codelist
from gis.cql2 import Cql2Filter
from gis.crs import STORAGE
from gis.errors import UnknownCode
from gis.folder import open_folder
from gis.layer import Layer
from gis.query import OneOf, Query, select
from gis.store.fingerprint import of_declaration
from gis.summary import summarise
from gis.text import Text
from tests.gis.folders import data_folder
from tests.gis.small import CODELISTS, COLLECTION, LAND_USE, METRIC_CRS, cell, layer, plot

WRITTEN = {
    "A": "1001",
    "B": " 1001",
    "C": "工业用地",
    "D": "工业用地-EN",
    "E": "１００１",
    "F": "9999",
    "G": "100199",
    "H": "1101",
    "I": None,
}


def found(made: Layer, **asked: object) -> tuple[list[str], int]:
    """Ids that answer, and how many are to check."""
    result = select(made, Query(collection="plots", **asked))  # type: ignore[arg-type]
    return sorted(made.ids[row] for row in result.rows), result.steps[0].unknown


def one(**values: str) -> tuple[OneOf, ...]:
    return tuple(OneOf(field=name, values=(value,)) for name, value in values.items())


@pytest.fixture
def made() -> Layer:
    return layer([plot(key, cell(n, 0), use=use, system="land_use") for n, (key, use) in enumerate(WRITTEN.items())])


def test_blanks_widths_and_titles_are_folded_into_the_code(made: Layer) -> None:
    uses = {key: made.properties(row)["use"] for row, key in enumerate(made.ids)}
    assert [uses[key] for key in "ABCDE"] == ["1001"] * 5
    assert [uses[key] for key in "FGHI"] == ["9999", "100199", "1101", None]


def test_a_finer_code_than_the_list_goes_into_is_known_by_the_code_above_it(made: Layer) -> None:
    assert made.outside("use").tolist() == [key == "F" for key in made.ids]
    assert found(made, usage=("1101",)) == (["H"], 2)
    assert found(made, usage=("10",))[0] == list("ABCDEG")


def test_a_code_outside_its_list_is_to_check_and_let_in_on_request(made: Layer) -> None:
    assert found(made, usage=("1001",)) == (list("ABCDEG"), 2)
    assert found(made, usage=("1001",), or_unknown=frozenset({"usage"}))[0] == list("ABCDEFGI")


def test_a_filter_by_a_code_says_to_check_too_and_the_word_itself_is_found(made: Layer) -> None:
    assert found(made, where=one(use="1001")) == (list("ABCDEG"), 2)
    assert found(made, where=one(use="9999")) == (["F"], 1), "who asks for the word asks no code of the list"
    assert found(made, filter=Cql2Filter.of_text("below(use, '1001')")) == (list("ABCDEG"), 2)
    assert found(made, filter=Cql2Filter.of_text("use = '9999'")) == (["F"], 1)


def test_flat_lists_scales_and_lists_of_codes_are_no_exception() -> None:
    made = layer(
        [
            plot("A", status="储备", readiness="ready", services=["供水", "water", "5G"]),
            plot("B", status="sold", readiness="soon", services=["5G"]),
            plot("C", status="idle", readiness="later", services=["gas"]),
        ]
    )
    assert made.properties(0)["services"] == ["water", "5G"]
    assert found(made, where=one(status="reserve")) == (["A"], 1)
    assert found(made, where=one(readiness="ready")) == (["A"], 1)
    assert found(made, where=one(services="water")) == (["A"], 1), "what is there is there, whatever stands beside it"
    assert found(made, where=one(services="power")) == ([], 2)


def test_a_code_of_another_classification_is_neither_folded_nor_doubted() -> None:
    made = layer([plot("A", use="工业用地", system="other"), plot("B", use="M1", system="other")])
    assert made.properties(0)["use"] == "工业用地"
    assert not made.outside("use").any()
    assert found(made, usage=("1001",)) == ([], 2)


def test_a_title_that_two_codes_share_is_left_as_it_is() -> None:
    other = [Code(code=code, title=Text("其他用地", "Other")) for code in ("98", "99")]
    twice = replace(LAND_USE, codes=(*LAND_USE.codes, *other))
    made = Layer.from_features(
        COLLECTION, [plot("A", use="其他用地", system="land_use")], metric_crs=METRIC_CRS, codelists={"land_use": twice}
    )
    assert made.properties(0)["use"] == "其他用地"
    assert made.outside("use").tolist() == [True]


def test_a_title_that_is_another_entry_s_code_means_that_code() -> None:
    turned = Codelist(
        id="x",
        system="x",
        title=Text("x", "x"),
        codes=(Code(code="a", title=Text("b", "b")), Code(code="b", title=Text("a", "a"))),
    )
    assert [turned.meant(word) for word in ("a", "b", " b ", "A")] == ["a", "b", "b", None]


def test_a_table_of_geopandas_is_folded_and_doubted_alike() -> None:
    frame = gpd.GeoDataFrame(
        {"id": ["A", "B"], "use": ["工业用地", "9999"], "system": "land_use"},
        geometry=[cell(0, 0), cell(1, 0)],
        crs=STORAGE,
    )
    made = Layer.from_geodataframe(frame, COLLECTION, metric_crs=METRIC_CRS, codelists=CODELISTS)
    assert found(made, usage=("1001",)) == (["A"], 1)


def test_a_data_folder_is_folded_and_doubted_alike_also_when_it_is_opened_again(tmp_path: Path) -> None:
    plots = [plot(key, cell(n, 0), use=use, system="land_use") for n, (key, use) in enumerate(WRITTEN.items())]
    data_folder(tmp_path / "data", {"plots": COLLECTION.fields}, {"plots": plots})
    for _ in range(2):
        inventory = open_folder(tmp_path / "data")
        assert found(inventory.layer("plots"), usage=("1001",)) == (list("ABCDEG"), 2)
        groups = summarise(inventory.layer("plots"), Query(collection="plots"), by=["use"]).groups["use"]
        assert {group.value: group.count for group in groups} == {"1001": 5, "1101": 1, "9999": 1, "100199": 1, None: 1}


def test_a_list_that_learns_a_name_loads_the_layer_again() -> None:
    """Else the store would keep what an older list could not tell."""
    wiser = replace(LAND_USE, codes=tuple(replace(code, aliases=("厂区",)) for code in LAND_USE.codes[:1]))
    marks = [of_declaration(COLLECTION, METRIC_CRS, {"land_use": codes}) for codes in (LAND_USE, wiser)]
    assert marks[0] != marks[1]


def test_a_filter_reads_a_title_as_the_data_does_and_keeps_a_word_that_some_row_has(made: Layer) -> None:
    for asked in ("use = '工业用地'", "use IN (' 1001')", "use = '1001.0'", "below(use, '工业用地')"):
        assert found(made, filter=Cql2Filter.of_text(asked))[0][:5] == list("ABCDE"), asked
    assert found(made, filter=Cql2Filter.of_text("NOT use = '工业用地'")) == (["G", "H"], 2)
    assert found(made, filter=Cql2Filter.of_text("use = '9999'"))[0] == ["F"]
    other = layer([plot("A", use="工业用地", system="other"), plot("B", use="1001", system="land_use")])
    assert found(other, filter=Cql2Filter.of_text("use = '工业用地'"))[0] == ["A"], "another classification's own word"


def test_an_order_of_a_scale_is_that_of_its_list() -> None:
    made = layer(
        plot(key, readiness=value)
        for key, value in zip("ABCDE", ["later", "ready", "within", "soon", None], strict=True)
    )
    assert found(made, filter=Cql2Filter.of_text("readiness <= 'within'")) == (["B", "C"], 2)
    assert found(made, filter=Cql2Filter.of_text("readiness BETWEEN 'within' AND 'later'")) == (["A", "C"], 2)
    assert found(made, filter=Cql2Filter.of_text("'within' > readiness")) == (["B"], 2)
    with pytest.raises(UnknownCode):
        found(made, filter=Cql2Filter.of_text("readiness < 'soon'"))


def test_where_a_row_names_no_classification_its_word_is_read_as_the_lists_and_is_to_check() -> None:
    made = layer(plot(key, use=use) for key, use in zip("ABCD", ["工业用地", "9999", " 1001 ", "1001"], strict=True))
    assert [made.properties(row)["use"] for row in range(4)] == ["1001", "9999", "1001", "1001"]
    assert made.outside("use").tolist() == [False, True, False, False]
    assert found(made, usage=("1001",)) == ([], 4)
    assert found(made, where=one(use="1001")) == (["A", "C", "D"], 1)
    assert found(made, filter=Cql2Filter.of_text("use <> '1001'")) == ([], 1)


def test_a_use_of_no_named_classification_and_one_of_another_are_doubts(tmp_path: Path) -> None:
    systems = {"A": ("1001", None), "B": ("1001", "land_use_2017"), "C": (None, None), "D": ("1001", "land_use")}
    plots = [plot(key, cell(n, 0), id=key, use=use, system=of) for n, (key, (use, of)) in enumerate(systems.items())]
    folder = data_folder(tmp_path / "data", {"plots": COLLECTION.fields}, {"plots": plots})
    found = [each for each in check_folder(folder).findings if each.code.endswith("-classification")]
    assert [(each.code, each.row, each.id, each.field, each.excerpt) for each in found] == [
        ("no-classification", 1, "A", "system", ""),
        ("other-classification", 2, "B", "system", "'land_use_2017'"),
    ]
    assert "A has a use, but system is unknown; it is to check where uses are asked" in found[0].text.en
    assert (
        "B 的“字段system”（system）为 'land_use_2017'，用途按 land_use 读取，按用途查询时为待核实" in found[1].text.zh
    )

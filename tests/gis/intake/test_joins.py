"""Joined tables: nobody's row is given to another, and no row is lost without a word."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gis.catalog import Collection, Kind
from gis.errors import MappingError, SourceError
from gis.fields import DType, Field, Role
from gis.findings import Grade
from gis.intake.cleaning.cleaned import State
from gis.intake.mapping_file import read_mapping
from gis.intake.register import import_register
from gis.intake.report import ImportReport
from gis.intake.target import REPORT_FILE
from gis.io.csv import write_csv
from gis.io.encodings import may_be_gbk
from gis.layer import Feature, Layer
from gis.text import Text
from tests.gis.intake.registers import HEAD, ID, mapping_file, source_file, text_field
from tests.gis.io.test_exports import ABOUT
from tests.gis.small import METRIC_CRS, same

OWNER = text_field("owner")


def join(**more: str) -> str:
    """The table ``t.csv`` joined by ``KEY``."""
    keys = {"file": "t.csv", "on": "KEY", **more}
    return "[[joins]]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in keys.items())


def joined(
    folder: Path, table: str | bytes, rows: Sequence[dict[str, Any]], *tables: str, head: str = HEAD
) -> tuple[ImportReport, dict[str, dict[str, Any]]]:
    """The report and the features' properties by id, of rows joined to a table."""
    folder.mkdir(exist_ok=True)
    (folder / "t.csv").write_bytes(table if isinstance(table, bytes) else table.encode())
    plan, into = mapping_file(folder, *(tables or (ID, OWNER, join())), head=head), folder / "out"
    report = import_register([source_file(folder, rows)], plan, into)
    features = json.loads((into / "sites.geojson").read_bytes())["features"]
    return report, {feature["id"]: feature["properties"] for feature in features}


def listed(report: ImportReport) -> list[tuple[str, int, str | None]]:
    return [(finding.code, finding.row, finding.id) for finding in report.tables]


def test_a_blank_key_joins_no_feature_and_its_row_is_listed(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"KEY": "A", "k": "1"},
        {"KEY": "B", "k": ""},
        {"KEY": "C", "k": None},
        {"KEY": "D"},
        {"KEY": "E", "k": " "},
    ]
    report, found = joined(tmp_path, "k,owner\n1,甲\n,乙\n　,丙\n", rows, ID, OWNER, join(on="k"))
    assert [found[key]["owner"] for key in "ABCDE"] == ["甲", None, None, None, None]
    assert listed(report) == [("join-no-key", 3, None), ("join-no-key", 4, None)]
    assert (report.joins["t.csv"].matched, report.joins["t.csv"].unmatched) == (1, 4)


def test_a_key_that_a_number_does_not_keep_joins_nothing(tmp_path: Path) -> None:
    key = 370113198801012345678
    rows = [{"KEY": "A", "no": key}, {"KEY": "B", "no": [key]}]
    source = tmp_path / "s.geojson"
    shape = {"type": "Point", "coordinates": [117.0, 36.6]}
    features = [{"type": "Feature", "properties": row, "geometry": shape} for row in rows]
    source.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    (tmp_path / "t.csv").write_text(f"no,t\n{float(key)},x\n", "utf-8")
    fields = [text_field("no"), text_field("n", column="no", dtype="number"), text_field("t")]
    join = '[[joins]]\nfile = "t.csv"\non = "no"\n'
    report = import_register([source], mapping_file(tmp_path, join, ID, *fields), tmp_path / "out")
    assert report.joins["t.csv"].matched == 0
    assert [report.fields[name].counts[State.UNTRANSLATED] for name in ("no", "n")] == [2, 2]


def test_rows_of_one_key_that_say_different_things_join_nothing_and_are_listed_with_their_lines(tmp_path: Path) -> None:
    table = "KEY,owner,n\nA,甲,1\nA,乙,2\nB,丙,3\nB,丙,4\n A ,甲,5\n"
    report, found = joined(tmp_path, table, [{"KEY": "A"}, {"KEY": "B"}])
    assert (found["A"]["owner"], found["B"]["owner"]) == (None, "丙")
    assert listed(report) == [("join-key-twice", line, "A") for line in (2, 3, 6)]
    assert "lines 2, 3, 6" in report.tables[0].text.en
    said = json.loads((tmp_path / "out" / REPORT_FILE).read_bytes())
    assert [entry["row"] for entry in said["tables"]] == [2, 3, 6]
    assert "第 2、3、6 行" in report.text("zh")


def test_a_blank_of_the_feature_does_not_hide_the_tables_value_and_another_value_is_listed(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"KEY": "A", "owner": None},
        {"KEY": "B", "owner": " "},
        {"KEY": "C", "owner": "丁"},
        {"KEY": "D", "owner": "丙"},
    ]
    report, found = joined(tmp_path, "KEY,owner\nA,甲\nB,乙\nC,丙\nD,丙\n", rows)
    assert [found[key]["owner"] for key in "ABCD"] == ["甲", "乙", "丁", "丙"]
    (doubt,) = report.doubts
    assert (doubt.code, doubt.row, doubt.field, doubt.excerpt) == ("join-differs", 3, "owner", "丙")


def test_a_key_of_other_width_joins_where_one_row_alone_is_meant(tmp_path: Path) -> None:
    table = "KEY,owner\nA1,甲\nＢ2,乙\nB２,丙\n"
    report, found = joined(tmp_path, table, [{"KEY": "Ａ１"}, {"KEY": "B2"}])
    assert (found["Ａ１"]["owner"], found["B2"]["owner"]) == ("甲", None)
    assert [(doubt.code, doubt.row) for doubt in report.doubts] == [("join-key-folded", 1)]


@pytest.mark.parametrize(
    ("table", "said", "line"),
    [
        ("", "no column 'KEY'", 1),
        ("A,甲\nB,乙\n", "no column 'KEY'", 1),
        ("KEY;owner\nA;甲\n", "no column 'KEY'", 1),
        ("KEY,owner, owner\nA,甲,乙\n", "columns 2, 3 are all called owner", 1),
        ("KEY,owner,KEY\nA,甲,B\n", "columns 1, 3 are all called KEY", 1),
        ('KEY,owner\nA,"甲\nB,乙\n', "line 2, opens a quote that is never closed", 2),
        ('KEY,owner\nA,"甲\nB,"乙"\n', 'line 2, holds a quote " where none belongs', 2),
        ('KEY,owner\nA,甲"\nB,乙\n', 'line 2, holds a quote " where none belongs', 2),
        ("KEY,owner\nA,甲\nB,\0\n", "line 3, holds a NUL", 3),
        ("KEY,owner\nA,甲\nB,乙\n".encode("gb18030"), "line 2 is not in utf-8-sig (it looks like GBK)", 2),
    ],
)
def test_a_malformed_table_is_refused_by_file_and_line(
    tmp_path: Path, table: str | bytes, said: str, line: int
) -> None:
    with pytest.raises(SourceError) as refused:
        joined(tmp_path, table, [{"KEY": "A"}])
    assert said in refused.value.text.en
    assert str(tmp_path / "t.csv") in refused.value.text.zh
    assert refused.value.where["line"] == line
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("table", "remedy"),
    [
        ("KEY;owner\nA;甲\n", "joins.delimiter"),
        ("KEY\towner\nA\t甲\n", "joins.delimiter"),
        ("台账,\n,\nKEY,owner\nA,甲\n", "line 3"),
        ("", "empty"),
        ("KEY,owner\nA,甲\n".encode("gb18030"), "gb18030"),
    ],
)
def test_a_table_that_is_written_otherwise_is_refused_with_what_to_declare(
    tmp_path: Path, table: str | bytes, remedy: str
) -> None:
    with pytest.raises(SourceError) as refused:
        joined(tmp_path, table, [{"KEY": "A"}])
    assert remedy in refused.value.remedy.en


def test_utf8_that_is_declared_as_gb18030_is_not_read_as_other_words(tmp_path: Path) -> None:
    tables = (ID, OWNER, join(encoding="gb18030"))
    with pytest.raises(SourceError, match="the file is UTF-8"):
        joined(tmp_path, "KEY,owner\nA,济清财金\n", [{"KEY": "A"}], *tables)
    for data in ("KEY,owner\nA,济清财金\n".encode("gb18030"), "KEY,owner\nA,济清财金\n".encode("utf-8-sig")):
        _, found = joined(tmp_path / str(len(data)), data, [{"KEY": "A"}], *tables)
        assert found["A"]["owner"] == "济清财金"


def test_ragged_rows_shift_nothing_and_are_listed(tmp_path: Path) -> None:
    """A stray comma before a value, a cell too few: the row is not used, nor another that has its key."""
    table = "KEY,place,owner\nA,济南,甲\nB,济南,长清,乙\nC,丙\nD,济南,丁\nD,济南,丁,\n\n,,\n"
    report, found = joined(tmp_path, table, [{"KEY": key} for key in "ABCD"])
    assert [found[key]["owner"] for key in "ABCD"] == ["甲", None, None, None]
    assert listed(report) == [
        ("join-cells", 3, "B"),
        ("join-cells", 4, "C"),
        ("join-cells", 6, "D"),
        ("join-key-twice", 5, "D"),
    ]
    assert report.tables[0].excerpt == "B,济南,长清,乙"


def test_a_cell_of_several_lines_is_one_value_and_one_that_may_hold_rows_is_listed(tmp_path: Path) -> None:
    table = 'KEY,owner\nA,"甲\n乙"\nB,"丙\nC,丁"\n'
    report, found = joined(tmp_path, table, [{"KEY": "A"}, {"KEY": "B"}, {"KEY": "C"}])
    assert (found["A"]["owner"], found["C"]["owner"]) == ("甲\n乙", None)
    assert listed(report) == []
    assert [(each.code, each.row, each.id) for each in report.repaired] == [("join-line-breaks", 4, "B")]
    assert "t.csv, line 4: holds a cell of several lines" in report.text("en").partition("Repaired: 1")[2]


def test_two_tables_of_one_name_are_not_chosen_between(tmp_path: Path) -> None:
    for name, owner in (("a", "甲"), ("b", "乙")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "t.csv").write_text(f"KEY,owner\nA,{owner}\n", "utf-8")
    files = [source_file(tmp_path, [{"KEY": "A"}]), tmp_path / "a", tmp_path / "b"]
    with pytest.raises(SourceError, match="several tables"):
        import_register(files, mapping_file(tmp_path, ID, OWNER, join()), tmp_path / "out")


def test_a_table_that_nothing_joins_is_passed_over_by_name(tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text("x\n", "utf-8")
    report = import_register(
        [source_file(tmp_path, [{"KEY": "A"}]), tmp_path / "other.csv"], mapping_file(tmp_path, ID), tmp_path / "out"
    )
    assert report.passed_over == [str(tmp_path / "other.csv")]


@pytest.mark.parametrize("delimiter", ["", ", ", '"', "\n"])
def test_a_delimiter_is_one_sign(tmp_path: Path, delimiter: str) -> None:
    with pytest.raises(MappingError, match="one sign"):
        read_mapping(mapping_file(tmp_path, ID, join(delimiter=delimiter)))


def test_words_for_unknown_that_the_mapping_speaks_of_keep_its_meaning(tmp_path: Path) -> None:
    said = text_field("owner", more='values = { "待核实" = "pending", "甲" = "A" }')
    _, found = joined(tmp_path, "KEY,owner\nA,待核实\nB,甲\n", [{"KEY": "A"}, {"KEY": "B"}], ID, said, join())
    assert (found["A"]["owner"], found["B"]["owner"]) == ("pending", "A")


# our own tables ------------------------------------------------------------------------------------------------------

TYPES = {
    "t": DType.TEXT,
    "n": DType.NUMBER,
    "i": DType.INTEGER,
    "b": DType.BOOLEAN,
    "d": DType.DATE,
    "l": DType.LIST,
}
WORDS = st.one_of(
    st.sampled_from(["待核实", "to check", "无", "none", "0802", "370113001001", "=1+1", "'=1", "－1", "a;b", '["x"]']),
    st.text(
        st.characters(codec="utf-8", exclude_characters="\0\ufeff\u200b", exclude_categories=["Cs"]),
        min_size=1,
        max_size=8,
    ).filter(lambda text: text == text.strip()),
)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "t": WORDS,
    "n": st.floats(-1e12, 1e12, allow_nan=False),
    "i": st.integers(-(2**53) + 1, 2**53 - 1),
    "b": st.booleans(),
    "d": st.dates().map(str),
    "l": st.lists(WORDS, max_size=3),
}
PLOTS = Collection(
    id="plots",
    kind=Kind.PARCEL,
    file="plots.geojson",
    title=same("plots"),
    noun=same("plots"),
    source=same("made up"),
    fields=(
        Field(name="id", dtype=DType.TEXT, title=Text("编号", "id"), role=Role.ID),
        *(Field(name=name, dtype=dtype, title=Text(f"字段{name}", name)) for name, dtype in TYPES.items()),
    ),
)


@given(
    rows=st.dictionaries(
        WORDS,
        st.fixed_dictionaries({name: st.none() | values for name, values in VALUES.items()}),
        min_size=1,
        max_size=5,
    ),
    lang=st.sampled_from(["zh", "en"]),
)
def test_a_table_that_we_wrote_joins_back_value_by_value(rows: dict[str, dict[str, Any]], lang: str) -> None:
    # Letters side by side that GBK writes Chinese with are refused in a source without a mark.
    assume(not may_be_gbk("".join(rows).encode()))
    """Its guards, its words for unknown, its mark, its headings and its note."""
    features = [Feature(key, None, {"id": key, **values}) for key, values in rows.items()]
    layer = Layer.from_features(PLOTS, features, metric_crs=METRIC_CRS, codelists={})
    order = np.arange(len(layer))
    data = b"".join(write_csv(layer, order, lang=lang, about=ABOUT))
    heading = {field.name: field.heading.en if lang == "en" else field.heading.zh for field in PLOTS.fields}
    tables = [ID, *(text_field(name, column=heading[name], dtype=str(dtype)) for name, dtype in TYPES.items())]
    with tempfile.TemporaryDirectory() as name:
        report, found = joined(
            Path(name), data, [{"KEY": key} for key in rows], *tables, join(key=heading["id"]), head=HEAD
        )
    errors = [finding for finding in report.tables if finding.grade is Grade.ERROR]
    assert (report.joins["t.csv"].matched, errors, report.unused_columns) == (len(rows), [], [heading["id"]])
    for row in order.tolist():
        kept = layer.properties(row)
        assert {name: found[str(kept["id"])].get(name) for name in TYPES} == {name: kept[name] for name in TYPES}


# malformed in any way ------------------------------------------------------------------------------------------------

KEYS = [f"K{n}" for n in range(6)]
PLAIN = "KEY,place,owner\n" + "".join(f"{key},济南,owner of {key}\n" for key in KEYS)
QUOTED = '"KEY","place","owner"\n' + "".join(f'"{key}","济南","owner of {key}"\n' for key in KEYS)
MIXED = "KEY,place,owner\n" + "".join(f'{key},"济南, 长清",owner of {key}\n' for key in KEYS)


@given(
    edits=st.lists(
        st.tuples(st.integers(0, len(PLAIN)), st.integers(0, 3), st.sampled_from(["", ",", "\n", " ", ",,", "\r"])),
        min_size=1,
        max_size=4,
    )
)
def test_every_row_of_a_spoilt_table_is_used_or_listed(edits: list[tuple[int, int, str]]) -> None:
    table = PLAIN
    for at, length, sign in edits:
        table = table[:at] + sign + table[at + length :]
    with tempfile.TemporaryDirectory() as name:
        try:
            report, found = joined(Path(name), table, [{"KEY": key} for key in KEYS])
        except (SourceError, MappingError):
            return
    lines = [line.split(",") for line in table.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    said = {finding.row for finding in report.tables} | set(report.joins["t.csv"].unused_lines)
    given_by: dict[str, set[str]] = {}
    top, heading = next((number, cells) for number, cells in enumerate(lines, 1) if cells != [""])
    key, owner = (next(at for at, name in enumerate(heading) if name.strip() == asked) for asked in ("KEY", "owner"))
    for number, cells in enumerate(lines, 1):
        if number > top and any(cell.strip() for cell in cells) and number not in said:
            assert len(cells) == len(heading)
            given_by.setdefault(cells[key].strip(), set()).add(cells[owner].strip())
    assert {key: values["owner"] for key, values in found.items() if values["owner"]} == {
        name: value for name, values in given_by.items() for value in values if value
    }


@given(table=st.sampled_from([QUOTED, MIXED]), which=st.integers(0, 40), adds=st.booleans())
def test_a_quote_that_is_lost_or_too_much_is_named_or_changes_nothing(table: str, which: int, adds: bool) -> None:
    quotes = [at for at, sign in enumerate(table) if sign == '"']
    at = quotes[which % len(quotes)]
    spoilt = table[:at] + ('""' if adds else "") + table[at + 1 :]
    with tempfile.TemporaryDirectory() as name:
        try:
            _, found = joined(Path(name), spoilt, [{"KEY": key} for key in KEYS])
        except SourceError as mistake:
            refused = mistake.where["line"]
            found = {}
    if not found:
        assert refused in range(1, 9)
        return
    right = {row["KEY"]: row["owner"] for row in csv.DictReader(io.StringIO(table, newline=""))}
    assert {key: values["owner"] for key, values in found.items()} == right


def test_rows_of_two_tables_that_differ_are_told_apart_by_table_and_line(tmp_path: Path) -> None:
    (tmp_path / "second.csv").write_text("KEY,owner\nB,丁\nA,丙\n", "utf-8")
    tables = (ID, OWNER, join(), join(file="second.csv", key="KEY"))
    report, found = joined(tmp_path, "KEY,owner\nA,甲\n", [{"KEY": "A"}, {"KEY": "B", "owner": "乙"}], *tables)
    assert (found["A"]["owner"], found["B"]["owner"]) == ("甲", "乙")
    first, second = (each.text for each in report.doubts if each.code == "join-differs")
    assert first.en == "A: owner is 甲 in line 2 of t.csv and 丙 in line 3 of second.csv; the former is kept"
    assert "在 t.csv 第 2 行为 甲" in first.zh
    assert second.en == "B: owner is 乙 in the feature and 丁 in line 2 of the table; the feature's is kept"


def test_a_declared_mark_for_unknown_in_a_feature_gives_way_to_the_table(tmp_path: Path) -> None:
    owner = text_field("owner", more='unknown = ["-", "无"]')
    rows = [{"KEY": "A", "owner": "-"}, {"KEY": "B", "owner": " － "}, {"KEY": "C", "owner": "无"}]
    report, found = joined(tmp_path, "KEY,owner\nA,甲\nB,乙\nC,\n", rows, ID, owner, join())
    assert [found[key]["owner"] for key in "ABC"] == ["甲", "乙", None]
    assert report.fields["owner"].counts[State.DECLARED] == 1
    assert report.doubts == []


def test_a_mark_that_means_unknown_to_one_of_two_fields_stays_what_the_feature_says(tmp_path: Path) -> None:
    tables = (ID, text_field("owner", more='unknown = ["-"]'), text_field("note", column="owner"), join())
    _, found = joined(tmp_path, "KEY,owner\nA,甲\n", [{"KEY": "A", "owner": "-"}], *tables)
    assert (found["A"]["owner"], found["A"]["note"]) == (None, "-")


def test_a_row_goes_to_one_feature_of_an_id_and_the_renamed_one_is_listed(tmp_path: Path) -> None:
    report, found = joined(tmp_path, "KEY,owner\nA1,甲\nB,乙\n", [{"KEY": "A1"}, {"KEY": "A1"}, {"KEY": "B"}])
    assert {key: each["owner"] for key, each in found.items()} == {"A1": "甲", "A1-2": None, "B": "乙"}
    (said,) = [each for each in report.doubts if each.code == "join-row-taken"]
    assert (said.row, said.id, said.grade) == (2, "A1", Grade.DOUBT)
    assert said.text.en == "A1 is not joined: line 2 of the table went to an earlier feature of that id"
    assert [getattr(report.joins["t.csv"], key) for key in ("matched", "unmatched_keys", "unused")] == [2, ("A1",), 0]


def test_a_row_is_not_taken_by_a_feature_that_is_refused(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("KEY,owner\nA1,甲\n", "utf-8")
    source = source_file(tmp_path, [{"KEY": "A1"}, {"KEY": "A1"}])
    content = json.loads(source.read_bytes())
    content["features"][0]["geometry"] = {"type": "Polygon", "coordinates": [[[116, 36]]]}
    source.write_text(json.dumps(content), "utf-8")
    report = import_register([source], mapping_file(tmp_path, ID, OWNER, join()), tmp_path / "out")
    (kept,) = json.loads((tmp_path / "out" / "sites.geojson").read_bytes())["features"]
    assert (kept["id"], kept["properties"]["owner"], len(report.refused), report.doubts) == ("A1", "甲", 1, [])


def test_many_features_share_a_row_by_a_column_that_is_not_their_id(tmp_path: Path) -> None:
    rows = [{"KEY": key, "zone": "Z"} for key in "AB"]
    report, found = joined(tmp_path, "zone,owner\nZ,甲\n", rows, ID, OWNER, join(on="zone"))
    assert ([found[key]["owner"] for key in "AB"], report.doubts) == (["甲", "甲"], [])

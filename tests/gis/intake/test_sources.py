"""What a source may hold: names, encodings, ids and values that others write otherwise; each is read as it is meant, or said in words."""

from __future__ import annotations

import json
import tempfile
import time
import zipfile
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.errors import MappingError, SourceError
from gis.intake.cleaning.cleaned import State
from gis.intake.register import import_register
from gis.intake.report import ImportReport
from gis.io import bounds, geojson
from gis.io.encodings import check_utf8
from gis.io.headings import visible
from gis.io.members import members
from gis.numerals import number_in
from tests.gis.intake.registers import ID, LINE, SQUARE, imported, mapping_file, source_file, text_field


def kept(tmp_path: Path) -> list[dict[str, Any]]:
    """The properties of what was imported, in order."""
    found: list[dict[str, Any]] = json.loads((tmp_path / "out" / "sites.geojson").read_bytes())["features"]
    return [feature["properties"] for feature in found]


# ids -----------------------------------------------------------------------------------------------------------------


def test_an_invented_id_is_none_that_a_later_feature_has(tmp_path: Path) -> None:
    """Not even one that stands in another file, or on a feature that is refused."""
    rows: list[dict[str, Any]] = [{"KEY": "A", "w": "1"}, {"KEY": "A", "w": "2"}, {"KEY": "A-2", "w": "real"}]
    more: list[dict[str, Any]] = [{"KEY": "A-3", "w": "real too"}, {"KEY": "A-4", "w": "nowhere"}]
    files = [
        source_file(tmp_path, rows, name="1.geojson"),
        source_file(tmp_path, more, [SQUARE, LINE], name="2.geojson"),
    ]
    report = import_register(files, mapping_file(tmp_path, ID, text_field("w")), tmp_path / "out")
    assert [(entry["id"], entry["w"]) for entry in kept(tmp_path)] == [
        ("A", "1"),
        ("A-5", "2"),
        ("A-2", "real"),
        ("A-3", "real too"),
    ]
    assert [(entry.row, entry.id, entry.excerpt) for entry in report.renamed] == [(2, "A-5", "A")]
    assert (report.read, report.kept, len(report.refused)) == (5, 4, 1)


@given(
    keys=st.lists(st.sampled_from(["A", "A-2", "A-3", "A-2-2", "B"]), min_size=1, max_size=9), split=st.integers(0, 9)
)
def test_every_real_id_stays_with_the_first_feature_that_has_it(keys: list[str], split: int) -> None:
    rows = [{"KEY": key, "w": str(n)} for n, key in enumerate(keys)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = [source_file(folder, some, name=f"{n}.geojson") for n, some in enumerate([rows[:split], rows[split:]])]
        import_register(files, mapping_file(folder, ID, text_field("w")), folder / "out")
        found = {entry["w"]: entry["id"] for entry in kept(folder)}
    assert len(set(found.values())) == len(rows)
    for n, key in enumerate(keys):
        if keys.index(key) == n:
            assert found[str(n)] == key
        else:
            assert found[str(n)] not in keys


# values --------------------------------------------------------------------------------------------------------------


def test_lists_and_objects_become_lists_and_json_and_never_a_spelling_of_python(tmp_path: Path) -> None:
    tables = [
        text_field("l", dtype="list"),
        text_field("t", column="l"),
        text_field("o"),
        text_field("n", dtype="number", column="l"),
        text_field("i", column="flag"),
        '[[fields]]\nname = "m"\nzh = "m"\ntemplate = "{o}/{flag}/{x}"\n',
    ]
    rows: list[dict[str, Any]] = [
        {"KEY": "A", "l": ["水", "电", 1.0, True, None], "o": {"k": None}, "flag": True, "x": 2.0},
        {"KEY": "B", "l": "水、电", "o": [["a"], {}], "flag": 1, "x": 1e20},
        {"KEY": ["C"]},
    ]
    report, _ = imported(tmp_path, [ID, *tables], rows)
    first, second = kept(tmp_path)
    assert (first["l"], second["l"]) == (["水", "电", "1", "true"], ["水", "电"])
    assert (first["t"], first["o"], second["o"]) == (
        '["水", "电", 1.0, true, null]',
        '{"k": null}',
        '[["a"], {}]',
    )
    assert (first["n"], first["n_original"]) == (None, '["水", "电", 1.0, true, null]')
    assert (first["i"], second["i"]) == ("true", "1")
    assert (first["m"], second["m"]) == ('{"k": null}/true/2', None)
    assert [(entry.code, entry.row, entry.excerpt) for entry in report.refused] == [("no-id", 3, '["C"]')]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats(-9, 9) | st.text("ab'\"\\水", max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab", max_size=2), inner, max_size=3),
)


@given(value=JSON)
def test_any_json_value_becomes_a_text_that_json_reads_again(value: Any) -> None:
    with tempfile.TemporaryDirectory() as name:
        imported(Path(name), [ID, text_field("t", column="v")], [{"KEY": "A", "v": value}])
        found = kept(Path(name))[0]["t"]
    if isinstance(value, (list, dict)):
        assert json.loads(found) == value
    elif isinstance(value, bool):
        assert found == ("true" if value else "false")
    elif isinstance(value, (int, float)):
        assert float(found) == value
    else:
        assert found == ((value or "").strip() or None)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1_000", None),
        ("1,00", None),
        ("nan", None),
        ("Infinity", None),
        ("1e400", None),
        ("1e-400", None),
        ("-4e-325", None),
        ("0e-400", 0.0),
        ("-0.00", 0.0),
        ("0x1F", None),
        ("10²", None),
        ("½", None),
        ("１２．５", 12.5),
        (" -3.5e2 ", -350.0),
        ("+7", 7.0),
    ],
)
def test_only_what_everybody_reads_as_a_number_is_one(tmp_path: Path, text: str, number: float | None) -> None:
    assert number_in(text) == number
    report, _ = imported(tmp_path, [ID, text_field("n", dtype="number", column="v")], [{"KEY": "A", "v": text}])
    assert kept(tmp_path)[0]["n"] == number
    listed = list(report.fields["n"].originals)
    assert listed == ([(State.UNTRANSLATED, text.strip())] if number is None else [])


def test_a_product_that_is_too_small_for_a_number_is_not_translated_to_0(tmp_path: Path) -> None:
    """Fails where a factor makes 0 of a figure that is not."""
    field = text_field("n", dtype="number", column="v", more="factor = 1e-200")
    report, _ = imported(tmp_path, [ID, field], [{"KEY": "A", "v": "1e-200"}, {"KEY": "B", "v": "0"}])
    assert [row["n"] for row in kept(tmp_path)] == [None, 0]
    assert list(report.fields["n"].originals) == [(State.UNTRANSLATED, "1e-200")]


@pytest.mark.parametrize("value", [2**53 + 1, str(2**53 + 1), "370113001001000001"])
def test_a_number_whose_digits_would_be_altered_is_to_check_and_kept_as_it_was(
    tmp_path: Path, value: str | int
) -> None:
    imported(tmp_path, [ID, text_field("n", dtype="number", column="v"), text_field("v")], [{"KEY": "A", "v": value}])
    assert kept(tmp_path) == [{"id": "A", "n": None, "n_original": str(value), "v": str(value)}]


@pytest.mark.parametrize("value", [2**53 + 1, str(2**53 + 1)])
@pytest.mark.parametrize("factor", [0.1, 1.0])
def test_a_factor_does_not_bring_altered_digits_back(tmp_path: Path, value: str | int, factor: float) -> None:
    field = text_field("n", dtype="number", column="v", more=f"factor = {factor}")
    imported(tmp_path, [ID, field], [{"KEY": "A", "v": value}])
    assert kept(tmp_path) == [{"id": "A", "n": None, "n_original": str(value)}]


def test_a_word_for_two_codes_of_a_list_is_not_guessed(tmp_path: Path) -> None:
    codes = """
[[codelists]]
id = "u"
title = "U"
codes = [
  { code = "1", zh = "工业", en = "Industrial" },
  { code = "2", zh = "工业", en = "Works", aliases = ["厂"] },
  { code = "3", zh = "仓储", en = "Storage", aliases = ["厂", "库"] },
]
"""
    field = text_field("u", more='codelist = "u"')
    given = ["工业", "厂", "Ｗorks", "库", "1"]
    imported(tmp_path, [ID, field, codes], [{"KEY": str(n), "u": word} for n, word in enumerate(given)])
    assert [entry["u"] for entry in kept(tmp_path)] == [None, None, "2", "3", "1"]
    assert [entry.get("u_original") for entry in kept(tmp_path)][:2] == ["工业", "厂"]


def test_raised_digits_are_no_digits_to_a_pattern(tmp_path: Path) -> None:
    field = text_field("n", dtype="number", column="v", more="patterns = [{ match = '(\\d+)m?', take = '\\1' }]")
    imported(tmp_path, [ID, field], [{"KEY": "A", "v": "10²"}, {"KEY": "B", "v": "１０ｍ"}])
    assert [entry["n"] for entry in kept(tmp_path)] == [None, 10]


@given(text=st.text(st.sampled_from("0123456789.eE+-_ ,１²∞na"), max_size=8))
def test_a_number_is_read_from_ascii_digits_and_their_wide_forms_alone(text: str) -> None:
    found = number_in(text)
    if found is not None:
        assert float(text.replace("１", "1")) == found
        assert not set(text) & set("_²∞,na")


# zips and names ------------------------------------------------------------------------------------------------------


class Unflagged(zipfile.ZipInfo):
    """An entry as Windows writes it: its name in the encoding of the country, and no flag that says so."""

    coding = "gbk"

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - zipfile asks for it by this name
        return self.filename.encode(self.coding), self.flag_bits


def windows_zip(path: Path, entries: dict[str, bytes], coding: str = "gbk") -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in entries.items():
            entry = Unflagged(name)
            entry.coding = coding
            archive.writestr(entry, data)
    return path


def test_names_of_a_zip_from_chinese_windows_are_read_and_find_their_table(tmp_path: Path) -> None:
    source = source_file(tmp_path, [{"KEY": "A"}], name="x.geojson").read_bytes()
    files = {"归德片区.geojson": source, "台账.csv": "KEY,owner\nA,甲\n".encode()}
    path = windows_zip(tmp_path / "z.zip", files)
    join = '[[joins]]\nfile = "台账.csv"\non = "KEY"\n'
    plan = '[[fields]]\nname = "plan"\nzh = "片区"\ntemplate = "{file}"\n'
    report = import_register([path], mapping_file(tmp_path, ID, text_field("owner"), plan, join), tmp_path / "out")
    assert kept(tmp_path) == [{"id": "A", "owner": "甲", "plan": "归德片区"}]
    assert report.sources == [(f"{path}!归德片区.geojson", 1)]


@pytest.mark.parametrize("coding", ["gbk", "utf-8"])
def test_a_name_without_a_flag_is_utf8_where_it_can_be_and_else_chinese(tmp_path: Path, coding: str) -> None:
    path = windows_zip(tmp_path / "z.zip", {"济南/归德.csv": b"", "plain.csv": b""}, coding)
    assert [member.name for member in members([path])] == ["归德.csv", "plain.csv"]


@pytest.mark.parametrize("name", ["学校.csv", "小楼.csv", "3楼.csv"])
def test_a_chinese_name_that_utf8_could_read_too_is_not_garbled(tmp_path: Path, name: str) -> None:
    assert [member.name for member in members([windows_zip(tmp_path / "z.zip", {name: b""})])] == [name]


def test_two_entries_of_one_name_are_two_files(tmp_path: Path) -> None:
    """Neither is taken twice, none is lost."""
    path = tmp_path / "z.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x.geojson", source_file(tmp_path, [{"KEY": "A"}]).read_bytes())
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("x.geojson", source_file(tmp_path, [{"KEY": "B"}]).read_bytes())
    import_register([path], mapping_file(tmp_path, ID), tmp_path / "out")
    assert [entry["id"] for entry in kept(tmp_path)] == ["A", "B"]


# words ---------------------------------------------------------------------------------------------------------------


def text_of_refusal(tmp_path: Path, data: bytes, *tables: str, name: str = "s.geojson") -> str:
    (tmp_path / name).write_bytes(data)
    with pytest.raises((SourceError, MappingError)) as refused:
        import_register([tmp_path / name], mapping_file(tmp_path, *(tables or (ID,))), tmp_path / "out")
    assert not (tmp_path / "out").exists()
    return refused.value.text.en.replace(str(tmp_path), "…") + " → " + refused.value.remedy.en


def features(*rows: dict[str, Any]) -> bytes:
    made = [
        {"type": "Feature", "properties": row, "geometry": {"type": "Point", "coordinates": [116, 36]}} for row in rows
    ]
    return json.dumps({"type": "FeatureCollection", "features": made}, ensure_ascii=False).encode()


def test_a_source_in_gbk_is_called_that(tmp_path: Path) -> None:
    data = features({"KEY": "地块"}).decode().encode("gbk")
    assert text_of_refusal(tmp_path, data) == (
        "…/s.geojson, line 1, is not UTF-8 (it looks like GBK) → convert it to UTF-8: "
        "export it from QGIS with the encoding UTF-8, or run iconv -f GB18030 -t UTF-8"
    )
    with pytest.raises(SourceError) as refused:
        geojson.parse(data, "s.geojson")
    assert refused.value.text.zh == "s.geojson 第 1 行不是 UTF-8 编码（看起来是 GBK）"
    assert "is not UTF-8 (it looks like UTF-16)" in text_of_refusal(tmp_path, "{}".encode("utf-16"))
    assert "is not UTF-8 →" in text_of_refusal(tmp_path, b'{"a": "\xff\xff"}')


@pytest.mark.parametrize("word", ["学校", "小楼"])
def test_chinese_that_utf8_could_read_too_is_not_garbled(tmp_path: Path, word: str) -> None:
    said = text_of_refusal(tmp_path, features({"KEY": word}).decode().encode("gbk"))
    assert "line 1, is not UTF-8 (it looks like GBK)" in said
    (tmp_path / "t.csv").write_bytes(f"KEY,owner\nA,{word}\n".encode("gbk"))
    join = '[[joins]]\nfile = "t.csv"\non = "KEY"\n'
    said = text_of_refusal(tmp_path, features({"KEY": "A"}), ID, text_field("owner"), join)
    assert "line 2 is not in utf-8-sig (it looks like GBK)" in said
    for sound in ("m²", "naïve café", "школа", "·"):
        assert geojson.parse(features({"KEY": sound}), "s.geojson").properties == [{"KEY": sound}]


def test_a_large_file_is_known_for_its_encoding_at_once() -> None:
    """Fails where every byte is asked by an expression, 55 ms a megabyte, or a character is lost between two pieces."""
    size = 20 << 20
    sound = [bytes(size), b"m\xc2\xb2, " * (size // 5), "é".encode() + b"x" * size + "学".encode()]
    begun = time.process_time()
    for each in sound:
        check_utf8(each, "x")
    for tail, line in ((b"\xff", 2), ("学校".encode("gbk"), 2)):
        with pytest.raises(SourceError, match=f"line {line}, is not UTF-8"):
            check_utf8(b"x" * ((1 << 24) - 2) + b"\n" + tail + b"\n" * size, "x")
    assert time.process_time() - begun < 3


def test_an_empty_register_has_no_features_and_writes_nothing(tmp_path: Path) -> None:
    assert text_of_refusal(tmp_path, features()) == (
        "no features in …/s.geojson → check what was exported; nothing was written"
    )


def test_a_heading_with_a_blank_is_read_and_listed_so_that_the_blank_can_be_seen(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [{"KEY": "A", "面积（亩） ": "1"}, {"KEY": "B", "面积（亩） ": "2"}]
    report, _ = imported(tmp_path, [ID, text_field("n", column="面积(亩)")], rows)
    assert [entry["n"] for entry in kept(tmp_path)] == ["1", "2"]
    assert [(doubt.code, doubt.row, doubt.text.en) for doubt in report.doubts] == [
        ("column-respelt", 1, "the column 面积（亩）␠ was read as 面积(亩)")
    ]
    assert "列名“面积（亩）␠”按“面积(亩)”读取" in report.text("zh")


def test_headings_that_could_both_be_meant_are_refused_in_words_that_show_the_blanks(tmp_path: Path) -> None:
    said = text_of_refusal(
        tmp_path, features({"KEY": "A", "名称 ": "x", " 名称": "y"}), ID, text_field("n", column="名称")
    )
    assert "the field n asks for the column '名称', which the source does not have" in said
    assert "名称␠" in said
    assert "␠名称" in said


def test_a_heading_that_is_there_as_asked_keeps_its_values_beside_one_with_a_blank(tmp_path: Path) -> None:
    report, _ = imported(tmp_path, [ID, text_field("n")], [{"KEY": "A", "n": "1", "n ": "2"}, {"KEY": "B", "n ": "3"}])
    assert [entry["n"] for entry in kept(tmp_path)] == ["1", "3"]
    assert report.unused_columns == ["n␠"]


def test_a_blank_under_the_heading_as_asked_does_not_hide_a_value_beside_it(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [{"KEY": "A", "n": None, "n ": "x"}, {"KEY": "B", "n": " ", "n ": "y"}]
    report, _ = imported(tmp_path, [ID, text_field("n")], rows)
    assert [entry["n"] for entry in kept(tmp_path)] == ["x", "y"]
    assert [doubt.code for doubt in report.doubts] == ["column-respelt"]


@pytest.mark.parametrize(("name", "seen"), [(" a b\t", "␠a b␉"), ("\ufeffid", "<U+FEFF>id"), ("", ""), (" ", "␠")])
def test_what_cannot_be_seen_in_a_name_is_shown(name: str, seen: str) -> None:
    assert visible(name) == seen


PACKAGE = b'{"name": "x", "version": "1.0.0"}'


def test_json_that_is_no_geojson_is_passed_over_in_a_folder_and_named_where_it_was_given(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    source_file(folder, [{"KEY": "A"}])
    (folder / "package.json").write_bytes(PACKAGE)
    report: ImportReport = import_register([folder], mapping_file(tmp_path, ID), tmp_path / "out")
    assert (report.kept, report.passed_over) == (1, [str(folder / "package.json")])
    assert f"1 file passed over: {folder / 'package.json'}" in report.text("en")
    assert text_of_refusal(tmp_path / "in", PACKAGE, name="package.json") == (
        "…/package.json is not a GeoJSON feature collection → take it away, or export it again as GeoJSON from a GIS"
    )


def test_a_folder_with_nothing_but_other_json_has_no_features(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "package.json").write_bytes(PACKAGE)
    with pytest.raises(SourceError, match="none of the files given is GeoJSON"):
        import_register([folder], mapping_file(tmp_path, ID), tmp_path / "out")


def test_more_features_than_a_file_may_have_are_refused_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "MAX_FEATURES", 3)
    said = text_of_refusal(tmp_path, orjson.dumps({"type": "FeatureCollection", "features": [{}] * 4}))
    assert said == "…/s.geojson has 4 features, more than 3 → split it into several files"

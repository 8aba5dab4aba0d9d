"""Imports by a mapping: every row is accounted for, nothing is guessed, nothing is written by halves."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
import shapely

from gis.errors import MappingError, SourceError
from gis.fields import Role
from gis.folder import open_folder
from gis.intake.mapping import folded_value
from gis.intake.mapping_file import read_mapping
from gis.intake.register import import_register
from gis.intake.target import REPORT_FILE
from gis.io import bounds, members
from gis.plainly import to_plain
from gis.query import select
from gis.question import Between, Query
from tests.gis.intake.registers import FAR, HEAD, ID, SQUARE, imported, mapping_file, source_file, text_field
from tests.gis.small import METRIC_CRS


def test_messy_plot_ratios_become_numbers_ranges_or_unknown_with_their_original(tmp_path: Path) -> None:
    """What is not translated is kept as it was, listed with its place, and never guessed."""
    rows: list[dict[str, Any]] = [
        {"KEY": str(n), "FAR": value}
        for n, value in enumerate(
            ["200%", "200", 200, "１５０~１８０", "不予規定", "-", "", None, "180(200)", "180(200)"]
        )
    ]
    report, inventory = imported(tmp_path, [ID, FAR], rows)
    layer = inventory.layers["sites"]
    assert [layer.properties(row)["far_max"] for row in range(10)] == [2, 2, 2, 1.8, None, None, None, None, None, None]
    assert [layer.properties(row)["far_max_original"] for row in range(10)] == [None] * 4 + [
        "不予規定",
        "-",
        None,
        None,
        "180(200)",
        "180(200)",
    ]
    said = to_plain(report)["fields"]["far_max"]
    assert (said["known"], said["blank"], said["declared"], said["untranslated"], said["unknown"]) == (4, 2, 2, 2, 6)
    listed = next(entry for entry in said["values"] if entry["state"] == "untranslated")
    assert (listed["value"], listed["count"], [place[1:] for place in listed["places"]]) == (
        "180(200)",
        2,
        [[9, "8"], [10, "9"]],
    )
    assert "'180(200)' ×2" in report.text("en")
    assert "未能转换 2" in report.text("zh")


def test_a_feature_without_a_shape_is_kept_and_only_those_without_an_id_are_refused(tmp_path: Path) -> None:
    bow = shapely.Polygon([(116, 36), (116.01, 36.01), (116.01, 36), (116, 36.01)])
    shapes = [SQUARE, None, SQUARE, bow, SQUARE]
    rows: list[dict[str, Any]] = [{"KEY": "A"}, {"KEY": "B"}, {"KEY": None}, {"KEY": "D"}, {"KEY": "A"}]
    report, inventory = imported(tmp_path, [ID], rows, shapes)
    assert (report.read, report.kept, report.not_located) == (5, 4, 1)
    assert [(entry.code, entry.row, entry.id) for entry in report.refused] == [("no-id", 3, None)]
    assert "1 of them without a shape" in report.text("en")
    assert [(entry.row, entry.id) for entry in report.repaired] == [(4, "D")]
    assert [(entry.row, entry.excerpt, entry.id) for entry in report.renamed] == [(5, "A", "A-2")]
    layer = inventory.layers["sites"]
    assert sorted(layer.ids) == ["A", "A-2", "B", "D"]
    assert [key for key, shape in zip(layer.ids, layer.geometries, strict=True) if shape is None] == ["B"]
    assert layer.collection.by_role[Role.LOCATED_BY].title.zh == "定位依据"
    assert json.loads((tmp_path / "out" / REPORT_FILE).read_bytes()) == json.loads(json.dumps(to_plain(report)))


def test_an_unknown_column_names_it_and_its_likes_and_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(MappingError) as refused:
        imported(tmp_path, [ID, FAR], [{"KEY": "A", "FAR2": 1}])
    assert "“FAR”" in refused.value.text.zh
    assert refused.value.where["near"] == ["FAR2"]
    assert not (tmp_path / "out").exists()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_column_that_only_a_later_file_has_is_known(tmp_path: Path) -> None:
    files = [
        source_file(tmp_path, [{"KEY": "A"}], name="1.json"),
        source_file(tmp_path, [{"KEY": "B", "FAR": "10"}], name="2.json"),
    ]
    report = import_register(files, mapping_file(tmp_path, ID, FAR), tmp_path / "out")
    assert (report.kept, report.fields["far_max"].unknown) == (2, 1)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ('[[fields]]\nname = "x"\nzh = "x"\nform = "y"\n', ("form", "from", "line")),
        ('[[fields]]\nname = "x"\nzh = "x"\nfrom = "y"\nunit = "acre"\n', ("acre", "m2_land", "line")),
        ('[[fields]]\nname = "x"\nzh = "x"\nfrom = "y"\nrole = "king"\n', ("king", "far_max", "line")),
        ('[[fields]]\nname = "x"\nzh = "x"\nfrom = "y"\ncodelist = "nowhere"\n', ("nowhere", "code list", "line")),
        ('[[fields]]\nname = "x"\nzh = "x"\nfrom = "y"\npatterns = [{ match = \'(\' }]\n', ("pattern", "(", "line")),
        (
            '[[fields]]\nname = "x"\nzh = "x"\nfrom = "y"\npatterns = [{ match = \'a\', take = \'\\9\' }]\n',
            ("fields[2].patterns[1]", "pattern 'a' is wrong", "line"),
        ),
        ('[[fields]]\nname = "x"\nzh = "x"\n', ("from, constant, template", "x", "line")),
        ('[[fields]]\nname = "x"\nzh = "x"\ntype = "number"\nconstant = "many"\n', ("many", "number", "line")),
        ('[[fields]]\nname = "id"\nzh = "x"\nfrom = "y"\n', ("twice", "id", "line")),
        (
            '[[fields]]\nname = "x"\nzh = "x"\nfrom = "y"\nvalues = 3\n',
            ("fields[2].values", "must be a table", "is 3", "line"),
        ),
        (
            '[[fields]]\nname = "x"\nzh = "x"\nfrom = { a = true }\n',
            ("fields[2].from", "must be text or a list, is a table { a }", "line"),
        ),
        (
            '[[fields]]\nname = "x"\nzh = "x"\nfrom = "y"\nfactor = true\n',
            ("fields[2].factor", "must be a number, is true", "line"),
        ),
        (
            '[[fields]]\nname = "x"\nzh = "x"\ntype = "date"\nconstant = [1]\n',
            ("constant [1] is not of type date (such as 2023-06-30)", "line"),
        ),
        (
            text_field("v") + text_field("v_original"),
            ("v_original", "original values", "line"),
        ),
        (
            text_field("v", more='original = "o"') + text_field("w", more='original = "o"'),
            ("fields[3].original", "of w, o", "original values", "line"),
        ),
        ("[[fields]\n", ("cannot be read", "line", "map.toml")),
        ("[other]\n", ("other", "unknown key", "map.toml")),
    ],
)
def test_a_mistake_in_a_mapping_is_named_with_its_line(tmp_path: Path, table: str, said: tuple[str, ...]) -> None:
    path = mapping_file(tmp_path, ID, table)
    with pytest.raises(MappingError) as refused:
        read_mapping(path)
    assert all(word in refused.value.text.en for word in said), refused.value.text.en


@pytest.mark.parametrize("name", ["../out", "a/b", "", ".x"])
def test_the_collections_name_leads_nowhere(tmp_path: Path, name: str) -> None:
    """It becomes a file name."""
    with pytest.raises(MappingError, match="letters"):
        read_mapping(mapping_file(tmp_path, ID, head=HEAD.replace('"sites"', f'"{name}"')))


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    into = tmp_path / "out"
    into.mkdir()
    (into / "precious.txt").write_text("mine")
    with pytest.raises(SourceError, match="something else"):
        import_register([source_file(tmp_path, [{"KEY": "A"}])], mapping_file(tmp_path, ID), into)
    assert [path.name for path in into.iterdir()] == ["precious.txt"]


def test_a_layer_that_is_there_is_renewed_and_not_written_over(tmp_path: Path) -> None:
    _, inventory = imported(tmp_path, [ID], [{"KEY": "A"}])
    with pytest.raises(SourceError, match="has the layer Sites"):
        imported(tmp_path, [ID], [{"KEY": "A"}, {"KEY": "B"}])
    assert open_folder(tmp_path / "out").version == inventory.version


def test_a_second_register_joins_the_first_and_what_is_there_stays(tmp_path: Path) -> None:
    imported(tmp_path, [ID, FAR], [{"KEY": "A", "FAR": "150"}])
    out = tmp_path / "out"
    (out / "codelists" / "own.toml").write_text(
        'id = "own"\ntitle = { zh = "自有", en = "Own" }\ncodes = []\n', "utf-8"
    )
    catalog = (out / "catalog.toml").read_text("utf-8") + "# 我们的备注 / our note\n"
    (out / "catalog.toml").write_text(catalog, "utf-8")
    before = {path: path.read_bytes() for path in out.rglob("*.toml") if path.name != "catalog.toml"}
    other = mapping_file(tmp_path / "second", ID, head=HEAD.replace('"sites"', '"others"'))
    import_register([source_file(tmp_path, [{"KEY": "X"}, {"KEY": "Y"}], name="others.geojson")], other, out)
    assert (out / "catalog.toml").read_text("utf-8").startswith(catalog.rstrip())
    assert {path: path.read_bytes() for path in before} == before
    assert (out / "mappings" / "others.toml").read_bytes() == other.read_bytes()
    layers = open_folder(out).layers
    assert {name: len(layer) for name, layer in layers.items()} == {"sites": 1, "others": 2}


def test_a_code_list_that_another_layer_reads_is_not_replaced(tmp_path: Path) -> None:
    lists = '[[codelists]]\nid = "uses"\ntitle = {{ zh = "用途", en = "Use" }}\ncodes = [{{ code = "M", zh = "{0}", en = "{0}" }}]\n'
    imported(tmp_path, [ID, lists.format("工业")], [{"KEY": "A"}])
    out, head = tmp_path / "out", HEAD.replace('"sites"', '"others"')
    source = source_file(tmp_path, [{"KEY": "X"}], name="others.geojson")
    before = (out / "codelists" / "uses.toml").read_bytes()
    with pytest.raises(MappingError, match="code list uses"):
        import_register([source], mapping_file(tmp_path / "b", ID, lists.format("仓储"), head=head), out)
    assert (out / "codelists" / "uses.toml").read_bytes() == before
    import_register([source], mapping_file(tmp_path / "c", ID, lists.format("工业"), head=head), out)
    assert set(open_folder(out).layers) == {"sites", "others"}


def test_a_layer_with_which_the_folder_could_not_be_opened_is_not_added(tmp_path: Path) -> None:
    imported(tmp_path, [ID], [{"KEY": "A"}])
    before = (tmp_path / "out" / "catalog.toml").read_bytes()
    head = HEAD.replace('"sites"', '"others"')
    wrong = mapping_file(tmp_path, ID, text_field("UPPER CASE", column="KEY", more='references = "nowhere"'), head=head)
    with pytest.raises(MappingError, match="nowhere"):
        import_register([tmp_path / "sites.geojson"], wrong, tmp_path / "out")
    assert (tmp_path / "out" / "catalog.toml").read_bytes() == before


def test_values_lists_dates_templates_and_joins(tmp_path: Path) -> None:
    """A CSV in GB 18030 joined by key, values translated whatever the width of their brackets, lists cut, dates read."""
    tables = """
[[joins]]
file = "owners.csv"
on = "KEY"
key = "编号"
encoding = "gb18030"

[[fields]]
name = "id"
zh = "编号"
role = "id"
template = "{file}-{KEY}-{number}"

[[fields]]
name = "use"
zh = "用途"
role = "usage"
codelist = "uses"
from = ["USE", "CLASS"]

[[fields]]
name = "owner"
zh = "权利人"
type = "list"
from = "权利人"
split = "|"

[[fields]]
name = "start"
zh = "开工"
type = "date"
from = "START"
date_format = "%d/%m/%Y"

[[fields]]
name = "source"
zh = "来源"
constant = "测试"

[[codelists]]
id = "uses"
title = { zh = "用途", en = "Use" }
codes = [{ code = "M2", zh = "二类工业", en = "industry 2", aliases = ["工業區（乙種）"] }, { code = "R", zh = "居住", en = "housing" }]
"""
    (tmp_path / "owners.csv").write_bytes("编号,权利人\nA,济清|财金\nZ,无人\n".encode("gb18030"))
    rows: list[dict[str, Any]] = [
        {"KEY": "A", "USE": "工業區(乙種)", "START": "01/05/2021"},
        {"KEY": "B", "USE": "?", "CLASS": "housing", "START": "soon"},
        {"KEY": "C", "USE": "?", "CLASS": None},
    ]
    report, inventory = imported(tmp_path, [tables], rows)
    layer = inventory.layers["sites"]
    assert sorted(layer.ids) == ["sites-A-1", "sites-B-2", "sites-C-3"]
    first = layer.properties(0)
    assert (first["use"], first["owner"], first["start"], first["source"]) == (
        "M2",
        ["济清", "财金"],
        "2021-05-01",
        "测试",
    )
    assert (layer.properties(1)["use"], layer.properties(1)["start"], layer.properties(1)["start_original"]) == (
        "R",
        None,
        "soon",
    )
    assert (layer.properties(2)["use"], layer.properties(2)["use_original"]) == (None, "?")
    joined = report.joins["owners.csv"]
    assert (joined.matched, joined.unmatched_keys, joined.unused_keys) == (1, ("B", "C"), ("Z",))


def test_a_missing_table_or_key_is_named(tmp_path: Path) -> None:
    path = mapping_file(tmp_path, ID, '[[joins]]\nfile = "more.csv"\non = "KEY"\n')
    source = source_file(tmp_path, [{"KEY": "A"}])
    with pytest.raises(SourceError, match=r"more\.csv"):
        import_register([source], path, tmp_path / "out")
    (tmp_path / "more.csv").write_text("ID,x\nA,1\n")
    with pytest.raises(SourceError, match="no column 'KEY'"):
        import_register([source], path, tmp_path / "out")


def test_areas_are_measured_and_gaps_reported(tmp_path: Path) -> None:
    area = '[[fields]]\nname = "area"\ntype = "number"\nunit = "m2_land"\nzh = "面积"\nrole = "area"\nfrom = "HA"\nfactor = 10000\n'
    measured = (
        '[[fields]]\nname = "measured"\ntype = "number"\nunit = "m2_land"\nzh = "图上面积"\nrole = "measured_area"\n'
    )
    report, inventory = imported(tmp_path, [ID, area, measured], [{"KEY": "A", "HA": 100}, {"KEY": "B", "HA": "10"}])
    layer = inventory.layers["sites"]
    assert layer.properties(0)["measured"] == pytest.approx(1_000_563, rel=0.001)
    assert [(entry.id, entry.row) for entry in report.area_gaps] == [("B", 2)]
    found = select(layer, Query(collection="sites", where=(Between(field="area", low=500_000),)))
    assert found.matched == 1


def test_a_declared_crs_moves_the_source_and_a_contradiction_is_refused(tmp_path: Path) -> None:
    head = HEAD + f'crs = "{METRIC_CRS}"\n'
    metres = shapely.box(477_616, 4_046_602, 477_716, 4_046_702)
    source = source_file(tmp_path, [{"KEY": "A"}], [metres])
    import_register([source], mapping_file(tmp_path, ID, head=head), tmp_path / "out")
    west, south, _, _ = open_folder(tmp_path / "out").layers["sites"].bounds[0]
    assert (west, south) == pytest.approx((116.75, 36.55), abs=1e-5)
    named = json.loads(source.read_bytes()) | {
        "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3826"}}
    }
    source.write_text(json.dumps(named))
    with pytest.raises(SourceError, match="EPSG:3826"):
        import_register([source], mapping_file(tmp_path, ID, head=head), tmp_path / "other")


def zipped(path: Path, **entries: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name.replace("__", "/"), data)
    return path


def test_files_folders_and_zips_are_appended_in_order(tmp_path: Path) -> None:
    """Duplicates are kept, under ids of their own; names that lead out of a zip lead nowhere, for nothing is unpacked."""
    folder = tmp_path / "in"
    folder.mkdir()
    text = source_file(folder, [{"KEY": "A"}], name="b.geojson").read_bytes()
    zipped(
        folder / "c.zip",
        **{"..__..__evil.geojson": text, "deep__d.JSON": text, "__MACOSX__._d.json": b"\0", "read.txt": b"x"},
    )
    loose = source_file(tmp_path, [{"KEY": "Z"}], name="z.json")
    report = import_register([folder, loose], mapping_file(tmp_path, ID), tmp_path / "out")
    assert tuple(open_folder(tmp_path / "out").layers["sites"].ids) == ("A", "A-2", "A-3", "Z")
    assert [name.rsplit("/", 1)[-1] for name in report.passed_over] == ["c.zip!read.txt"]
    assert not (tmp_path.parent / "evil.geojson").exists()


def test_a_zip_that_would_fill_memory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What inflates is counted while it does: the sizes that a zip declares may lie."""
    monkeypatch.setattr(bounds, "MAX_INFLATED", 1 << 20)
    bomb = zipped(tmp_path / "bomb.zip", **{"x.json": b" " * (2 << 20)})
    with pytest.raises(SourceError, match="too much"):
        members.members([bomb])
    lying = io.BytesIO(bomb.read_bytes().replace((2 << 20).to_bytes(4, "little"), (10).to_bytes(4, "little")))
    (tmp_path / "lying.zip").write_bytes(lying.getvalue())
    with pytest.raises(SourceError):
        [member.read() for member in members.members([tmp_path / "lying.zip"])]


def test_a_file_that_is_no_zip_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"PK no")
    with pytest.raises(SourceError, match=r"x\.zip"):
        members.members([tmp_path / "x.zip"])
    with pytest.raises(SourceError, match="nowhere"):
        members.members([tmp_path / "nowhere"])


def test_progress_ends_at_the_whole(tmp_path: Path) -> None:
    told: list[tuple[int, int, str]] = []
    source = source_file(tmp_path, [{"KEY": "A"}])
    import_register([source], mapping_file(tmp_path, ID), tmp_path / "out", progress=lambda *said: told.append(said))
    whole = source.stat().st_size
    assert told == [(0, whole, "sites.geojson"), (whole, whole, "sites.geojson")]


def test_source_values_are_compared_without_width_case_or_spaces() -> None:
    assert folded_value(" 工業區（乙種）ＡＢ ") == folded_value("工業區(乙種)ab")


@pytest.mark.parametrize("name", ["ardennes_friches", "tw_zoning"])
def test_the_mappings_that_ship_are_sound(root: Path, name: str) -> None:
    """Also where no register is at hand to try them on."""
    plan = read_mapping(root / "layers" / "mappings" / f"{name}.toml")
    assert plan.as_of is not None
    assert plan.rule_of(Role.AREA) is not None
    for table in plan.codelists.values():
        codes = [entry["code"] for entry in table["codes"]]
        assert len(set(codes)) == len(codes)
        spellings = [folded_value(alias) for entry in table["codes"] for alias in entry.get("aliases", ())]
        assert len(set(spellings)) == len(spellings), "one spelling must not mean two codes"


def test_a_folder_that_an_import_makes_has_the_procedures_of_one_that_init_makes(tmp_path: Path, root: Path) -> None:
    """Its pre-check sheets had no procedures at all; a folder that is there keeps what its owner made of it."""
    source, mapping = source_file(tmp_path, [{"KEY": "1"}]), mapping_file(tmp_path, ID)
    shared, into = tmp_path / "shared", tmp_path / "into"
    (shared / "codelists").mkdir(parents=True)
    (shared / "schemes").mkdir()
    (shared / "procedures.toml").write_bytes((root / "layers" / "procedures.toml").read_bytes())
    import_register([source], mapping, into, shared=shared)
    assert (into / "procedures.toml").read_bytes() == (shared / "procedures.toml").read_bytes()
    (into / "procedures.toml").unlink()
    more = mapping_file(tmp_path, ID)
    more.write_text(more.read_text("utf-8").replace('id = "sites"', 'id = "more"'), "utf-8")
    import_register([source], more, into, shared=shared)
    assert not (into / "procedures.toml").exists()

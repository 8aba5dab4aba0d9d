"""In what a source's coordinates are: what is said in its mapping is done, what nobody said is refused or doubted, and nothing is moved without a yes."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import shapely

from gis.crs import STORAGE, Geometries, transform
from gis.errors import SourceError
from gis.folder import open_folder
from gis.intake.mapping_file import read_mapping
from gis.intake.proposal_file import proposal_text
from gis.intake.proposed_import import propose_mapping
from gis.intake.read_as import ReadAs, with_register
from gis.intake.register import import_register
from gis.intake.report import ImportReport
from gis.io.parsing import parse
from gis.map_offsets import BD09, GCJ02, shift_shapes
from tests.gis.georeferencing.districts import CRS, in_degrees, in_feet, moved, plots, swapped
from tests.gis.intake.registers import HEAD, ID, mapping_file

PLOTS = plots(12)
DEGREES = in_degrees(PLOTS)
MILLIMETRE = 2e-8
"""In degrees: what storage rounds to."""


def source(folder: Path, shapes: Geometries, crs: str | None = None, name: str = "sites.geojson") -> Path:
    """A GeoJSON file, as it may come from anywhere: its numbers as they are, and a system that it declares or not."""
    features = [
        {"type": "Feature", "properties": {"KEY": f"K{row}"}, "geometry": json.loads(shapely.to_geojson(shape))}
        for row, shape in enumerate(shapes.tolist())
    ]
    whole: dict[str, object] = {"type": "FeatureCollection", "features": features}
    if crs is not None:
        whole["crs"] = {"type": "name", "properties": {"name": crs}}
    path = folder / name
    path.write_text(json.dumps(whole), "utf-8")
    return path


def brought_in(
    folder: Path, shapes: Geometries, said: str = "", *, crs: str | None = None, layer: str = "sites"
) -> tuple[ImportReport, Geometries]:
    """The report of an import into the folder ``out``, and where the layer lies then."""
    head = HEAD.replace("sites", layer) + said
    report = import_register([source(folder, shapes, crs)], mapping_file(folder, ID, head=head), folder / "out")
    return report, written(folder, layer)


def written(folder: Path, layer: str) -> Geometries:
    """The shapes of a layer that was brought in, in the order of its source."""
    return parse((folder / "out" / f"{layer}.geojson").read_bytes(), layer).geometries


def lies_where_it_should(shapes: Geometries) -> bool:
    return bool(shapely.equals_exact(shapes, DEGREES, tolerance=MILLIMETRE).all())


SAID = [
    ("GCJ-02", shift_shapes(DEGREES, GCJ02), 'crs = "GCJ-02"', None),
    ("BD-09 as people write it", shift_shapes(DEGREES, BD09), 'crs = "bd09ll"', "EPSG:4326"),
    (
        "a map's degrees turned into metres",
        transform(shift_shapes(DEGREES, GCJ02), STORAGE, CRS),
        f'crs = "gcj02+{CRS}"',
        None,
    ),
    ("a map's degrees that say so", shift_shapes(DEGREES, GCJ02), "", "GCJ-02"),
    ("north first", swapped(PLOTS), f'crs = "{CRS}"\nswap_axes = true', None),
    ("feet", in_feet(PLOTS), f'crs = "{CRS}"\nfeet = true', None),
    ("metres of a zone", moved(PLOTS, 39_000_000, 0), 'crs = "4527"', None),
    ("another system than the file says", PLOTS, f'crs = "{CRS}"\ncrs_over = true', "EPSG:4547"),
]


@pytest.mark.parametrize(("shapes", "said", "crs"), [case[1:] for case in SAID], ids=[case[0] for case in SAID])
def test_what_a_mapping_says_of_coordinates_is_done(
    tmp_path: Path, shapes: Geometries, said: str, crs: str | None
) -> None:
    report, placed = brought_in(tmp_path, shapes, said, crs=crs)
    assert (report.kept, report.refused, report.doubts) == (12, [], [])
    assert lies_where_it_should(placed)


def test_file_and_mapping_that_contradict_one_another_are_refused_unless_the_mapping_is_to_count(
    tmp_path: Path,
) -> None:
    with pytest.raises(SourceError, match=r"says EPSG:4547, the mapping says EPSG:4548") as refused:
        brought_in(tmp_path, PLOTS, f'crs = "{CRS}"', crs="EPSG:4547")
    assert "crs_over = true" in refused.value.remedy.en
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", [GCJ02, BD09])
def test_a_shifted_layer_is_doubted_beside_the_layer_that_is_there_and_stays_where_it_says(
    tmp_path: Path, name: str
) -> None:
    brought_in(tmp_path, PLOTS, f'crs = "{CRS}"', layer="cadastre")
    shifted = shift_shapes(DEGREES, name)
    report, placed = brought_in(tmp_path, shifted)
    (doubt,) = report.doubts
    assert (doubt.code, doubt.row, doubt.file) == ("layer-moved", 0, str(tmp_path / "sites.geojson"))
    assert f"--crs {name}" in doubt.remedy.en
    assert "12 of the 12 shapes" in doubt.text.en
    (found,) = json.loads((tmp_path / "out" / "import-report.json").read_bytes())["moved"]
    assert (found["meant"], found["shapes"], found["agreeing"], found["after_m"]) == (f"--crs {name}", 12, 12, 0.0)
    assert found["before_m"] == pytest.approx(float(np.hypot(found["east_m"], found["north_m"])), abs=1)
    assert f"{doubt.file}: 12 of the 12" in report.text("en"), "it is of no single row"
    assert shapely.equals_exact(placed, shifted, tolerance=MILLIMETRE).all(), "nobody said yes"


def test_an_unshifted_layer_beside_the_one_that_is_there_is_not_doubted(tmp_path: Path) -> None:
    brought_in(tmp_path, PLOTS, f'crs = "{CRS}"', layer="cadastre")
    report, _ = brought_in(tmp_path, DEGREES)
    assert report.doubts == []


@pytest.mark.parametrize(("crs", "words"), [("EPSG:2384", "Xi'an 1980"), ("EPSG:2436", "Beijing 1954")])
def test_an_old_datum_is_placed_by_nobody_but_who_says_so(tmp_path: Path, crs: str, words: str) -> None:
    with pytest.raises(SourceError, match="tens of metres off") as refused:
        brought_in(tmp_path, PLOTS, crs=crs)
    assert words in refused.value.text.en
    assert "--as-written" in refused.value.remedy.en
    assert "--as-written" in refused.value.remedy.zh
    assert not (tmp_path / "out").exists()
    report, placed = brought_in(tmp_path, PLOTS, "as_written = true", crs=crs)
    assert [(doubt.code, doubt.id) for doubt in report.doubts] == [("old-datum", f"K{row}") for row in range(12)]
    assert lies_where_it_should(placed), "by its numbers, in the zone of the same meridian"
    column = open_folder(tmp_path / "out").layers["sites"].columns["located_by"]
    assert words in str(column.value(0)), "who looks at the plot later sees it too"


def test_a_layer_file_in_an_old_datum_does_not_open_as_if_it_were_none(tmp_path: Path) -> None:
    brought_in(tmp_path, PLOTS, f'crs = "{CRS}"')
    source(tmp_path / "out", PLOTS, "EPSG:2384")
    with pytest.raises(SourceError, match="Xi'an 1980"):
        open_folder(tmp_path / "out")


@pytest.mark.parametrize("crs", [None, CRS])
def test_a_local_system_is_refused_with_whom_to_ask(tmp_path: Path, crs: str | None) -> None:
    """Its parameters are secret: none are guessed, and no row is listed one by one as if it were its fault."""
    with pytest.raises(SourceError, match="a local system, whose parameters are secret") as refused:
        brought_in(tmp_path, moved(PLOTS, -465_000, -4_020_000), crs=crs)
    assert "survey office" in refused.value.remedy.en
    assert "转换为 CGCS2000" in refused.value.remedy.zh
    assert not (tmp_path / "out").exists()


def test_feet_are_told_from_a_local_system_though_nothing_is_known_but_the_zone(tmp_path: Path) -> None:
    report = import_register(
        [source(tmp_path, in_feet(PLOTS))], mapping_file(tmp_path, ID, head=HEAD), tmp_path / "out"
    )
    assert (report.kept, [doubt.excerpt for doubt in report.doubts]) == (0, [f"--feet --crs {CRS}"])


# proposals ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shapes", "lines"),
    [
        (PLOTS, [f'crs = "{CRS}"']),
        (moved(PLOTS, 39_000_000, 0), ['crs = "EPSG:4527"']),
        (swapped(PLOTS), [f'crs = "{CRS}"', "swap_axes = true"]),
        (in_feet(PLOTS), [f'crs = "{CRS}"', "feet = true"]),
    ],
    ids=["metres", "a zone number", "north first", "feet"],
)
def test_metres_that_nothing_declares_are_proposed_by_their_numbers_to_be_looked_at(
    tmp_path: Path, shapes: Geometries, lines: list[str]
) -> None:
    brought_in(tmp_path, PLOTS, f'crs = "{CRS}"', layer="cadastre")
    file = source(tmp_path, shapes)
    proposal = propose_mapping([file], tmp_path / "out")
    assert not proposal.placed
    text = proposal_text(proposal)
    assert [line for line in lines if line not in text.splitlines()] == []
    assert "by their numbers" in text
    mapping = tmp_path / "proposed.toml"
    mapping.write_text(text, "utf-8")
    report = import_register([file], mapping, tmp_path / "out", shared=tmp_path / "out")
    assert (report.kept, report.doubts) == (12, [])
    assert lies_where_it_should(written(tmp_path, report.collection))


def test_a_proposal_for_a_shifted_layer_says_so_and_is_not_sure_until_somebody_said_yes(tmp_path: Path) -> None:
    brought_in(tmp_path, PLOTS, f'crs = "{CRS}"', layer="cadastre")
    file = source(tmp_path, shift_shapes(DEGREES, GCJ02))
    doubted = propose_mapping([file], tmp_path / "out")
    text = proposal_text(doubted)
    assert not doubted.placed
    assert any(line.startswith("# ") and "--crs GCJ-02" in line for line in text.splitlines())
    assert "GCJ-02" not in "".join(line for line in text.splitlines() if not line.startswith("#"))
    agreed = propose_mapping([file], tmp_path / "out", read_as=ReadAs(crs="gcj02"))
    assert agreed.placed
    assert 'crs = "GCJ-02"' in proposal_text(agreed).splitlines()


@pytest.mark.parametrize(
    ("shapes", "crs", "words"),
    [(PLOTS, "EPSG:2384", "--as-written"), (moved(PLOTS, -465_000, -4_020_000), None, "local system")],
)
def test_a_proposal_does_not_hide_what_the_import_would_refuse(
    tmp_path: Path, shapes: Geometries, crs: str | None, words: str
) -> None:
    proposal = propose_mapping([source(tmp_path, shapes, crs)], tmp_path)
    assert not proposal.placed
    assert words in "".join(line.en for line in proposal.place)


# how it is written down -----------------------------------------------------------------------------------------------


def test_what_is_said_is_written_into_the_register_and_nothing_else_is_touched(tmp_path: Path) -> None:
    before = mapping_file(tmp_path, ID, head=HEAD + 'crs = "EPSG:4547" # as they said\n# a note\n')
    said = ReadAs(crs="4548", swap_axes=True, as_written=True).register()
    after = with_register(before.read_text("utf-8"), said)
    assert "# a note" in after
    assert "EPSG:4547" not in after
    before.write_text(after, "utf-8")
    plan = read_mapping(before)
    assert (plan.crs, plan.crs_over, plan.swap_axes, plan.feet, plan.as_written) == (CRS, True, True, False, True)
    assert with_register(after, said) == after, "said twice it is the same"


def test_nothing_said_changes_nothing() -> None:
    assert with_register("[register]\nid = 'a'\n", ReadAs().register()) == "[register]\nid = 'a'\n"

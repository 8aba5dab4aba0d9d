"""Two real registers of elsewhere: imported by the mappings that ship, then queried and exported as the demonstration is."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from gis.errors import BadFormat
from gis.fields import Role
from gis.folder import open_folder
from gis.intake.cleaning.cleaned import State
from gis.intake.register import import_register
from gis.intake.report import ImportReport
from gis.inventory import Inventory
from gis.io.about import About
from gis.io.formats import FORMATS, described, export
from gis.matching import Project, match, read_scheme
from gis.question import Query

Imported = tuple[ImportReport, Inventory]
DISTRICTS = ("D", "B", "I")


def brought_in(files: list[Path], mapping: Path, into: Path) -> Imported:
    report = import_register(files, mapping, into)
    return report, open_folder(into)


@pytest.fixture(scope="module")
def friches(samples: Path, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Imported:
    folder = samples / "03_ardennes_friches"
    files = [folder / "friches.geojson", folder / "data.csv"]
    into = tmp_path_factory.mktemp("friches") / "layers"
    return brought_in(files, root / "layers" / "mappings" / "ardennes_friches.toml", into)


@pytest.fixture(scope="module")
def zoning(samples: Path, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Imported:
    files = [samples / "02_tw_zoning" / f"tw_zoning_{name}.zip" for name in DISTRICTS]
    into = tmp_path_factory.mktemp("zoning") / "layers"
    return brought_in(files, root / "layers" / "mappings" / "tw_zoning.toml", into)


def test_every_brownfield_site_is_there_and_what_is_odd_about_it_is_said(friches: Imported) -> None:
    report, inventory = friches
    assert (report.read, report.kept, report.refused) == (164, 164, [])
    assert report.joins["data.csv"].matched == 164
    assert [entry.id for entry in report.repaired] == ["08402_01"]
    assert len(report.area_gaps) == 24
    assert report.fields["building_area_m2"].unknown == 164
    status = Counter(inventory.layers["friches"].texts(Role.STATUS))
    assert status == {"idle": 80, "unstarted": 51, "built": 32, "low_yield": 1}
    uses = Counter(inventory.layers["friches"].texts(Role.USAGE))
    assert (uses["I"], uses["IA"], uses["L"], uses[None]) == (75, 20, 1, 0)


def test_brownfields_are_queried_by_use_area_and_status(friches: Imported) -> None:
    """Industrial use holds the agro-industrial below it, in one system of codes."""
    _, inventory = friches
    found = inventory.select(Query(collection="friches", usage=("I",), area_m2=(20_000, None), limit=500))
    assert 0 < found.matched < 95
    areas = inventory.layers["friches"].numbers(Role.AREA)[found.rows]
    assert (areas >= 20_000).all()
    everything = inventory.select(Query(collection="friches", usage=("I",), limit=500))
    assert everything.matched == 95


def test_names_of_owners_that_the_register_hides_stay_hidden(friches: Imported) -> None:
    _, inventory = friches
    assert not any("_X_" in str(value) for value in inventory.layers["friches"].texts(Role.OWNER))


def test_both_registers_go_out_in_every_format(friches: Imported, zoning: Imported) -> None:
    for report, inventory in (friches, zoning):
        layer = inventory.layers[report.collection]
        found = inventory.select(Query(collection=report.collection, limit=20))
        about = About.of(inventory.catalog, layer, found.rows, found.words, inventory.version)
        for kind in FORMATS:
            if kind.startswith("txt"):
                # Survey points are in the zones of China, where neither of the two lies.
                with pytest.raises(BadFormat):
                    b"".join(
                        export(
                            kind,
                            layer,
                            found.rows,
                            lang="zh",
                            about=described(kind, layer, found.rows, about, "EPSG:4534"),
                        )
                    )
                continue
            data = b"".join(export(kind, layer, found.rows, lang="zh", about=about))
            assert len(data) > 500
        rows = list(
            csv.DictReader(
                io.StringIO(
                    b"".join(export("csv", layer, found.rows, lang="en", about=about)).decode("utf-8-sig"), newline=""
                )
            )
        )
        assert len(rows) == 20


def test_zones_are_read_with_their_plot_ratios_and_codes(zoning: Imported) -> None:
    report, inventory = zoning
    layer = inventory.layers["zoning"]
    assert report.read == report.kept == len(layer)
    assert len(set(layer.ids)) == len(layer)
    highest = layer.numbers(Role.FAR_MAX)
    assert np.nanmax(highest) <= 20
    assert (highest == 2.0).any()
    assert set(layer.texts(Role.USAGE)) - {None} <= set(inventory.catalog.codelists["tw_zoning"].by_code)
    west, south, east, north = (
        np.nanmin(layer.bounds[:, 0]),
        np.nanmin(layer.bounds[:, 1]),
        np.nanmax(layer.bounds[:, 2]),
        np.nanmax(layer.bounds[:, 3]),
    )
    assert 119 < west < east < 123
    assert 21 < south < north < 26


PLANT = {
    "needs": "land",
    "industry_code": "3332",
    "pollution_class": "2",
    "land_area_min_m2": 20_000,
    "land_area_max_m2": 60_000,
    "power_kva": 1_000,
}


def test_a_pressure_vessel_plant_finds_no_zone_that_excludes_it(
    friches: Imported, zoning: Imported, root: Path
) -> None:
    """Protected zones, housing, scenic areas, former schools and railways are no industrial land; what may be industry stays, to check."""
    for report, inventory in (zoning, friches):
        scheme = read_scheme(root / "layers" / "schemes" / "default.toml", inventory.catalog)
        found = match(inventory, Project.from_demand(PLANT, inventory.catalog), scheme, top=1_000)
        layer = inventory.layers[report.collection]
        uses = Counter(layer.texts(Role.USAGE)[layer.row(each.partner.id)] for each in found.matches if each.partner.id)
        assert 0 < len(found.matches) < found.considered["land"] / 5
        assert {str(use)[:3] for use in uses} <= {"A03", "B04", "B07", "A99", "B03", "B99", "C99", "I", "IA"}
        assert found.counts["fits"] == 0
        lacking = {each.code for lack in found.lacks for each in lack.missing if each.judged}
        assert lacking >= {"held_by", "blockers", "power", "services", "control"}
        assert not any(
            each.layer_wide is None and each.rule in {"power", "services"}
            for one in found.matches
            for each in one.verdicts
        )
        assert found.collect is not None
        assert lacking <= {line.code for line in found.collect.lines}
        assert found.collect.lines[-1].decided == found.counts["to_check"]
        if found.order is not None:
            assert found.order.by == ("area_fit",)
            assert found.order.words.en.startswith("Ordered by area only: ")


@pytest.mark.soak
def test_all_the_zones(samples: Path, root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The 85,139: none lost, the industrial ones found by any of their 22 spellings, the registered areas that are off listed."""
    folder = samples / "02_tw_zoning"
    into = tmp_path_factory.mktemp("all") / "layers"
    report, inventory = brought_in(sorted(folder.glob("*.zip")), root / "layers" / "mappings" / "tw_zoning.toml", into)
    assert (report.read, report.kept, report.refused, report.renamed) == (85_139, 85_139, [], [])
    assert len(report.area_gaps) == 145
    assert report.fields["site_area_m2"].counts[State.UNTRANSLATED] == 52
    assert sum(each.code == "same-shape" for each in report.doubts) == 21
    assert len(report.repaired) > 0
    assert report.fields["far_max"].counts[State.UNTRANSLATED] == 278
    industrial = inventory.select(Query(collection="zoning", usage=("A03",)))
    assert industrial.matched == 2_808
    class_b = inventory.select(Query(collection="zoning", usage=("A0322",)))
    assert class_b.matched == 1_068
    large = inventory.select(Query(collection="zoning", usage=("A03",), area_m2=(20_000, None)))
    assert 0 < large.matched < 2_808

"""Would break where a pre-check sheet said another thing than the match, missed a control, or put procedures in an order nobody can work in."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise, permutations
from pathlib import Path
from typing import Any

import pyproj
import pytest
import shapely

from gis.catalog import Kind, read_catalog
from gis.errors import BadQuestion, SchemeError, UnknownFeature
from gis.fields import Role
from gis.inventory import Inventory
from gis.matching import Project, Scheme, load_schemes, match
from gis.matching.portfolio.assign import assign
from gis.matching.portfolio.question import PortfolioQuestion
from gis.matching.precheck.precheck import Precheck, precheck
from gis.matching.schemes.procedures import read_procedures


@pytest.fixture(scope="module")
def scheme(demo_folder: Path) -> Scheme:
    return load_schemes(demo_folder)["default"]


@pytest.fixture(scope="module")
def seekers(demo_inventory: Inventory) -> list[Project]:
    """Every ninth project that looks for a site."""
    [layer] = demo_inventory.of_kind(Kind.PROJECT)
    stages = zip(layer.ids, layer.texts(Role.STAGE), strict=True)
    return [Project.from_layer(layer, key) for key, stage in stages if stage == "new"][::9]


@pytest.fixture(scope="module")
def sheets(demo_inventory: Inventory, scheme: Scheme, seekers: list[Project]) -> list[Precheck]:
    """Sheets of some projects, each on its best sites and on a few that are rejected."""
    found = []
    for number, project in enumerate(seekers):
        ids = demo_inventory.of_kind(Kind.PARCEL)[0].ids[number::150]
        report = match(demo_inventory, project, scheme, top=2, explain=ids)
        for each in (*report.matches, *report.explained):
            sheet = precheck(demo_inventory, project, (each.partner.collection, each.partner.id), scheme)  # type: ignore[union-attr,arg-type]
            said = {line.code: (line.answer, line.words) for line in sheet.sections["rules"]}
            asked = {one.rule: (one.answer, one.words) for one in each.verdicts if one.rule != "controls"}
            assert said == asked, "a rule says what it said in the match"
            found.append(sheet)
    assert len({sheet.verdict for sheet in found}) == 3
    return found


def test_a_site_that_the_match_rejects_is_never_recommended(
    demo_inventory: Inventory, scheme: Scheme, sheets: list[Precheck]
) -> None:
    for sheet in sheets:
        [one] = match(demo_inventory, sheet.project, scheme, top=0, explain=[sheet.site.id]).explained
        assert (sheet.verdict == "no") == (one.verdict == "rejected"), (sheet.project.id, sheet.site.id)


def test_controls_are_measured_as_shapely_measures_them(demo_inventory: Inventory, sheets: list[Precheck]) -> None:
    """The oracle projects and overlays one site by itself, knowing nothing of blocks, trees or columns."""
    to_metres = pyproj.Transformer.from_crs(4490, 4548, always_xy=True).transform

    def metres(shape: Any) -> Any:
        return shapely.transform(shape, to_metres, interleaved=False)

    [layer] = demo_inventory.of_kind(Kind.CONTROL)
    classes = layer.texts(Role.CLASS)
    for sheet in sheets[::4]:
        home = demo_inventory.layer(sheet.site.collection)
        site = metres(home.geometries[home.row_of[sheet.site.id]])
        for line in sheet.sections["controls"]:
            rows = [row for row, found in enumerate(classes) if found == line.code]
            whole = shapely.union_all([metres(layer.geometries[row]) for row in rows])
            covered = whole.intersection(site).area
            if "share" in line.figures:
                assert line.figures["share"] == pytest.approx(covered / site.area, abs=1e-3)
                assert line.figures["distance_m"] == pytest.approx(whole.distance(site), abs=0.5)
            else:
                assert line.figures["share_outside"] == pytest.approx(1 - covered / site.area, abs=1e-3)


def test_every_class_of_control_has_a_line_with_its_authority_and_source(sheets: list[Precheck]) -> None:
    for sheet in sheets:
        lines = {line.code: line for line in sheet.sections["controls"]}
        assert set(lines) == {"basic_farmland", "ecological_red_line", "river_range", "hv_corridor", "town_boundary"}
        assert all(line.data.date and line.data.words.zh and line.rule for line in lines.values())
        assert lines["river_range"].who is not None
        assert lines["river_range"].who.as_dict() == {"zh": "水务局", "en": "water bureau"}


def test_months_in_all_are_the_slowest_of_all_chains(demo_folder: Path, sheets: list[Precheck]) -> None:
    """Every order in which open procedures can follow one another is tried."""
    after = {each.id: each.after for each in read_procedures(demo_folder).entries}
    longest = 0
    for sheet in sheets:
        takes = {step.line.code: float(step.line.months or 0) for step in sheet.steps}
        chains = [way for size in range(1, len(takes) + 1) for way in permutations(takes, size) if follows(way, after)]
        slowest = max((sum(takes[code] for code in way) for way in chains), default=0.0)
        assert sheet.months == pytest.approx(slowest, abs=0.11)
        assert sum(takes[step.line.code] for step in sheet.steps if step.critical) == pytest.approx(slowest, abs=0.11)
        longest = max(longest, max(map(len, chains), default=0))
    assert longest > 1, "some procedure waits for another"


def follows(way: tuple[str, ...], after: Mapping[str, tuple[str, ...]]) -> bool:
    return all(any(earlier == name for name in ancestors(later, after)) for earlier, later in pairwise(way))


def ancestors(code: str, after: Mapping[str, tuple[str, ...]]) -> set[str]:
    return set(after[code]) | {found for name in after[code] for found in ancestors(name, after)}


def test_no_step_begins_before_what_comes_before_it(demo_folder: Path, sheets: list[Precheck]) -> None:
    after = {each.id: each.after for each in read_procedures(demo_folder).entries}
    for sheet in sheets:
        ends = {step.line.code: step.ends for step in sheet.steps}
        for step in sheet.steps:
            assert all(ends.get(name, 0.0) <= step.begins + 1e-9 for name in after[step.line.code])


def test_what_is_to_be_checked_is_asked_of_somebody_once(sheets: list[Precheck]) -> None:
    for sheet in sheets:
        asked = {line.title for each in sheet.questions for line in each.lines}
        assert asked == {line.title for lines in sheet.sections.values() for line in lines if line.answer == -1}
        assert len({each.who for each in sheet.questions}) == len(sheet.questions)


def test_a_continuing_project_on_its_own_site_has_begun(demo_inventory: Inventory, scheme: Scheme) -> None:
    [layer] = demo_inventory.of_kind(Kind.PROJECT)
    land = demo_inventory.of_kind(Kind.PARCEL)[0]
    standing = (Project.from_layer(layer, key) for key in layer.ids)
    project, site = next(
        (one, key) for one in standing if one.stage == "continuing" for key in one.site_ids if key in land.row_of
    )
    sheet = precheck(demo_inventory, project, (land.id, site), scheme)
    assert sheet.start.answer == "yes"
    assert "supply" not in [step.line.code for step in sheet.steps]


def test_a_sheet_and_the_placement_of_all_projects_say_the_same_of_one_pair(
    demo_inventory: Inventory, scheme: Scheme
) -> None:
    """Two papers on one table: whoever finds them at odds trusts neither."""
    portfolio = assign(demo_inventory, scheme, PortfolioQuestion(unlocks=False))
    verdicts = {"fits": "yes", "to_check": "unknown"}
    told = set()
    for placed in portfolio.placements:
        items = [item for item in placed.items if item.collection]
        if len(placed.items) != 1 or not items:
            continue
        sheet = precheck(demo_inventory, placed.project, (items[0].collection, items[0].id), scheme)
        assert (sheet.start.answer, sheet.start.blocker) == (placed.start.answer, placed.start.blocker), items[0].id
        if placed.verdict in verdicts:
            assert sheet.verdict == verdicts[placed.verdict], items[0].id
        told.add((placed.verdict, sheet.start.answer))
    assert {("fits", "yes"), ("fits", "no"), ("standing", "yes")} <= told


def test_what_a_project_leaves_open_is_to_be_checked_and_keeps_nothing_out(
    demo_inventory: Inventory, scheme: Scheme
) -> None:
    project = Project.from_demand({"needs": "land"}, demo_inventory.catalog)
    [best] = match(demo_inventory, project, scheme, top=1).matches
    sheet = precheck(demo_inventory, project, (best.partner.collection, best.partner.id), scheme)  # type: ignore[union-attr,arg-type]
    environment = next(line for line in sheet.sections["procedures"] if line.code == "environment")
    assert environment.answer == -1
    assert "污染类别" in environment.words.zh
    assert sheet.verdict != "no"


def test_a_site_that_is_not_there_or_no_site(demo_inventory: Inventory, scheme: Scheme) -> None:
    project = Project.from_demand({"needs": "land"}, demo_inventory.catalog)
    with pytest.raises(UnknownFeature):
        precheck(demo_inventory, project, (demo_inventory.of_kind(Kind.PARCEL)[0].id, "nowhere"), scheme)
    park = demo_inventory.of_kind(Kind.PARK)[0]
    with pytest.raises(BadQuestion):
        precheck(demo_inventory, project, (park.id, park.ids[0]), scheme)


ENTRY: dict[str, Any] = {
    "id": '"a"',
    "zh": '"甲"',
    "en": '"A"',
    "who": '{ zh = "局", en = "bureau" }',
    "kinds": '["land"]',
    "months": "1",
    "source": '{ zh = "经验值", en = "practice" }',
    "date": "2023-06-30",
}


@pytest.mark.parametrize(
    ("change", "key", "words"),
    [
        ({"months": "-1"}, "procedures[1].months", "from 0 to 600, is -1"),
        ({"months": "7000"}, "procedures[1].months", "from 0 to 600, is 7000"),
        ({"kinds": '["lan"]'}, "procedures[1].kinds[1]", "there is no lan"),
        ({"rules": '["suply"]'}, "procedures[1].rules[1]", "there is no suply"),
        ({"blockers": '["expropriatoin"]'}, "procedures[1].blockers[1]", "there is no expropriatoin"),
        ({"controls": '["farmland"]'}, "procedures[1].controls[1]", "there is no farmland"),
        ({"known": '["colour"]'}, "procedures[1].known[1]", "there is no colour"),
        ({"after": '["b"]'}, "procedures[1].after[1]", "there is no b"),
        ({"after": '["a"]'}, "procedures[1].after[1]", "circle"),
        ({"due": '"yes"'}, "procedures[1].due", "true or false"),
        ({"month": "3"}, "procedures[1].month", "unknown key"),
        ({"who": '"局"'}, "procedures[1].who", "words written { zh = …, en = … }"),
        ({"date": '"soon"'}, "procedures[1].date", "must be a date such as 2023-06-30, is 'soon'"),
    ],
)
def test_a_mistake_in_the_table_is_named_by_file_line_and_key(
    tmp_path: Path, demo_folder: Path, change: dict[str, str], key: str, words: str
) -> None:
    lines = [f"{name} = {value}" for name, value in {**ENTRY, **change}.items()]
    (tmp_path / "procedures.toml").write_text("\n".join(['version = "1"', "[[procedures]]", *lines]), "utf-8")
    with pytest.raises(SchemeError) as wrong:
        read_procedures(tmp_path, read_catalog(demo_folder))
    assert f"procedures.toml line {wrong.value.where['line']}, {key}" in wrong.value.text.en
    assert words in wrong.value.text.en
    assert wrong.value.text.zh.startswith("procedures.toml")


def test_a_folder_without_the_table_still_has_a_sheet(tmp_path: Path) -> None:
    assert read_procedures(tmp_path).entries == ()

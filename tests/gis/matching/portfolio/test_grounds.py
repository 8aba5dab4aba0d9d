"""One place is a plot with the floors on it, and a shared floor has its power once: against every placement there is, and from the registers alone."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import pytest

from gis.catalog import Kind
from gis.errors import BadPins
from gis.features import Feature
from gis.fields import Role
from gis.inventory import Edit, Inventory
from gis.matching import Project, match
from gis.matching.needs.aims import AIMS
from gis.matching.portfolio.assign import assign
from gis.matching.portfolio.question import Ban, Pin, PortfolioQuestion
from gis.matching.portfolio.report import Portfolio
from gis.matching.portfolio.solving.greedy import greedy
from gis.matching.portfolio.solving.kernel import kernel_of
from gis.matching.portfolio.solving.solve import solve
from gis.matching.sites.answers import UNKNOWN
from gis.matching.sites.candidates import FLOOR, LAND, stock_of
from gis.matching.sites.grounds import grounds_of
from gis.plainly import to_plain
from tests.gis.matching.district import (
    STEP,
    collection_of,
    default_scheme,
    feature,
    inventory_of,
    random_district,
    square,
)
from tests.gis.matching.oracle_sites import SiteOracle
from tests.gis.matching.portfolio.ground_cases import blind, drawn, possible

CASES, SLICES = 500, 5
ORDER = tuple(AIMS)
PLOT, FLOOR_A, FLOOR_B = "L-1", "F-A", "F-B"


@pytest.mark.parametrize("part", range(SLICES))
def test_no_placement_of_plots_floors_and_shared_power_is_better(part: int) -> None:
    """Fails where a plot and a floor on it go to two projects, a floor's power is given twice, or the solver finds less than there is."""
    tempting = 0
    for seed in range(part * CASES // SLICES, (part + 1) * CASES // SLICES):
        case = drawn(seed)
        found = solve(case.model, ORDER, node_limit=2000, fallback=greedy(case.model))
        assert possible(case.stays(found.chosen), case.plot_of), f"seed {seed}"
        assert possible(case.stays(greedy(case.model)), case.plot_of), f"seed {seed}: by turns"
        reached = tuple(round(stage.objective * 100) for stage in found.stages)
        assert reached == case.best(ORDER), f"seed {seed}"
        assert all(stage.status == "optimal" for stage in found.stages), f"seed {seed}"
        loose = blind(case.model)
        tempting += not possible(case.stays(solve(loose, ORDER, node_limit=2000, fallback=None).chosen), case.plot_of)
    assert tempting > 5, "no case tempts to give one ground twice: the test shows nothing"


def test_who_is_set_aside_is_placed_on_ground_that_is_free() -> None:
    """Fails where a project is called always placed though others can take the ground under each of its places."""
    aside = 0
    for seed in range(400):
        case = drawn(seed)
        kernel = kernel_of(case.model)
        aside += len(kernel.aside)
        rest = solve(kernel.model, ("number",), node_limit=2000, fallback=greedy(kernel.model))
        found = kernel.completed(rest.chosen)
        assert possible(case.stays(found), case.plot_of), f"seed {seed}"
        assert {case.model.options[at].project for at in found} >= set(kernel.aside)
    assert aside > 50, "the cases set nobody aside: the test shows nothing"


@pytest.mark.parametrize("seed", range(25))
def test_a_district_placed_gives_no_ground_twice(seed: int) -> None:
    """From the registers alone: every plot, floor and kVA that a portfolio gives away, added up again."""
    inventory = random_district(seed, land=12, floors=16)
    found = assign(inventory, default_scheme(), PortfolioQuestion(unlocks=False))
    check_from_registers(found, inventory)


def check_from_registers(found: Portfolio, inventory: Inventory) -> None:
    oracle = SiteOracle(inventory, {}, Project())
    sites = {site.id: site for site in oracle.sites}
    users: dict[str, list[tuple[str, float | None, float | None]]] = defaultdict(list)
    for each in found.placements:
        if each.verdict != "standing":
            for item in each.items:
                users[item.id].append((each.project.id or "", item.area_m2, each.project.power_kva))
    for key, mine in users.items():
        site = sites[key]
        if site.kind == "land":
            assert len(mine) == 1, f"{key} is given to {mine}"
            given = {other.id: users[other.id] for other in oracle.on_ground(site) if other.id in users}
            assert not given, f"{key} is given to {mine}, and on it {given}"
        elif len(mine) > 1:
            assert sum(area or 0.0 for _, area, _ in mine) <= site[Role.AREA] + 0.01, f"{key}: {mine}"
            if site[Role.POWER] is not None:
                assert sum(kva or 0.0 for *_, kva in mine) <= site[Role.POWER] + 1e-6, f"{key}: {mine}"


def small(
    *,
    floor_values: dict[Role, object] | None = None,
    plot_values: dict[Role, object] | None = None,
    shapes: tuple[object, object] = (None, None),
    parcel: str | None = PLOT,
) -> Inventory:
    """A plot with two floors of one building on it; projects that want the one or the other."""
    plot = {
        Role.NAME: "地块",
        Role.USAGE: "100102",
        Role.USAGE_SYSTEM: "land_use_2023",
        Role.AREA: 30_000.0,
        Role.STATUS: "low_yield",
    }
    plot |= {Role.BLOCKERS: [], Role.POWER: 5_000.0, Role.AVAILABLE_FROM: "2023-07-01", **(plot_values or {})}
    floor = {Role.USAGE: "production", Role.AREA: 2_000.0, Role.STATUS: "free", Role.POWER: 630.0, Role.MIN_LET: 500.0}
    floor |= {
        Role.TITLE_STATUS: "titled",
        Role.PARCEL: parcel,
        Role.FLOOR: 1,
        Role.BLOCKERS: [],
        **(floor_values or {}),
    }
    wants_floor = {
        Role.STAGE: "new",
        Role.NEEDS: "floor",
        Role.FLOOR_AREA_MIN: 800.0,
        Role.FLOOR_AREA_MAX: 900.0,
        Role.POWER: 400.0,
    }
    wants_land = {Role.STAGE: "new", Role.NEEDS: "land", Role.LAND_AREA_MIN: 25_000.0, Role.LAND_AREA_MAX: 35_000.0}
    projects = {"P-LAND": wants_land, "P-F1": wants_floor, "P-F2": wants_floor}
    shared = {Role.INDUSTRY_CODE: "3491", Role.POLLUTION_CLASS: "1", Role.START_DATE: "2023-12-01"}
    return inventory_of(
        {
            Kind.PARCEL: [feature(collection_of(Kind.PARCEL), PLOT, square(0, 0), plot)],
            Kind.SPACE: [
                feature(collection_of(Kind.SPACE), key, shape, floor)
                for key, shape in zip((FLOOR_A, FLOOR_B), shapes, strict=True)
            ],
            Kind.PROJECT: [
                feature(collection_of(Kind.PROJECT), key, None, shared | values) for key, values in projects.items()
            ],
        }
    )


def pinned(inventory: Inventory, *pins: tuple[str, str]) -> Portfolio:
    question = PortfolioQuestion(pins=tuple(Pin(project_id=key, sites=(site,)) for key, site in pins), unlocks=False)
    return assign(inventory, default_scheme(), question)


def test_pins_on_a_plot_and_a_floor_on_it_contradict_one_another() -> None:
    """Fails where both are kept: the plot goes to one, the floor on it to another."""
    with pytest.raises(BadPins) as mistake:
        pinned(small(), ("P-LAND", PLOT), ("P-F1", FLOOR_A))
    assert mistake.value.where["pins"] == ["P-LAND", "P-F1"] or mistake.value.where["pins"] == ["P-F1", "P-LAND"]
    assert "占用同一处场地" in mistake.value.text.zh
    assert "take the same ground" in mistake.value.text.en


def test_one_plot_that_is_recorded_twice_is_given_once() -> None:
    """Fails where two records of one ground, under other ids or in other layers, go to two projects."""
    base = small()
    parcels, projects = base.of_kind(Kind.PARCEL)[0], base.of_kind(Kind.PROJECT)[0]
    twin = Feature("L-TWIN", parcels.feature(0).geometry, parcels.feature(0).properties)
    other = projects.feature(projects.row("P-LAND"))
    edits = [
        Edit(collection=parcels.id, id=twin.id, feature=twin),
        Edit(collection=projects.id, id="P-LAND-2", feature=Feature("P-LAND-2", None, other.properties)),
    ]
    inventory = base.apply(edits)
    question = PortfolioQuestion(project_ids=("P-LAND", "P-LAND-2"), unlocks=False)
    assert [each.items[0].id for each in assign(inventory, default_scheme(), question).placements] == [PLOT]
    with pytest.raises(BadPins):
        pinned(inventory, ("P-LAND", PLOT), ("P-LAND-2", "L-TWIN"))


def test_pins_beyond_the_power_of_a_shared_floor_contradict_one_another() -> None:
    """Fails where two projects of 400 kVA are placed on one floor of 630."""
    with pytest.raises(BadPins) as mistake:
        pinned(small(), ("P-F1", FLOOR_A), ("P-F2", FLOOR_A))
    assert "630 kVA" in mistake.value.text.zh
    assert "630 kVA" in mistake.value.text.en
    roomy = pinned(small(floor_values={Role.POWER: 800.0}), ("P-F1", FLOOR_A), ("P-F2", FLOOR_A))
    assert [each.items[0].id for each in roomy.placements if each.project.id != "P-LAND"] == [FLOOR_A, FLOOR_A]


def test_who_fails_by_the_power_of_shared_floors_alone_is_told_so() -> None:
    """Fails where a floor with room left is said to be gone, and the shortage does not name the power."""
    question = PortfolioQuestion(
        project_ids=("P-F1", "P-F2"),
        pins=(Pin(project_id="P-F1", sites=(FLOOR_A,)),),
        forbid=(Ban(project_id="P-F2", site=FLOOR_B),),
        unlocks=False,
    )
    found = assign(small(), default_scheme(), question)
    (refused,) = found.unplaced
    assert "其电力已由 P-F1" in refused.explanation.zh
    assert "the power of its floors has gone to P-F1" in refused.explanation.en
    assert [to_plain(line)["failing"][0]["code"] for line in found.shortage] == ["power"]


def test_power_that_nobody_knows_is_to_check_and_divided_by_nobody() -> None:
    """Fails where unknown power excludes a second project, or lets it pass without a word."""
    found = pinned(small(floor_values={Role.POWER: None}), ("P-F1", FLOOR_A), ("P-F2", FLOOR_A))
    shared = [each for each in found.placements if each.items[0].id == FLOOR_A]
    assert len(shared) == 2
    assert all(each.verdict == "to_check" for each in shared)


INSIDE, OUTSIDE = square(0, 0, STEP / 4), square(5, 5, STEP / 4)
EDGE = square(-0.2, 0, STEP / 4)


@pytest.mark.parametrize(
    ("parcel", "shape", "plots", "known"),
    [
        (PLOT, None, (0,), True),
        (PLOT, OUTSIDE, (0,), True),  # what is recorded goes before the map
        (None, INSIDE, (0,), True),
        (None, OUTSIDE, (), True),
        (None, EDGE, (), False),  # its middle lies beside the plot that it touches
        (None, None, (), False),
        ("L-ELSEWHERE", None, (), True),
        ("L-ELSEWHERE", INSIDE, (0,), True),
    ],
)
def test_a_floor_stands_on_the_plot_that_it_names_or_lies_in(
    parcel: str | None, shape: object, plots: tuple[int, ...], known: bool
) -> None:
    """Fails where a floor is counted on no plot though it names or lies in one, or where not knowing counts as none."""
    inventory = small(shapes=(shape, None), parcel=parcel)
    grounds = grounds_of(stock_of(inventory, LAND))
    row = stock_of(inventory, FLOOR).rows_of(FLOOR_A)[0]
    assert grounds.beside(FLOOR, row) == plots
    assert bool(grounds.known[row]) == known
    asked = Project(needs="floor", floor_area_min_m2=800, floor_area_max_m2=900)
    told = match(inventory, asked, default_scheme(), explain=[FLOOR_A]).explained[0]
    occupied = next(verdict for verdict in told.verdicts if verdict.rule == "occupied")
    assert occupied.answer == (1 if known else -1)
    assert ("所在地块待核实" in occupied.reason.zh) != known


@pytest.mark.parametrize("on", [PLOT, FLOOR_A])
def test_a_hold_and_an_occupant_count_for_the_whole_ground(on: str) -> None:
    """Fails where a plot is free though a floor on it is held, or a floor though its plot is."""
    base = small()
    asked = {
        PLOT: Project(needs="land", land_area_min_m2=25_000),
        FLOOR_A: Project(needs="floor", floor_area_min_m2=800),
    }
    other = FLOOR_A if on == PLOT else PLOT
    for kind, key in ((Kind.PARCEL, PLOT), (Kind.SPACE, FLOOR_A)):
        if key == on:
            layer = base.of_kind(kind)[0]
            held = layer.feature(layer.row(key))
            names = layer.collection.by_role
            values = {**held.properties, names[Role.HELD_BY].name: "某企业", names[Role.HELD_UNTIL].name: "2024-06-30"}
            changed = layer.edited(
                {key: Feature(key, held.geometry, values)},
                metric_crs=base.catalog.metric_crs,
                codelists=base.catalog.codelists,
            )
            inventory = Inventory.of(base.catalog, {**base.layers, layer.id: changed}, "held")
    told = match(inventory, asked[other], default_scheme(), explain=[other]).explained[0]
    hold = next(verdict for verdict in told.verdicts if verdict.rule == "hold")
    assert hold.answer == 0
    assert f" {on} " in hold.reason.zh
    assert on in hold.reason.en
    late = replace(asked[other], start_date=inventory.catalog.as_of.replace(year=2025))
    told = match(inventory, late, default_scheme(), explain=[other]).explained[0]
    assert next(verdict for verdict in told.verdicts if verdict.rule == "hold").answer == -1


def test_a_plot_tells_its_floors_and_tenants_and_is_no_conflict_for_them(demo_inventory: Inventory) -> None:
    """Fails where a plot with floors on offer or let is refused for them, or does not name them."""
    oracle = SiteOracle(demo_inventory, {}, Project())
    plots = {site.id: oracle.on_ground(site) for site in oracle.sites if site.kind == "land"}
    offered = {key: sorted(each.id for each in floors) for key, floors in plots.items() if floors}
    assert sum(map(len, offered.values())) >= 48
    asked = Project(needs="land", land_area_min_m2=1)
    for key, floors in list(offered.items())[:5]:
        told = match(demo_inventory, asked, default_scheme(), top=0, explain=[key]).explained[0]
        reason = next(verdict for verdict in told.verdicts if verdict.rule == "occupied")
        assert reason.answer == 1
        assert floors[0] in reason.words.zh
        assert floors[0] in reason.words.en
        assert floors[0] in told.explanation.zh or told.verdict == "rejected"
    named = 0
    for key, values in oracle.projects(["continuing"]):
        shape = oracle.feature(Kind.PROJECT, key)
        let = [site for site in values[Role.SITE_IDS] if site not in {each.id for each in oracle.sites}]
        if not let or shape is None:
            continue
        for plot in oracle.under(shape[1]):
            told = match(demo_inventory, asked, default_scheme(), top=0, explain=[plot.id]).explained[0]
            reason = next(verdict for verdict in told.verdicts if verdict.rule == "occupied")
            assert reason.answer == 1
            assert key in reason.words.zh
            assert let[0] in reason.words.en
            assert "已租楼层" in reason.words.zh
            named += 1
    assert named > 10, "no plot has a tenant: the test shows nothing"


def test_a_blocker_cleared_on_a_plot_opens_the_floors_that_take_it_from_there() -> None:
    """Fails where clearing a plot opens the plot alone, or its floors are listed for clearing what only their plot has."""
    inventory = small(plot_values={Role.BLOCKERS: ["land_procedure"], Role.BLOCKER_MONTHS: 4})
    found = assign(inventory, default_scheme(), PortfolioQuestion())
    assert {each.project.id for each in found.unplaced} == {"P-F1", "P-F2"}, "the floors are blocked as their plot is"
    assert [(each.sites, each.placed) for each in found.unlocks] == [((("industrial_land", PLOT),), ("P-F1", "P-F2"))]


@pytest.mark.parametrize("blockers", [[], ["land_procedure"]])
def test_a_floor_without_a_link_takes_the_blockers_of_the_plot_in_which_its_middle_lies(blockers: list[str]) -> None:
    """Fails where a floor that the map puts on a plot is told otherwise than one that names it."""
    values: dict[Role, object] = {Role.BLOCKERS: blockers, Role.BLOCKER_MONTHS: 4 if blockers else 0}
    bare: dict[Role, object] = {Role.BLOCKERS: None}
    linked = small(plot_values=values, floor_values=bare)
    drawn = small(plot_values=values, floor_values=bare, parcel=None, shapes=(square(0, 0, 0.0005), square(9, 9)))
    asked = Project.from_layer(linked.of_kind(Kind.PROJECT)[0], "P-F1")
    scheme = default_scheme()
    one, other = (match(each, asked, scheme, top=0, explain=[FLOOR_A]).explained[0] for each in (linked, drawn))
    told = [{each.rule: each for each in found.verdicts}["blockers"] for found in (one, other)]
    assert told[0].answer == told[1].answer != UNKNOWN
    assert told[0].reason == told[1].reason
    assert one.score == other.score
    (apart,) = match(drawn, asked, scheme, top=0, explain=[FLOOR_B]).explained
    assert {each.rule: each.answer for each in apart.verdicts}["blockers"] == UNKNOWN


def test_the_demonstration_gives_no_ground_twice(demo_inventory: Inventory) -> None:
    """The whole register added up again, from the files alone."""
    check_from_registers(assign(demo_inventory, default_scheme(), PortfolioQuestion(unlocks=False)), demo_inventory)

"""Would break where a figure of the dashboard is not what its rows say one by one, or its list has other rows than it counts."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any, Final

import pytest
import shapely

from gis.catalog import Collection, Kind
from gis.codelists import Code, Codelist
from gis.cql2 import Cql2Filter
from gis.dashboard.clock import SUSPECTED, before, figures_of_clock
from gis.dashboard.counting import Areas
from gis.dashboard.floors import pipeline_of
from gis.dashboard.listing import dashboard_text
from gis.dashboard.report import Dashboard, Figure
from gis.dashboard.stock import sum_up
from gis.fields import DType, Field, Role
from gis.inventory import Inventory
from gis.layer import Feature, Layer
from gis.query import Query, select
from gis.reservation import Reservation, ReservedItem, Standing
from gis.text import Text
from tests.gis.small import METRIC_CRS, same

TODAY: Final = dt.date(2023, 6, 30)


@pytest.fixture(scope="module")
def stock(demo_inventory: Inventory) -> Dashboard:
    """The dashboard of the demonstration."""
    return sum_up(demo_inventory)


def figures(found: Dashboard) -> Iterator[Figure]:
    """Every figure of a dashboard."""
    for stand in found.layers:
        yield from (stand.total, stand.not_located, stand.to_check, stand.old, *(each.figure for each in stand.missing))
    for pipeline in found.floors:
        yield from pipeline.states
        for row in (row for breakdown in pipeline.breakdowns for row in breakdown.rows):
            yield from (row.total, *row.states)
    for land in found.land:
        yield from (*land.statuses, *land.clock, *((land.suspected,) if land.suspected else ()))
    yield from (each.figure for department in found.departments for each in department.blockers)
    yield from found.blockers_unknown


def count_listed(layer: Layer, figure: Figure) -> int:
    """Rows of the list that a figure opens."""
    asked = Cql2Filter.of_text(figure.list.filter) if figure.list.filter else None
    return len(select(layer, Query(collection=layer.id, filter=asked, limit=None)).rows)


def test_each_list_has_as_many_rows_as_its_figure(demo_inventory: Inventory, stock: Dashboard) -> None:
    for figure in figures(stock):
        assert count_listed(demo_inventory.layers[figure.list.collection], figure) == figure.count, figure


def read_rows(folder: Path, name: str) -> list[dict[str, Any]]:
    """The features of a file, their shape and properties in one dictionary."""
    features = json.loads((folder / name).read_text("utf-8"))["features"]
    return [{"id": each["id"], "shape": each["geometry"], **each["properties"]} for each in features]


def test_on_a_terminal_no_two_figures_of_a_section_read_alike(stock: Dashboard) -> None:
    """Would break where land and projects that one department holds up stand below each other without a word of which is which."""
    for lang in ("zh", "en"):
        for section in dashboard_text(stock, lang).split("\n\n"):
            names = [line.split(" · ")[:-1] if "²" in line else line.split(" · ") for line in section.splitlines()[1:]]
            told = Counter(" · ".join(name).rstrip("0123456789, ").rsplit(" ", 2)[0] for name in names)
            assert [name for name, count in told.items() if count > 1] == []


def test_figures_of_the_demonstration_are_those_of_its_files_row_by_row(demo_folder: Path, stock: Dashboard) -> None:
    land, floors, projects = (
        read_rows(demo_folder, f"{name}.geojson") for name in ("industrial_land", "idle_space", "projects")
    )
    shown = {stand.collection: stand for stand in stock.layers}
    assert {figure.key: figure.count for figure in stock.land[0].statuses} == Counter(row["status"] for row in land)
    for figure in stock.land[0].statuses:
        area = sum(row["site_area_m2"] for row in land if row["status"] == figure.key)
        assert figure.area_m2 == pytest.approx(area)
        assert figure.area_mu == pytest.approx(area * 3 / 2000)
    clock = Counter(filter(None, (stand_at(row) for row in land)))
    assert {figure.key: figure.count for figure in stock.land[0].clock if figure.count} == clock
    assert shown["projects"].not_located.count == sum(row["shape"] is None for row in projects) > 0
    assert shown["industrial_land"].old.count == sum(row["as_of"] < "2023-04-01" for row in land)
    sought = ("park_id", "land_use", "site_area_m2", "status", "owner", "title_status", "blockers")
    assert shown["industrial_land"].to_check.count == sum(any(row.get(name) is None for name in sought) for row in land)
    states = {figure.key: figure for figure in stock.floors[0].states}
    for key, code in (("idle", "free"), ("held", "held")):
        rows = [row for row in floors if row["availability"] == code]
        assert states[key].count == len(rows)
        assert states[key].area_m2 == pytest.approx(sum(row["floor_area_m2"] for row in rows))
    by_park = {row.value: row.states[0].count for row in stock.floors[0].breakdowns[0].rows}
    assert by_park == Counter(row["park_id"] for row in floors if row["availability"] == "free")
    held_up = Counter(code for row in land for code in row.get("blockers") or ())
    blocked = [each for department in stock.departments for each in department.blockers]
    on_land = {each.blocker: each.figure.count for each in blocked if each.figure.list.collection == "industrial_land"}
    assert on_land == held_up


def stand_at(row: dict[str, Any], today: str = TODAY.isoformat()) -> str | None:  # noqa: C901, PLR0911  one line of the law a return
    """Where the clock of a plot stands, read from its row alone; None where it does not run."""
    due, cause, stopped = row.get("contract_start"), row.get("delay_cause"), row.get("stopped_on")
    share, invested = row.get("started_share_pct"), row.get("invested_share_pct")
    one, two = (f"{int(today[:4]) - years}{today[4:]}" for years in (1, 2))
    if row.get("status") not in ("idle", "unstarted"):
        return None
    if due is None:
        return "due_to_check"
    if cause == "government":
        return "exempt"
    if row.get("started_on") is None and stopped is None and not (share or 0) > 0:
        if due > today:
            return "not_due"
        if due > one:
            return "under_one_year"
        if cause is None:
            return "cause_to_check"
        return "two_years" if due <= two else "one_year"
    if stopped is None:
        return "stop_to_check"
    if stopped > one:
        return "stopped_under_one_year"
    if (share is not None and share < 100 / 3) or (invested is not None and invested < 25):
        return "cause_to_check" if cause is None else "stopped_suspected"
    return "shares_to_check" if share is None or invested is None else "stopped_enough"


def listed(name: str, **meanings: Any) -> Codelist:
    """A flat list of codes with their meanings."""
    codes = tuple(Code(code=code, title=same(code), meaning=meaning) for code, meaning in meanings.items())
    return Codelist(id=name, system=name, title=same(name), codes=codes)


LISTS: Final = {
    each.id: each
    for each in (
        listed("state", idle="idle", unstarted="unstarted", built=None),
        listed("cause", government="government", firm=None),
        listed("free", free="free", held="held", let=None),
    )
}
PLOTS: Final = Collection(
    id="地块",
    kind=Kind.PARCEL,
    file="plots.geojson",
    title=same("plots"),
    noun=same("plots"),
    fields=(
        Field(name="id", dtype=DType.TEXT, title=same("id"), role=Role.ID),
        Field(name="status", dtype=DType.TEXT, title=same("status"), role=Role.STATUS, codelist="state"),
        Field(name="delay_cause", dtype=DType.TEXT, title=same("cause"), role=Role.DELAY_CAUSE, codelist="cause"),
        Field(name="contract_start", dtype=DType.DATE, title=same("due"), role=Role.CONTRACT_START),
        Field(name="started_on", dtype=DType.DATE, title=same("started"), role=Role.STARTED_ON),
        Field(name="stopped_on", dtype=DType.DATE, title=same("stopped"), role=Role.STOPPED_ON),
        Field(name="started_share_pct", dtype=DType.NUMBER, title=same("share"), role=Role.STARTED_SHARE),
        Field(name="invested_share_pct", dtype=DType.NUMBER, title=same("invested"), role=Role.INVESTED_SHARE),
    ),
)
_VALUES: Final[dict[str, tuple[Any, ...]]] = {
    "status": (None, "idle", "unstarted", "built"),
    "delay_cause": (None, "government", "firm"),
    "contract_start": (None, "2021-06-30", "2021-07-01", "2022-06-30", "2022-07-01", "2023-06-30", "2023-07-01"),
    "started_on": (None, "2021-06-30"),
    "stopped_on": (None, "2022-06-30", "2022-07-01"),
    "started_share_pct": (None, 0.0, 33.3, 33.4),
    "invested_share_pct": (None, 24.9, 25.0),
}


def test_the_clock_of_many_is_that_of_each_and_its_lists_are_their_rows() -> None:
    rows = [dict(zip(_VALUES, values, strict=True)) for values in product(*_VALUES.values())]
    features = [Feature(f"L'{n}", None, row) for n, row in enumerate(rows)]
    layer = Layer.from_features(PLOTS, features, metric_crs=METRIC_CRS, codelists=LISTS)
    found, suspected = figures_of_clock(layer, Areas(layer), TODAY)
    assert {each.key: each.count for each in found} == Counter(filter(None, map(stand_at, rows)))
    assert suspected
    assert suspected.count == sum(each.count for each in found if each.key in SUSPECTED)
    listed = (*found, suspected)
    assert [count_listed(layer, each) for each in listed] == [each.count for each in listed]


def test_a_year_before_the_29th_of_february_is_the_28th() -> None:
    assert before(dt.date(2024, 2, 29), 2) == dt.date(2022, 2, 28)


SPACES: Final = Collection(
    id="floors",
    kind=Kind.SPACE,
    file="floors.geojson",
    title=same("floors"),
    noun=same("floors"),
    fields=(
        Field(name="the id", dtype=DType.TEXT, title=same("id"), role=Role.ID),
        Field(name="状态", dtype=DType.TEXT, title=Text("状态", "state"), role=Role.STATUS, codelist="free"),
        Field(name="owner", dtype=DType.TEXT, title=same("owner"), role=Role.OWNER),
        Field(name="area", dtype=DType.NUMBER, title=same("area"), role=Role.AREA, unit="m2"),
    ),
)


def reservation(key: str, area_m2: float | None, standing: Standing) -> Reservation:
    """A hold of one floor, or of a part of it."""
    return Reservation(
        id=f"R-{key}",
        project_id=None,
        firm="firm",
        items=(ReservedItem(collection="floors", id=key, area_m2=area_m2),),
        until=dt.date(2099, 1, 1),
        standing=standing,
        made_at=dt.datetime(2023, 1, 1, tzinfo=dt.UTC),
        author="Li",
    )


def test_floors_are_told_from_idle_to_landed_by_who_holds_them(demo_inventory: Inventory) -> None:
    states = {"F'1": "free", "F2": "free", "F3": "free", "F4": "held", "F5": "let", "F6": None, "F7": "free"}
    features = [
        Feature(
            key, None, {"状态": state, "owner": "甲" if key < "F4" else None, "area": None if key == "F7" else 1000}
        )
        for key, state in states.items()
    ]
    layer = Layer.from_features(SPACES, features, metric_crs=METRIC_CRS, codelists=LISTS)
    catalog = replace(demo_inventory.catalog, collections={"floors": SPACES})
    holds = [
        reservation("F'1", None, Standing.LANDED),
        reservation("F2", 300, Standing.ACTIVE),
        reservation("F3", None, Standing.ACTIVE),
    ]
    inventory = Inventory.of(catalog, {"floors": layer}, "v", holds)
    found = pipeline_of(inventory, inventory.layers["floors"])
    shown = {figure.key: (figure.count, figure.area_m2, figure.area_unknown) for figure in found.states}
    assert shown == {
        "idle": (2, 700, 1),
        "held": (3, 2300, 0),
        "landed": (1, 1000, 0),
        "other": (1, 1000, 0),
        None: (1, 1000, 0),
    }
    assert [row.value for row in found.breakdowns[0].rows] == ["甲", None]
    for row in found.breakdowns[0].rows:
        for figure in (row.total, *row.states):
            assert count_listed(inventory.layers["floors"], figure) == figure.count, figure


def test_a_layer_that_says_nothing_is_to_check_and_never_guessed(demo_inventory: Inventory) -> None:
    fields = (Field(name="id", dtype=DType.TEXT, title=same("id"), role=Role.ID),)
    bare = {kind.value: replace(PLOTS, id=kind.value, kind=kind, fields=fields) for kind in Kind}
    layers = {
        name: Layer.from_features(
            collection, [Feature("A", None, {}), Feature("B", shapely.Point(116, 36), {})], metric_crs=METRIC_CRS
        )
        for name, collection in bare.items()
    }
    inventory = Inventory.of(replace(demo_inventory.catalog, collections=bare), layers, "v")
    found = sum_up(inventory)
    assert {stand.not_located.count for stand in found.layers} == {1}
    assert {(stand.days_old, stand.stale, stand.area_unit) for stand in found.layers} == {(None, None, None)}
    assert [(figure.key, figure.count, figure.area_m2) for figure in found.land[0].statuses] == [(None, 2, None)]
    assert [figure.count for figure in found.floors[0].states] == [0, 0, 0, 0, 2]
    assert found.land[0].clock == ()
    for figure in figures(found):
        assert count_listed(inventory.layers[figure.list.collection], figure) == figure.count, figure

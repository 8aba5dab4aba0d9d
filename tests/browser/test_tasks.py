"""Tasks of a planner, with their actions counted: a phrase with its Enter is one, a click is one, a line of a menu is one. What would break: a task that takes one more."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import openpyxl
import pyproj
import pytest
import shapely
from playwright.sync_api import Locator

from tests.browser.conftest import Opened, Watched
from tests.browser.studies import until
from tests.browser.test_back import go

LAND, FLOORS = "industrial_land", "idle_space"
MU: Final = 2000 / 3
LARGE: Final = {
    "zh": ("8000平 层高8米 丙类 经开区", "没有一层够大"),
    "en": ("8000 m2 height 8 m class C EDZ", "No single floor is so large"),
}
WAITING: Final = {
    "zh": "归德 工业 闲置或供而未用 20亩以上",
    "en": "industrial idle not started > 20 mu in Guide",
}
SIGNED: Final = re.compile(r"[+−][\d.]+")
LISTED: Final = "(id) => landstock.state.results[id].rows.map((row) => row.id)"
NORTH_EAST: Final = (4_051_034, 480_312)
IN_SIGHT: Final = """(line) => {
  const own = line.getBoundingClientRect();
  const list = line.closest('.scroll').getBoundingClientRect();
  return own.height > 0 && own.top >= list.top - 1 && own.bottom <= list.bottom + 1;
}"""


@dataclass
class Hands:
    """A reader's hands on a page, and how often they did something."""

    watched: Watched
    actions: int = 0

    def ask(self, phrase: str) -> None:
        """Type a phrase and press Enter."""
        self._type(phrase)
        self.watched.page.locator("#ls-search").press("Enter")
        self.watched.settle()

    def ask_and_take(self, phrase: str, line: str) -> None:
        """Type a phrase and click a line of what is offered: two actions, for the line is one as well."""
        self._type(phrase)
        self.click(self.watched.page.locator("#ls-found [role=option]").filter(has_text=line))

    def _type(self, phrase: str) -> None:
        self.actions += 1
        self.watched.page.locator("#ls-search").fill(phrase)
        self.watched.page.locator("#ls-found").wait_for()

    def click(self, what: Locator) -> None:
        self.actions += 1
        what.click()
        self.watched.settle()

    def to_excel(self) -> list[dict[str, Any]]:
        """Take the list away as a workbook: rows of its first sheet by their headings."""
        self.click(self.watched.page.locator("[data-key='export']:visible"))
        with self.watched.page.expect_download() as download:
            self.click(self.watched.page.get_by_role("menuitem", name="Excel"))
        first = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes())).worksheets[0]
        rows = [row for row in first.iter_rows(values_only=True) if row[1] is not None]
        return [dict(zip(map(str, rows[0]), row, strict=True)) for row in rows[1:]]


@dataclass
class Layer:
    """A layer's file as it lies in the folder, read without the product."""

    features: list[dict[str, Any]]

    def where(self, test: Callable[[dict[str, Any]], bool]) -> dict[str, dict[str, Any]]:
        """Properties by id of what passes a test."""
        return {one["id"]: one["properties"] for one in self.features if test(one["properties"])}


@pytest.fixture(scope="module")
def layer(root: Path) -> Callable[[str], Layer]:
    """Reads a layer by its name."""
    return lambda name: Layer(json.loads((root / "layers" / f"{name}.geojson").read_text("utf-8"))["features"])


def of_park(key: str) -> Callable[[dict[str, Any]], bool]:
    """Whether something lies in a park or in a part of it."""
    return lambda one: str(one.get("park_id", "")).partition("-")[0] == key


def large_floors(of: Layer) -> dict[str, dict[str, Any]]:
    """Floors of class 丙 of the Economic Development Zone, 8 m clear and more."""
    inside = of_park("JK")
    return of.where(lambda one: inside(one) and one.get("fire_class") == "丙" and one.get("clear_height_m", 0) >= 8)


def waiting_land(of: Layer) -> dict[str, dict[str, Any]]:
    """Industrial parcels of Guide, 20 mu and more, idle or not started."""
    inside = of_park("GD")
    return of.where(
        lambda one: (
            inside(one)
            and one["status"] in ("idle", "unstarted")
            and str(one.get("land_use")).startswith("1001")
            and one["site_area_m2"] >= 20 * MU
        )
    )


def nearest(of: Layer, east: float, north: float) -> str:
    """The feature nearest to a point of the district's grid."""
    to_grid = pyproj.Transformer.from_crs("OGC:CRS84", "EPSG:4548", always_xy=True)
    point = shapely.Point(east, north)
    far = {
        one["id"]: shapely.transform(
            shapely.geometry.shape(one["geometry"]), to_grid.transform, interleaved=False
        ).distance(point)
        for one in of.features
    }
    return str(min(far, key=lambda key: far[key]))


def column(rows: list[dict[str, Any]], *titles: str) -> list[Any]:
    """The values of the one column whose heading begins with one of these titles."""
    (heading,) = [heading for heading in rows[0] if heading.partition("（")[0].partition(" (")[0] in titles]
    return [row[heading] for row in rows]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("by_enter", [False, True], ids=["by-the-offer", "by-enter"])
def test_high_floors_for_fire_class_c_reach_excel_in_four_actions(
    served: str, opened: Opened, layer: Callable[[str], Layer], lang: str, *, by_enter: bool
) -> None:
    hands = Hands(opened(f"{served}/#lang={lang}").ready())
    phrase, offer = LARGE[lang]
    if by_enter:
        hands.ask(phrase)
        hands.click(hands.watched.page.locator("[data-key='drop-area']"))
    else:
        hands.ask_and_take(phrase, offer)
    rows = hands.to_excel()
    assert hands.actions <= 4
    expected = large_floors(layer(FLOORS))
    assert (len(expected), sum(one["floor_area_m2"] for one in expected.values())) == (9, 35_010)
    assert set(column(rows, "编号", "id")) == set(expected)
    assert sum(column(rows, "建筑面积", "floor area")) == pytest.approx(35_010)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_land_that_waits_in_a_park_reaches_excel_with_its_owners_in_three(
    served: str, opened: Opened, layer: Callable[[str], Layer], lang: str
) -> None:
    hands = Hands(opened(f"{served}/#lang={lang}").ready())
    hands.ask(WAITING[lang])
    rows = hands.to_excel()
    assert hands.actions <= 3
    expected = waiting_land(layer(LAND))
    assert len(expected) == 18
    owners = dict(zip(column(rows, "编号", "id"), column(rows, "权利人", "owner"), strict=True))
    assert owners == {key: one["owner"] for key, one in expected.items()}


def test_why_no_2_is_second_is_one_action_from_an_open_match(served: str, opened: Opened, wants_land: str) -> None:
    watched = opened(f"{served}/#lang=zh").ready()
    watched.choose(wants_land)
    until(watched, "landstock.state.match.report")
    watched.settle()
    first, second = watched.state("match.report.matches")[:2]
    hands = Hands(watched)
    hands.click(watched.page.locator("#ls-ranked .ranked").nth(1).locator("button").first)
    assert hands.actions <= 2
    lines = watched.page.locator("[data-key='beside-first'] .got")
    points = [float(SIGNED.findall(line)[0].replace("−", "-")) for line in lines.all_inner_texts()]
    assert points
    assert sum(points) == pytest.approx(second["score"] - first["score"], abs=0.001)
    assert all(lines.evaluate_all(f"(all) => all.map({IN_SIGHT})")), "each line is seen without scrolling"


def test_an_owner_a_parcel_code_a_number_and_a_place_are_one_phrase_each(
    served: str, opened: Opened, layer: Callable[[str], Layer]
) -> None:
    land = layer(LAND)
    key, parcel = next(
        (key, one) for key, one in land.where(lambda one: bool(one.get("parcel_code") and one.get("owner"))).items()
    )
    hands = Hands(opened(f"{served}/#lang=zh").ready())
    for phrase in (parcel["parcel_code"], key):
        hands.ask(phrase)
        assert hands.watched.state("selected") == {"collection": LAND, "id": key}, phrase
    north, east = NORTH_EAST
    hands.ask(f"X {north} Y {east}")
    assert hands.watched.state("selected.id") == nearest(land, east, north), "the parcel on it or nearest to it"
    hands.ask(parcel["owner"])
    owned = land.where(lambda one: one.get("owner") == parcel["owner"])
    assert set(hands.watched.page.evaluate(LISTED, LAND)) == set(owned)
    assert hands.actions == 4, "one each"


def test_back_takes_a_phrase_back_and_its_link_gives_the_same_list(
    served: str, opened: Opened, layer: Callable[[str], Layer]
) -> None:
    hands = Hands(opened(f"{served}/#lang=zh").ready())
    watched = hands.watched
    before = (watched.matched(LAND), watched.matched(FLOORS), watched.state("active"))
    hands.ask_and_take(*LARGE["zh"])
    watched.page.wait_for_timeout(400)
    listed = watched.page.evaluate(LISTED, FLOORS)
    assert set(listed) == set(large_floors(layer(FLOORS)))
    again = opened(watched.page.evaluate("location.href")).ready()
    assert (again.state("active"), again.page.evaluate(LISTED, FLOORS)) == (FLOORS, listed)
    go(watched, "back")
    assert (watched.matched(LAND), watched.matched(FLOORS), watched.state("active")) == before
    assert watched.page.locator("#ls-search").input_value() == ""

"""What lies near a place, layers over one another, and saved views, as a reader asks for them on the page."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from gis.inventory import Inventory
from tests.browser.conftest import Opened, Watched
from tests.browser.screens import HEIGHTS, PHONE, Screen, screens
from tests.browser.test_facets import until

LAND, FLOORS = "industrial_land", "idle_space"
SPOT = [116.7801, 36.5512]


def summary(address: str, collection: str, **asked: Any) -> int:
    """How many the service counts."""
    answer = httpx.get(f"{address}/collections/{collection}/summary", params=asked, trust_env=False).raise_for_status()
    return int(answer.json()["matched"])


def matched(watched: Watched, count: int, collection: str = LAND) -> None:
    """Wait until the page finds so many."""
    until(watched, f"landstock.state.results.{collection}?.matched === {count}")


def near(watched: Watched) -> Any:
    """What the page asks for."""
    return watched.state(f"queries.{LAND}.near")


def on_map(watched: Watched, lng: float, lat: float) -> tuple[float, float]:
    """Where a place lies on the screen."""
    found = watched.page.evaluate(
        """([lng, lat]) => {
          const map = landstock.map.leaflet;
          const box = map.getContainer().getBoundingClientRect();
          const { x, y } = map.latLngToContainerPoint([lat, lng]);
          return [box.left + x, box.top + y];
        }""",
        [lng, lat],
    )
    return found[0], found[1]


@pytest.fixture
def park(demo_inventory: Inventory) -> tuple[str, str]:
    """A park: its id, its name."""
    parks = demo_inventory.layer("parks")
    return parks.ids[0], str(parks.properties(0)["name"])


def test_a_park_and_a_distance_are_chosen_changed_and_shared(
    served: str, opened: Opened, park: tuple[str, str]
) -> None:
    key, name = park
    watched = opened(f"{served}#lang=zh").ready()
    watched.page.locator("[data-key='place-of']").select_option(f"parks/{key}")
    place = f"parks/{key}"
    matched(watched, summary(served, LAND, near=place, distance_m=2000))
    matched(watched, summary(served, FLOORS, near=place, distance_m=2000), FLOORS)
    entry = watched.page.locator("[data-key='place-distance']")
    entry.fill("0.35")
    entry.press("Enter")
    matched(watched, summary(served, LAND, near=place, distance_m=350))
    chip = watched.page.locator(".query-chip .name[data-key$='-near']")
    assert "350 m" in chip.inner_text()
    assert name in chip.inner_text()
    chip.click()
    metres = watched.page.locator("[data-key='chip-metres']")
    metres.fill("1000")
    metres.press("Enter")
    matched(watched, summary(served, LAND, near=place, distance_m=1000))
    assert f"距“{name}” 1 km 以内" in watched.page.locator(".words").inner_text()

    until(watched, """decodeURIComponent(location.hash).includes('"metres":1000')""")
    address = watched.page.evaluate("location.href")
    again = opened(address).ready()
    assert near(again) == {"metres": 1000, "spot": {"collection": "parks", "id": key}, "shape": None}
    assert again.page.locator("[data-key='place-of']").input_value() == place
    again.page.locator("[data-key='place-drop']").click()
    until(again, f"landstock.state.queries.{LAND}.near === null")
    matched(again, again.page.evaluate(f"landstock.state.results.{LAND}.total"))


def test_a_card_leads_to_what_lies_around_it(served: str, opened: Opened, demo_inventory: Inventory) -> None:
    key = demo_inventory.layer(LAND).ids[0]
    watched = opened(f"{served}#lang=en&sel={LAND}/{key}").ready()
    watched.page.locator("[data-key='around']").click()
    matched(watched, summary(served, LAND, near=f"{LAND}/{key}", distance_m=2000))
    assert watched.state("selected") is None
    assert near(watched)["spot"] == {"collection": LAND, "id": key}
    assert watched.page.locator("[data-key='place-of']").input_value() == f"{LAND}/{key}"


def test_a_place_that_is_gone_is_said(served: str, opened: Opened) -> None:
    asked = json.dumps({"near": {"metres": 500, "spot": {"collection": "parks", "id": "gone"}}})
    watched = opened(f"{served}#lang=zh&q.{LAND}={quote(asked)}").ready()
    until(watched, "document.body.innerText.includes('“gone”不在当前数据中')")


def test_a_point_an_area_and_one_that_crosses_itself(served: str, opened: Opened) -> None:
    watched = opened(f"{served}#lang=zh&at=14/{SPOT[1]}/{SPOT[0]}").ready()
    mouse = watched.page.mouse
    watched.page.locator("[data-tool='radius']").click()
    mouse.click(*on_map(watched, *SPOT))
    until(watched, f"landstock.state.queries.{LAND}.near?.shape?.length === 1")
    [[lng, lat]] = near(watched)["shape"]
    matched(watched, summary(served, LAND, near=f"POINT({lng} {lat})", distance_m=2000))
    assert watched.state("selected") is None, "the click sets a point and chooses nothing"
    assert watched.page.locator("[data-key='place-of']").input_value() == "drawn"

    x, y = on_map(watched, *SPOT)
    watched.page.locator("[data-key='near-area']").click()
    for dx, dy in ((-80, -80), (80, 80), (80, -80), (-80, 80)):
        mouse.click(x + dx, y + dy)
    watched.page.locator("#ls-draw .primary").click()
    assert "自相交" in watched.page.locator("#ls-draw").inner_text()
    assert len(near(watched)["shape"]) == 1, "what crosses itself is not asked"
    watched.page.keyboard.press("Backspace")
    watched.page.locator("#ls-draw .primary").click()
    until(watched, f"landstock.state.queries.{LAND}.near?.shape?.length === 4")
    ring = ",".join(f"{px} {py}" for px, py in near(watched)["shape"])
    matched(watched, summary(served, LAND, near=f"POLYGON(({ring}))", distance_m=2000))
    watched.page.get_by_role("button", name="在其内").click()
    matched(watched, summary(served, LAND, within=f"POLYGON(({ring}))"))
    watched.page.get_by_role("button", name="在其周边").click()
    matched(watched, summary(served, LAND, near=f"POLYGON(({ring}))", distance_m=2000))


def test_what_is_measured_stays_and_the_next_click_chooses(served: str, opened: Opened) -> None:
    watched = opened(f"{served}#lang=zh&at=15/36.585/116.781").ready()
    mouse = watched.page.mouse
    x, y = on_map(watched, 116.781, 36.585)
    watched.page.locator("[data-tool='measure']").click()
    mouse.click(x - 120, y)
    mouse.dblclick(x + 100, y)
    before = watched.page.locator("#ls-draw b").inner_text()
    plot = watched.page.evaluate(
        f"""(() => {{
          const row = landstock.state.results.{LAND}.rows[0];
          const [lng, lat] = landstock.plane.middle(row.geometry);
          landstock.map.leaflet.setView([lat, lng], 16, {{ animate: false }});
          return [row.id, lng, lat];
        }})()"""
    )
    watched.settle()
    mouse.click(*on_map(watched, plot[1], plot[2]))
    until(watched, f"landstock.state.selected?.id === {json.dumps(plot[0])}")
    assert watched.page.locator("#ls-draw b").inner_text() == before
    watched.page.locator("#ls-draw .icon-button").click()
    assert watched.page.locator("#ls-draw").is_hidden()


COPY = """() => { window.copyOf = (canvas) => {
  const copy = Object.assign(document.createElement('canvas'), { width: canvas.width, height: canvas.height });
  const pen = copy.getContext('2d', { willReadFrequently: true });
  pen.drawImage(canvas, 0, 0);
  return pen;
}; }"""


def test_the_outline_of_the_distance_is_on_the_map(served: str, opened: Opened) -> None:
    watched = opened(f"{served}#lang=zh&at=15/{SPOT[1]}/{SPOT[0]}").ready()
    watched.page.evaluate(COPY)
    inks = """(shape) => {
      landstock.query.setNear({ metres: 300, spot: null, shape });
      landstock.map.scene.paint();
      const { canvas, ratio } = landstock.map.scene.ground;
      const { data } = copyOf(canvas).getImageData(0, 0, canvas.width, canvas.height);
      let count = 0;
      for (let n = 0; n < data.length; n += 4) count += Number(data[n] === 11 && data[n + 1] === 102 && data[n + 2] === 94);
      return count / ratio;
    }"""
    x, y = SPOT
    none = watched.page.evaluate(inks.replace("{ metres: 300, spot: null, shape }", "null"), None)
    for shape in ([SPOT], [SPOT, [x + 0.003, y]], [SPOT, [x + 0.003, y], [x, y + 0.003], SPOT]):
        assert watched.page.evaluate(inks, shape) > none + 200, shape


def test_layers_change_places_and_fade_by_keyboard_and_the_address_keeps_it(served: str, opened: Opened) -> None:
    watched = opened(f"{served}#lang=en&at=15/36.585/116.781").ready()
    watched.page.evaluate(COPY)
    ink = f"""(() => {{
      const map = landstock.map.leaflet;
      const {{ ground }} = landstock.map.scene;
      ground.paint();
      const row = landstock.features('{LAND}').get(landstock.state.results.{LAND}.rows
        .find(({{ geometry }}) => map.getBounds().contains(landstock.plane.middle(geometry).toReversed())).id);
      const [lng, lat] = landstock.plane.middle(row.geometry);
      const at = map.latLngToLayerPoint([lat, lng]).subtract(ground._bounds.getTopLeft()).multiplyBy(ground.ratio);
      return copyOf(ground.canvas).getImageData(at.x, at.y, 1, 1).data[3];
    }})()"""
    watched.page.locator("[data-tool='layers']").click()
    for layer in ("boundaries", "buildings"):
        watched.page.locator(f"#ls-tool-menu [name='layer-{layer}']").uncheck()
    solid = watched.page.evaluate(ink)
    slider = watched.page.locator(f"[data-opacity='{LAND}']")
    slider.press("Home")
    assert watched.state("layering.opacity") == {LAND: 10}
    assert watched.page.evaluate(ink) < solid / 2, "a layer that fades is seen through"
    up = watched.page.locator(f"[data-move='{LAND} 1']")
    up.focus()
    up.press("Enter")
    order = watched.state("layering.order")
    assert order.index(LAND) > order.index("buildings")
    assert watched.page.evaluate("document.activeElement.dataset.move") == f"{LAND} 1", "the focus stays"
    watched.page.keyboard.press("Alt+ArrowDown")
    assert watched.state("layering.order") == []
    watched.page.keyboard.press("Alt+ArrowUp")
    until(watched, "location.hash.includes('opacity') && location.hash.includes('order')")
    again = opened(watched.page.evaluate("location.href")).ready()
    assert again.state("layering") == {"order": order, "opacity": {LAND: 10}}
    again.page.locator("[data-tool='layers']").click()
    again.page.locator("[data-move='usual']").click()
    assert again.state("layering") == {"order": [], "opacity": {}}


def test_views_are_saved_opened_renamed_and_deleted(served: str, opened: Opened) -> None:
    watched = opened(f"{served}#lang=zh").ready()
    page = watched.page
    watched.page.evaluate(
        f"landstock.query.edit('{LAND}', (query) => {{ query.near = {{ metres: 700, spot: null, shape: [{SPOT}] }}; }})"
    )
    count = summary(served, LAND, near=f"POINT({SPOT[0]} {SPOT[1]})", distance_m=700)
    matched(watched, count)
    name = "归德 <img src=x onerror=alert(1)>"
    page.locator("[data-key='views']").click()
    page.locator("[data-key='view-name']").fill(name)
    page.locator("[data-key='view-save']").click()
    assert page.locator("dialog .view-list .view-open").all_inner_texts() == [name]
    page.keyboard.press("Escape")
    page.evaluate("landstock.query.reset()")

    page.goto(f"{served}#lang=zh")
    page.reload()
    watched.ready()
    page.locator("[data-key='views']").click()
    page.locator("dialog .view-open").click()
    assert page.locator("dialog").count() == 0
    matched(watched, count)
    assert near(watched)["shape"] == [SPOT]
    page.locator("[data-key='views']").click()
    page.get_by_role("button", name=f"改名：{name}").click()
    page.locator("[data-key='view-rename']").fill("周边 700 m")
    page.keyboard.press("Enter")
    assert page.locator("dialog .view-list .view-open").all_inner_texts() == ["周边 700 m"]
    page.get_by_role("button", name="删除：周边 700 m").click()
    page.locator("[data-key='view-delete']").click()
    assert page.locator("dialog .view-list").count() == 0


def test_a_browser_that_keeps_nothing_says_so(served: str, opened: Opened) -> None:
    watched = opened(f"{served}#lang=en").ready()
    watched.page.evaluate(
        "Object.defineProperty(Storage.prototype, 'setItem', { value: () => { throw new Error('denied'); } })"
    )
    watched.page.locator("[data-key='views']").click()
    assert "keeps nothing" in watched.page.locator("dialog").inner_text()
    assert watched.page.locator("[data-key='view-save']").count() == 0


@pytest.mark.parametrize("screen", screens("zh-683", without={PHONE}))
def test_a_saved_view_is_opened_and_the_dialog_fits(
    served: str, opened: Opened, park: tuple[str, str], screen: Screen
) -> None:
    watched = screen.show(opened, served)
    page = watched.page
    spot = f"{{ collection: 'parks', id: '{park[0]}' }}"
    page.evaluate(f"landstock.query.setNear({{ metres: 700, spot: {spot}, shape: null }})")
    count = summary(served, LAND, near=f"parks/{park[0]}", distance_m=700)
    matched(watched, count)
    page.locator("[data-key='views']").click()
    page.locator("[data-key='view-name']").fill("周边 700 m / around")
    page.locator("[data-key='view-save']").click()
    box = page.locator("dialog").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["y"] >= 0
    assert box["x"] + box["width"] <= screen.width
    assert box["y"] + box["height"] <= HEIGHTS[screen.width]
    page.keyboard.press("Escape")
    page.evaluate("landstock.query.reset()")
    page.locator("[data-key='views']").click()
    page.locator("dialog .view-open").click()
    matched(watched, count)


def test_the_facet_and_the_dialog_fit_a_phone(served: str, opened: Opened, park: tuple[str, str]) -> None:
    watched = opened(f"{served}#lang=en", width=390, height=844, touch=True).ready()
    watched.page.locator("[data-key='views']").click()
    box = watched.page.locator("dialog").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    watched.page.keyboard.press("Escape")
    watched.page.locator("[data-key='chip-filter']").click()
    place = watched.page.locator("[data-key='place-of']")
    place.scroll_into_view_if_needed()
    place.select_option(f"parks/{park[0]}")
    matched(watched, summary(served, LAND, near=f"parks/{park[0]}", distance_m=2000))
    right = watched.page.locator(".near-facet").evaluate(
        "(facet) => Math.max(...[...facet.querySelectorAll('*')].map((one) => one.getBoundingClientRect().right))"
    )
    assert right <= 390

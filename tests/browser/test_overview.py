"""The map goes to what a question finds, and a small picture says where all of it is."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from gis.inventory import Inventory
from tests.browser.conftest import Opened, Watched
from tests.browser.screens import PHONE, Screen, screens

LAND, FLOORS = "industrial_land", "idle_space"
FAR = "GD"
"""A park that the first view does not show."""
ROOM = 300
"""Milliseconds in which the map would have gone."""


def family(inventory: Inventory, park: str) -> list[str]:
    """A park and those within it."""
    return [key for key in inventory.layer("parks").ids if key == park or key.startswith(f"{park}-")]


def ask_park(watched: Watched, parks: list[str]) -> None:
    """Ask for land and floors of some parks, as the panel does."""
    watched.page.evaluate(
        "([ids, parks]) => landstock.query.editAll(ids, (query) => { query.park = parks; })", [[LAND, FLOORS], parks]
    )


def window(watched: Watched) -> list[float]:
    """West, south, east, north of the map."""
    found: list[float] = watched.page.evaluate(
        "landstock.map.leaflet.getBounds().toBBoxString().split(',').map(Number)"
    )
    return found


def rest(watched: Watched) -> list[float]:
    """The window once it stands still for a dozen frames and no zoom is drawn: where a zoom goes is known before it is there, and Leaflet takes no other meanwhile."""
    standing: list[float] = watched.page.evaluate(
        """() => new Promise((resolve) => {
  let [last, still] = ['', 0];
  const look = () => {
    const now = landstock.map.leaflet.getBounds().toBBoxString();
    const isZooming = Boolean(document.querySelector('.leaflet-zoom-anim'));
    still = now === last && !isZooming ? still + 1 : 0;
    last = now;
    if (still >= 12) resolve(now.split(',').map(Number));
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})"""
    )
    return standing


def in_view(watched: Watched) -> str:
    """How many of the found are in the window, as the list says."""
    return watched.page.locator("#ls-in-view").inner_text()


def test_the_first_sight_says_where_all_of_it_is(served: str, opened: Opened, demo_inventory: Inventory) -> None:
    watched = opened(served).ready()
    layer = demo_inventory.layer(LAND)
    of_park = [layer.properties(row, ["park_id"]).get("park_id") for row in range(len(layer))]
    parks = watched.page.locator(".overview-park")
    wanted = {
        park: sum(key in family(demo_inventory, park) for key in of_park)
        for park in demo_inventory.layer("parks").ids
        if "-" not in park
    }
    shown = {
        str(one.get_attribute("data-key")).removeprefix("overview-"): int(
            one.locator(".overview-count").text_content() or ""
        )
        for one in parks.all()
    }
    assert shown == wanted
    assert sum(shown.values()) == len(layer), "no plot is left out of the picture"
    assert watched.page.locator(".overview-window").get_attribute("visibility") == "visible"


@pytest.mark.parametrize("screen", screens("zh-1366", "en-1366", "zh-1920", "en-1920", without={PHONE}))
def test_the_picture_covers_nothing_of_the_page_and_none_of_its_labels_is_outside(
    served: str, opened: Opened, screen: Screen
) -> None:
    watched = screen.show(opened, served)
    faults = watched.page.evaluate(
        """() => {
  const box = (node) => node.getBoundingClientRect();
  const own = box(document.getElementById('ls-overview'));
  const over = [...document.querySelectorAll('#ls-legend, #ls-status, #ls-tools, #ls-way:not([hidden])')].filter((node) => {
    const it = box(node); return it.width && own.left < it.right && it.left < own.right && own.top < it.bottom && it.top < own.bottom; });
  const out = [...document.querySelectorAll('#ls-overview *')].filter((node) => {
    const it = box(node); return it.width && (it.left < own.left - 1 || it.right > own.right + 1 || it.bottom > own.bottom + 1); });
  return [...over, ...out].map((node) => node.id || node.textContent);
}"""
    )
    assert faults == []
    assert labels_in_the_way(watched) == []
    names = watched.page.locator(".overview-name").all_text_contents()
    assert all("…" not in name for name in names), "a park by its whole name or its abbreviation"
    watched.picture(f"overview-{screen}")
    words = watched.page.evaluate("document.querySelector('#ls-overview').innerText")
    assert words.strip().startswith({"zh": "全区", "en": "All"}[screen.lang])


def labels_in_the_way(watched: Watched) -> list[str]:
    """Parks without a name or a count, and those of which a label lies on a park or on another label."""
    found: list[str] = watched.page.evaluate(
        """() => {
  const parks = [...document.querySelectorAll('.overview-park')];
  const box = (node) => node.getBoundingClientRect();
  const meets = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  const shapes = parks.map((park) => box(park.querySelector('path')));
  const labels = parks.map((park) => ({ park, nodes: [...park.querySelectorAll('text')].map(box) }));
  return labels.filter(({ park, nodes }) => nodes.length < 2
    || nodes.some((node) => shapes.some((shape) => meets(node, shape)))
    || labels.some((other) => other.park !== park && other.nodes.some((node) => nodes.some((own) => meets(own, node)))))
    .map(({ park }) => park.dataset.key);
}"""
    )
    return found


def test_the_map_goes_to_results_elsewhere_and_back_to_the_whole(
    served: str, opened: Opened, demo_inventory: Inventory
) -> None:
    watched = opened(served).ready()
    before = rest(watched)
    ask_park(watched, family(demo_inventory, FAR))
    back = watched.page.locator("[data-key='way-back']")
    expect(back).to_be_visible()
    rest(watched)
    found = watched.matched(LAND)
    assert window(watched) != before
    assert in_view(watched) == f"图内 {found} 宗", "all of them are seen"
    back.click()
    now = rest(watched)
    boxes = watched.page.evaluate(
        "[...landstock.features('parks').values()].map((one) => landstock.plane.bounds(one.geometry))"
    )
    assert all(now[0] < box[0] and now[1] < box[1] and now[2] > box[2] and now[3] > box[3] for box in boxes)
    expect(back).to_be_hidden()
    assert not under_picture(watched, FAR), "the whole is not seen where the picture hides a park"


def under_picture(watched: Watched, park: str) -> bool:
    """Whether the picture covers a park of the map."""
    hidden: bool = watched.page.evaluate(
        """(park) => {
  const box = landstock.plane.bounds(landstock.features('parks').get(park).geometry);
  const map = landstock.map.leaflet, frame = map.getContainer().getBoundingClientRect();
  const [a, b] = [[box[3], box[0]], [box[1], box[2]]].map((at) => map.latLngToContainerPoint(at));
  const own = document.getElementById('ls-overview').getBoundingClientRect();
  return a.x + frame.left < own.right && b.y + frame.top > own.top && b.x + frame.left > own.left && a.y + frame.top < own.bottom;
}""",
        park,
    )
    return hidden


def test_the_map_stays_where_results_are_seen_and_where_nothing_new_is_asked(served: str, opened: Opened) -> None:
    watched = opened(served).ready()
    before = rest(watched)
    watched.page.evaluate(f"landstock.query.edit('{LAND}', (query) => {{ query.status = ['idle']; }})")
    watched.page.wait_for_timeout(ROOM)
    assert rest(watched) == before, "some of what was found is here"
    watched.page.evaluate(f"landstock.query.edit('{LAND}', (query) => {{ query.q = '归德'; }})")
    there = rest(watched)
    assert there != before
    watched.page.evaluate("landstock.map.leaflet.setView([36.59, 116.78], 15.25, { animate: false })")
    here = rest(watched)
    watched.page.evaluate(
        f"landstock.set({{ sort: {{ ...landstock.state.sort, {LAND}: [{{ field: 'name', descending: false }}] }} }})"
    )
    watched.page.evaluate("landstock.set({ queries: structuredClone(landstock.state.queries) })")
    watched.page.wait_for_timeout(ROOM)
    assert rest(watched) == here, "another order is no other question"
    away = watched.page.locator("[data-key='way-there']")
    expect(away).to_contain_text("都在图外")
    away.click()
    rest(watched)
    assert in_view(watched) == f"图内 {watched.matched(LAND)} 宗"


def test_a_link_with_a_place_stays_there_and_one_without_goes_to_its_results(
    served: str, opened: Opened, demo_inventory: Inventory
) -> None:
    question = f'q.{LAND}={{"park":["{FAR}"]}}'
    placed = opened(f"{served}/#at=15.25/36.59/116.78&{question}").ready()
    placed.page.wait_for_timeout(ROOM)
    west, south, east, north = rest(placed)
    assert west < 116.78 < east
    assert south < 36.59 < north
    expect(placed.page.locator("[data-key='way-there']")).to_be_visible()
    bare = opened(f"{served}/#{question}").ready()
    rest(bare)
    assert in_view(bare) == f"图内 {bare.matched(LAND)} 宗"


def test_nothing_moves_under_a_hand(served: str, opened: Opened, demo_inventory: Inventory) -> None:
    watched = opened(served).ready()
    before = rest(watched)
    frame: Any = watched.page.locator("#ls-map-slot").bounding_box()
    watched.page.mouse.move(frame["x"] + 500, frame["y"] + 200)
    watched.page.mouse.down()
    ask_park(watched, family(demo_inventory, FAR))
    watched.page.wait_for_timeout(2 * ROOM)
    assert window(watched) == before
    watched.page.mouse.up()
    watched.page.wait_for_timeout(2 * ROOM)
    assert rest(watched) != before


def test_a_click_or_a_key_on_the_picture_goes_there(served: str, opened: Opened) -> None:
    watched = opened(served).ready()
    park = watched.page.locator(f"[data-key='overview-{FAR}']")
    assert park.get_attribute("role") == "button"
    park.locator(".overview-hit").click()
    there = rest(watched)
    box = watched.page.evaluate(f"landstock.plane.bounds(landstock.features('parks').get('{FAR}').geometry)")
    assert there[0] < box[0]
    assert there[1] < box[1]
    watched.page.locator("[data-key='overview-home']").click()
    assert rest(watched) != there
    park.focus()
    watched.page.keyboard.press("Enter")
    assert rest(watched) == there


def test_the_picture_folds_and_stays_folded(served: str, opened: Opened) -> None:
    watched = opened(served).ready()
    fold = watched.page.locator("[data-key='overview-fold']")
    fold.click()
    assert watched.page.locator(".overview-park").count() == 0
    watched.page.reload()
    watched.ready()
    assert watched.page.locator(".overview-park").count() == 0
    fold.click()
    assert watched.page.locator(".overview-park").count() > 1


def test_less_motion_is_none(served: str, opened: Opened, demo_inventory: Inventory) -> None:
    watched = opened(served).ready()
    watched.page.emulate_media(reduced_motion="reduce")
    watched.page.evaluate(
        "window.steps = []; landstock.map.leaflet.on('zoomanim', () => window.steps.push(1)); landstock.map.leaflet.on('move', () => window.steps.push(0));"
    )
    ask_park(watched, family(demo_inventory, FAR))
    rest(watched)
    steps = watched.page.evaluate("window.steps")
    assert 1 not in steps
    assert len(steps) == 1, "there at once"


def test_a_phone_has_the_picture_and_the_way(served: str, opened: Opened, demo_inventory: Inventory) -> None:
    """The first sight of a phone says where all of it is: labels whole, under no panel, and gone where a sheet takes the page."""
    watched = opened(served, width=390, height=844, touch=True).ready()
    page = watched.page
    picture = page.locator("#ls-overview")
    expect(picture).to_be_visible()
    assert labels_in_the_way(watched) == []
    over = page.evaluate(
        """() => {
  const box = (node) => node.getBoundingClientRect();
  const own = box(document.getElementById('ls-overview'));
  const out = own.left < 0 || own.top < 0 || own.right > innerWidth;
  const names = ['#ls-legend', '#ls-tools', '#ls-topbar', '#ls-right', '#ls-status .scale', '.query-chips', '#ls-way:not([hidden])'];
  return [...(out ? ['out'] : []), ...names.filter((name) => [...document.querySelectorAll(name)].some((node) => {
    const it = box(node); return it.width && own.left < it.right && it.left < own.right && own.top < it.bottom && it.top < own.bottom; }))];
}"""
    )
    assert over == []
    watched.picture("overview-phone")
    page.evaluate("document.body.dataset.stop = 'full'")
    expect(picture).to_be_hidden()
    page.evaluate("document.body.dataset.stop = 'middle'")
    ask_park(watched, family(demo_inventory, FAR))
    back = page.locator("[data-key='way-back']")
    expect(back).to_be_visible()
    size: Any = back.bounding_box()
    own: Any = picture.bounding_box()
    assert size["height"] >= 24
    assert size["x"] + size["width"] <= 390
    assert size["y"] + size["height"] <= own["y"]
    assert own["height"] < 60, "beside an answer it is one line: it covered half of what was found"
    fold = page.locator("[data-key='overview-fold']")
    for parks in (True, False, True):
        fold.click()
        assert (page.locator(".overview-park").count() > 1) is parks

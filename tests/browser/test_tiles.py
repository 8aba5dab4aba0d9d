"""A layer too large for the page, drawn from vector tiles: seen, pointed at, asked and matched as a small one is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from shapely.geometry import shape

from api.app import create_app
from api.ground.settings import Settings
from bench.folder import COLLECTION, prepared
from gis.folder import open_folder
from tests.api.serving import served
from tests.browser.conftest import Opened, Watched

SIZE = 6_000
SETTLED = "Boolean(window.landstock.tiles.settled())"
PLACE = """([lng, lat]) => {
  const { x, y } = landstock.map.leaflet.latLngToContainerPoint([lat, lng]);
  const { left, top } = landstock.map.leaflet.getContainer().getBoundingClientRect();
  return [x + left, y + top];
}"""


@pytest.fixture(scope="module")
def cadastre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a service over generated parcels, more than a page holds."""
    files = prepared(SIZE, tmp_path_factory.mktemp("cadastre"))
    with served(create_app(Settings(), open_folder(files.layers))) as address:
        yield address


def settled(watched: Watched) -> None:
    """Wait until the window has every tile that it asked for."""
    watched.page.wait_for_timeout(250)
    for _ in range(200):
        if watched.page.evaluate(SETTLED):
            watched.settle()
            return
        watched.page.wait_for_timeout(40)
    raise AssertionError("tiles are still under way")


def look(watched: Watched, zoom: float, lng: float, lat: float) -> None:
    watched.page.evaluate(
        "([zoom, lng, lat]) => landstock.map.leaflet.setView([lat, lng], zoom, { animate: false })", [zoom, lng, lat]
    )
    settled(watched)


def parcel(address: str, **asked: Any) -> dict[str, Any]:
    """The largest parcel that the service finds and that lies alone in the middle of its box, with that middle."""
    items = f"{address}/collections/{COLLECTION}/items"
    params: dict[str, Any] = {"limit": 50, "sortby": "-site_area_m2", **asked}
    for found in httpx.get(items, params=params, trust_env=False).json()["features"]:
        west, south, east, north = shape(found["geometry"]).bounds
        middle = ((west + east) / 2, (south + north) / 2)
        here = httpx.get(items, params={"bbox": ",".join(map(str, middle * 2))}, trust_env=False).json()["features"]
        if [each["id"] for each in here] == [found["id"]]:
            return {**found, "middle": middle}
    raise AssertionError("all large parcels overlap")


def test_parcels_are_drawn_from_tiles_pointed_at_and_opened(cadastre: str, opened: Opened) -> None:
    watched = opened(f"{cadastre}/#lang=zh")
    asked: list[str] = []
    watched.page.on("request", lambda request: asked.append(request.url))
    watched.ready()
    one = parcel(cadastre)
    look(watched, 15.5, *one["middle"])
    assert any("/tiles/WebMercatorQuad/" in url for url in asked)
    assert not any("bbox=" in url for url in asked)
    page = watched.page
    assert page.evaluate("(key) => landstock.tiles.byId('cadastre').has(key)", one["id"])
    window = page.evaluate(
        "(() => { const b = landstock.map.leaflet.getBounds(); return [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()] })()"
    )
    params: dict[str, Any] = {"bbox": ",".join(map(str, window)), "limit": 5000}
    body = httpx.get(f"{cadastre}/collections/{COLLECTION}/items", params=params, trust_env=False).json()
    assert {each["id"] for each in body["features"]} <= set(
        page.evaluate("[...landstock.tiles.byId('cadastre').keys()]")
    )

    page.mouse.move(*page.evaluate(PLACE, one["middle"]))
    watched.settle()
    assert watched.state("hovered") == {"collection": COLLECTION, "id": one["id"]}
    assert page.locator("#ls-tip").inner_text().startswith(one["properties"]["name"])
    watched.picture("tiles-hover")
    page.mouse.click(*page.evaluate(PLACE, one["middle"]))
    watched.settle()
    assert watched.state("selected") == {"collection": COLLECTION, "id": one["id"]}
    page.locator(".detail-title").filter(has_text=one["properties"]["name"]).wait_for()
    whole = page.evaluate("(key) => landstock.stock.feature({ collection: 'cadastre', id: key }).geometry", one["id"])
    assert whole == one["geometry"]
    watched.picture("tiles-detail")


def test_far_out_parcels_stand_together_and_a_click_comes_nearer(cadastre: str, opened: Opened) -> None:
    watched = opened(f"{cadastre}/#lang=en").ready()
    page = watched.page
    one = parcel(cadastre)
    look(watched, 8, *one["middle"])
    merged = page.evaluate("landstock.tiles.merged('cadastre')")
    alone = page.evaluate("landstock.tiles.byId('cadastre').size")
    assert merged + alone == SIZE
    assert f"{merged:,}" in page.locator("#ls-notice").inner_text()
    watched.picture("tiles-far")
    spot = page.evaluate(
        """() => {
          const { tiles, map, mercator } = landstock;
          const one = tiles.sheets('cadastre').flatMap(({ features }) => features).filter(({ merged, count }) => merged && count > 1)
            .sort((a, b) => b.count - a.count)[0];
          const [west, north, east, south] = one.path.box;
          const [lng, lat] = mercator.degrees([(west + east) / 2, (north + south) / 2]);
          const { x, y } = map.leaflet.latLngToContainerPoint([lat, lng]);
          const { left, top } = map.leaflet.getContainer().getBoundingClientRect();
          return [x + left, y + top, one.count];
        }"""
    )
    page.mouse.move(*spot[:2])
    watched.settle()
    assert page.locator("#ls-tip").inner_text().startswith(f"{spot[2]:,}")
    page.mouse.click(*spot[:2])
    settled(watched)
    page.wait_for_timeout(400)
    assert page.evaluate("landstock.map.leaflet.getZoom()") == 10


def test_a_question_dims_what_it_does_not_find_and_a_theme_colours(cadastre: str, opened: Opened) -> None:
    watched = opened(f"{cadastre}/#lang=zh").ready()
    page = watched.page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    one = parcel(cadastre, status="idle")
    look(watched, 13, *one["middle"])
    asked.clear()
    page.locator("[data-key='cadastre-status-idle']").check()
    settled(watched)
    questions = [parse_qs(urlsplit(url).query) for url in asked if "/tiles/" in url]
    assert questions
    assert all(each["status"] == ["idle"] for each in questions)
    told = page.evaluate(
        """() => {
          const { tiles, stock, symbols } = landstock;
          return [...tiles.byId('cadastre').values()].map((one) => [one.properties.status, stock.symbolOf('cadastre', one) === symbols.QUIET]);
        }"""
    )
    assert {status for status, quiet in told if not quiet} == {"idle"}
    assert {"built", "reserve"} <= {status for status, quiet in told if quiet}
    watched.picture("tiles-filtered")
    asked.clear()
    page.evaluate("landstock.set({ colourBy: 'power_kva' })")
    settled(watched)
    assert all("power_kva" in parse_qs(urlsplit(url).query)["properties"][0] for url in asked if "/tiles/" in url)
    known = page.evaluate(
        "[...landstock.tiles.byId('cadastre').values()].filter((one) => typeof one.properties.power_kva === 'number').length"
    )
    assert known > 0


def test_verdicts_of_a_match_colour_tiles_too(cadastre: str, opened: Opened) -> None:
    watched = opened(f"{cadastre}/#lang=zh").ready()
    one = parcel(cadastre)
    look(watched, 13.5, *one["middle"])
    colours = watched.page.evaluate(
        """(key) => {
          const { state, stock, tiles } = landstock;
          const [other, third] = [...tiles.byId('cadastre').keys()].filter((each) => each !== key);
          landstock.set({ mode: 'match', match: { ...state.match, site: null, report: { outcome: { cadastre: { fits: [key], to_check: [other] } }, matches: [] } } });
          return [key, other, third].map((each) => stock.symbolOf('cadastre', tiles.byId('cadastre').get(each)).fill);
        }""",
        one["id"],
    )
    assert colours == watched.page.evaluate(
        "[landstock.stock.FITS.fill, landstock.stock.CHECK.fill, landstock.stock.EXCLUDED.fill]"
    )


def test_a_window_that_runs_about_keeps_few_tiles_and_drops_what_it_no_longer_needs(
    cadastre: str, opened: Opened
) -> None:
    watched = opened(f"{cadastre}/#lang=zh").ready()
    page = watched.page
    dropped: list[str] = []
    page.on("requestfailed", lambda request: dropped.append(request.url))
    page.evaluate(
        """async () => {
          for (let n = 0; n < 60; n += 1) {
            landstock.map.leaflet.setView([36.3 + (n % 7) * 0.05, 116.6 + (n % 11) * 0.04], 12 + (n % 5), { animate: false });
            await new Promise((done) => setTimeout(done, n % 3 ? 10 : 140));
          }
        }"""
    )
    settled(watched)
    assert page.evaluate("landstock.tiles.count() <= landstock.tiles.KEPT")
    assert page.evaluate("Object.keys(landstock.state.errors ?? {}).length") == 0


def test_a_map_that_was_dragged_looks_as_one_that_is_painted_anew(cadastre: str, opened: Opened) -> None:
    """After a drag the canvas is moved and its edges painted: no gap may show, no seam, and no hatching that does not fit."""
    watched = opened(f"{cadastre}/#lang=zh").ready()
    middle = parcel(cadastre)["middle"]
    for zoom in (11, 12.5, 14):
        look(watched, zoom, *middle)
        for across, down in ((180, 90), (-75, 31), (-110, -190)):
            watched.page.evaluate("([x, y]) => landstock.map.leaflet.panBy([x, y], { animate: false })", [across, down])
            settled(watched)
            inked, unequal, most = watched.page.evaluate(
                """async () => {
                  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
                  const { ground } = landstock.map.scene;
                  const map = landstock.map.leaflet;
                  const size = map.getSize();
                  const { x, y } = map.containerPointToLayerPoint([0, 0]).subtract(ground._bounds.getTopLeft());
                  const copy = new OffscreenCanvas(size.x, size.y).getContext('2d', { willReadFrequently: true });
                  copy.globalCompositeOperation = 'copy';
                  const pixels = () => {
                    copy.drawImage(ground.canvas, -Math.round(x), -Math.round(y));
                    return copy.getImageData(0, 0, size.x, size.y).data;
                  };
                  const dragged = pixels();
                  ground.paint();
                  const anew = pixels();
                  let [inked, unequal, most] = [0, 0, 0];
                  for (let n = 0; n < anew.length; n += 4) {
                    if (anew[n + 3]) inked += 1;
                    const gap = Math.max(...[0, 1, 2].map((c) => Math.abs(anew[n + c] * anew[n + 3] - dragged[n + c] * dragged[n + 3]) / 255));
                    if (gap) unequal += 1;
                    most = Math.max(most, gap);
                  }
                  return [inked, unequal / (anew.length / 4), most];
                }"""
            )
            assert inked > 0
            # The edge of a shape that is cut in two rounds otherwise by a shade.
            assert unequal < 0.005
            assert most < 64


def test_a_click_on_a_facet_paints_question_and_answer_together(cadastre: str, opened: Opened) -> None:
    """Two paintings of the panels take twice as long: where the service answers at once, its answer is in the first."""
    page = opened(f"{cadastre}/#lang=zh").ready().page
    paintings = page.evaluate(
        """async () => {
          const all = [];
          for (let n = 0; n < 8; n += 1) {
            let paintings = 0;
            const watcher = new MutationObserver(() => { paintings += 1; });
            watcher.observe(document.getElementById('ls-left-inner'), { childList: true });
            const before = landstock.state.results.cadastre;
            document.querySelector('#ls-left input[type=checkbox]').click();
            while (landstock.state.results.cadastre === before) await new Promise((done) => setTimeout(done, 4));
            await new Promise((done) => setTimeout(done, 200));
            watcher.disconnect();
            all.push(paintings);
          }
          return all;
        }"""
    )
    # A machine with much else to do answers late now and then: both are painted then.
    assert min(paintings) == 1


def test_nothing_is_dressed_anew_by_what_does_not_concern_it(cadastre: str, opened: Opened) -> None:
    """The language of the page, set to what it is, has a browser reckon the styles of all elements again: at each move over the list."""
    page = opened(f"{cadastre}/#lang=zh").ready().page
    changes = page.evaluate(
        """async () => {
          let changes = 0;
          const watcher = new MutationObserver((records) => { changes += records.length; });
          watcher.observe(document.documentElement, { attributes: true });
          watcher.observe(document.head, { childList: true, subtree: true, characterData: true });
          landstock.set({ hovered: { collection: 'cadastre', id: '1' } });
          await new Promise((done) => setTimeout(done, 100));
          return changes;
        }"""
    )
    assert changes == 0

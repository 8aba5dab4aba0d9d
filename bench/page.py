"""The workspace in Chromium: until a first visit shows list and map, while the map is dragged about, and when a facet is clicked."""

from __future__ import annotations

import json
import re
import shutil
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, cast

import folium

from bench.environments import NotHere
from bench.figures import Measured
from bench.folder import ROOT, Files
from bench.processes import Server, free_port
from bench.targets import OURS
from bench.wire import first_answer

BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome")
_PATIENCE_S: Final = 120.0
_REST_S: Final = 0.5
_SCREEN: Final = {"width": 1366, "height": 768}
# The modules of the page, the very ones that run, by their addresses.
_MODULE: Final = (
    "const module = (name) => import(document.querySelector('script[type=module]').src.replace('app.js', name));"
)
_UP: Final = f"""async () => {{
  {_MODULE}
  const [source, tiles] = await Promise.all([module('data/source.js'), module('map/tiles.js')]);
  return source.ready && tiles.settled();
}}"""
# Every gap between two frames while the map is dragged 24 times, in milliseconds; the network and the server are at work meanwhile.
_DRAG: Final = f"""async ([zoom]) => {{
  {_MODULE}
  const map = (await module('map/stage.js')).stage.leaflet;
  map.setView(map.getCenter(), zoom, {{ animate: false }});
  const gaps = [];
  let last = performance.now(), running = true;
  const tick = (now) => {{ gaps.push(now - last); last = now; if (running) requestAnimationFrame(tick); }};
  requestAnimationFrame(tick);
  for (let n = 0; n < 24; n += 1) {{
    map.panBy([n % 8 < 4 ? 260 : -260, n % 4 < 2 ? 140 : -140], {{ animate: true, duration: 0.25 }});
    await new Promise((done) => setTimeout(done, 300));
  }}
  running = false;
  return gaps.slice(1).sort((a, b) => a - b);
}}"""
# From the click until the list is painted and every tile of the window.
_CLICK: Final = f"""async ([place]) => {{
  {_MODULE}
  const [{{ state }}, tiles] = await Promise.all([module('base/state.js'), module('map/tiles.js')]);
  const before = state.results[state.active];
  const began = performance.now();
  document.querySelectorAll('#ls-left input[type=checkbox]')[place].click();
  while ((state.results[state.active] === before || !tiles.settled()) && performance.now() - began < 30000) {{
    await new Promise((done) => setTimeout(done, 2));
  }}
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  return performance.now() - began;
}}"""
# Milliseconds from the beginning of a visit until rows of the list and all of the map's window are painted; the browser has nothing of it yet.
_FIRST: Final = f"""async () => {{
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  while (!document.querySelector('script[type=module]')) await wait(10);
  {_MODULE}
  const [source, tiles] = await Promise.all([module('data/source.js'), module('map/tiles.js')]);
  while (!(source.ready && tiles.settled() && document.querySelector('#ls-right .row'))) await wait(10);
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  return performance.now() / 1000;
}}"""
# What came over the network, packed, and what the scripts hold.
_WEIGHT: Final = """() => {
  const loaded = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
  return [loaded.reduce((sum, one) => sum + one.transferSize, 0) / 1000, performance.memory.usedJSHeapSize / 1e6];
}"""
_FOLIUM_DRAG: Final = re.sub(r"const module = .*?;\n", "", _DRAG).replace(
    "(await module('map/stage.js')).stage.leaflet", "Object.values(window).find((one) => one instanceof L.Map)"
)
FOLIUM: Final = "folium"
FOLIUM_HOLDS: Final = 10_000
"""Features that a page of Folium's still opens with in a browser."""
LIBRARY: Final = Path(__file__).resolve().parents[1] / "node_modules" / "leaflet" / "dist"
_VISITS: Final = 5
_BOXES: Final = (0, 0, 1, 1, 2, 2, 3, 3)
"""Places of the boxes that are clicked: each is set, and taken off again."""


def page(found: Measured, files: Files) -> None:
    """Drive the page, and add what it took.

    Raises
    ------
    NotHere
        Where Chromium or Playwright is not on this machine.
    """
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415  an extra of the tests
    except ImportError:
        browser = None
    if browser is None:
        raise NotHere("Chromium and Playwright are not on this machine")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory(prefix="landstock-bench-") as scratch:
        launched: Any = playwright.chromium.launch(
            executable_path=browser, args=["--no-sandbox", "--enable-precise-memory-info"]
        )
        demonstration = Path(scratch) / "layers"
        shutil.copytree(ROOT / "layers", demonstration, ignore=shutil.ignore_patterns(".store"))
        with _served(demonstration) as address:
            found.add("page: first useful paint, the demonstration", OURS, "s", _first_paints(launched, address))
        with _served(files.layers) as address:
            found.add("page: first useful paint", OURS, "s", _first_paints(launched, address))
            _measured(found, launched.new_page(viewport=_SCREEN), address)
        if files.size <= FOLIUM_HOLDS:
            _folium_measured(found, launched.new_page(viewport=_SCREEN), files)
        launched.close()


@contextmanager
def _served(layers: Path) -> Iterator[str]:
    """The address of a service of a data folder."""
    port = free_port()
    flags: list[str | Path] = ["--layers", layers, "--port", str(port), "--quiet"]
    server = Server([Path(sys.executable).with_name("landstock"), "serve", *flags], port)
    try:
        first_answer(server, "/readyz")
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.close()


def _first_paints(launched: Any, address: str) -> list[float]:
    """Seconds of first visits, each by a browser that has kept nothing."""
    taken = []
    for _ in range(_VISITS):
        context = launched.new_context(viewport=_SCREEN)
        opened = context.new_page()
        opened.goto(address, wait_until="commit")
        taken.append(opened.evaluate(_FIRST))
        context.close()
    return taken


def _measured(found: Measured, opened: Any, address: str) -> None:
    ups: list[float] = []
    first: list[float] = []
    # A browser notes 250 files and forgets the rest: the page has more, and all of them are to be weighed.
    opened.add_init_script("performance.setResourceTimingBufferSize(2000)")
    for _ in range(3):
        began = time.perf_counter()
        opened.goto(address, wait_until="commit")
        _until(opened, _UP)
        ups.append(time.perf_counter() - began)
        # What a browser has of the files it keeps: the first time alone weighs all of them.
        first = first or opened.evaluate(_WEIGHT)
    found.add("page: map up", OURS, "s", ups)
    found.add("page: packed on first load", OURS, "kB", [first[0]])
    found.add("page: script memory", OURS, "MB", [opened.evaluate(_WEIGHT)[1]])
    for zoom in (11, 14):
        gaps = opened.evaluate(_DRAG, [zoom])
        _until(opened, _UP)
        found.add(f"page: frame at z{zoom}, p50", OURS, "ms", [gaps[len(gaps) // 2]])
        found.add(f"page: frame at z{zoom}, p95", OURS, "ms", [gaps[len(gaps) * 95 // 100]])
        found.add(f"page: frame at z{zoom}, longest", OURS, "ms", [gaps[-1]])
    taken = []
    for place in _BOXES:
        taken.append(opened.evaluate(_CLICK, [place]))
        time.sleep(_REST_S)
    found.add("page: facet click to list and map", OURS, "ms", sorted(taken))


def _folium_measured(found: Measured, opened: Any, files: Files) -> None:
    """The same data as anybody puts it on a map: Folium's GeoJson in one page, its scripts from this disk."""
    made = files.folder / "folium.html"
    made.write_text(_folium_page(files), "utf-8")
    ups = []
    for _ in range(3):
        began = time.perf_counter()
        opened.goto(made.as_uri(), wait_until="commit")
        _until(opened, "document.querySelectorAll('path.leaflet-interactive').length > 0")
        ups.append(time.perf_counter() - began)
    found.add("page: map up", FOLIUM, "s", ups)
    found.add("page: packed on first load", FOLIUM, "kB", [len(zlib.compress(made.read_bytes(), 6)) / 1000])
    found.add("page: script memory", FOLIUM, "MB", [opened.evaluate(_WEIGHT)[1]])
    gaps = opened.evaluate(_FOLIUM_DRAG, [14])
    found.add("page: frame at z14, p50", FOLIUM, "ms", [gaps[len(gaps) // 2]])
    found.add("page: frame at z14, p95", FOLIUM, "ms", [gaps[len(gaps) * 95 // 100]])


def _folium_page(files: Files) -> str:
    plain = folium.Map(tiles=None)
    plain.default_js, plain.default_css = [], []
    layer = folium.GeoJson(json.loads(files.geojson.read_text("utf-8")))
    layer.add_to(plain)
    plain.fit_bounds(cast("list[list[float]]", layer.get_bounds()))
    leaflet = (LIBRARY / "leaflet.js").read_text("utf-8").replace("</script", "<\\/script")
    style = (LIBRARY / "leaflet.css").read_text("utf-8")
    html = plain.get_root().render()
    return str(html.replace("<head>", f"<head><style>{style}</style><script>{leaflet}</script>", 1))


def _until(opened: Any, condition: str) -> None:
    end = time.monotonic() + _PATIENCE_S
    while not opened.evaluate(condition):
        if time.monotonic() > end:
            raise NotHere("the page never became ready")
        time.sleep(0.02)

"""The workspace on the cadastre, driven in Chromium: until the map is up, while it is dragged about, and when a filter is set."""

from __future__ import annotations

import shutil
import sys
import time
from pathlib import Path
from typing import Any, Final

from bench.environments import NotHere
from bench.figures import Measured
from bench.folder import COLLECTION, Files
from bench.processes import Server, free_port
from bench.targets import OURS
from bench.wire import first_answer

BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome")
_PATIENCE_S: Final = 120.0
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
_FILTER: Final = f"""async ([id, usage]) => {{
  {_MODULE}
  const {{ state, changeState }} = await module('base/state.js');
  const before = state.results[id].matched;
  const began = performance.now();
  changeState({{ queries: {{ ...state.queries, [id]: {{ ...state.queries[id], usage }} }} }});
  while (state.results[id].matched === before && performance.now() - began < 30000) {{
    await new Promise((done) => setTimeout(done, 4));
  }}
  return performance.now() - began;
}}"""
_USES: Final[tuple[list[str], ...]] = (["100101"], ["100102"], ["0802"], [], ["1101"], [])


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
    port = free_port()
    flags: list[str | Path] = ["--layers", files.layers, "--port", str(port), "--quiet"]
    server = Server([Path(sys.executable).with_name("landstock"), "serve", *flags], port)
    try:
        first_answer(server, "/readyz")
        with sync_playwright() as playwright:
            launched = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
            opened = launched.new_page(viewport={"width": 1366, "height": 768})
            _measured(found, opened, f"http://127.0.0.1:{port}/")
            launched.close()
    finally:
        server.close()


def _measured(found: Measured, opened: Any, address: str) -> None:
    ups = []
    for _ in range(3):
        began = time.perf_counter()
        opened.goto(address, wait_until="commit")
        _until(opened, _UP)
        ups.append(time.perf_counter() - began)
    found.add("page: map up", OURS, "s", ups)
    for zoom in (11, 14):
        gaps = opened.evaluate(_DRAG, [zoom])
        _until(opened, _UP)
        found.add(f"page: frame at z{zoom}, p50", OURS, "ms", [gaps[len(gaps) // 2]])
        found.add(f"page: frame at z{zoom}, p95", OURS, "ms", [gaps[len(gaps) * 95 // 100]])
        found.add(f"page: frame at z{zoom}, longest", OURS, "ms", [gaps[-1]])
    taken = [opened.evaluate(_FILTER, [COLLECTION, usage]) for usage in _USES]
    found.add("page: filter to figures", OURS, "ms", sorted(taken))


def _until(opened: Any, condition: str) -> None:
    end = time.monotonic() + _PATIENCE_S
    while not opened.evaluate(condition):
        if time.monotonic() > end:
            raise NotHere("the page never became ready")
        time.sleep(0.02)

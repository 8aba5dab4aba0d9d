"""A page under watch: what it logs, what it asks for and from whom is part of every test's verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

from gis.inventory import Inventory
from gis.matching import Project, load_schemes, match
from gis.plainly import to_plain
from maps import assets, page_files

OUT = Path(__file__).with_name("out")
Opened = Callable[..., "Watched"]

# The page has nothing on its window. Its modules are had by their addresses, the very ones that run, and put there for the tests alone.
HANDLE = """async () => {
  if (window.landstock) return window.landstock.ready;
  const entry = document.querySelector('script[type=module][src]');
  if (!entry) return false;
  const module = (name) => import(entry.src.replace('app.js', name));
  const names = {
    board: 'board/model.js', boardPrint: 'board/print.js', csv: 'find/csv.js', engine: 'data/engine.js', geo: 'base/geo.js',
    joined: 'match/joined_sites.js', match: 'data/matching.js', mercator: 'map/mercator.js', permalink: 'data/address.js', plane: 'base/plane.js', query: 'data/questions.js',
    relaxed: 'match/relaxed.js', sheet: 'page/sheet.js', source: 'data/source.js', sought: 'find/sought_fields.js',
    stock: 'map/stock.js', symbols: 'map/symbols.js', tiles: 'map/tiles.js',
    values: 'base/values.js', view: 'map/view.js', weights: 'match/weights.js', whynot: 'match/whynot.js',
  };
  const held = Object.fromEntries(await Promise.all(Object.entries(names).map(async ([key, name]) => [key, await module(name)])));
  const [state, features, stage, schema, events, service, zoom, fetcher, config] = await Promise.all(
    ['base/state.js', 'data/features.js', 'map/stage.js', 'base/schema.js', 'base/events.js', 'base/service.js', 'match/zoom.js', 'data/fetcher.js', 'base/config.js'].map(module));
  window.landstock = {
    ...held, ...events, ...service, ...zoom, ...fetcher, ...config, state: state.state, set: state.changeState, emptyQuery: state.emptyQuery, features: features.featuresOf,
    map: stage.stage, schema: schema.schema, get ready() { return held.source.ready; },
  };
  return window.landstock.ready;
}"""


@dataclass
class Watched:
    """A page and everything that went wrong on it."""

    page: Page
    faults: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)
    mutated: bool = False
    """Whether one of its scripts was made wrong on purpose: what it logs is no fault of the product."""

    def logged(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.faults.append(message.text)

    def asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss"):
            self.hosts.add(parts.hostname or "")

    def ready(self) -> Watched:
        """Wait until every layer is loaded and every question answered; then let one frame be painted."""
        for _ in range(400):
            if self.page.evaluate(HANDLE):
                self.page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done, 60)))")
                return self
            self.page.wait_for_timeout(50)
        raise AssertionError(f"the page did not become ready: {self.faults}")

    def state(self, path: str) -> Any:
        """A part of the page's state as JSON."""
        return self.page.evaluate(f"JSON.parse(JSON.stringify(window.landstock.state.{path} ?? null))")

    def matched(self, collection: str) -> int:
        """How many features of a collection answer the page's question."""
        return int(self.page.evaluate(f"window.landstock.state.results['{collection}'].matched"))

    def choose(self, project: str) -> None:
        """Ask which sites fit a project."""
        self.page.evaluate("(projectId) => window.landstock.match.choose({ projectId })", project)

    def settle(self) -> None:
        """Let a change reach the screen, and a room that is fetched for it."""
        self.page.wait_for_timeout(160)
        awaited = self.page.locator(".room-awaited")
        if awaited.count():
            awaited.first.wait_for(state="detached")
            self.page.wait_for_timeout(60)

    def picture(self, name: str) -> Path:
        """A screenshot for people to look at, kept out of the repository."""
        OUT.mkdir(exist_ok=True)
        path = OUT / f"{name}.png"
        self.page.screenshot(path=path)
        return path


def forget(context: BrowserContext) -> None:
    """Close what a test opened, and forget all that a page may keep but for the files that it consists of."""
    for page in context.pages[1:]:
        origin = "/".join(page.url.split("/")[:3])
        if origin.startswith("http"):
            page.context.new_cdp_session(page).send(
                "Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "local_storage,indexeddb,cookies"}
            )
        page.close()
    context.clear_permissions()
    context.set_offline(offline=False)


@pytest.fixture(scope="session")
def wants_land(demo_inventory: Inventory, demo_folder: Path) -> str:
    """A new project that looks for land and finds some, some of it to be checked."""
    projects = demo_inventory.layer("projects")
    scheme = load_schemes(demo_folder)["default"]
    for row, key in enumerate(projects.ids):
        project = projects.properties(row, ["stage", "needs"])
        if project == {"stage": "new", "needs": "land"}:
            counts = to_plain(match(demo_inventory, Project.from_layer(projects, key), scheme, top=1))["counts"]
            if counts["fits"] and counts["to_check"]:
                return key
    raise AssertionError("no new project of the demonstration finds land")


@pytest.fixture(scope="session")
def handled_bundle() -> str:
    """The script of the one-file map with its modules at hand, made as ``make assets`` makes it."""
    packages = assets.ROOT / "node_modules"
    if not (packages / ".bin" / "esbuild").exists():
        pytest.skip("no npm here: esbuild was not installed")
    return assets._bundled(packages, Path(__file__).with_name("handle.js"), "--global-name=landstock")


@pytest.fixture
def one_file(handled_bundle: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Maps in one file are made with that script."""
    monkeypatch.setattr(page_files, "require_bundle", lambda: handled_bundle)


@pytest.fixture(scope="session")
def windows(browser: Browser) -> Callable[[bool], BrowserContext]:
    """A browser's window with a mouse or with fingers, made once: what a version of the page consists of is fetched and compiled once."""
    if assets.find_altered() or page_files.current_bundle() is None:
        pytest.fail("browser assets are not fetched: make assets")

    @cache
    def window(touch: bool) -> BrowserContext:
        made = browser.new_context(has_touch=touch, locale="zh-CN", accept_downloads=True)
        # An empty page holds the window open: each further one is a tab of it, which costs a quarter less than a window of its own.
        made.new_page()
        return made

    return window


@pytest.fixture
def opened(windows: Callable[[bool], BrowserContext]) -> Iterator[Opened]:
    """Opens pages that nobody has been to; at the end none may have logged a fault or asked another host."""
    pages: list[Watched] = []

    def go(
        url: str,
        *,
        width: int = 1366,
        height: int = 768,
        touch: bool = False,
        script: tuple[str, str] | None = None,
    ) -> Watched:
        watched = Watched(windows(touch).new_page())
        watched.page.set_viewport_size({"width": width, "height": height})
        watched.page.set_default_timeout(8_000)
        watched.page.on("console", watched.logged)
        watched.page.on("pageerror", lambda mistake: watched.faults.append(str(mistake)))
        watched.page.on("request", watched.asked)
        if script:
            watched.mutated = True
            address, text = script
            watched.page.route(address, lambda route: route.fulfill(body=text, content_type="text/javascript"))
        watched.page.add_init_script(f"addEventListener('DOMContentLoaded', {HANDLE})")
        watched.page.goto(url)
        watched.page.evaluate(HANDLE)
        pages.append(watched)
        return watched

    yield go
    for context in {watched.page.context for watched in pages}:
        forget(context)
    assert [fault for watched in pages if not watched.mutated for fault in watched.faults] == []
    assert {host for watched in pages for host in watched.hosts} <= {"127.0.0.1"}

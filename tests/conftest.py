"""What every part of the tests may ask for: the demonstration, a real server over it, real registers, a real browser."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

from tests.reliability.figures import Keep, keep

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from gis.inventory import Inventory

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")

# What a test starts reads modules that were compiled once, also where the environment forbids to keep them: each start compiled all of them anew, which
# takes twice as long as the start itself.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# No deadline: the machine is shared and a slow moment is no defect. CI judges a change by the same examples each time;
# new ones are drawn at every run of a developer, and many more by `make soak`.
settings.register_profile(
    "quick",
    deadline=None,
    max_examples=60,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("soak", parent=settings.get_profile("quick"), max_examples=1_500, derandomize=False)
settings.load_profile("quick")


# Whole files go to one process each, and what begins last is waited for: the long ones of few tests begin first.
LONG = (
    "browser/test_board.py", "browser/test_print.py", "browser/test_workflow.py", "browser/test_match_page.py", "architecture/test_lint.py",
    "browser/test_table.py", "browser/test_access.py", "browser/test_tasks.py", "browser/test_back.py", "browser/test_lost.py", "browser/test_",
    "gis/matching/portfolio/", "architecture/test_page_changes.py", "api/test_portfolios.py", "architecture/", "properties/",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first, in the order of :data:`LONG`; what is alike stays as it was."""
    items.sort(key=lambda item: next((n for n, name in enumerate(LONG) if f"tests/{name}" in item.nodeid), len(LONG)))


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's own folder."""
    return ROOT


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the demonstration's data folder without a store, free to be changed by nobody."""
    folder = tmp_path_factory.mktemp("demonstration") / "layers"
    shutil.copytree(ROOT / "layers", folder, ignore=shutil.ignore_patterns(".store"))
    return folder


@pytest.fixture(scope="session")
def demo_inventory(demo_folder: Path) -> Inventory:
    """The demonstration district, opened through its store as the service opens it."""
    from gis.folder import open_folder

    return open_folder(demo_folder)


@pytest.fixture(scope="session")
def served(demo_inventory: Inventory, demo_folder: Path) -> Iterator[str]:
    """Address of a real server on the loopback with the demonstration."""
    from api.app import create_app
    from api.ground.settings import Settings
    from tests.api.serving import served as serving

    with serving(create_app(Settings(layers=demo_folder), demo_inventory)) as address:
        yield address


@pytest.fixture(scope="session")
def samples() -> Path:
    """Real registers of elsewhere, which are no part of the project; where they are absent the test is skipped."""
    folder = Path(os.environ.get("LANDSTOCK_SAMPLES", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no real registers at {folder}; LANDSTOCK_SAMPLES names their folder")
    return folder


@pytest.fixture
def canary() -> Iterator[tuple[str, list[str]]]:
    """A server on the loopback and what is asked of it."""
    asked: list[str] = []

    class Canary(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(404)
            self.end_headers()

        def do_HEAD(self) -> None:
            self.do_GET()

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Canary)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium without network but the loopback."""
    from playwright.sync_api import sync_playwright

    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        words = "no Chromium here: apt-get install chromium fonts-noto-cjk"
        if os.environ.get("CI"):
            pytest.fail(words)
        pytest.skip(words)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=QUIET)
        yield launched
        launched.close()


# A browser that looks for updates or synchronises would speak to others than the page under test.
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
]


@pytest.fixture
def take_down() -> Keep:
    """Takes down check, question, figure and bound where ``make soak`` says where to."""
    file = os.environ.get("LANDSTOCK_FIGURES")
    return partial(keep, Path(file)) if file else lambda *_: None

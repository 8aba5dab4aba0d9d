"""A tag that was given once never stands for other bytes, whatever happens to the data folder and whichever process answers.

What would break: a cache between the service and the planner keeps yesterday's owner, unit or code for ever, and a report names data that it
was not made from. Asked of a real folder, store and app: each step changes something that answers are made of, then every address is asked in
every way, by the process that was there before the change and by one that was started after it.
"""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from fastapi import FastAPI
from fastapi.responses import Response
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.app import create_app
from api.ground.settings import Settings
from gis import folder as folders
from gis.catalog import read_catalog
from gis.folder import Folder, fold_folder, synced_folder
from gis.inventory import Edit
from gis.source_files import export_to_sources
from maps import page_files
from tests.api.serving import served
from tests.conftest import ROOT
from tests.gis.folders import edited, two_layers
from tests.gis.small import cell

PLOTS: Final = "/collections/plots"
PATHS: Final = (
    "/",
    "/conformance",
    "/api",
    "/api.html",
    "/collections",
    PLOTS,
    f"{PLOTS}/queryables",
    f"{PLOTS}/items",
    f"{PLOTS}/items?limit=2",
    f"{PLOTS}/items?f=csv",
    f"{PLOTS}/items?f=geojson",
    f"{PLOTS}/items?crs=EPSG:4548&use=1001",
    f"{PLOTS}/items/A0",
    f"{PLOTS}/summary?by=status",
    f"{PLOTS}/explain?use=1001",
    f"{PLOTS}/tiles/WebMercatorQuad/10/402/841",
    f"{PLOTS}/tiles/WebMercatorQuad?f=tilejson",
    f"{PLOTS}/tiles",
    "/tileMatrixSets",
    "/functions",
    page_files.address("js/app.js"),
)
WAYS: Final[tuple[dict[str, str], ...]] = (
    {"Host": "one.example", "Accept-Encoding": "identity", "Accept-Language": "zh"},
    {"Host": "one.example", "Accept-Encoding": "gzip", "Accept-Language": "en"},
    {"Host": "one.example", "Accept-Encoding": "zstd", "Accept": "text/html", "Accept-Language": "zh"},
    {"Host": "one.example", "Accept-Encoding": "identity", "Accept": "text/html", "Accept-Language": "en"},
    {"Host": "another.example:81", "Accept-Encoding": "identity"},
    {"Host": "one.example", "Accept-Encoding": "identity", "Accept": "text/html", "X-Forwarded-Prefix": "/below"},
)


@dataclass
class Journal:
    """What every tag has stood for, by tag: the bytes and where they were seen."""

    seen: dict[str, tuple[bytes, str]] = field(default_factory=dict)

    def asked(self, client: httpx.Client, path: str, way: dict[str, str]) -> str | None:
        """Ask once, and hold the answer against what was seen; gives the tag."""
        with client.stream("GET", path, headers=way) as answer:
            body = b"".join(answer.iter_raw())
        tag = answer.headers.get("etag")
        if tag is None or tag.startswith("W/"):
            return None
        where = f"{path} {way}"
        before, there = self.seen.setdefault(tag, (body, where))
        assert before == body, f"{tag} stood for other bytes at {there}, now at {where}"
        return str(tag)


class Office:
    """A data folder with the processes that serve it."""

    def __init__(self, folder: Path, running: ExitStack) -> None:
        two_layers(folder)
        for name in ("schemes", "scenarios"):
            shutil.copytree(ROOT / "layers" / name, folder / name)
        (folder / "scenarios").joinpath("extend-east.toml").unlink()
        self.folder = folder
        self.journal = Journal()
        self.turn = 0
        self.now = dt.datetime(2026, 11, 28, 12, tzinfo=dt.UTC)
        self.running = running
        self.processes: list[tuple[Folder, httpx.Client]] = []
        self.start()

    def start(self) -> None:
        """Another process, beside the last one that was there."""
        opened = synced_folder(self.folder)
        address = self.running.enter_context(
            served(
                create_app(Settings(hosts="one.example,another.example"), opened.inventory(), opened, lambda: self.now)
            )
        )
        client = self.running.enter_context(httpx.Client(base_url=address, trust_env=False))
        self.processes = [*self.processes[-1:], (opened, client)]

    def restart(self) -> None:
        """All of them anew, with snapshots written anew."""
        self.running.close()
        shutil.rmtree(self.processes[-1][0].shelf.folder)
        self.processes = []
        self.start()

    def sleep(self) -> None:
        """The next day, for a folder that does not name its day of the question."""
        self.now += dt.timedelta(days=1)

    def changed(self, name: str, old: str, new: str) -> None:
        """A file of the folder with one text in another's place."""
        path = self.folder / name
        path.write_text(path.read_text("utf-8").replace(old, f"{new}{self.turn}", 1), "utf-8")

    def edit(self, *edits: Edit) -> None:
        """An edit by the process that was started last."""
        opened, _ = self.processes[-1]
        opened.store.apply(opened.catalog, edits, "planner")

    def fold(self) -> None:
        """Snapshots of what was edited written anew, beside those who serve."""
        opened, _ = self.processes[-1]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(folders, "FOLD_AT", 1)
            fold_folder(opened.catalog, opened.address)

    def look(self) -> None:
        """Ask everything of every process, as it answers after it has heard of the last edit."""
        for opened, client in self.processes:
            self._heard(client, opened)
            for path in PATHS:
                for way in WAYS:
                    self.journal.asked(client, path, way)

    def _heard(self, client: httpx.Client, opened: Folder) -> None:
        # With the next edit a service answers by the catalog as it is on disk.
        wanted = {opened.store.state(each).version for each in (opened.catalog, read_catalog(self.folder))}
        end = time.monotonic() + 20
        while client.get("/readyz").json()["inventory"] not in wanted:
            assert time.monotonic() < end, "never heard of the edit"
            time.sleep(0.01)


STEPS: Final[dict[str, Callable[[Office], Any]]] = {
    "a title of the catalog": lambda at: at.changed("catalog.toml", 'zh = "地块', 'zh = "地块'),
    "a unit of the catalog": lambda at: at.changed("catalog.toml", 'en = "', 'en = "N'),
    "a code list": lambda at: at.changed("codelists/status.toml", 'zh = "', 'zh = "改'),
    "a scheme": lambda at: at.changed("schemes/default.toml", 'version = "', 'version = "9.'),
    "a scenario": lambda at: at.changed("scenarios/clear-planning.toml", 'zh = "', 'zh = "改'),
    "a value": lambda at: at.edit(edited("plots", "A1", cell(1, 0), name=f"edited {at.turn}", use="1001")),
    "a place": lambda at: at.edit(edited("plots", "A2", cell(2 + at.turn, 1), name="moved")),
    "a feature more": lambda at: at.edit(edited("plots", f"N{at.turn}", cell(9, at.turn), name="new")),
    "a feature less": lambda at: at.edit(
        edited("plots", "A3", cell(3, 0)), Edit(collection="plots", id="A3", feature=None)
    ),
    "a fold": Office.fold,
    "edits written to their sources": lambda at: export_to_sources(at.folder),
    "a night": Office.sleep,
    "another process": Office.start,
    "a restart": Office.restart,
}


def walk(names: list[str]) -> None:
    """Take steps one after another and look after each."""
    with tempfile.TemporaryDirectory() as made, ExitStack() as running:
        office = Office(Path(made) / "layers", running)
        office.look()
        for name in names:
            office.turn += 1
            STEPS[name](office)
            office.look()


@pytest.mark.parametrize("name", ["a title of the catalog", "a code list", "a scheme", "a place", "a night"])
def test_no_tag_stands_for_other_bytes_after_one_change_an_edit_and_a_restart(name: str) -> None:
    """The way in which two answers once had one tag: a change on disk, an edit while the old words are served, a restart."""
    walk([name, "a value", "another process", "a restart"])


@given(st.lists(st.sampled_from(sorted(STEPS)), min_size=3, max_size=6))
@settings(max_examples=3, suppress_health_check=[HealthCheck.too_slow])
def test_no_tag_ever_stands_for_other_bytes(names: list[str]) -> None:
    walk(names)


@pytest.mark.parametrize("path", PATHS)
def test_a_tag_saves_only_the_answer_that_it_was_given_with(served_once: httpx.Client, path: str) -> None:
    """A tag of the packed answer once answered 304 to who asked for it as it is."""
    tags = [Journal().asked(served_once, path, way) for way in WAYS]
    for way, tag in zip(WAYS, tags, strict=True):
        for held in {*tags, "*"}:
            again = served_once.get(path, headers={**way, "If-None-Match": str(held)})
            assert (again.status_code == 304) == (held in (tag, "*")), (way, held, tag)
            assert again.headers["etag"] == tag
            assert "accept-encoding" in again.headers["vary"].lower()


@pytest.fixture(scope="module")
def served_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of the folder as it was made."""
    with ExitStack() as running:
        yield Office(tmp_path_factory.mktemp("office") / "layers", running).processes[0][1]


def test_the_check_would_notice_two_answers_with_one_tag() -> None:
    """The mutation kept beside the property: a journal that cannot fail would be none."""
    app, answers = FastAPI(), iter("12")

    @app.get("/")
    def answer() -> Response:
        return Response(next(answers), headers={"ETag": '"one"'})

    journal = Journal()
    with served(app) as address, httpx.Client(base_url=address, trust_env=False) as client:
        journal.asked(client, "/", {})
        with pytest.raises(AssertionError, match="other bytes"):
            journal.asked(client, "/", {})

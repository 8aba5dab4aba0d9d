"""Text from a layer never runs and stands as typed, wherever the page shows it (SAFETY check 5)."""

from __future__ import annotations

import shutil
from pathlib import Path

import orjson
import pytest

from api.app import create_app
from api.ground.settings import Settings
from gis.folder import open_folder
from maps import View, page_files, single_file
from tests.api.serving import served as serving
from tests.browser.conftest import Opened, Watched

HOSTILE = (
    "${document.title=1}",
    "`${alert(1)}`",
    "</script><script>document.title='run'</script>",
    "<img src=x onerror=\"document.title='run'\">",
    "\"><svg onload=document.title='run'>",
    "javascript:document.title='run'",
    "<!--<script>",
    "{{ 7*7 }}{% raw %}",
    "'; document.title='run'; '",
    "\u2028\u2029\\u003cimg src=x onerror=document.title=1\\u003e",
)
FILL_BASKET = """() => {
  const ids = [...window.landstock.features('industrial_land').keys()].slice(0, 3);
  window.landstock.set({ selected: null, basket: ids.map((id) => ({ collection: 'industrial_land', id })) });
}"""


@pytest.fixture(scope="module")
def hostile_folder(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    """The demonstration with hostile text in every text field of ten features a layer, and in titles of layers and codes."""
    folder = tmp_path_factory.mktemp("hostile") / "layers"
    shutil.copytree(root / "layers", folder, ignore=shutil.ignore_patterns(".store"))
    for path in folder.glob("*.geojson"):
        content = orjson.loads(path.read_bytes())
        for text, feature in zip(HOSTILE, content["features"], strict=False):
            for name in (
                "name",
                "name_en",
                "owner",
                "township",
                "source",
                "firm",
                "column_grid",
                "held_by",
                "authority",
            ):
                if name in feature["properties"]:
                    feature["properties"][name] = f"{text} {name}"
        path.write_bytes(orjson.dumps(content))
    catalog = folder / "catalog.toml"
    text = (
        catalog.read_text("utf-8")
        .replace('zh = "产业用地"', f"zh = '''{HOSTILE[2]}'''")
        .replace('zh = "权利人"', f"zh = '''{HOSTILE[3]}'''")
    )
    catalog.write_text(text, "utf-8")
    statuses = folder / "codelists" / "land_status.toml"
    statuses.write_text(statuses.read_text("utf-8").replace('zh = "闲置"', f"zh = '''{HOSTILE[4]}'''"), "utf-8")
    return folder


def show_everything(watched: Watched) -> None:
    """Every card of a hostile feature, the basket, the comparison, the match page, both languages."""
    page = watched.page
    for lang in ("zh", "en"):
        page.evaluate("(lang) => window.landstock.set({ lang })", lang)
        for collection in ("industrial_land", "idle_space", "buildings", "parks"):
            ids = page.evaluate("(id) => [...window.landstock.features(id).keys()].slice(0, 12)", collection)
            for key in ids:
                page.evaluate(
                    "([collection, id]) => window.landstock.set({ selected: { collection, id }, hovered: { collection, id } })",
                    [collection, key],
                )
                page.wait_for_timeout(20)
        page.evaluate(FILL_BASKET)
        page.wait_for_timeout(60)
        page.evaluate("window.landstock.set({ mode: 'match' })")
        page.wait_for_timeout(60)
        page.evaluate("window.landstock.set({ mode: 'find' })")
    page.wait_for_timeout(100)


def assert_nothing_ran(watched: Watched) -> None:
    page = watched.page
    title = page.title()
    assert "run" not in title
    assert title != "1"
    assert page.evaluate("document.querySelectorAll('img[src=x], svg[onload], [onerror], [onclick]').length") == 0


def test_hostile_text_stands_as_typed_and_never_runs(hostile_folder: Path, opened: Opened) -> None:
    app = create_app(Settings(layers=hostile_folder), open_folder(hostile_folder))
    with serving(app) as address:
        watched = opened(f"{address}/").ready()
        show_everything(watched)
        assert_nothing_ran(watched)
        first = watched.page.evaluate("[...window.landstock.features('industrial_land').values()][0]")
        watched.page.evaluate(
            "(id) => window.landstock.set({ lang: 'zh', selected: { collection: 'industrial_land', id } })", first["id"]
        )
        watched.settle()
        assert first["properties"]["name"] in watched.page.locator("#ls-right").inner_text()
        drawn = watched.page.evaluate("window.landstock.state.results.industrial_land.total")
        assert drawn == 455


def test_the_check_turns_red_when_text_becomes_markup(hostile_folder: Path, opened: Opened) -> None:
    """The mutation kept beside SAFETY check 5: elements made with innerHTML, as a careless hand would write them."""
    app = create_app(Settings(layers=hostile_folder), open_folder(hostile_folder))
    careful = "node.append(...flat(children));"
    careless = "for (const child of flat(children)) { if (child instanceof Node) node.append(child); else node.innerHTML += child; }"
    script = (page_files.STATIC / "js" / "base" / "dom.js").read_text("utf-8")
    assert careful in script
    with serving(app) as address:
        watched = opened(f"{address}/", script=("**/base/dom.js", script.replace(careful, careless))).ready()
        show_everything(watched)
        with pytest.raises(AssertionError):
            assert_nothing_ran(watched)


@pytest.mark.usefixtures("one_file")
def test_the_single_file_is_as_safe_and_needs_no_network(hostile_folder: Path, tmp_path: Path, opened: Opened) -> None:
    path = tmp_path / "map.html"
    path.write_text(single_file(open_folder(hostile_folder), View()), "utf-8")
    watched = opened(path.as_uri()).ready()
    show_everything(watched)
    assert_nothing_ran(watched)
    assert watched.hosts == set()


@pytest.mark.usefixtures("one_file")
def test_the_single_file_filters_matches_and_exports_without_a_service(
    wants_land: str, root: Path, tmp_path: Path, opened: Opened, demo_folder: Path
) -> None:
    """What goes onto a stick does the job: filter, ranking of a project, CSV made in the page."""
    from typer.testing import CliRunner

    from api.cli import app

    path = tmp_path / "map.html"
    made = CliRunner().invoke(app, ["map", "--layers", str(demo_folder), "--out", str(path)])
    assert made.exit_code == 0, made.output
    watched = opened(path.as_uri()).ready()
    page = watched.page
    page.locator("[data-key='industrial_land-usage-1001']").check()
    watched.settle()
    assert 0 < watched.matched("industrial_land") < 455
    page.get_by_role("button", name="导出").first.click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name="CSV").first.click()
    assert download.value.path().read_text("utf-8-sig").count("\n") >= watched.matched("industrial_land")
    page.evaluate("window.landstock.set({ mode: 'match' })")
    watched.choose(wants_land)
    page.locator(".ranked").first.wait_for()
    watched.picture("single-file-match")
    assert watched.hosts == set()

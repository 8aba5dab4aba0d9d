"""The dashboard on the page: would break where a figure opened another list than it counts, Back took two steps, paper took two sheets, or the one-file map had none of it."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs

import httpx
import pytest

from api.app import create_app
from api.ground.settings import Settings
from gis.dashboard.stock import sum_up
from gis.editing.change import setting
from gis.folder import Folder, synced_folder
from gis.inventory import Inventory
from maps import View, single_file
from tests.api.serving import served as serving
from tests.browser.conftest import Opened, Watched
from tests.gis.dashboard.test_stock import figures

LAND, FLOORS = "industrial_land", "idle_space"
DASHBOARD: Final = "#mode=dashboard"
LISTS: Final = """async (place) => {
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  const until = async (found) => { for (let n = 0; n < 100 && !found(); n += 1) await wait(10); return found(); };
  const keys = [...document.querySelectorAll(`${place} .dash-figure`)].map((one) => one.dataset.key);
  const lists = [];
  for (const key of keys) {
    const { queries } = landstock.state;
    const button = await until(() => document.querySelector(`[data-key="${CSS.escape(key)}"]`));
    const row = button.closest('tr');
    button.click();
    await wait(0);
    const dialog = document.querySelector('dialog[open]');
    if (dialog) {
      const rows = await until(() => dialog.querySelector('tbody'));
      const said = dialog.querySelector('.dash-rows [role="status"]').textContent.match(/[0-9,]+/)[0];
      lists.push([key, button.textContent, Number(said.replace(',', '')), rows.children.length]);
      dialog.close();
      continue;
    }
    const id = Object.keys(landstock.state.queries).find((one) => landstock.state.queries[one] !== queries[one]);
    lists.push([key, button.textContent, landstock.state.results[id].matched, null, landstock.state.mode]);
    landstock.set({ mode: 'dashboard', queries });
    await wait(0);
  }
  return lists;
}"""


def opened_dashboard(served: str, opened: Opened, **how: Any) -> Watched:
    watched = opened(f"{served}/{DASHBOARD}&lang=zh", **how).ready()
    watched.page.locator("#dash-layers tbody tr").first.wait_for(state="attached")
    return watched


def counted(said: str) -> int:
    """The rows that a figure says: its last number, of rows and not of 亩."""
    return int(re.findall(r"\d[\d,]*", said)[-1].replace(",", ""))


def test_each_figure_opens_the_list_that_it_counts(served: str, opened: Opened, demo_inventory: Inventory) -> None:
    watched = opened_dashboard(served, opened)
    page = watched.page
    seen: dict[str, int] = {}
    for by, place in (("park", "#ls-dashboard"), ("kind", "#dash-floors")):
        page.evaluate(f"document.querySelector(\"[data-key='按什么分-{by}']\").click()")
        page.evaluate("document.querySelector(\"[data-key='图或表-table']\").click()")
        page.wait_for_timeout(200)
        for key, said, matched, rows, *_ in page.evaluate(LISTS, place):
            assert rows in (None, min(matched, 200)), key
            seen[key] = matched
            assert key == "dash-idle" or counted(said) == matched, (key, said)
    stock = sum_up(demo_inventory)
    assert seen["dash-idle"] == stock.floors[0].states[0].count, "it says m²"
    in_bars = sum(1 for each in stock.floors[0].states[1:] if each.count)
    by_owner = [row for each in stock.floors[0].breakdowns if each.by == "owner" for row in each.rows]
    of_owners = sum(1 for row in by_owner for each in (row.total, *row.states) if each.count)
    counting = sum(1 for each in figures(stock) if each.count)
    assert len(seen) + in_bars + of_owners == counting, (
        "the rest are parts of the bar on top, and owners, who are listed as parks are"
    )


def test_a_list_is_one_step_and_its_chip_goes_by_the_figure(served: str, opened: Opened) -> None:
    watched = opened_dashboard(served, opened)
    page = watched.page
    page.locator("[data-key='dash-missing-industrial_land-owner']").click()
    chip = page.locator("#ls-topbar .query-chip", has_text="待核实")
    chip.wait_for()
    assert watched.state("mode") == "find"
    assert watched.matched(LAND) == 12
    assert "filter" in page.url
    chip.locator(".name").click()
    assert "权利人待核实" in page.locator("#ls-chip-editor").inner_text()
    page.keyboard.press("Escape")
    page.go_back()
    page.locator("#dash-layers tbody tr").first.wait_for(state="visible")
    assert watched.state(f"queries.{LAND}.filter") is None, "one step back"
    page.go_forward()
    chip.wait_for()
    page.reload()
    watched.ready()
    assert watched.matched(LAND) == 12, "the address keeps the list"
    page.locator("#ls-topbar .query-chip button").last.click()
    watched.settle()
    assert watched.matched(LAND) == watched.page.evaluate(f"landstock.features('{LAND}').size")


def test_parts_of_a_bar_are_walked_by_arrows_and_opened_by_enter(served: str, opened: Opened) -> None:
    watched = opened_dashboard(served, opened)
    page = watched.page
    page.locator("[data-key='dash-strip-idle_space']").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    title = page.evaluate("document.activeElement.querySelector('title').textContent")
    assert title.startswith("预留：57")
    page.keyboard.press("Enter")
    watched.settle()
    assert (watched.state("mode"), watched.state("active"), watched.matched(FLOORS)) == ("find", FLOORS, 57)


def test_it_is_printed_on_one_sheet(served: str, opened: Opened, tmp_path: Path) -> None:
    for lang in ("zh", "en"):
        watched = opened(f"{served}/{DASHBOARD}&lang={lang}").ready()
        watched.page.locator("#dash-layers tbody tr").first.wait_for(state="attached")
        watched.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        sheet = watched.page.locator("#ls-print")
        assert sheet.locator(".print-block").count() == 7
        assert sheet.locator("button, [tabindex]").count() == 0, "paper opens nothing"
        paper = watched.page.pdf(path=tmp_path / "sheet.pdf", format="A4", prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page[^s]", paper)) == 1, lang


def test_figures_that_did_not_arrive_are_said_and_asked_again(served: str, opened: Opened) -> None:
    watched = opened(served).ready()
    watched.mutated = True  # what is refused on purpose is logged
    page = watched.page
    page.route("**/dashboard", lambda route: route.abort())
    page.locator("[data-key='way-dashboard']").click()
    failed = page.locator("#dash-strip .failed")
    failed.wait_for()
    assert page.locator(".dash-card:visible").count() == 0
    page.unroute("**/dashboard")
    failed.locator("button").click()
    page.locator("#dash-land tbody tr").first.wait_for()
    assert failed.count() == 0


@pytest.fixture
def kept(demo_folder: Path, tmp_path: Path) -> Iterator[tuple[str, Folder]]:
    """A service of a copy of the demonstration whose changes are recorded, and its folder."""
    layers = tmp_path / "layers"
    shutil.copytree(demo_folder, layers)
    folder = synced_folder(layers)
    with serving(create_app(Settings(layers=layers), folder.inventory(), folder)) as address:
        yield address, folder


def test_what_changed_since_the_load_is_listed_and_that_the_page_is_older_is_said(
    kept: tuple[str, Folder], opened: Opened
) -> None:
    address, folder = kept
    watched = opened(f"{address}/#lang=zh").ready()
    page = watched.page
    key = folder.inventory().layer(LAND).ids[7]
    folder.edit([setting(LAND, key, {"owner": "甲企"})], author="t")
    httpx.get(f"{address}/dashboard", timeout=60)
    page.locator("[data-key='way-dashboard']").click()
    page.locator("[data-key='dash-reload']").wait_for()
    page.locator(f"[data-key='dash-changed-{LAND}-since']").click()
    page.locator("#ls-topbar .query-chip", has_text="载入以来有变化").wait_for()
    assert page.evaluate(f"landstock.state.results['{LAND}'].rows.map((row) => row.id)") == [key]


def test_a_past_day_and_how_it_is_looked_at_stand_in_the_address(kept: tuple[str, Folder], opened: Opened) -> None:
    """Would break where a link that was sent shows other figures, or those of a past day open lists of today without a word."""
    address, folder = kept
    folder.edit([setting(LAND, folder.inventory().layer(LAND).ids[7], {"owner": "甲企"})], author="t")
    day = dt.datetime.now(dt.timezone(dt.timedelta(hours=8))).date().isoformat()
    watched = opened(f"{address}/{DASHBOARD}&lang=zh").ready()
    page = watched.page
    page.locator("[data-key='按什么分-kind']").click()
    page.locator("[data-key='图或表-table']").click()
    page.locator("[data-key='dash-asof']").fill(day)
    page.locator("#dash-strip", has_text=f"{day} 当日结束时").wait_for()
    page.locator("#dash-changes").wait_for(state="hidden")
    parts = parse_qs(page.url.split("#")[1])
    assert (parts["by"], parts["as"], parts["asof"]) == (["kind"], ["table"], [day])
    page.reload()
    watched.ready()
    figure = page.locator("[data-key^='dash-cell-kind-0-']").first
    figure.click()
    rows = page.locator("dialog[open] .dash-rows tbody tr")
    rows.first.wait_for()
    assert rows.count() == min(counted(figure.inner_text()), 200), "the list is that of the day, of its own"
    page.keyboard.press("Escape")
    page.locator("[data-key='dash-now']").click()
    page.locator("#dash-changes").wait_for(state="visible")
    assert "asof" not in page.url


@pytest.mark.usefixtures("one_file")
def test_the_map_in_one_file_has_it_too(demo_inventory: Inventory, opened: Opened, tmp_path: Path) -> None:
    path = tmp_path / "map.html"
    path.write_text(single_file(demo_inventory, View()), "utf-8")
    watched = opened(f"{path.as_uri()}{DASHBOARD}").ready()
    page = watched.page
    figure = page.locator("[data-key='dash-suspected-industrial_land']")
    figure.wait_for()
    assert "37" in figure.inner_text()
    assert page.locator("[data-key='dash-asof']").count() == 0, "it knows of no other day"
    figure.click()
    watched.settle()
    assert (watched.state("mode"), watched.matched(LAND)) == ("find", 37)


@pytest.mark.parametrize("width", [390, 1366, 1920])
def test_nothing_of_it_is_wider_than_the_page(served: str, opened: Opened, width: int) -> None:
    watched = opened_dashboard(served, opened, width=width, height=844, touch=width == 390)
    wide = watched.page.evaluate(
        """[...document.querySelectorAll('#ls-dashboard, .dash-card')]
          .filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.id)"""
    )
    assert wide == []

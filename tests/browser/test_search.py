"""The search reads what people type: chips with counts, words that nobody knows, conditions edited where they stand; served and in one file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from gis.folder import open_folder
from maps import View, single_file
from tests.browser.conftest import Opened, Watched
from tests.browser.screens import HEIGHTS, Screen, screens

LAND = "industrial_land"
SPACE = "idle_space"
FLOORS = "8000平 层高8米 丙类 经开区"
SMALLER = "800平 层高8米 丙类 经开区"


def typed(watched: Watched, text: str) -> None:
    """Type a text into the box; what reads it may still be on its way."""
    watched.page.locator("#ls-search").fill(text)
    watched.page.locator("#ls-found").wait_for()
    watched.page.locator("#ls-found .room-awaited").wait_for(state="detached")


def entered(watched: Watched, text: str) -> None:
    """Type a text and press Enter: two actions."""
    typed(watched, text)
    watched.page.locator("#ls-search").press("Enter")
    watched.settle()


def count(served: str, collection: str, **asked: Any) -> int:
    answer = httpx.get(f"{served}/collections/{collection}/summary", params=asked, trust_env=False)
    return int(answer.raise_for_status().json()["matched"])


def chips(watched: Watched) -> list[str]:
    """The reading below the box, a chip a line."""
    return [text.replace("\n", " ") for text in watched.page.locator(".reading-chip").all_inner_texts()]


@pytest.fixture
def page(served: str, opened: Opened) -> Watched:
    return opened(f"{served}/#lang=zh").ready()


def test_a_phrase_and_enter_leave_the_right_floors(page: Watched, served: str) -> None:
    typed(page, SMALLER)
    lines = chips(page)
    assert [line.split(" ")[0] for line in lines] == ["建筑面积", "净高", "丙类", "经开区"]
    assert "层高按净高查，从严" in lines[1]
    high = count(served, SPACE, min_clear_height_m=8)
    assert lines[1].endswith(f"{high} 层")
    page.page.locator("#ls-search").press("Enter")
    page.settle()
    expected = count(served, SPACE, min_clear_height_m=8, min_floor_area_m2=800, fire_class="丙", park_id="JK")
    assert page.matched(SPACE) == expected > 0
    assert page.state("active") == SPACE
    assert page.page.locator("#ls-search").input_value() == ""
    page.picture("search-floors-zh-1366")


def test_where_no_floor_is_so_large_those_to_be_joined_are_one_key_away(page: Watched, served: str) -> None:
    typed(page, FLOORS)
    assert "楼层 0 层" in page.page.locator(".reading-sum").inner_text()
    page.page.keyboard.press("ArrowDown")
    page.page.keyboard.press("ArrowDown")
    page.page.keyboard.press("Enter")
    page.settle()
    assert page.matched(SPACE) == count(served, SPACE, min_clear_height_m=8, fire_class="丙", park_id="JK") > 0


def test_what_nobody_knows_is_named_and_asks_nothing(page: Watched) -> None:
    typed(page, "20亩以上 阿巴拉契亚 <img src=x onerror=alert(1)>")
    said = page.page.locator(".not-read").inner_text()
    assert said == "不认识：“阿巴拉契亚”、“<img”、“src=x”、“onerror=alert(1)>”"
    assert page.page.locator("#ls-found img").count() == 0
    page.page.locator("#ls-search").press("Enter")
    page.settle()
    assert page.state(f"queries.{LAND}.q") == ""
    assert page.state(f"queries.{LAND}.area") == [pytest.approx(20 * 2000 / 3), None]
    typed(page, "20亩以上 10亩以下")
    assert "矛盾" in page.page.locator(".reading").inner_text()
    assert page.page.locator("#ls-found [role=option]").count() == 0
    page.page.locator("#ls-search").fill("经开" * 5000)
    assert "10,000" in page.page.locator(".reading").inner_text()


def test_coordinates_go_to_the_place_with_a_mark_and_the_nearest_parcel(page: Watched) -> None:
    entered(page, "X 4051034 Y 480312")
    assert page.state("selected.collection") == LAND
    toast = page.page.locator("#ls-toast").inner_text()
    assert toast.startswith(("最近的宗地：", "坐标在"))
    lat, lng = page.state("view.center")
    assert (lat, lng) == (pytest.approx(36.59, abs=0.003), pytest.approx(116.78, abs=0.003))
    first = page.state("selected.id")
    entered(page, "116.78, 36.59")
    assert page.state("selected.id") == first
    page.picture("search-place-zh-1366")


def test_a_distance_a_negation_a_code_and_an_owner(page: Watched, served: str) -> None:
    entered(page, "20-50 mu near Guide")
    asked = {"min_area_m2": 20 * 2000 / 3, "max_area_m2": 50 * 2000 / 3, "near": "parks/GD", "distance_m": 2000}
    assert page.matched(LAND) == count(served, LAND, **asked) > 0
    entered(page, "不要低效")
    assert "低效" not in page.state("queries")[LAND]["status"]
    assert "不含低效" in page.page.locator(".query-chips").inner_text()
    entered(page, "JK-A03-02")
    assert page.state("selected") == {"collection": LAND, "id": "JK-A03-02"}


def test_a_place_is_known_by_a_part_of_its_name_and_of_several_one_is_chosen(served: str, opened: Opened) -> None:
    watched = opened(f"{served}/#lang=en").ready()
    typed(watched, "20-50 mu near Guide")
    assert [line.rpartition(" ")[0].rpartition(" ")[0] for line in chips(watched)] == [
        "20–50 mu",
        "2 km · Guide Industrial Zone",
    ]
    assert watched.page.locator(".not-read").count() == 0
    typed(watched, "20 mu near Equipment Park")
    assert "choose one" in watched.page.locator(".reading").inner_text()
    watched.picture("search-near-en-1366")
    watched.page.locator("#ls-found [role=option]", has_text="High-end Equipment Park").click()
    watched.settle()
    near = watched.state(f"queries.{LAND}.near")
    assert (near["metres"], near["spot"]) == (2000, {"collection": "parks", "id": "JK-T1"})
    assert watched.state(f"queries.{LAND}.area") == [pytest.approx(20 * 2000 / 3), None]


def test_a_chip_opens_its_editor_and_gives_the_focus_back(page: Watched) -> None:
    entered(page, "层高8米 不要低效")
    height = page.page.locator(f"[data-key='chip-{SPACE}-clear_height_m']")
    if not height.is_visible():
        page.page.locator("[data-key='chips-more']").click()
    before = page.matched(SPACE)
    height.click()
    editor = page.page.locator("#ls-chip-editor")
    lower = editor.locator("input").first
    lower.fill("6")
    lower.press("Enter")
    page.settle()
    assert page.matched(SPACE) > before
    page.page.keyboard.press("Escape")
    assert not editor.is_visible()
    assert page.page.evaluate("document.activeElement.dataset.key") == f"chip-{SPACE}-clear_height_m"
    page.page.locator(f"[data-key='chip-{LAND}-status']").click()
    assert editor.locator("input[type=checkbox]").count() >= 7
    page.picture("search-editor-zh-1366")


def test_the_box_is_a_combobox_for_keys_and_for_screen_readers(page: Watched) -> None:
    box = page.page.locator("#ls-search")
    typed(page, "A03")
    assert box.get_attribute("aria-expanded") == "true"
    assert page.page.locator(f"#{box.get_attribute('aria-controls')}").get_attribute("role") == "listbox"
    box.press("ArrowUp")
    last = page.page.locator("#ls-found [role=option]").last
    assert box.get_attribute("aria-activedescendant") == last.get_attribute("id")
    assert last.get_attribute("aria-selected") == "true"
    box.press("Escape")
    assert (box.get_attribute("aria-expanded"), box.input_value()) == ("false", "A03")
    box.press("Escape")
    assert box.input_value() == ""


MIXED = {
    "zh": ("8米 丙类 不要归德 20亩 无此词", "不认识：“无此词”"),
    "en": ("8 m class C not Guide 20 mu nowhereland", "Not understood: “nowhereland”"),
}


@pytest.mark.parametrize("screen", screens("zh-1366"))
def test_the_reading_is_within_the_window_and_its_first_line_is_taken(
    served: str, opened: Opened, screen: Screen
) -> None:
    watched = screen.show(opened, served)
    phrase, unknown = MIXED[screen.lang]
    typed(watched, phrase)
    first = watched.page.locator("#ls-found [role=option]").first
    for part in (watched.page.locator("#ls-found"), first):
        box = part.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= screen.width
        assert box["y"] + min(box["height"], 24) <= HEIGHTS[screen.width], "seen without scrolling the page"
    assert watched.page.locator(".not-read").inner_text() == unknown
    first.click()
    watched.settle()
    assert watched.state("active") == SPACE
    assert watched.matched(SPACE) == count(served, SPACE, min_clear_height_m=8, fire_class="丙", park_id="CX,JK") > 0


def test_on_a_phone_the_reading_is_within_the_window(served: str, opened: Opened) -> None:
    watched = opened(f"{served}/#lang=en", width=390, height=844, touch=True).ready()
    typed(watched, "8 m class C not Guide 20 mu nowhereland")
    box = watched.page.locator("#ls-found").bounding_box()
    assert box is not None
    assert (box["x"] >= 0, box["x"] + box["width"] <= 390) == (True, True)
    assert watched.page.locator(".not-read").inner_text() == "Not understood: “nowhereland”"
    heights = watched.page.locator("#ls-found [role=option]").evaluate_all("all => all.map((one) => one.offsetHeight)")
    assert min(heights) >= 40
    watched.page.locator("#ls-found [role=option]").first.tap()
    watched.settle()
    assert watched.state("active") == SPACE
    watched.picture("search-en-390")


@pytest.mark.usefixtures("one_file")
def test_the_map_in_one_file_reads_the_same(opened: Opened, root: Path, tmp_path: Path) -> None:
    path = tmp_path / "map.html"
    path.write_text(single_file(open_folder(root / "layers"), View()), "utf-8")
    watched = opened(path.as_uri()).ready()
    entered(watched, SMALLER)
    assert watched.state("active") == SPACE
    assert 0 < watched.matched(SPACE) < 300
    assert watched.state(f"queries.{SPACE}.values") == {"fire_class": ["丙"]}

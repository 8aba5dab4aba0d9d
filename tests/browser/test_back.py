"""Back and Forward as a reader uses them: one step a finished action, and a link that says what of it could not be had."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from gis.folder import open_folder
from maps import View, single_file
from tests.browser import studies
from tests.browser.conftest import Opened, Watched
from tests.browser.screens import Screen, screens

LAND = "industrial_land"
NOWHERE = "about:blank"
# A portfolio takes its time.
until = partial(studies.until, tries=800)


def go(watched: Watched, way: str) -> None:
    """Use the browser's button, and let the page follow."""
    watched.page.evaluate(
        "(way) => new Promise((done) => { addEventListener('popstate', () => setTimeout(done, 200), { once: true }); history[way](); })",
        way,
    )


def depth(watched: Watched) -> int:
    return int(watched.page.evaluate("history.length"))


def click(watched: Watched, key: str) -> None:
    watched.page.locator(f"[data-key='{key}']").first.click()
    watched.settle()


def notice(watched: Watched) -> str:
    return watched.page.locator("#ls-notices").inner_text()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_finished_action_is_one_step_back(served: str, opened: Opened, lang: str) -> None:
    watched = opened(f"{served}/#lang={lang}").ready()
    page = watched.page
    watched.page.wait_for_timeout(400)
    start = depth(watched)
    asked = [watched.matched(LAND)]
    for key in (f"{LAND}-usage-1001", f"{LAND}-status-idle"):
        click(watched, key)
        asked.append(watched.matched(LAND))
    assert asked[0] > asked[1] > asked[2] > 0
    page.locator("#ls-rows .row .title").nth(1).click()
    watched.settle()
    card = watched.state("selected.id")
    click(watched, "way-match")
    assert (depth(watched) - start, watched.state("mode"), watched.state("selected")) == (4, "match", None)

    go(watched, "back")
    assert (watched.state("mode"), watched.state("selected.id")) == ("find", card)
    assert card in page.locator("#ls-right").inner_text()
    go(watched, "back")
    assert watched.state("selected") is None
    go(watched, "back")
    assert watched.matched(LAND) == asked[1]
    go(watched, "back")
    assert watched.matched(LAND) == asked[0]
    for _ in range(3):
        go(watched, "forward")
    assert (watched.matched(LAND), watched.state("selected.id")) == (asked[2], card)
    assert depth(watched) - start == 4, "going back and forth makes no step"


def test_back_from_the_first_state_leaves_as_usual(served: str, opened: Opened) -> None:
    watched = opened(f"{served}/").ready()
    click(watched, f"{LAND}-usage-1001")
    go(watched, "back")
    assert watched.page.url.startswith(served)
    watched.page.go_back()
    assert watched.page.url == NOWHERE


def test_typing_dragging_and_the_map_make_no_steps_of_their_own(served: str, opened: Opened) -> None:
    watched = opened(f"{served}/#lang=zh").ready()
    page = watched.page
    page.wait_for_timeout(400)
    start = depth(watched)
    page.evaluate("landstock.map.leaflet.panBy([80, 0], { animate: false })")
    page.wait_for_timeout(400)
    assert depth(watched) == start, "a move of the map is no step"
    field = page.locator("#ls-search")
    for letter in "20亩":
        field.press_sequentially(letter)
        page.wait_for_timeout(300)
    assert depth(watched) == start, "what is typed is no step until it is asked"
    field.press("Enter")
    page.wait_for_timeout(400)
    assert depth(watched) == start + 1, "what is asked is one step"
    assert watched.state(f"queries.{LAND}.area")[0]
    go(watched, "back")
    assert watched.state(f"queries.{LAND}.area") == [None, None]

    handle = page.locator(f"[data-key^='{LAND}-site_area_m2'][role=slider]").first
    box = handle.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    for way in range(1, 8):
        page.mouse.move(box["x"] + 12 * way, box["y"] + box["height"] / 2)
        page.wait_for_timeout(40)
    before = page.evaluate("location.hash")
    page.mouse.up()
    watched.settle()
    assert before != page.evaluate("location.hash"), "the step is made when the handle is let go"
    assert watched.state(f"queries.{LAND}.area[0]")
    assert depth(watched) == start + 1, "one step, in the place of the one that was taken back"
    go(watched, "back")
    assert watched.state(f"queries.{LAND}.area") == [None, None]
    assert not page.locator("[data-key='undo']").is_enabled(), "what Back took back is not there to be undone"
    go(watched, "forward")
    click(watched, "undo")
    assert watched.state(f"queries.{LAND}.area") == [None, None]
    go(watched, "back")
    assert watched.state(f"queries.{LAND}.area[0]"), "an undo is a step like any other"


def test_an_answer_stays_as_long_as_its_question(served: str, wants_land: str, opened: Opened) -> None:
    watched = opened(f"{served}/#lang=en").ready()
    page = watched.page
    posts: list[str] = []
    page.on(
        "request",
        lambda request: posts.append(request.post_data or "") if urlsplit(request.url).path == "/matches" else None,
    )
    page.evaluate("document.getElementById('ls-list-scroll').scrollTop = 900")
    watched.choose(wants_land)
    until(watched, "landstock.state.match.report")
    watched.settle()
    page.locator("#ls-ranked .ranked button").first.click()
    watched.settle()
    assert watched.state("selected")
    asked = len([post for post in posts if '"top":50' in post and "study" not in post])
    assert asked == 1
    go(watched, "back")
    assert watched.state("selected") is None
    assert page.locator("#ls-ranked .ranked").count()
    go(watched, "back")
    assert watched.state("mode") == "find"
    assert page.evaluate("document.getElementById('ls-list-scroll').scrollTop") == 900, "the list stands where it stood"
    go(watched, "forward")
    until(watched, "landstock.state.match.report")
    assert page.locator("#ls-ranked .ranked").count()
    go(watched, "forward")
    assert watched.state("selected")
    assert len([post for post in posts if '"top":50' in post and "study" not in post]) == asked + 1, (
        "asked again for the new question alone"
    )


def test_back_on_a_phone_closes_the_card(served: str, opened: Opened) -> None:
    watched = opened(f"{served}/#lang=zh", width=390, height=844, touch=True).ready()
    watched.page.locator("#ls-rows .row .title").first.click()
    watched.settle()
    assert watched.state("selected")
    go(watched, "back")
    assert watched.state("selected") is None
    assert watched.page.locator("#ls-rows").is_visible()


def test_another_scenario_of_the_board_is_a_step(served: str, opened: Opened) -> None:
    watched = opened(f"{served}/#lang=en&mode=board").ready()
    page = watched.page
    solved = "Boolean(landstock.board.view.report && !landstock.board.view.busy && !landstock.board.changed())"
    until(watched, solved)
    until(watched, "landstock.board.view.scenarios.length")
    name = page.evaluate("landstock.board.view.scenarios[0].id")
    page.evaluate("(id) => landstock.board.scenario(id)", name)
    until(watched, solved)
    assert watched.state("board.scenario") == name
    go(watched, "back")
    until(watched, solved)
    assert watched.state("board.scenario") is None
    assert name not in page.evaluate("landstock.board.view.solved"), "the answer is that of the scenario in front"


BROKEN: dict[str, Any] = {
    "usage": ["1001", "9999"],
    "ranges": {"nonsense": [1, 2], "far_max": ["tall", None]},
}


@pytest.mark.parametrize("screen", screens("zh-390"))
def test_back_goes_through_a_phrase_a_card_and_another_way_of_working(
    served: str, opened: Opened, screen: Screen
) -> None:
    watched = screen.show(opened, served)
    whole = watched.matched(LAND)
    watched.page.locator("#ls-search").fill("工业 20亩以上")
    watched.page.locator("#ls-search").press("Enter")
    watched.settle()
    asked = watched.matched(LAND)
    assert 0 < asked < whole
    watched.page.locator("#ls-rows .row .title").first.click()
    watched.settle()
    card = watched.state("selected.id")
    watched.page.evaluate("document.querySelector(\"[data-key='way-board']\").click()")
    watched.settle()
    assert (bool(card), watched.state("mode")) == (True, "board")
    go(watched, "back")
    assert (watched.state("mode"), watched.state("selected.id")) == ("find", card)
    go(watched, "back")
    assert (watched.state("selected"), watched.matched(LAND)) == (None, asked)
    assert watched.page.locator("#ls-rows .row").first.is_visible()
    go(watched, "back")
    assert watched.matched(LAND) == whole


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh", ["链接中有", "其余照常打开", "9999", "nonsense", "知道了"]),
        ("en", ["Left aside from the link", "The rest is shown", "9999", "nonsense", "Dismiss"]),
    ],
)
def test_broken_parts_of_a_link_are_said_in_one_sentence(
    served: str, opened: Opened, lang: str, words: list[str]
) -> None:
    query = quote(json.dumps(BROKEN))
    watched = opened(f"{served}/#lang={lang}&q.{LAND}={query}").ready()
    watched.settle()
    *said, seen = words
    text = notice(watched)
    assert [word for word in said if word not in text] == []
    assert watched.state(f"queries.{LAND}.usage") == ["1001"], "what is well is asked"
    watched.picture(f"link-{lang}-1366")
    watched.page.get_by_role("button", name=seen).click()
    watched.settle()
    assert notice(watched) == ""


@pytest.mark.parametrize("screen", screens("zh-1366", "zh-390"))
def test_a_link_of_another_district_and_one_of_ten_thousand_signs_are_said(
    served: str, opened: Opened, screen: Screen
) -> None:
    watched = screen.show(opened, served, f"&sel=north_land/N-1&colour={'x' * 10_000}&shade=1")
    watched.settle()
    text = notice(watched)
    assert "north_land" in text
    assert {"zh": "别的区", "en": "another district"}[screen.lang] in text
    assert "shade" in text
    assert len(text) < {"zh": 200, "en": 320}[screen.lang]
    assert watched.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    watched.picture(f"link-elsewhere-{screen}")
    watched.page.evaluate(f"location.hash = '#lang={screen.lang}&sel=industrial_land/gone'")
    watched.page.wait_for_timeout(300)
    assert "gone" in watched.page.locator("#ls-right").inner_text(), "what is no longer there is named"


@pytest.mark.usefixtures("one_file")
def test_back_works_in_the_map_in_one_file(demo_folder: Path, tmp_path: Path, opened: Opened) -> None:
    path = tmp_path / "map.html"
    path.write_text(single_file(open_folder(demo_folder), View()), "utf-8")
    watched = opened(path.as_uri()).ready()
    whole = watched.matched(LAND)
    click(watched, f"{LAND}-usage-1001")
    assert watched.matched(LAND) < whole
    go(watched, "back")
    assert watched.matched(LAND) == whole

"""The portfolio board in a real browser without a network: all projects placed at once, asked again with pins, compared, printed."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from api.app import create_app
from api.ground.settings import Settings
from gis.folder import open_folder
from tests.api.serving import served as serving
from tests.browser.conftest import Opened, Watched

REPORT = """() => {
  const { report } = window.landstock.board.view;
  const short = ({ project_id: id, name, pinned = false, verdict = null, code = null, items = [] }) =>
    ({ id, name, pinned, verdict, code, sites: items.map((item) => item.id) });
  return { counts: report.counts, placements: report.placements.map(short), unplaced: report.unplaced.map(short) };
}"""
SOLVED = """() => {
  const { board, ready } = window.landstock;
  return Boolean(ready && (board.view.error || (board.view.report && !board.view.busy && !board.changed())));
}"""
WIDE = "document.documentElement.scrollWidth > window.innerWidth || document.getElementById('ls-board').scrollWidth > document.getElementById('ls-board').clientWidth"
CUT = """() => [...document.querySelectorAll('#ls-board .kpi p, #board-unlocks .unlock-name b, #board-reasons .reason-name')]
  .filter((node) => node.scrollWidth > node.clientWidth + 1).map((node) => node.textContent)"""
SCALES = """() => {
  const metres = (text) => parseFloat(text) * (text.includes('km') ? 1000 : 1);
  const bar = document.querySelector('#board-parks .scale-bar');
  const sheets = [...document.querySelectorAll('#board-parks .park-sheet svg')];
  return [bar.querySelector('i').getBoundingClientRect().width / metres(bar.textContent), ...sheets.map((one) => one.getScreenCTM().a)];
}"""
RUNS_IN = """() => {
  const box = (node) => node.getBoundingClientRect();
  const bars = [...document.querySelectorAll('.flow-node rect')].map(box);
  return [...document.querySelectorAll('.flow-label')].filter((label) => {
    const one = box(label);
    return one.right > box(label.ownerSVGElement).right + 0.5 || bars.some((bar) => bar.left < one.right && bar.right > one.left
      && Math.max(bar.top, one.top + 2) < Math.min(bar.bottom, one.bottom - 2));
  }).map((label) => label.textContent);
}"""
SMALL = """() => [...document.querySelectorAll('#ls-board button, #ls-board select, #ls-board input')]
  .filter((one) => one.offsetParent && one.getBoundingClientRect().height < 39.5).map((one) => one.dataset.key ?? one.className)"""
MARKED = "(all) => all.flatMap((one) => one.dataset.mark.split(' '))"
HOSTILE = (
    "<img src=x onerror=\"document.title='run'\">",
    "</script><script>document.title='run'</script>",
    "${alert(1)}",
)


def until(watched: Watched, test: str, words: str) -> None:
    for _ in range(1_800):
        if watched.page.evaluate(test):
            return watched.settle()
        watched.page.wait_for_timeout(50)
    raise AssertionError(f"{words}: {watched.faults}")


def board(opened: Opened, served: str, lang: str = "zh", *, width: int = 1366, height: int = 768) -> Watched:
    """A page at the board, solved."""
    watched = opened(f"{served}/#mode=board&lang={lang}", width=width, height=height, touch=width < 768)
    until(watched, SOLVED, "the board was not solved")
    return watched


def solve(watched: Watched) -> dict[str, Any]:
    """Solve again by the button and read the answer."""
    watched.page.locator("[data-key='board-solve']").click()
    until(watched, SOLVED, "the board was not solved again")
    return answer(watched)


def answer(watched: Watched) -> dict[str, Any]:
    found: dict[str, Any] = watched.page.evaluate(REPORT)
    return found


def rows(watched: Watched) -> list[str]:
    """Ids of the projects in the table, as it shows them."""
    found: list[str] = watched.page.locator("#board-table tbody tr").evaluate_all(
        "(all) => all.map((row) => row.dataset.project)"
    )
    return found


def movable(found: dict[str, Any]) -> dict[str, Any]:
    """A placed project that does not stand on its site already."""
    return next(one for one in found["placements"] if one["verdict"] == "fits" and not one["pinned"])


def sites(found: dict[str, Any], project: str) -> list[str]:
    return next((one["sites"] for one in found["placements"] if one["id"] == project), [])


def choose_from_row(watched: Watched, project: str, icon: str) -> None:
    """An entry of the menu of a row."""
    watched.page.locator(f"[data-key='more-{project}']").click()
    watched.page.locator(f".menu button:has(.icon-{icon})").first.click()
    watched.settle()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_project_is_on_the_board_once_with_its_place_or_its_reason(
    served: str, opened: Opened, lang: str
) -> None:
    watched = board(opened, served, lang)
    page = watched.page
    counts = answer(watched)["counts"]
    assert counts["placed"] + counts["unplaced"] == counts["projects"] == 133
    assert len(rows(watched)) == len(set(rows(watched))) == 133
    strip = page.locator("#board-strip").inner_text()
    for figure in (133, counts["placed"], counts["unplaced"], counts["continuing"], counts["new"]):
        assert re.search(rf"(?<!\d){figure}(?!\d)", strip)
    assert ("已证最优" if lang == "zh" else "proven optimal") in strip
    assert ("亿元" if lang == "zh" else "CNY") in strip
    assert page.locator("#board-parks .park-sheet").count() == 3
    page.locator("[data-key='aims']").click()
    assert page.locator(".aims tbody tr").count() == 5
    page.keyboard.press("Escape")
    assert not page.locator(".aims .pop").is_visible()
    assert page.evaluate(CUT) == []
    assert not page.evaluate(WIDE)
    watched.picture(f"board-{lang}-1366")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [1366, 1100])
def test_no_label_of_the_flow_runs_into_a_bar(served: str, opened: Opened, lang: str, width: int) -> None:
    """A name that has no room is cut before its figure; the title holds all of it."""
    watched = board(opened, served, lang, width=width)
    page = watched.page
    assert page.locator(".flow-label").count() > 8
    assert page.evaluate(RUNS_IN) == []
    for label in page.locator(".flow-node").all():
        name = label.locator("tspan").first.text_content() or ""
        assert (label.locator("title").text_content() or "").startswith(name.removesuffix("…"))
        assert re.search(r"\d", label.locator(".flow-figure").text_content() or "")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_mark_opens_its_list(served: str, opened: Opened, lang: str) -> None:
    """A reason, a shortage, an unlock, a chain, a park, a band: each filters the table to exactly its projects, and once more shows all."""
    watched = board(opened, served, lang)
    page = watched.page
    unplaced = answer(watched)["unplaced"]
    code = unplaced[0]["code"]
    page.locator(f"[data-key='reason-{code}']").click()
    watched.settle()
    assert set(rows(watched)) == {one["id"] for one in unplaced if one["code"] == code}
    page.locator(f"[data-key='reason-{code}']").click()
    watched.settle()
    assert len(rows(watched)) == 133
    for mark in (".unlock", ".shortage button", ".legend-chain", ".park-name"):
        page.locator(mark).first.click()
        watched.settle()
        assert 0 < len(rows(watched)) < 133, mark
        page.locator("[data-key='board-clear']").click()
        watched.settle()
    page.locator("[data-node='unplaced']").dispatch_event("click")
    watched.settle()
    assert set(rows(watched)) == {one["id"] for one in unplaced}


def test_headings_sort_and_filters_say_which_rule_empties_the_table(served: str, opened: Opened) -> None:
    watched = board(opened, served)
    page = watched.page
    page.locator("[data-key='sort-score']").click()
    watched.settle()
    scores = page.locator("#board-table tbody td:nth-child(4)").all_inner_texts()
    known = [int(text) for text in scores if text != "—"]
    assert known == sorted(known, reverse=True)
    assert scores[len(known) :] == ["—"] * (133 - len(known))
    assert page.locator("th.col-score").get_attribute("aria-sort") == "descending"
    page.locator("[data-key='board-state']").select_option("start:no")
    watched.settle()
    blocked = page.evaluate("window.landstock.board.rows().filter((row) => row.one.start?.answer === 'no').length")
    assert len(rows(watched)) == blocked > 0
    page.locator("[data-key='board-clear']").click()
    page.locator("[data-key='board-text']").fill("没有这个项目")
    watched.settle()
    assert "没有这个项目" in page.locator("#board-table .empty").inner_text()
    page.locator("#board-table .empty button").click()
    watched.settle()
    assert len(rows(watched)) == 133


def test_a_project_explains_itself_from_the_table_and_from_the_map_by_keys(served: str, opened: Opened) -> None:
    watched = board(opened, served)
    page = watched.page
    chosen = movable(answer(watched))
    page.locator(f"[data-key='row-{chosen['id']}']").focus()
    page.keyboard.press("Enter")
    watched.settle()
    card = page.locator(f"[data-card='{chosen['id']}']")
    assert "适配" in card.inner_text()
    assert "6 月 30 日前开工" in card.inner_text()
    assert page.locator("[data-start]").get_attribute("data-start") in ("yes", "no", "unknown")
    assert card.locator(".card-points dt").count() == 6
    until(
        watched,
        "Boolean(document.querySelector('.card-options, .card-body h4 + p.meta:last-child'))",
        "no options are shown",
    )
    page.locator(".park-sheet svg").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    watched.settle()
    selected = page.evaluate("window.landstock.board.view.selected")
    assert selected != chosen["id"]
    assert page.locator(f"[data-card='{selected}']").count() == 1
    watched.picture("board-card-zh")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_pin_stays_and_a_forbidden_place_is_left(served: str, opened: Opened, lang: str) -> None:
    watched = board(opened, served, lang)
    page = watched.page
    first = answer(watched)
    kept = movable(first)
    moved = next(
        one for one in first["placements"] if one["verdict"] == "fits" and not one["pinned"] and one["id"] != kept["id"]
    )
    choose_from_row(watched, kept["id"], "pin")
    choose_from_row(watched, moved["id"], "close")
    assert page.locator(".given-chips .query-chip").count() == 2
    assert page.locator(".unsolved").count() == 1
    assert answer(watched) == first, "nothing is solved before it is asked for"
    second = solve(watched)
    assert sites(second, kept["id"]) == kept["sites"]
    assert next(one for one in second["placements"] if one["id"] == kept["id"])["pinned"]
    assert not set(sites(second, moved["id"])) & set(moved["sites"])
    assert second["counts"]["projects"] == 133
    assert page.locator(".unsolved").count() == 0
    link = page.evaluate("window.landstock.permalink.link()")
    assert f"pin={kept['id']}" in link
    assert f"forbid={moved['id']}" in link
    watched.picture(f"board-pinned-{lang}")
    for chip in page.locator(".given-chips .query-chip button").all()[::-1]:
        chip.click()
        watched.settle()
    assert solve(watched) == first


def test_pins_that_contradict_one_another_are_named_and_what_was_solved_stays(served: str, opened: Opened) -> None:
    watched = board(opened, served)
    page = watched.page
    first = answer(watched)
    site = movable(first)["sites"]
    owner, other = movable(first)["id"], next(one["id"] for one in first["unplaced"])
    page.evaluate(
        "(pins) => pins.forEach(([id, sites]) => window.landstock.board.pin(id, sites))", [[owner, site], [other, site]]
    )
    watched.settle()
    page.locator("[data-key='board-solve']").click()
    until(watched, "Boolean(window.landstock.board.view.error)", "nothing was refused")
    said = page.locator("#board-strip .failed").inner_text()
    assert other in said
    assert answer(watched) == first
    assert len(rows(watched)) == 133
    assert [fault for fault in watched.faults if "400" not in fault] == []
    watched.faults.clear()
    page.locator("#board-strip .failed button").nth(1).click()
    until(watched, SOLVED, "dropping the pin did not help")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_scenarios_are_compared_with_the_base_by_figures_and_names(served: str, opened: Opened, lang: str) -> None:
    watched = board(opened, served, lang)
    page = watched.page
    page.locator(".board-actions .segments button").last.click()
    watched.settle()
    page.locator(".compare-choices input").nth(1).check()
    until(
        watched,
        "document.querySelectorAll('#board-compare .compare-names').length === 2",
        "no two scenarios were compared",
    )
    assert page.locator(".board-compare thead th").count() == 3
    assert page.locator(".board-compare .change").count() > 0
    placed = [int(text) for text in page.locator(".board-compare tbody tr").first.locator(".figure").all_inner_texts()]
    gained = [page.locator(".compare-names").nth(n).locator(".gained li").count() for n in (0, 1)]
    lost = [page.locator(".compare-names").nth(n).locator(".lost li").count() for n in (0, 1)]
    assert [after - placed[0] for after in placed[1:]] == [more - less for more, less in zip(gained, lost, strict=True)]
    assert not page.evaluate(WIDE)
    watched.picture(f"board-compare-{lang}")


def test_a_scenario_is_solved_by_its_button_kept_in_the_link_and_drawn_with_what_it_lays_out(
    served: str, opened: Opened
) -> None:
    watched = board(opened, served)
    page = watched.page
    page.locator(".board-actions .segments button").nth(3).click()
    until(watched, SOLVED, "the scenario was not solved")
    scenario = page.evaluate("window.landstock.board.view.report.scenario.id")
    assert f"scenario={scenario}" in page.evaluate("window.landstock.permalink.link()")
    assert page.evaluate("window.landstock.board.view.report.counts.projects") == 133
    drawn = set(page.locator("[data-mark]").evaluate_all(MARKED))
    assert drawn == {one["id"] for one in answer(watched)["placements"]}


@pytest.mark.parametrize(
    ("lang", "width", "height"), [("zh", 390, 844), ("en", 390, 844), ("zh", 768, 1024), ("en", 1920, 1080)]
)
def test_nothing_runs_out_of_the_window(served: str, opened: Opened, lang: str, width: int, height: int) -> None:
    watched = board(opened, served, lang, width=width, height=height)
    page = watched.page
    assert not page.evaluate(WIDE)
    scales = page.evaluate(SCALES)
    assert max(scales) / min(scales) < 1.02, "every park and the bar stand at one scale"
    if width == 390:
        assert page.evaluate(SMALL) == []
    watched.picture(f"board-{lang}-{width}")


def test_what_failed_is_said_and_tried_again(served: str, opened: Opened) -> None:
    watched = opened(served).ready()
    page = watched.page
    page.route("**/portfolios", lambda route: route.abort())
    page.locator("[data-key='way-board']").click()
    until(watched, "Boolean(document.querySelector('#board-strip .failed'))", "no failure is shown")
    watched.faults.clear()
    page.unroute("**/portfolios")
    page.locator("[data-key='board-retry']").click()
    until(watched, SOLVED, "trying again did not help")
    assert len(rows(watched)) == 133


def test_grey_rows_stand_in_place_while_it_is_solved(served: str, opened: Opened) -> None:
    """After 300 ms, not before; nothing of them is left when the answer is there."""
    watched = opened(served).ready()
    page = watched.page
    held: list[Callable[[], None]] = []
    page.route("**/portfolios", lambda route: held.append(route.continue_))
    page.locator("[data-key='way-board']").click()
    until(watched, "document.querySelectorAll('#board-table .row-waiting').length > 5", "nothing is grey")
    held[0]()
    until(watched, SOLVED, "the answer did not come")
    assert page.locator("#ls-board .row-waiting, #ls-board .block-waiting").count() == 0


def test_hostile_names_stand_as_typed(root: Path, tmp_path: Path, opened: Opened) -> None:
    """Names of projects and parks on the board, in its card, on its maps, its flow and its sheets of paper."""
    folder = tmp_path / "layers"
    shutil.copytree(root / "layers", folder, ignore=shutil.ignore_patterns(".store"))
    for name in ("projects", "parks"):
        path = folder / f"{name}.geojson"
        content = orjson.loads(path.read_bytes())
        for number, feature in enumerate(content["features"]):
            text = HOSTILE[number % len(HOSTILE)]
            feature["properties"] |= {"name": f"{text} {number}", "name_en": f"{text} {number}"}
        path.write_bytes(orjson.dumps(content))
    with serving(create_app(Settings(layers=folder), open_folder(folder))) as address:
        watched = board(opened, address)
        page = watched.page
        for lang in ("zh", "en"):
            page.evaluate("(lang) => window.landstock.set({ lang })", lang)
            watched.settle()
            for project in rows(watched)[:3]:
                page.locator(f"[data-key='row-{project}']").click()
                watched.settle()
            assert HOSTILE[0] in page.locator("#board-table").inner_text()
        page.evaluate("window.landstock.boardPrint.fill()")
        assert page.locator("#ls-board img, #ls-print img, #ls-board script, #ls-print script").count() == 0
        assert page.title() != "run"


def test_layers_too_large_for_the_page_are_on_the_board_as_small_ones_are(
    root: Path, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The plots that projects get are fetched by their ids: each placement has its mark."""
    monkeypatch.setattr("maps.view.WHOLE_UP_TO", 200)
    with serving(create_app(Settings(layers=root / "layers"), open_folder(root / "layers"))) as address:
        watched = board(opened, address)
        assert watched.page.evaluate("window.landstock.schema.ofKind('parcel').every((one) => one.remote)")
        until(watched, "document.querySelectorAll('.plot.mark').length > 20", "no plot is drawn")
        drawn = watched.page.locator("[data-mark]").evaluate_all(MARKED)
        assert set(drawn) == {one["id"] for one in answer(watched)["placements"]}


@pytest.mark.usefixtures("one_file")
def test_a_single_file_offers_no_board(opened: Opened, root: Path, tmp_path: Path) -> None:
    """It has no service that could place anything: the tab is absent and a link to it opens the map."""
    from maps import View, single_file

    path = tmp_path / "map.html"
    path.write_text(single_file(open_folder(root / "layers"), View()), "utf-8")
    watched = opened(f"file://{path}#mode=board").ready()
    assert watched.page.locator("[data-key='way-board']").count() == 0
    assert watched.state("mode") == "find"

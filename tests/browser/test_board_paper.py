"""What is taken from the board to a meeting: its own print, the service's pages, a workbook, an answer to replay."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from tests.browser.conftest import Opened
from tests.browser.test_board import answer, board, until


def test_the_board_prints_every_project_on_a4(served: str, opened: Opened, tmp_path: Path) -> None:
    watched = board(opened, served)
    page = watched.page
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#ls-print tbody tr").count() >= 133
    words = page.locator("#ls-print").text_content() or ""
    assert "演示数据" in words
    assert "方案" in words
    assert "解锁清单" in words
    content = page.pdf(path=tmp_path / "board.pdf", format="A4")
    assert content.startswith(b"%PDF")
    assert 3 <= content.count(b"/Type /Page\n") + content.count(b"/Type /Page ") <= 14


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_comparison_on_screen_is_what_is_printed(served: str, opened: Opened, tmp_path: Path, lang: str) -> None:
    watched = board(opened, served, lang)
    page = watched.page
    page.evaluate(
        "() => { const [one] = landstock.board.view.scenarios; landstock.board.compareScenarios([one.id]); landstock.board.compare(); }"
    )
    until(watched, "Boolean(document.querySelector('#board-compare .compare-names'))", "no scenario was compared")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#ls-print h1").inner_text() == ("情景对比" if lang == "zh" else "Scenarios compared")
    screen, paper = (
        page.locator(f"{root} .board-compare .figure").all_text_contents() for root in ("#board-compare", "#ls-print")
    )
    assert paper == screen != []
    assert page.locator("#ls-print .change-list").count() == 3, "gained, lost, moved"
    content = page.pdf(path=tmp_path / "compared.pdf", format="A4", prefer_css_page_size=True)
    assert 1 <= content.count(b"/Type /Page\n") + content.count(b"/Type /Page ") <= 4
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    page.locator("[data-key='compare-close']").click()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#ls-print tbody tr").count() >= 133, "off it, the board itself is printed"


@pytest.mark.parametrize(
    ("entry", "ending", "begins"),
    [("A4 网页", ".html", b"<!doctype html>"), ("Excel", ".xlsx", b"PK"), ("JSON", ".json", b"{")],
)
def test_materials_are_the_answer_on_screen(
    served: str, opened: Opened, tmp_path: Path, entry: str, ending: str, begins: bytes
) -> None:
    watched = board(opened, served)
    page = watched.page
    page.locator("[data-key='board-materials']").click()
    with page.expect_download() as coming:
        page.locator(".menu button").filter(has_text=entry).click()
    path = tmp_path / "file"
    coming.value.save_as(path)
    assert coming.value.suggested_filename.endswith(ending)
    content = path.read_bytes()
    assert content[:20].lower().startswith(begins.lower())
    if ending == ".json":
        assert orjson.loads(content)["counts"] == answer(watched)["counts"]

"""Text of a data folder stands as typed in the description of the interface, which its reader takes for CommonMark (SAFETY check 5)."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

import pytest

import api.routes.openapi
from api.app import create_app
from api.ground.settings import Settings
from gis.folder import open_folder
from tests.api.serving import served as serving
from tests.browser.conftest import Opened, Watched

TITLE: Final = "<img src=x onerror=\"document.title='run'\"> & <b>权利人</b> &lt;"
MARKED: Final = "# 一 **二** [三](http://example.cn) ![四](x) `五` ~~六~~ a_b_c | <svg onload=x>"
ABOUT: Final = "- <iframe src=x></iframe> 1. *演示* &amp; \\\\ <!-- x --> 结束"
MADE: Final = """[...document.querySelectorAll('img, b, iframe, em, strong:not(.model-title), li:not(.tabitem), del, [onerror], [onload], a[href*="example.cn"]')]
  .map((one) => one.outerHTML)"""


@pytest.fixture(scope="module")
def marked_folder(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    """The demonstration with marks in the titles of a layer and a field and in what it says of itself."""
    folder = tmp_path_factory.mktemp("marked") / "layers"
    shutil.copytree(root / "layers", folder, ignore=shutil.ignore_patterns(".store"))
    catalog = folder / "catalog.toml"
    text = catalog.read_text("utf-8")
    for old, new in (
        ('zh = "产业用地"', f"zh = '''{MARKED}'''"),
        ('zh = "权利人"', f"zh = '''{TITLE}'''"),
        ('zh = "演示数据：图形、名称、数字均为虚构，不作审批依据"', f"zh = '''{ABOUT}'''"),
    ):
        assert old in text
        text = text.replace(old, new)
    catalog.write_text(text, "utf-8")
    return folder


def described(watched: Watched) -> str:
    """The description with every operation of the layer opened, as text."""
    page = watched.page
    page.locator(".opblock").first.wait_for()
    page.evaluate("[...document.querySelectorAll('.opblock-summary-control')].slice(-12).forEach((one) => one.click())")
    page.evaluate(
        "[...document.querySelectorAll('.opblock-summary-control')].filter((one) => one.innerText.includes('industrial_land'))"
        ".forEach((one) => one.getAttribute('aria-expanded') === 'false' && one.click())"
    )
    page.locator("td.parameters-col_description").first.wait_for()
    page.wait_for_timeout(500)
    return str(page.evaluate("document.body.innerText"))


def test_titles_make_no_elements_and_stand_as_typed(marked_folder: Path, opened: Opened) -> None:
    with serving(create_app(Settings(layers=marked_folder), open_folder(marked_folder))) as address:
        watched = opened(f"{address}/api.html")
        text = described(watched)
        assert watched.page.evaluate(MADE) == []
        assert "run" not in watched.page.title()
        assert TITLE in text
        assert MARKED in text
        assert ABOUT in text


def test_the_check_turns_red_when_words_are_left_as_marks(
    marked_folder: Path, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mutation kept beside it: descriptions as they come from the catalog."""
    monkeypatch.setattr(api.routes.openapi, "with_words_as_typed", lambda document: document)
    with serving(create_app(Settings(layers=marked_folder), open_folder(marked_folder))) as address:
        watched = opened(f"{address}/api.html")
        watched.mutated = True
        text = described(watched)
        assert len(watched.page.evaluate(MADE)) >= 3
        assert ABOUT not in text

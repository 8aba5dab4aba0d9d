"""The dialog of files with shapes: format, system and options are chosen, and that file comes. Would break where a choice did not reach the service."""

from __future__ import annotations

import zipfile

from tests.browser.conftest import Opened

LAND = "industrial_land"


def test_a_drawing_form_is_chosen_with_system_and_options_and_comes(served: str, opened: Opened) -> None:
    watched = opened(f"{served}/#lang=zh").ready()
    page = watched.page
    page.locator("#ls-rows .row").first.locator("input[type=checkbox]").check()
    watched.settle()
    page.get_by_role("button", name="导出").first.click()
    page.get_by_role("menuitem", name="Shapefile").first.click()
    dialog = page.get_by_role("dialog")
    dialog.locator("[data-key='take-format']").select_option("kml")
    assert dialog.locator("[data-key='take-crs']").count() == 0
    dialog.locator("[data-key='take-format']").select_option("shp")
    assert dialog.locator("[data-key='take-f-encoding']").count() == 1
    dialog.locator("[data-key='take-format']").select_option("txt-each")
    dialog.locator("[data-key='take-crs']").select_option("EPSG:4548")
    dialog.locator("[data-key='take-f-encoding']").select_option("gbk")
    dialog.locator("[data-key='take-f-axes']").select_option("east-north")
    with page.expect_download() as download:
        dialog.locator("[data-key='take-go']").click()
    assert dialog.count() == 0
    assert download.value.suggested_filename.endswith(".zip")
    with zipfile.ZipFile(download.value.path()) as packed:
        assert "README.txt" in packed.namelist()
        (name,) = [each for each in packed.namelist() if each != "README.txt"]
        lines = packed.read(name).decode("gbk").splitlines()
    assert "带号=39" in lines
    _, _, first, second = lines[lines.index("[地块坐标]") + 2].split(",")
    east, north = float(first), float(second)
    assert (east < 1_000_000, north > 3_000_000) == (True, True)

"""A small district whose every word is hostile, and the page made of it."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from typing import Final

import pytest
import shapely

from gis.folder import open_folder
from gis.inventory import Inventory
from gis.io import geojson
from gis.layer import Feature

HOSTILE: Final = (
    "</script><script>document.title=1</script>",
    "${document.title=1}`+`{{7*7}}",
    "<!--<script>",
    "<img src=x onerror=document.title=1>",
    "\u2028\u2029'\"\\",
    "http://evil.example/x.js",
)
CATALOG: Final = """
[folder]
title = { zh = "</title><script>document.title=1</script>", en = "${document.title=1}" }
metric_crs = "EPSG:4548"
as_of = 2023-06-30
demonstration = { zh = "<b>演示</b>", en = "<b>demonstration</b>" }
home = [116.6, 36.4, 116.9, 36.6]

[collections.plots]
kind = "parcel"
file = "plots.geojson"
title = { zh = "<i>地块</i>", en = "</script>plots" }
noun = { zh = "宗", en = "parcels" }
as_of = 2023-01-01
fields = [
  { name = "id", zh = "编号", en = "Id", role = "id" },
  { name = "name", zh = "<img src=x onerror=document.title=1>", en = "Name", role = "name" },
  { name = "state", zh = "状态", en = "Status", role = "status", codelist = "state" },
  { name = "area_m2", type = "number", unit = "m2_land", zh = "面积", en = "Area", role = "area" },
]
"""
STATES: Final = """
id = "state"
title = { zh = "状态", en = "Status" }
codes = [
  { code = "idle", zh = "</script>闲置", en = "idle", symbol = { fill = "#E07B5F", stroke = "#A63A1F", pattern = "slash", ink = "#A63A1F" } },
  { code = "built", zh = "建成", en = "built" },
]
"""


@pytest.fixture(scope="session")
def hostile_inventory(tmp_path_factory: pytest.TempPathFactory) -> Inventory:
    folder: Path = tmp_path_factory.mktemp("hostile")
    (folder / "codelists").mkdir()
    (folder / "catalog.toml").write_text(CATALOG, "utf-8")
    (folder / "codelists" / "state.toml").write_text(STATES, "utf-8")
    features = [
        Feature(
            f"P-{n}",
            shapely.box(116.7 + n / 100, 36.5, 116.705 + n / 100, 36.505),
            {"id": f"P-{n}", "name": text, "state": "idle" if n % 2 else None, "area_m2": 1000.0 * n},
        )
        for n, text in enumerate(HOSTILE)
    ]
    geojson.write(folder / "plots.geojson", features)
    return open_folder(folder)


class Parts(HTMLParser):
    """What a browser would find in a page: elements with their attributes, and the text of each script and style."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, dict[str, str | None], str]] = []
        self._open: tuple[str, dict[str, str | None]] | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag in {"script", "style"}:
            self._open = (tag, dict(attrs))
            self.texts.append((*self._open, ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style"}:
            self._open = None

    def handle_data(self, data: str) -> None:
        if self._open:
            tag, attributes, text = self.texts.pop()
            self.texts.append((tag, attributes, text + data))

    def scripts(self) -> list[str]:
        """Inline scripts that a browser would run."""
        return [
            text
            for tag, attributes, text in self.texts
            if tag == "script" and "src" not in attributes and attributes.get("type") in {None, "text/javascript"}
        ]

    def data(self) -> dict[str, str]:
        """JSON that lies in the page, by id."""
        return {
            str(attributes["id"]): text
            for _, attributes, text in self.texts
            if attributes.get("type") == "application/json"
        }

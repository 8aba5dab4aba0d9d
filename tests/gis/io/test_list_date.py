"""A list has one date: the newest as-of of its rows, in its name, its notes and its rows, in every format, and on the page as well.

What would break: one file that carries the folder's date in its name, the layer's in its notes and the rows' in its rows.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import openpyxl
import pyogrio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import maps
from gis.catalog import Catalog
from gis.fields import DType, Field, Role
from gis.io.about import About, ListDate
from gis.io.formats import export
from gis.io.xlsx import write_book
from gis.layer import Feature, Layer
from gis.text import Text
from tests.gis.small import CODELISTS, COLLECTION, METRIC_CRS, cell

AS_OF: Final = Field(name="checked", dtype=DType.DATE, title=Text("核对日期", "Checked"), role=Role.AS_OF)
DATED: Final = replace(COLLECTION, fields=(*COLLECTION.fields, AS_OF), as_of=dt.date(2023, 6, 30))
CATALOG: Final = Catalog(
    folder=Path(),
    title=Text("区", "District"),
    metric_crs=METRIC_CRS,
    as_of=dt.date(2024, 1, 1),
    collections={"plots": DATED},
    codelists=CODELISTS,
)
Days = Sequence[str | None]
DAYS: Final = st.lists(st.none() | st.dates(dt.date(2020, 1, 1), dt.date(2026, 12, 31)).map(str), max_size=5)
SCRIPTS: Final = Path(maps.__file__).parent / "static" / "js"


def listed(days: Days, **changes: Any) -> Layer:
    """A layer of plots with these as-of days."""
    features = [Feature(f"A{n}", cell(n, 0), {"name": f"{n}", "checked": day}) for n, day in enumerate(days)]
    return Layer.from_features(replace(DATED, **changes), features, metric_crs=METRIC_CRS, codelists=CODELISTS)


def about(layer: Layer) -> About:
    return About.of(CATALOG, layer, np.arange(len(layer)), Text("全部", "all"), "abc")


def written(layer: Layer, kind: str, lang: str) -> tuple[list[str | None], str]:
    """The dates in a file's rows, and its notes."""
    content = b"".join(export(kind, layer, np.arange(len(layer)), lang=lang, about=about(layer)))
    heading = AS_OF.title.en if lang == "en" else AS_OF.title.zh
    unknown = "to check" if lang == "en" else "待核实"
    if kind == "geojson":
        read = json.loads(content)
        said = ListDate(day=dt.date.fromisoformat(read["about"]["as_of"]), undated=read["about"]["undated"])
        return [one["properties"]["checked"] for one in read["features"]], said.words.both()
    if kind == "gpkg":
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "list.gpkg").write_bytes(content)
            frame = pyogrio.read_dataframe(Path(folder) / "list.gpkg", layer=0)
            notes = pyogrio.read_info(Path(folder) / "list.gpkg", layer=0)["layer_metadata"]
        return [
            str(day)[:10] if known else None
            for day, known in zip(frame["checked"], frame["checked"].notna(), strict=True)
        ], str(notes)
    if kind == "csv":
        head, *table = csv.reader(io.StringIO(content.decode("utf-8-sig")))
        place = head.index(heading)
        return [None if row[place] == unknown else row[place] for row in table], table[0][-1]
    book = openpyxl.load_workbook(io.BytesIO(content))
    head, *table = book.worksheets[1].iter_rows(values_only=True)
    found = [row[head.index(heading)] for row in table]
    notes = " ".join(f"{label}: {words}" for label, words in book.worksheets[-1].iter_rows(values_only=True))
    return [None if day == unknown else str(day)[:10] for day in found], notes


@pytest.mark.parametrize("kind", ["geojson", "csv", "xlsx", "gpkg"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_name_notes_and_rows_of_a_list_agree(kind: str, lang: str) -> None:
    """The layer stands at 06-30 and the folder at 2024: the list is as old as its rows."""
    layer = listed(["2023-06-12", None, "2023-06-28"])
    days, notes = written(layer, kind, lang)
    assert max(filter(None, days)) == "2023-06-28" == str(about(layer).date.day)
    assert days.count(None) == 1
    assert "2023-06-28" in notes
    assert ("1 without a date" if lang == "en" else "1 条无日期") in notes or kind == "geojson"
    assert "2023-06-30" not in notes
    assert "2024" not in notes


@given(DAYS)
def test_the_date_of_a_list_is_the_newest_that_its_rows_have(days: list[str | None]) -> None:
    known = sorted(filter(None, days))
    found = about(listed(days)).date
    assert str(found.day) == (known[-1] if known else "2023-06-30")
    assert found.undated == days.count(None)
    assert found.origin == ("rows" if known else "collection")


def test_a_list_without_any_date_says_whose_date_it_has() -> None:
    """An empty list, one whose rows have none, and one of a layer that knows none."""
    assert about(listed([])).date.words == Text("2023-06-30（图层的数据日期）", "2023-06-30 (the collection's own)")
    assert about(listed([None, None])).date.words.zh == "2023-06-30（图层的数据日期；2 条无日期）"
    plain = replace(listed([None]), collection=replace(COLLECTION, as_of=None))
    assert about(plain).date.words == Text("2024-01-01（基准日）", "2024-01-01 (the day of the question)")


def test_a_book_of_several_lists_says_the_date_of_each() -> None:
    layers = [listed(["2023-06-12"]), listed(["2023-06-28"])]
    book = openpyxl.load_workbook(
        io.BytesIO(write_book([(one, np.arange(1), about(one)) for one in layers], lang="zh"))
    )
    said = [value for label, value in book.worksheets[-1].iter_rows(values_only=True) if label == "数据日期"]
    assert said == ["2023-06-12", "2023-06-28"]


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
@given(st.lists(st.tuples(DAYS, st.booleans(), st.booleans()), min_size=20, max_size=40))
@settings(max_examples=3)
def test_the_page_dates_its_own_lists_by_the_same_rule(lists: list[tuple[list[str | None], bool, bool]]) -> None:
    """The one-file map writes its lists itself."""
    layers = [
        listed(days, as_of=DATED.as_of if own else None, fields=DATED.fields if has else COLLECTION.fields)
        for days, own, has in lists
    ]
    wanted = [about(layer).date for layer in layers]
    collections = [
        {
            "id": str(n),
            "as_of": str(layer.collection.as_of) if layer.collection.as_of else None,
            "fields": [{"name": field.name, "role": field.role} for field in layer.collection.fields],
        }
        for n, layer in enumerate(layers)
    ]
    asked = {
        "scripts": str(SCRIPTS),
        "config": {"as_of": str(CATALOG.as_of), "collections": collections},
        "lists": [
            {"id": str(n), "rows": [{"properties": layer.properties(row)} for row in range(len(layer))]}
            for n, layer in enumerate(layers)
        ],
    }
    runner = Path(__file__).parents[2] / "maps" / "run_dated.mjs"
    done = subprocess.run(["node", runner], input=json.dumps(asked).encode(), capture_output=True, check=True)
    zh, en = json.loads(done.stdout)
    assert [(one["day"], one["words"]) for one in zh] == [(str(each.day), each.words.zh) for each in wanted]
    assert [(one["day"], one["words"]) for one in en] == [(str(each.day), each.words.en) for each in wanted]

"""Law: a list that is exported, shuffled and edited in k cells comes back as these k changes, and unedited as none."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.changes.reading import read_changes
from gis.fields import DType, Role
from gis.inventory import Inventory
from gis.io.sheet import ANSWERS, SheetColumn, columns
from gis.layer import Layer
from gis.text import in_lang
from gis.units import m2_from_mu
from tests.gis.changes.books import Rows, changed, head_of, list_of, save, sheets_of

LAYERS = ("industrial_land", "buildings", "idle_space", "parks", "projects", "controls", "boundaries")
MOST = 12
"""Rows of a list: what is read of one does not hang on how many others there are."""
WORDS = st.text(st.characters(categories=("L", "N", "P", "S"), codec="utf-8"), min_size=1, max_size=12).map(
    lambda text: f"某{text}"
)
WORKED_OUT = (Role.ID, Role.MEASURED_AREA)


@functools.cache
def exported(inventory: Inventory, collection: str, lang: str) -> dict[str, Rows]:
    return sheets_of(list_of(inventory, collection, lang))


@st.composite
def typed(draw: st.DrawFn, layer: Layer, entry: SheetColumn, lang: str) -> tuple[Any, Any]:
    """What is typed into a cell of a column, and the value that is meant by it."""
    field = entry.field
    if draw(st.integers(0, 9)) == 0:
        return draw(st.sampled_from([None, "", "待核实", "to check"])), None
    codes = layer.codelists.get(field.name)
    if codes is not None:
        # Of two features that bear one name the title does not tell which is meant.
        clear = [each for each in list(codes.by_code)[:40] if codes.meant(codes.by_code[each].title.zh) == each]
        clear = [each for each in clear if codes.meant(codes.by_code[each].title.en) == each]
        picked = draw(st.lists(st.sampled_from(clear), min_size=1, max_size=3, unique=True))
        shown = [in_lang(codes.by_code[each].title, lang) if entry.part == "title" else each for each in picked]
        if field.dtype is DType.LIST:
            return ("; " if lang == "en" and entry.part != "title" else "、").join(shown), picked
        return shown[0], picked[0]
    cell, value = draw(TYPED[field.dtype](lang))
    if field.dtype is DType.NUMBER:
        # Above every least figure of the demonstration where it is a greatest one, and never above 100 %.
        cell = value = value + (90 if field.name.endswith(("_max", "_max_pct", "_max_m2")) else 0)
    return cell, round(m2_from_mu(value), 2) if entry.part == "mu" else value


def twice(values: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, Any]]:
    """Values that are typed as they are kept."""
    return values.map(lambda value: (value, value))


def days(_lang: str) -> st.SearchStrategy[tuple[Any, Any]]:
    forms = st.sampled_from(["", "%Y.%m.%d", "%Y年%m月%d日"])
    return st.tuples(st.dates(dt.date(2011, 1, 1), dt.date(2020, 1, 1)), forms).map(
        lambda drawn: (drawn[0].strftime(drawn[1]) if drawn[1] else drawn[0], drawn[0].isoformat())
    )


TYPED: dict[DType, Callable[[str], st.SearchStrategy[tuple[Any, Any]]]] = {
    DType.TEXT: lambda _: twice(WORDS),
    DType.INTEGER: lambda _: twice(st.integers(50, 99)),
    DType.NUMBER: lambda _: twice(st.integers(100, 900).map(lambda cents: cents / 100)),
    DType.BOOLEAN: lambda lang: st.booleans().map(lambda answer: (in_lang(ANSWERS[answer], lang), answer)),
    DType.DATE: days,
    DType.LIST: lambda _: st.lists(st.sampled_from(["甲", "乙", "1F"]), min_size=1, max_size=3, unique=True).map(
        lambda parts: ("、".join(parts), parts)
    ),
}


def shuffled(data: st.DataObject, rows: Rows, head: int) -> Rows:
    """Rows and columns in another order, some rows gone, what stood above the headings kept."""
    order = data.draw(st.permutations(range(len(rows[head]))))
    body = data.draw(st.permutations(rows[head + 1 :]))
    return [*rows[:head], *([row[place] for place in order] for row in (rows[head], *body))]


@given(collection=st.sampled_from(LAYERS), lang=st.sampled_from(("zh", "en")), data=st.data())
def test_k_cells_that_are_edited_are_k_changes(
    demo_inventory: Inventory,
    tmp_path_factory: pytest.TempPathFactory,
    collection: str,
    lang: str,
    data: st.DataObject,
) -> None:
    layer = demo_inventory.layer(collection)
    by_heading = {in_lang(entry.heading, lang): entry for entry in columns(layer)}
    id_heading = next(word for word, entry in by_heading.items() if entry.field.role is Role.ID)
    sheets = exported(demo_inventory, collection, lang)
    lists = [name for name, rows in sheets.items() if any(id_heading in row for row in rows[:2])]
    keys = data.draw(st.lists(st.sampled_from(layer.ids), min_size=1, max_size=MOST, unique=True))
    made = {name: listed_rows(sheets[name], id_heading, keys) for name in lists}
    meant: dict[tuple[str, str], Any] = {}
    # A cell of each kind of column, on whichever sheet: most columns of a layer are text.
    for heading in (data.draw(st.sampled_from(words)) for words in headings_by_kind(by_heading).values()):
        key, entry = data.draw(st.sampled_from(keys)), by_heading[heading]
        name = data.draw(st.sampled_from([each for each in lists if any(heading in row for row in made[each][:2])]))
        head = made[name][head_of(made[name], id_heading)]
        # A title or 亩 beside what was edited already would be a second edit of one value.
        if entry.field.role in WORKED_OUT or (key, entry.field.name) in meant:
            continue
        cell, value = data.draw(typed(layer, entry, lang))
        if value == layer.columns[entry.field.name].value(layer.row(key)):
            continue
        row = next(row for row in made[name] if row[head.index(id_heading)] == key)
        row[head.index(heading)] = cell
        meant[key, entry.field.name] = value
    for name, rows in made.items():
        made[name] = shuffled(data, rows, head_of(rows, id_heading))
    path = save(made | rest(sheets, lists), tmp_path_factory.mktemp("lists") / "list.xlsx")
    report = read_changes(path, demo_inventory)
    assert (report.refused, report.not_taken, report.rows, report.columns) == ((), (), (), ())
    assert changed(report.changes) == meant


def headings_by_kind(by_heading: Mapping[str, SheetColumn]) -> dict[tuple[str, str, bool], list[str]]:
    """Headings by how their cells are read."""
    kinds: dict[tuple[str, str, bool], list[str]] = {}
    for heading, entry in by_heading.items():
        kinds.setdefault((entry.field.dtype, entry.part, bool(entry.field.codelist)), []).append(heading)
    return kinds


def listed_rows(rows: Rows, id_heading: str, keys: Sequence[str]) -> Rows:
    """The rows of some ids, with what stands above them and the sums below."""
    head = head_of(rows, id_heading)
    place = rows[head].index(id_heading)
    return [
        *([*row] for row in rows[: head + 1]),
        *([*row] for row in rows[head + 1 :] if row[place] in (*keys, "合计", "Total")),
    ]


def rest(sheets: dict[str, Rows], lists: Sequence[str]) -> dict[str, Rows]:
    """The sheets that say what a list is."""
    return {name: rows for name, rows in sheets.items() if name not in lists}


@pytest.mark.parametrize("kind", ["xlsx", "csv", "csv-plain", "geojson"])
@pytest.mark.parametrize("collection", LAYERS)
def test_a_list_that_nobody_edited_changes_nothing(
    collection: str, kind: str, demo_inventory: Inventory, tmp_path: Path
) -> None:
    path = tmp_path / f"list.{kind.partition('-')[0]}"
    path.write_bytes(list_of(demo_inventory, collection, "en", kind=kind))
    report = read_changes(path, demo_inventory)
    assert (report.changes, report.refused, report.rows, report.columns) == ((), (), (), ())
    assert report.layers[0].unchanged == report.layers[0].rows == len(demo_inventory.layer(collection))

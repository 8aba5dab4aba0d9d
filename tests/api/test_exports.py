"""Would break where the basket lost a sheet or an order, or a cell became a formula."""

from __future__ import annotations

import csv
import io

import httpx
import openpyxl

from api.app import create_app
from api.ground.settings import Settings
from api.ground.turns import Work
from gis.inventory import Inventory
from tests.api.conftest import HOSTILE
from tests.api.serving import served
from tests.api.test_errors import is_problem


def test_the_basket_is_one_workbook_with_a_sheet_a_collection(client: httpx.Client) -> None:
    items = [{"collection": "industrial_land", "id": key} for key in ("L-020", "L-003", "L-020")]
    items.append({"collection": "parks", "id": "GD"})
    answer = client.post("/exports", json={"items": items, "f": "xlsx", "lang": "zh"})
    assert answer.status_code == 200
    assert 'filename="basket-2023-06-30.xlsx"' in answer.headers["content-disposition"]
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["产业用地", "园区", "字段说明", "代码说明", "说明"]
    assert [row[0].value for row in book["产业用地"].iter_rows(min_row=2)] == ["L-020", "L-003"]
    assert [row[0].value for row in book["园区"].iter_rows(min_row=2)] == ["GD"]
    names = {cell.value for row in book["产业用地"].iter_rows() for cell in row}
    assert HOSTILE in names
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_a_basket_of_one_collection_in_any_format(client: httpx.Client) -> None:
    items = [{"collection": "industrial_land", "id": key} for key in ("L-020", "L-003")]
    table = client.post("/exports", json={"items": items, "f": "csv"}).content.decode("utf-8-sig")
    assert [row[0] for row in csv.reader(io.StringIO(table))][1:] == ["L-020", "L-003"]
    plots = client.post("/exports?f=geojson", json={"items": items}).json()
    assert [feature["id"] for feature in plots["features"]] == ["L-020", "L-003"]
    both = [*items, {"collection": "parks", "id": "GD"}]
    is_problem(client.post("/exports", json={"items": both, "f": "csv"}), 400, "bad-parameter")


def test_a_basket_has_the_columns_chosen_of_each_layer_and_all_of_the_others(client: httpx.Client) -> None:
    plots = [{"collection": "industrial_land", "id": key} for key in ("L-020", "L-003")]
    items = [*plots, {"collection": "parks", "id": "GD"}]
    chosen = {"industrial_land": ["status", "note"]}
    book = openpyxl.load_workbook(io.BytesIO(client.post("/exports", json={"items": items, "columns": chosen}).content))
    alone = client.get("/collections/industrial_land/items?ids=L-020,L-003&properties=status,note&f=xlsx")
    expected = openpyxl.load_workbook(io.BytesIO(alone.content))
    whole = openpyxl.load_workbook(io.BytesIO(client.post("/exports", json={"items": items}).content))
    for name in expected.sheetnames[:2]:
        assert sorted(rows_of(book, name), key=str) == sorted(rows_of(expected, name), key=str), name
    assert rows_of(book, "园区") == rows_of(whole, "园区")
    table = client.post("/exports", json={"items": plots, "columns": chosen, "f": "csv"}).content.decode("utf-8-sig")
    assert len(next(csv.reader(io.StringIO(table)))) < len(expected["产业用地 · 全部字段"][1])


def rows_of(book: openpyxl.Workbook, name: str) -> list[tuple[object, ...]]:
    """The cells of a sheet, without its title."""
    return list(book[name].iter_rows(min_row=2, values_only=True))


def test_columns_that_are_none_are_refused_in_words(client: httpx.Client) -> None:
    items = [{"collection": "parks", "id": "GD"}]
    for columns, status in (
        ({"parks": ["nothing"]}, 400),
        ({"parks": []}, 400),
        ({"industrial_land": ["status"]}, 400),
        ([], 400),
    ):
        answer = client.post("/exports", json={"items": items, "columns": columns})
        assert answer.status_code == status, columns
        assert answer.json()["text"]["zh"]


def test_the_basket_speaks_english(client: httpx.Client) -> None:
    answer = client.post("/exports?lang=en", json={"items": [{"collection": "parks", "id": "GD"}]})
    assert openpyxl.load_workbook(io.BytesIO(answer.content)).sheetnames == ["Parks", "Columns", "About"]


def test_heavy_work_beyond_its_turns_is_told_to_come_again(inventory: Inventory) -> None:
    app = create_app(Settings(busy_seconds=0), inventory)
    lists = app.state.service.turns.limits[Work.LISTS]
    turns, lists.total_tokens = lists.total_tokens, 0
    with served(app) as address, httpx.Client(base_url=address, trust_env=False) as busy:
        answer = busy.get("/collections/industrial_land/items?f=csv")
        is_problem(answer, 503, "busy")
        assert answer.headers["retry-after"] == "2"
        assert busy.get("/collections/industrial_land/items").status_code == 200
        lists.total_tokens = turns
        assert busy.get("/collections/industrial_land/items?f=csv").status_code == 200

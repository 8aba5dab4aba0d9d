"""Would break where the basket lost a sheet or an order, or a cell became a formula."""

from __future__ import annotations

import io

import httpx
import openpyxl

from tests.api.conftest import HOSTILE


def test_the_basket_is_one_workbook_with_a_sheet_a_collection(client: httpx.Client) -> None:
    items = [{"collection": "industrial_land", "id": key} for key in ("L-020", "L-003", "L-020")]
    items.append({"collection": "parks", "id": "GD"})
    answer = client.post("/exports", json={"items": items, "f": "xlsx", "lang": "zh"})
    assert answer.status_code == 200
    assert 'filename="basket-2023-06-30.xlsx"' in answer.headers["content-disposition"]
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["产业用地", "园区", "说明"]
    assert [row[0].value for row in book["产业用地"].iter_rows(min_row=2)] == ["L-020", "L-003"]
    assert [row[0].value for row in book["园区"].iter_rows(min_row=2)] == ["GD"]
    names = {cell.value for row in book["产业用地"].iter_rows() for cell in row}
    assert HOSTILE in names
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_the_basket_speaks_english(client: httpx.Client) -> None:
    answer = client.post("/exports?lang=en", json={"items": [{"collection": "parks", "id": "GD"}]})
    assert openpyxl.load_workbook(io.BytesIO(answer.content)).sheetnames == ["Parks", "About"]

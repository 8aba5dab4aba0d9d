"""A figure reads the same wherever it stands: on the card, in the list to take away, on paper."""

from __future__ import annotations

import csv
import io
from typing import Any

import httpx
import openpyxl

from gis.fields import Field
from gis.inventory import Inventory
from gis.units import figure, mu_from_m2, plain
from tests.browser.conftest import Opened

CARDS = """(id) => {
  const v = landstock.values;
  const fields = window.landstock.schema.collection(id).fields.filter((field) => ['number', 'integer'].includes(field.type));
  return [...landstock.features(id).values()].map((one) => [one.id, fields.map((field) => {
    const raw = one.properties[field.name] ?? null;
    return [field.name, raw === null ? null : v.shown(field, raw), raw === null || !field.land ? null : v.area(raw, true, { unit: 'mu' }).figure];
  })]);
}"""
PAGE_CSV = "(id) => landstock.csv.csv(id, [...landstock.features(id).values()], '')"


def on_paper(field: Field, value: Any) -> str:
    """What a sheet of the service says of a figure."""
    if field.land:
        return f"{figure(value)}\u2009m² · {figure(mu_from_m2(value), 1)}\u2009亩"
    return plain(value)


def test_every_figure_of_the_demonstration_is_the_same_on_card_and_paper(
    served: str, demo_inventory: Inventory, opened: Opened
) -> None:
    page = opened(f"{served}/#lang=zh").ready().page
    looked = 0
    for name in ("industrial_land", "idle_space", "projects", "buildings"):
        layer = demo_inventory.layer(name)
        for key, cells in page.evaluate(CARDS, name):
            values = layer.properties(layer.row(str(key)))
            for field_name, shown, mu in cells:
                field = layer.collection.field(field_name)
                if shown is None or not (field.land or field.unit or str(field.dtype) == "number"):
                    continue
                said = shown if field.land or field.unit is None else shown.split("\u2009")[0]
                wanted = on_paper(field, values[field_name])
                assert said in {wanted, f"{wanted}.0"}, (name, key, field_name)
                assert mu is None or mu == figure(mu_from_m2(float(str(values[field_name]))), 1)
                looked += 1
    assert looked > 3_000


def test_the_lists_of_page_and_service_and_the_workbook_hold_the_same_figures(
    served: str, demo_inventory: Inventory, opened: Opened
) -> None:
    page = opened(f"{served}/#lang=zh").ready().page
    for name in ("industrial_land", "idle_space"):
        address = f"{served}/collections/{name}/items"
        answer = httpx.get(address, params={"f": "csv", "lang": "zh"}, trust_env=False, timeout=30).raise_for_status()
        theirs = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
        mine = {row["编号"]: row for row in csv.DictReader(io.StringIO(page.evaluate(PAGE_CSV, name).lstrip("\ufeff")))}
        workbook = httpx.get(
            address, params={"f": "xlsx", "lang": "zh"}, trust_env=False, timeout=30
        ).raise_for_status()
        head, *rows = openpyxl.load_workbook(io.BytesIO(workbook.content)).worksheets[1].iter_rows(values_only=True)
        booked = {str(row[head.index("编号")]): dict(zip(head, row, strict=True)) for row in rows}
        areas = [heading for heading in theirs[0] if (heading and "m²" in heading) or (heading and "亩" in heading)]
        assert areas
        for row in theirs:
            for heading in areas:
                here, there = mine[row["编号"]][heading], booked[row["编号"]][heading]
                assert here == row[heading] or float(here) == float(row[heading]), (row["编号"], heading)
                assert str(there) == row[heading] or float(str(there)) == float(row[heading]), (row["编号"], heading)

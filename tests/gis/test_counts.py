"""One of a thing is told as one: a sentence that counts goes by its figure as it is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from gis.checking import check_folder
from gis.fields import Field
from gis.intake.register import import_register
from gis.query import Query, select
from gis.text import Text, either, many
from tests.gis.folders import data_folder
from tests.gis.intake.registers import ID, mapping_file, source_file, text_field
from tests.gis.small import COLLECTION, cell, layer, plot


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0 rows"), (1, "1 row"), (2, "2 rows"), (1_000, "1,000 rows"), (1.0, "1 row"), (1.5, "1.5 rows"), ("1", "1 row"), ("1.00", "1.00 rows")]
)  # fmt: skip
def test_a_count_has_its_number(count: float | str, said: str) -> None:
    assert many(count, "row") == said
    assert either(count, "is", "are") == ("is" if said.endswith("row") else "are")


def test_a_collection_is_called_by_the_number_that_it_has() -> None:
    assert [COLLECTION.counted(count) for count in (1, 1_200)] == [
        Text("1 宗", "1 plot"),
        Text("1,200 宗", "1,200 plots"),
    ]


def test_a_query_an_import_and_a_check_say_one_of_a_thing(tmp_path: Path) -> None:
    found = select(layer([plot("A", cell(0, 0))]), Query(collection="plots", ids=("A",)))
    assert found.words.en == "Plots: 1 named feature"
    (tmp_path / "t.csv").write_text("KEY,owner\nA,me\nB,you\n", "utf-8")
    plan = mapping_file(tmp_path, ID, text_field("owner"), '[[joins]]\nfile = "t.csv"\non = "KEY"\n')
    report = import_register([source_file(tmp_path, [{"KEY": "A"}])], plan, tmp_path / "out").text("en")
    assert "1 feature read from 1 file, 1 kept, 0 refused" in report
    assert "joined t.csv: 1 feature matched, 0 without a row, 1 row unused" in report
    fields: dict[str, list[Field]] = {"plots": list(COLLECTION.fields)}
    catalog = data_folder(tmp_path / "data", fields, {"plots": [plot("A", cell(0, 0), id="A", colour="red")]})
    said = " ".join(each.text.en for each in check_folder(catalog).findings)
    assert "its values of 1 feature are not read" in said

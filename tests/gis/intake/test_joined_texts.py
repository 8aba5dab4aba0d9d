"""What a joined table says is what an export for programs says: no apostrophe of a value is taken for a guard."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gis.folder import open_folder
from gis.intake.register import import_register
from gis.io.csv import NOTE, write_plain_csv
from gis.io.sheet import UNKNOWN
from tests.gis.intake.registers import ID, mapping_file, source_file, text_field

JOIN = '[[joins]]\nfile = "t.csv"\non = "KEY"\n'
TEXTS = st.one_of(
    st.sampled_from(["'=1+1", "'0802", "'3-1", "''=1", "'", "'TRUE", "it's", "=1+1", "'－1", "'待核实", "0802"]),
    st.text(st.sampled_from("'=+-@0128/甲a \"\n,"), min_size=1, max_size=6),
).filter(lambda text: text == text.strip() != "" and text not in UNKNOWN)


def plain_after_joining(folder: Path, texts: list[str], heading: str = "owner", *more: str) -> list[str]:
    """The texts of a joined table, one a feature, as an export for programs writes them."""
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerows([["KEY", heading, *more], *([f"K{n}", text, *("" for _ in more)] for n, text in enumerate(texts))])
    (folder / "t.csv").write_bytes(table.getvalue().encode("utf-8-sig"))
    rows: list[dict[str, Any]] = [{"KEY": f"K{n}"} for n in range(len(texts))]
    import_register([source_file(folder, rows)], mapping_file(folder, ID, text_field("owner"), JOIN), folder / "out")
    layer = open_folder(folder / "out").layer("sites")
    lines = csv.DictReader(io.StringIO(b"".join(write_plain_csv(layer, np.arange(len(layer)))).decode()))
    found = {line["id"]: line["owner"] for line in lines}
    return [found[f"K{n}"] for n in range(len(texts))]


@given(st.lists(TEXTS, min_size=1, max_size=6))
@example(["'=1+1", "'0802", "'3-1", "''=1", "'"])
def test_a_table_joined_and_exported_for_programs_is_equal_to_the_letter(texts: list[str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        assert plain_after_joining(Path(name), texts) == texts


@pytest.mark.parametrize("note", NOTE)
def test_a_list_of_ours_has_its_guards_taken_off_also_where_a_column_was_added_behind(
    tmp_path: Path, note: str
) -> None:
    written = ["'=1+1", "'0802", "''=1", "'it", "'"]
    assert plain_after_joining(tmp_path, written, "owner", note, "remarks") == ["=1+1", "0802", "'=1", "'it", "'"]

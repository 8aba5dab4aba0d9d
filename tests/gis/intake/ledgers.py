"""The sample ledgers with the right reading of each cell, for tests of how they are read."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from python_calamine import CalamineWorkbook

from gis.codelist_file import read_codelist
from gis.codelists import Codelist
from tests.architecture.source import ROOT


class Cell(NamedTuple):
    """One cell of a data row, as text, with what its row's field should have."""

    row: int
    raw: str
    right: Any


class Ledger:
    """A sample ledger and its truth."""

    def __init__(self, samples: Path, name: str) -> None:
        folder = samples / "11_ledgers"
        self.truth: dict[str, Any] = json.loads((folder / f"{name}.truth.json").read_text("utf-8"))
        self._file = folder / self.truth["ledger"]

    def column(self, heading: str, field: str) -> Iterator[Cell]:
        """The cells of a column with the right value of a field."""
        place = next(column["index"] for column in self.truth["columns"] if column["heading"][-1] == heading)
        grid = self._grid()
        for row in self.truth["rows"]:
            yield Cell(row["row"], str(grid[row["row"] - 1][place - 1]), row.get("values", {}).get(field))

    def words(self, heading: str) -> Counter[str]:
        """The words of a column, with how often each stands."""
        return Counter(cell.raw for cell in self.column(heading, ""))

    def _grid(self) -> list[list[Any]]:
        if self._file.suffix == ".csv":
            return list(csv.reader(io.StringIO(self._file.read_bytes().decode("gbk"))))
        return CalamineWorkbook.from_path(self._file).get_sheet_by_index(0).to_python()


def shipped(name: str) -> Codelist:
    """A code list of the shipped data folder."""
    return read_codelist(ROOT / "layers" / "codelists" / f"{name}.toml")

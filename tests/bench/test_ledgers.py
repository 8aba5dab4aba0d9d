"""The ledger of the yardstick: the same each time, and read alike by the product and by the script beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.folder import ROOT
from bench.ledger import HEADINGS, rows, write_csv, write_xlsx
from bench.ledgers import WORKLOADS, brought_in
from bench.targets import OURS, TARGETS
from gis.intake.proposed_import import propose_mapping, write_proposal

SIZE = 300


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("ledger")
    write_xlsx(made / "ledger.xlsx", SIZE)
    write_csv(made / "ledger.csv", SIZE)
    proposal = propose_mapping([made / "ledger.xlsx"], ROOT / "layers")
    assert proposal.sure
    write_proposal(proposal, made / "mapping.toml")
    return made


def test_the_ledger_is_the_same_each_time_and_another_by_another_seed() -> None:
    made = list(rows(SIZE))
    assert made == list(rows(SIZE))
    assert made != list(rows(SIZE, seed=1))
    assert {len(row) for row in made} == {len(HEADINGS)} == {20}


def test_product_script_and_reader_of_cells_find_the_same(folder: Path) -> None:
    book, text = (brought_in(OURS, folder / name)["found"] for name in ("ledger.xlsx", "ledger.csv"))
    assert book == text == brought_in("pandas", folder / "ledger.csv")["found"]
    assert brought_in("calamine", folder / "ledger.xlsx")["found"] == {"rows": SIZE} == {"rows": book["rows"]}
    assert 0 < book["site_area_m2"] < SIZE, "some cells are to check"


def test_each_workload_has_its_bar() -> None:
    assert set(WORKLOADS) <= {target.workload for target in TARGETS}

"""The ledgers of the trade beside their cadastre: every row lies where the right reading says, is to check, or is not located."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from gis.fields import Role
from gis.folder import Folder, open_folder, synced_folder
from gis.intake.proposal_file import proposal_text
from gis.intake.proposed_import import propose_mapping
from gis.intake.register import import_register
from gis.locating.proposal import Located, Outcome
from gis.locating.proposing import propose_places
from gis.recalling.undo import undo

LEDGERS = ["idle_plants.xlsx", "approved_not_supplied.csv", "supplied_not_used.xlsx"]
OTHERS = ["cadastre.zip", "key_projects_2023-01.xls"]


@pytest.fixture(scope="module")
def district(samples: Path, tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    """A data folder with all ledgers and the cadastre, brought in one after another."""
    into = tmp_path_factory.mktemp("district") / "layers"
    for name in [*LEDGERS, *OTHERS]:
        mapping, file = into.parent / f"{name}.toml", samples / "11_ledgers" / name
        mapping.write_text(proposal_text(propose_mapping([file], root / "layers")), "utf-8")
        report = import_register([file], mapping, into, shared=root / "layers")
        assert report.not_located == (0 if name == "cadastre.zip" else report.kept)
    return into


@pytest.fixture(scope="module")
def proposed(district: Path) -> Callable[[str], Located]:
    inventory = open_folder(district)
    return cache(lambda name: propose_places(inventory, name))


def truth_of(samples: Path, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(
        (samples / "11_ledgers" / f"{name.partition('.')[0]}.truth.json").read_text("utf-8")
    )["located"]["rows"]
    return rows


@pytest.mark.parametrize("name", LEDGERS)
def test_every_row_is_located_to_check_or_neither_as_the_right_reading_has_it(
    samples: Path, district: Path, proposed: Callable[[str], Located], name: str
) -> None:
    layer = name.partition(".")[0]
    located = {proposal.id: proposal for proposal in proposed(layer).proposals}
    rows = json.loads((district / f"{layer}.geojson").read_bytes())["features"]
    wrong = []
    for made, right in zip(rows, truth_of(samples, name), strict=True):
        mine = located[made["id"]]
        parcel = None if mine.place is None else mine.place.code
        if (mine.outcome.replace("_", " "), parcel) != (right["outcome"], right["parcel"]):
            wrong.append((right, mine))
        tempting = set(right.get("tempting", ()))
        if mine.outcome is Outcome.TO_CHECK:
            assert tempting <= {each.code for each in mine.candidates}
    assert wrong == []


def test_projects_with_an_address_alone_are_placed_by_nobody(proposed: Callable[[str], Located]) -> None:
    assert proposed("key_projects").counts == {"located": 0, "to_check": 0, "not_located": 133}


def test_a_floor_ledger_may_lie_twice_on_a_plot_and_all_of_it_is_taken_back(samples: Path, district: Path) -> None:
    folder = synced_folder(district)
    before = folder.inventory()
    located = folder.locate("idle_plants", ["cadastre"], apply=True, author="t")
    assert len(located.applied) == 54
    layer = folder.inventory().layer("idle_plants")
    basis = layer.texts(Role.LOCATED_BY)
    assert sum(shape is not None for shape in layer.geometries) == 54
    assert {text.partition(":")[0] for text in basis if text} == {
        "证号 / certificate",
        "权利人与坐落 / owner and address",
    }
    assert located.change_set is not None
    undo(folder.store, folder.inventory(), located.change_set, "t")
    after = folder.inventory().layer("idle_plants")
    assert [after.feature(row) for row in range(len(after))] == [
        before.layer("idle_plants").feature(row) for row in range(len(after))
    ]


def test_plots_are_all_placed_in_one_change_set(district: Path) -> None:
    folder: Folder = synced_folder(district)
    for name, count in (("approved_not_supplied", 30), ("supplied_not_used", 65)):
        located = folder.locate(name, ["cadastre"], apply=True, author="t")
        assert len(located.applied) == count
        assert folder.locate(name, ["cadastre"]).counts["located"] == 0

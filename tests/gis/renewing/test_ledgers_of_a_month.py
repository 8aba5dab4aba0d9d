"""Ledgers as they occur, month after month, held against the right reading of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gis.intake.proposed_import import propose_mapping, write_proposal
from gis.intake.register import import_register
from gis.io.members import members
from gis.recalling.undo import undo
from gis.renewing.renewal import Place, Wishes, renew_layer
from gis.renewing.rows_read import keep_rows


@pytest.fixture
def ledgers(samples: Path) -> Path:
    return samples / "11_ledgers"


def test_the_second_month_of_key_projects_says_what_changed(root: Path, ledgers: Path, tmp_path: Path) -> None:
    first, second = ledgers / "key_projects_2023-01.xls", ledgers / "key_projects_2023-02.xls"
    said = json.loads((ledgers / "key_projects_2023-02.truth.json").read_text("utf-8"))["against_the_month_before"]
    mapping = tmp_path / "mine" / "mappings" / "projects.toml"
    write_proposal(propose_mapping([first], root / "layers"), mapping)
    (tmp_path / "mine" / "catalog.toml").write_text(
        '[folder]\ntitle = { zh = "甲", en = "A" }\nmetric_crs = "EPSG:4548"\n', "utf-8"
    )
    place = Place(into=tmp_path / "mine", shared=root / "layers")
    report = import_register([first], mapping, place.into, shared=place.shared)
    folder = place.open()
    keep_rows(folder, report, members([first]))
    before = folder.inventory().layers["key_projects"]
    made = renew_layer([second], mapping, place, Wishes(apply=True)).difference

    def ids(rows: list[list[str]]) -> set[str]:
        return {" · ".join(key) for key in rows}

    assert {each.id for each in made.changed} == ids([each["key"] for each in said["changed"]])
    assert {each.id for each in made.new} == ids(said["new"])
    assert {each.id for each in made.gone} == ids(said["gone"])
    assert set(made.respelt or ()) == ids(said["same_value_written_another_way"])
    assert (made.changed_rows, len(made.new), len(made.gone), len(made.respelt or ())) == (9, 2, 1, 2)
    folder = place.open()
    assert made.applied is not None
    undo(folder.store, folder.inventory(), made.applied, "somebody")
    after = place.open().inventory().layers["key_projects"]
    assert [after.properties(row) for row in range(len(after))] == [
        before.properties(before.row_of[key]) for key in after.ids
    ]

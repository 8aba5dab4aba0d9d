"""Ledgers as they occur, month after month, held against the right reading of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gis.dashboard.changed import changes_since_load
from gis.intake.proposed_import import propose_mapping, write_proposal
from gis.intake.register import import_register
from gis.io.members import members
from gis.recalling.history import tell_set
from gis.recalling.undo import undo
from gis.renewing.renewal import Place, renew_layer
from gis.renewing.rows_read import keep_rows
from gis.renewing.wishes import Wishes


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
    # Log and dashboard say what the difference said, not each of the 132 rows that were written.
    story = tell_set(folder.store.change_set(made.applied))
    assert story.counts == {"changed": 9, "period": made.periods, "came": 2, "ended": 1}
    assert (made.periods, story.respelt) == (123, 2)
    (told,) = changes_since_load(folder.store, ["key_projects"])
    brought = told.brought
    assert (brought.new, brought.changed, brought.gone, brought.periods, brought.respelt) == (2, 9, 1, 123, 2)
    assert set(brought.ids) == ids([each["key"] for each in said["changed"]]) | ids(said["new"])
    back = undo(folder.store, folder.inventory(), made.applied, "somebody")
    (told,) = changes_since_load(folder.store, ["key_projects"])
    assert told.taken_back is not None
    assert (told.taken_back.change_set, told.taken_back.undone_as) == (made.applied, back)
    assert [each.ids for each in (told.brought, told.since)] == [(), ()]
    assert tell_set(folder.store.change_set(back)).counts == {"changed": 9, "period": 123, "came": 1, "ended": 2}
    after = place.open().inventory().layers["key_projects"]
    assert [after.properties(row) for row in range(len(after))] == [
        before.properties(before.row_of[key]) for key in after.ids
    ]

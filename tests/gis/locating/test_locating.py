"""Would break where a row is put onto a place that two would do for, or onto one that something it says is not of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gis.catalog import NOUN, Collection, Kind
from gis.editing.change import setting
from gis.errors import NoPlace, UnknownCollection
from gis.fields import Role
from gis.folder import Folder
from gis.inventory import Inventory
from gis.layer import Feature, Layer
from gis.locating.proposal import By, Outcome, Proposal
from gis.locating.proposing import propose_places
from gis.recalling.undo import undo
from tests.gis.locating.ledgers import CADASTRE, CODE, LEDGER, folder_of, moved, parcel, row
from tests.gis.small import METRIC_CRS, cell, same

NAMED = {
    "dk": CODE.format(7),
    "tdz": "鲁〔2019〕长清区不动产权0000007",
    "dw": "济南某7有限公司",
    "wz": "长清区归德街道海棠路７号",
}


def inventory_of(
    rows: list[Feature], parcels: list[Feature], catalog: Any = None, kind: Kind = Kind.PARCEL
) -> Inventory:
    layers = {
        name: Layer.from_features(
            Collection(
                id=name,
                kind=kind if name == "ledger" else Kind.PARCEL,
                file=f"{name}.geojson",
                title=same(name),
                noun=NOUN,
                fields=fields,
            ),
            features,
            metric_crs=METRIC_CRS,
        )
        for name, fields, features in (("ledger", LEDGER, rows), ("cadastre", CADASTRE, parcels))
    }
    return Inventory(catalog=catalog, layers=layers, version="x")


class Metric:
    """As much of a catalog as proposals ask."""

    metric_crs = METRIC_CRS


def proposed(said: dict[str, Any], parcels: list[Feature] | None = None, kind: Kind = Kind.PARCEL) -> Proposal:
    known = [parcel(n) for n in range(12)] if parcels is None else parcels
    inventory = inventory_of([row("r", **said)], known, Metric, kind)
    return propose_places(inventory, "ledger").proposals[0]


@pytest.mark.parametrize(
    ("keys", "by"),
    [
        (["dk", "tdz", "dw", "wz"], By.PARCEL_CODE),
        (["dk"], By.PARCEL_CODE),
        (["tdz"], By.CERTIFICATE),
        (["tdz", "dw"], By.CERTIFICATE),
        (["dw", "wz"], By.OWNER_AND_ADDRESS),
    ],
)
def test_a_row_lies_where_all_that_it_says_agrees(keys: list[str], by: By) -> None:
    found = proposed({key: NAMED[key] for key in keys})
    assert (found.outcome, found.by) == (Outcome.LOCATED, by)
    assert found.place is not None
    assert found.place.address == "cadastre/c7"
    assert found.shape == cell(7, 0)


@pytest.mark.parametrize("keys", [[], ["dw"], ["wz"]])
def test_owner_or_address_alone_name_no_place(keys: list[str]) -> None:
    found = proposed({key: NAMED[key] for key in keys})
    assert (found.outcome, found.candidates, found.shape) == (Outcome.NOT_LOCATED, (), None)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"dk": CODE.format(8)}, "different places"),
        ({"tdz": "鲁（2019）长清区不动产权第0000008号"}, "different places"),
        ({"dk": CODE.format(99), "tdz": None}, "no such parcel code"),
        ({"dk": CODE.format(99), "dw": None}, "no such parcel code"),
        ({"tdz": "鲁（2019）长清区不动产权第0000099号", "dk": None}, "no such certificate"),
        ({"dw": "济南某8有限公司", "wz": None}, "owner is that of another"),
        ({"wz": "归德街道海棠路8号"}, "address is that of another"),
        ({"dw": "长清某某有限公司", "wz": "归德街道海棠路70号"}, "neither owner nor address"),
        ({"dw": "长清某某有限公司", "wz": None}, "neither owner nor address"),
    ],
)
def test_what_contradicts_itself_is_to_check_with_its_evidence(changed: dict[str, Any], why: str) -> None:
    found = proposed({**NAMED, **changed})
    assert found.outcome is Outcome.TO_CHECK
    assert found.shape is None
    assert why in found.why.en
    assert "cadastre/c7" in [each.address for each in found.candidates]


def test_a_firm_of_another_name_at_the_same_address_has_not_moved() -> None:
    found = proposed({**NAMED, "dw": "济南某七股份有限公司"})
    assert found.outcome is Outcome.LOCATED
    assert "owner differs" in found.why.en


def test_the_same_road_of_another_district_is_another_place() -> None:
    assert proposed(
        {"dw": NAMED["dw"], "wz": "槐荫区归德街道海棠路7号"}, [parcel(7, zl="长清区归德街道海棠路7号")]
    ).outcome is (Outcome.NOT_LOCATED)


def test_a_code_that_stands_twice_is_no_key_unless_it_is_one_shape_drawn_twice() -> None:
    twice = [parcel(7), parcel(8, zd=CODE.format(7))]
    found = proposed({"dk": NAMED["dk"]}, twice)
    assert found.outcome is Outcome.TO_CHECK
    assert "2 different shapes" in found.why.en
    again = [parcel(7), Feature("again", cell(7, 0), {**parcel(7).properties, "id": "again"})]
    assert proposed({"dk": NAMED["dk"]}, again).outcome is Outcome.LOCATED


def test_a_sliver_is_no_plot() -> None:
    sliver = shapely.box(116.7, 36.5, 116.70001, 36.50001)
    found = proposed({"dk": NAMED["dk"]}, [parcel(7, shape=sliver)])
    assert found.outcome is Outcome.TO_CHECK
    assert "sliver" in found.why.en


def test_where_a_project_stands_is_for_somebody_to_say() -> None:
    assert proposed({"dw": NAMED["dw"], "wz": NAMED["wz"]}, kind=Kind.PROJECT).outcome is Outcome.TO_CHECK


def test_two_plots_of_a_ledger_never_take_one_parcel_and_two_floors_may() -> None:
    rows = [row("a", dk=CODE.format(7)), row("b", tdz=NAMED["tdz"]), row("c", dk=CODE.format(8))]
    for kind, outcomes in (
        (Kind.PARCEL, [Outcome.TO_CHECK, Outcome.TO_CHECK, Outcome.LOCATED]),
        (Kind.SPACE, [Outcome.LOCATED] * 3),
    ):
        inventory = inventory_of(rows, [parcel(n) for n in range(12)], Metric, kind)
        assert [each.outcome for each in propose_places(inventory, "ledger").proposals] == outcomes


def test_a_plot_is_not_put_onto_one_of_its_ledger_that_has_a_shape() -> None:
    rows = [row("a", dk=CODE.format(7)), row("b", shape=cell(7, 0))]
    (found,) = propose_places(inventory_of(rows, [parcel(7)], Metric), "ledger").proposals
    assert found.outcome is Outcome.TO_CHECK
    assert "b would lie on the same ground" in found.why.en


SMALL = st.integers(0, 3)
PARCELS = st.lists(st.tuples(SMALL, SMALL, SMALL, SMALL, SMALL), min_size=0, max_size=6)
ROWS = st.lists(st.tuples(*[st.none() | SMALL] * 4), min_size=1, max_size=5)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(parcels=PARCELS, rows=ROWS)
def test_nothing_is_ever_placed_where_two_would_do(parcels: Any, rows: Any) -> None:
    """A reading row by row: whatever names a place, alone, names this one; and no other row is put there."""
    known = [
        Feature(
            f"c{n}",
            cell(place, 0),
            {"id": f"c{n}", "zd": CODE.format(code), "zh": f"证{cert}", "qlr": f"某{owner}", "zl": f"路{street}号"},
        )
        for n, (place, code, cert, owner, street) in enumerate(parcels)
    ]
    ledger = [
        row(
            f"r{n}",
            dk=None if code is None else CODE.format(code),
            tdz=None if cert is None else f"证{cert}",
            dw=None if owner is None else f"某{owner}",
            wz=None if street is None else f"路{street}号",
        )
        for n, (code, cert, owner, street) in enumerate(rows)
    ]
    located = propose_places(inventory_of(ledger, known, Metric), "ledger")
    shapes = []
    for mine, (code, cert, owner, street) in zip(located.proposals, rows, strict=True):
        by_code = {each[0] for each in parcels if each[1] == code}
        by_cert = {each[0] for each in parcels if each[2] == cert}
        by_pair = {each[0] for each in parcels if (each[3], each[4]) == (owner, street)}
        would_do = by_code | by_cert | by_pair
        if mine.outcome is Outcome.LOCATED:
            assert len(would_do) == 1
            assert mine.shape == cell(next(iter(would_do)), 0)
            shapes.append(mine.shape.wkb)
        if not would_do:
            assert mine.outcome is Outcome.NOT_LOCATED
    assert len(shapes) == len(set(shapes))


# what is made of proposals -------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    rows = [
        row("sure", **NAMED),
        row("doubtful", **{**NAMED, "dk": CODE.format(8), "tdz": None}),
        row("nowhere", wz="某村北"),
        row("drawn", shape=moved(20)),
    ]
    return folder_of(tmp_path / "f", rows, [parcel(n) for n in range(12)])


def shaped(folder: Folder) -> dict[str, str | None]:
    """By id, by what each row with a shape was located."""
    layer = folder.inventory().layer("ledger")
    basis = layer.texts(Role.LOCATED_BY)
    return {key: basis[n] for n, key in enumerate(layer.ids) if layer.shapes[n] is not None}


def test_the_sure_ones_are_placed_on_demand_and_say_by_what(folder: Folder) -> None:
    assert folder.locate("ledger").counts == {"located": 1, "to_check": 1, "not_located": 1}
    assert shaped(folder) == {"drawn": None}
    located = folder.locate("ledger", apply=True, author="t")
    assert located.applied == ("sure",)
    assert shaped(folder) == {"drawn": None, "sure": "宗地代码 / parcel code: cadastre/c7"}
    assert located.change_set is not None
    undo(folder.store, folder.inventory(), located.change_set, "t")
    assert shaped(folder) == {"drawn": None}


def test_somebody_chooses_for_a_row_and_only_that_one_is_placed(folder: Folder) -> None:
    located = folder.locate("ledger", chosen={"doubtful": CODE.format(8), "nowhere": "cadastre/c3"}, author="t")
    assert located.applied == ("doubtful", "nowhere")
    assert shaped(folder) == {
        "drawn": None,
        "doubtful": "人工选定 / chosen by hand: cadastre/c8",
        "nowhere": "人工选定 / chosen by hand: cadastre/c3",
    }


@pytest.mark.parametrize(
    "chosen",
    [{"none": CODE.format(8)}, {"drawn": CODE.format(8)}, {"nowhere": CODE.format(50)}, {"nowhere": "ledger/sure"}],
)
def test_a_choice_of_what_is_not_there_changes_nothing(folder: Folder, chosen: dict[str, str]) -> None:
    with pytest.raises(NoPlace):
        folder.locate("ledger", chosen=chosen, apply=True)
    assert shaped(folder) == {"drawn": None}


def test_a_row_that_somebody_draws_says_so(folder: Folder) -> None:
    folder.edit([setting("ledger", "nowhere", {}, geometry=moved(3))], author="t")
    assert shaped(folder) == {"drawn": None, "nowhere": "人工绘制 / drawn by hand"}
    folder.edit([setting("ledger", "nowhere", {}, geometry=None)], author="t")
    assert shaped(folder) == {"drawn": None}
    assert folder.inventory().layer("ledger").texts(Role.LOCATED_BY) == [None] * 4


def test_what_was_located_is_not_looked_up_in_turn(folder: Folder) -> None:
    folder.locate("ledger", apply=True, author="t")
    inventory = folder.inventory()
    looked = propose_places(inventory, "cadastre", ["ledger"]).looked_in
    assert [each.rows for each in looked] == [1]


# bad input -----------------------------------------------------------------------------------------------------------


def test_a_code_list_of_another_county_is_said_and_not_used(tmp_path: Path) -> None:
    others = [parcel(n, zd=CODE.format(n).replace("370113", "370112")) for n in range(12)]
    located = folder_of(tmp_path / "f", [row("r", **NAMED)], others).locate("ledger", apply=True)
    assert located.applied == ()
    (looked,) = located.looked_in
    assert looked.refused is not None
    assert "370112" in looked.refused.en
    assert "370113" in looked.refused.en


def test_rows_without_codes_are_of_the_county_of_the_folders_other_ledgers(tmp_path: Path) -> None:
    """A ledger of certificates alone was located in the cadastre of another district."""
    far = [parcel(n, zd=CODE.format(n).replace("370113", "370112")) for n in range(12)]
    bare = {key: value for key, value in NAMED.items() if key != "dk"}
    others = {"plots": (LEDGER, [row("p", dk=CODE.format(3)), row("q", dk=CODE.format(4))])}
    located = folder_of(tmp_path / "f", [row("r", **bare)], far, others).locate("ledger", ["cadastre"], apply=True)
    (looked,) = located.looked_in
    assert located.applied == ()
    assert "370112, those of the folder's other ledgers of 370113" in str(looked.refused)
    alone = folder_of(tmp_path / "g", [row("r", **bare)], far).locate("ledger", ["cadastre"])
    assert [each.refused for each in alone.looked_in] == [None], "nothing says of which county the folder is"


def test_a_lookup_without_the_fields_or_the_shapes_is_said(tmp_path: Path) -> None:
    folder = folder_of(
        tmp_path / "f",
        [row("r", **NAMED)],
        [],
        {"parks": ((CADASTRE[0], CADASTRE[3]), [Feature("p", cell(1, 1), {"id": "p", "qlr": "x"})])},
    )
    said = {
        each.collection: each.refused for each in folder.locate("ledger", ["parks", "cadastre", "ledger"]).looked_in
    }
    assert "no field" in str(said["parks"])
    assert "has no shapes" in str(said["cadastre"])
    assert "is the layer" in str(said["ledger"])
    assert folder.locate("ledger").notes != ()


def test_an_unknown_lookup_names_those_that_there_are(folder: Folder) -> None:
    with pytest.raises(UnknownCollection, match="kadaster"):
        folder.locate("ledger", ["kadaster"])

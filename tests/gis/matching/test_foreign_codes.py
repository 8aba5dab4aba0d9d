"""Codes that their list does not know: no rule takes one for a yes or a no, and its own word is said."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.catalog import Kind
from gis.fields import Role
from gis.inventory import Edit
from gis.matching import match
from gis.matching.needs.project import Project
from gis.plainly import to_plain
from tests.gis.matching.district import catalog, collection_of, default_scheme, feature, random_district, square
from tests.gis.matching.test_rules import answer, district, explained

READ_BY = {
    "L": {Role.USAGE: "usage", Role.STATUS: "supply"},
    "F": {Role.USAGE: "space_use", Role.STATUS: "availability", Role.TITLE_STATUS: "title", Role.FIRE_CLASS: "fire"},
}


@pytest.mark.parametrize(("site", "role"), [(site, role) for site, roles in READ_BY.items() for role in roles])
def test_a_rule_that_compares_a_code_says_to_check_and_shows_the_word(site: str, role: Role) -> None:
    foreign: dict[Role, Any] = {role: "９９９"}
    made = district(plot=foreign) if site == "L" else district(floor=foreign)
    found = explained(made, site, fire_class="丁", space_use="production")
    verdict, zh, _ = answer(found, READ_BY[site][role])
    assert verdict == "unknown"
    assert role is Role.FIRE_CLASS or "９９９" in zh


def test_a_floor_s_own_word_is_not_replaced_by_that_of_its_building() -> None:
    building = feature(collection_of(Kind.BUILDING), "B", square(0, 0), {Role.TITLE_STATUS: "titled"})
    made = district(None, {Role.BUILDING: "B", Role.TITLE_STATUS: "somehow"}, (Kind.BUILDING, building))
    assert answer(explained(made, "F"), "title")[0] == "unknown"


def test_what_is_connected_is_connected_whatever_stands_beside_it() -> None:
    known = ["water", "power", "road", "drainage", "telecom", "levelled", "gas", "heat"]
    assert answer(explained(district({Role.SERVICES: [*known, "5G"]}), "L"), "services")[0] == "yes"
    assert answer(explained(district({Role.SERVICES: ["5G"]}), "L"), "services")[0] == "unknown"


def test_a_control_of_a_class_that_no_list_knows_is_to_be_checked() -> None:
    control = feature(collection_of(Kind.CONTROL), "C-9", square(0, 0), {Role.CLASS: "moon_base"})
    verdict, zh, _ = answer(explained(district(None, None, (Kind.CONTROL, control)), "L"), "controls")
    assert (verdict, "moon_base" in zh) == ("unknown", True)


@given(st.integers(0, 30), st.sampled_from(["L", "F"]), st.data())
def test_foreign_codes_are_to_check_in_every_district(seed: int, prefix: str, data: st.DataObject) -> None:
    inventory = random_district(seed, land=12, floors=12)
    layer = inventory.of_kind(Kind.PARCEL if prefix == "L" else Kind.SPACE)[0]
    role = data.draw(st.sampled_from(list(READ_BY[prefix])))
    name = layer.collection.by_role[role].name
    ids = data.draw(st.lists(st.sampled_from(list(layer.ids)), min_size=1, max_size=4, unique=True))
    edits = []
    for key in ids:
        one = layer.feature(layer.row(key))
        edits.append(
            Edit(collection=layer.id, id=key, feature=one._replace(properties={**one.properties, name: "???"}))
        )
    demand = {
        "industry_code": "34",
        "pollution_class": "1",
        "fire_class": "丁",
        "needs": "either",
        "space_use": "production",
    }
    project = Project.from_demand(demand, catalog())
    report = match(inventory.apply(edits), project, default_scheme(), explain=ids)
    for found in report.explained:
        rule = READ_BY[prefix][role]
        verdicts = {to_plain(each)["rule"]: to_plain(each)["answer"] for each in found.verdicts}
        assert verdicts.get(rule, "unknown") == "unknown" or (
            rule == "fire" and verdicts[rule] == "no" and below_ground(found)
        )


def below_ground(found: Any) -> bool:
    """Whether the verdict on fire is about depth: that is known whatever the class."""
    return "地下" in next(to_plain(each)["zh"] for each in found.verdicts if to_plain(each)["rule"] == "fire")

"""Codes of another system, judged where a cross-walk says what they are in the scheme's: no plant is sent into a zone that excludes it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from gis.catalog import Catalog, Kind
from gis.codelists import Code, Codelist
from gis.fields import Role
from gis.inventory import Inventory
from gis.layer import Layer
from gis.matching import Match, Project, match
from gis.text import Text
from tests.gis.matching.district import catalog, collection_of, default_scheme, feature, square
from tests.gis.matching.test_rules import PLOT, answer

ZONES = Codelist(
    id="zones",
    system="Zones 1990",
    title=Text("分区", "Zones"),
    hierarchy="prefix",
    leads_into="land_use_2023",
    codes=(
        Code(code="Z1", title=Text("住宅区", "housing"), becomes="07"),
        Code(code="Z2", title=Text("工业区", "industry"), becomes="1001"),
        Code(code="Z23", title=Text("重工业区", "heavy industry"), becomes="100103"),
        Code(code="Z24", title=Text("其他工业区", "other industry")),
        Code(code="Z3", title=Text("保护区", "protected"), may_become=("03", "05", "17")),
        Code(code="Z4", title=Text("混合区", "mixed"), may_become=("07", "100103")),
        Code(code="Z5", title=Text("工矿区", "works"), may_become=("100102", "100103")),
        Code(code="Z9", title=Text("其他", "other")),
    ),
)


def zoned(code: str | None, system: str | None = None) -> Match:
    """A plot with a code of the zones, in a layer of that list or, where it says a system itself, in a layer of the scheme's."""
    shipped, parcels = catalog(), collection_of(Kind.PARCEL)
    usage = parcels.by_role[Role.USAGE]
    fields = tuple(
        replace(each, codelist="zones" if each is usage else each.codelist)
        for each in parcels.fields
        if each.role is not Role.USAGE_SYSTEM
    )
    parcels = parcels if system else replace(parcels, fields=fields)
    made: Catalog = replace(
        shipped,
        codelists={**shipped.codelists, "zones": ZONES},
        collections={**shipped.collections, parcels.id: parcels},
    )
    values: dict[Role, Any] = PLOT | {Role.USAGE: code, Role.USAGE_SYSTEM: system}
    plot = feature(parcels, "L", square(0, 0), values)
    layer = Layer.from_features(parcels, [plot], metric_crs=made.metric_crs, codelists=made.codelists)
    demand = Project.from_demand({"needs": "land", "industry_code": "3332", "pollution_class": "2"}, made)
    return match(Inventory.of(made, {parcels.id: layer}, "test"), demand, default_scheme(), explain=["L"]).explained[0]


@pytest.mark.parametrize(
    ("code", "verdict"),
    [
        ("Z1", "no"),
        ("Z2", "unknown"),
        ("Z23", "yes"),
        ("Z24", "unknown"),
        ("Z3", "no"),
        ("Z4", "unknown"),
        ("Z5", "yes"),
        ("Z9", "unknown"),
        (None, "unknown"),
        ("Y1", "unknown"),
    ],
)
@pytest.mark.parametrize("system", [None, "zones", "Zones 1990"])
def test_a_zone_is_excluded_where_nothing_that_it_may_be_takes_the_industry(
    code: str | None, verdict: str, system: str | None
) -> None:
    """Some of what it may be is no answer: a zone of housing or industry stays in, and one without an entry is not guessed."""
    assert answer(zoned(code, system), "usage")[0] == verdict


def test_the_reason_says_the_zone_and_what_it_is_in_the_codes_of_the_scheme() -> None:
    protected = answer(zoned("Z3"), "usage")
    assert protected[1] == "保护区 Z3（对应 03、05 或 17）不可安排制造业 3332（二类污染）"
    assert protected[2] == "protected Z3 (which is 03, 05 or 17) does not take manufacturing 3332 (pollution class 2)"
    assert answer(zoned("Z2"), "usage")[1] == "用途待核实（工业区 Z2，对应 1001 工业用地，分类过粗）"
    assert answer(zoned("Z24"), "usage")[2] == (
        "land use to check (other industry Z24, which is 1001 industrial, is too coarse a code)"
    )
    assert answer(zoned("Z9"), "usage")[1] == "用途待核实（Z9 属另一分类体系）"


def test_a_system_that_nothing_leads_out_of_stays_to_check() -> None:
    assert answer(zoned("Z1", "GB 9999"), "usage")[:2] == ("unknown", "用途待核实（Z1 属另一分类体系）")

"""An aim that no project states decides nothing, and the answer says so in words instead of calling it proven."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.catalog import Kind
from gis.fields import Role
from gis.inventory import Edit, Inventory
from gis.matching.needs.aims import AIMS
from gis.matching.needs.project import Project
from gis.matching.portfolio.aims import UNSTATED, unstated
from gis.matching.portfolio.assign import assign
from gis.matching.portfolio.question import PortfolioQuestion
from gis.matching.portfolio.solving.model import worth
from gis.plainly import to_plain
from tests.gis.matching.district import default_scheme, random_district

STATED_BY = {"tax": Role.TAX_PER_MU, "investment": Role.INVESTMENT, "tier": Role.TIER}


def silent(inventory: Inventory, *roles: Role) -> Inventory:
    """The district with some roles of every project unknown."""
    layer = inventory.of_kind(Kind.PROJECT)[0]
    names = {layer.collection.by_role[role].name: None for role in roles}
    features = [layer.feature(row) for row in range(len(layer))]
    edits = [
        Edit(collection=layer.id, id=each.id, feature=each._replace(properties={**each.properties, **names}))
        for each in features
    ]
    return inventory.apply(edits)


@pytest.mark.parametrize("aim", list(STATED_BY))
def test_an_aim_that_no_project_states_is_named_in_the_answer(aim: str) -> None:
    district = random_district(3)
    told = to_plain(assign(silent(district, STATED_BY[aim]), default_scheme(), PortfolioQuestion()))
    assert {line["name"] for line in told["aims"] if line["status"] == UNSTATED} == {aim}
    assert "没有项目填写，不起作用" in told["words"]["zh"]
    assert "no project states it, so it decides nothing" in told["words"]["en"]


def test_aims_that_somebody_states_are_not_named() -> None:
    told = to_plain(assign(random_district(3), default_scheme(), PortfolioQuestion()))
    assert UNSTATED not in {line["status"] for line in told["aims"]}
    assert "decides nothing" not in told["words"]["en"]


PROJECTS = st.lists(
    st.builds(
        Project,
        tier=st.sampled_from([None, "province", "?"]),
        investment_wan=st.sampled_from([None, 0.0, 500.0]),
        tax_wan_mu=st.sampled_from([None, 0.0, 12.5]),
        land_area_min_m2=st.sampled_from([None, 20_000.0]),
    ),
    max_size=4,
)


@given(PROJECTS)
def test_what_decides_nothing_counts_nothing_for_anybody(projects: list[Project]) -> None:
    points = default_scheme().portfolio.tier_points
    for aim in unstated(list(AIMS), projects, points):
        assert {worth(project, aim, points) for project in projects} == {0.0}

"""Floors that lie apart, as options of a portfolio: every set counts, or is counted as left out."""

from __future__ import annotations

from dataclasses import replace

from gis.catalog import Kind
from gis.fields import Role
from gis.inventory import Inventory
from gis.matching import Project, Scheme
from gis.matching.assembly import ranked_joined
from gis.matching.portfolio.assign import assign
from gis.matching.portfolio.options import options_of
from gis.matching.portfolio.question import Pin, PortfolioQuestion
from tests.gis.matching.district import collection_of, default_scheme, feature, inventory_of, square
from tests.gis.matching.portfolio.test_twin_floors import FLOORS, wants


def apart(storeys: tuple[int, ...] = (1, 3, 5)) -> Inventory:
    """Floors of one building with others between them; who asks 3,500 m² needs two of them."""
    return inventory_of(
        {
            Kind.SPACE: [
                feature(collection_of(Kind.SPACE), f"F-{at}", None, FLOORS | {Role.FLOOR: at, Role.NAME: f"{at} 层"})
                for at in storeys
            ],
            Kind.BUILDING: [feature(collection_of(Kind.BUILDING), "B", square(0, 0), {Role.NAME: "1 号楼"})],
            Kind.PROJECT: [wants("P-ONE", 1_750, 1_850), wants("P-TWO", 3_500, 3_700)],
            Kind.CONTROL: [feature(collection_of(Kind.CONTROL), "C", square(90, 0), {Role.CLASS: "river_range"})],
        }
    )


def two(inventory: Inventory) -> Project:
    return Project.from_layer(inventory.of_kind(Kind.PROJECT)[0], "P-TWO")


def with_per_project(limit: int) -> Scheme:
    scheme = default_scheme()
    return replace(scheme, assembly=replace(scheme.assembly, per_project=limit))


def test_every_set_of_floors_that_lie_apart_is_an_option() -> None:
    """Fails where the first set that is found stands for all of them."""
    inventory, scheme = apart(), default_scheme()
    sets = {each.key[0] for each in options_of(inventory, two(inventory), scheme).options}
    listed = ranked_joined(inventory, two(inventory), scheme, None)["floor"].joined
    assert sets == {("F-1", "F-3"), ("F-1", "F-5"), ("F-3", "F-5")}
    assert len(sets) == len(listed)


def test_sets_that_are_not_weighed_count_as_left_out() -> None:
    inventory = apart()
    choice = options_of(inventory, two(inventory), default_scheme(), joined=1)
    assert (len(choice.options), choice.dropped) == (1, 2)
    assert choice.best_dropped > 0


def test_who_needs_two_floors_gets_the_two_that_are_left() -> None:
    """Fails where the set with the pinned floor is called the only option, and the placement proven."""
    question = PortfolioQuestion(pins=(Pin(project_id="P-ONE", sites=("F-1",)),), unlocks=False)
    for limit in (50, 1):
        found = assign(apart(), with_per_project(limit), question)
        sites = {each.project.id: {item.id for item in each.items} for each in found.placements}
        proven = all(line.status == "optimal" for line in found.aims if line.status != "unstated")
        assert sites.get("P-TWO") == {"F-3", "F-5"} or not proven, limit
        if limit == 50:
            assert sites == {"P-ONE": {"F-1"}, "P-TWO": {"F-3", "F-5"}}


def test_a_set_of_which_a_floor_has_gone_is_told_as_a_set() -> None:
    question = PortfolioQuestion(pins=(Pin(project_id="P-ONE", sites=("F-1",)),), unlocks=False)
    (refused,) = assign(apart((1, 3)), default_scheme(), question).unplaced
    assert refused.options == 1
    assert refused.reasons[0].words.en == "sites of the only set that would serve it have gone to P-ONE"
    assert refused.reasons[0].words.zh == "唯一可拼的一组场地已由 P-ONE 占用"

"""The changes are the cheapest there are: equal to trying everything, and none has a step too many or a step too far."""

from __future__ import annotations

import pytest

from gis.matching.relaxation import relaxations
from tests.gis.matching.relaxation.exhaustive import Exhaustive
from tests.gis.matching.relaxation.near import case

SEEDS = range(240)


@pytest.mark.parametrize("block", range(12))
def test_no_change_is_cheaper_than_what_trying_everything_finds_and_none_dearer(block: int) -> None:
    asked = 0
    for seed in SEEDS[block::12]:
        inventory, project, scheme = case(seed)
        found = relaxations(inventory, project, scheme)
        assert found.complete
        need = found.wanted - found.fits
        if need <= 0:
            assert found.changes == ()
            continue
        best = Exhaustive(inventory, project, scheme).cheapest(need)
        for number, cost in best.items():
            mine = min((change.cost for change in found.changes if change.gains >= number), default=float("inf"))
            assert mine == pytest.approx(cost, abs=2e-3), (seed, number)
            asked += cost < float("inf")
    assert asked > 0

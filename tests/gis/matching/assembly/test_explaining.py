"""What the sentences on joined sites say: they name no bound that nobody asked."""

from __future__ import annotations

import pytest

from gis.matching.assembly import assemblies
from gis.plainly import to_plain
from tests.gis.matching.assembly.plots import block, demand, district, plot
from tests.gis.matching.district import default_scheme


@pytest.mark.parametrize(("most", "bound"), [(18_000, "upper"), (None, "lower"), (40_000, None)])
def test_no_sentence_names_a_bound_that_nobody_asked(most: float | None, bound: str | None) -> None:
    project = demand(needs="land", land_area_min_m2=17_000, land_area_max_m2=most, investment_wan=90_000)
    (one,) = to_plain(
        assemblies(
            district([plot("L-0", block(0, 0), 10_000), plot("L-1", block(100, 0), 10_000)]), project, default_scheme()
        )
    )["land"]
    said = one["words"]["en"] + str(one["excess"])
    assert [each for each in ("upper", "lower") if f"{each} bound" in said] == ([bound] if bound else [])
    assert ("上限" in one["words"]["zh"]) == (bound == "upper")
    assert (one["excess"] is None) == (bound is None)

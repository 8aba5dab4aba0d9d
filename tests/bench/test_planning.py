"""The planning workloads: what they read is what the product answers, and what was kept of other workloads stays."""

from __future__ import annotations

import pytest

from bench.figures import Measured
from bench.folder import prepared
from bench.measure import planned
from bench.planning import TURNS, WORKLOADS, book_of_projects
from bench.targets import OURS


def test_the_book_is_seeded_and_in_order() -> None:
    """Fails where two runs would place other projects."""
    book = book_of_projects(50)
    assert book == book_of_projects(50)
    assert [project.id for project in book] == sorted(project.id or "" for project in book)
    assert all((project.land_area_min_m2 or 0) < (project.land_area_max_m2 or 0) for project in book)


@pytest.mark.soak
def test_planning_is_read_anew_and_the_rest_is_kept() -> None:
    """Fails where a figure of planning is missing, an old one stays, or another workload's is lost."""
    kept = Measured(size=2000, date="2023-06-30", machine="two cores")
    kept.add("W1 http", OURS, "ms", [1.0])
    kept.add("W15 gap", OURS, "%", [99.0])
    kept.unequal["geopandas, W13"] = "something else"
    prepared(kept.size)
    found = planned(kept, 1)
    assert set(WORKLOADS) | {"W1 http"} == set(found.workloads)
    gap = found.figure("W15 gap", OURS)
    assert gap is not None
    assert gap.median <= 1
    assert found.figure("W15 700 placed", TURNS) is not None
    assert not found.unequal
    assert sum(note.startswith("W15: 700 projects") for note in found.notes) == 1

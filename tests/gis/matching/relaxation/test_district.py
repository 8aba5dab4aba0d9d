"""On the demonstration district no project is left without an answer: enough sites, a change, or the sentence why none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gis.catalog import Kind
from gis.inventory import Inventory
from gis.matching import Project, Scheme, match, read_scheme
from gis.matching.relaxation import relaxations, why_not
from gis.matching.sites.candidates import SITE_KINDS, stock_of

ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture(scope="module")
def scheme() -> Scheme:
    return read_scheme(ROOT / "layers" / "schemes" / "default.toml")


@pytest.fixture(scope="module")
def seeking(demo_inventory: Inventory) -> list[Project]:
    found = [Project.from_layer(layer, key) for layer in demo_inventory.of_kind(Kind.PROJECT) for key in layer.ids]
    return [project for project in found if project.stage != "continuing"]


def test_each_project_with_too_few_sites_gets_a_change_that_works_or_the_reason(
    demo_inventory: Inventory, scheme: Scheme, seeking: list[Project]
) -> None:
    short = 0
    for project in seeking:
        found, before = (
            relaxations(demo_inventory, project, scheme),
            match(demo_inventory, project, scheme, top=0).counts,
        )
        assert found.complete
        assert (found.fits, found.to_check) == (before["fits"] + before["to_check"], before["to_check"])
        if found.fits >= found.wanted:
            assert found.changes == ()
            continue
        short += 1
        assert found.changes or "No change would do" in found.words.en, project.id
        assert len(found.changes) <= scheme.relaxation.offers
        for change in found.changes:
            new: dict[str, Any] = {str(step.key): step.after for step in change.steps}
            if all(step.kind == "requirement" for step in change.steps):
                after = match(demo_inventory, replace(project, **new), scheme, top=0).counts
                assert after["fits"] + after["to_check"] == found.fits + change.gains, (project.id, change.words.en)
    assert short > 5


def test_every_site_says_why_not_just_where_it_is_rejected(
    demo_inventory: Inventory, scheme: Scheme, seeking: list[Project]
) -> None:
    for number, project in enumerate(seeking[::9]):
        for kind in SITE_KINDS:
            stock = stock_of(demo_inventory, kind)
            for row in range(number % 13, len(stock), 61):
                key = stock.id_of(row)
                found = why_not(demo_inventory, project, scheme, key)
                explained = match(demo_inventory, project, scheme, top=0, explain=[key]).explained[0]
                assert found.verdict == explained.verdict
                failed = [each.rule for each in explained.verdicts if each.answer == 0]
                assert [each.rule for each in found.failures] == failed
                assert all(each.words.zh in found.words.zh for each in found.failures[:1])

"""The guide of filters is true: every condition it shows is read and fits the demonstration."""

from __future__ import annotations

import re

import pytest

from gis.cql2 import Cql2Filter
from gis.inventory import Inventory
from tests.guide.test_guides import GUIDES, blocks


@pytest.mark.parametrize("name", ["filter.md", "filter.zh-CN.md"])
def test_every_condition_of_the_filter_guide_answers(name: str, demo_inventory: Inventory) -> None:
    layer = demo_inventory.layer("industrial_land")
    commands = "\n".join(blocks(name, "sh"))
    shown = re.findall(r'(?:--filter "|"filter=)([^"]+)"', commands)
    table = [line for line in (GUIDES / name).read_text("utf-8").splitlines() if line.startswith("| ")]
    spans = [span for line in table for span in re.findall(r"`([^`]*)`", line)]
    shown += [span for span in spans if re.search(r"[A-Za-z].*[ (]", span) and not span.startswith(("a = 1", "+"))]
    assert len(shown) > 15
    for text in shown:
        yes, unknown = Cql2Filter.of_text(text).answers(layer)
        assert not (yes & unknown).any(), text

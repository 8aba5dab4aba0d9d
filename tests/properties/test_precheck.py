"""What holds of every pre-check sheet, whatever the district and the demand."""

from __future__ import annotations

import json
import math
import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from gis.inventory import Inventory
from gis.matching import match
from gis.matching.precheck.precheck import precheck
from gis.matching.sites.candidates import SITE_KINDS, stock_of
from gis.plainly import to_plain
from tests.gis.matching.district import default_scheme, random_district
from tests.properties.test_matching import DEMANDS, SEEDS, demanded, rebuilt


@given(SEEDS, DEMANDS, st.data())
def test_a_sheet_says_of_any_site_what_the_match_says_and_leaves_nothing_open_unsaid(
    seed: int, demand: dict[str, Any], data: st.DataObject
) -> None:
    inventory, scheme, project = random_district(seed, 12, 12), default_scheme(), demanded(demand)
    kind = data.draw(st.sampled_from([kind for kind in SITE_KINDS if project.looks_at(kind)]))
    stock = stock_of(inventory, kind)
    key = stock.id_of(data.draw(st.integers(0, len(stock) - 1)))
    [found] = match(inventory, project, scheme, top=0, explain=[key]).explained
    sheet = precheck(inventory, project, (stock.layers[0].id, key), scheme)
    said = [(line.code, line.answer, line.words) for line in sheet.sections["rules"]]
    assert said == [(one.rule, one.answer, one.words) for one in found.verdicts if one.rule != "controls"]
    assert (sheet.verdict == "no") == (found.verdict == "rejected")
    assert found.verdict != "to_check" or sheet.verdict == "unknown"
    assert 0 <= sheet.months <= sheet.months_at_most < math.inf
    opened = {line.code for line in sheet.sections["procedures"] if line.answer == 0}
    assert {step.line.code for step in sheet.steps} == opened
    assert [step.begins for step in sheet.steps] == sorted(step.begins for step in sheet.steps)
    assert max((step.ends for step in sheet.steps), default=0.0) == sheet.months


@settings(max_examples=20)
@given(SEEDS, DEMANDS, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing_on_a_sheet(
    seed: int, demand: dict[str, Any], shuffle: random.Random
) -> None:
    inventory, project = random_district(seed, 8, 8), demanded(demand)
    layers = {}
    for name, layer in inventory.layers.items():
        features = [layer.feature(row) for row in range(len(layer))]
        shuffle.shuffle(features)
        layers[name] = rebuilt(layer, features)
    other = Inventory.of(inventory.catalog, layers, inventory.version)
    stock = stock_of(inventory, SITE_KINDS[seed % 2])
    for key in (stock.id_of(0), stock.id_of(len(stock) - 1)):
        site = (stock.layers[0].id, key)
        first, second = (to_plain(precheck(each, project, site, default_scheme())) for each in (inventory, other))
        assert json.dumps(first, allow_nan=False) == json.dumps(second, allow_nan=False)

"""The page rounds as the service does: by the same table of values, and on whatever float there is."""

from __future__ import annotations

import json
import math
import random
import shutil
import struct
import subprocess
from pathlib import Path
from typing import Any

import pytest

import maps
from gis.rounding import rounded
from gis.text import many
from gis.units import figure, mu_from_m2

SCRIPTS = Path(maps.__file__).parent / "static" / "js"
TABLE: list[dict[str, Any]] = json.loads(Path(__file__).parents[1].joinpath("figures.json").read_text("utf-8"))
SEED, CASES = 9, 20_000


def on_the_page(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node here; it comes with npm")
    done = subprocess.run(
        [node, str(Path(__file__).with_name("run_figures.mjs"))],
        input=json.dumps({"scripts": str(SCRIPTS), "rows": rows}), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def some_floats() -> list[dict[str, Any]]:
    """Halves and their neighbours, areas as registers have them, and floats of any size; each with a number of digits."""
    draw = random.Random(SEED)
    found = []
    for _ in range(CASES):
        half = (draw.randrange(10 ** draw.randrange(1, 10)) + 0.5) / 10 ** draw.randrange(4)
        any_float = struct.unpack("d", struct.pack("Q", draw.getrandbits(64)))[0]
        near = math.nextafter(half, draw.choice([-math.inf, math.inf]))
        value = draw.choice([half, -half, near, round(draw.uniform(0, 1e6), 2), any_float])
        if math.isfinite(value):
            found.append({"value": value, "digits": draw.randrange(8)})
    return found


def test_the_page_keeps_the_table_of_values() -> None:
    for row, shown in zip(TABLE, on_the_page(TABLE), strict=True):
        assert {key: shown[key] for key in ("rounded", "fixed", "number")} == {
            key: row[key] for key in ("rounded", "fixed", "number")
        }, row


def test_the_page_rounds_any_float_as_the_service_does() -> None:
    rows = some_floats()
    for row, shown in zip(rows, on_the_page(rows), strict=True):
        value, digits = row["value"], row["digits"]
        assert float(shown["rounded"]) == rounded(value, digits), row
        assert shown["fixed"] == figure(value, digits), row
        if abs(value) < 1e300:
            assert shown["mu"] == figure(mu_from_m2(value), 1), row


def test_the_page_counts_one_of_a_thing_as_the_service_does() -> None:
    made = on_the_page([{"value": count, "digits": 0} for count in (0, 1, 2)])
    assert [each["many"] for each in made] == [many(count, "row") for count in (0, 1, 2)]

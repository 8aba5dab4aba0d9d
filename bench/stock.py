"""W25: the dashboard of the stock, counted anew each time and once from a layer that was just opened."""

from __future__ import annotations

import time
from typing import Final

from bench.figures import Measured
from bench.folder import Files
from bench.targets import OURS
from gis.dashboard.stock import sum_up
from gis.folder import open_folder
from gis.plainly import to_plain

WORKLOAD: Final = "W25 the dashboard"
FIRST: Final = "W25 the dashboard, first"
WORDS: Final = """W25: the dashboard of the stock as JSON's values, every figure with the filter of its list; the first one also reads the columns that it counts."""


def stock(found: Measured, files: Files, rounds: int) -> None:
    """Time it; the folder is opened before."""
    inventory = open_folder(files.layers)
    seconds = []
    for _ in range(rounds + 1):
        begun = time.perf_counter()
        to_plain(sum_up(inventory))
        seconds.append(time.perf_counter() - begun)
    found.add(FIRST, OURS, "s", seconds[:1])
    found.add(WORKLOAD, OURS, "s", seconds[1:])

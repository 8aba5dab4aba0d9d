"""W31: a GeoJSON of the whole layer until it answers, durable before that, beside geopandas that reads it and writes a GeoPackage."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from statistics import median
from typing import Final

from bench.figures import Measured, shown
from bench.folder import COLLECTION, Files
from bench.ledgers import brought_in
from bench.targets import OURS

FILED, MEMORY = "W31 GeoJSON in", "W31 memory, of the file"
WORKLOADS: Final = (FILED, MEMORY)
PEER: Final = "geopandas"
WORDS: Final = """W31: the GeoJSON of the whole layer in a folder that has no store yet, until a question with a box is answered: read, checked, written into
  the store with all that makes it durable, its snapshot and its tiles prepared. geopandas: `read_file` by pyogrio, `to_file` as GeoPackage; it checks nothing and
  answers nothing yet. Each in a process of its own that has loaded its libraries; memory is its most, as a multiple of the file."""
_OURS: Final = "filed"


def filing(found: Measured, files: Files, rounds: int) -> None:
    """Time them in turn."""
    with tempfile.TemporaryDirectory(prefix="landstock-bench-") as scratch:
        before = Path(scratch) / "before"
        shutil.copytree(files.layers, before, ignore=shutil.ignore_patterns(".store"))
        source = Path(scratch) / "source.geojson"
        source.hardlink_to(before / f"{COLLECTION}.geojson")
        seconds: dict[str, list[float]] = {OURS: [], PEER: []}
        worked: dict[str, list[float]] = {OURS: [], PEER: []}
        most: dict[str, list[float]] = {OURS: [], PEER: []}
        for _ in range(rounds):
            for name, who in ((OURS, _OURS), (PEER, PEER)):
                shutil.rmtree(Path(scratch) / "filed", ignore_errors=True)
                shutil.copytree(before, Path(scratch) / "filed")
                done = brought_in(who, source)
                seconds[name].append(done["seconds"])
                worked[name].append(done["cpu"])
                most[name].append(done["peak_mb"] * 2**20 / source.stat().st_size)
                if done["found"]["rows"] != files.size:
                    found.unequal[f"{name}, {FILED}"] = str(done["found"])
    for name in (OURS, PEER):
        found.add(FILED, name, "s", seconds[name])
        found.add(MEMORY, name, "×", most[name])
    said = ", ".join(f"{shown(median(each))} s of {who}" for who, each in worked.items())
    found.notes.append(f"W31 by CPU: {said}.")

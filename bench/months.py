"""W24: a ledger that comes again with a hundred rows changed, beside calamine that only reads its cells."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from statistics import median
from typing import Any, Final

from bench.figures import Measured, shown
from bench.folder import ROOT
from bench.ledger import write_xlsx
from bench.ledgers import ROWS, brought_in
from bench.targets import OURS
from gis.intake.proposed_import import propose_mapping, write_proposal

OTHERS: Final = 100
"""Records that are others than the month before."""
WORKLOADS: Final = ("W24 a month again", "W24 a month again, written")
WORDS: Final = """W24: the workbook of W16 a month later, 100 of its 100,000 records changed: read, compared with what stands and the difference told; and the same with it
  written as one change set. calamine reads the cells of that workbook and does nothing with them. The program is loaded before."""
_OURS: Final = dict(zip(WORKLOADS, ("renewed", "written"), strict=True))


def months(found: Measured, rounds: int) -> None:
    """Time them in turn, each in a process of its own and in a folder as it was."""
    with tempfile.TemporaryDirectory(prefix="landstock-bench-") as scratch:
        folder = Path(scratch)
        first, second = folder / "ledger.xlsx", folder / "month.xlsx"
        write_xlsx(first, ROWS)
        write_xlsx(second, ROWS, OTHERS)
        write_proposal(propose_mapping([first], ROOT / "layers"), folder / "mapping.toml")
        brought_in("begun", first)
        (folder / "layers").rename(folder / "before")
        names = (*WORKLOADS, "calamine")
        seconds: dict[str, list[float]] = {name: [] for name in names}
        worked: dict[str, list[float]] = {name: [] for name in names}
        for _ in range(rounds):
            for workload in names:
                done = _renewed(_OURS[workload], second) if workload in _OURS else brought_in("calamine", second)
                seconds[workload].append(done["seconds"])
                worked[workload].append(done["cpu"])
                if workload in _OURS and (done["found"]["changed"] != OTHERS or done["found"]["rows"] != ROWS):
                    found.unequal[f"{OURS}, {workload}"] = str(done["found"])
        for workload in WORKLOADS:
            found.add(workload, OURS, "s", seconds[workload])
            found.add(workload, "calamine", "s", seconds["calamine"])
        told, put, read = (shown(median(worked[name])) for name in names)
        found.notes.append(f"W24 by CPU: {told} s told, {put} s written, {read} s of calamine.")


def _renewed(who: str, source: Path) -> Any:
    """What is found of a month that comes into the folder as it was before."""
    shutil.copytree(source.parent / "before", source.parent / "kept")
    done = brought_in(who, source)
    shutil.rmtree(source.parent / "kept")
    return done

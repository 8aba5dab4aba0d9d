"""W16 to W18: a ledger brought in until it answers, beside calamine that only reads its cells and a straight script over pandas; and the memory of a full sheet."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from bench.environments import NotHere
from bench.figures import Measured
from bench.folder import ROOT
from bench.ledger import write_csv, write_xlsx
from bench.targets import MILLION, OURS
from gis.intake.proposed_import import propose_mapping, write_proposal

ROWS: Final = 100_000
FULL: Final = 1_048_576 - 2
"""Records of a sheet that is full, below its title and its headings."""
WORKLOADS: Final = ("W16 ledger to queryable", "W17 CSV imported", "W18 full sheet")
WORDS: Final = (
    """W16: a workbook of 100,000 records in 20 columns (codes, names, areas, days in several forms, telephones, remarks; one cell in fifty odd) until it answers:
  imported by its own proposal, its GeoJSON, its store and its snapshot written. calamine reads the cells and does nothing with them. Every program is loaded before.""",
    """W17: the same as CSV. pandas: `read_csv`, a function a column that cleans and checks as the import does, the list of what is to check, a GeoJSON and a
  GeoPackage written; nothing of it answers yet. W18: the most memory that the import of a sheet of 1,048,576 rows takes, until it answers.""",
)


def ledgers(found: Measured, rounds: int) -> None:
    """Time them in turn, each in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="landstock-bench-") as scratch:
        folder = Path(scratch)
        book, text = folder / "ledger.xlsx", folder / "ledger.csv"
        write_xlsx(book, ROWS)
        write_csv(text, ROWS)
        write_proposal(propose_mapping([book], ROOT / "layers"), folder / "mapping.toml")
        _turns(found, WORKLOADS[0], book, (OURS, "calamine"), rounds)
        _turns(found, WORKLOADS[1], text, (OURS, "pandas"), rounds)
        if found.size >= MILLION:
            write_xlsx(book, FULL)
            done = brought_in(OURS, book)
            found.add(WORKLOADS[2], OURS, "MB", [done["peak_mb"]])
            found.notes.append(f"W18: {done['found']['rows']:,} records in {done['seconds']:,.0f} s.")


def _turns(found: Measured, workload: str, source: Path, names: tuple[str, str], rounds: int) -> None:
    seconds: dict[str, list[float]] = {name: [] for name in names}
    answers: dict[str, Any] = {}
    for _ in range(rounds):
        for name in names:
            done = brought_in(name, source)
            seconds[name].append(done["seconds"])
            answers[name] = done["found"]
    ours, theirs = (answers[name] for name in names)
    if any(ours[key] != theirs[key] for key in theirs):
        found.unequal[f"{names[1]}, {workload}"] = f"{theirs} against {ours}"
        del seconds[names[1]]
    else:
        found.equal[workload] = [names[1]]
    for name, each in seconds.items():
        found.add(workload, name, "s", each)


def brought_in(who: str, source: Path) -> Any:
    """What one of them finds in a ledger, its seconds and its most memory; ``mapping.toml`` stands beside the source.

    Raises
    ------
    NotHere
        Where it fails.
    """
    shutil.rmtree(source.parent / "layers", ignore_errors=True)
    command: list[str | Path] = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "bench.peers.ledgers",
        who,
        source,
        source.parent,
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotHere(f"{who}: {(done.stderr.strip().splitlines() or ['failed'])[-1]}")
    return json.loads(done.stdout)

"""Figures of a run: what was measured, of whom, how far apart the rounds lay; kept as JSON beside the document that shows them."""

from __future__ import annotations

import json
import math
import platform
import statistics
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

UNITS: Final = {"ms": "ms", "rps": "requests/s", "s": "s", "MB": "MB", "kB": "kB", "%": "%", "×": "×"}


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One workload of one contestant: the median of each round, in ``unit``."""

    workload: str
    who: str
    unit: str
    rounds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The median of the rounds."""
        return statistics.median(self.rounds)

    @property
    def spread(self) -> tuple[float, float]:
        """Least and greatest round: what the machine's noise did."""
        return min(self.rounds), max(self.rounds)


@dataclass(kw_only=True)
class Measured:
    """Everything that one run found.

    Parameters
    ----------
    absent
        Contestants that could not be set up, or failed, and why.
    unequal
        Answers that differ from the product's, by contestant and workload: these are not timed.
    equal
        Contestants whose answers were found equal, by workload.
    """

    size: int
    date: str
    machine: str
    heading: str = ""
    figures: list[Figure] = field(default_factory=list)
    absent: dict[str, str] = field(default_factory=dict)
    unequal: dict[str, str] = field(default_factory=dict)
    equal: dict[str, list[str]] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def add(self, workload: str, who: str, unit: str, rounds: Iterable[float]) -> None:
        """Keep a figure."""
        self.figures.append(Figure(workload=workload, who=who, unit=unit, rounds=tuple(round(v, 4) for v in rounds)))

    def figure(self, workload: str, who: str) -> Figure | None:
        """The figure of a contestant, None where there is none."""
        return next((each for each in self.figures if (each.workload, each.who) == (workload, who)), None)

    @property
    def workloads(self) -> list[str]:
        """Workloads in the order measured."""
        return list(dict.fromkeys(each.workload for each in self.figures))

    def of(self, workload: str) -> list[Figure]:
        """All figures of a workload."""
        return [each for each in self.figures if each.workload == workload]

    def write(self, path: Path) -> None:
        """Keep the run as JSON."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n", "utf-8")

    @classmethod
    def read(cls, path: Path) -> Measured:
        """A run that was kept."""
        table: dict[str, Any] = json.loads(path.read_text("utf-8"))
        figures = [Figure(**{**each, "rounds": tuple(each["rounds"])}) for each in table.pop("figures")]
        return cls(figures=figures, **table)


def machine() -> str:
    """The machine in a line, without its name."""
    cores = memory = "?"
    info = Path("/proc/cpuinfo")
    if info.is_file():
        cores = str(info.read_text("utf-8").count("processor\t"))
        memory = f"{int(Path('/proc/meminfo').read_text('ascii').split()[1]) / 1024**2:.0f}"
    return f"{cores} cores, {memory} GiB, {platform.system()} {platform.machine()}, Python {platform.python_version()}"


def size_words(size: int) -> str:
    """10k, 100k, 1M."""
    return f"{size // 1_000_000}M" if size >= 1_000_000 else f"{size // 1000}k"


def shown(value: float) -> str:
    """A figure with three digits that count."""
    if not math.isfinite(value):
        return "–"
    digits = max(0, 2 - math.floor(math.log10(abs(value)))) if value else 0
    return f"{value:,.{min(digits, 4)}f}"

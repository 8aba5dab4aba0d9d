"""What the product set out to reach: ratios to a peer or to the floor in the same run, and bounds of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bench.figures import Measured, shown, size_words
from bench.questions import ZOOMS

OURS: Final = "landstock"
MILLION: Final = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Target:
    """A bar for one workload.

    Parameters
    ----------
    beside
        The contestant it is held against; None for a bound on the figure itself.
    least
        By size: how many times better than ``beside`` at least; below 1 where being slower so far is allowed.
    most
        The greatest figure allowed where ``beside`` is None, in the workload's unit.
    at
        From which size on ``most`` is asked.
    below
        Up to which size it is asked; no further where a larger size has a bar of its own.
    """

    workload: str
    beside: str | None = None
    least: Mapping[int, float] | None = None
    most: float | None = None
    at: int = MILLION
    below: int | None = None


_EACH: Final = (10_000, 100_000, MILLION)
TARGETS: Final = (
    Target(workload="W1 http", beside="tipg", least={10_000: 15, 100_000: 30, MILLION: 150}),
    Target(workload="W1 http", beside="floor", least={MILLION: 1 / 3}),
    Target(workload="W1 8 clients", beside="tipg", least={MILLION: 150}),
    Target(workload="W1 8 clients", beside="floor", least={MILLION: 1 / 8}),
    Target(workload="W2", beside="postgis", least={MILLION: 40}),
    Target(workload="W3", beside="postgis", least={MILLION: 30}),
    Target(workload="W4", beside="duckdb", least={MILLION: 10}),
    Target(workload="W4", most=100),
    *(Target(workload=f"W6 z{zoom}", beside="postgis", least={MILLION: 20}) for zoom in ZOOMS),
    Target(workload="W8 cold start", beside="tipg", least={MILLION: 1}),
    Target(workload="W8 cold start", most=1.0),
    Target(workload="W9 an edit", most=100),
    Target(workload="W10", most=1000),
    Target(workload="W11 joined", most=1000),
    Target(workload="W12 one project", most=20),
    Target(workload="W12 whole report", most=100),
    Target(workload="W13 700 projects", most=1000, at=100_000),
    Target(workload="W13 by the filed scheme", most=1000, at=100_000),
    Target(workload="W14 the demonstration", most=3, at=0),
    Target(workload="W15 700 placed", most=60, at=10_000),
    Target(workload="W15 gap", most=1, at=10_000),
    Target(
        workload="W16 ledger to queryable", beside="calamine", least={10_000: 1 / 3, 100_000: 1 / 3, MILLION: 1 / 3}
    ),
    Target(workload="W17 CSV imported", beside="pandas", least={10_000: 2, 100_000: 2, MILLION: 2}),
    Target(workload="W18 full sheet", most=3 * 1024),
    Target(workload="W19 an edit", beside="bare commit", least=dict.fromkeys(_EACH, 1 / 2.5)),
    Target(workload="W20 20 writers", beside="bare commit", least=dict.fromkeys(_EACH, 0.7)),
    Target(workload="W21 reads beside writes", beside="nobody writes", least=dict.fromkeys(_EACH, 0.8)),
    Target(workload="W22 a past moment", most=1, at=100_000),
    Target(workload="page: first useful paint, the demonstration", most=1.5, at=0),
    Target(workload="page: first useful paint", most=2.5),
    Target(workload="page: facet click to list and map", most=150, at=0, below=MILLION),
    Target(workload="page: facet click to list and map", most=300),
    Target(workload="page: frame at z11, p95", most=50, at=0),
    Target(workload="page: frame at z14, p95", most=50, at=0),
    Target(workload="page: packed on first load", most=600, at=0),
    Target(workload="page: script memory", most=150, at=0),
    Target(workload="W23 10,000 rows located", most=10, at=0),
    Target(workload="W24 a month again", beside="calamine", least=dict.fromkeys(_EACH, 1 / 1.5)),
    Target(workload="W24 a month again, written", beside="calamine", least=dict.fromkeys(_EACH, 1 / 1.5)),
    Target(workload="W25 the dashboard", most=1),
    Target(workload="W25 the dashboard, first", most=1),
    Target(workload="W26 CSV out", beside="pandas", least=dict.fromkeys(_EACH, 2)),
    Target(workload="W27 GeoJSON out", beside="pyogrio", least=dict.fromkeys(_EACH, 3)),
    Target(workload="W28 GeoPackage out", beside="pyogrio", least=dict.fromkeys(_EACH, 1)),
    Target(workload="W29 XLSX out", beside="pandas", least=dict.fromkeys(_EACH, 1)),
    Target(workload="W30 Shapefile out", beside="pyogrio", least=dict.fromkeys(_EACH, 1)),
    Target(workload="W31 GeoJSON in", beside="geopandas", least=dict.fromkeys(_EACH, 1)),
    Target(workload="W31 memory, of the file", most=2.5, at=MILLION),
    Target(workload="memory", most=250),
    Target(workload="disk", most=1200),
)


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """A bar, what was measured against it, and how it went: pass, falls short, not measured, or not set at this size."""

    target: Target
    workload: str
    bar: str
    measured: str
    word: str

    @property
    def short(self) -> bool:
        """Whether the bar was not reached."""
        return "falls short" in self.word


def ratio(measured: Measured, workload: str, other: str, who: str = OURS) -> float | None:
    """How many times better ``who`` is than ``other``: time of the other over ours, or our rate over theirs."""
    ours, theirs = measured.figure(workload, who), measured.figure(workload, other)
    if ours is None or theirs is None:
        return None
    return ours.median / theirs.median if ours.unit == "rps" else theirs.median / ours.median


def verdicts(measured: Measured) -> list[Verdict]:
    """Every bar held against a run; where a size has a bar of its own, that one."""
    return [_verdict(measured, target) for target in TARGETS if target.below is None or measured.size < target.below]


def _verdict(measured: Measured, target: Target) -> Verdict:
    if target.beside is None:
        return _bounded(measured, target, target.most or 0.0)
    bars = target.least or {}
    bar = bars.get(measured.size)
    wanted = bars[max(bars)] if bar is None else bar
    found = ratio(measured, target.workload, target.beside)
    where = "" if bar is not None else f" at {size_words(max(bars))}"
    return Verdict(
        target=target,
        workload=target.workload,
        bar=f"{_times(wanted)} {target.beside}{where}",
        measured="not measured" if found is None else _times(found),
        word=_word(reached=None if found is None else found >= wanted, applies=bar is not None),
    )


def _bounded(measured: Measured, target: Target, most: float) -> Verdict:
    figure, applies = measured.figure(target.workload, OURS), measured.size >= target.at
    unit = figure.unit if figure else ""
    return Verdict(
        target=target,
        workload=target.workload,
        bar=f"≤ {most:g} {unit}" + ("" if applies else f" at {size_words(target.at)}"),
        measured="not measured" if figure is None else f"{shown(figure.median)} {unit}",
        word=_word(reached=None if figure is None else figure.median <= most, applies=applies, at=target.at),
    )


def _word(*, reached: bool | None, applies: bool, at: int = MILLION) -> str:
    if reached is None:
        return "not measured"
    said = "pass" if reached else "falls short"
    return said if applies else f"({said}; the bar is for {size_words(at)})"


def _times(value: float) -> str:
    return f"1/{shown(1 / value)} of" if value < 1 else f"{shown(value)}×"

"""W12 to W15: one project by the filed scheme, 700 scored, and all placed at once, beside a straight script and taking turns."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any, Final

import numpy as np

from bench.cadastre import SEED, Cadastre
from bench.environments import NotHere
from bench.figures import Measured
from bench.folder import ROOT, Files
from bench.peers.landstock import Landstock
from bench.processes import Worker
from bench.questions import Book, difference, drawn_demands
from bench.targets import OURS
from gis.folder import open_folder
from gis.inventory import Inventory
from gis.matching import Project, Scheme, load_schemes, match
from gis.matching.portfolio.assign import Solved, assign, place_projects, solve_register
from gis.matching.portfolio.question import PortfolioQuestion, Register
from gis.matching.portfolio.solving.greedy import greedy
from gis.matching.ranking.matches import rankings
from gis.plainly import to_plain

TURNS: Final = "taking turns"
MANY: Final = 700
LARGEST: Final = 100_000
"""Up to which size 700 projects are scored and placed."""
WORKLOADS: Final = (
    "W10", "W11 joined", "W12 one project", "W12 whole report", "W13 700 projects", "W13 by the filed scheme",
    "W14 the demonstration", "W14 with unlocks", "W15 700 placed", "W15 gap",
)  # fmt: skip
WORDS: Final = (
    """W12: one project matched by the filed scheme `layers/schemes/default.toml`, the first 20 explained; the whole report also as JSON, with the funnel and what
  each rule excludes alone.""",
    """W13: the first 20 of each of 700 projects, by `bench/schemes/peer.toml`, geopandas by its straight script; and by the filed scheme, for which no peer has a
  script.""",
    """W14: the 133 projects of the demonstration placed at once, and with every reason and the unlock values. W15: 700 projects that all ask for land,
  placed on the cadastre; the gap is the greatest of the five aims. Taking turns has the same options ready and takes the best that is left.""",
)
_NOTHING: Final = PortfolioQuestion(unlocks=False)


def planning(found: Measured, files: Files, made: Cadastre, rounds: int) -> None:
    """Time them; what was reached stands in the notes."""
    scheme = load_schemes(ROOT / "layers")["default"]
    inventory = open_folder(files.layers)
    _one(found, inventory, scheme, rounds)
    _demonstration(found, scheme, rounds)
    if found.size <= LARGEST:
        _scored(found, inventory, scheme, rounds)
        _beside_a_script(found, files, made, rounds)
        _placed(found, inventory, scheme)


def _timed(answer: Callable[[], Any], rounds: int, scale: float = 1.0) -> tuple[Any, list[float]]:
    told, taken = None, []
    for _ in range(rounds):
        began = time.perf_counter()
        told = answer()
        taken.append((time.perf_counter() - began) * scale)
    return told, taken


def _one(found: Measured, inventory: Inventory, scheme: Scheme, rounds: int) -> None:
    project = Project(
        needs="land", industry_code="35", pollution_class="2", land_area_min_m2=10_000, land_area_max_m2=20_000,
        power_kva=800, tax_wan_mu=20,
    )  # fmt: skip
    match(inventory, project, scheme, top=20)
    _, taken = _timed(lambda: match(inventory, project, scheme, top=20), rounds * 5, 1000)
    found.add("W12 one project", OURS, "ms", taken)
    whole = lambda: json.dumps(to_plain(match(inventory, project, scheme, top=20)))  # noqa: E731 one line, used twice
    _, taken = _timed(whole, rounds * 3, 1000)
    found.add("W12 whole report", OURS, "ms", taken)


def _scored(found: Measured, inventory: Inventory, scheme: Scheme, rounds: int) -> None:
    projects = book_of_projects()
    rankings(inventory, projects[:1], scheme)
    _, taken = _timed(lambda: rankings(inventory, projects, scheme), rounds, 1000)
    found.add("W13 by the filed scheme", OURS, "ms", taken)


def _beside_a_script(found: Measured, files: Files, made: Cadastre, rounds: int) -> None:
    book = Book(demands=drawn_demands(made, MANY))
    ours, peer = Landstock(), Worker("geopandas")
    taken: dict[str, list[float]] = {OURS: [], "geopandas": []}
    try:
        ours.load({"layers": str(files.layers)})
        peer.ask("load", given={"gpkg": str(files.gpkg)})
        theirs = peer.ask("answer", workload="book", questions=[book])
        if said := difference("book", [ours.book(book)], theirs):
            found.unequal["geopandas, W13"] = said
            return
        found.equal["W13"] = ["geopandas"]
        for _ in range(rounds):
            taken[OURS] += _timed(lambda: ours.book(book), 1, 1000)[1]
            taken["geopandas"] += peer.ask("time", workload="book", questions=[book])
    except NotHere as mistake:
        found.absent["geopandas, W13"] = str(mistake)
    finally:
        peer.close()
    for who, times in taken.items():
        if times:
            found.add("W13 700 projects", who, "ms", times)


def _demonstration(found: Measured, scheme: Scheme, rounds: int) -> None:
    inventory = open_folder(ROOT / "layers")
    solve_register(inventory, scheme, _NOTHING, _silent)
    told, taken = _timed(lambda: solve_register(inventory, scheme, _NOTHING, _silent), rounds)
    found.add("W14 the demonstration", OURS, "s", taken)
    _, by_turns = _timed(lambda: greedy(told.model), rounds)
    found.add("W14 the demonstration", TURNS, "s", by_turns)
    _, whole = _timed(lambda: assign(inventory, scheme, PortfolioQuestion()), rounds)
    found.add("W14 with unlocks", OURS, "s", whole)
    found.notes.append(f"W14: {_reached(told)}")


def _placed(found: Measured, inventory: Inventory, scheme: Scheme) -> None:
    register = Register(standing=(), seeking=book_of_projects(), waiting=())
    told, taken = _timed(lambda: place_projects(inventory, scheme, _NOTHING, register, _silent), 1)
    found.add("W15 700 placed", OURS, "s", taken)
    found.add("W15 gap", OURS, "%", [100 * max(stage.gap for stage in told.solution.stages)])
    _, by_turns = _timed(lambda: greedy(told.model), 1)
    found.add("W15 700 placed", TURNS, "s", by_turns)
    found.notes.append(f"W15: {_reached(told)}")


def book_of_projects(count: int = MANY, seed: int = SEED) -> tuple[Project, ...]:
    """Projects of all tiers and sizes that ask for land, in the order of ids."""
    draw = np.random.default_rng(seed)
    found = []
    for number in range(count):
        low = float(round(10 ** draw.uniform(3.3, 5.2)))
        project = Project(
            id=f"P{number:04d}", needs="land", industry_code="35", pollution_class=str(draw.integers(1, 4)),
            tier=str(draw.choice(["province", "city", "district"], p=[0.1, 0.3, 0.6])),
            investment_wan=float(round(low * 3 / 2000 * draw.uniform(250, 500), -1)),
            land_area_min_m2=low, land_area_max_m2=float(round(low * 1.3)),
            power_kva=float(draw.choice([0, 400, 800, 1600])), tax_wan_mu=float(round(draw.uniform(20, 40), 1)),
        )  # fmt: skip
        found.append(project)
    return tuple(found)


def _reached(told: Solved) -> str:
    """What all at once and taking turns reach, aim by aim."""
    parts = []
    for stage in told.solution.stages:
        turns = told.model.reached(stage.aim, told.by_hand)
        parts.append(
            f"{stage.aim} {stage.objective:,.0f} of at most {stage.bound:,.0f} ({stage.status.replace('_', ' ')}, gap {stage.gap:.2%}), by turns {turns:,.0f}"
        )
    return f"{len(told.model.projects)} projects, {len(told.model.options):,} options; " + "; ".join(parts) + "."


def _silent(_step: str) -> None:
    """Nobody is told."""

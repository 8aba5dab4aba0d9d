"""One run: contestants set up, answers held against the product's, then everything timed in turn, round by round."""

from __future__ import annotations

import datetime as dt
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

from bench.cadastre import cadastre
from bench.edits import edits
from bench.environments import NotHere, versions
from bench.figures import Measured, machine
from bench.filing import WORKLOADS as FILED
from bench.filing import filing
from bench.folder import Files, prepared
from bench.joining import joining
from bench.ledgers import WORKLOADS as BROUGHT_IN
from bench.ledgers import ledgers
from bench.locating import WORKLOAD as LOCATED
from bench.locating import locating
from bench.months import WORKLOADS as RENEWED
from bench.months import months
from bench.page import page
from bench.planning import WORKLOADS as PLANNED
from bench.planning import planning
from bench.processes import Worker, postgres
from bench.questions import WORDS, Asked, asked, difference
from bench.serving import Ground, serve_all
from bench.stock import FIRST as SUMMED_FIRST
from bench.stock import WORKLOAD as SUMMED
from bench.stock import stock
from bench.taking import WORKLOADS as TAKEN
from bench.taking import taking
from bench.targets import MILLION, OURS
from bench.tiles import tiles
from bench.writing import WORKLOADS as WRITTEN
from bench.writing import writing

IN_PROCESS: Final = ("postgis", "geopandas", "sqlite", "duckdb")
SERVED: Final = ("tipg", "pygeoapi")
PEERS: Final = (*IN_PROCESS, *SERVED)
ROW: Final = {"items": "W1 in process", "summary": "W2", "match": "W3", "book": "W4", "stability": "W10"}
EXPORTS: Final = ("csv", "geojson", "gpkg", "xlsx")
PACKAGES: Final = {
    "postgis": ("psycopg",),
    "geopandas": ("geopandas", "shapely", "pyogrio", "pandas"),
    "sqlite": ("shapely",),
    "duckdb": ("duckdb", "duckdb-extension-spatial"),
    "tipg": ("tipg", "asyncpg", "uvicorn"),
    "pygeoapi": ("pygeoapi", "sqlalchemy"),
    OURS: ("landstock", "numpy", "shapely", "fastapi", "uvicorn"),
}


def say(words: str) -> None:
    """A line of progress."""
    print(f"bench: {words}", file=sys.stderr, flush=True)


def measure(size: int, peers: Sequence[str], rounds: int, heading: str = "") -> Measured:
    """Run every workload for a size of the cadastre."""
    found = Measured(size=size, date=dt.datetime.now(dt.UTC).date().isoformat(), machine=machine(), heading=heading)
    say(f"a cadastre of {size:,} parcels …")
    files, made = prepared(size), cadastre(size)
    questions = asked(made)
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="landstock-bench-")))
        database = _database(found, peers, stack)
        # The store is made anew, so that W5 counts the whole way from the file.
        shutil.rmtree(files.layers / ".store", ignore_errors=True)
        wanted = [peer for peer in IN_PROCESS if peer in peers or (peer == "postgis" and database)]
        workers = _workers(found, [OURS, *wanted], files, scratch, database, stack)
        fair, reference = _equal(found, workers, questions)
        ground = Ground(files=files, questions=questions, database=database, scratch=scratch)
        served = serve_all(found, peers, ground, reference, rounds, stack)
        _time(found, [*_timers(workers, fair, questions), *served.timers], rounds)
        say("W6: tiles …")
        tiles(found, workers, served.port, made, questions["tiles"], rounds)
        _cold_notebook(found, workers, files, questions, rounds)
        served.exports()
        found.add("disk", OURS, "MB", [_megabytes(files.layers / ".store", "*.snapshots")])
        edits(found, files, rounds)
        say("W11: joined parcels …")
        joining(found, rounds)
        say("W12 to W15: planning …")
        planning(found, files, made, rounds)
        say("W16 to W18: ledgers …")
        ledgers(found, rounds)
        say("W23: rows located …")
        locating(found, rounds)
        say("W24: a month again …")
        months(found, rounds)
        say("W25: the dashboard …")
        stock(found, files, rounds)
        say("W26 to W30: the whole layer taken away …")
        taking(found, files, rounds)
        say("W31: the whole layer brought in …")
        filing(found, files, rounds)
        say("W19 to W22: writing …")
        writing(found, files, questions, rounds)
        say("the page …")
        try:
            page(found, files)
        except NotHere as mistake:
            found.absent["the page"] = str(mistake)
        _exports(found, workers, scratch)
    for who in (OURS, *peers):
        if who not in found.absent:
            found.versions[who] = versions(who, *PACKAGES[who])
    return found


def planned(kept: Measured, rounds: int) -> Measured:
    """A run that was kept, with its planning (W10 to W15) read again."""
    kept.figures = [each for each in kept.figures if each.workload not in PLANNED]
    kept.notes = [note for note in kept.notes if not note.startswith(("W14", "W15", "W10 to"))]
    for told in (kept.unequal, kept.equal, kept.absent):
        for key in [key for key in told if any(f"W{number}" in key for number in range(10, 16))]:
            del told[key]
    files, made = prepared(kept.size), cadastre(kept.size)
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="landstock-bench-")))
        loading = Measured(size=kept.size, date=kept.date, machine=kept.machine)
        workers = _workers(loading, [OURS, *(["geopandas"] if kept.size < MILLION else [])], files, scratch, "", stack)
        questions = asked(made)
        fair, _ = _equal(kept, workers, questions, ["stability"])
        _time(kept, _timers(workers, fair, questions), rounds)
    joining(kept, rounds)
    planning(kept, files, made, rounds)
    kept.notes.append(f"W10 to W15 were read on {dt.datetime.now(dt.UTC).date().isoformat()}.")
    return kept


def brought_in(kept: Measured, rounds: int) -> Measured:
    """A run that was kept, with its ledgers (W16 to W18) read again."""
    kept.figures = [each for each in kept.figures if each.workload not in BROUGHT_IN]
    kept.notes = [note for note in kept.notes if not note.startswith(("W16", "W18"))]
    for told in (kept.unequal, kept.equal):
        for key in [key for key in told if any(workload in key for workload in BROUGHT_IN)]:
            del told[key]
    ledgers(kept, rounds)
    kept.notes.append(f"W16 to W18 were read on {dt.datetime.now(dt.UTC).date().isoformat()}.")
    return kept


def paged(kept: Measured, _: int) -> Measured:
    """A run that was kept, with its page read again."""
    kept.figures = [each for each in kept.figures if not each.workload.startswith("page:")]
    kept.notes = [note for note in kept.notes if not note.startswith("The page")]
    kept.absent.pop("the page", None)
    page(kept, prepared(kept.size))
    kept.notes.append(f"The page was read on {dt.datetime.now(dt.UTC).date().isoformat()}.")
    return kept


def written(kept: Measured, rounds: int) -> Measured:
    """A run that was kept, with its writing (W9, W19 to W22) read again."""
    kept.figures = [each for each in kept.figures if each.workload not in ("W9 an edit", *WRITTEN)]
    kept.notes = [note for note in kept.notes if not note.startswith(("W19", "W21", "W9, W19"))]
    files = prepared(kept.size)
    edits(kept, files, rounds)
    writing(kept, files, asked(cadastre(kept.size)), rounds)
    kept.notes.append(f"W9, W19 to W22 were read on {dt.datetime.now(dt.UTC).date().isoformat()}.")
    return kept


def placed_again(kept: Measured, rounds: int) -> Measured:
    """A run that was kept, with its locating (W23) read again."""
    kept.figures = [each for each in kept.figures if each.workload != LOCATED]
    kept.notes = [note for note in kept.notes if not note.startswith("W23")]
    locating(kept, rounds)
    return kept


def renewed_again(kept: Measured, rounds: int) -> Measured:
    """A run that was kept, with its month that comes again (W24) read again."""
    kept.figures = [each for each in kept.figures if each.workload not in RENEWED]
    kept.notes = [note for note in kept.notes if not note.startswith("W24")]
    months(kept, rounds)
    kept.notes.append(f"W24 was read on {dt.datetime.now(dt.UTC).date().isoformat()}.")
    return kept


def summed_again(kept: Measured, rounds: int) -> Measured:
    """A run that was kept, with its dashboard (W25) read again."""
    kept.figures = [each for each in kept.figures if each.workload not in (SUMMED, SUMMED_FIRST)]
    stock(kept, prepared(kept.size), rounds)
    return kept


def filed_again(kept: Measured, rounds: int) -> Measured:
    """A run that was kept, with its layer brought in (W31) read again."""
    kept.figures = [each for each in kept.figures if each.workload not in FILED]
    kept.notes = [note for note in kept.notes if not note.startswith("W31")]
    filing(kept, prepared(kept.size), rounds)
    kept.notes.append(f"W31 was read on {dt.datetime.now(dt.UTC).date().isoformat()}.")
    return kept


def taken_again(kept: Measured, rounds: int) -> Measured:
    """A run that was kept, with its files to take away (W26 to W30) read again."""
    kept.figures = [each for each in kept.figures if each.workload not in TAKEN]
    kept.notes = [note for note in kept.notes if not note.startswith(("W26", "W27", "W28", "W29", "W30"))]
    taking(kept, prepared(kept.size), rounds)
    return kept


AGAIN: Final = {
    "taking": taken_again,
    "filing": filed_again,
    "dashboard": summed_again,
    "planning": planned,
    "ledgers": brought_in,
    "locating": placed_again,
    "months": renewed_again,
    "writing": written,
    "page": paged,
}
"""The workloads that are read anew by themselves, and how."""


def _database(found: Measured, peers: Sequence[str], stack: ExitStack) -> str:
    needing = [peer for peer in peers if peer in ("postgis", *SERVED)]
    if not needing:
        return ""
    try:
        say("PostgreSQL with PostGIS …")
        return stack.enter_context(postgres())
    except NotHere as mistake:
        found.absent.update(dict.fromkeys(needing, str(mistake)))
        return ""


def _workers(
    found: Measured, names: Sequence[str], files: Files, scratch: Path, database: str, stack: ExitStack
) -> dict[str, Worker]:
    """Contestants in process, loaded; W5 and the memory of each."""
    given = {
        "layers": str(files.layers),
        "gpkg": str(files.gpkg),
        "copy": str(files.copy),
        "scratch": str(scratch),
        "database": database,
    }
    workers: dict[str, Worker] = {}
    for name in names:
        if name in found.absent:
            continue
        try:
            say(f"{name}: setting up and loading …")
            worker = Worker(name)
            stack.callback(worker.close)
            found.add("W5 file to queryable", name, "s", [worker.ask("load", given=given)["seconds"]])
            workers[name] = worker
        except NotHere as mistake:
            found.absent[name] = str(mistake)
    return workers


Fair = dict[str, list[str]]


def _equal(
    found: Measured, workers: dict[str, Worker], questions: Asked, workloads: Sequence[str] = tuple(WORDS)
) -> tuple[Fair, dict[str, list[Any]]]:
    """Who answers each workload as the product does, and the product's answers; others are told and not timed."""
    fair: Fair = {}
    reference: dict[str, list[Any]] = {}
    for workload in workloads:
        asking = questions[workload]  # type: ignore[literal-required] # keys of one TypedDict are keys of the other
        ours = workers[OURS].ask("answer", workload=workload, questions=asking)
        reference[workload], fair[workload] = ours, [OURS]
        for name, worker in workers.items():
            if name == OURS or workload not in worker.ask("can"):
                continue
            try:
                theirs = worker.ask("answer", workload=workload, questions=asking)
            except NotHere as mistake:
                found.absent[f"{name} {workload}"] = str(mistake)
                continue
            if said := difference(workload, ours, theirs):
                found.unequal[f"{name}, {ROW[workload]}"] = said
            else:
                fair[workload].append(name)
        found.equal[ROW[workload]] = fair[workload][1:]
        say(f"{ROW[workload]}: equal answers of {', '.join(fair[workload])}")
    return fair, reference


Timer = tuple[str, str, str, Callable[[], float]]
"""Workload, contestant, unit, and one round of it."""


def _timers(workers: dict[str, Worker], fair: dict[str, list[str]], questions: Asked) -> list[Timer]:
    made: list[Timer] = []
    for workload, names in fair.items():
        asking = questions[workload]  # type: ignore[literal-required] # as above

        def once(name: str, workload: str = workload, asking: object = asking) -> float:
            times = sorted(workers[name].ask("time", workload=workload, questions=asking))
            return float(times[len(times) // 2])

        made += [(ROW[workload], name, "ms", lambda name=name, once=once: once(name)) for name in names]  # type: ignore[misc]
    return made


def _time(found: Measured, timers: Sequence[Timer], rounds: int) -> None:
    """All contestants in turn, then all again: noise of the machine falls on everybody."""
    kept: dict[tuple[str, str, str], list[float]] = {}
    for number in range(1, rounds + 1):
        say(f"round {number} of {rounds} …")
        for workload, who, unit, once in timers:
            try:
                kept.setdefault((workload, who, unit), []).append(once())
            except (NotHere, OSError) as mistake:
                found.absent[f"{who}, {workload}"] = str(mistake)
    for (workload, who, unit), values in kept.items():
        if values:
            found.add(workload, who, unit, values)


def _megabytes(folder: Path, pattern: str) -> float:
    return sum(path.stat().st_size for path in folder.glob(f"{pattern}/*")) / 1e6


def _cold_notebook(found: Measured, workers: dict[str, Worker], files: Files, questions: Asked, rounds: int) -> None:
    """W8 of a notebook: interpreter, imports, file, index, first answer."""
    if "geopandas" not in workers:
        return
    taken = []
    for _ in range(rounds):
        began = time.perf_counter()
        worker = Worker("geopandas")
        worker.ask("load", given={"gpkg": str(files.gpkg)})
        worker.ask("answer", workload="items", questions=questions["items"][:1])
        taken.append(time.perf_counter() - began)
        worker.close()
    found.add("W8 cold start", "geopandas", "s", taken)


def _exports(found: Measured, workers: dict[str, Worker], scratch: Path) -> None:
    for kind in EXPORTS:
        for name, worker in workers.items():
            if "export" in worker.ask("can"):
                say(f"{name}: the whole layer as {kind} …")
                try:
                    done = worker.ask("export", format=kind, path=str(scratch / f"{name}.{kind}"))
                except NotHere as mistake:
                    found.absent[f"{name} {kind}"] = str(mistake)
                    continue
                found.add(f"W7 {kind}", name, "s", [done["seconds"]])
                if done["rows"] != found.size:
                    found.unequal[f"{name}, W7 {kind}"] = f"{done['rows']} rows"

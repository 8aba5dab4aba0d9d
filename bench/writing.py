"""W19 to W22: what a durable edit costs beside one bare commit of the same disk, twenty writers at once, reads beside writes, and a past of 100,000 changes."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final, cast

from bench.figures import Measured
from bench.folder import COLLECTION, Files, prepared
from bench.questions import Asked, landstock_path
from bench.serving import landstock_server
from bench.targets import OURS
from bench.wire import Connection, first_answer, getting
from gis.editing.change import setting
from gis.editing.making import change_features, make_changes
from gis.folder import Folder, synced_folder
from gis.inventory import Inventory
from gis.store.changing import Changing
from gis.store.protocol import ChangeSet, Job, Transaction
from gis.store.together import Together

BARE: Final = "bare commit"
ALONE: Final = "nobody writes"
ONE, TWENTY, READS, PAST = "W19 an edit", "W20 20 writers", "W21 reads beside writes", "W22 a past moment"
WORKLOADS: Final = (ONE, TWENTY, READS, PAST)
WORDS: Final = (
    """W19: one value of one parcel changed and durable, as the service does it for one who asks alone: judged, written, entered in the signed log, committed. Bare commit:
  one row of 1,000 letters replaced and committed by sqlite3 on the same disk, WAL, `synchronous=FULL`. W20: twenty threads that each wait for their edit.""",
    """W21: one client that asks W1's questions of one process, beside 50 edits a second over HTTP in the same process, and while nobody writes. W22: all layers as they
  were before 100,000 changes of up to 20,000 parcels (of at most 100,000), the snapshot written after them.""",
)
EDITS: Final = 100
"""Edits of a round."""
WRITERS: Final = 20
A_SECOND: Final = 50
SECONDS: Final = 3.0
CHANGES: Final = 100_000
LARGEST: Final = 100_000
"""Up to which size of the cadastre a past is read."""
_BY: Final = ChangeSet(author="bench")
_FIELD: Final = "owner"


def writing(found: Measured, files: Files, questions: Asked, rounds: int) -> None:
    """Time them, ours and what each is held beside in turn."""
    folder = synced_folder(files.layers)
    inventory = folder.inventory()
    with tempfile.TemporaryDirectory(dir=files.folder, prefix="bare-") as scratch, _bare(Path(scratch)) as commit:
        edit = _editing(folder, inventory)
        _in_turn(found, ONE, "ms", rounds, {OURS: lambda: _each_ms(edit), BARE: lambda: _each_ms(commit)})
        rates = {OURS: lambda: _together(folder, inventory), BARE: lambda: 1000 / _each_ms(commit)}
        _in_turn(found, TWENTY, "rps", rounds, rates)
    _reads(found, files, [landstock_path(each, COLLECTION) for each in questions["items"]], rounds)
    found.add(PAST, OURS, "s", _past(prepared(min(found.size, LARGEST)), rounds, CHANGES))
    found.notes.append(f"W19 to W22: {os.getloadavg()[2]:.1f} processes wanted the machine's cores meanwhile.")


def _in_turn(
    found: Measured, workload: str, unit: str, rounds: int, contestants: dict[str, Callable[[], float]]
) -> None:
    taken: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, once in contestants.items():
            taken[name].append(once())
    for name, figures in taken.items():
        found.add(workload, name, unit, figures)


def _each_ms(once: Callable[[int], object]) -> float:
    """The median of a round of so many."""
    taken = []
    for number in range(EDITS):
        began = time.perf_counter()
        once(number)
        taken.append((time.perf_counter() - began) * 1000)
    return sorted(taken)[len(taken) // 2]


@contextmanager
def _bare(folder: Path) -> Iterator[Callable[[int], object]]:
    """One row replaced and committed, with every promise that the store makes."""
    with closing(sqlite3.connect(folder / "bare.db", isolation_level=None)) as db:
        for statement in ("journal_mode = WAL", "synchronous = FULL"):
            db.execute(f"PRAGMA {statement}")
        db.execute("CREATE TABLE kept (id TEXT PRIMARY KEY, body TEXT NOT NULL)")

        def commit(number: int) -> None:
            db.execute("BEGIN IMMEDIATE")
            body = f"{number:04}" * 250
            db.execute(
                "INSERT INTO kept VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body", ("k", body)
            )
            db.execute("COMMIT")

        yield commit


def _editing(folder: Folder, inventory: Inventory) -> Callable[[int], object]:
    ids = inventory.layer(COLLECTION).ids
    words = iter(range(1 << 40))

    def edit(number: int) -> None:
        change = setting(COLLECTION, ids[number * 97 % len(ids)], {_FIELD: f"W19-{time.time_ns()}-{next(words)}"})
        make_changes(folder.store, inventory, [change], _BY)

    return edit


def _together(folder: Folder, inventory: Inventory) -> float:
    """Edits a second of twenty threads, each of which waits until its own is on disk."""
    ids, until = inventory.layer(COLLECTION).ids, time.perf_counter() + SECONDS
    together, counts = Together(folder.store, folder.catalog), [0] * WRITERS
    together.start()

    def write(writer: int) -> None:
        while time.perf_counter() < until:
            change = setting(COLLECTION, ids[writer * 31 % len(ids)], {_FIELD: f"W20-{time.time_ns()}-{writer}"})
            together.put(Job(by=_BY, work=change_features(inventory, [change]))).result()
            counts[writer] += 1

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(WRITERS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rate = sum(counts) / (time.perf_counter() - began)
    together.stop()
    return rate


def _reads(found: Measured, files: Files, paths: Sequence[str], rounds: int) -> None:
    server = landstock_server(files)
    try:
        first_answer(server, "/readyz")
        keys = _some_ids(server.port)
        _rate(server.port, paths)
        writes: list[int] = []

        def beside() -> float:
            with _edited(server.port, keys, writes):
                return _rate(server.port, paths)

        _in_turn(found, READS, "rps", rounds, {OURS: beside, ALONE: lambda: _rate(server.port, paths)})
        each = sum(writes) / (rounds * SECONDS)
        found.notes.append(
            f"W21: {each:.0f} edits a second were answered meanwhile, of {A_SECOND} that were asked for."
        )
    finally:
        server.close()


def _some_ids(port: int) -> list[str]:
    with Connection(port) as connection:
        page = json.loads(connection.get(f"/collections/{COLLECTION}/items?limit={A_SECOND}")[1])
    return [str(feature["id"]) for feature in page["features"]]


def _rate(port: int, paths: Sequence[str]) -> float:
    """Questions a second of one client on one connection."""
    requests, count, began = [getting(port, path) for path in paths], 0, time.perf_counter()
    with Connection(port) as connection:
        while (took := time.perf_counter() - began) < SECONDS:
            status, _ = connection.ask(requests[count % len(requests)])
            assert status == 200, status
            count += 1
    return count / took


@contextmanager
def _edited(port: int, keys: Sequence[str], writes: list[int]) -> Iterator[None]:
    """Somebody who edits at a steady pace meanwhile; how many edits were answered is added to ``writes``."""
    enough = threading.Event()
    thread = threading.Thread(target=_edit_on, args=(port, keys, enough, writes))
    thread.start()
    try:
        yield
    finally:
        enough.set()
        thread.join()


def _edit_on(port: int, keys: Sequence[str], enough: threading.Event, writes: list[int]) -> None:
    due, number, tags = time.perf_counter(), 0, dict[str, str]()
    with Connection(port) as connection:
        while not (enough.is_set() and number):
            key = keys[number % len(keys)]
            change = {"collection": COLLECTION, "id": key, "if_match": tags.get(key, '"-"')}
            body = json.dumps({"changes": [{**change, "patch": {"properties": {_FIELD: f"W21-{time.time_ns()}"}}}]})
            status, answer = connection.post("/changes", body.encode())
            said = json.loads(answer)
            # The first of each is refused, which tells its version.
            tags[key] = said["etag"] if status == 412 else said["made"][0]["if_match"]
            number += status == 200
            if status == 200:
                due += 1 / A_SECOND
                time.sleep(max(0.0, due - time.perf_counter()))
    writes.append(number)


def _past(files: Files, rounds: int, changes: int) -> list[float]:
    """Seconds until all layers stand as they did before so many changes."""
    with tempfile.TemporaryDirectory(dir=files.folder, prefix="past-") as scratch:
        layers = Path(scratch) / "layers"
        shutil.copytree(files.layers, layers, ignore=shutil.ignore_patterns(".store"))
        folder = synced_folder(layers)
        was = folder.inventory()
        moment, key = folder.store.log()[-1].at, was.layer(COLLECTION).ids[0]
        _change_all(folder, was, changes)
        folder.fold()
        now, taken = folder.inventory(), []
        for _ in range(rounds):
            began = time.perf_counter()
            then = folder.inventory_at(moment, now)
            taken.append(time.perf_counter() - began)
        texts = [str(each.layer(COLLECTION).properties(each.layer(COLLECTION).row(key))) for each in (was, then, now)]
        assert texts[0] == texts[1] != texts[2], "the past is what was"
        return taken


def _change_all(folder: Folder, inventory: Inventory, changes: int) -> None:
    """So many changes of one value, parcel after parcel, as they stand in the log of a year; written faster than people write them, and none judged."""
    layer, ids = inventory.layer(COLLECTION), inventory.layer(COLLECTION).ids[:20_000]

    def work(transaction: Transaction) -> None:
        log, texts = cast("Changing", transaction), dict[str, str]()
        for number in range(changes):
            key = ids[number % len(ids)]
            before = texts.get(key) or log.tables.feature_text(COLLECTION, key) or ""
            feature: dict[str, Any] = json.loads(before)
            feature["properties"][_FIELD] = f"W22-{number}"
            texts[key] = json.dumps(feature, ensure_ascii=False)
            log.note(COLLECTION, key, before, texts[key])

    folder.store.write(folder.catalog, [Job(by=_BY, work=work)])
    column = layer.collection.by_name[_FIELD].name
    with closing(sqlite3.connect(folder.store.place)) as db, db:
        for number in range(changes - min(changes, len(ids)), changes):
            key = ids[number % len(ids)]
            db.execute(f'UPDATE "{COLLECTION}" SET "{column}" = ? WHERE id = ?', (f"W22-{number}", key))

"""W9: one applied edit until every serving process answers with it."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Final

from bench.figures import Measured
from bench.folder import COLLECTION, Files
from bench.processes import Server, free_port
from bench.targets import OURS
from bench.wire import Connection, first_answer
from gis.folder import Folder, synced_folder
from gis.inventory import Edit
from gis.layer import Layer

PROCESSES: Final = 2
EDITS: Final = 8
"""Edits of a round; each changes one parcel's owner to a word that no parcel had."""
_PATIENCE_S: Final = 10.0


def edits(found: Measured, files: Files, rounds: int) -> None:
    """Time edits that this process applies, at two processes that serve."""
    port = free_port()
    program = Path(sys.executable).with_name("landstock")
    flags = ["--port", str(port), "--workers", str(PROCESSES), "--quiet"]
    command: list[str | Path] = [program, "serve", "--layers", files.layers, *flags]
    server = Server(command, port)
    try:
        first_answer(server, "/readyz")
        # First, for a connection on which nobody asks for long is closed.
        folder = synced_folder(files.layers)
        layer = folder.inventory().layer(COLLECTION)
        lines = _lines(port)
        found.add("W9 an edit", OURS, "ms", [max(_edits(folder, layer, lines, number)) for number in range(rounds)])
        for line in lines:
            line.__exit__(None, None, None)
    finally:
        server.close()


def _lines(port: int) -> list[Connection]:
    """A connection to each process; which one takes a connection is chance."""
    lines: dict[int, Connection] = {}
    until = time.monotonic() + 60
    while len(lines) < PROCESSES and time.monotonic() < until:
        line = Connection(port).__enter__()
        process = json.loads(line.get("/readyz")[1])["process"]
        if lines.setdefault(process, line) is not line:
            line.__exit__(None, None, None)
    return list(lines.values())


def _edits(folder: Folder, layer: Layer, lines: list[Connection], number: int) -> list[float]:
    """Milliseconds of each edit until the last process answered with its version."""
    taken = []
    for turn in range(EDITS):
        feature = layer.feature(turn * 97 % len(layer))
        word = f"W9-{time.time_ns()}-{number}-{turn}"
        edit = Edit(
            collection=COLLECTION,
            id=feature.id,
            feature=feature._replace(properties={**feature.properties, "owner": word}),
        )
        folder.store.apply(folder.catalog, [edit], "bench")
        began, path = time.perf_counter(), f"/collections/{COLLECTION}/items/{feature.id}"
        for line in lines:
            while word.encode() not in line.get(path)[1]:
                if time.perf_counter() - began > _PATIENCE_S:
                    raise TimeoutError("an edit was never answered with")
                time.sleep(0.001)
        taken.append((time.perf_counter() - began) * 1000)
    return taken

"""The loop of a contestant's process: a JSON line asks, a JSON line answers. Standard library alone: it runs in every environment."""

from __future__ import annotations

import contextlib
import gc
import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any, Protocol

Answer = dict[str, Any]


class Contestant(Protocol):
    """What answers the workloads in its own process; a workload that it has no method for is not asked of it."""

    def load(self, given: Mapping[str, str]) -> None:
        """From its file to being ready for questions."""


def run(contestant: Contestant) -> None:
    """Answer until standard input ends."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints must not come between the answers
    for line in sys.stdin:
        order = json.loads(line)
        try:
            answer: Any = _done(contestant, order)
        except Exception as mistake:  # noqa: BLE001 whatever fails in a peer is told, never hidden
            answer = {"failed": f"{type(mistake).__name__}: {mistake}"[:500]}
        out.write(json.dumps(answer) + "\n")
        out.flush()


def _done(contestant: Contestant, order: Mapping[str, Any]) -> Any:
    did = order["do"]
    if did == "load":
        began = time.perf_counter()
        contestant.load(order["given"])
        return {"seconds": time.perf_counter() - began}
    if did == "memory":
        return private_megabytes()
    if did == "can":
        return [
            name
            for name in ("items", "summary", "match", "book", "stability", "tiles", "export")
            if hasattr(contestant, name)
        ]
    if did == "export":
        began = time.perf_counter()
        rows = contestant.export(order["format"], order["path"])  # type: ignore[attr-defined] # asked by "can"
        return {"seconds": time.perf_counter() - began, "rows": rows}
    method: Callable[[Any], Any] = getattr(contestant, order["workload"])
    if did == "answer":
        return [method(question) for question in order["questions"]]
    return timed(method, order["questions"])


def timed(method: Callable[[Any], Any], questions: list[Any]) -> list[float]:
    """Milliseconds of each question, asked one after the other."""
    found = []
    gc.collect()
    for question in questions:
        began = time.perf_counter()
        method(question)
        found.append((time.perf_counter() - began) * 1000)
    return found


def private_megabytes(pid: int | str = "self") -> float:
    """Resident memory of a process that no file backs, so that a map shared by several counts for none; NaN where the machine does not tell."""
    with contextlib.suppress(OSError), open(f"/proc/{pid}/status", encoding="ascii") as status:  # noqa: PTH123
        for line in status:
            if line.startswith("RssAnon:"):
                return int(line.split()[1]) / 1024
    return float("nan")

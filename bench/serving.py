"""The contestants that answer over HTTP: the product, tipg and pygeoapi over PostGIS, and the floor."""

from __future__ import annotations

import json
import statistics
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any, Final
from urllib.parse import urlencode

from bench.environments import NotHere, python_of
from bench.figures import Measured
from bench.folder import COLLECTION, Files
from bench.processes import Server, free_port
from bench.pygeoapi_setup import pygeoapi_server
from bench.questions import Asked, Demand, cql2_path, difference, landstock_path
from bench.targets import OURS
from bench.wire import Connection, first_answer, load_generator, many_clients, one_client

HTTP: Final = "W1 http"
MANY: Final = "W1 8 clients"
COLD: Final = "W8 cold start"
LOAD_SECONDS: Final = 3.0
EXPORTS: Final = ("csv", "geojson", "gpkg", "xlsx")
Timer = tuple[str, str, str, Callable[[], float]]
Starting = tuple[Callable[[], Server], list[str]]


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What every contestant of a run stands on; ``database`` is empty where there is no PostGIS."""

    files: Files
    questions: Asked
    database: str
    scratch: Path


@dataclass(frozen=True, kw_only=True)
class Served:
    """What serves: what is to be timed in turn, the product's port, and exports, once at the end since they fill the memory that is measured."""

    timers: list[Timer]
    port: int | None
    exports: Callable[[], None]


def serve_all(
    found: Measured,
    peers: Sequence[str],
    ground: Ground,
    reference: Mapping[str, list[Any]],
    rounds: int,
    stack: ExitStack,
) -> Served:
    """Start who serves, measure cold starts, hold answers against the product's own in process."""
    servers: dict[str, Server] = {}
    paths: dict[str, list[str]] = {}
    for name, (start, asking) in _starts(found, peers, ground).items():
        try:
            servers[name], paths[name] = _cold(found, name, start, asking[0], rounds), asking
            stack.callback(servers[name].close)
        except NotHere as mistake:
            found.absent[name] = str(mistake)
    fair = _equal(found, servers, paths, reference["items"])
    made: list[Timer] = []
    if OURS in servers:
        servers["floor"] = _floor(servers[OURS].port, paths[OURS], ground.scratch)
        paths["floor"] = paths[OURS]
        stack.callback(servers["floor"].close)
        fair.append("floor")
        made = _ours(found, servers[OURS].port, ground.questions, reference)
    found.notes.append(
        f"Eight clients: {load_generator()}, {LOAD_SECONDS:g} s a round, on the same machine as the server."
    )
    for name in fair:
        made += _loaded(name, servers[name].port, paths[name])
    made += [("memory", name, "MB", servers[name].megabytes) for name in fair if name != "floor"]
    port = servers[OURS].port if OURS in servers else None
    return Served(timers=made, port=port, exports=lambda: _exports(found, servers[OURS]) if OURS in servers else None)


def _loaded(name: str, port: int, asking: Sequence[str]) -> list[Timer]:
    """One client, its slow requests, and eight clients; the percentiles are of the round that was timed just before."""
    last: list[float] = []

    def once() -> float:
        last[:] = sorted(one_client(port, asking))
        return statistics.median(last)

    def share(percent: int) -> float:
        return last[min(len(last) * percent // 100, len(last) - 1)]

    return [
        (HTTP, name, "ms", once),
        (f"{HTTP}, p90", name, "ms", lambda: share(90)),
        (f"{HTTP}, p99", name, "ms", lambda: share(99)),
        (MANY, name, "rps", lambda: many_clients(port, asking, LOAD_SECONDS)),
    ]


def _starts(found: Measured, peers: Sequence[str], ground: Ground) -> dict[str, Starting]:
    questions = ground.questions
    ours = [landstock_path(question, COLLECTION) for question in questions["items"]]
    made: dict[str, Starting] = {OURS: (lambda: landstock_server(ground.files), ours)}
    if "tipg" in peers and "tipg" not in found.absent:
        path = "/collections/public.cadastre/items"
        asking = [cql2_path(question, path) for question in questions["items"]]
        made["tipg"] = (lambda: _tipg(ground.database), asking)
    if "pygeoapi" in peers and "pygeoapi" not in found.absent:
        path = f"/collections/{COLLECTION}/items"
        asking = [
            cql2_path(question, path).replace("f=geojson", "f=json").replace("cql2-text", "cql-text") + "&sortby=id"
            for question in questions["items"]
        ]
        made["pygeoapi"] = (lambda: pygeoapi_server(ground.database, ground.scratch), asking)
    return made


def landstock_server(files: Files) -> Server:
    """The product as anybody starts it, in one process."""
    port = free_port()
    program = Path(sys.executable).with_name("landstock")
    return Server([program, "serve", "--layers", files.layers, "--port", str(port), "--quiet"], port)


def _uvicorn(python: Path, app: str, environment: Mapping[str, str]) -> Server:
    port = free_port()
    command = [str(python), "-m", "uvicorn", app, "--port", str(port), "--no-access-log", "--log-level", "error"]
    return Server(command, port, environment)


def _tipg(database: str) -> Server:
    return _uvicorn(python_of("tipg"), "tipg.main:app", {"DATABASE_URL": database})


def _floor(port: int, paths: Sequence[str], scratch: Path) -> Server:
    """The answer of median length, as a constant."""
    with Connection(port) as connection:
        bodies = sorted((connection.get(path)[1] for path in paths), key=len)
    kept = scratch / "floor.json"
    kept.write_bytes(bodies[len(bodies) // 2])
    server = _uvicorn(Path(sys.executable), "bench.floor:app", {"BENCH_FLOOR_BODY": str(kept)})
    first_answer(server, "/")
    return server


def _cold(found: Measured, name: str, start: Callable[[], Server], path: str, rounds: int) -> Server:
    """Cold starts to the first answer; the last server stays."""
    taken = []
    python_of(name)
    for number in range(1, rounds + 1):
        server = start()
        try:
            taken.append(first_answer(server, path))
        except NotHere:
            server.close()
            raise
        if number < rounds:
            server.close()
    found.add(COLD, name, "s", taken)
    return server


def _equal(
    found: Measured, servers: Mapping[str, Server], paths: Mapping[str, Sequence[str]], reference: Sequence[Any]
) -> list[str]:
    fair = []
    for name, server in servers.items():
        if said := difference("items", reference, _pages(server.port, paths[name])):
            found.unequal[f"{name}, {HTTP}"] = said
        else:
            fair.append(name)
    found.equal[HTTP] = fair
    return fair


def _pages(port: int, paths: Sequence[str]) -> list[dict[str, Any]]:
    found = []
    with Connection(port) as connection:
        for path in paths:
            status, body = connection.get(path)
            refused: dict[str, Any] = {"numberMatched": f"status {status}", "features": []}
            page = json.loads(body) if status == 200 else refused
            found.append({"matched": page["numberMatched"], "ids": [str(each["id"]) for each in page["features"]]})
    return found


def demand_body(question: Demand) -> bytes:
    """W3 as the product is asked over HTTP."""
    low, high = question["area"]
    project = {
        "needs": "land",
        "industry_code": "35",
        "pollution_class": question["pollution_class"],
        "land_area_min_m2": low,
        "land_area_max_m2": high,
        "power_kva": question["power_kva"],
        "tax_wan_mu": question["tax_wan_mu"],
    }
    return json.dumps({"project": project, "top": 20, "scheme": "peer"}).encode()


def _ours(found: Measured, port: int, questions: Asked, reference: Mapping[str, list[Any]]) -> list[Timer]:
    """W2 and W3 over HTTP, for the product alone, where they answer as it does in process."""
    asking = [
        f"/collections/{COLLECTION}/summary?{urlencode({'within': question['within'], 'by': 'land_use'})}"
        for question in questions["summary"]
    ]
    bodies = [demand_body(question) for question in questions["match"]]
    with Connection(port) as connection:
        figures = [_figures(json.loads(connection.get(path)[1])) for path in asking]
        reports = [_report(json.loads(connection.post("/matches", body)[1])) for body in bodies]
    timers: dict[str, Timer] = {
        "summary": ("W2 http", OURS, "ms", lambda: statistics.median(one_client(port, asking))),
        "match": ("W3 http", OURS, "ms", lambda: _matches(port, bodies)),
    }
    fair = []
    for workload, answers in (("summary", figures), ("match", reports)):
        if said := difference(workload, reference[workload], answers):
            found.unequal[f"{OURS}, {timers[workload][0]}"] = said
        else:
            fair.append(timers[workload])
    return fair


def _figures(said: Mapping[str, Any]) -> dict[str, Any]:
    groups = said["groups"]["land_use"]
    return {group["value"] or "": [group["count"], group["area_m2"]] for group in groups if group["count"]}


def _report(said: Mapping[str, Any]) -> dict[str, Any]:
    top = [[each["site"]["id"], each["score"]] for each in said["matches"]]
    return {"counts": [said["counts"][key] for key in ("fits", "to_check", "rejected")], "top": top}


def _matches(port: int, bodies: Sequence[bytes]) -> float:
    with Connection(port) as connection:
        return statistics.median(timed_post(connection, body) for body in bodies)


def timed_post(connection: Connection, body: bytes) -> float:
    """Milliseconds of one match over HTTP.

    Raises
    ------
    NotHere
        Where it is refused.
    """
    began = perf_counter()
    status, said = connection.post("/matches", body)
    if status != 200:
        raise NotHere(f"status {status}: {said[:200]!r}")
    return (perf_counter() - began) * 1000


def _exports(found: Measured, server: Server) -> None:
    """W7 of the product: whole layers as files over HTTP."""
    for kind in EXPORTS:
        with Connection(server.port) as connection:
            began = perf_counter()
            status, body = connection.get(f"/collections/{COLLECTION}/items?f={kind}")
            if status == 200 and body:
                found.add(f"W7 {kind}", OURS, "s", [perf_counter() - began])
            else:
                found.absent[f"{OURS}, W7 {kind}"] = f"status {status}"

"""What bounds a figure that falls short: reckoned from other figures of the same run, never from memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from bench.figures import Measured, shown
from bench.questions import BOOK
from bench.targets import OURS, Target


def bound(run: Measured, target: Target) -> str:
    """A line on what a workload's time consists of, as far as the run can tell; empty where it cannot."""
    said = next((tell(run) for begins, tell in _TELLS.items() if f"{target.workload} ".startswith(f"{begins} ")), "")
    return "; ".join(filter(None, (_asked(run, target), said)))


def _figure(run: Measured, workload: str, who: str = OURS) -> float | None:
    found = run.figure(workload, who)
    return None if found is None else found.median


def _asked(run: Measured, target: Target) -> str:
    """The figure that the bar comes to in this run, beside the floor where it is told."""
    if target.beside is None or target.least is None:
        return ""
    theirs, ours = run.figure(target.workload, target.beside), run.figure(target.workload, OURS)
    times = target.least.get(run.size, target.least[max(target.least)])
    if theirs is None or ours is None:
        return ""
    rate = ours.unit == "rps"
    value = theirs.median * times if rate else theirs.median / times
    unit = "requests/s" if rate else ours.unit
    return f"the bar is {'≥' if rate else '≤'} {shown(value)} {unit}, measured {shown(ours.median)}"


def _one_client(run: Measured) -> str:
    whole, inside, floor = _figure(run, "W1 http"), _figure(run, "W1 in process"), _figure(run, "W1 http", "floor")
    if whole is None or inside is None or floor is None:
        return ""
    rest = shown(whole - inside - floor)
    return (
        f"the query {shown(inside)} ms, a constant answer {shown(floor)} ms, the request's way and its page {rest} ms"
    )


def _eight_clients(run: Measured) -> str:
    rate, one = _figure(run, "W1 8 clients"), _figure(run, "W1 http")
    if rate is None or one is None:
        return ""
    return f"one process: {shown(1000 / rate)} ms a request with eight clients, {shown(one)} ms with one"


def _match(run: Measured) -> str:
    one, book = _figure(run, "W3"), _figure(run, "W4")
    if one is None or book is None:
        return ""
    each = book / BOOK
    return f"ranking alone {shown(each)} ms a project (W4); counts, funnel and reasons {shown(one - each)} ms"


def _book(run: Measured) -> str:
    book = _figure(run, "W4")
    return "" if book is None else f"{shown(book / BOOK)} ms a project on one core"


_TELLS: Final[dict[str, Callable[[Measured], str]]] = {
    "W1 http": _one_client,
    "W1 8": _eight_clients,
    "W3": _match,
    "W4": _book,
}

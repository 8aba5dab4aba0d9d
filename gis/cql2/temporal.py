"""Temporal relations as comparisons of the ends of two stretches of time (Allen 1983); a moment is a stretch whose ends are one."""

from __future__ import annotations

from typing import Final

from gis.cql2.tree import Interval, Node, Operation

# Each relation is met where all comparisons of one of its alternatives are: end of the left, sign, end of the right.
_RELATIONS: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "t_after": (("s>e",),),
    "t_before": (("e<s",),),
    "t_contains": (("s<s", "e>e"),),
    "t_disjoint": (("e<s",), ("s>e",)),
    "t_during": (("s>s", "e<e"),),
    "t_equals": (("s=s", "e=e"),),
    "t_finishedBy": (("s<s", "e=e"),),
    "t_finishes": (("s>s", "e=e"),),
    "t_intersects": (("s<=e", "e>=s"),),
    "t_meets": (("e=s",),),
    "t_metBy": (("s=e",),),
    "t_overlappedBy": (("s>s", "s<e", "e>e"),),
    "t_overlaps": (("s<s", "e>s", "e<e"),),
    "t_startedBy": (("s=s", "e>e"),),
    "t_starts": (("s=s", "e<e"),),
}


def spelled_out(node: Operation) -> Node:
    """A temporal relation as comparisons joined by and, or."""
    left, right = (_ends(arg) for arg in node.args)
    alternatives = [
        _join_nodes("and", [Operation(sign[1:-1], (left[sign[0]], right[sign[-1]]), node.at) for sign in signs], node)
        for signs in _RELATIONS[node.op]
    ]
    return _join_nodes("or", alternatives, node)


def _ends(node: Node) -> dict[str, Node]:
    return {"s": node.start, "e": node.end} if isinstance(node, Interval) else {"s": node, "e": node}


def _join_nodes(word: str, parts: list[Node], node: Operation) -> Node:
    return parts[0] if len(parts) == 1 else Operation(word, tuple(parts), node.at)

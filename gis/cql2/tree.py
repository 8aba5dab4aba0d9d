"""The tree that a filter becomes, whichever way it was written. Immutable and hashable; positions do not count in comparisons."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

At = int | str
"""Where a node stands: the number of its first character, from 0, or its JSON path."""

GEOMETRY: Final = "geometry"
"""The property that is a feature's geometry, in every collection."""

COMPARISONS: Final = ("=", "<>", "<", "<=", ">", ">=")
ARITHMETIC: Final = ("+", "-", "*", "/", "%", "div", "^")
SPATIAL: Final = (
    "s_intersects",
    "s_within",
    "s_contains",
    "s_touches",
    "s_disjoint",
    "s_equals",
    "s_crosses",
    "s_overlaps",
)
TEMPORAL: Final = (
    "t_after",
    "t_before",
    "t_contains",
    "t_disjoint",
    "t_during",
    "t_equals",
    "t_finishedBy",
    "t_finishes",
    "t_intersects",
    "t_meets",
    "t_metBy",
    "t_overlappedBy",
    "t_overlaps",
    "t_startedBy",
    "t_starts",
)
LISTS: Final = ("a_contains", "a_containedBy", "a_equals", "a_overlaps")
BELOW: Final = "below"
FUNCTIONS: Final = {"casei": 1, "accenti": 1, BELOW: 2, **dict.fromkeys((*SPATIAL, *TEMPORAL, *LISTS), 2)}
"""Everything written as ``name(…)``, by the standard's spelling in JSON, with how many arguments it takes."""
SPELLED: Final = {name.lower(): name for name in FUNCTIONS}
"""The standard's spelling by the lower case: text takes any case, and JSON takes the lower case that was written here before."""


@dataclass(frozen=True)
class Property:
    """A field of the layer, or its geometry."""

    name: str
    at: At = field(default=0, compare=False)


@dataclass(frozen=True)
class Number:
    """A finite number."""

    value: float
    at: At = field(default=0, compare=False)


@dataclass(frozen=True)
class Words:
    """A text literal."""

    value: str
    at: At = field(default=0, compare=False)


@dataclass(frozen=True)
class Truth:
    """True or false."""

    value: bool
    at: At = field(default=0, compare=False)


@dataclass(frozen=True)
class Moment:
    """A date, or a time of day on one, as days since 1970-01-01 in UTC; infinite for an open end of an interval.

    A date stands for its first moment.
    """

    days: float
    dated: bool
    text: str = field(compare=False)
    at: At = field(default=0, compare=False)


@dataclass(frozen=True)
class Interval:
    """A closed stretch of time; each end a ``Moment`` or a ``Property``."""

    start: Node
    end: Node
    at: At = field(default=0, compare=False)


@dataclass(frozen=True)
class Place:
    """A geometry literal in degrees, longitude before latitude; ``box`` keeps the numbers of a BBOX."""

    shape: Any
    box: tuple[float, ...] | None = field(default=None, compare=False)
    at: At = field(default=0, compare=False)


@dataclass(frozen=True)
class Listing:
    """A list of literals."""

    items: tuple[Node, ...]
    at: At = field(default=0, compare=False)


@dataclass(frozen=True)
class Operation:
    """An operator or function with its arguments, by the name that CQL2 JSON gives it. ``and`` and ``or`` have two or more."""

    op: str
    args: tuple[Node, ...]
    at: At = field(default=0, compare=False)
    depth: int = field(default=1, compare=False, repr=False)


Node = Property | Number | Words | Truth | Moment | Interval | Place | Listing | Operation


def depth_of(node: Node) -> int:
    """How many operations are nested in one another here."""
    return node.depth if isinstance(node, Operation) else 0

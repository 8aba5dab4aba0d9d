"""How two databases say what a filter says. The SQLite one calls functions that ``tests.oracles.cql2.sqlite`` puts on a connection."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from gis.cql2.tree import LISTS, SPATIAL

_DAY_SECONDS: Final = 86_400.0


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """Forms of one database; ``{0}`` and ``{1}`` are operands that are SQL already, a parameter's mark among them.

    Parameters
    ----------
    mark
        What stands for a parameter.
    name
        A column's name, quoted.
    date_column, moment
        A date column and a moment as values that compare with each other.
    moment_value
        The parameter of a moment, from its days since 1970.
    listing_value
        The parameter of a list of texts.
    functions
        By operation; ``any`` asks whether a text is one of a list.
    """

    mark: str
    name: Callable[[str], str]
    arithmetic: Mapping[str, str]
    functions: Mapping[str, str]
    truth: Callable[[str], str]
    number: Callable[[str], str]
    text: Callable[[str], str]
    place: Callable[[str], str]
    listing: Callable[[str], str]
    date_column: Callable[[str], str]
    moment: Callable[[str], str]
    moment_value: Callable[[float], float]
    listing_value: Callable[[Sequence[str]], str | list[str]]


def quoted(name: str) -> str:
    """A name as SQL takes it, whatever is in it."""
    return '"' + name.replace('"', '""') + '"'


def _as_it_is(operand: str) -> str:
    return operand


def _seconds(days: float) -> float:
    return days * _DAY_SECONDS


SQLITE: Final = Dialect(
    mark="?",
    name=quoted,
    arithmetic={
        **{op: f"({{0}} {op} {{1}})" for op in "+-*"},
        "/": "(CAST({0} AS REAL) / {1})",
        "%": "cql2_mod({0}, {1})",
        "div": "cql2_div({0}, {1})",
        "^": "cql2_pow({0}, {1})",
    },
    functions={
        "like": "cql2_like({0}, {1})",
        "casei": "cql2_casei({0})",
        "accenti": "cql2_accenti({0})",
        "any": "({0} IN (SELECT value FROM json_each({1})))",
        **{op: f"cql2_{op}({{0}}, {{1}})" for op in (*SPATIAL, *LISTS)},
    },
    truth=lambda column: f"({column} = 1)",
    number=_as_it_is,
    text=_as_it_is,
    place=_as_it_is,
    listing=_as_it_is,
    date_column=lambda column: f"CAST(strftime('%s', {column}) AS REAL)",
    moment=_as_it_is,
    moment_value=_seconds,
    listing_value=lambda texts: json.dumps(list(texts), ensure_ascii=False),
)
"""GeoPackage: geometries as its blobs, lists as JSON, dates as ISO text, parameters as ``?``."""

_ARRAYS: Final = {"a_contains": "@>", "a_containedBy": "<@", "a_overlaps": "&&"}

POSTGIS: Final = Dialect(
    mark="%s",
    # Drivers read a lone % as the start of a parameter.
    name=lambda name: quoted(name).replace("%", "%%"),
    arithmetic={
        **{op: f"({{0}} {op} {{1}})" for op in "+-*"},
        "/": "({0} / nullif({1}, 0))",
        "%": "mod(({0})::numeric, nullif(({1})::numeric, 0))::float8",
        "div": "trunc({0} / nullif({1}, 0))",
        # PostgreSQL refuses the powers that are no real number; here they are unknown.
        "^": (
            "(SELECT CASE WHEN (l = 0 AND r < 0) OR (l < 0 AND r <> trunc(r)) THEN NULL ELSE power(l, r) END "
            "FROM (VALUES ({0}, {1})) AS sides (l, r))"
        ),
    },
    functions={
        "like": "({0} LIKE {1} ESCAPE '\\')",
        # The collation C, which compares code points, knows no letters beyond ASCII: case is asked of the database's own.
        "casei": '(lower({0} COLLATE "default") COLLATE "C")',
        "accenti": "(normalize(regexp_replace(normalize({0}, NFD), '[\\u0300-\\u036f]', '', 'g'), NFC))",
        "any": "({0} = ANY({1}))",
        **{op: f"ST_{op[2:].capitalize()}({{0}}, {{1}})" for op in SPATIAL},
        **{op: f"({{0}} {sign} {{1}})" for op, sign in _ARRAYS.items()},
        "a_equals": "(SELECT l @> r AND l <@ r FROM (VALUES ({0}, {1})) AS sides (l, r))",
    },
    truth=_as_it_is,
    number=lambda operand: f"{operand}::float8",
    text=lambda operand: f'({operand}::text COLLATE "C")',
    place=lambda mark: f"ST_GeomFromWKB({mark}, 4490)",
    listing=lambda mark: f"{mark}::text[]",
    date_column=lambda column: f"extract(epoch FROM {column})::float8",
    moment=lambda mark: f"{mark}::float8",
    moment_value=_seconds,
    listing_value=list,
)
"""PostGIS: geometries in EPSG:4490, lists as ``text[]``; parameters as ``%s``."""

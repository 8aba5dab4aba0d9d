"""Names that we tell apart and the places that keep them do not: tables of SQLite, files of a disk that knows no case."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Final

from gis.vocabulary import folded

RESERVED: Final = ("gpkg_", "rtree_", "sqlite_", "landstock_")
"""How the store's format and SQLite begin the names of their own tables."""
DEVICES: Final = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))})
"""Names that Windows keeps for devices, whatever the ending: a file of this name cannot be made there."""
FORMAT: Final = ("f", "lang")
"""Parameters of every answer."""
ASOF: Final = "asof"
"""The parameter that names a past moment."""
FILTER: Final = (
    *(
        "bbox",
        "bbox-crs",
        "datetime",
        "within",
        "near",
        "distance_m",
        "located",
        "ids",
        "usage",
        "min_area_m2",
        "max_area_m2",
        "q",
    ),
    *("filter", "filter-lang", "filter-crs", "or_unknown"),
    ASOF,
)
"""Parameters that say which features are meant."""
WINDOW: Final = ("sortby", "limit", "offset", "cursor", "properties", "crs", "simplify", "need_m2")
"""Parameters that say which of these an answer has, in which order and form."""
SUMMARY: Final = ("by", "histogram", "distinct", "distinct_q", "distinct_limit")
"""Parameters of a summary."""
PARAMETERS: Final = frozenset({*FORMAT, *FILTER, *WINDOW, *SUMMARY})
"""Names that a question keeps for itself: a condition on a field of that name would be read as something else."""
OPTION: Final = "f-"
"""How the parameters begin that say how a file is written; no field begins so."""
BOUNDS: Final = ("min_", "max_")
"""What stands before a field's name where the least or the greatest of it is asked."""


def alike(name: str) -> str:
    r"""The form under which some place would take two names for one: case and compatibility forms of Unicode dropped.

    >>> alike("Plots") == alike("ｐｌｏｔｓ"), alike("e\u0301") == alike("é"), alike("地块") == alike("地")
    (True, True, False)
    """
    return folded(unicodedata.normalize("NFC", folded(name)))


def confused(names: Iterable[str]) -> tuple[str, str] | None:
    """The first two different names that some place would take for one, or None."""
    first: dict[str, str] = {}
    for name in names:
        other = first.setdefault(alike(name), name)
        if other != name:
            return other, name
    return None


def device(file: str) -> bool:
    """Whether any part of a file's path is one that Windows keeps for a device."""
    return any(alike(part).partition(".")[0].strip() in DEVICES for part in PurePosixPath(file).parts)


def unprintable(name: str) -> bool:
    """Whether a name is empty or holds signs that no heading and no table's column can."""
    return not name.strip() or any(unicodedata.category(sign) in ("Cc", "Cs") for sign in name)

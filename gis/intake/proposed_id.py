"""Under which id and title a layer is proposed that no known kind of ledger names: by what its file, its sheet or its kind is called."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePath
from typing import Final

from gis.catalog import Kind
from gis.names import RESERVED, device
from gis.text import Text

_OTHERS: Final = re.compile(r"[^a-z0-9]+")
_LEADING: Final = re.compile(r"^[0-9_]+")
_DATED: Final = re.compile(r"(_v?[0-9]+)+$")
"""A month, a day or a version at the end: next month's file has another."""
_LONGEST: Final = 40
_LEAST: Final = 3
_SAYS_NOTHING: Final = frozenset({"sheet", "data", "layer", "export", "table", "list", "file", "new", "copy", "book"})
_KINDS: Final[Mapping[Kind, tuple[str, Text]]] = {
    Kind.PARCEL: ("parcels", Text("地块", "Parcels")),
    Kind.SPACE: ("spaces", Text("载体", "Spaces")),
    Kind.BUILDING: ("buildings", Text("楼栋", "Buildings")),
    Kind.PROJECT: ("projects", Text("项目", "Projects")),
}
_NO_KIND: Final = ("features", Text("要素", "Features"))


def propose_id(file: str, sheet: str, kind: Kind) -> str:
    """An id that the catalog takes and that says what it is.

    >>> propose_id("parcels.gpkg", "", Kind.PARCEL), propose_id("01_Key plots_2023-02.xlsx", "清单", Kind.PARCEL)
    ('parcels', 'key_plots')
    >>> propose_id("闲置土地.csv", "Sheet1", Kind.PARCEL)
    'parcels'
    """
    return next(_words_in((PurePath(file).stem, sheet)), _KINDS.get(kind, _NO_KIND)[0])


def propose_title(file: str, titles: Iterable[str], kind: Kind) -> Text:
    """What the layer is called: by its title, else by its file, in English by its kind where these are Chinese."""
    stem = PurePath(file).stem
    zh = next(iter(titles), stem)
    return Text(zh, stem if stem.isascii() else _KINDS.get(kind, _NO_KIND)[1].en)


def _words_in(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        plain = _OTHERS.sub("_", unicodedata.normalize("NFKC", name).casefold()).strip("_")
        word = _DATED.sub("", _LEADING.sub("", plain))[:_LONGEST].strip("_")
        free = word.rstrip("0123456789") not in _SAYS_NOTHING and not device(word) and not word.startswith(RESERVED)
        if len(word) >= _LEAST and free:
            yield word

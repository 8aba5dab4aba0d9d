"""What every paper says of where it comes from: the scheme, the day, the data, and whether these are invented."""

from __future__ import annotations

import datetime as dt
from typing import Final

from gis.catalog import Catalog
from gis.io.about import DEMONSTRATION, VERSION
from gis.matching.scheme.scheme import Scheme
from gis.text import Text

Fact = tuple[Text, Text]
_DAY: Final = Text("基准日", "Day of the question")
_SCHEME: Final = Text("匹配方案", "Scheme")


def scheme_fact(scheme: Scheme) -> Fact:
    """The scheme with its version."""
    return _SCHEME, scheme.words


def data_facts(as_of: dt.date, inventory: str) -> tuple[Fact, Fact]:
    """The day of the question and the version of the data."""
    day = as_of.isoformat()
    return (_DAY, Text(day, day)), (VERSION, Text(inventory, inventory))


def demonstration_facts(catalog: Catalog) -> tuple[Fact, ...]:
    """That the data are invented, where they are."""
    return ((DEMONSTRATION, catalog.demonstration),) if catalog.demonstration else ()

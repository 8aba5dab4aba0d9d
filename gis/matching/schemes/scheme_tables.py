"""The tables of a scheme beside its rules and criteria: industries, supply routes, thresholds per mu, chains; read strictly."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Final

from gis.matching.scheme.scheme import ChainLink, Industry, SupplyRoute, Threshold
from gis.matching.schemes.scheme_sections import SchemeReader
from gis.reading.reader import refuse_repeated
from gis.reading.shapes import day, flag, listed, number, table_of, text, words
from gis.text import Text

_CODES: Final = listed(text(0, blank=True))
_PROMISES: Final = ("investment", "output", "tax")


# which industry may stand where --------------------------------------------------------------------------------------


def industries(use: SchemeReader) -> tuple[Industry, ...]:
    """The groups of ``[[use.industries]]``; no division and no use of space may be in two.

    Raises
    ------
    SchemeError
        With file, line, key and what to mend.
    """
    readers = use.parts("industries")
    entries = [_industry(reader) for reader in readers]
    pairs = list(zip(readers, entries, strict=True))
    divisions = [(at, each) for at, group in pairs for each in sorted(group.divisions)]
    uses = [(at, each) for at, group in pairs for each in group.space_uses]
    refuse_repeated((each for _, each in divisions), lambda n: divisions[n][0].at("divisions"))
    refuse_repeated((each for _, each in uses), lambda n: uses[n][0].at("space_uses"))
    return tuple(entries)


def _industry(reader: SchemeReader) -> Industry:
    reader.refuse_others(("id", "title", "divisions", "space_uses", "floors", "land", "land_by_pollution_class"))
    if ("land" in reader) == ("land_by_pollution_class" in reader):
        raise reader.wrong(
            "land 与 land_by_pollution_class 须有且只有一个", "needs either land or land_by_pollution_class"
        )
    by_class = reader.read_or("land_by_pollution_class", table_of(_CODES), {})
    land: dict[str | None, tuple[str, ...]] = (
        {None: reader.read("land", _CODES)} if "land" in reader else dict(by_class.items())
    )
    floors = reader.part("floors")
    floors.refuse_others(("yes", "check"))
    return Industry(
        id=reader.read("id", text()),
        title=reader.read("title", words(single=False)),
        divisions=frozenset(_all_divisions(reader)),
        space_uses=reader.read("space_uses", _CODES),
        floors_yes=floors.read("yes", _CODES),
        floors_check=floors.read("check", _CODES),
        land=land,
    )


def _all_divisions(reader: SchemeReader) -> list[str]:
    parts = enumerate(reader.read("divisions", _CODES), 1)
    return [each for number, part in parts for each in _divisions(reader, number, part)]


def _divisions(reader: SchemeReader, number: int, part: str) -> list[str]:
    """``"13-43"`` or ``"59"`` as two-digit divisions."""
    found = re.fullmatch(r"(\d\d)(?:-(\d\d))?", part, re.ASCII)
    if not found or int(found[2] or found[1]) < int(found[1]):
        raise reader.at("divisions", number).wrong(
            f"{part} 不是大类或区间，如 13-43", f"{part} is no division or range such as 13-43"
        )
    return [f"{division:02d}" for division in range(int(found[1]), int(found[2] or found[1]) + 1)]


# supply --------------------------------------------------------------------------------------------------------------


def routes(entries: Sequence[SchemeReader]) -> dict[str, SupplyRoute]:
    """The routes of ``[[supply]]`` by status.

    Raises
    ------
    SchemeError
        With file, line, key and what to mend.
    """
    found = [_route(entry) for entry in entries]
    refuse_repeated((route.status for route in found), lambda n: entries[n].at("status"))
    return {route.status: route for route in found}


def _route(reader: SchemeReader) -> SupplyRoute:
    reader.refuse_others(("status", "open", "months", "by", "zh", "en"))
    opened = reader.read("open", flag)
    return SupplyRoute(
        status=reader.read("status", text()),
        open=opened,
        months=reader.read("months", number(0, 600)) if opened else math.nan,
        words=reader.read_title(),
        by=reader.read_or("by", words(single=False), None),
    )


# thresholds per mu ---------------------------------------------------------------------------------------------------


def thresholds(entries: Sequence[SchemeReader]) -> tuple[Threshold, ...]:
    """The entries of ``[[thresholds]]``, in the order in which they are asked.

    Raises
    ------
    SchemeError
        With file, line, key and what to mend.
    """
    return tuple(_threshold(entry) for entry in entries)


def _threshold(reader: SchemeReader) -> Threshold:
    reader.refuse_others(("parks", "land_uses", *_PROMISES, "source", "date"))
    if not any(key in reader for key in _PROMISES):
        keys = "、".join(_PROMISES)
        raise reader.wrong(f"须至少有 {keys} 之一", f"needs one of {', '.join(_PROMISES)} at least")
    figures = {key: reader.read_or(key, number(0, 1e6), None) for key in _PROMISES}
    return Threshold(
        parks=reader.read_or("parks", _CODES, ()),
        land_uses=reader.read_or("land_uses", _CODES, ()),
        investment=figures["investment"],
        output=figures["output"],
        tax=figures["tax"],
        source=reader.read("source", words(single=False)),
        date=reader.read("date", day()),
    )


# chains --------------------------------------------------------------------------------------------------------------


def chains(entries: Sequence[SchemeReader]) -> tuple[ChainLink, ...]:
    """The links of ``[[chains]]``.

    Raises
    ------
    SchemeError
        Where a chain would stand downstream of itself, at the link that closes the circle.
    """
    links: list[ChainLink] = []
    for at in entries:
        link = _chain_link(at)
        if link.chain is not None and (circle := _way(links, link.downstream, link.chain)):
            way = " → ".join([link.chain, *circle])
            raise at.at("downstream").wrong(
                f"产业链成环：{way}",
                f"the chains run in a circle: {way}",
                Text("请删去或调转其中一条", "take one of these links out, or turn it round"),
            )
        links.append(link)
    return tuple(links)


def _chain_link(reader: SchemeReader) -> ChainLink:
    reader.refuse_others(("chain", "divisions", "downstream", "share", "zh", "en", "source", "date"))
    if ("chain" in reader) == ("divisions" in reader):
        raise reader.wrong("chain 与 divisions 须有且只有一个", "needs either chain or divisions")
    share = reader.read("share", number(0, 1))
    if share == 0:
        raise reader.at("share").wrong("须大于 0", "must be above 0")
    return ChainLink(
        chain=reader.read_or("chain", text(), None),
        divisions=frozenset(_all_divisions(reader)) if "divisions" in reader else frozenset(),
        downstream=reader.read("downstream", text()),
        share=share,
        words=reader.read_title(),
        source=reader.read("source", words(single=False)),
        date=reader.read("date", day()),
    )


def _way(links: Sequence[ChainLink], start: str, end: str) -> list[str]:
    """Chains from one down to another, both ends included; empty where no way leads there."""
    ways, seen = [[start]], {start}
    while ways:
        way = ways.pop(0)
        if way[-1] == end:
            return way
        for link in links:
            if link.chain == way[-1] and link.downstream not in seen:
                seen.add(link.downstream)
                ways.append([*way, link.downstream])
    return []

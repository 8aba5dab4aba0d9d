"""The tables of a scheme beside its rules and criteria: industries, supply routes, thresholds per mu, chains; read strictly."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from gis.matching.scheme import ChainLink, Industry, SupplyRoute, Threshold
from gis.matching.scheme_reader import Reader, unique
from gis.text import Text

_PROMISES: Final = ("investment", "output", "tax")


# which industry may stand where --------------------------------------------------------------------------------------


def industries(reader: Reader, use: Mapping[str, Any]) -> tuple[Industry, ...]:
    """The groups of ``[[use.industries]]``; no division and no use of space may be in two."""
    entries = reader.tables(use, "industries")
    found = [_industry(at, entry) for at, entry in entries]
    at_divisions = [
        (at.at("divisions"), each)
        for (at, _), group in zip(entries, found, strict=True)
        for each in sorted(group.divisions)
    ]
    at_uses = [
        (at.at("space_uses"), each) for (at, _), group in zip(entries, found, strict=True) for each in group.space_uses
    ]
    for named in (at_divisions, at_uses):
        unique(named)
    return tuple(found)


def _industry(reader: Reader, table: Mapping[str, Any]) -> Industry:
    reader.known(table, {"id", "title", "divisions", "space_uses", "floors", "land", "land_by_pollution_class"})
    if ("land" in table) == ("land_by_pollution_class" in table):
        raise reader.wrong(
            "land 与 land_by_pollution_class 须有且只有一个", "needs either land or land_by_pollution_class"
        )
    at_land = reader.at("land_by_pollution_class")
    land: dict[str | None, tuple[str, ...]] = (
        {None: reader.strings(table, "land")}
        if "land" in table
        else {
            key: at_land.strings(value, key)
            for value in [reader.table(table, "land_by_pollution_class")]
            for key in value
        }
    )
    floors, at_floors = reader.table(table, "floors"), reader.at("floors")
    at_floors.known(floors, {"yes", "check"})
    return Industry(
        id=reader.string(table, "id"),
        title=reader.text(table, "title"),
        divisions=frozenset(_all_divisions(reader, table)),
        space_uses=reader.strings(table, "space_uses"),
        floors_yes=at_floors.strings(floors, "yes"),
        floors_check=at_floors.strings(floors, "check"),
        land=land,
    )


def _all_divisions(reader: Reader, table: Mapping[str, Any]) -> list[str]:
    return [each for part in reader.strings(table, "divisions") for each in _divisions(reader, part)]


def _divisions(reader: Reader, part: str) -> list[str]:
    """``"13-43"`` or ``"59"`` as two-digit divisions."""
    found = re.fullmatch(r"(\d\d)(?:-(\d\d))?", part, re.ASCII)
    if not found or int(found[2] or found[1]) < int(found[1]):
        raise reader.at("divisions").wrong(
            f"{part} 不是大类或区间，如 13-43", f"{part} is no division or range such as 13-43"
        )
    return [f"{number:02d}" for number in range(int(found[1]), int(found[2] or found[1]) + 1)]


# supply --------------------------------------------------------------------------------------------------------------


def routes(entries: Sequence[tuple[Reader, Mapping[str, Any]]]) -> dict[str, SupplyRoute]:
    """The routes of ``[[supply]]`` by status."""
    found = [_route(at, entry) for at, entry in entries]
    unique([(at.at("status"), route.status) for (at, _), route in zip(entries, found, strict=True)])
    return {route.status: route for route in found}


def _route(reader: Reader, table: Mapping[str, Any]) -> SupplyRoute:
    reader.known(table, {"status", "open", "months", "by", "zh", "en"})
    opened = reader.need(table, "open")
    if not isinstance(opened, bool):
        raise reader.at("open").wrong("须是 true 或 false", "must be true or false")
    return SupplyRoute(
        status=reader.string(table, "status"),
        open=opened,
        months=reader.number(table, "months", most=600) if opened else math.nan,
        words=Text(reader.string(table, "zh"), reader.string(table, "en")),
        by=reader.text(table, "by") if "by" in table else None,
    )


# thresholds per mu ---------------------------------------------------------------------------------------------------


def thresholds(entries: Sequence[tuple[Reader, Mapping[str, Any]]]) -> tuple[Threshold, ...]:
    """The entries of ``[[thresholds]]``, in the order in which they are asked."""
    return tuple(_threshold(at, entry) for at, entry in entries)


def _threshold(reader: Reader, table: Mapping[str, Any]) -> Threshold:
    reader.known(table, {"parks", "land_uses", *_PROMISES, "source", "date"})
    if not any(key in table for key in _PROMISES):
        keys = "、".join(_PROMISES)
        raise reader.wrong(f"须至少有 {keys} 之一", f"needs one of {', '.join(_PROMISES)} at least")
    figures = {key: reader.number(table, key, most=1e6) if key in table else None for key in _PROMISES}
    return Threshold(
        parks=reader.strings(table, "parks") if "parks" in table else (),
        land_uses=reader.strings(table, "land_uses") if "land_uses" in table else (),
        investment=figures["investment"],
        output=figures["output"],
        tax=figures["tax"],
        source=reader.text(table, "source"),
        date=reader.date(table),
    )


# chains --------------------------------------------------------------------------------------------------------------


def chains(entries: Sequence[tuple[Reader, Mapping[str, Any]]]) -> tuple[ChainLink, ...]:
    """The links of ``[[chains]]``.

    Raises
    ------
    SchemeError
        Where a chain would stand downstream of itself, at the link that closes the circle.
    """
    found: list[ChainLink] = []
    for at, entry in entries:
        link = _chain_link(at, entry)
        if link.chain is not None and (circle := _way(found, link.downstream, link.chain)):
            way = " → ".join([link.chain, *circle])
            raise at.at("downstream").wrong(
                f"产业链成环：{way}",
                f"the chains run in a circle: {way}",
                Text("请删去或调转其中一条", "take one of these links out, or turn it round"),
            )
        found.append(link)
    return tuple(found)


def _chain_link(reader: Reader, table: Mapping[str, Any]) -> ChainLink:
    reader.known(table, {"chain", "divisions", "downstream", "share", "zh", "en", "source", "date"})
    if ("chain" in table) == ("divisions" in table):
        raise reader.wrong("chain 与 divisions 须有且只有一个", "needs either chain or divisions")
    share = reader.number(table, "share", most=1)
    if share == 0:
        raise reader.at("share").wrong("须大于 0", "must be above 0")
    return ChainLink(
        chain=reader.string(table, "chain") if "chain" in table else None,
        divisions=frozenset(_all_divisions(reader, table)) if "divisions" in table else frozenset(),
        downstream=reader.string(table, "downstream"),
        share=share,
        words=Text(reader.string(table, "zh"), reader.string(table, "en")),
        source=reader.text(table, "source"),
        date=reader.date(table),
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

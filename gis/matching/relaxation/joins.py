"""Joins as changes: neighbours that together reach what is asked, as few of them as will do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import shapely

from gis.crs import in_metres
from gis.inventory import Inventory
from gis.matching.assembly import Joined, ranked_joined
from gis.matching.needs.areas import shown_area
from gis.matching.needs.project import Project
from gis.matching.ranking.matches import site_view
from gis.matching.relaxation.report import Change, SiteName, Step
from gis.matching.rules.area import RULE as AREA
from gis.matching.scheme.scheme import Scheme
from gis.matching.sites.candidates import FLOOR, LAND, SiteKind, Sites, Stock, stock_of
from gis.rounding import rounded
from gis.text import Text

_RANKED: Final = 2_000
_DIRECTIONS: Final = tuple(
    Text(zh, en)
    for zh, en in (
        ("东", "east"), ("东北", "north-east"), ("北", "north"), ("西北", "north-west"),
        ("西", "west"), ("西南", "south-west"), ("南", "south"), ("东南", "south-east"),
    )
)  # fmt: skip


class Joins:
    """The joined sites that serve a project without any other change, as changes; those of few members are looked for first.

    A join costs for each further member, so that those of more matter only where there are none of fewer.
    """

    def __init__(self, inventory: Inventory, project: Project, scheme: Scheme) -> None:
        self._question = inventory, project, scheme
        self._found: dict[int, tuple[list[Joined], bool]] = {}

    def cheapest(self, most: int) -> tuple[list[Change], bool]:
        """The cheapest, best first, and whether all were looked at."""
        for members in self._sizes:
            found, complete = self._of(members)
            if found or not complete:
                return [self._change(one) for one in found[:most]], complete
        return [], True

    def with_site(self, kind: SiteKind, row: int, most: int) -> list[Change]:
        """The cheapest that a site is part of, best first."""
        for members in self._sizes:
            found, complete = self._of(members)
            mine = [one for one in found if one.kind == kind and any(each.row == row for each in one.members)]
            if mine or not complete:
                return [self._change(one, row) for one in mine[:most]]
        return []

    @property
    def _sizes(self) -> range:
        _, _, scheme = self._question
        return range(2, scheme.assembly.max_members + 1)

    def _of(self, members: int) -> tuple[list[Joined], bool]:
        """Joins of so many members at most, adjoining ones only, and whether the search went to its end; each searched once.

        Those within the range that is asked come before those above it, of which something is to be checked.
        """
        if members not in self._found:
            inventory, project, scheme = self._question
            plan = replace(scheme, assembly=replace(scheme.assembly, max_members=members))
            ranked = ranked_joined(inventory, project, plan, _RANKED)
            found = [one for kind in (LAND, FLOOR) for one in ranked[kind].joined if not one.apart]
            found.sort(key=lambda one: (len(one.members), one.too_large, -one.score))
            self._found[members] = found, not any(each.cut for each in ranked.values())
        return self._found[members]

    def _change(self, one: Joined, row: int | None = None) -> Change:
        """A join as a change, seen from one of its members where one is given."""
        inventory, _, scheme = self._question
        stock, rows = stock_of(inventory, one.kind), [member.row for member in one.members]
        names = [SiteName.of(site_view(Sites(stock, np.array([each])), 0)) for each in rows]
        cost = scheme.relaxation.join_cost * (len(rows) - 1)
        words = _together(names, one) if row is None else _with_neighbours(stock, names, one, row)
        step = Step(kind="join", rule=AREA.id, cost=cost, sites=tuple(names), words=words)
        return Change(cost=rounded(cost, 4), gains=1, steps=(step,), sites=tuple(names))


def _together(names: Sequence[SiteName], one: Joined) -> Text:
    """Seen from nowhere in particular: "“A”与“B”拼合可达 46.6 亩"."""
    first, rest, area = names[0].words, names[1:], _reach(one)
    zh, en = "、".join(f"“{name.words.zh}”" for name in rest), ", ".join(name.words.en for name in rest)
    return Text(f"“{first.zh}”与{zh}拼合可达 {area.zh}", f"join {first.en} with {en} for {area.en}")


def _with_neighbours(stock: Stock, names: Sequence[SiteName], one: Joined, row: int) -> Text:
    """Seen from one of them: "与西邻 1 宗拼合可达 46.6 亩"."""
    others = [(member.row, name) for member, name in zip(one.members, names, strict=True) if member.row != row]
    area, unit = _reach(one), "宗" if one.kind == LAND else "处"
    where = _direction(stock, row, [each for each, _ in others]) if one.kind == LAND else None
    zh, en = "、".join(name.words.zh for _, name in others), ", ".join(name.words.en for _, name in others)
    side = Text(f"{where.zh}邻", f" to the {where.en}") if where else Text("相邻", "")
    count = "the neighbour" if len(others) == 1 else f"{len(others)} neighbours"
    return Text(
        f"与{side.zh} {len(others)} {unit}（{zh}）拼合可达 {area.zh}",
        f"join with {count}{side.en} ({en}) for {area.en}",
    )


def _reach(one: Joined) -> Text:
    """How large they are together, and by how much that is too large."""
    area = shown_area(one.area_m2, one.kind)
    if one.excess is None or not one.too_large:
        return area
    return Text(f"{area.zh}（{one.excess.zh}，待核实）", f"{area.en} ({one.excess.en}, to check)")


def _direction(stock: Stock, row: int, others: Sequence[int]) -> Text | None:
    """Where the others lie from a site, in eighths of the compass; None where a shape is missing."""
    shapes = stock.geometries[[row, *others]]
    if np.any(shapely.is_missing(shapes)):
        return None
    centres = shapely.centroid(in_metres(shapes, stock.catalog.metric_crs))
    east = float(np.mean(shapely.get_x(centres[1:])) - shapely.get_x(centres[0]))
    north = float(np.mean(shapely.get_y(centres[1:])) - shapely.get_y(centres[0]))
    return _DIRECTIONS[int(rounded(float(np.arctan2(north, east)) / (np.pi / 4))) % 8]

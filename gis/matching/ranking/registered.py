"""Projects of the register as they are read for a question about all of them: one that cannot be judged stops no other, and is named."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Final

from gis.errors import BadDemand
from gis.inventory import Inventory
from gis.layer import Layer
from gis.matching.needs.project import Project
from gis.matching.ranking.notes import Note, sentence
from gis.matching.sites.candidates import LAND, stock_of
from gis.matching.sites.standing import names_of_sites
from gis.text import Text

_NAMED: Final = 10
"""How many projects are named in the words of a note."""


def read_project(inventory: Inventory, layer: Layer, project_id: str) -> Project:
    """A project of the register, its sites by names that mean one each: ``layer/id`` where several layers have an id.

    Raises
    ------
    UnknownFeature
        Where the layer has no such project.
    BadDemand
        Where its requirement contradicts itself.
    """
    project = Project.from_layer(layer, project_id)
    sites = names_of_sites(stock_of(inventory, LAND), layer, project_id)
    return project if sites == project.site_ids else replace(project, site_ids=sites)


def sound_of(
    rows: Iterable[tuple[Layer, str]], named: Collection[str] = (), *, inventory: Inventory | None = None
) -> tuple[tuple[Project, ...], tuple[BadDemand, ...]]:
    """The projects in some rows whose requirement can be judged, and why those of others cannot; their sites as the register names them, or by one name each.

    ``inventory`` is that in which these sites are looked up.

    Raises
    ------
    BadDemand
        Where one cannot be judged that the question itself has ``named``.
    """
    sound: list[Project] = []
    unsound: list[BadDemand] = []
    for layer, key in rows:
        try:
            sound.append(Project.from_layer(layer, key) if inventory is None else read_project(inventory, layer, key))
        except BadDemand as mistake:
            if key in named:
                raise
            unsound.append(mistake)
    return tuple(sound), tuple(unsound)


def left_out(unsound: Sequence[BadDemand]) -> tuple[Note, ...]:
    """A note that names the projects that were left out, and why."""
    if not unsound:
        return ()
    shown, more = [each.text for each in unsound[:_NAMED]], len(unsound) - _NAMED
    zh = "；".join(text.zh for text in shown) + (f"；等 {len(unsound)} 个" if more > 0 else "")
    en = "; ".join(text.en for text in shown) + (f"; and {more} more" if more > 0 else "")
    one = Text(f"{zh}，未参与", f"left out, {en}")
    some = Text(f"{len(unsound)} 个项目未参与：{zh}", f"{len(unsound)} projects are left out: {en}")
    ids = tuple(str(each.where["project"]) for each in unsound)
    return (Note(code="unsound", words=sentence(one if len(unsound) == 1 else some), projects=ids),)

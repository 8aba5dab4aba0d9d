"""Studies of a match: what somebody may ask beside the ranking, each worked out only when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, TypedDict, cast

from gis.inventory import Inventory
from gis.matching.assembly import Assemblies, assemblies
from gis.matching.needs.project import Project
from gis.matching.relaxation import Relaxations, WhyNot, relaxations, why_nots
from gis.matching.scheme.scheme import Scheme
from gis.matching.studies.stability import Stability, stability
from gis.matching.studies.topsis import TopsisRanking, topsis
from gis.text import Text


@dataclass(frozen=True, kw_only=True)
class Study:
    """What a study is asked: a project's match, how many are listed, and the sites that somebody wants explained."""

    inventory: Inventory
    project: Project
    scheme: Scheme
    top: int
    explain: Sequence[str] = ()

    @property
    def match(self) -> tuple[Inventory, Project, Scheme]:
        """What is matched."""
        return self.inventory, self.project, self.scheme


class WhyNots(NamedTuple):
    """Why the sites that somebody asked about do not fit."""

    sites: tuple[WhyNot, ...]

    @property
    def words(self) -> Text:
        """A line for each."""
        return Text("\n".join(each.words.zh for each in self.sites), "\n".join(each.words.en for each in self.sites))


class Studies(TypedDict, total=False):
    """Studies by their names, in the order in which they were asked for."""

    stability: Stability
    assemblies: Assemblies
    relaxation: Relaxations
    topsis: TopsisRanking
    why_not: WhyNots


_MAKERS: Final[dict[str, Callable[[Study], Any]]] = {
    "stability": lambda study: stability(*study.match, top=study.top),
    "assemblies": lambda study: assemblies(*study.match, top=study.top),
    "relaxation": lambda study: relaxations(*study.match),
    "topsis": lambda study: topsis(*study.match, top=study.top),
    "why_not": lambda study: WhyNots(tuple(why_nots(*study.match, study.explain))),
}
STUDIES: Final = tuple(_MAKERS)


def study_words(studies: Studies) -> list[Text]:
    """Each study in a sentence, in the order in which they were asked for."""
    found = cast("dict[str, Any]", studies)
    return [study.words for study in found.values()]


def run_studies(
    inventory: Inventory,
    project: Project,
    scheme: Scheme,
    names: Sequence[str],
    *,
    top: int,
    explain: Sequence[str] = (),
) -> Studies:
    """Some studies of a project's match, by their names; ``explain`` are the sites of ``why_not``."""
    study = Study(inventory=inventory.as_holder(project.id), project=project, scheme=scheme, top=top, explain=explain)
    return cast("Studies", {name: _MAKERS[name](study) for name in names})

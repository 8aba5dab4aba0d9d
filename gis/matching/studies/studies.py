"""Studies of a match: what somebody may ask beside the ranking, each worked out only when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from gis.inventory import Inventory
from gis.matching.assembly import assemblies
from gis.matching.needs.project import Project
from gis.matching.relaxation import relaxations, why_nots
from gis.matching.scheme.scheme import Scheme
from gis.matching.studies.stability import stability
from gis.matching.studies.topsis import topsis


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


_MAKERS: Final[dict[str, Callable[[Study], dict[str, Any]]]] = {
    "stability": lambda study: stability(*study.match, top=study.top).as_dict(),
    "assemblies": lambda study: assemblies(*study.match, top=study.top).as_dict(),
    "relaxation": lambda study: relaxations(*study.match).as_dict(),
    "topsis": lambda study: topsis(*study.match, top=study.top).as_dict(),
    "why_not": lambda study: {"sites": [each.as_dict() for each in why_nots(*study.match, study.explain)]},
}
STUDIES: Final = tuple(_MAKERS)


def studied(
    inventory: Inventory,
    project: Project,
    scheme: Scheme,
    names: Sequence[str],
    *,
    top: int,
    explain: Sequence[str] = (),
) -> dict[str, dict[str, Any]]:
    """Some studies of a project's match, as plain JSON types by their names; ``explain`` are the sites of ``why_not``."""
    study = Study(inventory=inventory, project=project, scheme=scheme, top=top, explain=explain)
    return {name: _MAKERS[name](study) for name in names}

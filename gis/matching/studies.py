"""Studies of a match: what somebody may ask beside the ranking, each worked out only when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from gis.inventory import Inventory
from gis.matching.assembly import assemblies
from gis.matching.project import Project
from gis.matching.relaxation import relaxations
from gis.matching.scheme import Scheme
from gis.matching.stability import stability
from gis.matching.topsis import topsis

_MAKERS: Final[dict[str, Callable[[Inventory, Project, Scheme, int], dict[str, Any]]]] = {
    "stability": lambda inventory, project, scheme, top: stability(inventory, project, scheme, top=top).as_dict(),
    "assemblies": lambda inventory, project, scheme, top: assemblies(inventory, project, scheme, top=top).as_dict(),
    "relaxation": lambda inventory, project, scheme, _: relaxations(inventory, project, scheme).as_dict(),
    "topsis": lambda inventory, project, scheme, top: topsis(inventory, project, scheme, top=top).as_dict(),
}
STUDIES: Final = tuple(_MAKERS)


def studied(
    inventory: Inventory, project: Project, scheme: Scheme, names: Sequence[str], *, top: int
) -> dict[str, dict[str, Any]]:
    """Some studies of a project's match, as plain JSON types by their names."""
    return {name: _MAKERS[name](inventory, project, scheme, top) for name in names}

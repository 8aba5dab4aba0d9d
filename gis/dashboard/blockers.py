"""Blockers by the department that clears them, as the folder's table of procedures says."""

from __future__ import annotations

from typing import Final

from gis.catalog import Kind
from gis.dashboard.asked import Asking
from gis.dashboard.counting import TO_CHECK, Areas, State, figure_of, figures_by
from gis.dashboard.report import Blocked, Department, Figure
from gis.fields import Role
from gis.inventory import Inventory
from gis.layer import Layer
from gis.matching.schemes.procedures import Procedures, read_procedures
from gis.text import Text

_ROLES: Final = {Kind.PARCEL: Role.BLOCKERS, Kind.SPACE: Role.BLOCKERS, Kind.PROJECT: Role.BLOCKER}


def departments_of(inventory: Inventory) -> tuple[Department, ...]:
    """What holds up land, floors and projects, by department in the order of the procedures; what no procedure settles at the end."""
    procedures = read_procedures(inventory.catalog.folder, inventory.catalog)
    order = [each.who for each in procedures.entries]
    by_department: dict[Text | None, list[Blocked]] = {}
    for layer in blocked_layers(inventory):
        for figure in figures_by(layer, _ROLES[layer.collection.kind], Areas(layer)):
            if figure.key is not None:
                who, blocked = _blocked(procedures, figure)
                by_department.setdefault(who, []).append(blocked)
    ranked = sorted(by_department, key=lambda who: order.index(who) if who in order else len(order))
    return tuple(Department(who=who, blockers=tuple(by_department[who])) for who in ranked)


def _blocked(procedures: Procedures, figure: Figure) -> tuple[Text | None, Blocked]:
    code = figure.key or ""
    settled = procedures.settling("blockers", code)
    title, months = (None, None) if settled is None else (settled.title, settled.months)
    return None if settled is None else settled.who, Blocked(
        blocker=code, procedure=title, months=months, figure=figure
    )


def unknown_blockers(inventory: Inventory) -> tuple[Figure, ...]:
    """By layer, rows of which nobody says what holds them up."""
    return tuple(
        figure_of(
            layer,
            State(
                key=None,
                title=TO_CHECK,
                asked=Asking(layer, _ROLES[layer.collection.kind]).unknown,
                areas=Areas(layer),
            ),
        )
        for layer in blocked_layers(inventory)
    )


def blocked_layers(inventory: Inventory) -> list[Layer]:
    """Layers that say what holds their rows up."""
    layers = inventory.of_kind(*_ROLES)
    return [layer for layer in layers if _ROLES[layer.collection.kind] in layer.collection.by_role]

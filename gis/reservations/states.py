"""What is asked of every hold: how long it may last, and which states of a plot or floor can be held at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from gis.catalog import Catalog, Kind
from gis.fields import Role
from gis.inventory import Inventory
from gis.matching.rules.holding.availability import taken_states
from gis.matching.scheme.scheme import Scheme
from gis.reservations.beside import Beside, find_beside
from gis.store.protocol import Transaction

HOLDABLE = (Kind.PARCEL, Kind.SPACE)
"""The kinds of layers whose features are held."""


def nothing_beside(transaction: Transaction, collection: str, key: str) -> tuple[Beside, ...]:  # noqa: ARG001  as who looks for something is asked
    """What shares the ground of a place where nobody looks for it."""
    return ()


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What is asked of every hold.

    Parameters
    ----------
    longest_days
        How many days from today one may last.
    closed
        By kind, the states in which a plot cannot be supplied or a floor cannot be let, whoever asks.
    beside
        What shares the ground of a place, by its collection and id.
    """

    longest_days: int
    closed: Mapping[Kind, frozenset[str]] = field(default_factory=dict)
    beside: Callable[[Transaction, str, str], tuple[Beside, ...]] = nothing_beside


def terms_of(inventory: Inventory, scheme: Scheme, longest_days: int) -> Terms:
    """The terms of a folder: the states are those that its scheme rules out, but for the state of being held itself."""
    catalog = inventory.catalog
    return Terms(
        longest_days=longest_days,
        beside=partial(find_beside, inventory),
        closed={
            Kind.PARCEL: frozenset(status for status, route in scheme.supply.items() if not route.open),
            Kind.SPACE: frozenset(taken_states(scheme)) - _held_states(catalog),
        },
    )


def _held_states(catalog: Catalog) -> frozenset[str]:
    fields = [collection.by_role.get(Role.STATUS) for collection in catalog.of_kind(Kind.SPACE)]
    lists = [catalog.codelists[entry.codelist] for entry in fields if entry is not None and entry.codelist]
    return frozenset(code.code for codes in lists for code in codes.codes if code.meaning == "held")

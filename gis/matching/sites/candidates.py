"""The candidate sites of an inventory, column by column: parcels ("land") and floors or units ("floor").

A floor inherits from its building, its parcel and its park what it does not carry itself. Columns are made once an inventory and kept
as long as it lives, so that a match only compares arrays.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Mapping
from functools import cached_property
from typing import Any, Final, Literal, cast
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from gis.catalog import Kind
from gis.codelists import Codelist
from gis.columns import Mask, Rows, Value
from gis.crs import Geometries, in_metres
from gis.fields import Field, Role
from gis.holds import Held
from gis.inventory import Inventory
from gis.layer import Layer
from gis.matching.sites.answers import NO, YES, Coded, Numbers, coded, encoded, join_coded, own_numbers
from gis.matching.sites.middles import centres_of, outlines_of, plots_under
from gis.matching.sites.named import link_field, linked_rows
from gis.matching.sites.reserved import held_by_row, value_by_hold, with_holders, with_holds
from gis.matching.sites.slots import Slot
from gis.text import Text

SiteKind = Literal["land", "floor"]
LAND: Final[SiteKind] = "land"
FLOOR: Final[SiteKind] = "floor"
SITE_KINDS: Final[tuple[SiteKind, ...]] = (LAND, FLOOR)
LAYERS_OF: Final = {LAND: Kind.PARCEL, FLOOR: Kind.SPACE}

# What a floor takes from the things above it, nearest first, where it says nothing itself.
_INHERITED: Final[dict[Role, tuple[Role, ...]]] = {
    Role.TITLE_STATUS: (Role.BUILDING,),
    Role.PARK: (Role.BUILDING, Role.PARCEL),
    Role.PARCEL: (Role.BUILDING,),
    Role.SERVICES: (Role.PARCEL,),
    Role.BLOCKERS: (Role.PARCEL,),
    Role.BLOCKER_MONTHS: (Role.PARCEL,),
    **dict.fromkeys((Role.SEIZURE, Role.SEIZURE_NUMBER, Role.MORTGAGE), (Role.BUILDING, Role.PARCEL)),
}
_KIND_OF_LINK: Final = {Role.BUILDING: Kind.BUILDING, Role.PARCEL: Kind.PARCEL, Role.PARK: Kind.PARK}
_BY_LAYER: Final = Slot[Mask]()
_DERIVED: Final = Slot[Numbers]()
_ASCENDING: Final = Slot[Numbers]()
_FOREIGN: Final = Slot[frozenset[Hashable]]()
_PARENTS: Final = Slot["tuple[Layer | None, Rows]"]()


class Stock:
    """All sites of one kind in an inventory; what rules ask of it is computed once."""

    def __init__(self, inventory: Inventory, kind: SiteKind, siblings: Mapping[SiteKind, Stock]) -> None:
        self.kind = kind
        self.siblings = siblings
        self.catalog = inventory.catalog
        self.layers = inventory.of_kind(LAYERS_OF[kind])
        self.others = {other: inventory.of_kind(other) for other in Kind}
        self.held = held_by_row(self.layers, self.starts.tolist(), inventory.holds)
        self._numbers: dict[Role, Numbers] = {}
        self._coded: dict[Role, Coded] = {}
        self._written: dict[Role, Coded] = {}
        self.kept: dict[tuple[Slot[Any], Hashable], Any] = {}
        """What was worked out of all sites, in the slots of those who did."""

    @cached_property
    def starts(self) -> NDArray[np.intp]:
        """Row number at which each layer's sites begin, and the total at the end."""
        return np.cumsum([0, *(len(layer) for layer in self.layers)])

    def __len__(self) -> int:
        return int(self.starts[-1])

    def id_of(self, row: int) -> str:
        """A site's id."""
        layer, at = self.layer_of(row)
        return layer.ids[at]

    def rows_of(self, key: str) -> list[int]:
        """Rows of the sites with an id, which may stand in several layers; ``layer/id`` means that of one."""
        placed = list(zip(self.starts.tolist(), self.layers, strict=False))
        name, _, rest = key.partition("/")
        return [start + layer.row_of[key] for start, layer in placed if key in layer.row_of] or [
            start + layer.row_of[rest] for start, layer in placed if layer.id == name and rest in layer.row_of
        ]

    @cached_property
    def tie_order(self) -> NDArray[Any]:
        """A number a row that sorts by id among the sites of all kinds, then land before floors: settles ties."""
        kinds = list(self.siblings.values())
        if sum(len(stock.layers) for stock in kinds) == 1:
            return self.layers[0].id_order if self.layers else np.empty(0, dtype=np.intp)
        ids = np.asarray([key for stock in kinds for layer in stock.layers for key in layer.ids], dtype=object)
        ranks = np.empty(len(ids), dtype=np.intp)
        ranks[np.argsort(ids, kind="stable")] = np.arange(len(ids))
        first = sum(len(stock) for stock in kinds[: kinds.index(self)])
        return ranks[first : first + len(self)]

    @cached_property
    def geometries(self) -> Geometries:
        """Geometries in stored degrees."""
        return np.concatenate([layer.geometries for layer in self.layers]) if self.layers else np.empty(0, dtype=object)

    @cached_property
    def metric(self) -> Geometries:
        """Geometries in metres, in the folder's metric CRS."""
        return in_metres(self.geometries, self.catalog.metric_crs)

    @cached_property
    def centres(self) -> NDArray[np.float64]:
        """Centre of each site in metres, shape (n, 2); NaN without geometry."""
        return centres_of(self.metric)

    def layer_of(self, row: int) -> tuple[Layer, int]:
        """The layer of a site and its row there."""
        number = int(np.searchsorted(self.starts, row, side="right")) - 1
        return self.layers[number], row - int(self.starts[number])

    @cached_property
    def by_building(self) -> Mask:
        """Rows recorded for a whole building: nobody can tell of which of its floors their figures are."""
        if not self.recorded(Role.MADE_OF).any():
            return np.zeros(len(self), dtype=bool)
        made = self.coded(Role.MADE_OF).judged(lambda word: int(word == Kind.BUILDING), otherwise=NO) == YES
        return np.asarray(made & np.isnan(self.number(Role.FLOOR))) if self.recorded(Role.FLOOR).any() else made

    def recorded(self, role: Role) -> Mask:
        """Rows whose layer has a field for the role at all."""
        return self.by_layer(("recorded", role), lambda layer: role in layer.collection.by_role)

    def by_layer(self, key: Hashable, judge: Callable[[Layer], bool]) -> Mask:
        """One answer a layer, spread over the layer's sites and kept by what was asked."""

        def spread() -> Mask:
            answers = np.array([judge(layer) for layer in self.layers], dtype=bool)
            return np.repeat(answers, np.diff(self.starts))

        return _BY_LAYER.of(self, spread, key)

    def number(self, role: Role) -> Numbers:
        """A role's numbers (dates as days since 1970-01-01), NaN where unknown; of a floor's area what others do not hold of it."""
        if role not in self._numbers:
            self._numbers[role] = with_holds(self.held, role, self.stated(role))
        return self._numbers[role]

    def stated(self, role: Role) -> Numbers:
        """A role's numbers as the layers state them, whatever is held."""
        parts = [self._numbers_of(layer, role) for layer in self.layers]
        return np.concatenate(parts) if parts else np.empty(0)

    def derived(self, name: Hashable, make: Callable[[Sites], Numbers]) -> Numbers:
        """A figure of all sites, worked out once."""
        return _DERIVED.of(self, lambda: make(Sites(self)), name)

    def beneath(self, name: Hashable, make: Callable[[Sites], Numbers], bound: float) -> int:
        """How many sites have a known derived figure below a bound."""
        return int(np.searchsorted(self._ascending(name, lambda: self.derived(name, make)), bound))

    def above(self, name: Hashable, make: Callable[[Sites], Numbers], bound: float) -> int:
        """How many sites have a known derived figure above a bound."""
        ascending = self._ascending(name, lambda: self.derived(name, make))
        return len(ascending) - int(np.searchsorted(ascending, bound, side="right"))

    def _ascending(self, name: Hashable, make: Callable[[], Numbers]) -> Numbers:
        """The known values of a figure in order."""

        def sort() -> Numbers:
            values = make()
            return np.sort(values[~np.isnan(values)])

        return _ASCENDING.of(self, sort, name)

    def coded(self, role: Role) -> Coded:
        """A role's words; a list is one word, a tuple. A code that its list does not know is unknown: what it means is to be checked."""
        if role not in self._coded:
            self._coded[role] = self._of_lists(role, self.as_written(role))
        return self._coded[role]

    def as_written(self, role: Role) -> Coded:
        """A role's words as they are written, whether their list knows them or not."""
        if role not in self._written:
            words = join_coded([self._coded_of(layer, role) for layer in self.layers])
            self._written[role] = with_holders(self.held, words, role)
        return self._written[role]

    def lists(self, role: Role) -> tuple[Codelist, ...]:
        """The code lists that say what a role's words mean; none where a layer that can say its value has no list."""
        holders = {held.id: held for layer in self.layers for held in self.holders(layer, role)}
        fields = [(layer, layer.collection.by_role[role]) for layer in holders.values()]
        found = [
            layer.codelists[entry.name] for layer, entry in fields if entry.codelist and entry.name in layer.codelists
        ]
        return tuple(found) if len(found) == len(fields) else ()

    def foreign(self, role: Role) -> frozenset[Hashable]:
        """A role's words that its lists do not know, alone or among others; none where there is no list."""
        return _FOREIGN.of(self, lambda: self._foreign(role), role)

    def _foreign(self, role: Role) -> frozenset[Hashable]:
        lists = self.lists(role)
        if not lists:
            return frozenset()
        words = {word: word if isinstance(word, tuple) else (word,) for word in self.as_written(role).words}
        members = {each for parts in words.values() for each in parts}
        unknown = {each for each in members if not any(codes.knows(str(each)) for codes in lists)}
        return frozenset(word for word, parts in words.items() if not unknown.isdisjoint(parts))

    def _of_lists(self, role: Role, written: Coded) -> Coded:
        if not (words := self.foreign(role)):
            return written
        foreign = [not isinstance(word, tuple) and word in words for word in written.words]
        return Coded(np.where(np.array([*foreign, False])[written.codes], -1, written.codes), written.words)

    def _numbers_of(self, layer: Layer, role: Role) -> Numbers:
        own = own_numbers(layer, role)
        for link in self._links(role):
            parent, rows = self.parents(layer, link)
            if parent is not None:
                theirs = np.append(own_numbers(parent, role), np.nan)
                own = np.where(np.isnan(own), theirs[rows], own)
        return own

    def _coded_of(self, layer: Layer, role: Role) -> Coded:
        entry = self.field_of(layer, role)
        own = encoded(layer.columns[entry.name] if entry else None, len(layer))
        for link in self._links(role):
            parent, rows = self.parents(layer, link)
            if parent is not None:
                theirs = encoded(parent.role(role), len(parent))
                values = [own.word(row) for row in range(len(layer))]
                above = [theirs.word(row) if row >= 0 else None for row in rows]
                own = coded([value if value is not None else other for value, other in zip(values, above, strict=True)])
        return own

    def field_of(self, layer: Layer, role: Role) -> Field | None:
        """The field of a layer that plays a role; where none names the plot, one that is a link to a layer of plots."""
        return link_field(layer, role, self.others[Kind.PARCEL])

    def _links(self, role: Role) -> tuple[Role, ...]:
        return _INHERITED.get(role, ()) if self.kind == FLOOR else ()

    def holders(self, layer: Layer, role: Role) -> list[Layer]:
        """The layers that can say a role's value for a site of this layer, nearest first."""
        above = [self.parents(layer, link)[0] for link in self._links(role)]
        return [found for found in (layer, *above) if found is not None and role in found.collection.by_role]

    def parents(self, layer: Layer, link: Role) -> tuple[Layer | None, Rows]:
        """The layer above by a link (building, parcel, park) and the row there of each feature; −1 where there is none."""
        return _PARENTS.of(self, lambda: self._parents(layer, link), (layer.id, link))

    def _parents(self, layer: Layer, link: Role) -> tuple[Layer | None, Rows]:
        field = self.field_of(layer, link)
        above = {other.id: other for other in self.others[_KIND_OF_LINK[link]]}
        target = above.get(field.references or "") if field else None
        target = target or next(iter(above.values()), None)
        if target is None:
            return None, np.full(len(layer), -1, dtype=np.intp)
        names = self._coded_of(layer, link)
        table = [*(target.row_of.get(str(word), -1) for word in names.words), -1]
        found = linked_rows(layer, field, target, np.array(table, dtype=np.intp)[names.codes])
        return target, self._by_middle(layer, target, found, names) if link == Role.PARCEL else found

    def _by_middle(self, layer: Layer, target: Layer, found: Rows, names: Coded) -> Rows:
        """The plots of floors that name none, nor their building: those in which their middles lie, each where it is one alone."""
        bare = np.flatnonzero(names.codes < 0)
        if self.kind != FLOOR or not len(bare) or not len(target):
            return found
        land, start = self.siblings[LAND], int(self.starts[self.layers.index(layer)])
        first = int(land.starts[land.layers.index(target)])
        for row, plots in zip(bare.tolist(), plots_under(land, outlines_of(self)[start + bare]), strict=True):
            inside = [plot - first for plot in plots if 0 <= plot - first < len(target)]
            found[row] = inside[0] if len(inside) == 1 else -1
        return found


class Sites:
    """Some rows of a stock, with what rules and criteria ask of them."""

    def __init__(self, stock: Stock, rows: Rows | None = None) -> None:
        self.stock = stock
        self._rows = rows

    def __len__(self) -> int:
        return len(self.stock) if self._rows is None else len(self._rows)

    @property
    def rows(self) -> Rows:
        """Rows of these sites in the stock."""
        return np.arange(len(self.stock)) if self._rows is None else self._rows

    @property
    def kind(self) -> SiteKind:
        """Land or floor."""
        return self.stock.kind

    @property
    def as_of(self) -> dt.date:
        """The date from which availability counts."""
        return self.stock.catalog.as_of

    @property
    def today(self) -> float:
        """``as_of`` as days since 1970-01-01."""
        return float((self.as_of - dt.date(1970, 1, 1)).days)

    def take(self, picks: Rows | Mask) -> Sites:
        """Some of these sites."""
        return Sites(self.stock, self.rows[picks])

    def number(self, role: Role) -> Numbers:
        """A role's numbers, shape (n,), NaN where unknown."""
        return self.part(self.stock.number(role))

    def coded(self, role: Role) -> Coded:
        """A role's words."""
        found = self.stock.coded(role)
        return found if self._rows is None else found.take(self._rows)

    def as_written(self, role: Role) -> Coded:
        """A role's words as they are written, whether their list knows them or not."""
        if self.stock.as_written(role) is self.stock.coded(role):
            return self.coded(role)
        found = self.stock.as_written(role)
        return found if self._rows is None else found.take(self._rows)

    @property
    def by_building(self) -> Mask:
        """Rows that are recorded for a whole building, their floors unknown."""
        return self.part(self.stock.by_building)

    def recorded(self, role: Role) -> Mask:
        """Rows whose layer has a field for the role at all."""
        found = self.stock.recorded(role)
        return found if self._rows is None else found[self._rows]

    def part(self, values: NDArray[Any]) -> NDArray[Any]:
        """These sites' part of an array over the whole stock."""
        return values if self._rows is None else values[self._rows]

    def derived(self, name: Hashable, make: Callable[[Sites], Numbers]) -> Numbers:
        """A figure that depends on the sites alone, worked out once for the whole stock; these sites' part of it."""
        return self.part(self.stock.derived(name, make))

    def id(self, row: int) -> str:
        """A site's id."""
        return self.stock.id_of(int(self.rows[row]))

    def layer_of(self, row: int) -> tuple[Layer, int]:
        """A site's layer and its row there."""
        return self.stock.layer_of(int(self.rows[row]))

    def value(self, row: int, role: Role) -> Value:
        """A site's own value of a role, None where unknown."""
        layer, at = self.layer_of(row)
        col = layer.role(role)
        return col.value(at) if col else value_by_hold(role, self.holds_at(row))

    def holds_at(self, row: int) -> tuple[Held, ...]:
        """What others hold of a site."""
        return self.stock.held.get(int(self.rows[row]), ())

    def words(self, row: int, role: Role) -> Text:
        """A role's value as people read it, inherited where the site says nothing; a code that its list does not know as it is written."""
        if (unlisted := self.unlisted(row, role)) is not None:
            return unlisted
        word, layer = self.as_written(role).word(row), self.layer_of(row)[0]
        for holder in self.stock.holders(layer, role):
            name = holder.collection.by_role[role].name
            return holder.words(name, list(word) if isinstance(word, tuple) else cast("Value", word))
        return Text("待核实", "to check")

    def unlisted(self, row: int, role: Role) -> Text | None:
        """A code that its list does not know, in words; None where the list knows it, or nothing is written."""
        word = self.as_written(role).word(row)
        if word is None or self.coded(role).word(row) is not None:
            return None
        return Text(f"{word}（不在代码表中）", f"{word} (not in its code list)")


_STOCKS: WeakKeyDictionary[Inventory, dict[SiteKind, Stock]] = WeakKeyDictionary()


def stock_of(inventory: Inventory, kind: SiteKind) -> Stock:
    """The sites of a kind, the same object as long as the inventory lives."""
    if inventory not in _STOCKS:
        # Neither stock may hold the inventory itself, or it would never be freed.
        siblings: dict[SiteKind, Stock] = {}
        siblings.update({each: Stock(inventory, each, siblings) for each in SITE_KINDS})
        _STOCKS[inventory] = siblings
    return _STOCKS[inventory][kind]

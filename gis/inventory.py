"""Inventory: all layers of a data folder at one version. Immutable; an edit makes the next."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

import shapely

from gis import query as asking
from gis.catalog import Catalog, Kind
from gis.errors import UnknownCollection
from gis.featurenames import FeatureNames
from gis.features import refusal, with_days
from gis.holds import Held, Holds, but_parts_of, holds_on, laid_over
from gis.layer import Feature, Layer
from gis.links import Link, LinkCounts, count_broken, links_of
from gis.query import Query, Selection
from gis.reservation import Reservation
from gis.summary import Sought, Summary, summarise
from gis.text import Text

NEW: Final = "new"
"""In the place of a version: there is none yet."""


@dataclass(frozen=True, kw_only=True)
class Edit:
    """A change to one feature: ``feature`` replaces or adds it, None removes it.

    ``expected`` is the version that the editor saw (``gis.feature_version``), or ``NEW`` where there must be none yet; None takes whatever stands.
    """

    collection: str
    id: str
    feature: Feature | None
    expected: str | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Inventory:
    """All layers at one version.

    Parameters
    ----------
    layers
        As they are asked: with what is held today said over what the ledger says.
    version
        Names the content: the same data has the same version on every machine.
    recorded
        The layers as they are recorded, without reservations; those that are not in it are as in ``layers``.
    reservations
        All that bind, whatever the day.
    holds
        What they hold on the day of the question.
    """

    catalog: Catalog
    layers: Mapping[str, Layer]
    version: str
    recorded: Mapping[str, Layer] = field(default_factory=dict)
    reservations: tuple[Reservation, ...] = ()
    holds: Holds = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        catalog: Catalog,
        layers: Mapping[str, Layer],
        version: str,
        reservations: Sequence[Reservation] = (),
        before: Inventory | None = None,
    ) -> Inventory:
        """An inventory whose reference fields speak with the names of what they point to, and whose layers say what is held.

        ``before`` is an earlier one: a layer of it that is recorded alike and held alike is taken over.
        """
        holds = holds_on(reservations, catalog.as_of)
        laid = {name: _laid(layer, holds.get(name, {}), before) for name, layer in layers.items()}
        linked = {name: _link_references(layer, laid) for name, layer in laid.items()}
        return cls(
            catalog=catalog,
            layers=linked,
            version=version,
            recorded=dict(layers),
            reservations=tuple(reservations),
            holds=holds,
        )

    def at(self, now: dt.datetime) -> Inventory:
        """The inventory for a question that is asked now: the same data; itself where its day of the question stands, or is still that one."""
        return self._for(self.catalog.at(now))

    def on(self, day: dt.date) -> Inventory:
        """The inventory for a question of a day."""
        return self._for(self.catalog.on(day))

    def _for(self, catalog: Catalog) -> Inventory:
        if catalog is self.catalog:
            return self
        # At midnight what was held until yesterday is free.
        if holds_on(self.reservations, catalog.as_of) == self.holds:
            return replace(self, catalog=catalog)
        return Inventory.of(catalog, self.recorded, self.version, self.reservations, self)

    def as_holder(self, project_id: str | None) -> Inventory:
        """The inventory as one project sees it: the parts of floors that it holds are free to it. Itself where it holds none."""
        holds = but_parts_of(self.holds, project_id) if project_id else self.holds
        if holds is self.holds:
            return self
        return self._as_holder.setdefault(str(project_id), replace(self, holds=holds))

    @cached_property
    def _as_holder(self) -> dict[str, Inventory]:
        return {}

    def layer(self, name: str) -> Layer:
        """The layer of a collection.

        Raises
        ------
        UnknownCollection
            With the collections there are.
        """
        if name not in self.layers:
            raise unknown_collection(name, self.layers)
        return self.layers[name]

    def links(self, name: str) -> tuple[Link, ...]:
        """The fields of a layer that name features of others, with what they name; worked out once."""
        if name not in self._links:
            self._links[name] = links_of(self.layer(name), self.layers)
        return self._links[name]

    @cached_property
    def _links(self) -> dict[str, tuple[Link, ...]]:
        return {}

    def of_kind(self, *kinds: Kind) -> list[Layer]:
        """Layers of these kinds in the catalog's order."""
        return [
            self.layers[collection.id] for collection in self.catalog.of_kind(*kinds) if collection.id in self.layers
        ]

    def select(self, query: Query) -> Selection:
        """Answer a query on its layer."""
        return asking.select(self.layer(query.collection), query)

    def summary(
        self, query: Query, *, by: Sequence[str] = (), histograms: Sequence[str] = (), sought: Sought | None = None
    ) -> Summary:
        """Counts and area sums of a query on its layer."""
        layer, links = self.layer(query.collection), self.links(query.collection)
        return summarise(layer, query, by=by, histograms=histograms, sought=sought, links=links)

    def broken_links(self, query: Query) -> tuple[LinkCounts, ...]:
        """Links of the rows that a query finds, where any of these leads to none or to several."""
        links = [link for link in self.links(query.collection) if not link.sound]
        return count_broken(links, asking.find(self.layer(query.collection), query).rows) if links else ()

    def apply(self, edits: Sequence[Edit]) -> Inventory:
        """The next inventory, with these edits made; this one stays as it is.

        Raises
        ------
        UnknownCollection, UnknownFeature, LayerError, RefusedRows
            Nothing is changed then.
        """
        layers = {name: self.recorded.get(name, layer) for name, layer in self.layers.items()}
        for name in dict.fromkeys(edit.collection for edit in edits):
            changes = {
                edit.id: _check_edit(self.layer(name), edit, self.catalog.time_zone)
                for edit in edits
                if edit.collection == name
            }
            layers[name] = layers[name].edited(
                changes, metric_crs=self.catalog.metric_crs, codelists=self.catalog.codelists
            )
        digest = hashlib.sha256(self.version.encode())
        for edit in edits:
            digest.update(_content(edit))
        return Inventory.of(self.catalog, layers, digest.hexdigest()[:12], self.reservations, self)


def _laid(layer: Layer, held: Mapping[str, tuple[Held, ...]], before: Inventory | None) -> Layer:
    if before is not None and before.recorded.get(layer.id) is layer and before.holds.get(layer.id, {}) == held:
        return before.layers[layer.id]
    return laid_over(layer, held)


def unknown_collection(name: str, known: Iterable[str]) -> UnknownCollection:
    """The error of a name that none of the collections has that are known."""
    names = ", ".join(known)
    return UnknownCollection(
        Text(f"没有图层 {name}", f"there is no collection {name}"),
        Text(f"可用图层：{names}", f"collections: {names}"),
        collection=name,
    )


def _check_edit(layer: Layer, edit: Edit, zone: str) -> Feature | None:
    if edit.feature is not None and edit.feature.id != edit.id:
        raise refusal(
            layer.collection,
            Text(
                f"对 {edit.id} 的编辑给出的要素编号是 {edit.feature.id}",
                f"an edit of {edit.id} gives a feature whose id is {edit.feature.id}",
            ),
            Text("编号不能改；请删除旧要素、新增另一个", "an id does not change; remove the feature and add another"),
            id=edit.id,
        )
    return None if edit.feature is None else with_days(layer.collection, edit.feature, zone)


def _content(edit: Edit) -> bytes:
    # A geometry's repr is cut short: two edits that differ late in a ring would share a version.
    place = b"" if edit.feature is None or edit.feature.geometry is None else shapely.to_wkb(edit.feature.geometry)
    values = None if edit.feature is None else sorted(edit.feature.properties.items())
    return repr((edit.collection, edit.id, values)).encode() + place


def _link_references(layer: Layer, layers: Mapping[str, Layer]) -> Layer:
    """The layer with a code list made of the features that its reference fields point to."""
    extra = {
        field.name: FeatureNames(layers[str(field.references)])
        for field in layer.collection.fields
        if field.names_ids and field.references in layers and field.dtype == "text"
    }
    return replace(layer, codelists={**layer.codelists, **extra}) if extra else layer

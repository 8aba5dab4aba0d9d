"""Proposals made into changes: those that are certain, and those that somebody named; each says by what its row was located."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from gis.editing.change import Change, setting
from gis.editing.making import make_changes
from gis.errors import NoPlace
from gis.feature_version import version_of
from gis.fields import Role
from gis.folding import fold_codes
from gis.inventory import Inventory
from gis.layer import Layer
from gis.locating.keys import keys_of
from gis.locating.lookup import usable_rows
from gis.locating.proposal import WAYS, By, Candidate, Located, Outcome, Proposal
from gis.locating.proposing import propose_places
from gis.store.protocol import ChangeSet, Store
from gis.text import Text


def locate_rows(
    store: Store,
    inventory: Inventory,
    by: ChangeSet,
    collection: str,
    named: Sequence[str] = (),
    *,
    chosen: Mapping[str, str],
    apply: bool = False,
) -> Located:
    """Where the rows of a layer lie that have no shape; those that are certain are given theirs by ``apply``, with those chosen, as one change set.

    Parameters
    ----------
    named
        Collections to look in; where empty, all others of plots, floors and buildings.
    chosen
        By id of a row, the code or the ``collection/id`` of the feature whose shape somebody says that it has; these are given it in any case.

    Raises
    ------
    UnknownCollection, NoPlace
        Where there is no such collection or place.
    LandstockError
        As :func:`gis.editing.making.change_features` says. Nothing is changed then.
    """
    located = take_chosen(inventory, propose_places(inventory, collection, named), chosen)
    changes = [each for each in changes_of(inventory, located) if apply or each.id in chosen]
    if not changes:
        return located
    done = make_changes(store, inventory, changes, by)
    return replace(located, applied=tuple(each.id for each in changes), change_set=done.change_set)


def take_chosen(inventory: Inventory, located: Located, chosen: Mapping[str, str]) -> Located:
    """The proposals with those that somebody chose a place for: by its code or id among the candidates, else in the layers that were looked in.

    Raises
    ------
    NoPlace
        Where a row is none of those without a shape, or a name is that of no feature, or of several.
    """
    known = {proposal.id: proposal for proposal in located.proposals}
    for key in chosen:
        if key not in known:
            raise NoPlace(
                Text(f"{key} 不是本图层中未定位的行", f"{key} is none of the rows of this layer without a shape"),
                Text("请先列出未定位的行", "list the rows that are not located first"),
                id=key,
            )
    made = tuple(
        _chosen(inventory, located, proposal, chosen[proposal.id]) if proposal.id in chosen else proposal
        for proposal in located.proposals
    )
    return replace(located, proposals=made)


def _chosen(inventory: Inventory, located: Located, proposal: Proposal, name: str) -> Proposal:
    candidate = _named(inventory, located, proposal, name)
    by = WAYS[By.CHOSEN]
    return replace(
        proposal,
        outcome=Outcome.LOCATED,
        by=By.CHOSEN,
        candidates=(candidate, *(other for other in proposal.candidates if other.address != candidate.address)),
        why=Text(f"{by.zh}；{proposal.why.zh}", f"{by.en}; {proposal.why.en}"),
        shape=candidate.shape,
    )


def _named(inventory: Inventory, located: Located, proposal: Proposal, name: str) -> Candidate:
    """The feature that a name means."""
    (code,) = fold_codes([name])
    among = [
        each
        for each in proposal.candidates
        if name in (each.id, each.address) or fold_codes([each.code or ""]) == [code]
    ]
    features = among or [
        candidate
        for looked in located.looked_in
        if looked.refused is None
        for candidate in _features_named(inventory.layer(looked.collection), name, code)
    ]
    if len(features) == 1:
        return features[0]
    which = ", ".join(each.address for each in features)
    raise NoPlace(
        Text(f"{name} 有 {len(features)} 处：{which}", f"{name} is {len(features)} features: {which}")
        if features
        else Text(f"查找的图层中没有 {name}", f"none of the layers that were looked in has {name}"),
        Text("请写明“图层/编号”", "name it as COLLECTION/ID")
        if features
        else Text("请给出宗地代码，或“图层/编号”", "give a parcel code, or COLLECTION/ID"),
        id=proposal.id,
        parcel=name,
    )


def _features_named(layer: Layer, name: str, code: str) -> list[Candidate]:
    """Features with a shape whose id, whose address in the folder or whose code a name is."""
    collection, _, key = name.rpartition("/")
    usable = usable_rows(layer)
    if key in layer.row_of and collection in ("", layer.id) and usable[layer.row_of[key]]:
        return [_candidate(layer, layer.row_of[key])]
    entry = keys_of(layer).parcel_code
    if entry is None or collection:
        return []
    rows = np.flatnonzero(layer.columns[entry.name].matches(lambda word: fold_codes([word]) == [code]) & usable)
    return [_candidate(layer, row) for row in rows.tolist()]


def _candidate(layer: Layer, row: int) -> Candidate:
    entry = keys_of(layer).parcel_code
    code = None if entry is None else layer.columns[entry.name].value(row)
    return Candidate(
        collection=layer.id,
        id=layer.ids[row],
        by=(By.CHOSEN,),
        code=None if code is None else str(code),
        shape=layer.shapes[row],
    )


def changes_of(inventory: Inventory, located: Located) -> list[Change]:
    """What gives the rows that are located their shapes, as changes of the versions that were looked at."""
    layer = inventory.recorded.get(located.collection, inventory.layers[located.collection])
    return [_change(layer, proposal) for proposal in located.of(Outcome.LOCATED)]


def _change(layer: Layer, proposal: Proposal) -> Change:
    feature = layer.feature(layer.row(proposal.id))
    entry = layer.collection.by_role.get(Role.LOCATED_BY)
    values = {} if entry is None else {entry.name: basis_of(proposal)}
    version = version_of(feature.properties, feature.geometry)
    return setting(layer.id, proposal.id, values, geometry=proposal.shape, versions=(version,))


def basis_of(proposal: Proposal) -> str:
    """By what a row was located, as its field says it: the way, and the feature whose shape it has."""
    way = WAYS[proposal.by or By.CHOSEN].both()
    return f"{way}: {proposal.place.address}" if proposal.place is not None else f"{way}: {proposal.says[-1]}"

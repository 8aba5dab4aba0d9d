"""Whether the layers of a data folder agree: places, overlaps, links and floors that somebody should look at. Nothing here refuses a row."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import combinations, islice
from typing import Final

import numpy as np
import shapely

from gis.catalog import Catalog, Kind
from gis.crs import in_metres
from gis.doubts import doubt
from gis.featurenames import text_at
from gis.features import excerpt
from gis.fields import Field, Role
from gis.findings import Finding
from gis.geometry import repair_geometries
from gis.georeferencing.diagnosis import diagnose
from gis.georeferencing.ground import Ground
from gis.georeferencing.words import evidence_words, remedy_in_folder
from gis.inventory import Inventory
from gis.io.outline import Outline, words, words_for_all
from gis.layer import Layer
from gis.links import NOWHERE, Link, links_of
from gis.matching.sites.candidates import FLOOR, LAND, stock_of
from gis.matching.sites.parcels import records_of_parcel
from gis.matching.sites.shared_ids import name_of_site
from gis.matching.sites.twins import twin_floors
from gis.overlaps import DRAWN_ONCE, SLIVER_M2, copies, copy_words, overlapping
from gis.text import Text
from gis.units import figure

MOST: Final = 1_000
"""Overlaps of a layer that are listed: where there are more, the layer is there twice, or is no layer of plots."""
_LOOKED_AT: Final = 400
"""Features of a layer by which it is judged where all of it lies."""
_LINKS: Final = {Role.PARCEL: Kind.PARCEL, Role.BUILDING: Kind.BUILDING}
_SITES: Final = (Kind.PARCEL, Kind.SPACE, Kind.BUILDING)


def disagreements(catalog: Catalog, layers: Mapping[str, Layer]) -> Iterator[Finding]:
    """Every doubt about how the features of these layers fit together, in the catalog's order; ``layers`` are those that can be used."""
    ground = Ground.of_layers(layers.values())
    outline = ground.outline
    without_room = _without_room(catalog, layers)
    for layer in layers.values():
        yield from _moved(layer, layers, ground, catalog.metric_crs)
        yield from _outside(layer, outline)
        if layer.collection.kind in DRAWN_ONCE:
            yield from _drawn_twice(layer, catalog.metric_crs)
        yield from _dangling(layer, layers)
        if len(layers) == len(catalog.collections):
            yield from _unlinked(layer, layers)
        if layer.collection.kind is Kind.SPACE:
            yield from _of_other_plots(layer, layers)
            yield from _twice(layer, catalog.metric_crs, without_room)
    yield from _of_one_parcel(catalog, layers)


def _moved(layer: Layer, layers: Mapping[str, Layer], ground: Ground, metric_crs: str) -> Iterator[Finding]:
    """That a layer lies elsewhere than the others have the ground: as maps that move places draw it, in another zone."""
    known = ground.without(layer.id)
    if layer.collection.kind is Kind.BASE:  # whose own outlines are no proof of it
        known = Ground.of_layers(other for other in layers.values() if other.id != layer.id)
    rows = np.arange(len(layer))[:: max(1, len(layer) // _LOOKED_AT)]
    keys = [{"id": layer.ids[row]} for row in rows.tolist()]
    found = diagnose(np.asarray(layer.shapes[rows]), keys, None, known, metric_crs)
    if found is not None:
        yield doubt(
            layer.collection, 0, None, "layer-moved", "geometry", "", evidence_words(found), remedy_in_folder(found)
        )


def _outside(layer: Layer, outline: Outline) -> Iterator[Finding]:
    """Features that lie wholly outside the folder's boundaries; one finding where all of a layer do."""
    if layer.collection.kind is Kind.BASE:
        return
    rows = np.flatnonzero(outline.leaves_out(layer.geometries)).tolist()
    for row in rows[:1] if len(rows) == len(layer) else rows:
        key = layer.ids[row]
        text, remedy = words(key)
        if len(rows) == len(layer) > 1:
            text = words_for_all(figure(len(rows)))
        yield doubt(layer.collection, row + 1, key, "outside-boundaries", "geometry", "", text, remedy)


def _drawn_twice(layer: Layer, metric_crs: str) -> Iterator[Finding]:
    """Shapes of one layer that are another's or, of plots, share more than a sliver with it; beyond ``MOST`` of either no more are looked for."""
    twice = list(islice(copies(layer.geometries, metric_crs), MOST))
    for first, second, apart in twice:
        text, remedy = copy_words(layer.ids[first], layer.ids[second], apart)
        key = layer.ids[second]
        yield doubt(layer.collection, second + 1, key, "same-shape", "geometry", layer.ids[first], text, remedy)
    if layer.collection.kind is Kind.PARCEL and len(twice) < MOST:
        yield from _overlaps(layer, metric_crs, {copy.second for copy in twice})


def _overlaps(layer: Layer, metric_crs: str, known: AbstractSet[int]) -> Iterator[Finding]:
    """Plots that lie on one another; of those ``known`` to be another's copy that is said already."""
    rows = np.array([row for row in range(len(layer)) if row not in known], dtype=np.intp)
    pairs = overlapping(in_metres(layer.geometries[rows], metric_crs))
    for one, other, area in islice(pairs, MOST):
        first, second, said = layer.ids[rows[one]], layer.ids[rows[other]], figure(area, 1)
        yield doubt(
            layer.collection,
            int(rows[other]) + 1,
            second,
            "overlap",
            "geometry",
            f"{first}: {said} m²",
            Text(f"{second} 与 {first} 重叠 {said} m²", f"{second} overlaps {first} by {said} m²"),
            Text("请核对两宗地的界址，修改界线", "check the boundaries of both, and mend the line"),
        )


def _dangling(layer: Layer, layers: Mapping[str, Layer]) -> Iterator[Finding]:
    """Values that name a feature which is not there, in fields that say which layer they refer to."""
    for link in links_of(layer, layers):
        target, by = link.target, link.field.references_by
        remedy = Text(f"请改正，或在 {target.id} 中补上", f"correct it, or add it to {target.id}")
        if by is None:
            yield from _missing(layer, link.field, target.row_of.__contains__, [target], remedy)
        else:
            yield from _unsound(link, by, remedy)


def _unsound(link: Link, by: str, remedy: Text) -> Iterator[Finding]:
    """Values of a field that none, or several, of the features of another layer have."""
    layer, entry, target = link.layer, link.field, link.target
    other = target.collection.title
    for row, name, end in link.unsound():
        key, shown = layer.ids[row], excerpt(name)
        if end == NOWHERE:
            text = Text(
                f"{key} 的“{entry.title.zh}”（{entry.name}）为 {shown}，“{other.zh}”的 {by} 中没有",
                f"{key}: {entry.name} is {shown}, which no {by} of {other.en} is",
            )
            yield doubt(layer.collection, row + 1, key, "broken-reference", entry.name, name, text, remedy)
            continue
        ids = [target.ids[each] for each in link.targets(row)]
        which = ", ".join(ids[:_FEW])
        text = Text(
            f"{key} 的“{entry.title.zh}”（{entry.name}）为 {shown}，“{other.zh}”中有 {len(ids)} 条：{which}",
            f"{key}: {entry.name} is {shown}, which {len(ids)} features of {other.en} have: {which}",
        )
        mend = Text(f"请核对“{other.zh}”是否重复登记", f"check whether {other.en} has it recorded twice")
        yield doubt(layer.collection, row + 1, key, "ambiguous-reference", entry.name, name, text, mend)


def _unlinked(layer: Layer, layers: Mapping[str, Layer]) -> Iterator[Finding]:
    """Plots, buildings and sites that are named by the role of a field alone and are in no layer of their kind."""
    kinds = {role: (kind,) for role, kind in _LINKS.items()} | {Role.SITE_IDS: _SITES}
    for role, sought in kinds.items():
        entry = layer.collection.by_role.get(role)
        among = [each for each in layers.values() if each.collection.kind in sought]
        if entry is None or entry.references or not among:
            continue
        titles = [each.collection.title for each in among]
        zh, en = "、".join(title.zh for title in titles), ", ".join(title.en for title in titles)
        known = _known_among(among, parts=role is Role.SITE_IDS)
        remedy = Text(f"请改正，或在“{zh}”中补上", f"correct it, or add it to {en}")
        yield from _missing(layer, entry, known, among, remedy)
        yield from _in_several(layer, entry, among)


def _in_several(layer: Layer, entry: Field, among: Sequence[Layer]) -> Iterator[Finding]:
    """Ids that several layers have, in a field that does not say of which its words are."""
    rows, groups, names = layer.columns[entry.name].members()
    holders = [[each.collection.title for each in among if name in each.row_of] for name in names]
    several = np.array([*(len(titles) > 1 for titles in holders), False], dtype=bool)
    for row, group in zip(rows[several[groups]].tolist(), groups[several[groups]].tolist(), strict=True):
        key, name, titles = layer.ids[row], names[group], holders[group]
        zh, en = "、".join(title.zh for title in titles), ", ".join(title.en for title in titles)
        text = Text(
            f"{key} 的“{entry.title.zh}”（{entry.name}）为 {excerpt(name)}，{zh} 中都有此编号",
            f"{key}: {entry.name} is {excerpt(name)}, an id that {en} all have",
        )
        remedy = Text(
            f"请在 catalog.toml 中给 {entry.name} 写上 references，写明是哪个图层",
            f"give {entry.name} its references in catalog.toml: of which layer its words are",
        )
        yield doubt(layer.collection, row + 1, key, "ambiguous-reference", entry.name, name, text, remedy)


def _known_among(among: Sequence[Layer], *, parts: bool) -> Callable[[str], bool]:
    """Whether a name is an id of one of these layers or, with ``parts``, begins with that of a building: a floor that is let is in no layer."""
    buildings = [layer for layer in among if parts and layer.collection.kind is Kind.BUILDING]

    def known(name: str) -> bool:
        if any(name in layer.row_of for layer in among):
            return True
        heads = [name[:at] for at, sign in enumerate(name) if not sign.isalnum()] if buildings else []
        return any(head in layer.row_of for head in heads for layer in buildings)

    return known


def _missing(
    layer: Layer, entry: Field, known: Callable[[str], bool], among: Sequence[Layer], remedy: Text
) -> Iterator[Finding]:
    """Values that name nothing of what is ``known``; whose id of the layers ``among`` is nearly the same is told so."""
    rows, groups, names = layer.columns[entry.name].members()
    missing = np.array([*(not known(name) for name in names), False], dtype=bool)
    if not missing.any():
        return
    alike = Alike(key for each in among for key in each.ids)
    for row, group in zip(rows[missing[groups]].tolist(), groups[missing[groups]].tolist(), strict=True):
        key, name = layer.ids[row], names[group]
        near = alike.beside(name)
        text = Text(
            f"{key} 的“{entry.title.zh}”（{entry.name}）引用不存在的 {excerpt(name)}{near.zh}",
            f"{key}: {entry.name} refers to {excerpt(name)}, which is not there{near.en}",
        )
        yield doubt(layer.collection, row + 1, key, "broken-reference", entry.name, name, text, remedy)


class Alike:
    """Ids by the form in which case, width and blanks do not count; of those that are alike the first."""

    def __init__(self, ids: Iterable[str]) -> None:
        self._ids: dict[str, str] = {}
        for key in ids:
            self._ids.setdefault(folded_name(key), key)

    def beside(self, name: str) -> Text:
        """In what alone a name differs from the id that is nearly the same; nothing where there is none."""
        other = self._ids.get(folded_name(name))
        if other is None or other == name:
            return Text("", "")
        ways = [way for way, fold in _WAYS if fold(name) == fold(other)]
        how = ways[0] if ways else Text("大小写、全半角或空格", "case, width or blanks")
        return Text(f"，与 {excerpt(other)} 只差{how.zh}", f"; it differs from {excerpt(other)} by {how.en} alone")


_WAYS: Final[tuple[tuple[Text, Callable[[str], str]], ...]] = (
    (Text("空格", "blanks"), lambda name: "".join(name.split())),
    (Text("大小写", "case"), str.casefold),
    (Text("字符编码方式", "the way its signs are encoded"), lambda name: unicodedata.normalize("NFC", name)),
    (Text("全半角", "the width of its signs"), lambda name: unicodedata.normalize("NFKC", name)),
)
"""Ways in which two names that mean one thing differ, and what undoes each."""


def _of_other_plots(layer: Layer, layers: Mapping[str, Layer]) -> Iterator[Finding]:
    """Floors whose building stands on another plot than the one that they name."""
    by_role = layer.collection.by_role
    if Role.BUILDING not in by_role or Role.PARCEL not in by_role:
        return
    plot_of = {
        key: plot
        for each in layers.values()
        if each.collection.kind is Kind.BUILDING
        for key, plot in zip(each.ids, each.texts(Role.PARCEL), strict=True)
    }
    for row, (building, plot) in enumerate(zip(layer.texts(Role.BUILDING), layer.texts(Role.PARCEL), strict=True)):
        other = plot_of.get(building or "")
        if plot is None or other is None or other == plot:
            continue
        key, name = layer.ids[row], by_role[Role.PARCEL].name
        near = Alike([other]).beside(plot)
        yield doubt(
            layer.collection,
            row + 1,
            key,
            "links-disagree",
            name,
            f"{plot} / {other}",
            Text(
                f"{key} 记在地块 {excerpt(plot)}，而其所在楼栋 {building} 记在地块 {excerpt(other)}{near.zh}",
                f"{key} names the plot {excerpt(plot)}, but its building {building} stands on {excerpt(other)}{near.en}",
            ),
            Text(
                "请核对楼层与楼栋所在地块，改正其一", "check on which plot the building stands, and correct one of them"
            ),
        )


def _twice(layer: Layer, metric_crs: str, without_room: Mapping[str, Sequence[tuple[int, str]]]) -> Iterator[Finding]:
    """Floors that seem to be recorded twice: no room for both, ids that differ in spelling alone, or one floor of one building under one name."""
    alike = {(other, layer.ids[one]) for one, other in _same_ids(layer) | _same_floors(layer, metric_crs)}
    for other, first in sorted(alike | set(without_room.get(layer.id, ()))):
        second = layer.ids[other]
        yield doubt(
            layer.collection,
            other + 1,
            second,
            "recorded-twice",
            layer.id_name,
            first,
            Text(f"{second} 与 {first} 像是同一处，重复登记", f"{second} seems to be {first} recorded a second time"),
            Text("请核对，只保留一条", "check it, and keep one of them"),
        )


def _without_room(catalog: Catalog, layers: Mapping[str, Layer]) -> dict[str, list[tuple[int, str]]]:
    """By layer, rows of the floors that matches take for another record of one before them, and the id of that one."""
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    floors = stock_of(Inventory(catalog=catalog, layers=layers, version=""), FLOOR)
    for row, others in twin_floors(floors).items():
        layer, at = floors.layer_of(row)
        found[layer.id] += [(at, floors.id_of(one)) for one in others if one < row]
    return found


def _of_one_parcel(catalog: Catalog, layers: Mapping[str, Layer]) -> Iterator[Finding]:
    """Plots, of whichever layers, that name the same parcel and of which no shapes tell that they are two."""
    land = stock_of(Inventory(catalog=catalog, layers=layers, version=""), LAND)
    pairs = ((row, other) for row, others in records_of_parcel(land).items() for other in others if other < row)
    for row, other in islice(sorted(pairs), MOST):
        (layer, at), first = land.layer_of(row), name_of_site(land, other)
        second = layer.ids[at]
        yield doubt(
            layer.collection,
            at + 1,
            second,
            "recorded-twice",
            layer.id_name,
            first,
            Text(
                f"{second} 与 {first} 指同一宗地，匹配和统筹只取其一",
                f"{second} and {first} name the same parcel: matches and portfolios take one of them alone",
            ),
            Text(
                "请核对：如为同一宗地的两条记录，只保留一条；如为其两部分，请给出各自的图形",
                "check it: of two records of one parcel keep one; where they are two parts of it, give each its shape",
            ),
        )


def _same_ids(layer: Layer) -> set[tuple[int, int]]:
    return pair_rows([folded_name(key) for key in layer.ids])


def _same_floors(layer: Layer, metric_crs: str) -> set[tuple[int, int]]:
    """Pairs of one building, floor and name whose shapes lie on one another, or of which one has none."""
    alike = sorted(pair_rows([_place(layer, row) for row in range(len(layer))]))
    if not alike:
        return set()
    first, second = (in_metres(layer.geometries[list(rows)], metric_crs) for rows in zip(*alike, strict=True))
    (first, _), (second, _) = repair_geometries(first), repair_geometries(second)
    flat = (shapely.get_dimensions(first) == 2) & (shapely.get_dimensions(second) == 2)
    on = np.where(
        flat, shapely.area(shapely.intersection(first, second)) > SLIVER_M2, shapely.intersects(first, second)
    )
    same = on | shapely.is_missing(first) | shapely.is_missing(second)
    return {pair for pair, twice in zip(alike, same.tolist(), strict=True) if twice}


def _place(layer: Layer, row: int) -> tuple[str, str, str] | None:
    """A floor's building, number and name; None where its building, or both of the others, are unknown."""
    building, floor, name = (folded_name(text_at(layer, role, row)) for role in (Role.BUILDING, Role.FLOOR, Role.NAME))
    return (building, floor, name) if building and (floor or name) else None


def folded_name(text: str | None) -> str:
    """A name as it is compared: width, case and blanks do not count.

    >>> folded_name("Ｌ- 1"), folded_name("e\u0301") == folded_name("\u00e9")
    ('l-1', True)
    """
    return "".join(unicodedata.normalize("NFKC", text or "").casefold().split())


def pair_rows(names: Sequence[object]) -> set[tuple[int, int]]:
    """Pairs of rows that share a name, the lower row first; what is empty is no name."""
    rows: dict[object, list[int]] = defaultdict(list)
    for row, name in enumerate(names):
        if name:
            rows[name].append(row)
    return {pair for group in rows.values() if len(group) > 1 for pair in combinations(group[:_FEW], 2)}


_FEW: Final = 10
"""Rows of one name that are compared with each other: more are no slip but a register without names."""

"""Parcels split and merged: no ground is lost or counted twice, what is known is handed on, and what was shared out is to be checked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
import shapely
from shapely import Geometry

from gis.catalog import Catalog, Collection, Kind
from gis.crs import Geometries, in_metres
from gis.editing.change import Change, adding, removing
from gis.editing.cutting import cut_pieces
from gis.editing.guarding import refuse_held
from gis.editing.making import Done, change_features, check_version
from gis.errors import LandstockError, RefusedRows
from gis.features import finding
from gis.fields import DType, Field, Role
from gis.findings import Finding, FoundCode, Grade
from gis.inventory import Inventory
from gis.layer import Feature
from gis.rounding import decimal_of
from gis.store.changing import collection_of
from gis.store.protocol import Transaction
from gis.text import Text
from gis.units import figure

OUTLINE_M: Final = 0.001
"""Metres by which an outline may be off: what an answer in degrees leaves of a coordinate."""
_CENTS: Final = 2
_LEAST: Final = 2
Versions = tuple[str, ...] | None


def split_parcel(
    inventory: Inventory, collection: str, key: str, by: Sequence[Feature] | Geometry, versions: Versions = None
) -> Callable[[Transaction], Done]:
    """The work of splitting a parcel by a line in stored degrees, or into pieces, each with an id, a geometry and the values that are its own.

    The pieces must make up the parcel and not lie on one another. They inherit every other value; the registered area is shared out by what they measure.
    The log says of the parcel what came of it.

    The work raises as ``gis.editing.making.change_features`` does.
    """
    declared = collection_of(inventory.catalog, collection)

    def work(transaction: Transaction) -> Done:
        (whole,) = _standing(inventory, transaction, declared, {key: versions})
        pieces = cut_pieces(inventory.catalog, declared, whole, by) if isinstance(by, Geometry) else by
        transaction.explain(f"{key} → {'、'.join(piece.id for piece in pieces)}")
        _check_pieces(inventory.catalog, declared, whole, pieces)
        areas = _shares(inventory.catalog, declared, whole, pieces)
        made = [
            replace(
                adding(collection, piece._replace(properties=_inherited(declared, whole, piece, area))),
                instead_of=whole.geometry,
            )
            for piece, area in zip(pieces, areas, strict=True)
        ]
        done = change_features(inventory, [removing(collection, key, versions), *made])(transaction)
        return _to_check(declared, done, areas)

    return work


def merge_parcels(
    inventory: Inventory,
    collection: str,
    parts: Mapping[str, Versions],
    key: str,
    properties: Mapping[str, Any] | None = None,
) -> Callable[[Transaction], Done]:
    """The work of merging adjoining parcels into one; ``parts`` are the versions by id, ``properties`` what the new one says itself.

    A value that is the same in all is kept, one that is not becomes unknown; registered areas are added up where all are known.
    The log says of each what came of it.

    The work raises as ``gis.editing.making.change_features`` does.
    """
    declared = collection_of(inventory.catalog, collection)

    def work(transaction: Transaction) -> Done:
        standing = _standing(inventory, transaction, declared, parts)
        shape = _joined(inventory.catalog, declared, key, standing)
        common = _common(declared, standing)
        values = {**common, **(properties or {})}
        _check_total(declared, key, common, values)
        new = replace(adding(collection, Feature(key, shape, values)), instead_of=shape)
        transaction.explain(f"{'、'.join(parts)} → {key}")
        ended: list[Change] = [removing(collection, each, versions) for each, versions in parts.items()]
        return change_features(inventory, [*ended, new])(transaction)

    return work


def _standing(
    inventory: Inventory, transaction: Transaction, collection: Collection, parts: Mapping[str, Versions]
) -> list[Feature]:
    """The parcels as they stand, in the versions that are expected, with a shape and nobody holding them."""
    if collection.kind is not Kind.PARCEL:
        raise _refused(
            collection,
            next(iter(parts), ""),
            "not-a-feature",
            Text("只有地块可以分割、合并", "only parcels are split and merged"),
            Text("请选择地块图层", "take a layer of parcels"),
        )
    parcels = []
    for key, versions in parts.items():
        before = transaction.feature(collection.id, key)
        check_version(
            collection, Change(collection=collection.id, id=key, versions=versions, make=lambda _: None), before
        )
        refuse_held(transaction, inventory.catalog.as_of, collection, key)
        if before is None or before.geometry is None or shapely.get_dimensions(before.geometry) != _AREAL:
            raise _refused(
                collection,
                key,
                "no-geometry",
                Text(f"{key} 没有面状图形", f"{key} has no area on the map"),
                Text("请先补上界址", "draw its boundary first"),
            )
        parcels.append(before)
    return parcels


_AREAL: Final = 2


def _check_pieces(catalog: Catalog, collection: Collection, whole: Feature, pieces: Sequence[Feature]) -> None:
    """Refuse pieces that do not make up the parcel.

    Raises
    ------
    RefusedRows
        Everything that is wrong with them.
    """
    drawn = [*_not_drawn(collection, whole, pieces)]
    if drawn:
        raise RefusedRows(drawn)
    shapes = in_metres(
        np.array([whole.geometry, *(piece.geometry for piece in pieces)], dtype=object), catalog.metric_crs
    )
    allowed = OUTLINE_M * float(shapely.length(shapes).sum())
    findings = [*_on_one_another(collection, pieces, shapes[1:], allowed)]
    findings += _not_covered(collection, whole, shapes[0], shapely.union_all(shapes[1:]), allowed)
    if findings:
        raise RefusedRows(findings)


def _wrong(collection: Collection, key: str, code: FoundCode, text: Text, remedy: Text) -> Finding:
    return finding(collection, 0, key, code, text, remedy, field="geometry")


def _not_drawn(collection: Collection, whole: Feature, pieces: Sequence[Feature]) -> Iterator[Finding]:
    if len(pieces) < _LEAST:
        few = Text("分割须有至少两块", "a split has two pieces at least")
        yield _wrong(collection, whole.id, "not-a-feature", few, Text("请补上其余部分", "give the rest as well"))
    for piece in pieces:
        areal = piece.geometry is not None and shapely.get_dimensions(piece.geometry) == _AREAL
        if not areal or not shapely.is_valid(piece.geometry):
            broken = Text(f"{piece.id} 不是有效的面", f"{piece.id} is no valid area")
            yield _wrong(collection, piece.id, "invalid-geometry", broken, Text("请重新勾绘", "draw it again"))


def _on_one_another(
    collection: Collection, pieces: Sequence[Feature], shapes: Geometries, allowed: float
) -> Iterator[Finding]:
    first, second = shapely.STRtree(shapes).query(shapes)
    pairs = np.column_stack([first, second])[first < second]
    areas = shapely.area(shapely.intersection(shapes[pairs[:, 0]], shapes[pairs[:, 1]]))
    for (one, two), shared in zip(pairs.tolist(), areas.tolist(), strict=True):
        if shared > allowed:
            said, first, second = figure(shared, _CENTS), pieces[one].id, pieces[two].id
            text = Text(f"{second} 与 {first} 重叠 {said} m²", f"{second} overlaps {first} by {said} m²")
            remedy = Text("请让各块只共用界线", "let pieces share a line alone")
            yield _wrong(collection, second, "overlap", text, remedy)


def _not_covered(
    collection: Collection, whole: Feature, shape: Any, together: Any, allowed: float
) -> Iterator[Finding]:
    for one, other, where in (
        (shape, together, Text("未被任何一块覆盖", "lies in no piece")),
        (together, shape, Text("在原地块之外", "lies outside the parcel")),
    ):
        area = float(shapely.area(shapely.difference(one, other)))
        if area > allowed:
            said = figure(area, _CENTS)
            text = Text(
                f"{whole.id} 的分割有 {said} m² {where.zh}", f"of the split of {whole.id}, {said} m² {where.en}"
            )
            remedy = Text("请让各块恰好拼成原地块", "let the pieces make up the parcel")
            yield _wrong(collection, whole.id, "area-lost", text, remedy)


def _shares(catalog: Catalog, collection: Collection, whole: Feature, pieces: Sequence[Feature]) -> list[float | None]:
    """The registered area of each piece that does not say its own: its share of what the others leave, by what it measures, rounded so that all add up.

    Raises
    ------
    RefusedRows
        Where what the pieces say does not add up to what is registered of the parcel.
    """
    entry = collection.by_role.get(Role.AREA)
    registered = None if entry is None else whole.properties.get(entry.name)
    if entry is None or registered is None:
        return [None] * len(pieces)
    digits = 0 if entry.dtype is DType.INTEGER else _CENTS
    stated = [_stated(piece.properties.get(entry.name)) for piece in pieces]
    rest = decimal_of(float(registered), digits) - sum(decimal_of(area, digits) for area in stated if area is not None)
    silent = [place for place, area in enumerate(stated) if area is None]
    if (rest <= 0) if silent else (rest != 0):
        raise RefusedRows([_not_added_up(collection, entry, whole, float(registered), float(rest))])
    # Where one piece says that its own is not known, nobody knows what is left for the others.
    if any(entry.name in pieces[place].properties for place in silent) or not silent:
        return [None] * len(pieces)
    shapes = in_metres(np.array([piece.geometry for piece in pieces], dtype=object)[silent], catalog.metric_crs)
    measured = shapely.area(shapes)
    made = [decimal_of(float(rest) * float(area) / float(measured.sum()), digits) for area in measured]
    # What rounding leaves goes to the largest, where it is the least of its share.
    made[int(np.argmax(measured))] += rest - sum(made)
    shares = dict(zip(silent, made, strict=True))
    return [float(shares[place]) if place in shares else None for place in range(len(pieces))]


def _stated(value: Any) -> float | None:
    """The area that a piece says of itself; what is no number is refused where the piece is judged."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _not_added_up(collection: Collection, entry: Field, whole: Feature, registered: float, rest: float) -> Finding:
    said, over = figure(registered, _CENTS), figure(abs(rest), _CENTS)
    zh, en = ("多", "more") if rest < 0 else ("少", "less")
    text = Text(
        f"{whole.id} 登记 {said} m²，各块的“{entry.title.zh}”合计{zh}出 {over} m²"
        if rest
        else f"{whole.id} 登记 {said} m²，已全部写在部分块上，其余各块没有面积",
        f"{whole.id} has {said} m² registered; what the pieces say in {entry.name} is {over} m² {en}"
        if rest
        else f"{whole.id} has {said} m² registered, which some pieces take for themselves: nothing is left for the others",
    )
    remedy = Text(
        "请改正各块面积，或不写而由系统按图上面积分摊；重新测量有出入的，请先更正原地块的登记面积再分割",
        "mend them, or leave them out to have the area shared out; where it was surveyed anew, correct that of the parcel first, then split it",
    )
    return finding(collection, 0, whole.id, "area-lost", text, remedy, field=entry.name, excerpt=said)


def _inherited(collection: Collection, whole: Feature, piece: Feature, area: float | None) -> dict[str, Any]:
    """What a piece says: its own values, its share, and for the rest what the parcel said."""
    own = {entry.name for role in (Role.ID, Role.AREA, Role.MEASURED_AREA) if (entry := collection.by_role.get(role))}
    kept = {name: value for name, value in whole.properties.items() if name not in own}
    entry = collection.by_role.get(Role.AREA)
    share = {} if entry is None or area is None else {entry.name: area}
    return {**kept, **piece.properties, **share}


def _to_check(collection: Collection, done: Done, areas: Sequence[float | None]) -> Done:
    """The same, saying of each area that was shared out that somebody should check it."""
    entry = collection.by_role.get(Role.AREA)
    made = list(done.made)
    for place, area in enumerate(areas, len(made) - len(areas)):
        if entry is None or area is None:
            continue
        key, said = made[place].id, figure(area, _CENTS)
        text = Text(
            f"{key} 的“{entry.title.zh}”{said} m² 按图上面积分摊得出，待核实",
            f"{key}: {entry.name}, {said} m², was shared out by what the pieces measure; it is to check",
        )
        shared = finding(
            collection,
            0,
            key,
            "area-shared",
            text,
            Text("请在重新登记后改为登记面积", "correct it when the pieces are registered"),
            field=entry.name,
            excerpt=said,
        )
        made[place] = replace(made[place], doubts=(*made[place].doubts, replace(shared, grade=Grade.DOUBT)))
    return replace(done, made=tuple(made))


def _joined(catalog: Catalog, collection: Collection, key: str, parts: Sequence[Feature]) -> Any:
    """The shape of parcels together, which must adjoin and not lie on one another."""
    shapes = np.array([part.geometry for part in parts], dtype=object)
    union = shapely.union_all(shapes)
    metres = in_metres(np.array([*shapes, union], dtype=object), catalog.metric_crs)
    allowed = OUTLINE_M * float(shapely.length(metres).sum())
    names = "、".join(part.id for part in parts)
    if len(parts) < _LEAST or shapely.get_type_id(union) != shapely.GeometryType.POLYGON:
        raise _refused(
            collection,
            key,
            "not-adjoining",
            Text(f"{names} 不相邻，合并后不是一块", f"{names} do not adjoin: together they are not one plot"),
            Text("请只合并有共同界线的地块", "merge parcels that share an edge"),
        )
    lost = float(shapely.area(metres[:-1]).sum() - shapely.area(metres[-1]))
    if abs(lost) > allowed:
        said = figure(lost, _CENTS)
        raise _refused(
            collection,
            key,
            "overlap",
            Text(f"{names} 相互重叠 {said} m²", f"{names} overlap by {said} m²"),
            Text("请先改正界线", "mend their boundaries first"),
        )
    # Hairlines between outlines that were drawn twice are no holes.
    holes = [
        hole
        for hole in union.interiors
        if shapely.area(in_metres(np.array([shapely.Polygon(hole)], dtype=object), catalog.metric_crs))[0] > allowed
    ]
    return shapely.Polygon(union.exterior, holes)


def _common(collection: Collection, parts: Sequence[Feature]) -> dict[str, Any]:
    """What parcels say alike, and their registered areas together."""
    first, *rest = parts
    own = {entry.name for role in (Role.ID, Role.MEASURED_AREA) if (entry := collection.by_role.get(role))}
    values = {
        name: value if all(part.properties.get(name) == value for part in rest) else None
        for name, value in first.properties.items()
        if name not in own
    }
    if entry := collection.by_role.get(Role.AREA):
        areas = [part.properties.get(entry.name) for part in parts]
        known = all(area is not None for area in areas)
        values[entry.name] = float(sum(decimal_of(float(area or 0), _CENTS) for area in areas)) if known else None
    return values


def _check_total(collection: Collection, key: str, common: Mapping[str, Any], said: Mapping[str, Any]) -> None:
    """Refuse another registered area than that of the parts together, where all of it is known.

    Raises
    ------
    RefusedRows
    """
    entry = collection.by_role.get(Role.AREA)
    together, stated = (None, None) if entry is None else (common.get(entry.name), _stated(said.get(entry.name)))
    if entry is None or together is None or (stated is not None and abs(stated - together) < 10**-_CENTS / 2):
        return
    total = figure(together, _CENTS)
    raise RefusedRows(
        [
            finding(
                collection,
                0,
                key,
                "area-lost",
                Text(
                    f"各地块共登记 {total} m²，合并后的“{entry.title.zh}”须与之相等",
                    f"the parcels have {total} m² registered together, which {entry.name} of the new one must be",
                ),
                Text(
                    "请不写面积；重新测量有出入的，请在合并后更正",
                    "leave it out; where it was surveyed anew, correct it after the merge",
                ),
                field=entry.name,
                excerpt=total,
            )
        ]
    )


def _refused(collection: Collection, key: str, code: FoundCode, text: Text, remedy: Text) -> LandstockError:
    return RefusedRows([finding(collection, 0, key, code, text, remedy, field="geometry")])

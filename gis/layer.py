"""Layer: a validated table with its fields and CRS. Ids are unique, geometry is valid, declared fields are present."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, cast

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis.catalog import Collection
from gis.codelists import Codelist
from gis.columns import Column, ListColumn, Rows, Value, column, folded, parsed, plain_text
from gis.crs import STORAGE, Geometries, transformed
from gis.errors import LayerError, UnknownFeature
from gis.fields import Field, Role
from gis.geometry import Bounds, measured_area_m2
from gis.text import Text


class Feature(NamedTuple):
    """One item on its way in or out: geometry in stored degrees (or None), properties by column name."""

    id: str
    geometry: Any
    properties: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, eq=False)
class Layer:
    """All features of one collection, column by column.

    Parameters
    ----------
    collection
        The declaration; its fields are exactly the keys of ``columns``.
    columns
        One column a field, all of the same length.
    geometries
        Array of shapely geometries, shape (n,), longitude before latitude in ``gis.crs.STORAGE``; None where a feature has none.
    codelists
        By field name, the list that gives a field's values their words and hierarchy.
    """

    collection: Collection
    columns: Mapping[str, Column]
    geometries: Geometries
    codelists: Mapping[str, Codelist] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.geometries)

    @property
    def id(self) -> str:
        """The collection's id."""
        return self.collection.id

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Feature ids in row order."""
        ids = self.columns[self.collection.by_role[Role.ID].name]
        return tuple(str(ids.value(row)) for row in range(len(self)))

    @cached_property
    def row_of(self) -> dict[str, int]:
        """Row number by feature id."""
        return {key: row for row, key in enumerate(self.ids)}

    @cached_property
    def id_order(self) -> Rows:
        """Rank of each row's id among all ids: what settles ties."""
        order = np.argsort(np.asarray(self.ids, dtype=object), kind="stable")
        ranks = np.empty(len(self), dtype=np.intp)
        ranks[order] = np.arange(len(self))
        return ranks

    @cached_property
    def orders(self) -> dict[tuple[str, bool], Rows]:
        """All rows in the order of one field (name, descending), kept from the first time that they are asked for."""
        return {}

    @cached_property
    def bounds(self) -> Bounds:
        """West, south, east, north of each feature in degrees, shape (n, 4); NaN without geometry."""
        return np.asarray(shapely.bounds(self.geometries), dtype=np.float64).reshape(-1, 4)

    @cached_property
    def search_text(self) -> tuple[str, ...]:
        """What a text search looks through: every text of a row, and the words of its codes, folded."""
        texts = [self._search_words(entry) for entry in self.collection.fields if entry.dtype in ("text", "list")]
        return tuple("\n".join(parts) for parts in zip(*texts, strict=True)) if texts else ("",) * len(self)

    def _search_words(self, entry: Field) -> list[str]:
        col, codes = self.columns[entry.name], self.codelists.get(entry.name)
        if isinstance(col, ListColumn):
            return [folded(f"{'、'.join(v)} {self.words(entry.name, list(v)).both()}") if v else "" for v in col.lists]
        groups, words = col.distinct()
        said = [folded(f"{word} {codes.title_of(word).both()}" if codes else word) for word in words]
        return [said[group] if group >= 0 else "" for group in groups]

    def role(self, role: Role) -> Column | None:
        """The column that plays a role, or None where the layer has none."""
        entry = self.collection.by_role.get(role)
        return self.columns[entry.name] if entry else None

    def numbers(self, role: Role) -> NDArray[np.float64]:
        """A role's values as float64, shape (n,), NaN where unknown or where no field plays the role."""
        col = self.role(role)
        return col.order() if col else np.full(len(self), np.nan)

    def texts(self, role: Role) -> list[str | None]:
        """A role's values as text, None where unknown or where no field plays the role."""
        col = self.role(role)
        if col is None:
            return [None] * len(self)
        values = (col.value(row) for row in range(len(self)))
        return [None if value is None else plain_text(value) for value in values]

    def row(self, feature_id: str) -> int:
        """The row of an id.

        Raises
        ------
        UnknownFeature
            Where the layer has no such id.
        """
        if feature_id not in self.row_of:
            raise UnknownFeature(
                Text(
                    f"“{self.collection.title.zh}”中没有 {feature_id}",
                    f"{self.collection.title.en} has no {feature_id}",
                ),
                Text("请检查编号，或先按名称搜索", "check the id, or search by name first"),
                collection=self.id,
                id=feature_id,
            )
        return self.row_of[feature_id]

    def properties(self, row: int, names: Sequence[str] | None = None) -> dict[str, Value]:
        """A row's values by column name, None for unknown."""
        return {name: self.columns[name].value(row) for name in (names if names is not None else self.columns)}

    def feature(self, row: int) -> Feature:
        """One row as a feature."""
        return Feature(self.ids[row], self.geometries[row], self.properties(row))

    def words(self, name: str, value: Value) -> Text:
        """A value as people read it: a code by its title, a list joined, unknown as 待核实."""
        if value is None:
            return Text("待核实", "to check")
        if self.collection.by_name[name].dtype == "boolean":
            return Text("是", "yes") if value in (True, "true") else Text("否", "no")
        codes = self.codelists.get(name)
        if codes is None:
            return Text(plain_text(value), plain_text(value).replace("、", ", "))
        titles = [codes.title_of(part) for part in (value if isinstance(value, list) else [plain_text(value)])]
        return Text("、".join(title.zh for title in titles), ", ".join(title.en for title in titles))

    @classmethod
    def from_features(
        cls,
        collection: Collection,
        features: Iterable[Feature],
        *,
        metric_crs: str,
        codelists: Mapping[str, Codelist] | None = None,
    ) -> Layer:
        """A layer from features; refuses the whole on the first broken promise.

        ``codelists`` are by list id, as a catalog holds them. Where the layer has a field of role ``measured_area`` and a row has none, it is
        measured in ``metric_crs``.

        Raises
        ------
        LayerError
            Duplicate or missing id, invalid geometry, a value of the wrong type: names the file, the row and the field.
        """
        given = list(features)
        _check_ids(collection, given)
        geometries = np.array([feature.geometry for feature in given] + [None], dtype=object)[:-1]
        # An empty geometry is nowhere, exactly as none is; two ways to say so would each need their own rule everywhere.
        geometries[shapely.is_empty(geometries)] = None
        _check_geometries(collection, given, geometries)
        _check_degrees(collection, given, geometries)
        columns = {entry.name: _column_of(collection, entry, given) for entry in collection.fields}
        measured = collection.by_role.get(Role.MEASURED_AREA)
        if measured and not columns[measured.name].known.all():
            columns[measured.name] = _measured(measured, columns[measured.name], geometries, metric_crs)
        lists = codelists or {}
        return cls(
            collection=collection,
            columns=columns,
            geometries=geometries,
            codelists={
                entry.name: lists[entry.codelist]
                for entry in collection.fields
                if entry.codelist and entry.codelist in lists
            },
        )

    @classmethod
    def from_geodataframe(
        cls,
        frame: gpd.GeoDataFrame,
        collection: Collection,
        *,
        metric_crs: str,
        codelists: Mapping[str, Codelist] | None = None,
    ) -> Layer:
        """A layer from a geopandas table with any CRS; columns by the names of the declared fields, others left out.

        Raises
        ------
        LayerError
            As ``from_features``; also where the table has no CRS.
        """
        if frame.crs is None:
            raise _refusal(
                collection, Text("表没有坐标系", "the table has no CRS"), Text("请先 set_crs", "call set_crs first")
            )
        geometries = transformed(np.asarray(frame.geometry.values, dtype=object), frame.crs.to_string(), STORAGE)
        id_name = collection.by_role[Role.ID].name
        plain = pd.DataFrame(frame.drop(columns=frame.geometry.name))
        if id_name not in plain:
            plain[id_name] = frame.index.astype(str)
        records = cast("list[dict[str, Any]]", plain.astype(object).where(plain.notna(), None).to_dict("records"))
        features = [Feature(plain_text(rec[id_name]), geom, rec) for rec, geom in zip(records, geometries, strict=True)]
        return cls.from_features(collection, features, metric_crs=metric_crs, codelists=codelists)

    def to_geodataframe(self, rows: Sequence[int] | Rows | None = None) -> gpd.GeoDataFrame:
        """The layer (or some rows of it, in that order) as a geopandas table in EPSG:4490, indexed by id.

        Unknown is NaN, NaT or None, as pandas shows it.
        """
        picked = np.arange(len(self)) if rows is None else np.asarray(rows, dtype=np.intp)
        data = {name: _series(col, picked) for name, col in self.columns.items()}
        index = pd.Index([self.ids[row] for row in picked])
        return gpd.GeoDataFrame(pd.DataFrame(data, index=index), geometry=list(self.geometries[picked]), crs=STORAGE)


def _series(col: Column, rows: Rows) -> Any:
    if hasattr(col, "values"):
        values = np.asarray(col.values)[rows]
        if values.dtype == np.int8:
            return pd.array([None if v < 0 else bool(v) for v in values], dtype="boolean")
        return values.astype("datetime64[s]") if values.dtype.kind == "M" else values
    return [col.value(int(row)) for row in rows]


def _refusal(collection: Collection, text: Text, remedy: Text, **where: object) -> LayerError:
    return LayerError(
        Text(f"{collection.file}：{text.zh}", f"{collection.file}: {text.en}"),
        remedy,
        file=collection.file,
        collection=collection.id,
        **where,
    )


def _check_ids(collection: Collection, features: Sequence[Feature]) -> None:
    first: dict[str, int] = {}
    for number, feature in enumerate(features, 1):
        if not feature.id:
            raise _refusal(
                collection,
                Text(f"第 {number} 个要素没有编号", f"feature {number} has no id"),
                Text("请补上编号", "give it an id"),
                row=number,
            )
        if feature.id in first:
            raise _refusal(
                collection,
                Text(
                    f"编号 {feature.id} 重复：第 {first[feature.id]} 个与第 {number} 个要素",
                    f"id {feature.id} stands twice: features {first[feature.id]} and {number}",
                ),
                Text("请改成唯一的编号", "make the ids unique"),
                row=number,
                id=feature.id,
            )
        first[feature.id] = number


def _check_geometries(collection: Collection, features: Sequence[Feature], geometries: Geometries) -> None:
    broken = ~np.asarray(shapely.is_valid(geometries)) & ~shapely.is_missing(geometries)
    for row in np.flatnonzero(broken)[:1]:
        reason = shapely.is_valid_reason(geometries[row])
        raise _refusal(
            collection,
            Text(f"{features[row].id} 的图形无效：{reason}", f"{features[row].id} has an invalid geometry: {reason}"),
            Text(
                "请在 GIS 软件中修复图形，或用 landstock import 导入并自动修复",
                "mend it in a GIS, or bring it in with landstock import, which repairs",
            ),
            row=int(row) + 1,
            id=features[row].id,
        )


def _check_degrees(collection: Collection, features: Sequence[Feature], geometries: Geometries) -> None:
    bounds = shapely.bounds(geometries).reshape(-1, 4)
    outside = (np.abs(bounds[:, [0, 2]]) > 180).any(axis=1) | (np.abs(bounds[:, [1, 3]]) > 90).any(axis=1)
    for row in np.flatnonzero(outside)[:1]:
        raise _refusal(
            collection,
            Text(
                f"{features[row].id} 的坐标超出经纬度范围，可能不是经纬度",
                f"{features[row].id} lies outside longitude and latitude; its coordinates may not be degrees",
            ),
            Text(
                "请用 landstock import 导入并在映射中写明坐标系",
                "bring it in with landstock import and name its CRS in the mapping",
            ),
            row=int(row) + 1,
            id=features[row].id,
        )


def _column_of(collection: Collection, entry: Field, features: Sequence[Feature]) -> Column:
    if entry.role is Role.ID:
        return column(entry, [feature.id for feature in features])
    values: list[Value] = []
    for number, feature in enumerate(features, 1):
        try:
            values.append(parsed(entry, feature.properties.get(entry.name)))
        except ValueError as mistake:
            raw = feature.properties.get(entry.name)
            raise _refusal(
                collection,
                Text(
                    f"{feature.id} 的“{entry.title.zh}”（{entry.name}）值 {raw!r} 不是 {entry.dtype}",
                    f"{feature.id}: {entry.name} is {raw!r}, not of type {entry.dtype}",
                ),
                Text("请改正该值，或留空表示待核实", "correct the value, or leave it empty for unknown"),
                row=number,
                field=entry.name,
                reason=str(mistake),
            ) from None
    return column(entry, values)


def _to_cents(area_m2: float) -> float | None:
    return None if math.isnan(area_m2) else round(float(area_m2), 2)


def _measured(entry: Field, col: Column, geometries: Geometries, metric_crs: str) -> Column:
    areas = measured_area_m2(geometries, metric_crs)
    values = [col.value(row) if col.known[row] else _to_cents(areas[row]) for row in range(len(areas))]
    return column(entry, values)

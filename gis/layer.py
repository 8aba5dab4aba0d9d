"""Layer: a validated table with its fields and CRS. Ids are unique, geometry is valid, declared fields are present."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.catalog import Collection
from gis.codelists import Codelist
from gis.coding import as_codes, codelists_of, outside
from gis.columns import Column, ListColumn, Mask, Rows, TextColumn, Value, folded, plain_text
from gis.crs import STORAGE, Geometries, transform
from gis.features import Feature, are_sound, check_features, refusal, unknown_feature, with_areas
from gis.fields import Role
from gis.frames import shown_series
from gis.geometry import Bounds, Shapes, as_wkb, by_pieces, of_one_piece
from gis.packed_shapes import WkbShapes
from gis.plain_columns import PlainRows
from gis.taken import TakenColumns, TakenShapes
from gis.text import Text

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["Feature", "Layer", "Part"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Layer:
    """All features of one collection, column by column.

    Parameters
    ----------
    collection
        The declaration; its fields are exactly the keys of ``columns``.
    columns
        One column a field, all of the same length.
    shapes
        Shapely geometries, shape (n,), longitude before latitude in ``gis.crs.STORAGE``; None where a feature has none. An array, or what
        makes arrays of the rows that it is asked for.
    codelists
        By field name, the list that gives a field's values their words and hierarchy.
    """

    collection: Collection
    columns: Mapping[str, Column]
    shapes: Shapes
    codelists: Mapping[str, Codelist] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.shapes)

    @property
    def id(self) -> str:
        """The collection's id."""
        return self.collection.id

    @cached_property
    def geometries(self) -> Geometries:
        """All geometries as an array, shape (n,); ``shapes`` gives those of some rows without the others."""
        return np.asarray(self.shapes, dtype=object)

    @property
    def id_column(self) -> TextColumn:
        """The column that holds the ids."""
        return cast("TextColumn", self.columns[self.id_name])

    @property
    def id_name(self) -> str:
        """The name of the field that holds the ids."""
        return self.collection.by_role[Role.ID].name

    @cached_property
    def ids(self) -> Sequence[str]:
        """Feature ids in row order."""
        return tuple(str(self.id_column.value(row)) for row in range(len(self)))

    @cached_property
    def row_of(self) -> Mapping[str, int]:
        """Row number by feature id."""
        return {key: row for row, key in enumerate(self.ids)}

    @property
    def id_order(self) -> NDArray[Any]:
        """A number a row that sorts as the ids do, shape (n,): what settles ties."""
        return self.id_column.codes

    @cached_property
    def bounds(self) -> Bounds:
        """West, south, east, north of each feature in degrees, shape (n, 4); NaN without geometry."""
        return np.concatenate(by_pieces(shapely.bounds, self.shapes), dtype=np.float64).reshape(-1, 4)

    @cached_property
    def positions(self) -> NDArray[Any]:
        """Where each row stood in its source, shape (n,): the order in which lists of features are shown."""
        return np.arange(len(self))

    def near(self, bounds: Sequence[float]) -> Rows | None:  # noqa: ARG002  only a layer with an index can tell
        """Rows that may meet a box, and those without geometry, ascending; None where every row must be looked at."""
        return None

    def sorted_out(self, shape: Any, rows: Rows) -> tuple[Mask, Mask] | None:  # noqa: ARG002  only a layer with an index can tell
        """Which of some rows lie inside a shape for certain, and which may touch it; None where nothing tells without their geometry."""
        return None

    def connected(self, rows: Rows) -> Mask:
        """Which of some rows have a geometry of one piece."""
        return of_one_piece(self.shapes[rows])

    def encoded(self, rows: Rows) -> list[bytes] | None:  # noqa: ARG002  only a stored layer has them
        """Rows as GeoJSON features, in their order, where they are kept ready; None where they are not."""
        return None

    def wkb(self, rows: Rows) -> list[bytes]:
        """The geometries of some rows as WKB, little end first and without heights; nothing where there is none."""
        shapes = self.shapes
        return shapes.wkb(rows) if isinstance(shapes, WkbShapes) else as_wkb(shapes[rows])

    def edited(
        self, changes: Mapping[str, Feature | None], *, metric_crs: str, codelists: Mapping[str, Codelist]
    ) -> Layer:
        """The layer with edits made, by id; None removes.

        Raises
        ------
        UnknownFeature
            Where one to remove is not there.
        RefusedRows
            As ``from_features``.
        """
        features = {key: self.feature(row) for row, key in enumerate(self.ids)}
        for key, feature in changes.items():
            if feature is None:
                self.row(key)
                features.pop(key)
            else:
                features[key] = feature
        return Layer.from_features(self.collection, features.values(), metric_crs=metric_crs, codelists=codelists)

    def restated(self, columns: Mapping[str, Column], rows: Rows) -> Layer:  # noqa: ARG002  who keeps rows ready writes them again
        """The layer with other columns in the place of some, which differ in some rows alone; shapes and ids stay."""
        return replace(self, columns={**self.columns, **columns})

    def part(self, rows: Rows) -> Layer:
        """Some rows as a layer of their own, which answers the same questions; columns are taken when they are asked for."""
        return Part(
            collection=self.collection,
            columns=TakenColumns(self.columns, rows),
            shapes=TakenShapes(self.shapes, rows),
            codelists=self.codelists,
            whole=self,
            rows=rows,
        )

    def named(self, ids: Sequence[str]) -> Mask:
        """Rows with these ids; those that are not there are left out."""
        return np.isin(np.arange(len(self)), [self.row_of[key] for key in ids if key in self.row_of])

    def containing(self, term: str) -> Mask:
        """Rows in one of whose texts, or in the words of one of whose codes, a folded term occurs."""
        mask = np.zeros(len(self), dtype=bool)
        for entry in self.collection.fields:
            if entry.dtype in ("text", "list"):
                mask |= self._containing(entry.name, self.columns[entry.name], term)
        return mask

    def _containing(self, name: str, col: Column, term: str) -> Mask:
        codes = self.codelists.get(name)
        if codes is None:
            return col.contains(term)
        return col.matches(lambda word: term in folded(f"{word} {codes.title_of(word).both()}"))

    def below(self, name: str, code: str) -> frozenset[str]:
        """A code of a field's list and all below it: those of the list and, in a classification by prefix, finer ones that rows have.

        Raises
        ------
        UnknownCode
            Where neither the code nor any code below it is in the list.
        """
        codes, col = self.codelists[name], self.columns[name]
        listed = codes.below(code)
        if codes.hierarchy != "prefix" or not isinstance(col, (TextColumn, ListColumn)):
            return listed
        return listed | {word for word in col.vocabulary if word.startswith(code)}

    def known_words(self, name: str) -> frozenset[str]:
        """The codes of a field's list and, in a classification by prefix, the finer ones that rows have."""
        if name not in self._known_words:
            codes, col = self.codelists[name], self.columns[name]
            written = col.vocabulary if isinstance(col, (TextColumn, ListColumn)) else ()
            self._known_words[name] = frozenset({*codes.by_code, *filter(codes.knows, written)})
        return self._known_words[name]

    @cached_property
    def _known_words(self) -> dict[str, frozenset[str]]:
        return {}

    def outside(self, name: str) -> Mask:
        """Rows where a field says what its declared code list does not know, shape (n,): what they mean is to be checked."""
        if name not in self._outside:
            self._outside[name] = outside(self.collection, self.columns, name, self.codelists)
        return self._outside[name]

    @cached_property
    def _outside(self) -> dict[str, Mask]:
        return {}

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
        return [None if value is None else plain_text(value) for value in col.listed(np.arange(len(self)))]

    def row(self, feature_id: str) -> int:
        """The row of an id.

        Raises
        ------
        UnknownFeature
            Where the layer has no such id.
        """
        if feature_id not in self.row_of:
            raise unknown_feature(self.collection, feature_id)
        return self.row_of[feature_id]

    def properties(self, row: int, names: Sequence[str] | None = None) -> dict[str, Value]:
        """A row's values by column name, None for unknown."""
        return {name: self.columns[name].value(row) for name in (names if names is not None else self.columns)}

    def feature(self, row: int) -> Feature:
        """One row as a feature."""
        return Feature(self.ids[row], self.shapes[row], self.properties(row))

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
        """A layer from features; refuses the whole with every broken promise.

        ``codelists`` are by list id, as a catalog holds them; what plainly means a code becomes it. Where the layer has a field of role ``measured_area`` and a row has none, it is
        measured in ``metric_crs``.

        Raises
        ------
        RefusedRows
            Duplicate or missing ids, invalid geometries, values of the wrong type: every row, with the field.
        """
        columns, geometries = check_features(collection, list(features), metric_crs)
        lists = codelists_of(collection, codelists or {})
        coded = as_codes(collection, columns, lists)
        return cls(collection=collection, columns=coded, shapes=geometries, codelists=lists)

    @classmethod
    def from_columns(
        cls, collection: Collection, rows: PlainRows, *, metric_crs: str, codelists: Mapping[str, Codelist]
    ) -> Layer | None:
        """A layer from whole columns, as ``from_features`` makes it; None where a row breaks a promise, which that tells.

        ``codelists`` are by list id, as a catalog holds them.
        """
        ids = rows.columns[collection.by_role[Role.ID].name]
        if not isinstance(ids, TextColumn) or not ids.known.all() or len(ids.vocabulary) != len(ids):
            return None
        shapes: Shapes = np.full(len(ids), None, dtype=object) if rows.shapes is None else rows.shapes
        if rows.shapes is not None and not are_sound(shapes):
            return None
        columns = with_areas(collection, dict(rows.columns), shapes, metric_crs)
        lists = codelists_of(collection, codelists)
        return cls(collection=collection, columns=as_codes(collection, columns, lists), shapes=shapes, codelists=lists)

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
        RefusedRows
            As ``from_features``.
        LayerError
            Where the table has no CRS.
        """
        import pandas as pd  # noqa: PLC0415  a service that serves no tables starts without it

        if frame.crs is None:
            raise refusal(
                collection, Text("表没有坐标系", "the table has no CRS"), Text("请先 set_crs", "call set_crs first")
            )
        geometries = transform(np.asarray(frame.geometry.values, dtype=object), frame.crs.to_string(), STORAGE)
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
        import geopandas as gpd  # noqa: PLC0415  a service that serves no tables starts without it
        import pandas as pd  # noqa: PLC0415  a service that serves no tables starts without it

        picked = np.arange(len(self)) if rows is None else np.asarray(rows, dtype=np.intp)
        data = {name: shown_series(col, picked) for name, col in self.columns.items()}
        index = pd.Index([self.ids[row] for row in picked])
        # A field may be called geometry; the shapes then stand under another name.
        name = next(n for n in ("geometry", "shape", *map("shape_{}".format, range(2, 999))) if n not in data)
        shapes = gpd.GeoSeries(list(self.shapes[picked]), index=index, crs=STORAGE)
        return gpd.GeoDataFrame(pd.DataFrame({**data, name: shapes}, index=index), geometry=name)


@dataclass(frozen=True, kw_only=True, eq=False)
class Part(Layer):
    """Some rows of a whole layer; ``rows`` says which, shape (n,)."""

    whole: Layer
    rows: Rows

    @cached_property
    def ids(self) -> Sequence[str]:
        ids = self.whole.ids
        return tuple(ids[row] for row in self.rows.tolist())

    @cached_property
    def bounds(self) -> Bounds:
        taken = np.empty((4, len(self.rows)))
        for side, mine in zip(self.whole.bounds.T, taken, strict=True):
            mine[:] = side[self.rows]
        return taken.T

    @cached_property
    def positions(self) -> NDArray[Any]:
        return np.asarray(self.whole.positions[self.rows])

    def sorted_out(self, shape: Any, rows: Rows) -> tuple[Mask, Mask] | None:
        return self.whole.sorted_out(shape, self.rows[rows])

    def connected(self, rows: Rows) -> Mask:
        return self.whole.connected(self.rows[rows])

    def encoded(self, rows: Rows) -> list[bytes] | None:
        return self.whole.encoded(self.rows[rows])

    def wkb(self, rows: Rows) -> list[bytes]:
        return self.whole.wkb(self.rows[rows])

    def named(self, ids: Sequence[str]) -> Mask:
        row_of = self.whole.row_of
        return np.isin(self.rows, [row_of[key] for key in ids if key in row_of])

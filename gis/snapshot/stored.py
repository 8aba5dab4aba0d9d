"""A layer that stands in a file: columns are views of mapped arrays, and geometries and features are decoded for the rows that are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gis import encoding
from gis.catalog import Collection
from gis.codelists import Codelist
from gis.columns import BooleanColumn, Column, DateColumn, ListColumn, Mask, NumberColumn, Rows, TextColumn
from gis.features import Feature
from gis.fields import DType, Field
from gis.geometry import Bounds
from gis.layer import Layer
from gis.packed_shapes import WkbShapes
from gis.snapshot.blocks import Blocks
from gis.snapshot.delta import NoRoom, patch_layer
from gis.snapshot.file import Arrays, Span, Unusable, map_arrays
from gis.vocabulary import StoredWords, Vocabulary


@dataclass(frozen=True, kw_only=True, eq=False)
class RowTexts:
    """Bytes of each row: a slice of the file, or what an edit put over it."""

    text: Span
    starts: NDArray[np.uint64]
    lengths: NDArray[np.uint32]
    over: Mapping[int, bytes] = field(default_factory=dict)

    def of(self, rows: Rows) -> list[bytes]:
        """The bytes of some rows, in their order."""
        mapped, starts = self.text.mapped, self.starts[rows] + np.uint64(self.text.start)
        ends = starts + self.lengths[rows]
        texts = [mapped[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
        if self.over:
            over = self.over
            texts = [over.get(row, text) for row, text in zip(rows.tolist(), texts, strict=True)]
        return texts


@dataclass(frozen=True, kw_only=True, eq=False)
class StoredShapes(WkbShapes):
    """Geometries in a mapped file."""

    texts: RowTexts
    size: int

    def __len__(self) -> int:
        return self.size

    def wkb(self, rows: Rows) -> list[bytes]:
        return self.texts.of(rows)


class _Ids(Sequence[str]):
    def __init__(self, codes: NDArray[Any], words: Vocabulary) -> None:
        self._codes, self._words = codes, words

    def __len__(self) -> int:
        return len(self._codes)

    def __getitem__(self, row: Any, /) -> Any:
        if isinstance(row, slice):
            return tuple(map(self._words.word, self._codes[row].tolist()))
        return self._words.word(int(self._codes[row]))

    def __iter__(self) -> Iterator[str]:
        return map(self._words.word, self._codes.tolist())


class _RowById(Mapping[str, int]):
    def __init__(self, ids: _Ids, words: Vocabulary, rows: NDArray[Any]) -> None:
        self._ids, self._words, self._rows = ids, words, rows

    def __getitem__(self, key: str) -> int:
        place = self._words.place(key)
        row = -1 if place is None else int(self._rows[place])
        if row < 0:
            raise KeyError(key)
        return row

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)


@dataclass(frozen=True, kw_only=True, eq=False)
class StoredLayer(Layer):
    """A layer of a snapshot.

    Parameters
    ----------
    arrays
        The open file, or its arrays as edits changed them.
    features
        The rows as GeoJSON features.
    blocks, nowhere
        The index of places, and the rows without geometry, ascending.
    row_by_id
        Row of each word of the ids' vocabulary; −1 where no row has it any more.
    changes
        Edits since the file was written, the last of each id: the feature, or None where it is gone.
    base
        The layer as the file has it, without changes; None for that layer itself.
    touched
        Rows that do not stand as they do in the file, ascending; some may be beyond the last.
    edit
        Number of the last edit in it, as the store counts.
    """

    arrays: Arrays
    features: RowTexts
    blocks: Blocks
    nowhere: Rows
    row_by_id: NDArray[Any]
    changes: Mapping[str, Feature | None] = field(default_factory=dict)
    base: StoredLayer | None = None
    touched: Rows = field(default_factory=lambda: np.empty(0, dtype=np.intp))
    edit: int = 0

    @property
    def room(self) -> int:
        """How many features may be added before the file must be written anew."""
        return int(self.arrays["sides"].shape[1]) - int(self.arrays.about["rows"])

    @property
    def path(self) -> Path:
        """The file that it stands in."""
        return self.arrays.path

    @cached_property
    def ids(self) -> Sequence[str]:
        return _Ids(self.id_order, self.id_column.vocabulary)

    @cached_property
    def row_of(self) -> Mapping[str, int]:
        words = self.id_column.vocabulary
        return _RowById(_Ids(self.id_order, words), words, self.row_by_id)

    @cached_property
    def bounds(self) -> Bounds:
        return self.arrays["sides"].T[: len(self)]

    @cached_property
    def positions(self) -> NDArray[Any]:
        return self.arrays["position"][: len(self)]

    def connected(self, rows: Rows) -> Mask:
        return np.asarray(self.arrays["connected"][rows])

    def near(self, bounds: Sequence[float]) -> Rows | None:
        rows = self.blocks.near(bounds, len(self))
        return rows if rows is None or not len(self.nowhere) else np.union1d(rows, self.nowhere)

    def sorted_out(self, shape: Any, rows: Rows) -> tuple[Mask, Mask] | None:
        return self.blocks.sorted_out(shape, rows)

    def encoded(self, rows: Rows) -> list[bytes]:
        return self.features.of(rows)

    def restated(self, columns: Mapping[str, Column], rows: Rows) -> Layer:
        made = replace(self, columns={**self.columns, **columns})
        texts = encoding.features(made, rows, list(made.columns))
        over = {**self.features.over, **dict(zip(rows.tolist(), texts, strict=True))}
        return replace(made, features=replace(self.features, over=over))

    def edited(
        self, changes: Mapping[str, Feature | None], *, metric_crs: str, codelists: Mapping[str, Codelist]
    ) -> Layer:
        for key in (key for key, feature in changes.items() if feature is None):
            self.row(key)
        base, merged = self if self.base is None else self.base, {**self.changes, **changes}
        try:
            made = patch_layer(base, base.arrays, merged, metric_crs, codelists)
        except NoRoom:
            return super().edited(changes, metric_crs=metric_crs, codelists=codelists)
        return replace(
            base,
            columns=made.columns,
            shapes=StoredShapes(texts=row_texts(made.arrays, "shape", made.over["shape"]), size=made.size),
            arrays=made.arrays,
            features=row_texts(made.arrays, "feature", made.over["feature"]),
            blocks=Blocks(boxes=made.arrays["boxes"], groups=made.arrays["groups"]),
            nowhere=made.nowhere,
            row_by_id=made.row_by_id,
            changes=merged,
            base=base,
            touched=made.touched,
        )


def open_layer(path: Path, collection: Collection, codelists: Mapping[str, Codelist]) -> StoredLayer:
    """The layer of a snapshot; nothing but its directory is read. ``codelists`` are by list id, as a catalog holds them.

    Raises
    ------
    Unusable, FileNotFoundError
        Where it must be written again.
    """
    arrays = map_arrays(path)
    try:
        return stored_layer(arrays, collection, codelists)
    except KeyError as missing:
        raise Unusable(path) from missing


def stored_layer(arrays: Arrays, collection: Collection, codelists: Mapping[str, Codelist]) -> StoredLayer:
    """The layer of an open file."""
    size = int(arrays.about["rows"])
    return StoredLayer(
        collection=collection,
        columns={entry.name: _column(arrays, entry, size) for entry in collection.fields},
        shapes=StoredShapes(texts=row_texts(arrays, "shape", {}), size=size),
        codelists={
            entry.name: codelists[entry.codelist]
            for entry in collection.fields
            if entry.codelist and entry.codelist in codelists
        },
        arrays=arrays,
        features=row_texts(arrays, "feature", {}),
        blocks=Blocks(boxes=arrays["boxes"], groups=arrays["groups"]),
        nowhere=arrays["nowhere"],
        row_by_id=arrays["row_by_id"],
    )


def row_texts(arrays: Arrays, name: str, over: Mapping[int, bytes]) -> RowTexts:
    """The bytes of each row of a kind."""
    return RowTexts(text=arrays.span(name), starts=arrays[f"{name}_start"], lengths=arrays[f"{name}_length"], over=over)


def vocabulary(arrays: Arrays, name: str) -> StoredWords:
    """The words of a column."""
    folded = "folded" if f"{name}:folded" in arrays else "words"
    (text, starts), (folded_text, folded_starts) = (
        (arrays.span(f"{name}:{kind}"), arrays[f"{name}:{kind}_start"]) for kind in ("words", folded)
    )
    return StoredWords(text, starts, folded_text, folded_starts)


def _column(arrays: Arrays, entry: Field, size: int) -> Column:
    name = entry.name
    match entry.dtype:
        case DType.TEXT:
            return TextColumn.of(arrays[f"{name}:codes"][:size], vocabulary(arrays, name))
        case DType.LIST:
            starts, counts = (arrays[f"{name}:{part}"][:size] for part in ("starts", "counts"))
            return ListColumn.of(arrays[f"{name}:codes"], starts, counts, vocabulary(arrays, name))
        case DType.BOOLEAN:
            return BooleanColumn(arrays[f"{name}:values"][:size])
        case DType.DATE:
            return DateColumn(arrays[f"{name}:values"][:size])
        case _:
            return NumberColumn(arrays[f"{name}:values"][:size], integer=entry.dtype is DType.INTEGER)

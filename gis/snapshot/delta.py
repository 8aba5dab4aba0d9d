"""Edits since a snapshot was written, patched into a private mapping of it: pages that no edit touches stay shared with every process.

A changed feature keeps its row; a new one takes one of the rows left free behind the last; where one is gone, the last row moves into its place.
Each version is a mapping of its own, so that who still reads the one before sees none of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from gis import encoding
from gis.codelists import Codelist
from gis.columns import BooleanColumn, Column, DateColumn, ListColumn, NumberColumn, Rows, TextColumn
from gis.features import Feature
from gis.geometry import of_one_piece
from gis.layer import Layer
from gis.snapshot.blocks import Blocks
from gis.snapshot.file import Arrays
from gis.vocabulary import InsertedWords, Vocabulary


class NoRoom(Exception):
    """More features were added than rows were left free: the snapshot must be written again."""


@dataclass(frozen=True, eq=False)
class Target:
    """Where the edited features go: ``rows`` of the file, shape (k,); ``size`` rows before any is taken away, and the rows to take away."""

    rows: Rows
    size: int
    removed: Rows


@dataclass(frozen=True, kw_only=True, eq=False)
class Patched:
    """What edits made of a file: its arrays, columns of ``size`` rows, texts over those of the file by row, and the indexes that moved along.

    Rows that are not ``touched`` stand as they stood in the file.
    """

    arrays: Arrays
    columns: Mapping[str, Column]
    over: Mapping[str, Mapping[int, bytes]]
    size: int
    nowhere: Rows
    row_by_id: NDArray[Any]
    touched: Rows


def patch_layer(
    base: Layer,
    file: Arrays,
    changes: Mapping[str, Feature | None],
    metric_crs: str,
    codelists: Mapping[str, Codelist],
) -> Patched:
    """A file's layer with edits made; ``codelists`` are by list id.

    Parameters
    ----------
    base
        The layer as the file has it.
    changes
        All edits since it was written, the last of each id.

    Raises
    ------
    NoRoom
        Where more were added than it has room for.
    RefusedRows
        Where an edited feature breaks a promise of layers.
    """
    kept = [feature for feature in changes.values() if feature is not None]
    fresh = Layer.from_features(base.collection, kept, metric_crs=metric_crs, codelists=codelists)
    target = _target(base, file, fresh, [key for key, feature in changes.items() if feature is None])
    arrays = file.writable()
    columns = {
        name: _PATCHES[type(column)](arrays, name, column, fresh.columns[name], target)
        for name, column in base.columns.items()
    }
    over = {name: _texts_over(fresh, target.rows, name) for name in ("shape", "feature")}
    _place(arrays, base, fresh, target)
    size, touched = _closed_up(arrays, columns, over, target)
    cut = {name: _cut(column, size) for name, column in columns.items()}
    return Patched(
        arrays=arrays,
        columns=cut,
        over=over,
        size=size,
        nowhere=_nowhere(arrays, size, touched),
        row_by_id=_row_by_id(base, arrays, cut[base.id_name], touched),
        touched=touched,
    )


def _target(base: Layer, file: Arrays, fresh: Layer, removed: Sequence[str]) -> Target:
    rows = _rows_of(base, file, fresh.ids)
    new = np.flatnonzero(rows < 0)
    rows[new] = len(base) + np.arange(len(new))
    size = len(base) + len(new)
    if size > file["sides"].shape[1]:
        raise NoRoom
    gone = _rows_of(base, file, removed)
    return Target(rows=rows, size=size, removed=gone[gone >= 0])


def _rows_of(base: Layer, file: Arrays, keys: Sequence[str]) -> Rows:
    """Rows of the file by id, shape (n,); −1 where it has none of that id."""
    rows = base.id_column.vocabulary.places_of(keys)
    there = rows >= 0
    rows[there] = file["row_by_id"][rows[there]]
    return rows


def _with_words(
    below: Vocabulary, codes: NDArray[Any], words: Vocabulary
) -> tuple[Vocabulary, NDArray[Any], NDArray[Any]]:
    """A vocabulary with more words, codes that mean in it what they meant before, and the code of each of the words; that of none, −1, after them."""
    wanted = list(words)
    places = below.places_of(wanted)
    new = np.flatnonzero(places < 0)
    if not len(new):
        return below, codes, np.append(places, -1)
    grown = InsertedWords(below, [wanted[row] for row in new.tolist()])
    wide = codes.dtype if len(grown) <= np.iinfo(codes.dtype).max else np.dtype(np.int32)
    places = grown.moved(places)
    places[new] = grown.at
    return grown, grown.moved(codes).astype(wide), np.append(places, -1)


def _patch_text(arrays: Arrays, name: str, column: TextColumn, fresh: Column, target: Target) -> TextColumn:
    assert isinstance(fresh, TextColumn)  # noqa: S101  the same declaration
    vocabulary, codes, places = _with_words(column.vocabulary, arrays[f"{name}:codes"], fresh.vocabulary)
    codes[target.rows] = places[fresh.codes]
    return TextColumn.of(codes, vocabulary)


def _patch_list(arrays: Arrays, name: str, column: ListColumn, fresh: Column, target: Target) -> ListColumn:
    assert isinstance(fresh, ListColumn)  # noqa: S101  the same declaration
    vocabulary, codes, places = _with_words(column.vocabulary, arrays[f"{name}:codes"], fresh.vocabulary)
    starts, counts = arrays[f"{name}:starts"], arrays[f"{name}:counts"]
    starts[target.rows] = len(codes) + fresh.starts
    counts[target.rows] = fresh.counts
    return ListColumn.of(np.concatenate([codes, places[fresh.codes]]), starts, counts, vocabulary)


def _patch_values(arrays: Arrays, name: str, column: Column, fresh: Column, target: Target) -> Column:
    values = arrays[f"{name}:values"]
    assert isinstance(fresh, NumberColumn | DateColumn | BooleanColumn)  # noqa: S101  the same declaration
    values[target.rows] = fresh.values
    if isinstance(column, NumberColumn):
        return NumberColumn(values, integer=column.integer)
    return type(fresh)(values)


_PATCHES: Final[dict[type[Column], Callable[[Arrays, str, Any, Column, Target], Column]]] = {
    TextColumn: _patch_text,
    ListColumn: _patch_list,
    NumberColumn: _patch_values,
    DateColumn: _patch_values,
    BooleanColumn: _patch_values,
}


def _texts_over(fresh: Layer, rows: Rows, name: str) -> dict[int, bytes]:
    if name == "shape":
        texts = [wkb or b"" for wkb in shapely.to_wkb(fresh.geometries, byte_order=1).tolist()]
        return dict(zip(rows.tolist(), texts, strict=True))
    return dict(zip(rows.tolist(), encoding.features(fresh, np.arange(len(fresh))), strict=True))


def _place(arrays: Arrays, base: Layer, fresh: Layer, target: Target) -> None:
    arrays["sides"][:, target.rows] = fresh.bounds.T
    arrays["connected"][target.rows] = of_one_piece(fresh.geometries)
    new = target.rows[target.rows >= len(base)]
    arrays["position"][new] = new


def _closed_up(
    arrays: Arrays, columns: Mapping[str, Column], over: Mapping[str, dict[int, bytes]], target: Target
) -> tuple[int, Rows]:
    """Move the last row into the place of each that is gone, the highest first; how many rows are left, and all that were touched."""
    size = target.size
    by_row = [*_row_arrays(columns), arrays["connected"], arrays["position"]]
    by_row += [arrays[f"{name}_{part}"] for name in over for part in ("start", "length")]
    sides = arrays["sides"]
    touched = [*target.rows.tolist()]
    for hole in sorted(target.removed.tolist(), reverse=True):
        size -= 1
        for array in by_row:
            array[hole] = array[size]
        sides[:, hole] = sides[:, size]
        sides[:, size] = np.nan
        for texts in over.values():
            texts.pop(hole, None)
            if size in texts:
                texts[hole] = texts.pop(size)
        touched += [hole, size]
    rows = np.unique(np.asarray(touched, dtype=np.intp))
    Blocks(boxes=arrays["boxes"], groups=arrays["groups"]).grown(sides, rows)
    return size, rows


def _row_arrays(columns: Mapping[str, Column]) -> list[NDArray[Any]]:
    arrays: list[NDArray[Any]] = []
    for column in columns.values():
        match column:
            case TextColumn():
                arrays.append(column.codes)
            case ListColumn():
                arrays += [column.starts, column.counts]
            case NumberColumn() | DateColumn() | BooleanColumn():
                arrays.append(column.values)
    return arrays


def _cut(column: Column, size: int) -> Column:
    match column:
        case TextColumn():
            return TextColumn.of(column.codes[:size], column.vocabulary)
        case ListColumn():
            return ListColumn.of(column.codes, column.starts[:size], column.counts[:size], column.vocabulary)
        case NumberColumn():
            return NumberColumn(column.values[:size], integer=column.integer)
        case DateColumn() | BooleanColumn():
            return type(column)(column.values[:size])
    raise TypeError(type(column))


def _row_by_id(base: Layer, arrays: Arrays, ids: Column, touched: Rows) -> NDArray[Any]:
    """Row of each word of the ids' vocabulary; −1 where no row has it."""
    assert isinstance(ids, TextColumn)  # noqa: S101  a collection's id is text
    below = base.id_column.vocabulary
    if len(ids.vocabulary) == len(below):
        rows = arrays["row_by_id"]
    else:
        assert isinstance(ids.vocabulary, InsertedWords)  # noqa: S101  nothing else makes it longer
        rows = np.full(len(ids.vocabulary), -1, dtype=np.int32)
        rows[ids.vocabulary.moved(np.arange(len(below)))] = arrays["row_by_id"]
    # Whoever stood in a touched row may be gone; whoever stands there now is written after.
    stood = base.id_column.vocabulary.words(base.id_column.codes[touched[touched < len(base)]])
    rows[ids.vocabulary.places_of(stood)] = -1
    left = touched[touched < len(ids)]
    rows[ids.codes[left]] = left
    return rows


def _nowhere(arrays: Arrays, size: int, touched: Rows) -> Rows:
    """Rows without geometry: those of the file and those touched, looked at again."""
    maybe = np.union1d(arrays["nowhere"], touched).astype(np.intp)
    maybe = maybe[maybe < size]
    return np.asarray(maybe[np.isnan(arrays["sides"][0, maybe])])

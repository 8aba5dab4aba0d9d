"""A layer written as a snapshot: columns as arrays, rows along a curve, geometries as WKB, features as the text that answers are joined from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from gis.columns import BooleanColumn, Column, DateColumn, ListColumn, NumberColumn, Rows, TextColumn
from gis.geometry import by_pieces, of_one_piece
from gis.io.feature_texts import FeatureColumns
from gis.io.pieces import joined
from gis.layer import Layer
from gis.outlines import outline_texts
from gis.snapshot.blocks import Blocks, curve_order
from gis.snapshot.file import ArrayWriter, writing
from gis.vocabulary import Vocabulary, folded_words

_CHUNK: Final = 20_000
_ROOM: Final = (64, 4096)
"""Rows left free for additions: a sixteenth of the layer, but within these bounds."""


def order_of(layer: Layer) -> Rows:
    """The rows of a layer as its snapshot has them."""
    return curve_order(layer.bounds)


def write(layer: Layer, path: Path, about: Mapping[str, Any], order: Rows | None = None) -> None:
    """Write a layer's snapshot, its rows in ``order_of`` it; ``about`` is kept in it and given back when it is opened."""
    order = order_of(layer) if order is None else order
    room = int(np.clip(len(layer) // 16, *_ROOM))
    with writing(path, {**about, "collection": layer.id, "rows": len(layer)}) as out:
        _write_places(out, layer, order, room)
        for name, column in layer.columns.items():
            _WRITERS[type(column)](out, name, column, order, room)
        ids = layer.id_column
        at = np.empty(len(layer), dtype=np.int32)
        at[ids.codes[order]] = np.arange(len(layer))
        out.add("row_by_id", at)
        out.add("position", order.astype(np.int32), room=room)
        _write_texts(out, "shape", (_shapes(layer, rows) for rows in _chunks(order)), room)
        pieces = FeatureColumns(layer, len(layer))
        _write_texts(out, "feature", (_features(layer, pieces, rows) for rows in _chunks(order)), room, b"}}")


def _write_places(out: ArrayWriter, layer: Layer, order: Rows, room: int) -> None:
    sides = np.full((4, len(layer) + room), np.nan)
    sides[:, : len(layer)] = layer.bounds[order].T
    blocks = Blocks.of(sides)
    out.add("sides", sides)
    out.add("boxes", blocks.boxes)
    out.add("groups", blocks.groups)
    out.add("nowhere", np.flatnonzero(np.isnan(sides[0, : len(layer)])))
    out.add("connected", np.concatenate(by_pieces(of_one_piece, layer.shapes, order)), room=room)


def _chunks(order: Rows) -> Iterator[Rows]:
    for start in range(0, len(order), _CHUNK):
        yield order[start : start + _CHUNK]


def _shapes(layer: Layer, rows: Rows) -> list[list[bytes]]:
    return [layer.wkb(rows)]


def _features(layer: Layer, pieces: FeatureColumns, rows: Rows) -> list[list[bytes]]:
    """Features as ``gis.encoding.features`` writes them, column by column."""
    outlines = [b',"geometry":' + text for text in outline_texts(layer.shapes[rows])]
    return [pieces.ids(rows), outlines, *pieces.properties(rows)]


def _write_texts(out: ArrayWriter, name: str, chunks: Iterator[list[list[bytes]]], room: int, end: bytes = b"") -> None:
    """Bytes a row, end to end, joined of those of several columns and ``end``; ``_start`` and ``_length`` say which are whose."""
    lengths: list[NDArray[np.int64]] = []

    def pieces() -> Iterator[bytes]:
        for columns in chunks:
            sizes = (np.fromiter(map(len, column), np.int64, len(column)) for column in columns)
            lengths.append(sum(sizes, np.full(len(columns[0]), len(end))))
            yield joined(columns, end)

    out.add_pieces(f"{name}", pieces())
    sizes = np.concatenate([*lengths, np.empty(0, dtype=np.int64)])
    out.add(f"{name}_start", (np.cumsum(sizes) - sizes).astype(np.uint64), room=room)
    out.add(f"{name}_length", sizes.astype(np.uint32), room=room)


def _write_vocabulary(out: ArrayWriter, name: str, words: Vocabulary) -> None:
    def parts() -> Iterator[list[str]]:
        return (words.words(np.arange(at, min(at + _CHUNK, len(words)))) for at in range(0, len(words), _CHUNK))

    _write_words(out, f"{name}:words", parts())
    if any(folded_words(part) != part for part in parts()):
        _write_words(out, f"{name}:folded", map(folded_words, parts()))


def _write_words(out: ArrayWriter, name: str, parts: Iterator[list[str]]) -> None:
    """Words end to end, some thousands at a time; ``_start`` says where each begins and the last ends."""
    ends = [np.zeros(1, dtype=np.int64)]

    def texts() -> Iterator[bytes]:
        for part in parts:
            text, found = _end_to_end(part)
            ends.append(found[1:] + ends[-1][-1])
            yield text

    out.add_pieces(name, texts())
    starts = np.concatenate(ends)
    out.add(f"{name}_start", starts.astype(np.uint32 if starts[-1] < 1 << 32 else np.uint64))


def _end_to_end(words: Sequence[str]) -> tuple[bytes, NDArray[np.int64]]:
    """Words as UTF-8 without anything between, and where each begins and the last ends; encoded at once where no word holds the sign that parts them."""
    joined = "\0".join(words)
    if not words or joined.count("\0") != len(words) - 1:
        texts = [word.encode("utf-8", "surrogatepass") for word in words]
        return b"".join(texts), np.cumsum([0, *map(len, texts)], dtype=np.int64)
    text = joined.encode("utf-8", "surrogatepass")
    parts = np.flatnonzero(np.frombuffer(text, np.uint8) == 0)
    ends = np.concatenate([[0], parts - np.arange(len(parts)), [len(text) - len(parts)]])
    return text.replace(b"\0", b""), ends


def _write_text(out: ArrayWriter, name: str, column: TextColumn, order: Rows, room: int) -> None:
    codes = column.codes[order]
    out.add(f"{name}:codes", codes.astype(_smallest(len(column.vocabulary))), room=room)
    _write_vocabulary(out, name, column.vocabulary)


def _smallest(words: int) -> type[np.signedinteger[Any]]:
    """The integer that holds every code, with some to spare for new words."""
    return np.int8 if words < 100 else np.int16 if words < 30_000 else np.int32


def _write_values(
    out: ArrayWriter, name: str, column: NumberColumn | DateColumn | BooleanColumn, order: Rows, room: int
) -> None:
    values: NDArray[Any] = column.values[order]
    out.add(f"{name}:values", values, room=room)


def _write_list(out: ArrayWriter, name: str, column: ListColumn, order: Rows, room: int) -> None:
    out.add(f"{name}:codes", column.codes.astype(np.int32))
    out.add(f"{name}:starts", column.starts[order].astype(np.int64), room=room)
    out.add(f"{name}:counts", column.counts[order].astype(np.int32), room=room)
    _write_vocabulary(out, name, column.vocabulary)


_WRITERS: Final[dict[type[Column], Callable[[ArrayWriter, str, Any, Rows, int], None]]] = {
    TextColumn: _write_text,
    NumberColumn: _write_values,
    DateColumn: _write_values,
    BooleanColumn: _write_values,
    ListColumn: _write_list,
}

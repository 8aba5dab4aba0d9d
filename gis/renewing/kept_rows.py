"""What is kept of a ledger beside the store: its rows as they stood, and what was said of each of them.

By it is seen that a value is only written another way, and of next month's file only those rows have to be read that are others. It is made
again by the next import.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
import orjson
from numpy.typing import NDArray

from gis.disk import Unreadable, file_bytes, narrow, replacing
from gis.io.row_marks import Marks

_ENDING: Final = ".imports"
_MOST: Final = 512 << 20
_BLOCK: Final = 128
"""Rows that are packed together."""
_FORM: Final = 1
_HEAD: Final = 8


@dataclass(frozen=True, kw_only=True)
class RowLines:
    """Rows as lines of JSON, some packed together; ``ends`` has behind each block how many rows there are up to its end."""

    blocks: Sequence[bytes]
    ends: Sequence[int]

    @classmethod
    def of(cls, lines: Sequence[bytes]) -> RowLines:
        """Packed."""
        cut = [lines[start : start + _BLOCK] for start in range(0, len(lines), _BLOCK)]
        return cls(blocks=list(map(_pack, cut)), ends=list(accumulate(map(len, cut))))

    def line(self, place: int) -> bytes:
        """One row."""
        block = int(np.searchsorted(self._ends, place, "right"))
        return self._unpacked(block)[place - self._begin(block)]

    def renewed(self, before: NDArray[np.int64], fresh: Mapping[int, bytes]) -> RowLines:
        """The rows in another order, some of them others.

        Parameters
        ----------
        before
            The place of each row here, -1 of one that is not here; shape (n,).
        fresh
            Those rows, by their new places.
        """
        if not before.size:
            return RowLines.of([])
        of = np.searchsorted(self._ends, before, "right")
        of[before < 0] = -1
        # What is new is packed with what stands above it.
        last = np.maximum.accumulate(np.where(of >= 0, np.arange(of.size), -1))
        of = np.where(last >= 0, of[np.maximum(last, 0)], 0)
        begins = np.flatnonzero(np.diff(of, prepend=-1)).tolist()
        if len(begins) > 2 * len(self.blocks) + 2:
            return RowLines.of([self._either(int(old), place, fresh) for place, old in enumerate(before)])
        blocks: list[bytes] = []
        sizes: list[int] = []
        for begin, end in zip(begins, [*begins[1:], of.size], strict=True):
            block = int(of[begin])
            places = before[begin:end]
            own = self._begin(block)
            if np.array_equal(places, np.arange(own, self.ends[block] if self.ends else 0)):
                blocks.append(self.blocks[block])
                sizes.append(end - begin)
                continue
            mine = self._unpacked(block) if self.blocks else []
            lines = [mine[old - own] if old >= 0 else fresh[begin + n] for n, old in enumerate(places.tolist())]
            made = RowLines.of(lines) if len(lines) > 2 * _BLOCK else RowLines(blocks=[_pack(lines)], ends=[len(lines)])
            blocks += made.blocks
            sizes += np.diff(made.ends, prepend=0).tolist()
        return RowLines(blocks=blocks, ends=list(accumulate(sizes)))

    @cached_property
    def _ends(self) -> NDArray[np.int64]:
        return np.array(self.ends, np.int64)

    @cached_property
    def _read(self) -> dict[int, list[bytes]]:
        return {}

    def _begin(self, block: int) -> int:
        return self.ends[block - 1] if block else 0

    def _unpacked(self, block: int) -> list[bytes]:
        if block not in self._read:
            self._read[block] = zlib.decompress(self.blocks[block]).split(b"\n")
        return self._read[block]

    def _either(self, old: int, place: int, fresh: Mapping[int, bytes]) -> bytes:
        return self.line(old) if old >= 0 else fresh[place]


def _pack(lines: Sequence[bytes]) -> bytes:
    return zlib.compress(b"\n".join(lines), 1)


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """Of a sheet whose rows are each told by themselves: what it is called, how wide it is, where its headings end and in which columns they stand.

    ``formats`` is a digest of what its workbook says of formats, ``basis`` one of what the reading rests on besides the cells and ``day``, after
    which days were to come.
    """

    name: str
    width: int
    bottom: int
    letters: tuple[str, ...]
    formats: str
    basis: str
    day: str


@dataclass(frozen=True, kw_only=True)
class KeptRows:
    """A ledger as it stood when it was last brought in.

    Parameters
    ----------
    change_set, at
        What wrote it and when; None for the first, which is a load.
    loaded, last
        From what the layer was loaded, and the last entry of the log when this was kept; -1 where others had written meanwhile.
    columns
        Its columns, by the forms of their headings.
    keys, lines
        The ids of its rows, and the rows.
    sheet
        Where only rows that are others have to be read the next time; None where all have to be.
    marks
        Of each row, shape (n,); empty where there is no sheet.
    said
        What was said of the rows, as JSON, packed.
    """

    change_set: int | None
    at: str | None
    loaded: str
    last: int
    columns: tuple[str, ...]
    keys: Sequence[str]
    lines: RowLines
    sheet: Sheet | None = None
    marks: Marks
    said: bytes = b""

    @cached_property
    def place_of(self) -> dict[str, int]:
        """The places of rows by their ids."""
        return {key: place for place, key in enumerate(self.keys)}

    def write(self, path: Path) -> None:
        """Put it into a file."""
        parts = [
            orjson.dumps(self.keys),
            np.array(self.lines.ends, np.int64).tobytes(),
            np.array([len(block) for block in self.lines.blocks], np.int64).tobytes(),
            b"".join(self.lines.blocks),
            self.marks.tobytes(),
            self.said,
        ]
        sheet = None if self.sheet is None else vars(self.sheet)
        named = [self.change_set, self.at, self.loaded, self.last, self.columns, sheet, [len(part) for part in parts]]
        head = orjson.dumps([_FORM, *named])
        path.parent.mkdir(parents=True, exist_ok=True)
        narrow(path.parent)
        with replacing(path) as out:
            narrow(Path(out.name))
            out.writelines((len(head).to_bytes(_HEAD, "little"), head, *parts))

    @classmethod
    def read(cls, path: Path) -> KeptRows | None:
        """What a file holds; None where it is none that was written here."""
        try:
            return cls._of(file_bytes(path, most=_MOST))
        except (Unreadable, OSError, ValueError, TypeError, KeyError, IndexError):
            return None

    @classmethod
    def _of(cls, data: bytes) -> KeptRows:
        at = _HEAD + int.from_bytes(data[:_HEAD], "little")
        form, change_set, when, loaded, last, columns, sheet, lengths = orjson.loads(data[_HEAD:at])
        if form != _FORM:
            raise ValueError(form)
        ends = list(accumulate(lengths, initial=at))
        keys, firsts, sizes, packed, marks, said = (data[start:end] for start, end in pairwise(ends))
        cuts = list(accumulate(np.frombuffer(sizes, np.int64).tolist(), initial=0))
        blocks = [packed[start:end] for start, end in pairwise(cuts)]
        return cls(
            change_set=change_set,
            at=when,
            loaded=loaded,
            last=last,
            columns=tuple(columns),
            keys=orjson.loads(keys),
            lines=RowLines(blocks=blocks, ends=np.frombuffer(firsts, np.int64).tolist()),
            sheet=None if sheet is None else _sheet(sheet),
            marks=np.frombuffer(marks, np.uint64),
            said=said,
        )


def _sheet(given: dict[str, Any]) -> Sheet:
    return Sheet(**{**given, "letters": tuple(given["letters"])})


def path_of(local: Path, collection: str) -> Path:
    """Where that of a collection is kept, beside a store."""
    return local.with_suffix(_ENDING) / f"{collection}.rows"

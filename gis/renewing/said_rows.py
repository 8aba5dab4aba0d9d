"""What an import says of the rows of a ledger, kept row by row, so that what it says of next month's is put together of what was said and what is new."""

from __future__ import annotations

import zlib
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import orjson
from numpy.typing import NDArray

from gis.findings import Finding, FoundCode, Grade
from gis.intake.cleaning.cleaned import State
from gis.intake.report import PLACES, CellDoubt, FieldReport, ImportReport
from gis.intake.rows_read import RowsRead
from gis.text import Text

_MOST: Final = 512 << 20
TO_COME: Final[FoundCode] = "day-to-come"
Places = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class SaidRows:
    """By the places of rows, what was said of them.

    Parameters
    ----------
    texts
        All that is said, each once.
    cells, doubts, repaired
        What is listed, each with its place first; a text by its place among ``texts``.
    fields
        By field, what stands in the source of rows that have no value of it, or one that is written otherwise: by state and words, the places.
    blank
        By field, the places where it is blank.
    numbers
        By field, the values that no two rows may share.
    """

    texts: list[list[str]]
    cells: list[list[Any]]
    doubts: list[list[Any]]
    repaired: list[list[Any]]
    fields: dict[str, list[list[Any]]]
    blank: dict[str, list[int]]
    numbers: dict[str, list[Any]]

    @classmethod
    def of(cls, report: ImportReport, rows: RowsRead) -> SaidRows:
        """Taken from a report."""
        first = rows.bottom + 1
        texts: dict[Text, int] = {}

        def put(text: Text) -> int:
            return texts.setdefault(text, len(texts))

        def findings(found: Iterable[Finding]) -> list[list[Any]]:
            return [
                [each.row - first, each.code, each.excerpt, put(each.text), put(each.remedy), each.field, each.grade]
                for each in found
                if each.row >= first
            ]

        cells = [
            [each.row - first, each.column, each.field, each.raw, each.code, put(each.reason)] for each in report.cells
        ]
        fields = {
            name: [[state, words, [row - first for row in found]] for (state, words), found in entry.rows.items()]
            for name, entry in report.fields.items()
        }
        return cls(
            cells=cells,
            doubts=findings(report.doubts),
            repaired=findings(report.repaired),
            fields=fields,
            blank=rows.blank,
            numbers=rows.numbers,
            texts=[[text.zh, text.en] for text in texts],
        )

    def pack(self) -> bytes:
        """As it is kept."""
        return zlib.compress(orjson.dumps(vars(self)), 1)

    @classmethod
    def unpack(cls, data: bytes) -> SaidRows:
        """From what is kept.

        Raises
        ------
        ValueError, TypeError, zlib.error
            Where it is none that was kept.
        """
        return cls(**orjson.loads(zlib.decompressobj().decompress(data, _MOST)))

    @property
    def to_come(self) -> list[int]:
        """The places of rows with a day that was to come."""
        return [each[0] for each in self.cells if each[4] == TO_COME]

    def put_before(self, report: ImportReport, rows: RowsRead, moved: Places, keys: Sequence[str]) -> None:
        """Add to a report of some rows what was said of the others.

        Parameters
        ----------
        report, rows
            Of the rows that were read anew; what is blank and the numbers are made those of all rows.
        moved
            By the place that a row had, the one that it has, -1 where it is not there any more or was read anew.
        keys
            The ids of all rows, by their places.
        """
        first, origin = rows.bottom + 1, rows.origin
        self._complete(rows, moved, len(keys))
        texts = [Text(zh, en) for zh, en in self.texts]
        to = moved.tolist()

        def findings(kept: list[list[Any]]) -> list[Finding]:
            return [
                Finding(
                    file=origin, row=to[at] + first, id=keys[to[at]], field=field, code=code, excerpt=excerpt,
                    text=texts[text], remedy=texts[remedy], grade=Grade(grade),
                )
                for at, code, excerpt, text, remedy, field, grade in kept
                if to[at] >= 0
            ]  # fmt: skip

        report.cells[:] = _by_row(report.cells, [
            CellDoubt(
                file=origin, sheet=rows.sheet, row=to[at] + first, column=column, id=keys[to[at]], field=field,
                raw=raw, code=code, reason=texts[reason],
            )
            for at, column, field, raw, code, reason in self.cells
            if to[at] >= 0
        ])  # fmt: skip
        report.doubts[:] = _by_row(report.doubts, findings(self.doubts))
        report.repaired[:] = _by_row(report.repaired, findings(self.repaired))
        for name, entry in report.fields.items():
            self._add_field(name, entry, rows, moved, keys)

    def _complete(self, rows: RowsRead, moved: Places, size: int) -> None:
        still = np.flatnonzero(moved >= 0)
        is_read = np.ones(size, np.bool_)
        is_read[moved[still]] = False
        read = np.flatnonzero(is_read)
        blank: dict[str, list[int]] = {}
        for name in {**self.blank, **rows.blank}:
            kept = moved[np.array(self.blank.get(name, ()), np.int64)]
            fresh = read[np.array(rows.blank.get(name, ()), np.int64)]
            blank[name] = np.sort(np.concatenate([kept[kept >= 0], fresh])).tolist()
        rows.blank = {name: places for name, places in blank.items() if places}
        for name, values in rows.numbers.items():
            whole: list[Any] = [None] * size
            for place, value in zip(read.tolist(), values, strict=True):
                whole[place] = value
            for place in still.tolist():
                whole[int(moved[place])] = self.numbers[name][place]
            rows.numbers[name] = whole

    def _add_field(self, name: str, entry: FieldReport, rows: RowsRead, moved: Places, keys: Sequence[str]) -> None:
        first, origin = rows.bottom + 1, rows.origin
        kept = {(State(state), words): moved[places] for state, words, places in self.fields[name]}
        kept = {key: places[places >= 0] + first for key, places in kept.items()}
        for key in [*entry.rows, *(each for each in kept if each not in entry.rows)]:
            standing = np.concatenate([kept.get(key, _NONE), np.array(entry.rows.get(key, ()), np.int64)])
            if not standing.size:
                continue
            standing.sort()
            entry.rows[key] = array("L", standing.tolist())
            entry.originals[key] = int(standing.size)
            shown = standing if key[0] is State.UNTRANSLATED else standing[:PLACES]
            entry.places[key] = [(origin, row, keys[row - first]) for row in shown.tolist()]
        if sum(entry.counts.values()):
            self._count(entry, len(rows.blank.get(name, ())), len(keys))

    @staticmethod
    def _count(entry: FieldReport, blank: int, size: int) -> None:
        """How many rows are of which state: what is neither blank nor without a value has one."""
        counts = Counter({State.BLANK: blank})
        taken_back: set[int] = set()
        for (state, _), rows in entry.rows.items():
            if state is State.UNTRANSLATED:
                taken_back.update(rows)
            elif state is not State.KNOWN:
                counts[state] += len(rows)
        counts[State.UNTRANSLATED] = len(taken_back)
        counts[State.KNOWN] = size - sum(counts.values())
        entry.counts.clear()
        entry.counts.update(counts)


_NONE: Final = np.zeros(0, np.int64)


def _by_row(fresh: Sequence[Any], kept: Sequence[Any]) -> list[Any]:
    """What is listed of rows, in their order; of one row in the order in which it was found."""
    return sorted([*fresh, *kept], key=_row) if fresh else list(kept)


def _row(listed: Any) -> int:
    return int(listed.row)

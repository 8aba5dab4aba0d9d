"""A ledger of which only the rows are read that are others than those that were kept; what comes of it is what a reading of all of it comes to.

It is not always possible: the file has to be a workbook, each row a record that is told by itself, and nothing else may have changed on which the
reading rests. Where it is not, all of it is read.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gis.errors import LandstockError
from gis.intake.ledger_reading import LedgerReading
from gis.intake.progress import Progress
from gis.intake.register import Prepared
from gis.intake.report import SourceFile
from gis.intake.rows_read import are_all_others
from gis.io import bounds
from gis.io.changed_rows import HEAD, ChangedRows, KnownRows, open_changed
from gis.io.grid import Sheet
from gis.io.row_marks import Marks
from gis.io.tables_in import is_package, remark_ending
from gis.layer import Feature, Layer
from gis.renewing.comparing import Source
from gis.renewing.kept_rows import KeptRows
from gis.renewing.said_rows import SaidRows

_LEAST: Final = 2 * HEAD
"""Rows below which there is nothing to be gained."""
_SHARE: Final = 5
"""One row in so many may be another: more are read together with all."""
_DEEPEST: Final = 30
"""The last row in which headings are looked for."""


@dataclass(frozen=True, kw_only=True)
class ShortReading:
    """What was read.

    Parameters
    ----------
    reading
        Of the rows that are others, with a report of all.
    features
        Those rows.
    keys
        The ids of all rows, in the order of the source.
    before
        For each the place that it had when it was kept, -1 of those that were read; shape (n,).
    marks
        Of all of them.
    formats
        As the kept ones have it.
    """

    reading: LedgerReading
    features: list[Feature]
    keys: list[str]
    before: NDArray[np.int64]
    marks: Marks
    formats: str

    @property
    def unread(self) -> int:
        """How many rows were left unread, being what they were."""
        return len(self.keys) - len(self.features)

    def source(self, fresh: Layer) -> Source:
        """All rows; ``fresh`` are those that were read, as a layer."""
        rows = np.full(len(self.keys), -1, np.intp)
        rows[self.before < 0] = np.arange(len(fresh))
        return Source(layer=fresh, keys=self.keys, rows=rows)


class _Otherwise(Exception):
    """All of it has to be read."""


def read_changes(
    prepared: Prepared, kept: KeptRows, edited: AbstractSet[str], progress: Progress
) -> ShortReading | None:
    """Read the rows of a workbook that are others; None where all have to be read.

    Parameters
    ----------
    edited
        Ids of rows that are read in any case.
    """
    try:
        return _read(prepared, kept, edited, progress)
    except (_Otherwise, LandstockError, zlib.error, ValueError, TypeError, KeyError):
        # What is wrong with the source is said by a reading of all of it.
        return None


def _read(prepared: Prepared, kept: KeptRows, edited: AbstractSet[str], progress: Progress) -> ShortReading:
    sheet = kept.sheet
    if sheet is None or len(kept.keys) < _LEAST or not prepared.by_rows or len(prepared.sources) != 1:
        raise _Otherwise
    if sheet.basis != prepared.basis or sheet.bottom > _DEEPEST or sheet.day > prepared.day:
        raise _Otherwise
    (member,) = prepared.sources
    data = member.read()
    if not is_package(data):
        raise _Otherwise
    known = np.ones(len(kept.keys), np.bool_)
    known[[kept.place_of[key] for key in edited if key in kept.place_of]] = False
    said = SaidRows.unpack(kept.said)
    if sheet.day < prepared.day:
        # What was to come then may have come.
        known[said.to_come] = False
    opened = open_changed(
        data,
        member.origin,
        KnownRows(sheet=sheet.name, formats=sheet.formats, marks=kept.marks[known]),
        len(kept.keys) // _SHARE,
    )
    if opened is None:
        raise _Otherwise
    sheets: list[Sheet] = remark_ending(opened.sheets, "xlsx", member.name)
    reading = LedgerReading(prepared.plan, prepared.codelists, opened=lambda _member: sheets)
    features = list(reading.features(prepared.sources, progress))
    before = _places_before(kept, known, opened, sheet.bottom)
    _check(reading, features, kept, before)
    fresh = iter([feature.id for feature in features])
    keys = [kept.keys[place] if place >= 0 else next(fresh) for place in before.tolist()]
    _put_together(reading, said, before, keys, len(kept.keys))
    rows = reading.report.as_read
    if rows is not None:
        rows.basis, rows.day = prepared.basis, prepared.day
    reading.report.passed_over[:0] = prepared.passed_over
    return ShortReading(
        reading=reading, features=features, keys=keys, before=before, marks=opened.marks[sheet.bottom :],
        formats=sheet.formats,
    )  # fmt: skip


def _places_before(kept: KeptRows, known: NDArray[np.bool_], opened: ChangedRows, bottom: int) -> NDArray[np.int64]:
    """By the place of each record the one that it had, -1 of one that was read."""
    places = np.flatnonzero(known)
    order = places[np.argsort(kept.marks[places])]
    marks = opened.marks[bottom:]
    at = np.minimum(np.searchsorted(kept.marks[order], marks), order.size - 1)
    before = order[at]
    read = opened.numbers[opened.numbers > bottom] - bottom - 1
    before[read] = -1
    same = before >= 0
    if (kept.marks[before[same]] != marks[same]).any():
        raise _Otherwise
    return before


def _check(reading: LedgerReading, features: Sequence[Feature], kept: KeptRows, before: NDArray[np.int64]) -> None:
    """See that each row that was read is told by itself, as those are that were kept."""
    rows, sheet, report = reading.report.as_read, kept.sheet, reading.report
    if rows is None or sheet is None or not rows.stands_alone or report.refused or report.renamed:
        raise _Otherwise
    stands = (rows.sheet, rows.width, rows.bottom, rows.letters, rows.columns)
    if stands != (sheet.name, sheet.width, sheet.bottom, sheet.letters, kept.columns):
        raise _Otherwise
    if len(features) != int((before < 0).sum()) or reading.ids.clash:
        raise _Otherwise


def _put_together(
    reading: LedgerReading, said: SaidRows, before: NDArray[np.int64], keys: Sequence[str], size: int
) -> None:
    """Make the report one of all rows."""
    report, rows = reading.report, reading.report.as_read
    moved = np.full(size, -1, np.int64)
    moved[before[before >= 0]] = np.flatnonzero(before >= 0)
    if rows is None or len(set(keys)) < len(keys):
        raise _Otherwise
    said.put_before(report, rows, moved, keys)
    if len(report.cells) >= bounds.MAX_UNUSABLE or not all(map(are_all_others, rows.numbers.values())):
        raise _Otherwise
    report.read = report.kept = report.not_located = len(keys)
    report.sources = [SourceFile(each.file, len(keys)) for each in report.sources]
    rules = {rule.field.name: rule for rule in reading.plan.rules}
    for name, entry in report.fields.items():
        if entry.originals:
            reading.originals.setdefault(rules[name].original, rules[name].field)

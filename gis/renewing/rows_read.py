"""The rows of a ledger as they stood when it was last brought in: kept with it, asked for when it comes again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import orjson

from gis.folder import Folder
from gis.intake.identifiers import says_none
from gis.intake.mapping import Mapping as Plan
from gis.intake.register import sources_in
from gis.intake.report import ImportReport
from gis.intake.rows_read import RowsRead, stamp_of
from gis.io import bounds
from gis.io.changed_rows import KnownRows, mark_sheet
from gis.io.members import Member
from gis.io.row_marks import Marks
from gis.io.tables_in import is_package
from gis.renewing.comparing import Read
from gis.renewing.kept_rows import KeptRows, RowLines, Sheet, path_of
from gis.renewing.said_rows import SaidRows
from gis.renewing.short_reading import ShortReading
from gis.row_changes import taken_back
from gis.store.protocol import Action, State, Store
from gis.values import text_of

_NO_MARKS: Marks = np.zeros(0, np.uint64)


def keep_rows(
    folder: Folder,
    report: ImportReport,
    contents: Sequence[Member],
    change_set: int | None = None,
    short: tuple[ShortReading, KeptRows] | None = None,
) -> None:
    """Keep the rows of an import.

    Parameters
    ----------
    contents
        The files that were read.
    change_set
        What wrote it; None for the first, which is a load.
    short
        Where only some of its rows were read, these, and those that were kept before.
    """
    rows = report.as_read
    if rows is None:
        return
    store, state = folder.store, folder.store.state(folder.catalog)
    at, last = _end_of_log(store, state, change_set)
    if short is None:
        known = _mark(report, rows, contents)
        keys, lines = list(rows.rows), RowLines.of(list(rows.rows.values()))
        marks = _NO_MARKS if known is None else known.marks[rows.bottom :]
        formats = "" if known is None else known.formats
    else:
        read, before = short
        fresh = dict(zip(np.flatnonzero(read.before < 0).tolist(), rows.rows.values(), strict=True))
        keys, lines = read.keys, before.lines.renewed(read.before, fresh)
        marks, formats = read.marks, read.formats
    sheet = _sheet_of(rows, formats) if marks.size == len(keys) and marks.size else None
    kept = KeptRows(
        change_set=change_set,
        at=at,
        loaded=state.marks.get(report.collection, ""),
        last=last,
        columns=rows.columns,
        keys=keys,
        lines=lines,
        sheet=sheet,
        marks=_NO_MARKS if sheet is None else marks,
        said=b"" if sheet is None else SaidRows.of(report, rows).pack(),
    )
    kept.write(path_of(store.local, report.collection))


def _sheet_of(rows: RowsRead, formats: str) -> Sheet:
    return Sheet(
        name=rows.sheet,
        width=rows.width,
        bottom=rows.bottom,
        letters=rows.letters,
        formats=formats,
        basis=rows.basis,
        day=rows.day,
    )


def _end_of_log(store: Store, state: State, change_set: int | None) -> tuple[str | None, int]:
    """When a change set was written, and the last entry of the log; -1 for that where others have written after it."""
    if change_set is None:
        return None, state.edit
    entries = next(iter(store.change_sets(limit=1)), [])
    ours = bool(entries) and entries[0].change_set == change_set and entries[-1].seq == state.edit
    return (entries[0].at.isoformat(), state.edit) if ours else (None, -1)


def _mark(report: ImportReport, rows: RowsRead, contents: Sequence[Member]) -> KnownRows | None:
    """The marks of a sheet whose rows are each told by themselves; None of another, and where the file is no longer the one that was read."""
    sources, ledgers = sources_in(contents)
    listed = report.refused or report.renamed or len(report.cells) >= bounds.MAX_UNUSABLE
    if not ledgers or len(sources) != 1 or listed or not rows.stands_alone:
        return None
    (member,) = sources
    data = member.read()
    if not is_package(data) or stamp_of(member.path) != rows.stamp:
        return None
    known = mark_sheet(data, member.origin, rows.sheet)
    return known if known is not None and known.marks.size == rows.bottom + rows.below else None


def rows_before(store: Store, collection: str) -> KeptRows | None:
    """The rows of the last import; None where nothing tells them, or it was taken back."""
    kept = KeptRows.read(path_of(store.local, collection))
    if kept is None or kept.change_set is None:
        return kept
    return None if kept.change_set in taken_back(store.undoing()) else kept


def is_last(store: Store, state: State, collection: str, kept: KeptRows) -> bool:
    """Whether what stands is what was kept, but for what people changed."""
    if kept.last < 0 or kept.loaded != state.marks.get(collection) or kept.last > state.edit:
        return False
    if kept.change_set is not None:
        (first,) = store.log(after=kept.change_set - 1, limit=1) or (None,)
        if first is None or first.change_set != kept.change_set or first.at.isoformat() != kept.at:
            return False
    later = store.log(collection=collection, after=kept.last)
    return all(entry.action is not Action.IMPORT for entry in later)


def find_respelt(before: KeptRows, now: RowsRead, keys: Sequence[str], plan: Plan, read: Read) -> tuple[str, ...]:
    """Those of some rows, whose values are as they stand, that are written another way than at the last import."""
    if before.columns != now.columns:
        return ()
    apart = read.periods | read.serials
    passed_over = {column for rule in plan.rules if rule.field.name in apart for column in rule.columns}
    places = [place for place, column in enumerate(now.columns) if column not in passed_over]
    return tuple(
        key
        for key in keys
        if key in now.rows
        and (place := before.place_of.get(key)) is not None
        and (then := before.lines.line(place)) != now.rows[key]
        and _differ(orjson.loads(then), orjson.loads(now.rows[key]), places)
    )


def _differ(before: Sequence[object], now: Sequence[object], places: Sequence[int]) -> bool:
    for place in places:
        # How a cell is broken into lines is no writing of its value.
        one, other = ("".join(text_of(row[place]).split()) for row in (before, now))
        if one != other and not (says_none(one) and says_none(other)):
            return True
    return False

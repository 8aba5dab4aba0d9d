"""The tables of a sheet: below one another, each with its headings, or side by side with an empty column between."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from itertools import dropwhile, islice
from typing import Final, NamedTuple

from gis.errors import SourceError
from gis.intake.header import LONGEST, LOOKED_AT, MOST_ROWS, Header, Records, look_for_header, too_long_heading
from gis.intake.known import fields_called, read_known
from gis.intake.plain_records import begin_with_numbers
from gis.intake.row_kinds import is_blank, is_figure, is_note, is_signed, words_of
from gis.intake.tables import SERIAL, Column, Table, rows_from, spanning_rows
from gis.io.grid import Area, Cell, Sheet, column_letters
from gis.io.headings import visible
from gis.text import Text

DEEPEST: Final = 2_000
"""Rows that are not blank among which the first headings of a sheet are looked for."""
_TITLE_ROWS: Final = 3
_FEWEST: Final = 2
"""Columns that a table has at least."""


class _Stretch(NamedTuple):
    """Rows of a sheet without a blank one among them, as far as they are looked at; ``gap`` says whether a blank row stands above."""

    first: int
    rows: list[list[Cell]]
    gap: bool


def find_tables(sheet: Sheet) -> list[Table]:
    """The tables of a sheet, from above and from left; none where no row can be a heading."""
    return [table for part in _side_by_side(sheet) for table in _below_one_another(part)]


def require_table(sheet: Sheet) -> Table:
    """The first table of a sheet.

    Raises
    ------
    SourceError
        No row can be its heading.
    """
    tables = find_tables(sheet)
    if not tables:
        if (found := too_long_heading(islice(sheet.rows(), LOOKED_AT))) is not None:
            raise _too_long(sheet, *found)
        raise SourceError(
            Text(
                f"{sheet.origin} 的工作表“{sheet.name}”前 {DEEPEST:,} 行中没有可作表头的行",
                f"{sheet.origin}: none of the first {DEEPEST:,} rows of the sheet {sheet.name} can be a heading",
            ),
            Text(
                "请在数据上方加一行列名，每列一个，各不相同",
                "put a row of headings above the data, one for each column, each another",
            ),
            file=sheet.origin,
            sheet=sheet.name,
        )
    return tables[0]


def _too_long(sheet: Sheet, row: int, column: int, words: str) -> SourceError:
    cell, shown = f"{column_letters(column)}{row}", f"{visible(words)[:20]}…"
    return SourceError(
        Text(
            f"{sheet.origin} 的工作表“{sheet.name}”{cell} 的列名有 {len(words):,} 字（{shown}），列名至多 {LONGEST} 字，第 {row} 行因此不能作表头",
            f"{sheet.origin}, sheet {sheet.name}: the heading in {cell} has {len(words):,} signs ({shown}), a heading {LONGEST} at most: "
            f"row {row} can be none therefore",
        ),
        Text("请把该列名改短，说明另写在备注中", "shorten it, and put what it explains into a note"),
        file=sheet.origin,
        sheet=sheet.name,
        row=row,
    )


# below one another ------------------------------------------------------------------------------------------------------


def _below_one_another(sheet: Sheet) -> Iterator[Table]:
    first = _first_header(sheet)
    if first is None:
        return
    header, below = first
    last = _table(sheet, header, header.titles, below)
    above: list[_Stretch] = []
    for stretch in _stretches(sheet, header.bottom + 1):
        found = look_for_header(stretch.rows, sheet.merged, stretch.first)
        if isinstance(found, Header) and _is_another(found, last, stretch, titled=bool(above)):
            begins = above[0].first if above else stretch.first
            titles = (*(cell for part in above for cell in _words(part.rows)), *found.titles)
            yield replace(last, end=begins - 1)
            last = _table(sheet, found, titles, stretch.rows[found.bottom - stretch.first + 1 :])
            above = []
        else:
            above = [*above, stretch][-_TITLE_ROWS:] if _is_title(stretch) else []
    yield last


def _first_header(sheet: Sheet) -> tuple[Header, Sequence[Sequence[Cell]]] | None:
    """The first headings, wherever they stand, and the rows below them that were looked at."""
    rows = enumerate(sheet.rows(), 1)
    window: list[list[Cell]] = []
    first = looked = 0
    for number, row in rows:
        if not window and all(map(is_blank, row)):
            continue
        first = first if window else number
        window.append(row)
        if len(window) < LOOKED_AT:
            continue
        found = look_for_header(window, sheet.merged, first)
        if found is not None:
            return _with_rows(found, window, first)
        looked += LOOKED_AT - MOST_ROWS
        if looked > DEEPEST:
            return None
        window, first = window[-MOST_ROWS:], number - MOST_ROWS + 1
    return _with_rows(look_for_header(window, sheet.merged, first), window, first)


def _with_rows(
    found: Header | Records | None, window: Sequence[Sequence[Cell]], first: int
) -> tuple[Header, Sequence[Sequence[Cell]]] | None:
    return (found, window[found.bottom - first + 1 :]) if isinstance(found, Header) else None


def _stretches(sheet: Sheet, first: int) -> Iterator[_Stretch]:
    """The rows from one on, parted where a blank row stands, where a title is merged over them, and where a row begins as headings do."""
    titles = spanning_rows(sheet.merged, sheet.width)
    begins, rows, gap = first, list[list[Cell]](), False
    for number, row in _rows_to_look_at(sheet, first, titles):
        blank = all(map(is_blank, row))
        if blank or (rows and (number in titles or (_begins_as_headings(row) and number - 1 not in titles))):
            if rows and (gap or begins > first):
                yield _Stretch(begins, rows, gap)
            begins, rows, gap = number + blank, [], blank
        if not blank:
            if not rows:
                begins = number
            if len(rows) < LOOKED_AT:
                rows.append(row)
    if rows and (gap or begins > first):
        yield _Stretch(begins, rows, gap)


def _rows_to_look_at(sheet: Sheet, first: int, titles: AbstractSet[int]) -> Iterator[tuple[int, list[Cell]]]:
    """Rows by number, from one on; of many that are numbered records one after another, between which no stretch ends, the first alone."""
    blocks = sheet.blocks()
    if blocks is None:
        yield from enumerate(rows_from(sheet, first), first)
        return
    for block in blocks:
        if block.last < first:
            continue
        below = block.from_row(first)
        records = begin_with_numbers(below.columns[0]) and titles.isdisjoint(range(below.first, below.last + 1))
        yield from islice(enumerate(below.rows(), below.first), LOOKED_AT if records else None)


def _begins_as_headings(row: Sequence[Cell]) -> bool:
    first = row[0] if row else None
    return isinstance(first, str) and "".join(first.split()).casefold() in SERIAL


def _is_title(stretch: _Stretch) -> bool:
    """Whether a stretch is the title of a table further down: a few rows of one cell each, and no notes of the table above."""
    return len(stretch.rows) <= _TITLE_ROWS and all(
        len(words) == 1 and not is_note(words[0])
        for words in ([words_of(cell) for cell in row if not is_blank(cell)] for row in stretch.rows)
    )


def _words(rows: Sequence[Sequence[Cell]]) -> Iterator[str]:
    return (str(cell).strip() for row in rows for cell in row if not is_blank(cell))


def _is_another(header: Header, last: Table, stretch: _Stretch, *, titled: bool) -> bool:
    """Whether what looks like headings further down is: a record of words alone looks like them too.

    Headings are words of the table above, or stand in two rows, or number their records, or are known to ledgers, or have a title
    above them and figures below their words.
    """
    above = stretch.rows[: header.top - stretch.first]
    if any(
        sum(not is_blank(cell) for cell in row) > 1
        and not all(is_signed(words_of(cell)) for cell in row if not is_blank(cell))
        for row in above
    ):
        return False
    own = {words_of(heading) for heading in last.headings}
    here = [words_of(path) for path in header.paths.values()]
    alike = sum(path in own for path in here)
    if not stretch.gap and not titled:
        # Without a gap the same headings are those of the next page.
        return alike < len(here) and (alike >= _FEWEST or here[0].casefold() in SERIAL or _are_known(header))
    return (
        header.bottom > header.top
        or 2 * alike >= len(here)
        or here[0].casefold() in SERIAL
        or _are_known(header)
        or ((titled or bool(above)) and _has_figures_below(header, stretch))
    )


def _are_known(header: Header) -> bool:
    """Whether most headings are those that ledgers have."""
    known = read_known().fields
    paths = list(header.paths.values())
    called = sum(any(not cut for _, cut in fields_called(path, known)) for path in paths)
    return called >= _FEWEST and 2 * called >= len(paths)


def _has_figures_below(header: Header, stretch: _Stretch) -> bool:
    below = stretch.rows[header.bottom - stretch.first + 1 :]
    return any(below) and any(
        all(is_figure(row[place - 1]) for row in below if not is_blank(row[place - 1]))
        and any(is_figure(row[place - 1]) for row in below)
        for place in header.paths
    )


def _table(sheet: Sheet, header: Header, titles: Sequence[str], below: Sequence[Sequence[Cell]]) -> Table:
    valued = {place for row in below for place, cell in enumerate(row, 1) if not is_blank(cell)}
    columns, twice = [], []
    seen: dict[str, int] = defaultdict(int)
    for place in range(1, sheet.width + 1):
        heading = header.paths.get(place, "")
        if not heading and place not in valued:
            continue
        if heading:
            fold = words_of(heading)
            seen[fold] += 1
            if seen[fold] > 1:
                twice.append(heading)
                heading = f"{heading} ({seen[fold]})"
        columns.append(Column(place + sheet.left, heading or f"({column_letters(place + sheet.left)})"))
    return Table(
        sheet=sheet,
        titles=(*sheet.titles, *titles),
        columns=tuple(columns),
        top=header.top,
        bottom=header.bottom,
        twice=tuple(dict.fromkeys(twice)),
    )


# side by side -----------------------------------------------------------------------------------------------------------


def _side_by_side(sheet: Sheet) -> list[Sheet]:
    """A sheet as it is, or cut where an empty column parts two tables."""
    head = head_of(sheet)
    first = head[0][0] if head else 1
    rows = [row for _, row in head]
    blocks = _blocks(rows)
    if len(blocks) < _FEWEST:
        return [sheet]
    parts = [(blocks[0], _header_of(sheet, rows, first, blocks[0]))]
    for block in blocks[1:]:
        header = _header_of(sheet, rows, first, block)
        (left, _), before = parts[-1][0], parts[-1][1]
        if header is not None and before is not None and _are_two(rows, first, (parts[-1][0], before), (block, header)):
            parts.append((block, header))
        else:
            whole = (left, block[1])
            parts[-1] = (whole, before or _header_of(sheet, rows, first, whole))
    if len(parts) < _FEWEST:
        return [sheet]
    over = tuple(_over_all(rows, min(header.top for _, header in parts if header) - first))
    ends = [block[0] - 1 for block, _ in parts[1:]] + [sheet.width]
    return [
        _cut(sheet, 1 if n == 0 else block[0], end, over if n else ())
        for n, ((block, _), end) in enumerate(zip(parts, ends, strict=True))
    ]


def head_of(sheet: Sheet) -> list[tuple[int, list[Cell]]]:
    """The first rows of a sheet from the first that is not blank, with their numbers: those among which headings stand at the top of a table."""
    rows = dropwhile(lambda numbered: all(map(is_blank, numbered[1])), enumerate(sheet.rows(), 1))
    return list(islice(rows, LOOKED_AT))


def _blocks(rows: Sequence[Sequence[Cell]]) -> list[tuple[int, int]]:
    """The first and the last column of each run of columns in which something stands; columns count from 1."""
    filled = sorted({place for row in rows for place, cell in enumerate(row, 1) if not is_blank(cell)})
    blocks: list[tuple[int, int]] = []
    for place in filled:
        if blocks and blocks[-1][1] == place - 1:
            blocks[-1] = (blocks[-1][0], place)
        else:
            blocks.append((place, place))
    return blocks


def _header_of(sheet: Sheet, rows: Sequence[Sequence[Cell]], first: int, block: tuple[int, int]) -> Header | None:
    if block[1] - block[0] + 1 < _FEWEST:
        return None
    part = [row[block[0] - 1 : block[1]] for row in rows]
    found = look_for_header(part, _merged_in(sheet, *block), first)
    return found if isinstance(found, Header) else None


def _are_two(
    rows: Sequence[Sequence[Cell]],
    first: int,
    left: tuple[tuple[int, int], Header],
    right: tuple[tuple[int, int], Header],
) -> bool:
    """Whether two tables stand on either side of an empty column.

    The right one numbers its own records, has the headings of the left one, a title of its own, or begins in another row.
    """
    (one, before), (other, header) = left, right
    own = {words_of(path) for path in before.paths.values()}
    here = [words_of(path) for path in header.paths.values()]
    alike = sum(path in own for path in here)
    titled = any(_is_titled(row, one) and _is_titled(row, other) for row in rows[: max(0, header.top - first)])
    return (
        here[0].casefold() in SERIAL
        or (alike >= _FEWEST and 2 * alike >= len(here))
        or titled
        or header.top != before.top
    )


def _is_titled(row: Sequence[Cell], block: tuple[int, int]) -> bool:
    """Whether a title stands alone above a block."""
    filled = [cell for cell in row[block[0] - 1 : block[1]] if not is_blank(cell)]
    words = words_of(filled[0]) if len(filled) == 1 else ""
    return bool(words) and not is_signed(words) and not is_figure(filled[0])


def _over_all(rows: Sequence[Sequence[Cell]], above: int) -> Iterator[str]:
    """What stands by itself in a row above all tables: titles and units of each of them."""
    for row in rows[: max(0, above)]:
        filled = [cell for cell in row if not is_blank(cell)]
        if len(filled) == 1 or all(is_signed(words_of(cell)) for cell in filled):
            yield from (str(cell).strip() for cell in filled)


def _merged_in(sheet: Sheet, left: int, right: int) -> tuple[Area, ...]:
    return tuple(
        Area(area.top, area.left - left + 1, area.bottom, min(area.right, right) - left + 1)
        for area in sheet.merged
        if left <= area.left <= right
    )


def _cut(sheet: Sheet, left: int, right: int, titles: tuple[str, ...]) -> Sheet:
    """Some columns of a sheet as a sheet of its own."""
    return replace(
        sheet,
        width=right - left + 1,
        rows=lambda: (row[left - 1 : right] for row in sheet.rows()),
        merged=_merged_in(sheet, left, right),
        left=left - 1,
        titles=titles,
    )

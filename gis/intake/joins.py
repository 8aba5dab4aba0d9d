"""Tables joined to features by a key: a row is joined where it is beyond doubt, and listed where it is not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Table
from functools import cached_property
from pathlib import Path
from typing import Any, Final, NamedTuple

from gis.errors import SourceError
from gis.findings import Finding, FoundCode, Grade
from gis.intake.join_report import JoinReport
from gis.intake.lookup_tables import lookup_lines
from gis.intake.mapping import Join, Mapping, folded_value
from gis.io.csv import NOTE
from gis.io.delimited import SEPARATORS, Line
from gis.io.guards import unguard
from gis.io.headings import folded_heading, visible
from gis.io.members import GEODATABASE, LOOKUP_ENDINGS, Member, ending_in, members
from gis.io.sheet import UNKNOWN
from gis.numerals import folded_width, number_in
from gis.text import Text, many
from gis.values import lost_digits, text_of

_EXCERPT: Final = 80
_HEAD: Final = 20
"""Rows among which a heading is looked for that is not the first."""

Values = dict[str, str | None]
GivenBy = dict[str, tuple[str, int]]
"""By column of a feature that a table has given, the table's name and the line."""


class Place(NamedTuple):
    """Where a feature stands: its file and its number there, counted from 1."""

    file: str
    row: int


class _Row(NamedTuple):
    """A row of the table: its line, its cells, and what it gives to a feature; None where its cells do not stand under the headings."""

    line: int
    cells: list[str]
    values: Values | None


class Joined:
    """One table, by key. Counts which of its rows found a feature and lists those that cannot be joined.

    A key that stands in several rows is joined where they say the same in the columns that the mapping asks for, and else to none.
    """

    def __init__(self, plan: Mapping, join: Join, member: Member) -> None:
        self.join = join
        self.name = member.name
        self.origin = member.origin
        self.findings: list[Finding] = []
        self.matched = 0
        self.unmatched: list[tuple[Place, str]] = []
        self._words = _words_for_unknown(plan)
        self._marks = _marks_for_unknown(plan)
        lines = lookup_lines(join, member)
        first = next(lines, Line(1, [])).cells
        # Guards are in tables of ours, which say so in a heading; elsewhere an apostrophe is one.
        self._bare = unguard if set(first) & set(NOTE) else str
        heading = [_spoken(name) for name in first]
        rows = list(lines)
        self._key = _key_place(join, heading, rows, self.origin)
        self._asked = _asked_places(plan, heading, self.origin)
        self.columns = _columns(heading, rows, self._asked)
        self._rows = self._pick_certain(heading, rows)
        self._used: set[str] = set()
        self._by_id = plan.identifies(join.on)
        self._held: set[str] = set()
        self._last = ""

    def add_to(self, row: Table[str, Any], place: Place, given_by: GivenBy) -> dict[str, Any]:
        """The feature's columns, and those of its CSV row where the feature has none, a blank one, or one that says that nothing is known.

        What tables before this one have given to the feature stands in ``given_by``; what this one gives is added.
        """
        self._last, value = "", row.get(self.join.on)
        key = text_of(value).strip() if isinstance(value, (str, int, float)) else ""
        matching = None if lost_digits(value) else self._rows.get(key) or self._folded(key, place)
        if matching is None:
            self.unmatched.append((place, key))
            return dict(row)
        self._last = self._key_of(matching)
        if self._by_id and self._last in self._held:
            self._list_again(matching, key, place)
            return dict(row)
        self._used.add(self._last)
        self.matched += 1
        given = {name: value for name, value in row.items() if not self._says_nothing(name, value)}
        self._list_differences(matching, given, key, place, given_by)
        added = {name: cell for name, cell in (matching.values or {}).items() if name not in given and cell is not None}
        given_by |= dict.fromkeys(added, (self.name, matching.line))
        return {**dict.fromkeys(matching.values or {}), **row, **added}

    def keep(self) -> None:
        """The feature that was asked last is kept: where features are joined by their id, its row is given to no other."""
        self._held.add(self._last)

    def _list_again(self, found: _Row, key: str, place: Place) -> None:
        self.unmatched.append((place, key))
        text = Text(
            f"{key} 未连接：表第 {found.line} 行已给了前一个同编号的要素",
            f"{key} is not joined: line {found.line} of the table went to an earlier feature of that id",
        )
        remedy = Text("请核对该行属于哪个要素，并改正编号", "check whose row it is, and correct the ids")
        self._doubt("join-row-taken", place, text, remedy, id=key, field=self.join.on, excerpt=key)

    def _says_nothing(self, name: str, value: Any) -> bool:
        marks = self._marks.get(name)
        return _blank(value) or (marks is not None and folded_value(text_of(value)) in marks)

    @property
    def report(self) -> JoinReport:
        """What the report says of it."""
        unused = {key: row.line for key, row in self._rows.items() if key not in self._used}
        return JoinReport(
            file=self.origin,
            matched=self.matched,
            unmatched_keys=tuple(key for _, key in self.unmatched),
            unmatched_rows=tuple((place.file, place.row) for place, _ in self.unmatched),
            unused_keys=tuple(unused),
            unused_lines=tuple(unused.values()),
        )

    def _pick_certain(self, heading: Sequence[str], lines: Iterable[Line]) -> dict[str, _Row]:
        """The rows that are beyond doubt, by key; the others are listed."""
        by_key: dict[str, list[_Row]] = {}
        notes = _notes(heading)
        for line in lines:
            if any(cell.strip() for at, cell in enumerate(line.cells) if at not in notes):
                row = self._row(heading, line)
                key = self._key_of(row)
                if not key and row.values is not None:
                    self._list(row, key, *_NO_KEY)
                elif key:
                    by_key.setdefault(key, []).append(row)
        settled = {}
        for key, rows in by_key.items():
            if rows[0].values is not None and all(row.values == rows[0].values for row in rows[1:]):
                settled[key] = rows[0]
            else:
                self._list_twice(key, rows)
        return settled

    def _row(self, heading: Sequence[str], line: Line) -> _Row:
        if len(line.cells) != len(heading):
            row = _Row(line.number, line.cells, None)
            cells, heads = len(line.cells), len(heading)
            text = Text(
                f"有 {cells} 个单元格，表头有 {heads} 个，整行未用",
                f"has {many(cells, 'cell')} under {many(heads, 'heading')} and is not used",
            )
            remedy = Text("请补齐或删去多余的分隔符；含分隔符的单元格须加引号", _CELLS_EN)
            self._list(row, self._key_of(row), "join-cells", text, remedy)
            return row
        row = _Row(line.number, line.cells, {name: self._read(line.cells[at]) for name, at in self._asked.items()})
        if line.swallows:
            self._list(row, self._key_of(row), *_SEVERAL_LINES, grade=Grade.DOUBT)
        return row

    def _read(self, cell: str) -> str | None:
        """A cell as text: our own words for unknown are none, our own guards are taken off."""
        return None if not cell.strip() or cell in self._words else self._bare(cell).strip()

    def _key_of(self, row: _Row) -> str:
        cell = row.cells[self._key] if self._key < len(row.cells) else ""
        return "" if cell in UNKNOWN else self._bare(cell).strip()

    def _folded(self, key: str, place: Place) -> _Row | None:
        """The one row whose key is the same but for the width of its signs; that it was taken is listed."""
        near = self._by_fold.get(_fold(key), []) if key else []
        if len(near) != 1 or near[0] not in self._rows or key in self._doubtful:
            return None
        row = self._rows[near[0]]
        text = Text(
            f"键 {visible(key)} 按第 {row.line} 行的 {visible(near[0])} 连接",
            f"the key {visible(key)} is joined to {visible(near[0])} of line {row.line}",
        )
        remedy = Text("请核对，并统一键的写法", "check it, and write the key alike in both")
        self._doubt("join-key-folded", place, text, remedy, id=key, field=self.join.on, excerpt=key)
        return row

    @cached_property
    def _by_fold(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for key in (*self._rows, *self._doubtful):
            found.setdefault(_fold(key), []).append(key)
        return found

    @cached_property
    def _doubtful(self) -> set[str]:
        """Keys whose rows contradict each other."""
        return {str(finding.id) for finding in self.findings if finding.code in _CONTRADICTING and finding.id}

    def _list_differences(self, found: _Row, given: Table[str, Any], key: str, place: Place, given_by: GivenBy) -> None:
        for name, cell in (found.values or {}).items():
            own = text_of(given[name]).strip() if name in given else None
            if cell is None or own is None or self._asked[name] == self._key or _same(own, cell):
                continue
            first, ours, theirs = given_by.get(name), own[:_EXCERPT], cell[:_EXCERPT]
            if first is None:
                text = Text(
                    f"{key} 的“{name}”要素中为 {ours}，表第 {found.line} 行为 {theirs}，取要素的值",
                    f"{key}: {name} is {ours} in the feature and {theirs} in line {found.line} of the table; the feature's is kept",
                )
            else:
                text = Text(
                    f"{key} 的“{name}”在 {first[0]} 第 {first[1]} 行为 {ours}，在 {self.name} 第 {found.line} 行为 {theirs}，取前者",
                    f"{key}: {name} is {ours} in line {first[1]} of {first[0]} and {theirs} in line {found.line} of {self.name}; the former is kept",
                )
            remedy = Text("请核对两处的值", "check which is right")
            self._doubt("join-differs", place, text, remedy, id=key, field=name, excerpt=cell[:_EXCERPT])

    def _list_twice(self, key: str, rows: Sequence[_Row]) -> None:
        sound = [row for row in rows if row.values is not None]
        at = [str(row.line) for row in rows]
        for row in sound:
            text = Text(
                f"键 {key} 在第 {'、'.join(at[:_HEAD])} 行内容不同，均未连接",
                f"the key {key} stands in lines {', '.join(at[:_HEAD])} with different values; none is joined",
            )
            remedy = Text("请只保留正确的一行", "keep the right one alone")
            self._list(row, key, "join-key-twice", text, remedy)

    def _list(self, row: _Row, key: str, code: FoundCode, text: Text, remedy: Text, grade: Grade = Grade.ERROR) -> None:
        excerpt = self.join.delimiter.join(row.cells)[:_EXCERPT]
        where: dict[str, Any] = {"file": self.origin, "row": row.line, "id": key or None, "field": self.join.key}
        self.findings.append(Finding(code=code, excerpt=excerpt, text=text, remedy=remedy, grade=grade, **where))

    def _doubt(self, code: FoundCode, place: Place, text: Text, remedy: Text, **where: str) -> None:
        """Something to look at in a feature; ``where`` is its key as ``id``, its field and an excerpt."""
        at: dict[str, Any] = {"file": place.file, "row": place.row, **where}
        self.findings.append(Finding(code=code, text=text, remedy=remedy, grade=Grade.DOUBT, **at))


FEATURE_CODES: Final = frozenset({"join-differs", "join-key-folded", "join-row-taken"})
REPAIR_CODES: Final = frozenset({"join-line-breaks"})
UNUSED_CODES: Final = frozenset({"join-key-twice", "join-cells", "join-no-key"})
"""Findings that stand at a feature; at a row of the table that is used; and at one that is not."""
_CONTRADICTING: Final = frozenset({"join-key-twice", "join-cells"})
_CELLS_EN: Final = "complete the row or take out what is too much; put quotes around a cell that holds the separator"
_NO_KEY: Final[tuple[FoundCode, Text, Text]] = (
    "join-no-key",
    Text("没有键，未连接", "has no key and is joined to nothing"),
    Text("请补上键", "give it a key"),
)
_SEVERAL_LINES: Final[tuple[FoundCode, Text, Text]] = (
    "join-line-breaks",
    Text("有一个单元格跨行，其中像是含有其他行", "holds a cell of several lines, which may have swallowed other rows"),
    Text("请核对该单元格的引号", "check the quotes of that cell"),
)


def joined_tables(plan: Mapping, found: Sequence[Member]) -> list[Joined]:
    """The tables that a mapping joins, found among the files given or else beside them.

    Raises
    ------
    SourceError
        Where one is missing or stands twice, is not of its declared encoding, is malformed, or is without its key column.
    """
    return [Joined(plan, join, _member_of(join, found)) for join in plan.joins]


def _member_of(join: Join, found: Sequence[Member]) -> Member:
    named = [member for member in ending_in(found, LOOKUP_ENDINGS) if Path(member.name).match(join.file)]
    if len(named) > 1 and len({member.read() for member in named}) > 1:
        raise SourceError(
            Text(
                f"有几个名为 {join.file} 的表：{'、'.join(member.origin for member in named)}",
                f"several tables are called {join.file}: {', '.join(member.origin for member in named)}",
            ),
            Text("请只给出一个", "name one of them alone"),
            file=join.file,
        )
    if named:
        return named[0]
    for folder in dict.fromkeys(member.path.parent for member in found):
        beside = folder / join.file
        if beside.is_file() or (beside.is_dir() and beside.suffix.lower() == GEODATABASE):
            return members([beside])[0]
    raise SourceError(
        Text(f"找不到要连接的表 {join.file}", f"the table to join, {join.file}, is not there"),
        Text("请一并给出该文件，或放在来源文件旁边", "name it too, or put it beside the source"),
        file=join.file,
    )


def _words_for_unknown(plan: Mapping) -> frozenset[str]:
    """The words by which our own tables say that nothing is known, but for those to which the mapping gives a meaning of its own."""
    spoken = {word for rule in plan.rules for word in (*rule.values, *rule.unknown)}
    return frozenset(word for word in UNKNOWN if folded_value(word) not in spoken)


def _marks_for_unknown(plan: Mapping) -> dict[str, frozenset[str]]:
    """By column, the marks by which the mapping lets a source say that nothing is known: those of every field that reads the column."""
    found: dict[str, frozenset[str]] = {}
    for rule in plan.rules:
        for name in rule.columns:
            found[name] = found.get(name, rule.unknown) & rule.unknown
    return {name: marks for name, marks in found.items() if marks}


def _spoken(name: str) -> str:
    return folded_heading(unguard(name))


def _key_place(join: Join, heading: Sequence[str], rows: Sequence[Line], origin: str) -> int:
    key = folded_heading(join.key)
    if heading.count(key) == 1:
        return heading.index(key)
    if key in heading:
        raise _twice(key, heading, origin)
    raise SourceError(
        Text(f"{origin} 没有“{join.key}”一列", f"{origin} has no column {join.key!r}"),
        _where_the_key_is(key, heading, rows),
        file=origin,
        column=join.key,
        line=1,
    )


def _where_the_key_is(key: str, heading: Sequence[str], rows: Sequence[Line]) -> Text:
    """What to do where the first row does not hold the key: what it holds instead tells."""
    if not heading:
        return Text("该表是空的，请补上表头和内容", "the table is empty: give it a heading and rows")
    for sign in SEPARATORS:
        if len(heading) == 1 and key in map(_spoken, heading[0].split(sign)):
            name = "\\t" if sign == "\t" else sign
            return Text(
                f"该表似以“{name}”分隔，请在映射中写明 joins.delimiter",
                f"it seems to be separated by {name!r}: declare joins.delimiter in the mapping",
            )
    for line in rows[:_HEAD]:
        if key in map(_spoken, line.cells):
            return Text(
                f"表头似在第 {line.number} 行，请删去其上各行",
                f"the heading seems to be line {line.number}: take out the lines above it",
            )
    shown = [visible(name)[:_EXCERPT] for name in heading]
    return Text(f"该表的列：{'、'.join(shown)}", f"its columns: {', '.join(shown)}")


def _asked_places(plan: Mapping, heading: Sequence[str], origin: str) -> dict[str, int]:
    """By column that the mapping asks for, its place in the table."""
    places = {}
    for name in plan.columns:
        spoken = folded_heading(name)
        if heading.count(spoken) > 1:
            raise _twice(spoken, heading, origin)
        if spoken in heading:
            places[name] = heading.index(spoken)
    return places


def _twice(name: str, heading: Sequence[str], origin: str) -> SourceError:
    at = [str(place) for place, other in enumerate(heading, 1) if other == name]
    return SourceError(
        Text(
            f"{origin} 第 1 行有几列都叫“{name}”：第 {'、'.join(at)} 列",
            f"{origin}, line 1: columns {', '.join(at)} are all called {name}",
        ),
        Text("请给各列不同的名称", "give each column a name of its own"),
        file=origin,
        column=name,
        line=1,
    )


def _columns(heading: Sequence[str], rows: Sequence[Line], asked: Table[str, int]) -> list[str]:
    """The columns that hold something or are asked for; the last one of our own tables is a note, and holds nothing of a row."""
    filled = {at for line in rows for at, cell in enumerate(line.cells) if cell.strip()} - _notes(heading)
    taken = set(asked.values())
    return [*asked, *(name or f"[{at + 1}]" for at, name in enumerate(heading) if at in filled - taken)]


def _notes(heading: Sequence[str]) -> set[int]:
    """The place of what our own tables say of themselves."""
    return {len(heading) - 1} if heading and heading[-1] in NOTE else set()


def _fold(key: str) -> str:
    return folded_width(key).strip().strip("\ufeff\u200b")


def _blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip()) or value != value  # noqa: PLR0124 - NaN


def _same(one: str, other: str) -> bool:
    number = number_in(one)
    return one == other or (number is not None and number == number_in(other))

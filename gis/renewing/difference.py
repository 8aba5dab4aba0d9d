"""What a source that comes again says otherwise: row by row, field by field, as data and as text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from gis.changes.report import cut_words, section_lines
from gis.columns import Value
from gis.plainly import reported
from gis.renewing.beside import LinkChange, OldPlace, TakenShape
from gis.store.held import HeldChange
from gis.text import Text, either, id_words, in_lang, many
from gis.units import figure

JOIN: Final = Text(
    "先看差异（不加 --yes）：确为同一批加 --same all，只认其中几对加 --same 文件，确要按新增和减少写入加 --as-new",
    "look at the difference first, without --yes: add --same all where they are the same, --same FILE for some of the pairs, --as-new to write them as new and gone",
)
APPLY: Final = Text("加 --yes 写入", "--yes writes it")


class Why(StrEnum):
    """Why what stands is kept though the source says otherwise."""

    EDITED = "edited"
    CONFLICT = "conflict"
    ENDED = "ended"
    ADDED = "added"
    HELD = "held"
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class FieldDifference:
    """One field of one row: what stands, and what the source says now; values as they are stored, and as people read them."""

    id: str
    field: str
    title: Text
    now: Value
    source: Value
    now_words: Text
    source_words: Text

    def line(self) -> Text:
        """The difference as it is read."""
        key = id_words(self.id)
        return Text(
            f"  {key.zh} {self.title.zh}：{cut_words(self.now_words.zh)} → {cut_words(self.source_words.zh)}",
            f"  {key.en} {self.title.en}: {cut_words(self.now_words.en)} → {cut_words(self.source_words.en)}",
        )


@dataclass(frozen=True, kw_only=True)
class RowDifference:
    """A row that is new or gone; ``words`` tell which it is, by its name or what else says most."""

    id: str
    words: Text

    def line(self) -> Text:
        """The row as it is read."""
        key = id_words(self.id)
        return Text(
            f"  {key.zh} {cut_words(self.words.zh)}".rstrip(), f"  {key.en} {cut_words(self.words.en)}".rstrip()
        )


@dataclass(frozen=True, kw_only=True)
class LikelyPair:
    """A row that is gone and a new one that are probably one, whose key alone has changed: how many of their values are alike, and which are not."""

    gone: str
    new: str
    alike: int
    compared: int
    differ: tuple[Text, ...]

    def line(self) -> Text:
        """The pair as it is read, with what makes them one."""
        other = Text("、".join(each.zh for each in self.differ), ", ".join(each.en for each in self.differ))
        return Text(
            f"  {self.gone} → {self.new}：{self.compared} 项中 {self.alike} 项相同"
            f"{f'，不同：{other.zh}' if self.differ else ''}；确为同一条时加 --same {_quoted(self.gone)}={_quoted(self.new)}",
            f"  {self.gone} → {self.new}: {self.alike} of {many(self.compared, 'value')} alike"
            f"{f', not {other.en}' if self.differ else ''}; where they are one add --same {_quoted(self.gone)}={_quoted(self.new)}",
        )


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What stands and is kept though the source says otherwise: who made it so, when, and why it is kept.

    ``field`` is None where it is the row as a whole; ``before`` is what the source said when somebody changed it.
    """

    id: str
    why: Why
    field: str | None
    title: Text
    now_words: Text
    source_words: Text
    by: str
    at: dt.datetime | None

    def in_zone(self, zone: ZoneInfo) -> Kept:
        """The same with its moment as the clocks of a time zone have it."""
        return self if self.at is None else replace(self, at=self.at.astimezone(zone))

    def line(self) -> Text:
        """What is kept, as it is read."""
        when = "" if self.at is None else f"{self.at:%Y-%m-%d}"
        if self.why is Why.HELD:
            return Text(
                f"  {self.id}：来源中已没有，但由 {self.by} 预留至 {self.now_words.zh}，保留",
                f"  {self.id}: not in the source any more, but held by {self.by} until {self.now_words.en}: kept",
            )
        if self.why is Why.REFUSED:
            return Text(
                f"  {self.id}：来源中的这一行被拒绝（{self.source_words.zh}），保留现状",
                f"  {self.id}: its row in the source was refused ({self.source_words.en}): what stands is kept",
            )
        if self.why is Why.ENDED:
            return Text(
                f"  {self.id}：来源中仍有，{self.by} 已于 {when} 终止，不再新增",
                f"  {self.id}: still in the source, ended by {self.by} on {when}: it stays ended",
            )
        if self.why is Why.ADDED:
            return Text(
                f"  {self.id}：来源中没有，由 {self.by} 于 {when} 新增，保留",
                f"  {self.id}: not in the source, added by {self.by} on {when}: kept",
            )
        return Text(
            f"  {self.id} {self.title.zh}：现为 {cut_words(self.now_words.zh)}（{self.by}，{when}），来源为 {cut_words(self.source_words.zh)}",
            f"  {self.id} {self.title.en}: {cut_words(self.now_words.en)} ({self.by}, {when}), the source says {cut_words(self.source_words.en)}",
        )


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A source that comes again, against what stands.

    Parameters
    ----------
    as_of, before
        The days at which the source and what stands are, where they are known.
    rows
        How many rows the source has.
    changed
        Fields that the source says otherwise than it did.
    shapes
        Rows that it draws otherwise.
    periods
        Rows whose figures of another month take the place of those of the month before, and nothing else.
    numbered
        Rows that have another number in the list, and nothing else.
    respelt
        Rows whose values are only written another way; None where nothing tells how they were written.
    kept
        What people made and the source does not say.
    held
        What becomes otherwise of places that somebody holds: area, use, shape. The holds stay.
    links
        Links of the layer, and of others to it, that do not all lead to one feature, or of which more or fewer do than before.
    taken_shapes
        Rows of other layers that were located by rows which go or are drawn otherwise.
    old_places
        Rows that were located by what the source now says otherwise.
    rekeyed
        Whether hardly a row keeps its id: written only where somebody says which rows are the same, or that they are new.
    applied
        The number of the change set that wrote it; None where nothing was written.
    """

    collection: str
    title: Text
    files: tuple[str, ...]
    as_of: dt.date | None
    before: dt.date | None
    rows: int
    new: tuple[RowDifference, ...]
    gone: tuple[RowDifference, ...]
    changed: tuple[FieldDifference, ...]
    shapes: tuple[RowDifference, ...]
    periods: int
    numbered: int
    respelt: tuple[str, ...] | None
    kept: tuple[Kept, ...]
    pairs: tuple[LikelyPair, ...]
    joined: tuple[LikelyPair, ...]
    held: tuple[HeldChange, ...] = ()
    headings: tuple[Text, ...] = ()
    links: tuple[LinkChange, ...] = ()
    old_places: tuple[OldPlace, ...] = ()
    taken_shapes: tuple[TakenShape, ...] = ()
    doubts: int = 0
    rekeyed: bool = False
    applied: int | None = None

    @property
    @reported(after="rows")
    def changed_rows(self) -> int:
        """How many rows have a field or a shape that the source says otherwise."""
        return len({each.id for each in self.changed} | {each.id for each in self.shapes})

    @property
    @reported(after="changed_rows")
    def unchanged(self) -> int:
        """How many rows of the source are as they stand, or only numbered or written otherwise."""
        return (
            self.rows
            - self.changed_rows
            - len(self.new)
            - self.periods
            - len({e.id for e in self.kept if e.why is Why.ENDED})
        )

    @property
    def writes(self) -> bool:
        """Whether there is anything to write."""
        return bool(
            self.new or self.gone or self.changed or self.shapes or self.periods or self.numbered or self.joined
        ) or (self.as_of is not None and self.as_of != self.before)

    def made(self, change_set: int | None) -> Difference:
        """The same once it is written."""
        return replace(self, applied=change_set)

    def text(self, lang: str) -> str:
        """The difference as it is read on a terminal."""
        return "\n".join(in_lang(line, lang) for line in self._lines()) + "\n"

    def _lines(self) -> Iterator[Text]:
        yield from self._head()
        yield from section_lines(Text("修改", "Changed"), [each.line() for each in self.changed])
        yield from section_lines(Text("图形修改", "Drawn otherwise"), [each.line() for each in self.shapes])
        yield from section_lines(Text("新增", "New"), [each.line() for each in self.new])
        yield from section_lines(
            Text("来源中已没有，将终止", "Not in the source any more, to be ended"), [each.line() for each in self.gone]
        )
        yield from section_lines(
            Text("可能是同一条，只是编号改了", "Probably one row, whose key alone changed"),
            [each.line() for each in self.pairs],
        )
        yield from section_lines(
            Text("视为同一条，沿用原编号", "Taken for one row, kept under its id"),
            [each.line() for each in self.joined],
        )
        for why, heading in KEPT_WORDS.items():
            yield from section_lines(heading, [each.line() for each in self.kept if each.why is why])
        yield from section_lines(HELD_WORDS, [each.line() for each in self.held])
        yield from section_lines(Text("表头已换", "Headings that changed"), self.headings)
        yield from section_lines(Text("关联", "Links"), [each.line() for each in self.links])
        yield from section_lines(
            Text("图形按旧值定位，请核对", "Located by what is no longer so: look at their shapes"),
            [each.line() for each in self.old_places],
        )
        yield from section_lines(
            Text(
                "其他图层按这些行定位，图形不变，请核对",
                "Rows of other layers that were located by these and keep their shape: look at them",
            ),
            [each.line() for each in self.taken_shapes],
        )
        yield from self._end()

    def _head(self) -> Iterator[Text]:
        files, rows = ", ".join(self.files), figure(self.rows)
        days = Text(_days(self.before, self.as_of), _days(self.before, self.as_of))
        yield Text(
            f"{files} → {self.title.zh}（{self.collection}）{days.zh}：{rows} 行",
            f"{files} → {self.title.en} ({self.collection}){days.en}: {many(self.rows, 'row')}",
        )
        yield Text(
            f"修改 {figure(self.changed_rows)} 行，新增 {figure(len(self.new))} 行，减少 {figure(len(self.gone))} 行，无变化 {figure(self.unchanged)} 行",
            f"{figure(self.changed_rows)} changed, {figure(len(self.new))} new, {figure(len(self.gone))} gone, {figure(self.unchanged)} unchanged",
        )
        if self.respelt:
            named = "、".join(self.respelt[:_FEW])
            yield Text(
                f"  其中 {figure(len(self.respelt))} 行只是写法不同：{named}{'……' if len(self.respelt) > _FEW else ''}",
                f"  of these {figure(len(self.respelt))} only written another way: {named}{' …' if len(self.respelt) > _FEW else ''}",
            )
        if self.periods:
            yield Text(
                f"  另有 {figure(self.periods)} 行只换了当期数字",
                f"  {many(self.periods, 'row')} besides {either(self.periods, 'has', 'have')} the figures of another month alone",
            )

    def _end(self) -> Iterator[Text]:
        if self.applied is not None:
            number = self.applied
            yield Text(
                f"已写入，第 {number} 号变更（landstock undo {number} 可撤销）",
                f"written as change set {number} (landstock undo {number} takes it back)",
            )
        elif self.rekeyed:
            yield Text(
                f"尚未写入：大多数行的编号都变了，只加 --yes 不会写入。{JOIN.zh}",
                f"nothing is written yet: most rows have another id, and --yes alone does not write them; {JOIN.en}",
            )
        elif self.writes:
            yield Text(f"尚未写入（{APPLY.zh}）", f"nothing is written yet ({APPLY.en})")
        else:
            yield Text("没有可写入的变化", "nothing to write")


_FEW: Final = 5
KEPT_WORDS: Final[Mapping[Why, Text]] = {
    Why.CONFLICT: Text(
        "冲突：双方都改过，保留现值（--over 取来源的）",
        "Conflicts, changed by both: what stands is kept (--over takes the source's)",
    ),
    Why.EDITED: Text(
        "来源未改而此处已改，保留现值（--over 取来源的）",
        "Edited here, not in the source: what stands is kept (--over takes the source's)",
    ),
    Why.ENDED: Text("此处已终止", "Ended here"),
    Why.ADDED: Text("此处新增", "Added here"),
    Why.HELD: Text("已预留，未终止", "Held, not ended"),
    Why.REFUSED: Text("来源中的行被拒绝，保留现状", "Rows of the source that were refused, kept as they stand"),
}
HELD_WORDS: Final = Text(
    "已预留的将改动（预留不变，请与预留人核对）",
    "Held, and changed by this (the hold stays: look at it with its holder)",
)


def _days(before: dt.date | None, now: dt.date | None) -> str:
    if before is None and now is None:
        return ""
    return f" {before or '—'} → {now or '—'}"


def _quoted(word: str) -> str:
    return f'"{word}"' if any(sign in word for sign in " ·'") else word

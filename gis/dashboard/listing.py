"""The dashboard as it is read: on a terminal, and as a workbook with a row a figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from gis.dashboard.changed import LayerChanges, RowChanges, TakenBack
from gis.dashboard.report import Dashboard, Figure, LayerStand
from gis.io.sheet import Cell
from gis.io.xlsx import Book
from gis.rounding import rounded
from gis.row_changes import NUMBERED, PERIOD, RESPELT, apart_words
from gis.text import Text, in_lang, many
from gis.units import UNITS, figure

_STAND: Final = Text("数据状况", "Data")
_MISSING: Final = Text("待核实：按字段", "To check by field")
_FLOORS: Final = Text("从闲置到入驻", "From idle to landed")
_LAND: Final = Text("土地：按状态", "Land by status")
_CLOCK: Final = Text("土地：闲置时钟", "Land by idle clock")
_BLOCKERS: Final = Text("阻碍：按部门", "Blockers by department")
_CHANGED: Final = Text("上次载入以来的变化", "Changed since the last load")
_NOBODY: Final = Text("手续表未列部门", "no department in the table of procedures")
_HEADS: Final = (
    (Text("分项", "Section"), 22), (Text("图层", "Layer"), 18), (Text("分组", "Group"), 30), (Text("状态", "State"), 30),
    (Text("数量", "Count"), 10), (Text("单位", "Unit"), 10), (Text("面积 m²", "Area, m²"), 16), (Text("面积 亩", "Area, mu"), 14),
    (Text("面积待核实", "Area to check"), 14), (Text("清单的过滤条件", "Filter of its list"), 60), (Text("来源", "Source"), 30),
    (Text("数据日期", "As of"), 12),
)  # fmt: skip


class Line(NamedTuple):
    """One figure with where it stands."""

    section: Text
    group: Text
    figure: Figure


def dashboard_text(found: Dashboard, lang: str) -> str:
    """The dashboard as it is read on a terminal: figures without those that count nothing."""
    stands = {stand.collection: stand for stand in found.layers}
    lines = [in_lang(Text(f"{found.title.zh} {found.as_of}", f"{found.title.en}, {found.as_of}"), lang)]
    if found.demonstration is not None:
        lines.append(in_lang(found.demonstration, lang))
    for section, those in groupby(_lines(found), key=lambda line: line.section):
        counted = [(line, stands[line.figure.list.collection]) for line in those if line.figure.count]
        several = len({stand.collection for _, stand in counted}) > 1
        lines += ["", in_lang(section, lang)]
        lines += ["  " + in_lang(_figure_words(line, stand, several=several), lang) for line, stand in counted]
    return "\n".join(lines) + "\n"


def _figure_words(line: Line, stand: LayerStand, *, several: bool) -> Text:
    """A figure; with the title of its layer where figures of ``several`` stand together and its group is no layer."""
    shown, count, group = line.figure, figure(line.figure.count), line.group
    if several and not group.zh.startswith(stand.title.zh):
        group = Text(f"{group.zh} · {stand.title.zh}", f"{group.en} · {stand.title.en}")
    zh, en = (
        f"{group.zh} · {shown.title.zh} {count} {stand.noun.zh}",
        (f"{group.en} · {shown.title.en} {count} {stand.noun.en}"),
    )
    if shown.area_m2 is not None:
        unit = UNITS[str(stand.area_unit)].label
        zh, en = f"{zh} · {figure(shown.area_m2)} {unit.zh}", f"{en} · {figure(shown.area_m2)} {unit.en}"
    if shown.area_mu is not None:
        zh, en = f"{zh}（{figure(shown.area_mu, 1)} 亩）", f"{en} ({figure(shown.area_mu, 1)} mu)"
    if shown.area_unknown:
        unknown = figure(shown.area_unknown)
        zh, en = f"{zh}，面积待核实 {unknown}", f"{en}, area of {unknown} to check"
    return Text(zh, en)


def _lines(found: Dashboard) -> Iterator[Line]:
    titles = {stand.collection: stand.title for stand in found.layers}
    for pipeline in found.floors:
        title = titles[pipeline.collection]
        yield from (Line(_FLOORS, title, each) for each in pipeline.states)
        for breakdown in pipeline.breakdowns:
            section = Text(f"{_FLOORS.zh}：按{breakdown.title.zh}", f"{_FLOORS.en} by {breakdown.title.en}")
            yield from (Line(section, row.title, each) for row in breakdown.rows for each in row.states)
    for land in found.land:
        yield from (Line(_LAND, titles[land.collection], each) for each in land.statuses)
    for land in found.land:
        clock = (*land.clock, *((land.suspected,) if land.suspected else ()))
        yield from (Line(_CLOCK, titles[land.collection], each) for each in clock)
    for department in found.departments:
        who = department.who or _NOBODY
        yield from (Line(_BLOCKERS, who, each.figure) for each in department.blockers)
    yield from (Line(_BLOCKERS, titles[each.list.collection], each) for each in found.blockers_unknown)
    for stand in found.layers:
        old = _old_words(stand)
        group = Text(f"{stand.title.zh}{old.zh}", f"{stand.title.en}{old.en}")
        figures = (stand.total, stand.not_located, stand.to_check, stand.old)
        yield from (Line(_STAND, group, each) for each in figures)
    for stand in found.layers:
        yield from (Line(_MISSING, stand.title, each.figure) for each in stand.missing)


def _old_words(stand: LayerStand) -> Text:
    if not stand.stale or stand.days_old is None:
        return Text("", "")
    return Text(f"（{figure(stand.days_old)} 天未更新）", f" ({many(stand.days_old, 'day')} old)")


def changed_text(found: Dashboard, changes: Sequence[LayerChanges], zone: ZoneInfo, lang: str) -> str:
    """What changed since each layer was loaded, as it is read on a terminal; nothing where nothing did."""
    titles = {stand.collection: stand.title for stand in found.layers}
    said = []
    for layer in changes:
        at, title = layer.loaded_at.astimezone(zone).strftime("%Y-%m-%d %H:%M"), titles[layer.collection]
        brought, since = _counted(layer.brought), _counted(layer.since)
        if brought.zh:
            said.append(
                Text(
                    f"{title.zh} · {at} 载入（{layer.author}）：{brought.zh}",
                    f"{title.en} · load of {at} by {layer.author}: {brought.en}",
                )
            )
        if since.zh:
            said.append(
                Text(f"{title.zh} · {at} 载入以来：{since.zh}", f"{title.en} · since the load of {at}: {since.en}")
            )
        if layer.taken_back is not None:
            said.append(_taken_back_words(title, layer.taken_back, zone))
    lines = [in_lang(_CHANGED, lang), *(f"  {in_lang(line, lang)}" for line in said)]
    return "\n".join(("", *lines)) + "\n" if said else ""


def _taken_back_words(title: Text, taken: TakenBack, zone: ZoneInfo) -> Text:
    at, undone = (each.astimezone(zone).strftime("%Y-%m-%d %H:%M") for each in (taken.loaded_at, taken.undone_at))
    return Text(
        f"{title.zh} · {at} 的导入（第 {taken.change_set} 号，{taken.author}）已于 {undone} 由 {taken.undone_by} 撤销（第 {taken.undone_as} 号），不计入",
        f"{title.en} · the import of {at} (change set {taken.change_set}, {taken.author}) "
        f"was taken back at {undone} by {taken.undone_by} (change set {taken.undone_as}) and is not counted",
    )


def _counted(rows: RowChanges) -> Text:
    counts = ((rows.new, "新增", "new"), (rows.changed, "修改", "changed"), (rows.gone, "减少", "gone"))
    parts = [(f"{zh} {figure(count)}", f"{figure(count)} {en}") for count, zh, en in counts if count]
    apart = apart_words({PERIOD: rows.periods, NUMBERED: rows.numbered, RESPELT: rows.respelt})
    said = [("、".join(zh for zh, _ in parts), ", ".join(en for _, en in parts)), (apart.zh, apart.en)]
    return Text("；".join(zh for zh, _ in said if zh), "; ".join(en for _, en in said if en))


def dashboard_book(found: Dashboard, lang: str) -> bytes:
    """The dashboard as a workbook, a row a figure with the filter of its list."""
    stands = {stand.collection: stand for stand in found.layers}
    book = Book()
    sheet = book.sheet(in_lang(Text("看板", "Dashboard"), lang), [width for _, width in _HEADS])
    lines = list(_lines(found))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(lines), 1), len(_HEADS) - 1)
    for place, (heading, _) in enumerate(_HEADS):
        book.put(sheet, 0, place, in_lang(heading, lang), book.heading)
    plain = book.style()
    for row, line in enumerate(lines, 1):
        for place, cell in enumerate(_cells(line, stands[line.figure.list.collection], lang)):
            book.put(sheet, row, place, cell, plain)
    return book.finished()


def _cells(line: Line, stand: LayerStand, lang: str) -> tuple[Cell, ...]:
    shown = line.figure
    return (
        in_lang(line.section, lang),
        in_lang(stand.title, lang),
        in_lang(line.group, lang),
        in_lang(shown.title, lang),
        shown.count,
        in_lang(stand.noun, lang),
        _area(shown.area_m2),
        _area(shown.area_mu),
        "" if shown.area_unknown is None else shown.area_unknown,
        shown.list.filter,
        in_lang(stand.source, lang),
        "" if stand.as_of is None else stand.as_of.isoformat(),
    )


def _area(area: float | None) -> Cell:
    return "" if area is None else rounded(area, 2)

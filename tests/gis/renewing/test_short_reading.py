"""A workbook that comes again, of which only the rows are read that are others: whatever month comes, all is as if the whole of it had been read."""

from __future__ import annotations

import datetime as dt
import random
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import orjson
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gis.editing.change import removing, setting
from gis.errors import LandstockError
from gis.intake.register import import_register
from gis.io.changed_rows import KnownRows, mark_sheet, open_changed
from gis.io.members import members
from gis.plainly import to_plain
from gis.recalling.undo import undo
from gis.renewing.kept_rows import KeptRows, RowLines, path_of
from gis.renewing.renewal import Place, Renewal, renew_layer
from gis.renewing.rows_read import keep_rows
from gis.renewing.said_rows import SaidRows
from gis.renewing.wishes import Wishes

ROWS: Final = 230
MAPPING: Final = """
[register]
id = "plots"
kind = "parcel"
title = { zh = "地块", en = "Plots" }
source = { zh = "测试", en = "test" }
metric_crs = "EPSG:32650"
as_of_stated = true

[[fields]]
name = "id"
zh = "编号"
en = "Id"
role = "id"
from = "编码"
keep = true

[[fields]]
name = "parcel_code"
zh = "宗地代码"
en = "Parcel code"
role = "parcel_code"
from = "宗地代码"
keep = true
identifier = "parcel_code"

[[fields]]
name = "firm"
zh = "企业"
en = "Firm"
role = "owner"
from = "企业"
keep = true

[[fields]]
name = "area"
type = "number"
unit = "m2_land"
role = "area"
zh = "面积"
en = "Area"
from = "面积（亩）"

[[fields]]
name = "use"
zh = "用途"
en = "Use"
role = "usage"
codelist = "land_use_2023"
from = "用途"
unknown = ["待定"]

[[fields]]
name = "since"
type = "date"
zh = "供地时间"
en = "Supplied"
past = true
from = "供地时间"

[[fields]]
name = "done"
type = "number"
zh = "{n}月完成"
en = "{n}月完成"
from = "{n}月完成"
"""
HEADINGS: Final = ("编码", "宗地代码", "企业", "面积（亩）", "用途", "供地时间", "{n}月完成")
AREAS: Final = (12.5, 30.0, "约9900", "9,931.72", "1.2万㎡", None, "/", "不详", -3.0, 0.0)
USES: Final = ("100101", "工业用地", "二类工业用地", "待定", "乱写", None, 1101.0)
DAYS: Final = (dt.date(2021, 6, 1), "2021年6月1日", "2021.6", "去年", None, dt.date(2031, 1, 1), 44348.0)
FIRMS: Final = ("甲厂", "乙 厂", "丙厂\n二车间", "１２公司", None)
Row = list[Any]
Month = list[Row]


def row(number: int) -> Row:
    """A record; its cells are of all kinds."""
    draw = random.Random(number)
    code = f"370113001001GB{number:05d}" if number % 5 else draw.choice(("无", None, "3.70113E+18", f"坏{number}"))
    firm = draw.choice((*FIRMS, f"企业{number}"))
    return [f"C{number}", code, firm, draw.choice(AREAS), draw.choice(USES), draw.choice(DAYS), float(number % 7)]


def write(path: Path, rows: Month, month: int, hidden: Sequence[int] = ()) -> Path:
    """A month's workbook."""
    book = xlsxwriter.Workbook(str(path))
    sheet, day = book.add_worksheet("清单"), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write(0, 0, f"地块台账（2026年{month}月）")
    sheet.write_row(1, 0, [heading.replace("{n}", str(month)) for heading in HEADINGS])
    for line, cells in enumerate(rows, 2):
        for place, cell in enumerate(cells):
            if isinstance(cell, dt.date):
                sheet.write_datetime(line, place, dt.datetime.combine(cell, dt.time()), day)
            elif isinstance(cell, str) and cell.startswith("="):
                sheet.write_formula(line, place, cell, None, "" if cell.endswith("+0") else 7)
            elif cell is not None:
                sheet.write(line, place, cell)
        if line in hidden:
            sheet.set_row(line, None, None, {"hidden": True})
    book.close()
    return path


class Twice:
    """Two folders that are alike: into one each month is brought by what is other in it alone, into the other as a whole."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.root, self.folder = root, folder
        self.mapping = folder / "plots.toml"
        self.mapping.write_text(MAPPING, "utf-8")
        self.places = [Place(into=folder / name, shared=root / "layers") for name in ("short", "whole")]

    def begin(self, rows: Month) -> None:
        """Bring the first month into both."""
        path = write(self.folder / "1.xlsx", rows, 1)
        report = import_register([path], self.mapping, self.places[0].into, shared=self.root / "layers")
        keep_rows(self.places[0].open(), report, members([path]))
        shutil.copytree(self.places[0].into, self.places[1].into)

    def both(self, act: Callable[[Place], object]) -> None:
        """Do the same to both, at the same moment."""
        act(self.places[0])
        shutil.rmtree(self.places[1].into)
        shutil.copytree(self.places[0].into, self.places[1].into)

    def bring(self, path: Path, **wishes: Any) -> Renewal | None:
        """Bring a month into both, and see that nothing differs; None where both refuse it alike."""
        made = [self._renew(path, place, shortly=place is self.places[0], **wishes) for place in self.places]
        short, whole = made
        if not (isinstance(short, Renewal) and isinstance(whole, Renewal)):
            assert short == whole
            return None
        assert whole.unread == 0
        assert replace(short.difference) == replace(whole.difference)
        assert short.report.text("zh") == whole.report.text("zh")
        assert to_plain(short.report) == to_plain(whole.report)
        assert self._stands(self.places[0]) == self._stands(self.places[1])
        return short

    def _renew(self, path: Path, place: Place, *, shortly: bool, **wishes: Any) -> Renewal | str:
        try:
            return renew_layer([path], self.mapping, place, Wishes(**wishes), shortly=shortly)
        except LandstockError as mistake:
            return str(mistake)

    @staticmethod
    def _stands(place: Place) -> list[Any]:
        """What is in a folder: the layer, its declaration, the log, what was kept of the source."""
        folder = place.open()
        layer = folder.inventory().layers["plots"]
        kept = KeptRows.read(path_of(folder.store.local, "plots"))
        assert kept is not None
        rows = [layer.properties(n) for n in range(len(layer))]
        log = [(each.seq, each.action, each.id, each.before, each.after) for each in folder.store.log()]
        lines = [kept.lines.line(n) for n in range(len(kept.keys))]
        told = [kept.columns, kept.keys, lines, kept.marks.tolist(), kept.sheet, kept.last, _said(kept)]
        files = [(place.into / name).read_bytes() for name in ("catalog.toml", "import-report.json")]
        return [layer.collection, rows, log, told, files]


def _said(kept: KeptRows) -> list[Any]:
    """What is kept of what was said of rows, in an order of its own."""
    if not kept.said:
        return []
    said = SaidRows.unpack(kept.said)
    cells = [[*each[:-1], said.texts[each[-1]]] for each in said.cells]
    doubts = [[*each[:3], said.texts[each[3]], said.texts[each[4]], *each[5:]] for each in said.doubts + said.repaired]
    return [cells, doubts, said.blank, said.numbers, {name: sorted(each) for name, each in said.fields.items()}]


@pytest.fixture(scope="module")
def begun(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two folders with the first month in both."""
    folder = tmp_path_factory.mktemp("begun")
    Twice(root, folder).begin([row(number) for number in range(1, ROWS + 1)])
    return folder


def change(rows: Month, draw: random.Random, how: str) -> Month:  # noqa: C901, PLR0912 - a line or two for each way
    """A month after another."""
    at, number = draw.randrange(len(rows)), draw.randrange(1_000, 90_000)
    match how:
        case "cell":
            place = draw.randrange(1, 7)
            rows[at] = [*rows[at][:place], row(number)[place], *rows[at][place + 1 :]]
        case "new":
            rows.insert(at, row(number))
        case "gone":
            del rows[at]
        case "moved":
            rows.append(rows.pop(at))
        case "key":
            rows[at] = [f"K{number}", *rows[at][1:]]
        case "twice":
            rows.append(list(rows[at]))
        case "no id":
            rows[at] = [None, *rows[at][1:]]
        case "number twice":
            rows[at] = [rows[at][0], rows[at - 1][1], *rows[at][2:]]
        case "total":
            rows.append(["合计", None, None, 100.0, None, None, 5.0])
        case "sum without a name":
            rows.append(
                [None, None, None, sum(each[3] for each in rows if isinstance(each[3], float)), None, None, 1.0]
            )
        case "section":
            rows.insert(at, ["一、停工项目", *[None] * 6])
        case "blank":
            rows.insert(at, [None] * 7)
        case "headings again":
            rows.insert(at, ["序号", "宗地代码", "企业", "面积（亩）", "用途", "供地时间", "1月完成"])
        case "formula":
            rows[at] = [*rows[at][:6], "=1+6"]
        case "formula without a value":
            rows[at] = [*rows[at][:3], "=1+0", *rows[at][4:]]
        case "written otherwise":
            rows[at] = [*rows[at][:6], f"{rows[at][6]}" if isinstance(rows[at][6], float) else "５"]
    return rows


HOWS: Final = (
    *("cell", "new", "gone", "moved", "key", "formula", "formula without a value", "written otherwise") * 3,
    "twice", "no id", "number twice", "total", "sum without a name", "section", "blank", "headings again",
)  # fmt: skip


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    seed=st.integers(0, 1 << 30),
    months=st.lists(st.lists(st.sampled_from(HOWS), min_size=1, max_size=5), min_size=2, max_size=2),
    over=st.booleans(),
)
def test_months_of_any_kind_come_to_the_same(
    root: Path, begun: Path, tmp_path_factory: pytest.TempPathFactory, seed: int, months: list[list[str]], over: bool
) -> None:
    draw = random.Random(seed)
    folder = tmp_path_factory.mktemp("months")
    shutil.copytree(begun, folder, dirs_exist_ok=True)
    twice = Twice(root, folder)
    rows = [row(number) for number in range(1, ROWS + 1)]
    for month, hows in enumerate(months, 2):
        for how in hows:
            rows = change(rows, draw, how)
        path = write(folder / f"{month}.xlsx", rows, month, hidden=draw.sample(range(2, 200), 2))
        twice.bring(path, apply=True, over=over)


def test_a_plain_month_is_hardly_read_and_people_s_edits_stay(root: Path, begun: Path, tmp_path: Path) -> None:
    shutil.copytree(begun, tmp_path, dirs_exist_ok=True)
    twice, rows = Twice(root, tmp_path), [row(number) for number in range(1, ROWS + 1)]
    numbers: list[int | None] = []

    def edit(place: Place) -> None:
        place.open().edit([setting("plots", "C150", {"firm": "改过"}), removing("plots", "C160")], author="李某")

    twice.both(edit)
    rows[199], rows[169] = [*rows[199][:3], 77.0, *rows[199][4:]], [*rows[169][:2], "新名", *rows[169][3:]]
    made = twice.bring(write(tmp_path / "2.xlsx", rows, 1), apply=True)
    assert made is not None
    numbers.append(made.difference.applied)
    assert made.unread == ROWS - 98 - 4, "but for the head, what is other and what people touched"
    assert sorted(each.why for each in made.difference.kept) == ["edited", "ended"]
    shown = twice.bring(tmp_path / "2.xlsx")
    assert shown is not None
    assert (shown.unread, shown.difference.changed) == (ROWS - 98 - 2, ())

    def take_back(place: Place) -> None:
        folder = place.open()
        assert numbers[0] is not None
        undo(folder.store, folder.inventory(), numbers[0], "somebody")

    twice.both(take_back)
    again = twice.bring(tmp_path / "2.xlsx", apply=True)
    assert again is not None
    assert (again.unread, len(again.difference.changed)) == (0, 2), "what was taken back is read as a whole"


def test_all_is_read_where_what_the_reading_rests_on_is_another(root: Path, begun: Path, tmp_path: Path) -> None:
    shutil.copytree(begun, tmp_path, dirs_exist_ok=True)
    twice, rows = Twice(root, tmp_path), [row(number) for number in range(1, ROWS + 1)]
    path = write(tmp_path / "2.xlsx", rows, 1)
    before = twice.bring(path)
    assert before is not None
    assert before.unread == ROWS - 98
    twice.mapping.write_text(MAPPING.replace('"待定"', '"待定", "乱写"'), "utf-8")
    other = twice.bring(path)
    assert other is not None
    assert other.unread == 0
    assert other.difference.changed == (), "neither word is a use"
    assert orjson.dumps(to_plain(other.report)) != orjson.dumps(to_plain(before.report))


def test_a_day_that_was_to_come_is_looked_at_again_on_another_day(root: Path, begun: Path, tmp_path: Path) -> None:
    shutil.copytree(begun, tmp_path, dirs_exist_ok=True)
    twice, rows = Twice(root, tmp_path), [row(number) for number in range(1, ROWS + 1)]
    to_come = sum(each[5] == dt.date(2031, 1, 1) for each in rows[98:])
    assert to_come
    path = write(tmp_path / "2.xlsx", rows, 1)

    def earlier(place: Place, day: str) -> None:
        file = path_of(place.open().store.local, "plots")
        kept = KeptRows.read(file)
        assert kept is not None
        assert kept.sheet is not None
        replace(kept, sheet=replace(kept.sheet, day=day)).write(file)

    for day, unread in (("2026-01-01", ROWS - 98 - to_come), ("9999-01-01", 0)):
        twice.both(lambda place, day=day: earlier(place, day))  # type: ignore[misc]
        made = twice.bring(path)
        assert made is not None
        assert made.unread == unread


def test_a_row_has_its_mark_wherever_it_stands_and_no_other_row_has_it(tmp_path: Path) -> None:
    rows = [row(number) for number in range(1, ROWS + 1)]
    one = mark_sheet(write(tmp_path / "a.xlsx", rows, 1).read_bytes(), "a", "清单")
    other = mark_sheet(write(tmp_path / "b.xlsx", [row(999), *rows[::-1]], 1).read_bytes(), "b", "清单")
    assert one is not None
    assert other is not None
    assert len(set(one.marks.tolist())) == ROWS + 2
    assert other.marks[3:].tolist() == one.marks[2:].tolist()[::-1]
    data = (tmp_path / "b.xlsx").read_bytes()
    found = open_changed(data, "b", KnownRows(sheet="清单", formats=one.formats, marks=one.marks), 10)
    assert found is not None
    assert found.numbers.tolist() == list(range(1, 101))
    assert open_changed(data, "b", replace(one, formats="another"), 10) is None
    assert open_changed(data, "b", replace(one, marks=one.marks[:9]), 10) is None, "too many are others"


@given(st.lists(st.tuples(st.integers(-1, 299), st.binary(max_size=3)), max_size=400))
def test_rows_packed_anew_are_those_that_were_asked_for(order: list[tuple[int, bytes]]) -> None:
    lines = [b"%d" % number for number in range(300)]
    packed = RowLines.of(lines)
    fresh = {place: b"new" for place, (old, _) in enumerate(order) if old < 0}
    before = np.array([old for old, _ in order], np.int64)
    made = packed.renewed(before, fresh)
    assert [made.line(place) for place in range(len(order))] == [lines[old] if old >= 0 else b"new" for old, _ in order]

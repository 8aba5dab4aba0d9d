"""A ledger that comes again: what differs is shown, written as one change set, and taken back."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from gis.editing.change import adding, removing, setting
from gis.errors import MappingError, SourceError
from gis.inventory import Edit
from gis.layer import Feature
from gis.recalling.undo import undo
from gis.renewing.difference import Why
from gis.renewing.difference_book import write_difference
from gis.renewing.same_rows import read_same
from gis.reservation import ReservedItem
from gis.reservations import Terms, Wanted, make, run
from gis.store.protocol import Action
from tests.gis.renewing.conftest import MAPPING, Months, Row, rows


def changed(given: list[Row], key: str, place: int, value: str) -> list[Row]:
    """Rows with one cell changed."""
    return [(*row[:place], value, *row[place + 1 :]) if row[0] == key else row for row in given]  # type: ignore[misc]


def test_a_month_is_shown_then_written_then_taken_back(months: Months) -> None:
    before = months.layer()
    given = [*changed(changed(rows(), "C2", 2, "1500"), "C3", 1, "新公司")[:5], ("C9", "新厂", "900", "9", "1")]
    shown = months.show(given).difference
    assert (shown.as_of, shown.before) == (dt.date(2026, 2, 28), dt.date(2026, 1, 31))
    assert [(each.id, each.field, each.now, each.source) for each in shown.changed] == [
        ("C2", "area", 1020.0, 1500.0),
        ("C3", "firm", "丁公司3", "新公司"),
    ]
    assert ([each.id for each in shown.new], [each.id for each in shown.gone]) == (["C9"], ["C6"])
    assert (shown.changed_rows, shown.unchanged, shown.applied) == (2, 3, None)
    assert months.layer().properties(1) == before.properties(1), "shown, and nothing written"
    source = (months.into / "plants.geojson").read_bytes()
    made = months.bring(given).difference
    assert made.applied is not None
    assert (months.value("C2", "area"), "C6" in months.layer().row_of, months.value("C9", "firm")) == (
        1500,
        False,
        "新厂",
    )
    assert (months.into / "plants.geojson").read_bytes() == source, "the layer's file is not touched"
    collection = months.open().inventory().catalog.collections["plants"]
    assert (collection.as_of, collection.source.zh) == (dt.date(2026, 2, 28), "厂房台账（2026年2月）")
    assert not months.bring(given).difference.writes, "the same file twice changes nothing"
    folder = months.open()
    entries = folder.store.change_set(made.applied)
    assert {entry.action for entry in entries} == {Action.IMPORT}
    undo(folder.store, folder.inventory(), made.applied, "somebody")
    after = months.layer()
    assert [after.properties(row) for row in range(len(after))] == [
        before.properties(row) for row in range(len(before))
    ]
    assert after.collection.as_of == dt.date(2026, 1, 31)
    assert months.show(given).difference.changed == shown.changed, "what was taken back comes again"


def test_figures_of_another_month_and_other_numbers_are_no_changes_of_a_row(months: Months) -> None:
    given = [(*row[:4], "99") for row in rows()]
    shown = months.show(given).difference
    assert (shown.changed, shown.periods) == ((), 6)
    assert [each.zh for each in shown.headings] == ["  1月完成 → 2月完成"]
    months.bring(given)
    assert months.layer().collection.by_name["done"].title.zh == "2月完成"
    assert months.value("C1", "done") == 99
    again = months.show([(*row[:4], "98") for row in rows()]).difference
    assert (len(again.changed), again.periods) == (6, 0), "a correction of the same month is one"
    moved = months.show([("C0", "零", "1", "1", "99"), *given]).difference
    assert ([each.id for each in moved.new], moved.changed, moved.numbered) == (["C0"], (), 6)


def test_a_value_that_is_only_written_another_way_is_no_change(months: Months) -> None:
    months.bring(given := [(*row[:4], "99") for row in rows()])
    other = changed(changed(given, "C2", 2, "１０２０"), "C3", 3, "23.0")
    shown = months.show(other, month=3).difference
    assert (shown.changed, shown.respelt) == ((), ("C2", "C3"))
    assert "只是写法不同" in shown.text("zh")


def test_what_people_changed_stays_unless_it_is_said(months: Months) -> None:
    months.open().edit(
        [setting("plants", "C1", {"area": 7.0}), setting("plants", "C2", {"area": 8.0, "rent": 5.0})], author="李某"
    )
    given = changed(changed(rows(), "C2", 2, "1500"), "C2", 3, "5")
    shown = months.show(given).difference
    assert shown.changed == ()
    assert [(each.id, each.field, each.why, each.by) for each in shown.kept] == [
        ("C1", "area", Why.EDITED, "李某"),
        ("C2", "area", Why.CONFLICT, "李某"),
    ], "where both say the same nothing is to be settled"
    offsets = {each.at.utcoffset() for each in shown.kept if each.at is not None}
    assert offsets == {dt.timedelta(hours=8)}, "the day of an edit is that of the place, as in the log"
    months.bring(given)
    assert (months.value("C1", "area"), months.value("C2", "area")) == (7, 8)
    assert months.show(given, month=3).difference.kept[1].why is Why.CONFLICT, "it is shown as long as it stands"
    months.bring(given, month=3, over=True)
    assert (months.value("C1", "area"), months.value("C2", "area")) == (1010, 1500)
    later = months.show(changed(given, "C1", 2, "1011"), month=4).difference
    assert [(each.id, each.field) for each in later.changed] == [("C1", "area")], (
        "what was given up is no edit any more"
    )


def test_a_figure_is_told_without_the_digits_of_a_conversion(months: Months) -> None:
    shown = months.show(changed(changed(rows(), "C1", 2, "58666.666666666664"), "C2", 2, "1500.125")).difference
    told = {each.id: each.source_words.zh for each in shown.changed}
    assert told["C1"].startswith("58,666.67 m²"), told
    assert told["C2"].startswith("1,500.125 m²"), "what somebody wrote is told to its last digit"


def test_an_edit_that_was_taken_back_stands_in_nobodys_way(months: Months) -> None:
    made = months.open().edit([setting("plants", "C1", {"area": 7.0})])
    folder = months.open()
    assert made.change_set is not None
    undo(folder.store, folder.inventory(), made.change_set, "somebody")
    shown = months.show(changed(rows(), "C1", 2, "1500")).difference
    assert ([each.id for each in shown.changed], shown.kept) == (["C1"], ())


def test_rows_that_people_made_or_ended_stay_so(months: Months) -> None:
    own = Feature("X1", None, {"id": "X1", "firm": "自建"})
    months.open().edit([adding("plants", own), removing("plants", "C3")], author="李某")
    shown = months.show(rows()).difference
    assert [(each.id, each.why) for each in shown.kept] == [("C3", Why.ENDED), ("X1", Why.ADDED)]
    assert (shown.new, shown.gone) == ((), ())
    months.bring(rows())
    assert ("C3" in months.layer().row_of, "X1" in months.layer().row_of) == (False, True)


def test_a_row_whose_key_alone_changed_is_proposed_and_joined_where_somebody_says_so(months: Months) -> None:
    months.open().edit([setting("plants", "C2", {"rent": 1.0})])
    given = changed(rows(), "C2", 0, "C2-甲")
    given = [(row[0], row[1], row[2], "22" if row[0] == "C2-甲" else row[3], "99") for row in given]
    shown = months.show(given).difference
    assert [(pair.gone, pair.new) for pair in shown.pairs] == []
    months.open().edit([setting("plants", "C2", {"rent": 22.0})])
    shown = months.show(given).difference
    ((pair),) = shown.pairs
    assert (pair.gone, pair.new, pair.alike, pair.compared) == ("C2", "C2-甲", 3, 3)
    assert ([each.id for each in shown.new], [each.id for each in shown.gone]) == (["C2-甲"], ["C2"]), (
        "never joined unasked"
    )
    made = months.bring(given, same={"C2": "C2-甲"}).difference
    assert (made.new, made.gone, len(made.joined)) == ((), (), 1)
    assert ("C2" in months.layer().row_of, "C2-甲" in months.layer().row_of) == (True, False)
    later = months.show(changed(given, "C2-甲", 2, "5"), month=3).difference
    assert ([each.id for each in later.changed], later.new, later.gone) == (["C2"], (), ()), "it is remembered"


def test_months_that_alternate_while_the_declaration_grows_leave_no_edits_that_nobody_made(months: Months) -> None:
    """Fails where the growth of the declaration brings back values of an import before, as somebody's edits."""
    given = changed(rows(), "C1", 2, "1500")
    months.bring(given)
    months.bring(rows(), month=3)
    made = months.bring(changed(rows(), "C4", 3, "面议"), month=4).difference
    assert (made.changed_rows, made.kept) == (1, ())
    assert (months.value("C1", "area"), months.value("C4", "rent_original")) == (1010, "面议")
    made = months.bring(given, month=5).difference
    assert ({each.id for each in made.changed}, made.kept) == ({"C1", "C4"}, ())


def test_a_month_whose_ids_all_changed_is_written_only_where_somebody_says_what_they_are(
    months: Months, tmp_path: Path
) -> None:
    months.bring(rows(12))
    before = months.open().store.state(months.open().catalog)
    given = [(f"N{row[0]}", *row[1:]) for row in rows(12)]
    shown = months.show(given, month=3).difference
    assert (shown.rekeyed, len(shown.pairs), shown.applied) == (True, 12, None)
    assert "--same all" in shown.text("en")
    with pytest.raises(SourceError, match="only 0 of 12 rows have an id"):
        months.bring(given, month=3)
    assert months.open().store.state(months.open().catalog) == before
    path = tmp_path / "difference.xlsx"
    path.write_bytes(write_difference(shown, "zh"))
    assert read_same(path) == {f"C{n}": f"NC{n}" for n in range(1, 13)}
    assert len(months.show(given, month=3, same=read_same(path)).difference.joined) == 12
    joined = months.show(given, month=3, all_alike=True).difference
    assert (len(joined.joined), joined.new, joined.gone, joined.rekeyed) == (12, (), (), False)
    made = months.bring(given, month=3, all_alike=True).difference
    assert made.applied is not None
    assert set(months.layer().ids) == {f"C{n}" for n in range(1, 13)}
    again = [(f"M{row[0]}", *row[1:]) for row in rows(12)]
    made = months.bring(again, month=4, as_new=True).difference
    assert (len(made.new), len(made.gone)) == (12, 12)


def test_rows_that_are_said_to_be_one_and_are_not_there_are_refused(months: Months) -> None:
    given = changed(rows(), "C2", 0, "C2-甲")
    for same, words in (
        ({"C9": "C2-甲"}, "has no C9"),
        ({"C2": "C7"}, "the source has no C7"),
        ({"C2": "C1"}, "both stand"),
    ):
        with pytest.raises(SourceError, match=words):
            months.bring(given, same=same)


def test_a_file_without_pairs_is_no_list_of_what_is_the_same(tmp_path: Path) -> None:
    path = tmp_path / "same.csv"
    path.write_text("旧,新\nC1,D1\n", "utf-8")
    with pytest.raises(SourceError, match="no two columns Gone and New"):
        read_same(path)
    path.write_text("Gone,New\nC1,D1\nC2,D1\n", "utf-8")
    with pytest.raises(SourceError, match="row 3"):
        read_same(path)


def test_a_new_kind_of_unknown_value_makes_the_declaration_grow_and_keeps_edits(months: Months) -> None:
    months.open().edit([setting("plants", "C1", {"firm": "改名"})])
    months.bring(changed(rows(), "C4", 3, "面议"))
    assert (months.value("C4", "rent"), months.value("C4", "rent_original")) == (None, "面议")
    assert months.value("C1", "firm") == "改名"
    assert "rent_original" in (months.into / "catalog.toml").read_text("utf-8")


@pytest.mark.parametrize(
    ("given", "month", "error", "words"),
    [
        (rows(), 0, SourceError, "stands at 2025-12-31"),
        ([(f"Z{n}", "别处", "1", "1", "1") for n in range(12)], 2, SourceError, "another ledger: 0 of its 12 rows"),
        ([("C1", f"甲{n}", "1", "1", "1") for n in range(12)], 2, MappingError, "11 of 12 rows"),
    ],
    ids=["an earlier month", "another ledger", "no key"],
)
def test_what_cannot_be_the_next_month_is_said_and_changes_nothing(
    months: Months, given: list[Row], month: int, error: type[Exception], words: str
) -> None:
    if len(given) > 6:
        months.bring(rows(12))
    before = months.open().store.state(months.open().catalog)
    if month == 0:
        path = months.folder / "old.csv"
        path.write_text("厂房台账（2025年12月）\n序号,编码,企业,面积（㎡）,租金,12月完成\n1,C1,甲,1,1,1\n", "utf-8")
        from gis.renewing.renewal import renew_layer

        with pytest.raises(error, match=words):
            renew_layer([path], months.mapping, months.place)
    else:
        with pytest.raises(error, match=words):
            months.bring(given, month)
    assert months.open().store.state(months.open().catalog) == before


def test_a_source_of_which_nothing_can_be_used_ends_nothing(months: Months) -> None:
    """Fails where a file whose every row is refused ends every row that stands."""
    with pytest.raises(SourceError, match="no row of the source can be used"):
        months.bring([("", *row[1:]) for row in rows()])
    assert len(months.layer()) == 6


def test_a_difference_is_a_workbook_too(months: Months, tmp_path: Path) -> None:
    from python_calamine import CalamineWorkbook

    path = tmp_path / "difference.xlsx"
    path.write_bytes(write_difference(months.show(changed(rows(), "C2", 2, "1500")).difference, "zh"))
    first = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert first[0][:4] == ["编号", "字段", "现为", "来源为"]
    assert first[1][:4] == ["C2", "面积", "1,020 m²", "1,500 m²"]


def test_each_past_month_is_as_its_file_said(months: Months) -> None:
    """A year: what was asked of March is what March's file says, also in December."""
    given, stood = rows(), {}
    for month in range(2, 13):
        given = changed(given, f"C{month % 6 + 1}", 2, str(2000 + month))
        if month % 5 == 0:
            given = [*given[1:], (f"N{month}", f"新{month}", str(month), "1", "0")]
        months.bring(given, month)
        folder = months.open()
        stood[folder.store.state(folder.catalog).edit] = (month, list(given))
    folder = months.open()
    for seq, (month, said) in stood.items():
        past = folder.inventory_after(seq, folder.inventory())
        layer = past.layers["plants"]
        areas = {key: layer.columns["area"].value(row) for row, key in enumerate(layer.ids)}
        assert areas == {row[0]: float(row[2]) for row in said}, month
        assert past.catalog.collections["plants"].as_of.month == month  # type: ignore[union-attr]
        assert layer.collection.by_name["done"].title.zh == f"{month}月完成"


def test_somebody_who_writes_between_comparing_and_writing_is_not_overrun(
    months: Months, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gis.renewing import renewal

    write = renewal._Work.write

    def edited_first(work: renewal._Work, *given: object) -> int | None:
        folder = months.open()
        folder.store.apply(folder.catalog, [Edit(collection="plants", id="C5", feature=None)], "other")
        return write(work, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(renewal._Work, "write", edited_first)
    with pytest.raises(SourceError, match="changed Plants, or holds of it, after it was compared"):
        months.bring(changed(rows(), "C2", 2, "1500"))
    assert months.value("C2", "area") == 1020


def held_by(months: Months, *keys: str) -> None:
    """A firm holds floors of the folder."""
    folder = months.open()
    items = tuple(ReservedItem(collection="plants", id=key) for key in keys)
    wanted = Wanted(firm="己公司", items=items, until=dt.date(2999, 6, 30))
    terms = Terms(longest_days=1_000_000)
    run(folder.store, folder.catalog, "me", lambda t: make(t, folder.catalog, terms, wanted, "me"))


def test_what_becomes_otherwise_of_a_held_floor_is_said_first_and_the_hold_stays(root: Path, tmp_path: Path) -> None:
    """What would break: a firm holds 1,020 m² and finds 500, or nothing, and nobody was told."""
    months = Months(root, tmp_path)
    months.mapping.write_text(MAPPING.replace('name = "area"', 'name = "area"\nrole = "area"'), "utf-8")
    months.begin(rows())
    held_by(months, "C2", "C3", "C6")
    given = changed(changed(changed(rows()[:5], "C2", 2, "500"), "C3", 3, "99"), "C4", 2, "500")
    shown = months.show(given).difference
    (area,) = shown.held
    assert (area.id, area.now_words.zh, area.source_words.zh, area.holder) == ("C2", "1,020 m²", "500 m²", "己公司")
    assert "C2 面积：1,020 m² → 500 m²（己公司 预留至 2999-06-30）" in shown.text("zh")
    assert "the hold stays" in shown.text("en")
    assert [(each.id, each.why) for each in shown.kept] == [("C6", Why.HELD)]
    assert write_difference(shown, "zh")
    months.bring(given)
    inventory = months.open().inventory()
    assert months.value("C2", "area") == 500
    assert [item.id for each in inventory.reservations for item in each.items] == ["C2", "C3", "C6"]
    assert "C6" in months.layer().row_of

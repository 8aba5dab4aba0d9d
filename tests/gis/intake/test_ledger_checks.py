"""What the rows of a ledger have to agree in, and the totals that it states."""

from __future__ import annotations

import pytest

from gis.intake.agreement import Check, CheckKind, disagreements, in_doubt
from gis.intake.totals import Sums
from gis.text import Text

TITLES = {name: Text(name, name) for name in ("a", "b", "c", "#section")}


def check(kind: CheckKind, field: str, *others: str) -> Check:
    return Check(kind=kind, field=field, others=others)


AGREE = check(CheckKind.AGREE, "a", "b")
AT_MOST = check(CheckKind.AT_MOST, "a", "b")
SUM = check(CheckKind.SUM, "a", "b", "c")
SAME = check(CheckKind.SAME, "a", "#section")


@pytest.mark.parametrize(
    ("rule", "values", "untaken"),
    [
        (AGREE, {"a": 10_000.0, "b": 10_050.0}, None),
        (AGREE, {"a": 10_000.0, "b": 10_200.0}, ("a", "b")),
        (AGREE, {"a": 15.0, "b": 10_000.0}, ("a", "b")),
        (AGREE, {"a": 10_000.0, "b": None}, None),
        (AT_MOST, {"a": 500.0, "b": 500.0}, None),
        (AT_MOST, {"a": 500.5, "b": 500.0}, ("a",)),
        (SUM, {"a": 30.0, "b": 10.0, "c": 20.0}, None),
        (SUM, {"a": 35.0, "b": 10.0, "c": 20.0}, ()),
        (SUM, {"a": 35.0, "b": 10.0, "c": None}, None),
        (SAME, {"a": "续建", "#section": "续建"}, None),
        (SAME, {"a": "新建", "#section": "续建"}, ()),
        (SAME, {"a": None, "#section": "续建"}, None),
    ],
)  # fmt: skip
def test_what_does_not_agree_is_said_and_only_what_is_uncertain_for_it_is_not_taken(
    rule: Check, values: dict[str, object], untaken: tuple[str, ...] | None
) -> None:
    found = [each.untaken for each in disagreements(values, [rule], TITLES)]  # type: ignore[arg-type]
    assert found == ([] if untaken is None else [untaken])
    columns = {name: [None, value, None] for name, value in values.items()}
    assert untaken is None or in_doubt(rule, columns, 3) == [1]  # type: ignore[arg-type]
    assert 0 not in in_doubt(rule, columns, 3)  # type: ignore[arg-type]


def sums(*records: tuple[str, float | None]) -> Sums:
    made = Sums(("area",))
    for section, value in records:
        made.add(section, 1, {"area": [value]})
    return made


def test_a_total_within_a_section_is_of_the_section() -> None:
    made = sums(("一", 10.0), ("一", 20.0), ("二", 5.0))
    [total] = made.hold_against(9, "合计 ", "二", {"area": 5.0})
    assert (total.section, total.summed, total.agrees) == ("二", 5.0, True)


def test_a_total_of_all_says_so_or_stands_where_there_are_no_sections() -> None:
    made = sums(("一", 10.0), ("二", 5.0))
    [whole] = made.hold_against(9, "总　计", "二", {"area": 15.0})
    assert (whole.section, whole.summed, whole.agrees) == ("", 15.0, True)
    [plain] = sums(("", 10.0), ("", None)).hold_against(9, "合计", "", {"area": 12.0})
    assert (plain.section, plain.summed, plain.unknown, plain.agrees) == ("", 10.0, 1, False)


def test_subtotals_without_sections_are_of_what_came_since_the_last_and_the_last_total_is_of_all() -> None:
    made = Sums(("area",))
    made.add("", 1, {"area": [10.0]})
    assert made.hold_against(3, "小计", "", {"area": 10.0})[0].agrees
    made.add("", 1, {"area": [7.0]})
    assert made.hold_against(5, "小计", "", {"area": 7.0})[0].agrees
    assert made.hold_against(6, "合计", "", {"area": 17.0})[0].agrees


def test_a_figure_of_no_field_that_is_summed_is_no_total() -> None:
    assert sums(("", 1.0)).hold_against(2, "合计", "", {"share": 100.0, "area": None}) == []


def test_a_plain_total_after_sections_is_of_whatever_its_figure_fits() -> None:
    """合计 at the end of a ledger of sections is of all where its figure says so: a false alarm teaches not to look."""
    made = sums(("一", 10.0), ("一", 20.0), ("二", 5.0))
    [total] = made.hold_against(9, "合计", "二", {"area": 35.0})
    assert (total.section, total.agrees) == ("", True)
    [wrong] = sums(("一", 10.0), ("二", 5.0)).hold_against(9, "合计", "二", {"area": 6.0})
    assert (wrong.section, wrong.summed, wrong.agrees) == ("二", 5.0, False)

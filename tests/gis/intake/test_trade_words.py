"""Words of the trade mean a code of the house, propose one, or are to check: none is taken for another."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from gis.intake import trade_words
from gis.intake.trade_words import read_word
from tests.gis.intake.ledgers import Ledger, shipped


def test_every_word_leads_to_a_code_that_there_is() -> None:
    tables = tomllib.loads(Path(trade_words.__file__).with_suffix(".toml").read_text("utf-8"))
    for name, parts in tables.items():
        known = {*shipped(name).by_code, ""}
        for part in ("sure", "proposed", "kinds"):
            assert set(parts.get(part, {}).values()) <= known, name
        assert {code for pair in parts.get("asked", {}).values() for code in pair} <= known, name
        assert set(parts.get("mentions", {})) <= known, name
        assert all(set(why) == {"zh", "en"} for why in parts.get("doubtful", {}).values()), name


@pytest.mark.parametrize(
    ("ledger", "heading", "field", "codelist"),
    [
        ("idle_plants", "是否标准厂房", "kind", "space_kind"),
        ("idle_plants", "标房状态", "availability", "availability"),
        ("idle_plants", "房产证号", "title_status", "title_status"),
        ("key_projects_2023-01", "需协调解决问题", "blocker", "project_blockers"),
        ("key_projects_2023-02", "需协调解决问题", "blocker", "project_blockers"),
    ],
)
def test_every_cell_of_the_ledgers_is_right_or_to_check(
    samples: Path, ledger: str, heading: str, field: str, codelist: str
) -> None:
    cells = list(Ledger(samples, ledger).column(heading, field))
    assert any(cell.right is not None for cell in cells)
    for cell in cells:
        assert read_word(shipped(codelist), cell.raw, heading).code == cell.right, cell


def test_what_keeps_a_plot_is_read_from_how_its_clearing_stands(samples: Path) -> None:
    for cell in Ledger(samples, "supplied_not_used").column("拆迁情况", "blockers"):
        found = read_word(shipped("parcel_blockers"), cell.raw, "拆迁情况").code
        assert ([found] if found else None) == cell.right, cell


@pytest.mark.parametrize("ledger", ["key_projects_2023-01", "key_projects_2023-02"])
def test_the_stages_of_the_sections_are_proposals(samples: Path, ledger: str) -> None:
    for section in Ledger(samples, ledger).truth["sections"]:
        found = read_word(shipped("stage"), section["stage_word"])
        assert (found.code, found.sure) == (section["proposed_stage"], False), section


def test_a_word_in_brackets_is_kept_beside_the_code() -> None:
    found = read_word(shipped("title_status"), "有（抵押）", "有无产证")
    assert (found.code, found.kept, found.sure) == ("titled", "抵押", True)
    assert read_word(shipped("title_status"), "有（其他）", "有无产证").code is None


@pytest.mark.parametrize(
    ("codelist", "word", "heading", "code"),
    [
        ("land_status", "批而未供", "", "approved"),
        ("land_status", "供而未用", "", "unstarted"),
        ("land_status", "闲置土地", "", "idle"),
        ("land_status", "疑似闲置", "", None),
        ("title_status", "无", "房产证号", None),
        ("title_status", "无", "有无产证", "untitled"),
        ("title_status", "有", "有无产证", "titled"),
        ("space_kind", "是", "", None),
        ("space_kind", "标准厂房", "", "standard_factory"),
        ("availability", "已租", "", None),
        ("stage", "已取消", "", None),
        ("stage", "扩建", "", None),
        ("tier", "省重点", "", "province"),
        ("project_blockers", "土地手续已办结", "", None),
    ],
)
def test_words_under_their_headings(codelist: str, word: str, heading: str, code: str | None) -> None:
    found = read_word(shipped(codelist), word, heading)
    assert found.code == code
    assert (found.reason is None) == (code is not None)


def test_two_things_in_one_sentence_are_to_check_with_both() -> None:
    found = read_word(shipped("project_blockers"), "土地手续、征收拆迁均未完成")
    assert (found.code, found.candidates) == (None, ("land_procedure", "expropriation"))

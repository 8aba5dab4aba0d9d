"""A code finds what lies below it, in each kind of hierarchy, and a wrong code is told what is right."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gis.codelist_file import read_codelist
from gis.codelists import Code, Codelist
from gis.errors import CatalogError, UnknownCode
from gis.text import Text
from tests.gis.small import LAND_USE, PARKS, READINESS, STATUS, same


def test_by_prefix_a_code_holds_all_that_begin_with_it() -> None:
    assert LAND_USE.below("1001") == {"1001", "100101", "100102"}
    assert LAND_USE.below("100101") == {"100101"}
    assert LAND_USE.below("10") == {"10", "1001", "100101", "100102"}


def test_by_prefix_a_level_without_an_entry_of_its_own_can_be_asked() -> None:
    assert LAND_USE.below("11") == {"1101"}


def test_by_parent_a_code_holds_its_children_and_theirs() -> None:
    assert PARKS.below("GD") == {"GD", "GD-A", "GD-A1"}
    assert PARKS.below("GD-A") == {"GD-A", "GD-A1"}
    assert PARKS.parent_of("GD-A1") == "GD-A"
    assert PARKS.parent_of("GD") is None


def test_a_list_whose_parents_go_in_a_circle_still_ends() -> None:
    circle = (Code(code="a", title=same("a"), parent="b"), Code(code="b", title=same("b"), parent="a"))
    assert Codelist(id="x", system="x", title=same("x"), hierarchy="parent", codes=circle).below("a") == {"a", "b"}


@pytest.mark.parametrize("flat", [STATUS, READINESS], ids=["flat", "ordinal"])
def test_without_hierarchy_a_code_is_alone(flat: Codelist) -> None:
    first = flat.codes[0].code
    assert flat.below(first) == {first}
    assert flat.parent_of(first) is None


@pytest.mark.parametrize("wrong", ["", "9", "1001x", "储备"])
def test_an_unknown_code_is_refused_in_both_languages_with_what_there_is(wrong: str) -> None:
    with pytest.raises(UnknownCode) as refused:
        LAND_USE.below(wrong)
    assert "没有代码" in refused.value.text.zh
    assert "has no code" in refused.value.text.en
    assert "1001" in refused.value.remedy.en


def test_words_of_a_code_that_the_list_lacks_are_the_code() -> None:
    assert STATUS.title_of("demolished") == Text("demolished", "demolished")
    assert STATUS.title_of("idle").zh == "闲置"


def test_a_scale_keeps_the_order_of_its_file() -> None:
    assert READINESS.rank == {"ready": 0, "within": 1, "later": 2}
    assert replace(READINESS, codes=READINESS.codes[::-1]).rank["later"] == 0


def test_a_code_says_what_it_means_and_a_meaning_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    """The page asks for meanings: a register of other codes gets its clock by them."""
    path = tmp_path / "status.toml"
    text = 'title = { zh = "状态", en = "status" }\n[[codes]]\ncode = "03"\nzh = "闲置"\nen = "idle"\nmeaning = "MEANING"\n[[codes]]\ncode = "04"\nzh = "在用"\n'
    path.write_text(text.replace("MEANING", "idle"), "utf-8")
    assert [code.meaning for code in read_codelist(path).codes] == ["idle", None]
    path.write_text(text.replace("MEANING", "lazy"), "utf-8")
    with pytest.raises(CatalogError, match="meaning"):
        read_codelist(path)

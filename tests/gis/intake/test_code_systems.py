"""Codes of other systems lead into the house's list one to one, or are to check with what they may be; none is taken for another system's."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyogrio
import pytest

from gis.codelist_file import read_codelist
from gis.codelists import Code, Codelist
from gis.intake.code_reading import CodeReader
from gis.intake.system_proposals import propose_systems
from gis.intake.systems import Systems, read_standards, standard_files, systems_into
from gis.text import Text
from tests.gis.intake.ledgers import Ledger, shipped
from tests.gis.small import same

LAND_USES = ("land_use_2023", "land_use_survey_3", "land_use_21010_2017", "land_use_50137_2011")


def into(name: str) -> Systems:
    made = systems_into(shipped(name))
    assert made is not None
    return made


@pytest.fixture(scope="module")
def uses() -> Systems:
    return into("land_use_2023")


def read(systems: Systems, word: str, system: str = "") -> tuple[str | None, tuple[str, ...]]:
    made = CodeReader(systems, systems.named(system) if system else None).read(word)
    assert (made.code is None) == (made.reason is not None), word
    return made.code, made.candidates


@pytest.mark.parametrize("name", [path.stem for path in standard_files()])
def test_every_standard_has_its_source_and_leads_to_codes_that_there_are(name: str) -> None:
    one = read_standards()[name]
    assert one.id == name
    assert one.source
    assert one.edition
    assert one.hierarchy == "prefix"
    assert all(entry.title.zh and entry.title.en and entry.title.zh != entry.title.en for entry in one.codes)
    targets = {code for entry in one.codes for code in (entry.becomes, *entry.may_become) if code}
    assert not [entry.code for entry in one.codes if entry.becomes and entry.may_become], "certain, or one of several"
    if one.leads_into:
        assert targets <= {*read_standards()[one.leads_into].by_code, *shipped(one.leads_into).by_code}
    else:
        assert not targets


def test_the_shipped_list_is_a_part_of_its_standard() -> None:
    ours, standard = shipped("land_use_2023"), read_standards()["land_use_2023"]
    assert {entry.code: entry.title.zh for entry in ours.codes}.items() <= {
        entry.code: entry.title.zh for entry in standard.codes
    }.items()


def test_a_standard_can_be_copied_into_a_data_folder_and_read_there(tmp_path: Path) -> None:
    for path in standard_files():
        (tmp_path / path.name).write_bytes(path.read_bytes())
        assert read_codelist(tmp_path / path.name) == read_standards()[path.stem]


@pytest.mark.parametrize(
    ("system", "code", "ours"),
    [
        *[("三调", *pair) for pair in (("0601", "1001"), ("0508", "1101"), ("0602", "1002"), ("1201", "2301"))],
        *[("GB 50137-2011", f"M{n}", f"10010{n}") for n in (1, 2, 3)],
        *[("GB 50137-2011", f"W{n}", f"11010{n}") for n in (1, 2, 3)],
        ("GB 50137-2011", "A35", "0802"),
        ("GB/T 21010-2017", "0601", "1001"),
        ("2023", "1001", "1001"),
        ("2023", "100102", "100102"),
    ],
)
def test_codes_of_the_trade_become_those_of_the_house(uses: Systems, system: str, code: str, ours: str) -> None:
    assert read(uses, code, system) == (ours, (ours,))


def test_a_number_that_two_systems_have_is_to_check_until_one_is_named(uses: Systems) -> None:
    assert read(uses, "1001") == (None, ("1001", "1201"))
    assert read(uses, "1001", "2023") == ("1001", ("1001",))
    assert read(uses, "1001", "三调") == (None, ("1201",)), "railway: the shipped list has no such code"
    assert read(uses, "1101", "三调") == (None, ("1701",))
    reason = CodeReader(uses).read("1001").reason
    assert reason is not None
    assert "在用地用海分类 2023 中是工业用地，在 GB/T 21010-2017、三调中是铁路用地" in reason.zh
    assert "name the system first" in reason.en


def test_a_code_that_one_system_alone_has_needs_no_name(uses: Systems) -> None:
    assert [read(uses, word)[0] for word in ("M2", "ｍ２", "100102", "2301", "1401")] == [
        "100102",
        "100102",
        "100102",
        "2301",
        "1401",
    ]


def test_a_list_of_the_folder_that_has_more_codes_takes_more(uses: Systems) -> None:
    rail = Code(code="1201", title=Text("铁路用地", "railway"))
    wider = systems_into(replace(uses.house, codes=(*uses.house.codes, rail)))
    assert wider is not None
    assert read(wider, "1001", "三调") == ("1201", ("1201",))


@pytest.mark.parametrize(
    ("word", "ours"),
    [
        ("工业", "1001"),
        ("工业用地", "1001"),
        ("一类工业", "100101"),
        ("二类工业用地", "100102"),
        ("物流仓储用地", "1101"),
        ("工业用地（1001）", "1001"),
        ("1001 工业用地", "1001"),
        ("M2二类工业用地", "100102"),
        ("二类工业用地(M2)", "100102"),
        ("铁路用地（1001）", None),
        ("工业用地（1002）", None),
        ("工矿仓储用地", None),
        ("商服用地", None),
        ("仓储用地", None),
        ("M1/W1", None),
        ("1001、1101", None),
        ("601", None),
        ("厂区", None),
    ],
)
def test_titles_are_read_and_classes_of_several_are_to_check(uses: Systems, word: str, ours: str | None) -> None:
    assert read(uses, word)[0] == ours


def test_what_may_be_several_names_them(uses: Systems) -> None:
    assert read(uses, "工矿仓储用地")[1] == ("1001", "1002", "1003", "1101", "1102")
    assert read(uses, "M1/W1")[1] == ("100101", "110101")
    assert read(uses, "铁路用地（1001）")[1] == ("1201",)


@pytest.mark.parametrize(
    ("heading", "system"),
    [
        ("DLBM", "land_use_survey_3"),
        ("三调地类", "land_use_survey_3"),
        ("地块 / 三调地类编码", "land_use_survey_3"),
        ("土地用途（GB/T 21010-2017）", "land_use_21010_2017"),
        ("用地性质GB50137", "land_use_50137_2011"),
        ("用地用海分类代码", "land_use_2023"),
        ("土地用途", None),
        ("DLBMX", None),
    ],
)
def test_a_heading_names_the_system_or_does_not(uses: Systems, heading: str, system: str | None) -> None:
    found = uses.of_heading(heading)
    assert (found.id if found else None) == system


def test_an_edition_of_industries_decides_what_a_code_is() -> None:
    industries = into("industry_2017")
    assert read(industries, "3332") == ("3332", ("3332",))
    assert read(industries, "3432") == (None, ("3332",)), "vessels in 2002, cranes since"
    assert read(industries, "3432", "2002") == ("3332", ("3332",))
    assert read(industries, "8312", "GB/T 4754-2011") == ("8412", ("8412",))
    assert read(industries, "83") == (None, ("83", "84")), "education in 2017, health in 2011"
    assert read(industries, "3491") == ("3491", ("3491",))
    assert read(industries, "中成药生产")[0] == "2740"


def test_the_letter_of_a_section_is_no_part_of_a_code_and_tells_the_edition() -> None:
    industries = into("industry_2017")
    assert read(industries, "C3332") == ("3332", ("3332",))
    assert read(industries, "C34通用设备制造业") == ("34", ("34",))
    assert read(industries, "P83") == ("83", ("83",)), "education, of 2017"
    assert read(industries, "Q83") == ("84", ("84",)), "health, of 2011"
    assert read(industries, "A3332") == (None, ()), "no section of that code"


def test_a_list_that_nothing_leads_into_stands_alone() -> None:
    assert systems_into(shipped("land_status")) is None
    other = Codelist(id="other", system="other", title=same("other"), leads_into="land_status")
    assert systems_into(shipped("land_status"), [other]) is not None


def test_the_cadastre_is_read_right_record_by_record(samples: Path, uses: Systems) -> None:
    ledger = Ledger(samples, "cadastre")
    path = f"/vsizip/{samples / '11_ledgers' / 'cadastre.zip'}/{ledger.truth['reading']['member']}"
    codes = pyogrio.read_dataframe(path, encoding="GBK", read_geometry=False)["DLBM"].tolist()
    reader = CodeReader(uses, uses.of_heading("DLBM"))
    right = {code: said["right_2023"] for code, said in ledger.truth["land_use"].items()}
    assert len(codes) == 400
    for code in codes:
        expected = None if right[code].startswith("to check") else right[code]
        assert reader.read(code).code == expected, code


@pytest.mark.parametrize("name", ["approved_not_supplied", "supplied_not_used"])
def test_every_use_of_a_ledger_is_right_or_to_check(samples: Path, uses: Systems, name: str) -> None:
    reader = CodeReader(uses)
    for cell in Ledger(samples, name).column("土地用途", "land_use"):
        assert reader.read(cell.raw).code == cell.right, cell


def test_the_system_is_proposed_from_the_set_of_values(samples: Path, uses: Systems) -> None:
    codes = {code: said["records"] for code, said in Ledger(samples, "cadastre").truth["land_use"].items()}
    first, *others = propose_systems(codes, uses)
    assert (first.system.id, first.codes, first.named) == ("land_use_survey_3", 1, False)
    assert "只有它有 0508、05H1" in first.evidence.zh
    assert [one.system.id for one in others] == ["land_use_21010_2017", "land_use_2023"]
    assert propose_systems(codes, uses, "DLBM")[0].named
    ours = next(one for one in others if one.system.id == "land_use_2023")
    assert ours.against is not None
    assert "用地用海分类 2023 没有 0508，它在三调中是物流仓储用地" in ours.against.zh
    assert "0601 是农村道路" in ours.against.zh


@pytest.mark.parametrize(
    ("values", "system"),
    [
        ({"1001": 3, "0601": 9}, "land_use_survey_3"),
        ({"M1": 2, "W1": 1}, "land_use_50137_2011"),
        ({"100101": 2, "1001": 5}, "land_use_2023"),
        ({"0604": 2, "0601": 5, "0501": 1}, "land_use_21010_2017"),
    ],
)
def test_what_stands_beside_one_another_says_which_system(uses: Systems, values: dict[str, int], system: str) -> None:
    found = propose_systems(values, uses)
    assert found[0].system.id == system
    assert not found[0].named


def test_an_edition_of_industries_is_proposed_too() -> None:
    industries = into("industry_2017")
    older = propose_systems({"8312": 3, "8920": 2, "3415": 1}, industries, "行业代码")
    assert [one.system.id for one in older][:1] == ["industry_2011"]
    assert older[0].codes == 1, "a finer code than the list goes into is one of its codes"
    assert older[0].against is None
    assert propose_systems({"3491": 1, "8850": 2}, industries)[0].system.id == "industry_2017"
    assert propose_systems({"3332": 1}, industries, "行业（GB/T 4754-2011）")[0].named


def test_words_of_no_system_propose_none(uses: Systems) -> None:
    assert propose_systems({"张某": 3, "": 2}, uses) == ()

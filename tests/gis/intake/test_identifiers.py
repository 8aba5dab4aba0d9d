"""Codes of parcels, numbers of units, certificates and registrations are known by their form; where a digit may be missing they are to check."""

from __future__ import annotations

from pathlib import Path

import pytest

from gis.intake.identifiers import county_of, parcel_code_share, read_parcel_code, read_unit_number, says_none
from gis.intake.kinds import Kind, is_credit_code, kind_of, recognise
from tests.gis.intake.ledgers import Ledger

CODE = "123456001001GB00001"
UNIT = f"{CODE}F00010001"


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (CODE, CODE),
        ("123456 001001GB00001 ", CODE),
        (CODE.lower(), CODE),
        ("１２３４５６００１００１GB０００１", None),
        ("１２３４５６００１００１GB００００１", CODE),
        (UNIT, CODE),
    ],
)
def test_blanks_width_and_case_are_no_part_of_a_code(raw: str, value: str | None) -> None:
    found = read_parcel_code(raw, "123456")
    assert found.value == value
    assert (found.reason is None) == (value is not None)
    assert (found.repair is not None) == (value is not None and raw != CODE)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("1.23456E+18", "位数已丢失"),
        (1.23456e18, "位数已丢失"),
        ("123456001001GB0000", "有 18 位"),
        ("无证", "未填编号"),
        ("/", "未填编号"),
        ("办理中", "尚无编号"),
        ("DK005", "不是宗地代码"),
        ("2021-G-002", "不是宗地代码"),
        ("123457001001GB00001", "的县级代码为 123457，与本列的 123456 不同"),
        ("123456001001KB00001", "不是宗地代码"),
    ],
)
def test_what_is_no_code_says_why(raw: object, reason: str) -> None:
    found = read_parcel_code(raw, "123456")
    assert found.value is None
    assert found.reason is not None
    assert reason in found.reason.zh
    assert found.reason.en


def test_a_blank_is_no_doubt() -> None:
    assert read_parcel_code("  ") == read_unit_number(None)
    assert read_parcel_code(None).reason is None


def test_a_unit_is_not_a_parcel() -> None:
    assert read_unit_number(UNIT).value == UNIT
    assert read_unit_number(CODE).value is None
    assert read_unit_number(UNIT, "654321").value is None
    assert read_unit_number(UNIT[:-1]).value is None


def test_the_county_is_that_of_most_codes() -> None:
    values = {CODE: 5, "654321001001GB00001": 1, "无": 90}
    assert county_of(values) == "123456"
    assert parcel_code_share(values) == 1
    assert county_of({"无": 3}) is None
    assert parcel_code_share({}) == 0


def test_every_code_of_the_ledger_is_right_or_to_check(samples: Path) -> None:
    """A code of the right form may still name another place than owner and address: that is not for its form to say."""
    ledger = Ledger(samples, "approved_not_supplied")
    county = county_of(ledger.words("地块号"))
    for cell in ledger.column("地块号", "parcel_code"):
        found = read_parcel_code(cell.raw, county).value
        if cell.right is not None:
            assert found == cell.right, cell
        elif found is not None:
            outcome = next(row for row in ledger.truth["located"]["rows"] if row["row"] == cell.row)
            assert outcome["outcome"] != "located", cell


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        (CODE, Kind.PARCEL_CODE),
        (UNIT, Kind.UNIT_NUMBER),
        ("某某国用（2014）第07548号", Kind.LAND_CERTIFICATE),
        ("某(2021)某某区不动产权第0017301号", Kind.REAL_ESTATE_CERTIFICATE),
        ("某〔2019〕某某区不动产权第 0024106 号", Kind.REAL_ESTATE_CERTIFICATE),
        ("某房权证某字第058062号", Kind.HOUSE_CERTIFICATE),
        ("某某-01-2015-0029", Kind.CONTRACT_NUMBER),
        ("1234562016B00001", Kind.SUPERVISION_NUMBER),
        ("某政土字〔2016〕778号", Kind.DOCUMENT_NUMBER),
        ("91350100M000100Y43", Kind.CREDIT_CODE),
        ("91350100M000100Y44", None),
        ("3.70113E+15", None),
        ("某某工业园3号", None),
        ("2016-10-12", None),
    ],
)
def test_kinds_are_known_by_their_form(word: str, kind: Kind | None) -> None:
    assert kind_of(word) == kind


def test_a_credit_code_has_its_check_digit() -> None:
    assert is_credit_code("９1350100m000100y43")
    assert not is_credit_code("91350100M000100Y4")


def test_a_column_is_recognised_by_the_shares_of_its_kinds(samples: Path) -> None:
    plants, supplied = Ledger(samples, "idle_plants"), Ledger(samples, "supplied_not_used")
    assert set(recognise(plants.words("土地证号"))) == {Kind.REAL_ESTATE_CERTIFICATE, Kind.LAND_CERTIFICATE}
    assert sum(recognise(plants.words("土地证号")).values()) == pytest.approx(1)
    assert recognise(plants.words("房产证号")) == {Kind.HOUSE_CERTIFICATE: 1}
    assert recognise(supplied.words("合同编号")) == {Kind.CONTRACT_NUMBER: 1}
    spoilt = recognise(Ledger(samples, "approved_not_supplied").words("电子监管号"))
    assert set(spoilt) == {Kind.SUPERVISION_NUMBER}
    assert 0.9 < spoilt[Kind.SUPERVISION_NUMBER] < 1, "a spoilt number is of no kind"
    assert recognise(supplied.words("用地单位")) == {}
    assert recognise({"无": 3, "": 2}) == {}


def test_what_says_that_there_is_none() -> None:
    assert all(map(says_none, ("无", " / ", "", "办理中", "－")))
    assert not says_none("0")

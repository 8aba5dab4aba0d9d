"""Kinds of values that a ledger's cells have by their form: certificates, contracts, registration numbers; by pattern alone, without a place."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final

from gis.intake.identifiers import read_parcel_code, read_unit_number, says_none
from gis.numerals import folded_width


class Kind(StrEnum):
    """What a value is by its form."""

    PARCEL_CODE = "parcel_code"
    UNIT_NUMBER = "unit_number"
    LAND_CERTIFICATE = "land_certificate"
    HOUSE_CERTIFICATE = "house_certificate"
    REAL_ESTATE_CERTIFICATE = "real_estate_certificate"
    CONTRACT_NUMBER = "contract_number"
    SUPERVISION_NUMBER = "supervision_number"
    CREDIT_CODE = "credit_code"
    DOCUMENT_NUMBER = "document_number"


_YEAR: Final = r"(?:19|20)\d{2}"
_BRACKETED: Final = rf"[(\[〔【]{_YEAR}[)\]〕】]"
_SIGNS: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_LAST: Final = 17
_PATTERNS: Final[Mapping[Kind, re.Pattern[str]]] = {
    # 某国用（2014）第07548号, 某集用（…）第…号
    Kind.LAND_CERTIFICATE: re.compile(rf".{{0,12}}[国集](?:有)?用{_BRACKETED}(?:第)?[0-9A-Z-]+号?"),
    # 某（2021）某区不动产权第0017301号
    Kind.REAL_ESTATE_CERTIFICATE: re.compile(rf".?{_BRACKETED}.{{0,16}}不动产(?:权|证明)(?:证)?(?:第)?[0-9A-Z-]+号?"),
    # 某房权证某字第058062号
    Kind.HOUSE_CERTIFICATE: re.compile(r".{0,12}房(?:地)?(?:产)?(?:权)?证.{0,10}?(?:第)?[0-9A-Z-]+号?"),
    # 某地-01-2015-0029, 370000-2018-0012
    Kind.CONTRACT_NUMBER: re.compile(rf"(?:[\u4e00-\u9fff]{{2,10}}|\d{{6}})-(?:\d{{2}}-)?{_YEAR}-\d{{3,6}}(?:-\d+)?"),
    # Six digits of the county, the year, a letter, five digits.
    Kind.SUPERVISION_NUMBER: re.compile(rf"\d{{6}}{_YEAR}[A-Z]\d{{5}}(?:-\d)?"),
    # 某政土字〔2016〕778号, 某地[2019]001号
    Kind.DOCUMENT_NUMBER: re.compile(rf"[\u4e00-\u9fff]{{1,14}}{_BRACKETED}第?\d+号"),
}


def recognise(values: Mapping[str, int]) -> dict[Kind, float]:
    """Kinds that a column's words have, with the share of the rows that are of each, the largest first.

    A word that says that there is none (``无``, ``/``, ``办理中``) is not counted, and each word is of one kind alone.
    """
    counted: dict[Kind, int] = {}
    rows = 0
    for word, count in values.items():
        if says_none(word):
            continue
        rows += count
        kind = kind_of(word)
        if kind is not None:
            counted[kind] = counted.get(kind, 0) + count
    return {kind: count / rows for kind, count in sorted(counted.items(), key=lambda item: (-item[1], item[0]))}


def kind_of(word: str) -> Kind | None:
    """The kind of one word; None where its form is of none.

    >>> kind_of("某国用（2014）第07548号"), kind_of("91350100M000100Y43"), kind_of("3.70113E+18")
    (<Kind.LAND_CERTIFICATE: 'land_certificate'>, <Kind.CREDIT_CODE: 'credit_code'>, None)
    """
    return next((kind for kind, fits in _TESTS.items() if fits(word)), None)


def is_credit_code(word: str) -> bool:
    """Whether a word is a unified social credit code of GB 32100, its check digit right.

    >>> is_credit_code("91350100M000100Y43"), is_credit_code("91350100M000100Y44")
    (True, False)
    """
    code = _bare(word)
    if len(code) != _LAST + 1 or any(sign not in _SIGNS for sign in code):
        return False
    total = sum(_SIGNS.index(sign) * pow(3, n, 31) for n, sign in enumerate(code[:_LAST]))
    return _SIGNS[-total % 31] == code[_LAST]


def _bare(word: str) -> str:
    return "".join(folded_width(word).upper().split())


def _fits(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda word: pattern.fullmatch(_bare(word)) is not None


_TESTS: Final[Mapping[Kind, Callable[[str], bool]]] = {
    Kind.UNIT_NUMBER: lambda word: read_unit_number(word).value is not None,
    Kind.PARCEL_CODE: lambda word: read_parcel_code(word).value is not None,
    Kind.CREDIT_CODE: is_credit_code,
    **{kind: _fits(pattern) for kind, pattern in _PATTERNS.items()},
}

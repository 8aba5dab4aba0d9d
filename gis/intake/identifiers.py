"""Codes of parcels and of real-estate units: read by their pattern and county, and never mended where a digit may be missing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from gis.numerals import folded_width
from gis.text import Text, run_on
from gis.values import lost_digits, text_of

_PARCEL: Final = re.compile(r"\d{6}\d{3}\d{3}[GJZ][ABSXCDEFHGWY]\d{5}")
_UNIT: Final = re.compile(rf"({_PARCEL.pattern})[FLQW]\d{{8}}")
_LENGTH: Final = 19
_UNIT_LENGTH: Final = 28
_COUNTY: Final = 6
_SPOILT: Final = re.compile(r"\d(?:\.\d+)?E\+?\d+")
_DOCUMENT: Final = re.compile(r"([^\d()\[\]〔〕]+)[(\[〔【]((?:19|20)\d\d)[)\]〕】]第?(\d+)号")
_NONE_SAID: Final = frozenset({"无", "/", "-", "—", "——", "无证", "没有", "无宗地", "NONE", "N/A", "NULL", "、"})
_LATER: Final = frozenset({"办理中", "待定", "待办", "正在办理", "未办理"})
_SEEN: Final = re.compile(r"[0-9A-Z]+")


@dataclass(frozen=True)
class Identifier:
    """What a cell says of a parcel's code.

    Parameters
    ----------
    value
        The code of 19 characters; None where there is none, or none that is certain.
    reason
        Why it is to check; None where the cell is blank or the code stands there.
    repair
        What was read otherwise than it is written: blanks, width, case, the unit's part left out.
    """

    value: str | None
    reason: Text | None = None
    repair: Text | None = None


def read_parcel_code(raw: Any, county: str | None = None) -> Identifier:
    """The parcel's code (宗地代码) that a cell holds; of a unit's number (不动产单元号) its first 19 characters.

    Parameters
    ----------
    raw
        The cell, text or number.
    county
        The county's six digits that the column's codes have; another is to check.
    """
    written = text_of(raw).strip()
    if not written:
        return Identifier(None)
    code = "".join(folded_width(written).upper().split())
    unit = _UNIT.fullmatch(code)
    parcel = unit[1] if unit else code
    if unit is None and _PARCEL.fullmatch(code) is None:
        return Identifier(None, _misfit(raw, written, code))
    if county is not None and not parcel.startswith(county):
        return Identifier(
            None,
            Text(
                run_on(written, "的县级代码为", parcel[:_COUNTY], "，与本列的", county, "不同"),
                f"{written} is of county {parcel[:_COUNTY]}, the column of {county}",
            ),
        )
    if unit is not None:
        taken = Text(
            f"{written} 是不动产单元号，取前 19 位",
            f"{written} is a unit's number, of which 19 characters are the parcel's",
        )
        return Identifier(parcel, repair=taken)
    return Identifier(parcel, repair=None if parcel == written else _respelt(written, parcel))


def read_unit_number(raw: Any, county: str | None = None) -> Identifier:
    """The real-estate unit's number (不动产单元号, 28 characters) that a cell holds; ``value`` is the number."""
    written = text_of(raw).strip()
    if not written:
        return Identifier(None)
    code = "".join(folded_width(written).upper().split())
    if _UNIT.fullmatch(code) is None:
        if _PARCEL.fullmatch(code):
            return Identifier(
                None,
                Text(f"{written} 是宗地代码，不是不动产单元号", f"{written} is a parcel's code and no unit's number"),
            )
        return Identifier(None, _misfit(raw, written, code))
    parcel = read_parcel_code(code, county)
    if parcel.value is None:
        return parcel
    return Identifier(code, repair=None if code == written else _respelt(written, code))


def stands_as_written(form: str, text: str, county: str | None) -> bool:
    """Whether a text is a code in its one writing, so that nothing is to be said of it.

    >>> stands_as_written("parcel_code", "370113004004GB03122", "370113"), stands_as_written("parcel_code", "370113004004gb03122", None)
    (True, False)
    """
    written = _WRITINGS.get(form)
    return (
        written is not None
        and text.isascii()
        and written.fullmatch(text) is not None
        and (county is None or text.startswith(county))
    )


def county_of(values: Mapping[str, int]) -> str | None:
    """The county of most of a column's codes, six digits; None where no word is a code."""
    counted: Counter[str] = Counter()
    for word, count in values.items():
        found = read_parcel_code(word).value
        if found is not None:
            counted[found[:_COUNTY]] += count
    return counted.most_common(1)[0][0] if counted else None


def parcel_code_share(values: Mapping[str, int]) -> float:
    """Share of a column's words that are codes of parcels; those that say that there is none are not counted."""
    words = {word: count for word, count in values.items() if not says_none(word)}
    rows = sum(words.values())
    fitting = sum(count for word, count in words.items() if read_parcel_code(word).value is not None)
    return fitting / rows if rows else 0.0


def read_document_number(raw: Any, county: str | None = None) -> Identifier:  # noqa: ARG001  what every form is given
    """The number of an official document (发文字号) in its one writing; another text as it stands.

    GB/T 9704-2012, 7.2.5: the year stands in 〔 〕.

    >>> read_document_number("鲁政土字（２０１６） 778号").value
    '鲁政土字〔2016〕778号'
    """
    written = text_of(raw).strip()
    found = _DOCUMENT.fullmatch("".join(folded_width(written).split()))
    if found is None:
        return Identifier(written or None)
    number = f"{found[1]}〔{found[2]}〕{found[3]}号"
    return Identifier(number, repair=None if number == written else _respelt(written, number))


def says_none(word: str) -> bool:
    """Whether a word says that there is no code or certificate, or none yet: ``无``, ``/``, ``办理中``, a blank."""
    bare = "".join(folded_width(word).upper().split())
    return not bare or bare in _NONE_SAID or bare in _LATER


_WRITINGS: Final = {"parcel_code": _PARCEL, "unit_number": _UNIT}
FORMS: Final[Mapping[str, Callable[[Any, str | None], Identifier]]] = {
    "parcel_code": read_parcel_code,
    "unit_number": read_unit_number,
    "document_number": read_document_number,
}
"""How a mapping names the form of a field's values, and what reads them."""


def _misfit(raw: Any, written: str, code: str) -> Text:
    if lost_digits(raw) or isinstance(raw, float) or _SPOILT.fullmatch(code):
        return Text(
            f"{written}：表格软件把编号当作数值，位数已丢失，须从原件补录",
            f"{written}: a spreadsheet took the code for a number and its digits are lost; enter it from the original",
        )
    if code in _LATER:
        return Text(f"“{written}”：尚无编号", f"“{written}”: there is no code yet")
    if code in _NONE_SAID:
        return Text(f"“{written}”：未填编号", f"“{written}”: no code is given")
    if _SEEN.fullmatch(code) and len(code) not in {_LENGTH, _UNIT_LENGTH} and code[:_COUNTY].isdecimal():
        return Text(
            f"{written} 有 {len(code)} 位，宗地代码为 {_LENGTH} 位，不动产单元号为 {_UNIT_LENGTH} 位",
            f"{written} has {len(code)} characters; a parcel's code has {_LENGTH}, a unit's number {_UNIT_LENGTH}",
        )
    return Text(f"“{written}”不是宗地代码", f"“{written}” is no parcel's code")


def _respelt(written: str, code: str) -> Text:
    return Text(f"{written} 去掉空格、全角或小写后为 {code}", f"{written} without blanks, width and case is {code}")

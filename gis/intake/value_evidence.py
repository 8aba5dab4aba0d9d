"""What the values of a column tell beside its heading: codes of parcels and their county, systems of codes, forms of certificates and numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from gis.codelists import Codelist
from gis.intake.code_reading import CodeReader
from gis.intake.columns_seen import ColumnSeen
from gis.intake.identifiers import FORMS, county_of, parcel_code_share, says_none
from gis.intake.kinds import Kind, recognise
from gis.intake.system_proposals import propose_systems
from gis.intake.systems import systems_into
from gis.intake.trade_words import read_word
from gis.text import Text, run_on
from gis.units import percent
from gis.values import text_of

CODES: Final = frozenset({"parcel_code", "unit_number"})
"""Forms that a number has or has not; that of a document may be any text."""
_LEAST: Final = 0.5
_KINDS: Final[Mapping[Kind, Text]] = {
    Kind.PARCEL_CODE: Text("宗地代码", "codes of parcels"),
    Kind.UNIT_NUMBER: Text("不动产单元号", "numbers of real-estate units"),
    Kind.LAND_CERTIFICATE: Text("土地证号", "land certificates"),
    Kind.HOUSE_CERTIFICATE: Text("房产证号", "house certificates"),
    Kind.REAL_ESTATE_CERTIFICATE: Text("不动产权证号", "real-estate certificates"),
    Kind.CONTRACT_NUMBER: Text("合同编号", "contract numbers"),
    Kind.SUPERVISION_NUMBER: Text("电子监管号", "supervision numbers"),
    Kind.CREDIT_CODE: Text("统一社会信用代码", "social credit codes"),
    Kind.DOCUMENT_NUMBER: Text("文号", "numbers of documents"),
}


def words_in(column: ColumnSeen) -> dict[str, int]:
    """The words of a column with how often each stands."""
    words: dict[str, int] = {}
    for value, count in column.values.items():
        word = text_of(value).strip()
        words[word] = words.get(word, 0) + count
    return words


def parcel_codes(column: ColumnSeen) -> tuple[dict[str, Any], Text]:
    """What a mapping has to say of a column of parcels' codes, and what speaks for it."""
    words = words_in(column)
    county, share = county_of(words), parcel_code_share(words)
    if county is None:
        return {}, Text("，没有一个是宗地代码", ", none is a code of a parcel")
    return {"county": county}, Text(
        run_on(f"，{percent(share)} 是宗地代码，县级代码多为", county),
        f", {percent(share)} are codes of parcels, most of county {county}",
    )


def code_share(column: ColumnSeen, form: str) -> float:
    """Share of a column's words that are codes of a form; those that say that there is none are not counted, and where all do nothing speaks against it."""
    words = {word: count for word, count in words_in(column).items() if not says_none(word)}
    fitting = sum(count for word, count in words.items() if FORMS[form](word, None).value is not None)
    return fitting / sum(words.values()) if words else 1.0


def has_no_code(column: ColumnSeen, form: str) -> bool:
    """Whether a column has words and none of them is a code of a form: the numbers of plots in somebody's own list."""
    return code_share(column, form) == 0


def share_of_list(column: ColumnSeen, listed: Codelist, lists: Mapping[str, Codelist]) -> float:
    """Of the words of a column the share that means a code of a list, by the list, by the trade or in another system."""
    words = {word: count for word, count in words_in(column).items() if word}
    systems = systems_into(listed, lists.values())
    reader = CodeReader(systems) if systems else None
    read = sum(
        count
        for word, count in words.items()
        if read_word(listed, word).code is not None or (reader is not None and reader.read(word).code is not None)
    )
    return read / sum(words.values()) if words else 0.0


def code_systems(column: ColumnSeen, listed: Codelist, lists: Mapping[str, Codelist]) -> Text:
    """In which system a column seems to be written; blank where its list stands alone."""
    systems = systems_into(listed, lists.values())
    found = propose_systems(words_in(column), systems, column.column.heading) if systems else ()
    if not found:
        return Text("", "")
    best = found[0]
    zh, en = best.evidence
    if best.against is not None:
        zh, en = f"{zh}，但{best.against.zh}", f"{en}, but {best.against.en}"
    return Text(f"；{zh}", f"; {en}")


def forms_of(column: ColumnSeen) -> Text:
    """Of what form most values of a column are; blank where they are of none that is known."""
    found = recognise(words_in(column))
    kind = next(iter(found), None)
    if kind is None or found[kind] < _LEAST:
        return Text("", "")
    return Text(
        f"，{percent(found[kind])} 形如{_KINDS[kind].zh}", f", {percent(found[kind])} look like {_KINDS[kind].en}"
    )

"""What is said of a value that is kept otherwise than its source has it: in another spelling, or in part."""

from __future__ import annotations

from typing import Final

from gis.features import AS_MEANT, instant_words, partial_words
from gis.fields import DType, Field
from gis.findings import Finding, Grade
from gis.intake.identities import RowPlace
from gis.intake.translation import Translated
from gis.text import Text
from gis.values import TIME_ZONE

_EXCERPT: Final = 80


def mended_finding(place: RowPlace, field: Field, found: Translated) -> Finding:
    """A value that is kept in another spelling than the source's."""
    written, kept = str(found.mended)[:_EXCERPT], str(found.value)
    if field.dtype is DType.DATE:
        said = instant_words(str(place.key), field, written, kept, TIME_ZONE)
        return place.finding("instant", written, *said, field.name, Grade.DOUBT)
    text = Text(
        f"{place.key} 的“{field.title.zh}”（{field.name}）值 {written} 按代码 {kept} 读取",
        f"{place.key}: {field.name} is {written}, read as the code {kept}",
    )
    return place.finding("code-repaired", written, text, AS_MEANT, field.name, Grade.DOUBT)


def partial_finding(place: RowPlace, field: Field, found: Translated) -> Finding:
    """A list with members that are not known, beside those that are kept."""
    shown = str(found.partial)[:_EXCERPT]
    return place.finding("unknown-member", shown, *partial_words(str(place.key), field, shown), field.name, Grade.DOUBT)

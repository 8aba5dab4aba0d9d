"""What a demand may ask, as a form asks it and as JSON states it: all from how the attributes are declared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from gis.matching.needs.areas import RANGES
from gis.matching.needs.attributes import FLOOR_M2, LAND_M2, Attribute
from gis.matching.needs.demand_values import MAX_NUMBER, MAX_TEXT, MIN_NUMBER
from gis.matching.needs.project import ATTRIBUTES, FIGURES, IN_LINES
from gis.matching.sites.candidates import FLOOR, LAND

_PAIRS: Final = Counter(each.pair for each in FIGURES)
_TWO: Final = 2
_RANGES: Final = {LAND: LAND_M2, FLOOR: FLOOR_M2}


def form_fields() -> list[dict[str, Any]]:
    """The fields of a form, in its order: codes, areas, figures, days; a range of area is one field."""
    asked = [each for each in IN_LINES if each.asked]
    plain = [_field(each) for each in asked if each.kind in ("text", "code", "codes")]
    figures = [_field(each) for each in FIGURES if each.unit not in _RANGES.values()]
    return [*plain, *_range_fields(), *figures, *(_field(each) for each in asked if each.kind == "date")]


def _field(asked: Attribute) -> dict[str, Any]:
    field = {"key": asked.key, "kind": asked.kind, "role": asked.role, "words": asked.short.as_dict()}
    if asked.kind == "number":
        field |= {"sign": asked.sign.strip(), "unit": asked.unit_words.as_dict()}
        field |= {"pair": asked.pair} if _PAIRS[asked.pair] == _TWO and asked.pair else {}
    return field


def _range_fields() -> Iterator[dict[str, Any]]:
    for kind, title in RANGES.items():
        low, high = (each.key for each in FIGURES if each.unit is _RANGES[kind])
        yield {"key": f"{kind}_area", "kind": kind, "words": title.as_dict(), "low": low, "high": high}


def demand_schema() -> dict[str, Any]:
    """The JSON schema of a demand: every key with its type, unit, bounds and what it means."""
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {key: _schema(each) for key, each in ATTRIBUTES.items() if each.asked},
        "example": {"needs": "land", "land_area_min_m2": 20000},
    }


def _schema(asked: Attribute) -> dict[str, Any]:
    said = {"description": f"{asked.title.zh} / {asked.title.en}"}
    text = {"type": "string", "maxLength": MAX_TEXT, **({"enum": list(asked.options)} if asked.options else {})}
    match asked.kind:
        case "number":
            unit = {} if asked.whole else {"x-unit": FLOOR_M2.id if asked.unit.land else asked.unit.id}
            least = MIN_NUMBER if asked.above_zero else int(asked.whole)
            kind = "integer" if asked.whole else "number"
            return {"type": kind, "minimum": least, "maximum": MAX_NUMBER, **unit, **said}
        case "date":
            return {"type": "string", "format": "date", **said}
        case "codes":
            return {"type": "array", "maxItems": len(asked.options), "items": text, **said}
        case _:
            return {**text, **said}

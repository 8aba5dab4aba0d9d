"""What may be said of a project: each attribute declared once, where the project has it, with all that readers, forms and searches ask of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Final, Literal

from gis.fields import Role
from gis.text import Text
from gis.units import MU, UNITS, Unit

AttributeKind = Literal["text", "code", "codes", "ids", "number", "date"]
Sense = Literal["at_least", "at_most", "promised"]
_DECLARED: Final = "attribute"


LAND_M2: Final = UNITS["m2_land"]
FLOOR_M2: Final = UNITS["m2"]
METRES: Final = UNITS["m"]
KN_M2: Final = UNITS["kN/m2"]
TONNES: Final = UNITS["t"]
KVA: Final = UNITS["kVA"]
WAN: Final = UNITS["wan"]
WAN_A_MU: Final = UNITS["wan/mu"]
STOREYS: Final = Unit(id="storeys", label=Text("层", ""))
DAY: Final = Unit(id="day", label=Text("天", "days"))


@dataclass(frozen=True, kw_only=True)
class Attribute:
    """One attribute of a project.

    Parameters
    ----------
    key
        Its name in a demand and in reports.
    role
        The role of the register's column that states it; None where none does.
    title, short
        What it is called in a line of its own, and beside others.
    line
        Its place among the lines that people read.
    asked
        Whether a demand may ask it.
    options
        The codes that there are, where no list of the folder says so.
    unit, sense
        Of a number: what it is counted in, and whether it is a lower bound, an upper bound or a promise.
    grain
        The finest step by which it may give way, in its unit as people read it; None where it never does.
    above_zero, whole
        Whether 0 makes no sense, and whether parts do not.
    pair
        A word that two figures bear which may share a line where words are short; empty: it stands alone.
    """

    key: str = ""
    kind: AttributeKind
    role: Role | None = None
    title: Text
    short: Text
    line: int = 0
    asked: bool = True
    options: tuple[str, ...] = ()
    unit: Unit = FLOOR_M2
    sense: Sense = "promised"
    grain: float | None = None
    above_zero: bool = False
    whole: bool = False
    pair: str = ""

    @property
    def unit_words(self) -> Text:
        """The unit as sentences have it: land is kept in m² and read in 亩."""
        return MU if self.unit.land else self.unit.label

    @property
    def way(self) -> int:
        """In which direction it gives way: a lower bound falls, an upper bound and a promise rise."""
        return -1 if self.sense == "at_least" else 1

    @property
    def sign(self) -> str:
        """What stands before its figure."""
        return {"at_least": "≥ ", "at_most": "≤ ", "promised": ""}[self.sense]


def attribute(
    kind: AttributeKind,
    role: Role | None,
    zh: str,
    en: str,
    *,
    short: tuple[str, str] | None = None,
    otherwise: str | None = None,
    **more: Any,
) -> Any:
    """Declare an attribute as a field of a dataclass; what is not stated is ``otherwise``, a list empty."""
    made = Attribute(kind=kind, role=role, title=Text(zh, en), short=Text(*short or (zh, en)), **more)
    return field(default=() if kind in ("codes", "ids") else otherwise, metadata={_DECLARED: made})


def figure(role: Role, zh: str, en: str, unit: Unit, sense: Sense, *, line: int, **more: Any) -> Any:
    """Declare a number."""
    return attribute("number", role, zh, en, unit=unit, sense=sense, line=line, **more)


def day(role: Role, zh: str, en: str, *, line: int, **more: Any) -> Any:
    """Declare a day by which something must be possible; it gives way day by day."""
    return attribute("date", role, zh, en, unit=DAY, sense="at_most", grain=1, line=line, **more)


def attributes_of(declared: type) -> Mapping[str, Attribute]:
    """The attributes that a dataclass declares, in its order."""
    made = {each.name: each.metadata.get(_DECLARED) for each in fields(declared)}
    return {key: replace(found, key=key) for key, found in made.items() if found is not None}

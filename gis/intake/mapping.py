"""Mappings: how a register that others keep becomes a layer of ours, declared in TOML and checked before anything is read.

Source column names live here and in the mapping alone.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
import unicodedata
from collections.abc import Mapping as Table
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from gis.catalog import Kind
from gis.errors import MappingError
from gis.fields import Field, Role
from gis.intake.agreement import Check
from gis.intake.periods import title_under
from gis.intake.stated_days import StatedDay
from gis.intake.table_shapes import TableShape
from gis.io.headings import visible
from gis.text import Text
from gis.values import lost_digits, text_of

_SLOT: Final = re.compile(r"\{([^{}]*)\}")
SECTION: Final = "#section"
"""The slot of a template for the title under which a ledger has a record; no column is called so."""
SHEET: Final = "#sheet"
"""The column that every record of a ledger has beside its own: the name of its sheet."""
TABLE: Final = "#table"
"""And what stands above the headings of its table."""
_INTERNAL: Final = frozenset({SECTION, SHEET, TABLE})
_SHOWN: Final = 5
_OWN_SLOTS: Final = frozenset({"file", "number", SECTION})


@dataclass(frozen=True, kw_only=True)
class Pattern:
    r"""A form that a value may have, what is taken of it (``\1`` is the first bracket), and what a number so taken is multiplied by.

    A pattern's own ``factor`` goes before the rule's.
    """

    match: re.Pattern[str]
    take: str
    factor: float | None = None


@dataclass(frozen=True, kw_only=True)
class Rule:
    """How one declared field gets its values.

    Parameters
    ----------
    columns
        Source columns, in order of preference: the first that gives a value wins.
    template
        Text composed of columns in braces, ``{file}`` (name of the file), ``{number}`` (place in it, from 1) and, of a ledger, ``{#section}``;
        of an id with ``columns`` what it is where none of them gives a value.
    values
        Source value to ours, compared without case, width or spaces.
    patterns
        Forms tried in order where no value fits.
    unknown
        Source values that say that nothing is known.
    factor
        What numbers are multiplied by, after translation; not those whose cell names its own unit.
    written_in
        The source's unit where neither the cell nor the heading names one; blank where every cell has to name its own.
    split
        Sign at which a text is cut into a list.
    keep
        Whether a value that nothing translates is taken as it is.
    original
        Column that keeps what could not be translated.
    system
        What the system is called in which the source writes its codes; empty where the mapping does not say.
    identifier
        What the values are by their form, as ``identifiers.FORMS`` names it.
    county
        Six digits with which such codes begin; where it is not given, any.
    """

    field: Field
    columns: tuple[str, ...] = ()
    constant: Any = None
    template: str | None = None
    values: Table[str, Any]
    patterns: tuple[Pattern, ...] = ()
    unknown: frozenset[str] = frozenset()
    factor: float | None = None
    written_in: str | None = None
    split: str | None = None
    date_format: str | None = None
    keep: bool = False
    original: str = ""
    system: str = ""
    identifier: str | None = None
    county: str | None = None

    @cached_property
    def slots(self) -> tuple[str, ...]:
        """Source columns that the template names."""
        return tuple(name for name in _SLOT.findall(self.template or "") if name not in _OWN_SLOTS)

    @property
    def translates(self) -> bool:
        """Whether it says which values there are, so that another value is not simply taken."""
        return not self.keep and bool(self.values or self.patterns)


@dataclass(frozen=True, kw_only=True)
class Join:
    """A table whose rows are added to the features: its ``key`` column equals the features' ``on`` column.

    ``encoding`` and ``delimiter`` are of a CSV; ``sheet`` is the form of a sheet's name, of a GeoPackage the table.
    """

    file: str
    on: str
    key: str
    encoding: str = "utf-8-sig"
    delimiter: str = ","
    sheet: str = ""


@dataclass(frozen=True, kw_only=True)
class Mapping:
    """A whole mapping: the register, its collection, and a rule for each field.

    ``as_of_stated`` says that ``as_of`` is what a ledger said: it is of the layer alone, and read anew from each file.
    ``sheet`` is the form of the name that the sheet of a ledger has; empty where the file has one table alone. ``together`` says that all
    tables of a file that have the columns are read, not only the one. ``shape`` says of a table where its rows lie. ``crs_over`` says that
    ``crs`` counts whatever a file declares, ``swap_axes`` that north stands before east, ``feet`` that metres are feet, ``as_written`` that
    what is in a datum before CGCS2000 is placed where its numbers stand.
    """

    path: Path
    id: str
    kind: Kind
    title: Text
    noun: Text
    source: Text
    as_of: dt.date | None
    crs: str | None
    metric_crs: str
    scheme: str
    stale_after_days: int
    rules: tuple[Rule, ...]
    joins: tuple[Join, ...]
    codelists: Table[str, Table[str, Any]]
    as_of_stated: bool = False
    sheet: str = ""
    together: bool = False
    checks: tuple[Check, ...] = ()
    shape: TableShape | None = None
    crs_over: bool = False
    swap_axes: bool = False
    feet: bool = False
    as_written: bool = False

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Every source column that is asked for, once."""
        asked = [name for rule in self.rules for name in (*rule.columns, *rule.slots)]
        drawn = self.shape.columns if self.shape is not None else ()
        return tuple(dict.fromkeys([*asked, *drawn, *(join.on for join in self.joins)]))

    def rule_of(self, role: Role) -> Rule | None:
        """The rule of the field that plays a role."""
        return next((rule for rule in self.rules if rule.field.role is role), None)

    @cached_property
    def draws_area(self) -> bool:
        """Whether the registered area is of what is drawn: floor space is not what is drawn of a building."""
        rule = self.rule_of(Role.AREA)
        return rule is not None and (rule.field.land or self.kind not in (Kind.SPACE, Kind.BUILDING))

    def has_both_bounds(self, rule: Rule) -> bool:
        """Whether a rule's column gives a lower bound to one field and an upper one to another."""
        role = rule.field.role
        if role is None or not role.endswith(("_min", "_max")):
            return False
        stem = role.removesuffix("_min").removesuffix("_max")
        pair = {other.field.role for other in self.rules if set(other.columns) & set(rule.columns)}
        return {f"{stem}_min", f"{stem}_max"} <= pair

    def with_headings(self, headings: Table[str, str]) -> Mapping:
        """The mapping with the titles that headings give: the numbers of this month where a form has slots.

        ``headings`` are as they stand, by the form under which the mapping asks for them.
        """
        rules = tuple(
            replace(rule, field=replace(rule.field, title=title_under(rule.field.title, headings[rule.columns[0]])))
            if rule.columns and rule.columns[0] in headings
            else rule
            for rule in self.rules
        )
        return replace(self, rules=rules)

    def dated(self, stated: StatedDay | None) -> Mapping:
        """The mapping with the day that files state, where it takes such days: that of last month's file is none of this month's."""
        return replace(self, as_of=stated.day if stated else None) if self.as_of_stated else self

    def identifies(self, column: str) -> bool:
        """Whether a source column is the features' id by itself: of another, many features may have one value."""
        rule = self.rule_of(Role.ID)
        return rule is not None and (column in rule.columns or rule.slots == (column,))

    def check_columns(self, present: Sequence[str], origin: str = "") -> None:
        """Refuse a mapping that asks for a column which the source does not have.

        Raises
        ------
        MappingError
            Naming the column and those that are spelt alike.
        """
        there = set(present)
        missing = [name for name in self.columns if name not in there]
        if not missing:
            return
        # What another field reads already is hardly what is meant, and what the mapping calls its own is no heading.
        free = [name for name in dict.fromkeys(present) if name not in _INTERNAL]
        free = [name for name in free if name not in self.columns] or free
        said = [(name, self._asks_for(name), _near(name, free)) for name in missing[:_SHOWN]]
        more = len(missing) - len(said)
        zh = "；".join(f"字段 {field} 用到来源列“{name}”" for name, field, _ in said)
        en = "; ".join(f"the field {field} asks for the column {name!r}" for name, field, _ in said)
        raise MappingError(
            Text(
                f"映射 {self.path.name} 的{zh}{f'；另有 {more} 列' if more else ''}，{origin or '来源'}中没有",
                f"{self.path.name}: {en}{f', and {more} more' if more else ''}, which {origin or 'the source'} does not have",
            ),
            Text(
                "；".join(f"与“{name}”相近的列：{'、'.join(near)}" for name, _, near in said),
                "; ".join(f"columns spelt like {name!r}: {', '.join(near)}" for name, _, near in said),
            ),
            file=str(self.path),
            column=missing[0],
            near=said[0][2],
            missing=missing,
        )

    def _asks_for(self, column: str) -> str:
        """The field that a column is for."""
        return next((rule.field.name for rule in self.rules if column in (*rule.columns, *rule.slots)), "joins.on")


def _near(name: str, free: Sequence[str]) -> list[str]:
    """Columns that are spelt like one, or those that there are."""
    alike = difflib.get_close_matches(name, free, n=5, cutoff=0.4) or sorted(free)[:12]
    return [visible(other) for other in alike] or ["—"]


def folded_value(text: str) -> str:
    """A source value as it is compared: width, case and spaces do not count.

    >>> folded_value("工業區（乙種） ")
    '工業區(乙種)'
    """
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def fill_template(template: str, row: Table[str, Any], *, file: str, number: int, section: str = "") -> str | None:
    """A template filled in; None where a column that it names is unknown."""
    parts = {"file": file, "number": str(number), SECTION: section}
    unknown = False

    def fill(slot: re.Match[str]) -> str:
        nonlocal unknown
        value = parts.get(slot[1], row.get(slot[1]))
        text = "" if lost_digits(value) or value != value else text_of(value).strip()  # noqa: PLR0124 - NaN
        unknown = unknown or not text
        return text

    text = _SLOT.sub(fill, template)
    return None if unknown else text

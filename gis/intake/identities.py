"""Where a record stands in its source, and the ids by which records are kept."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from operator import itemgetter
from typing import Any, Final, NamedTuple

from gis.catalog import Kind
from gis.fields import Field, Role
from gis.findings import Finding, FoundCode, Grade
from gis.intake.mapping import Mapping as Plan
from gis.intake.report import ImportReport
from gis.text import Text
from gis.values import Value

LOOK: Final = Text("请核对", "please check")

_OF_A_PLOT: Final = frozenset({"parcel_code", "unit_number"})
"""Forms of numbers that one plot alone has; a certificate or an approval may be of several."""


class RowPlace(NamedTuple):
    """Where a record stands: its file, its row from 1, and its id where it has one."""

    file: str
    row: int
    key: str | None = None

    def finding(
        self,
        code: FoundCode,
        excerpt: str,
        text: Text,
        remedy: Text,
        field: str | None = None,
        grade: Grade = Grade.ERROR,
    ) -> Finding:
        """What was found there."""
        where: dict[str, Any] = {"file": self.file, "row": self.row, "id": self.key, "field": field}
        return Finding(code=code, excerpt=excerpt, text=text, remedy=remedy, grade=grade, **where)


class RowPlaces(NamedTuple):
    """Where records stand that follow one another: their file, their rows from 1, and their ids."""

    file: str
    rows: Sequence[int]
    keys: Sequence[str]

    def place(self, at: int) -> RowPlace:
        """Where one of them stands."""
        return RowPlace(self.file, self.rows[at], self.keys[at])


class Identities:
    """The ids of an import: each record is kept by one that no other has.

    Parameters
    ----------
    report
        Where records are listed that were given another id.
    plan
        The mapping: of plots it says which fields are the numbers of one plot alone.
    taken
        Ids that none may be given which did not have it: those of all sources, where a reading before this one has met them.
    """

    def __init__(self, report: ImportReport, plan: Plan, taken: AbstractSet[str]) -> None:
        self.given: set[str] = set()
        self._numbers = [
            rule.field for rule in plan.rules if rule.identifier in _OF_A_PLOT and rule.field.role is not Role.ID
        ]
        if plan.kind not in (Kind.PARCEL, Kind.OTHER):
            # Many buildings stand on a plot, and name it.
            self._numbers = []
        self._numbered: dict[str, dict[str, RowPlace | int]] = {field.name: {} for field in self._numbers}
        """By field and number, where it stands; of records that were noted many at once how many were noted so before."""
        self._noted: list[tuple[int, RowPlaces]] = []
        self._report = report
        self._taken = taken
        self._made: dict[str, int] = {}
        self._invented: set[str] = set()

    @property
    def numbered(self) -> list[str]:
        """The fields whose values are each the number of one plot alone."""
        return [field.name for field in self._numbers]

    @property
    def clash(self) -> bool:
        """Whether an id that was invented turned out to be one that a later record of the sources has."""
        return not self._invented.isdisjoint(self.given)

    def all_unique(self, keys: Sequence[str], place_of: Callable[[int], RowPlace]) -> Sequence[str]:
        """The ids that records are kept by, which stand one after another; ``place_of`` says where each stands."""
        fresh = dict.fromkeys(keys, 1)
        if len(fresh) == len(keys) and self._made.keys().isdisjoint(fresh):
            self._made.update(fresh)
            return keys
        return [self.unique(key, place_of(number)) for number, key in enumerate(keys)]

    def unique(self, key: str, place: RowPlace) -> str:
        """The id that a record is kept by: its own, or, where that is taken, one that no record of the sources has."""
        if key not in self._made:
            self._made[key] = 1
            return key
        number = self._made[key] + 1
        while (fresh := f"{key}-{number}") in self._made or fresh in self.given or fresh in self._taken:
            number += 1
        self._made |= {key: number, fresh: 1}
        self._invented.add(fresh)
        text = Text(f"编号 {key} 已用过，改为 {fresh}", f"the id {key} was taken, now {fresh}")
        remedy = Text("请在来源中使用唯一编号", "make ids unique in the source")
        self._report.renamed.append(place._replace(key=fresh).finding("duplicate-id", key, text, remedy))
        return fresh

    def note_numbers(self, values: Mapping[str, Value], place: RowPlace) -> None:
        """Say of a plot whose number another has: one plot that stands twice, or a number that is wrong."""
        found = (self._number_twice(field, values.get(field.name), place) for field in self._numbers)
        self._report.doubts += [each for each in found if each is not None]

    def numbers_twice(self, columns: Mapping[str, Sequence[Value]], places: RowPlaces) -> dict[int, list[Finding]]:
        """What ``note_numbers`` says of records that stand one after another, by their places; nothing is listed yet."""
        twice: dict[int, list[Finding]] = {}
        before = self._noted[-1][0] + len(self._noted[-1][1].keys) if self._noted else 0
        self._noted.append((before, places))
        for field in self._numbers:
            if self._are_all_new(field, columns[field.name], before):
                continue
            for number, value in enumerate(columns[field.name]):
                found = self._number_twice(field, value, places.place(number))
                if found is not None:
                    twice.setdefault(number, []).append(found)
        return twice

    def _are_all_new(self, field: Field, values: Sequence[Value], before: int) -> bool:
        """Whether no record had any of these numbers, nor have two of these records one; they are noted then."""
        numbered = self._numbered[field.name]
        fresh = {value: number for number, value in enumerate(values, before) if isinstance(value, str)}
        count = len(values) if len(fresh) == len(values) else sum(isinstance(value, str) for value in values)
        if len(fresh) < count or not numbered.keys().isdisjoint(fresh):
            return False
        numbered.update(fresh)
        return True

    def _place_noted(self, noted: RowPlace | int) -> RowPlace:
        """Where a record stands that was noted."""
        if isinstance(noted, RowPlace):
            return noted
        before, places = self._noted[bisect_right(self._noted, noted, key=itemgetter(0)) - 1]
        return places.place(noted - before)

    def _number_twice(self, field: Field, value: Value, place: RowPlace) -> Finding | None:
        if not isinstance(value, str):
            return None
        noted = self._numbered[field.name].setdefault(value, place)
        if noted is place:
            return None
        first = self._place_noted(noted)
        text = Text(
            f"{place.key} 的“{field.title.zh}”{value} 与第 {first.row} 行的 {first.key} 相同",
            f"{place.key} has the {field.title.en} {value} of {first.key} in row {first.row}",
        )
        remedy = Text("请核对是否重复登记，或编号有误", "check whether it is recorded twice, or which number is wrong")
        return place.finding("number-twice", value, text, remedy, field.name, Grade.DOUBT)

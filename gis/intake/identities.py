"""Where a record stands in its source, and the ids by which records are kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, Final, NamedTuple

from gis.findings import Finding, FoundCode, Grade
from gis.intake.report import ImportReport
from gis.text import Text

LOOK: Final = Text("请核对", "please check")


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


class Identities:
    """The ids of an import: each record is kept by one that no other has.

    Parameters
    ----------
    report
        Where records are listed that were given another id.
    taken
        Ids that none may be given which did not have it: those of all sources, where a reading before this one has met them.
    """

    def __init__(self, report: ImportReport, taken: AbstractSet[str]) -> None:
        self.given: set[str] = set()
        self._report = report
        self._taken = taken
        self._made: dict[str, int] = {}
        self._invented: set[str] = set()

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

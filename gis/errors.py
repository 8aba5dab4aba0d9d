"""Everything that can go wrong in the domain, each with what to do about it.

LandstockError
├── Refused                 the data given cannot be used (command line: exit status 1)
│   ├── SourceError         a file is missing, unreadable or not what it says it is
│   │   ├── RefusedRows     rows of a file that cannot be used, every one of them listed
│   │   ├── StoreFull       no room is left where the store stands
│   │   └── StoreBusy       nothing can be written to the store for now: another program holds it, or its disk takes nothing
│   ├── CatalogError        catalog.toml or a code list contradicts itself
│   ├── LayerError          a table or an edit cannot be used as a whole: no CRS, the id of another feature
│   ├── MappingError        an import mapping names what is not there
│   ├── SchemeError         a matching scheme cannot be used
│   ├── UnexportedEdits     sources changed while the store holds edits not yet exported
│   ├── StaleReport         a stored report was made from other data, or by other rules
│   └── OldStore            a store as another version of the program lays it out
├── AssetsMissing           the browser's files were not made on this machine
├── Conflict                what was asked for does not go together with what others did meanwhile
│   ├── StaleVersion        an edit of a feature that is not what the editor saw any more
│   ├── AlreadyThere        a new feature whose id another one has
│   ├── Taken               a plot or floor that somebody else holds
│   ├── NotHoldable         a plot or floor that nobody can hold: it was ended, or its state rules it out
│   ├── HoldOver            a reservation that holds nothing any more
│   ├── TouchedSince        a change set that cannot be taken back: later ones changed the same
│   └── KeyUsed             a request that has the key of another one
├── BadQuestion             the question itself is wrong (exit status 2)
│   ├── UnknownProperty     a field the layer does not declare
│   ├── UnknownCode         a code that its code list does not hold
│   ├── BadBox              a bounding box that encloses nothing
│   ├── BadGeometry         a polygon that cannot be used
│   ├── BadRange            a range or number that makes no sense
│   ├── BadFormat           a file asked for in a way that its format does not have
│   ├── BadFilter           a filter that cannot be read, or does not fit the layer
│   │   └── CostlyFilter    a filter that takes longer to answer than one may
│   ├── NoSuchMoment        a time of which the log does not tell
│   ├── BadDemand           a project's requirement that cannot be matched
│   ├── BadHold             a hold of what cannot be held so, or until a day that cannot be
│   ├── NoPlace             a row put where nothing is, or where two are
│   ├── BadPins             projects pinned where they cannot stand, or two on one place
│   ├── BadScenario         a what-if that cannot be made of the data
│   └── BadWeights          weights that do not sum to 100, or comparisons that give none
└── NotFound                what was named does not exist (exit status 1)
    ├── UnknownCollection
    ├── UnknownFeature
    │   └── EndedFeature    one that was there, and was ended
    ├── UnknownChangeSet
    ├── UnknownReservation
    ├── UnknownScheme
    ├── UnknownScenario
    └── UnknownTile         a tile that the grid does not have

No HTTP status here: ``api.ground.errors`` maps this tree to statuses in one place.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from gis.findings import MOST, Finding, count_codes
from gis.text import Text


class LandstockError(Exception):
    """What is wrong and what to do, in both languages.

    Parameters
    ----------
    text
        What is wrong, naming the thing.
    remedy
        What the reader can do about it.
    **where
        Machine-readable context (file, line, row, field …), all JSON-able.
    """

    code: ClassVar[str] = "error"

    def __reduce__(self) -> tuple[object, ...]:
        return _made_again, (type(self), self.args, self.__dict__)

    def __init__(self, text: Text, remedy: Text, **where: object) -> None:
        super().__init__(text.both())
        self.text = text
        self.remedy = remedy
        self.where = where


class Refused(LandstockError):
    code = "refused"


class SourceError(Refused):
    code = "source"


class AssetsMissing(LandstockError):
    code = "assets-missing"


class RefusedRows(SourceError):
    """Rows that cannot be used: ``findings`` lists every one, up to what is kept of a file, ``where`` counts them by code.

    The text and the remedy are the first one's, so that a reader who is shown one line is shown the right one.
    """

    code = "rows"

    def __init__(self, findings: Sequence[Finding]) -> None:
        first = findings[0]
        more = len(findings) - 1
        least = Text("至少", "at least ") if more >= MOST else Text("", "")
        said = Text(f"；另有{least.zh} {more:,} 处", f"; and {least.en}{more:,} more") if more else Text("", "")
        super().__init__(
            Text(f"{first.text.zh}{said.zh}", f"{first.text.en}{said.en}"),
            first.remedy,
            file=first.file,
            row=first.row,
            id=first.id,
            field=first.field,
            found=count_codes(findings),
        )
        self.findings = tuple(findings)


class StoreFull(SourceError):
    code = "store-full"


class StoreBusy(SourceError):
    code = "store-busy"


class CatalogError(Refused):
    code = "catalog"


class LayerError(Refused):
    code = "layer"


class MappingError(Refused):
    code = "mapping"


class SchemeError(Refused):
    code = "scheme"


class UnexportedEdits(Refused):
    code = "unexported-edits"


class StaleReport(Refused):
    code = "stale-report"


class OldStore(Refused):
    code = "old-store"


class Conflict(LandstockError):
    code = "conflict"


class StaleVersion(Conflict):
    """``current`` is the feature as it stands, None where it was ended."""

    code = "stale-version"
    current: object = None


class AlreadyThere(Conflict):
    code = "already-there"


class Taken(Conflict):
    code = "taken"


class NotHoldable(Conflict):
    code = "not-holdable"


class HoldOver(Conflict):
    code = "hold-over"


class TouchedSince(Conflict):
    code = "touched-since"


class KeyUsed(Conflict):
    code = "key-used"


class BadQuestion(LandstockError):
    code = "bad-question"


class UnknownProperty(BadQuestion):
    code = "unknown-property"


class UnknownCode(BadQuestion):
    code = "unknown-code"


class BadBox(BadQuestion):
    code = "bad-bbox"


class BadGeometry(BadQuestion):
    code = "bad-geometry"


class BadRange(BadQuestion):
    code = "bad-range"


class BadFormat(BadQuestion):
    code = "bad-format"


class BadFilter(BadQuestion):
    code = "bad-filter"


class CostlyFilter(BadFilter):
    code = "costly-filter"


class NoSuchMoment(BadQuestion):
    code = "no-such-moment"


class BadDemand(BadQuestion):
    code = "bad-demand"


class BadHold(BadQuestion):
    code = "bad-hold"


class NoPlace(BadQuestion):
    code = "no-place"


class BadPins(BadQuestion):
    code = "bad-pins"


class BadScenario(BadQuestion):
    code = "bad-scenario"


class BadWeights(BadQuestion):
    code = "bad-weights"


class NotFound(LandstockError):
    code = "not-found"


class UnknownCollection(NotFound):
    code = "unknown-collection"


class UnknownFeature(NotFound):
    code = "unknown-feature"


class EndedFeature(UnknownFeature):
    code = "ended-feature"


class UnknownChangeSet(NotFound):
    code = "unknown-change-set"


class UnknownReservation(NotFound):
    code = "unknown-reservation"


class UnknownScheme(NotFound):
    code = "unknown-scheme"


class UnknownScenario(NotFound):
    code = "unknown-scenario"


class UnknownTile(NotFound):
    code = "unknown-tile"


def _made_again(kind: type[LandstockError], said: tuple[object, ...], known: dict[str, object]) -> LandstockError:
    """An error as another process raised it."""
    found = kind.__new__(kind, *said)
    found.__dict__.update(known)
    return found

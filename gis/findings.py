"""What was found in the rows of a file: what, where, and what to do about it. One shape for every load, check and import."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal, Protocol

from gis.text import Text

LISTED: Final = 20
"""Findings that are said one by one; the rest are counted, and stand in the file that a command writes."""

MOST: Final = 100_000
"""Findings of one file that are kept at all: each takes a kilobyte, and a column of the wrong type has one in every row."""


FoundCode = Literal[
    # What keeps a row from being used.
    "no-id",
    "duplicate-id",
    "not-a-feature",
    "too-large",
    "no-usable-geometry",
    "no-geometry",
    "invalid-geometry",
    "outside-degrees",
    "outside-area",
    "at-origin",
    "axes-swapped",
    "zone-number",
    "not-metres",
    "not-degrees",
    "not-text",
    "not-integer",
    "not-number",
    "not-boolean",
    "not-date",
    "not-list",
    "too-many-digits",
    # What keeps a change of parcels from being made.
    "area-lost",
    "not-adjoining",
    "not-cut",
    # What a row is used with, and should be looked at.
    "unlisted-code",
    "code-repaired",
    "no-classification",
    "other-classification",
    "instant",
    "unknown-member",
    "undeclared-property",
    "ambiguous-name",
    "names-alike",
    "column-respelt",
    "repaired",
    "broken-reference",
    "ambiguous-reference",
    "no-such-code",
    "links-disagree",
    "recorded-twice",
    "outside-boundaries",
    "layer-moved",
    "old-datum",
    "overlap",
    "same-shape",
    "number-twice",
    "no-area",
    "area-gap",
    "area-shared",
    "area-unit",
    "no-share",
    "bounds-turned",
    "day-to-come",
    "unsound-project",
    "unknown-park",
    "unplayed-role",
    # What an import finds in files of shapes.
    "read-as",
    "point-count",
    "ring-open",
    "ring-number",
    "ring-short",
    # What an import finds in ledgers.
    "file-otherwise",
    "encoding",
    "stray-quote",
    "hidden-rows",
    "hidden-columns",
    "struck-out",
    "heading-twice",
    "no-heading",
    "table-not-read",
    "column-missing",
    "total-differs",
    "total-unnamed",
    "total-or-record",
    "figure-repeated",
    "section-count",
    # What an import finds in tables that are joined.
    "join-no-key",
    "join-key-twice",
    "join-cells",
    "join-line-breaks",
    "join-key-folded",
    "join-row-taken",
    "join-differs",
]
"""Every code that a finding can have; the guides to the data folder say what each means."""


class Grade(StrEnum):
    """How much a finding weighs."""

    ERROR = "error"
    """The row cannot be used as it stands."""

    DOUBT = "doubt"
    """The row is used; somebody should look."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Something that was found in one row: what, where, and what to do about it.

    ``row`` counts from 1 in its file, 0 is the file as a whole; ``excerpt`` is the value or the reason as the source has it.
    """

    code: FoundCode
    grade: Grade = Grade.ERROR
    file: str
    row: int
    id: str | None
    field: str | None
    excerpt: str
    text: Text
    remedy: Text


class Coded(Protocol):
    """What has a code."""

    @property
    def code(self) -> str:
        """The code."""


def count_codes(findings: Sequence[Coded]) -> dict[str, int]:
    """How often each code was found, most frequent first."""
    counts = Counter(finding.code for finding in findings)
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def alike(findings: Sequence[Finding]) -> list[list[Finding]]:
    """Findings of one code that are mended alike, group by group, in the order in which they were found."""
    groups: dict[tuple[str, Text], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.code, finding.remedy), []).append(finding)
    return list(groups.values())

"""What an import says of a table that was joined."""

from __future__ import annotations

from dataclasses import dataclass

from gis.plainly import reported


@dataclass(frozen=True, kw_only=True)
class JoinReport:
    """How many features and rows found one another, and which did not: keys, files and rows of features, lines of the table."""

    file: str
    matched: int
    unmatched_keys: tuple[str, ...]
    unmatched_rows: tuple[tuple[str, int], ...]
    unused_keys: tuple[str, ...]
    unused_lines: tuple[int, ...]

    @property
    @reported(after="matched")
    def unmatched(self) -> int:
        """How many features found no row."""
        return len(self.unmatched_keys)

    @property
    @reported(after="unmatched")
    def unused(self) -> int:
        """How many rows no feature found."""
        return len(self.unused_keys)

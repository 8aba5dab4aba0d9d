"""What was found in rows, said on a terminal: a bounded list by kind, with the count of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gis.findings import LISTED, Finding, Grade, counted

if TYPE_CHECKING:
    from rich.console import Console

_STYLES = {Grade.ERROR: "bold red", Grade.DOUBT: "yellow"}


def say(console: Console, findings: Sequence[Finding]) -> None:
    """Say findings by kind, in the order in which they were found: some of each, how many more there are, and what to do."""
    counts = counted(findings)
    each = max(1, LISTED // max(1, len(counts)))
    for code in dict.fromkeys(found.code for found in findings):
        count = counts[code]
        alike = [found for found in findings if found.code == code]
        console.print(f"{code} × {count:,}", style=_STYLES[alike[0].grade], markup=False)
        for found in alike[:each]:
            console.print(f"  {found.text.zh}", markup=False)
            console.print(f"  {found.text.en}", markup=False)
        if count > each:
            console.print(f"  …… 另有 {count - each:,} 处 / {count - each:,} more", markup=False)
        console.print(f"  → {alike[0].remedy.zh}", markup=False)
        console.print(f"  → {alike[0].remedy.en}", markup=False)

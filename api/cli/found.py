"""What was found in rows, said on a terminal: a bounded list by kind and remedy, with the count of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gis.findings import LISTED, Finding, Grade, alike

if TYPE_CHECKING:
    from rich.console import Console

_STYLES = {Grade.ERROR: "bold red", Grade.DOUBT: "yellow"}


def say(console: Console, findings: Sequence[Finding]) -> None:
    """Say findings by kind and remedy, in the order in which they were found: some of each, how many more there are, and what to do."""
    groups = alike(findings)
    most = max(1, LISTED // max(1, len(groups)))
    for group in groups[:LISTED]:
        first = group[0]
        console.print(f"{first.code} × {len(group):,}", style=_STYLES[first.grade], markup=False)
        for found in group[:most]:
            console.print(f"  {found.text.zh}", markup=False)
            console.print(f"  {found.text.en}", markup=False)
        if len(group) > most:
            console.print(f"  …… 另有 {len(group) - most:,} 处 / {len(group) - most:,} more", markup=False)
        console.print(f"  → {first.remedy.zh}", markup=False)
        console.print(f"  → {first.remedy.en}", markup=False)
    if more := sum(map(len, groups[LISTED:])):
        console.print(f"…… 另有 {more:,} 处 / {more:,} more", markup=False)

"""What the full sizes measured: kept as JSON, shown as a document, so that nobody copies a figure by hand."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from bench.figures import machine

Keep = Callable[[str, str, str, str], None]
"""Takes down a check, what was asked, the figure and its bound."""
HEAD: Final = """# Reliability

Written by `make soak`; not edited by hand. What must hold over time, in a crowd and against malice is asserted by tests: each has a quick size in
`make test`, its full size is read here. Figures are of the machine named beside them; what counts is the bound.
"""
COLUMNS: Final = ("asked", "measured", "bound", "on")


def keep(file: Path, check: str, asked: str, measured: str, bound: str) -> None:
    """Take down a figure in place of the last one of the same check and question, and write the document anew."""
    kept: dict[str, dict[str, Mapping[str, str]]] = json.loads(file.read_text("utf-8")) if file.is_file() else {}
    on = f"{dt.datetime.now(dt.UTC).date().isoformat()}, {machine()}"
    kept.setdefault(check, {})[asked] = {"measured": measured, "bound": bound, "on": on}
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(kept, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")
    file.with_suffix(".md").write_text("\n".join([HEAD, *_sections(kept)]) + "\n", "utf-8")


def _sections(kept: Mapping[str, Mapping[str, Mapping[str, str]]]) -> Iterator[str]:
    for check, rows in sorted(kept.items()):
        yield f"## {check}\n\n| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}"
        yield from (
            f"| {asked} | {' | '.join(each[key] for key in COLUMNS[1:])} |" for asked, each in sorted(rows.items())
        )
        yield ""

"""What the full sizes measured: kept as JSON, shown as a document, so that nobody copies a figure by hand."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from bench.figures import machine

Keep = Callable[[str, str, str, str], None]
"""Takes down a check, what was asked, the figure and its bound."""
HEAD: Final = """# Reliability

Written by `make soak`; not edited by hand. Each check has a quick size in `make test`. The figures are of the machine named beside them:
what counts is the bound, which the check itself asserts.

| check | what was asked | measured | bound | on |
|---|---|---|---|---|
"""


def keep(file: Path, check: str, asked: str, measured: str, bound: str) -> None:
    """Take down a figure in place of the last one of the same check and question, and write the document anew."""
    kept: dict[str, Mapping[str, str]] = json.loads(file.read_text("utf-8")) if file.is_file() else {}
    on = f"{dt.datetime.now(dt.UTC).date().isoformat()}, {machine()}"
    kept[f"{check}: {asked}"] = {"check": check, "asked": asked, "measured": measured, "bound": bound, "on": on}
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(kept, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")
    rows = [
        "| " + " | ".join(each[key] for key in ("check", "asked", "measured", "bound", "on")) + " |"
        for _, each in sorted(kept.items())
    ]
    file.with_suffix(".md").write_text(HEAD + "\n".join(rows) + "\n", "utf-8")

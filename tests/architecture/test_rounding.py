"""Figures are rounded in one place in Python and in one on the page: another would differ from them by a hundredth somewhere."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Final

HOME: Final = "gis/rounding.py"
PAGE_HOME: Final = "maps/static/js/base/rounding.js"
SNAPPED: Final = {
    "gis/crs.py": "positions are snapped to the digits of their system",
    "gis/intake/reading.py": "positions are snapped to the digits that layers store",
    "gis/demonstration": "the recipe draws the same bytes as ever",
    "gis/tiles": "positions are snapped to the grid of a tile",
}
"""Where what is rounded is no figure that anybody reads, and why."""
_DECIMALS: Final = re.compile(r"\.\d+[f%]$")
_PAGE: Final = re.compile(r"\.toFixed\(|\.toLocaleString\(|Intl\.NumberFormat|Math\.round\([^;]*\* ?10+\) ?/ ?10")


def _rounds(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        name = node.func
        if isinstance(name, ast.Name):
            return name.id == "round"
        return isinstance(name, ast.Attribute) and name.attr in {"round", "rint"}
    if isinstance(node, ast.FormattedValue) and isinstance(node.format_spec, ast.JoinedStr):
        spec = "".join(str(part.value) for part in node.format_spec.values if isinstance(part, ast.Constant))
        return bool(_DECIMALS.search(spec))
    return False


def test_python_rounds_in_one_place(root: Path) -> None:
    found = []
    for path in sorted(each for part in ("gis", "api", "maps") for each in (root / part).rglob("*.py")):
        name = path.relative_to(root).as_posix()
        if name == HOME or name.startswith(tuple(SNAPPED)):
            continue
        found += [f"{name}:{node.lineno}" for node in ast.walk(ast.parse(path.read_text("utf-8"))) if _rounds(node)]  # type: ignore[attr-defined]
    assert found == [], "use rounded, all_rounded (gis.rounding), figure or percent (gis.units)"


def test_the_page_rounds_in_one_place(root: Path) -> None:
    scripts = sorted((root / "maps" / "static" / "js").rglob("*.js"))
    found = [
        f"{name}: {hit.group()}"
        for path in scripts
        if (name := path.relative_to(root).as_posix()) != PAGE_HOME
        for hit in _PAGE.finditer(path.read_text("utf-8"))
    ]
    assert found == [], "use base/rounding.js"

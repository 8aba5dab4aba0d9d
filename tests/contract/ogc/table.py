"""The table of conformance: every abstract test of the declared classes, and the test here that carries it out.

``python -m tests.contract.ogc.table`` writes it to ``docs/reference/conformance.md``.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

HERE = Path(__file__).parent
TABLE = HERE.parents[2] / "docs" / "reference" / "conformance.md"
SUITES = {
    "test_core.py": "OGC API Features Part 1: Core",
    "test_encodings.py": "OGC API Features Part 1: GeoJSON, HTML, OpenAPI 3.0",
    "test_crs.py": "OGC API Features Part 2: Coordinate Reference Systems by Reference",
    "test_filtering.py": "OGC API Features Part 3: Filtering",
    "test_editing.py": "OGC API Features Part 4: Create, Replace, Update and Delete",
    "test_tilesets.py": "OGC API Tiles Part 1: Core",
}
HEAD = """# Conformance

Made from the tests by `python -m tests.contract.ogc.table`; a test keeps it equal to them. Each abstract test of a declared class is carried out against a running
service with the demonstration; `make test` runs them all. CQL2 is held against the `cql2` package, row by row, and its SQL against SQLite and PostGIS
(`tests/properties/test_cql2*.py`).

What no standard has, and the tests that hold it: sets of changes, split and merge (`/changes`, `…/split`, `…/merge`: `tests/api/test_together.py`), the past
(`…/history`, `asof`, undo: `tests/api/test_recalling.py`), holds (`/reservations`: `tests/api/test_reservations.py`, `tests/api/test_midnight.py`).
"""


def carried_out(path: Path) -> list[tuple[str, str]]:
    """Abstract tests that a file's docstrings name, with the test function of each, in the file's order."""
    found = []
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            names = re.findall(r"/conf/[a-z0-9-]+/[\w-]+", ast.get_docstring(node) or "")
            found += [(name, node.name) for name in names]
    return found


def text() -> str:
    """The document."""
    lines = [HEAD]
    for name, title in SUITES.items():
        rows = [f"| `{abstract}` | `{test}` |" for abstract, test in carried_out(HERE / name)]
        lines += [
            f"## {title}",
            "",
            f"`tests/contract/ogc/{name}`",
            "",
            "| abstract test | carried out by |",
            "|---|---|",
            *rows,
            "",
        ]
    return "\n".join(lines)


if __name__ == "__main__":
    TABLE.write_text(text(), "utf-8")

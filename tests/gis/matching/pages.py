"""The rows of docs/method/examples.md, in both languages, as the engine says them.

``python -m tests.gis.matching.pages`` (``make examples``) writes them; what stands around the tables is written by hand and stays as it is.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from tests.gis.matching.district import ROOT
from tests.gis.matching.worked import CRITERIA, RULES, Lang

PAGES: Final[tuple[tuple[Lang, Path], ...]] = (
    ("en", ROOT / "docs" / "method" / "examples.md"),
    ("zh", ROOT / "docs" / "method" / "examples.zh-CN.md"),
)
# The rows of one table: lines that begin with the id of a rule or a criterion.
TABLE: Final = re.compile(r"(?:^\| `\w+` \|.*\|\n)+", re.MULTILINE)


def tables(lang: Lang) -> list[list[str]]:
    """The rows of the page's two tables: rules, then criteria."""
    return [[each.rule_row(lang) for each in RULES], [each.criterion_row(lang) for each in CRITERIA]]


def with_rows(page: str, wanted: list[list[str]]) -> str:
    """A page whose tables have these rows, in order."""
    found = list(TABLE.finditer(page))
    if len(found) != len(wanted):
        message = f"{len(found)} tables of examples where {len(wanted)} are wanted: each needs one row to be found by"
        raise ValueError(message)
    # From the last to the first: what is put in moves only what stands behind it.
    for hit, rows in zip(reversed(found), reversed(wanted), strict=True):
        page = page[: hit.start()] + "".join(f"{row}\n" for row in rows) + page[hit.end() :]
    return page


def write_pages() -> None:
    """Write the rows of both pages."""
    for lang, page in PAGES:
        page.write_text(with_rows(page.read_text("utf-8"), tables(lang)), "utf-8")


if __name__ == "__main__":
    write_pages()

"""Whoever follows a reference to a decision finds the decision that is meant: it exists, and it speaks of the place that refers to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.architecture.source import ROOT

FOLDERS: Final = ("gis", "maps", "api", "bench", "tests", "layers", "docs")
ENDINGS: Final = {".py", ".js", ".cjs", ".css", ".html", ".j2", ".toml", ".md"}
ALONE: Final = ("pyproject.toml", "Makefile", "README.md", "README.zh-CN.md", "CONTRIBUTING.md", "CHANGELOG.md")
DECISIONS: Final = {path.name[:4]: path for path in (ROOT / "docs" / "adr").glob("[0-9]*.md")}
# Every way to name a decision; all but the last are refused, for no editor follows them.
MENTION: Final = re.compile(r"\bADRs? ?-?#?\d+|\b(?:docs/|\.\./)?adr/\d{4}[\w-]*(?:\.md)?", re.IGNORECASE)
WHOLE: Final = re.compile(r"(?:docs/|\.\./)?adr/(\d{4})(-[\w-]+\.md)")
PATH: Final = re.compile(r"`((?:api|bench|gis|layers|maps|tests)/[\w./-]+)`")
INDEX: Final = "docs/README.md"


def sources() -> Iterator[Path]:
    """Every file in which people refer to decisions, this one apart."""
    yield from (ROOT / name for name in ALONE)
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in ENDINGS and not {"vendor", "bundle"} & {*path.parts} and path != Path(__file__).resolve():
                yield path


def mistakes(name: str, text: str) -> list[str]:
    """What is wrong with the references in a file; ``name`` is its path from the root.

    A decision fits a file of code where it names that file or its folder, and a page of the documents where it uses the word that the page is
    called by.
    """
    found = []
    for mention in MENTION.findall(text):
        whole = WHOLE.fullmatch(mention)
        decision = DECISIONS.get(whole[1]) if whole else None
        if whole is None or decision is None or decision.name != whole[1] + whole[2]:
            found.append(f"{name}: {mention} is no page of docs/adr, written in full")
        elif name != INDEX and not fits(name, decision.read_text("utf-8")):
            found.append(f"{name}: {decision.name} says nothing about it")
    return found


def fits(name: str, decision: str) -> bool:
    """Whether a decision speaks of a file."""
    path = Path(name)
    if path.suffix == ".md":
        word = path.name.split(".")[0].rstrip("s")
        return re.search(rf"\b{re.escape(word)}", decision, re.IGNORECASE) is not None
    named = set(PATH.findall(decision))
    # Of a whole package no decision says enough to fit each of its files.
    return name in named or any(str(parent) in named for parent in path.parents if len(parent.parts) > 1)


def test_every_reference_leads_to_the_decision_that_is_meant() -> None:
    """Fails where a module cites the decision on something else, or a number that nobody can follow."""
    found = [line for path in sources() for line in mistakes(str(path.relative_to(ROOT)), path.read_text("utf-8"))]
    assert found == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("api/direct.py", "(docs/adr/0009-snapshots-along-a-curve.md)"),
        ("api/direct.py", "(docs/adr/0011)"),
        ("api/direct.py", "see ADR 11"),
        ("docs/method/portfolio.md", "[why](../adr/0011-short-way-for-features.md)"),
        ("docs/guide/tiles.md", "[why](../adr/0010-tiles.md)"),
        ("gis/tiles/tile.py", "docs/adr/0099-nothing.md"),
    ],
)
def test_a_reference_that_does_not_fit_is_seen(name: str, text: str) -> None:
    """A check that cannot fail would be none."""
    assert mistakes(name, text)


@pytest.mark.parametrize("decision", DECISIONS.values(), ids=lambda path: path.stem)
def test_a_decision_names_files_that_are_there(decision: Path) -> None:
    """Fails where a file was moved and its decision was not told."""
    missing = [name for name in PATH.findall(decision.read_text("utf-8")) if not (ROOT / name).exists()]
    assert missing == []

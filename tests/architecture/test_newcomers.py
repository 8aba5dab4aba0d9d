"""The pages by which a newcomer finds his way name what is there: paths, rooms, and what each word is in the code."""

from __future__ import annotations

import importlib
import re
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from tests.architecture.source import PACKAGES, ROOT

ARCHITECTURE: Final = ROOT / "docs" / "architecture.md"
WORDS: Final = ROOT / "docs" / "reference" / "words.md"
NAMED: Final = re.compile(r"`((?:api|bench|docs|gis|layers|maps|tests)/[^`\s]*)`")
QUOTED: Final = re.compile(r"`([^`]+)`")
FEWEST_WORDS: Final = 80


def named(path: Path) -> list[str]:
    """Paths of the project that a page names; what stands in angle brackets is any one file."""
    return [re.sub(r"<[^>]*>", "*", name) for name in NAMED.findall(path.read_text("utf-8"))]


def there(name: str) -> bool:
    """Whether a path, or one that fits it, exists."""
    return any(ROOT.glob(name)) if "*" in name else (ROOT / name).exists()


def meant(name: str) -> Any:
    """What a dotted name is: a module, or what stands in one; a field of a dataclass is its declaration. LookupError where there is none."""
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        try:
            found: Any = importlib.import_module(".".join(parts[:end]))
        except ModuleNotFoundError:
            continue
        for part in parts[end:]:
            declared = {each.name: each for each in fields(found)} if is_dataclass(found) else {}
            if part not in declared and not hasattr(found, part):
                raise LookupError(name)
            found = declared.get(part) or getattr(found, part)
        return found
    raise LookupError(name)


def terms(page: Path = WORDS) -> list[tuple[str, str, str]]:
    """Rows of the table of words: Chinese, English, and what it is in the code."""
    lines = [line for line in page.read_text("utf-8").splitlines() if line.startswith("| ")]
    rows = [tuple(cell.strip() for cell in line.strip("|").split(" | ")) for line in lines]
    return [(row[0], row[1], row[2]) for row in rows if row[0] not in ("中文", "---")]


def missing(cell: str) -> list[str]:
    """What the cell names and nobody finds."""
    gone = []
    for name in QUOTED.findall(cell):
        if "/" in name:
            gone += [] if there(name) else [name]
            continue
        try:
            meant(name)
        except LookupError:
            gone.append(name)
    return gone


@pytest.mark.parametrize("path", [ARCHITECTURE, ROOT / "CONTRIBUTING.md"], ids=lambda path: path.name)
def test_a_page_for_newcomers_names_files_that_are_there(path: Path) -> None:
    assert len(named(path)) > 10
    assert [name for name in named(path) if not there(name)] == []


def test_every_room_stands_in_the_drawing() -> None:
    """Fails where a folder of code was added and the page does not know it."""
    text = ARCHITECTURE.read_text("utf-8")
    drawing = "".join(re.findall(r"^```\n(.*?)^```", text, re.MULTILINE | re.DOTALL))
    folders = {
        path.parent for package in (*PACKAGES, "gis/matching") for path in (ROOT / package).glob("*/__init__.py")
    }
    assert len(folders) > 20
    assert sorted(str(path.relative_to(ROOT)) for path in folders if f"{path.name}/" not in drawing) == []


def test_every_word_is_something_in_the_code() -> None:
    """Fails where what a word means was renamed or moved, and where a word is explained by nothing."""
    rows = terms()
    assert len(rows) >= FEWEST_WORDS
    assert {zh: missing(code) for zh, _, code in rows if missing(code)} == {}
    assert [zh for zh, _, code in rows if not QUOTED.search(code)] == []


def test_both_languages_explain_the_same_words() -> None:
    """Fails where a word was added, renamed or moved in one page and not in the other."""
    assert terms(WORDS.with_name("words.zh-CN.md")) == terms()


def test_no_word_is_explained_twice() -> None:
    english = [en for _, en, _ in terms()]
    assert sorted({word for word in english if english.count(word) > 1}) == []


@pytest.mark.parametrize("name", ["gis.matching.nowhere", "gis.query.nothing", "gis.fields.Role.NOTHING", "nothing"])
def test_a_name_that_leads_nowhere_is_seen(name: str) -> None:
    """A check that cannot fail would be none."""
    assert missing(f"`{name}`") == [name]

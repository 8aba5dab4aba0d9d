"""What is written for people holds together: both READMEs say the same, links lead somewhere, decisions have one form."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tests.architecture.source import ROOT

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
DECISIONS = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))


def outline(path: Path) -> list[int]:
    """Levels of a document's headings, outside its code."""
    text = re.sub(r"^```.*?^```", "", path.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    return [len(mark) for mark in re.findall(r"^(#+) ", text, re.MULTILINE)]


def commands(path: Path) -> list[str]:
    """What a document tells its reader to type, without the remarks beside it."""
    blocks = re.findall(r"^```(?:sh|bash|python|toml)\n(.*?)^```", path.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return [re.sub(r"\s+#.*", "", line).strip() for block in blocks for line in block.splitlines() if line.strip()]


def test_both_readmes_have_the_same_outline_and_commands() -> None:
    english, chinese = ROOT / "README.md", ROOT / "README.zh-CN.md"
    assert outline(english) == outline(chinese)
    assert len(outline(english)) > 3
    assert commands(english) == commands(chinese)


@pytest.mark.parametrize(
    "path", [path for path in DOCUMENTS if path.name.endswith(".zh-CN.md")], ids=lambda path: path.name
)
def test_a_document_in_two_languages_has_one_outline_and_the_same_examples(path: Path) -> None:
    english = path.with_name(path.name.replace(".zh-CN", ""))
    assert outline(path) == outline(english)
    assert commands(path) == commands(english)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(path: Path) -> None:
    text = re.sub(r"^```.*?^```", "", path.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    links = [link.split("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    missing = [link for link in links if link and not (path.parent / link).exists()]
    assert missing == []


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_fits_on_a_page_and_says_why(path: Path) -> None:
    text = path.read_text("utf-8")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences"]
    assert len(text.split()) < 600


def test_the_newest_release_of_the_changelog_is_the_version_of_the_product() -> None:
    """Fails where a version was raised without its section, or a section has no date."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    sections = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert sections[0] == "Unreleased"
    assert re.fullmatch(rf"{re.escape(project['version'])} – \d{{4}}-\d\d-\d\d", sections[1])


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [int(path.name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))

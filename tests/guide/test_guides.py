"""The guides are true: their code runs, their examples are read by the tool itself."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any, get_args

import pytest

from gis.catalog import read_catalog
from gis.errors import SchemeError
from gis.findings import FoundCode
from gis.matching import read_scheme
from tests.conftest import ROOT

GUIDES = ROOT / "docs" / "guide"


def blocks(name: str, language: str) -> list[str]:
    """A guide's code blocks of one language, in order."""
    found: list[str] = re.findall(
        rf"^```{language}\n(.*?)^```", (GUIDES / name).read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    return found


def test_the_python_guide_runs_from_top_to_bottom(
    demo_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # The guide makes changes: those stay in a folder of its own.
    shutil.copytree(demo_folder, tmp_path / "layers", ignore=shutil.ignore_patterns(".store"))
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    for number, block in enumerate(blocks("from-python.md", "python"), 1):
        exec(compile(block, f"from-python.md, block {number}", "exec"), names)
    said = capsys.readouterr().out
    assert names["found"].matched > 0, "the guide's question finds something in the demonstration"
    assert names["report"].matches, "and its project fits somewhere"
    assert "Industrial land: land use" in said
    assert "stands twice" in said


def test_the_examples_of_a_data_folder_are_a_data_folder(tmp_path: Path) -> None:
    catalog, codelist = blocks("data-folder.md", "toml")
    (tmp_path / "codelists").mkdir()
    (tmp_path / "catalog.toml").write_text(catalog, "utf-8")
    (tmp_path / "codelists" / "land_status.toml").write_text(codelist, "utf-8")
    read = read_catalog(tmp_path)
    assert list(read.collections["plots"].by_name) == ["id", "site_area_m2", "status"]
    assert read.codelists["land_status"].title_of("idle").zh == "闲置"


@pytest.mark.parametrize("name", ["data-folder.md", "data-folder.zh-CN.md"])
def test_the_guide_says_every_code_that_a_finding_can_have_and_no_other(name: str) -> None:
    text = (GUIDES / name).read_text("utf-8")
    rows = re.findall(
        r"^\| (`[a-z-]+`(?:[,、] ?`[a-z-]+`)*) \|", text.partition("landstock check --layers")[2], re.MULTILINE
    )
    assert sorted(re.findall("[a-z-]+", " ".join(rows))) == sorted(get_args(FoundCode))


@pytest.mark.parametrize("name", ["schemes.md", "schemes.zh-CN.md"])
def test_the_scheme_of_the_guide_is_read_and_its_mistake_is_told_as_the_guide_says(name: str, tmp_path: Path) -> None:
    shutil.copy(ROOT / "layers" / "schemes" / "default.toml", tmp_path)
    (spring,), (told,) = blocks(name, "toml"), blocks(name, "text")
    path, catalog = tmp_path / "spring.toml", read_catalog(ROOT / "layers")
    path.write_text(spring, "utf-8")
    scheme = read_scheme(path, catalog)
    assert scheme.thresholds[0].tax == 25
    assert scheme.base == ("default", "2023-A")
    path.write_text(spring.replace("tax = 25", "taxes = 25"), "utf-8")
    with pytest.raises(SchemeError) as caught:
        read_scheme(path, catalog)
    lang = "zh" if "zh" in name else "en"
    assert told.splitlines() == [getattr(caught.value.text, lang), getattr(caught.value.remedy, lang)]

"""The guide to sheets is true: its table is read, its commands do what it says."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import httpx
import pytest
from typer.main import get_command

from api.cli.base import DONE, run
from api.cli.main import app
from gis.catalog import read_catalog
from gis.matching.schemes.procedures import read_procedures
from tests.guide.test_guides import blocks

NAMES = ("sheets.md", "sheets.zh-CN.md")


@pytest.mark.parametrize("name", NAMES)
def test_the_table_of_the_guide_is_read(name: str, tmp_path: Path, demo_folder: Path) -> None:
    (table,) = blocks(name, "toml")
    (tmp_path / "procedures.toml").write_text(table, "utf-8")
    flood, supply = read_procedures(tmp_path, read_catalog(demo_folder)).entries
    assert supply.after == (flood.id,)
    assert supply.due


def test_the_commands_of_the_guide_run(
    tmp_path: Path, demo_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every command but the placements, whose file takes seconds to make."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANDSTOCK_LAYERS", str(demo_folder))
    lines = [line for block in blocks("sheets.md", "sh") for line in block.splitlines()]
    asked = [shlex.split(line)[1:] for line in lines if re.match(r"landstock (precheck|match)", line)]
    assert len(asked) == 5
    for arguments in asked:
        assert run(get_command(app), arguments) == DONE, arguments
    assert "Siting" in capsys.readouterr().out or (tmp_path / "sheet.html").is_file()
    assert (tmp_path / "report.json").read_bytes() == (tmp_path / "again.json").read_bytes()


def test_the_addresses_of_the_guide_answer(served: str) -> None:
    text = "\n".join(blocks("sheets.md", "sh"))
    [address] = re.findall(r'curl "localhost:8000(/[^"]+)"', text)
    assert httpx.get(served + address, trust_env=False).status_code == 200
    [demand] = re.findall(r"-d '(.+)'", text)
    answer = httpx.post(f"{served}/prechecks?f=html", json=json.loads(demand), trust_env=False)
    assert answer.status_code == 200

"""The guide to portfolios is true: its scenario is one, and its commands are understood on the demonstration."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path

import pytest
from typer.main import get_command

from api.cli.base import DONE, run
from api.cli.main import app
from gis.inventory import Inventory
from gis.matching.portfolio.scenario_file import scenario_of
from gis.matching.schemes.scheme_file import read_scheme
from tests.conftest import ROOT
from tests.guide.test_guides import blocks

GUIDES = ("portfolio.md", "portfolio.zh-CN.md")


@pytest.mark.parametrize("name", GUIDES)
def test_the_scenario_of_the_guide_can_be_made_of_the_demonstration(name: str, demo_inventory: Inventory) -> None:
    """Fails where the guide names a key, a plot or a threshold that does not exist."""
    (text,) = blocks(name, "toml")
    scenario = scenario_of(tomllib.loads(text))
    wider, scheme = scenario.of(demo_inventory, read_scheme(ROOT / "layers" / "schemes" / "default.toml"))
    assert scheme.version == "2023-A+what-if"
    assert f"`{scheme.version}`" in (ROOT / "docs" / "guide" / name).read_text("utf-8")
    assert len(wider.layers["industrial_land"]) > len(demo_inventory.layers["industrial_land"])


def test_the_commands_of_the_guide_run(
    demo_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Fails where a command of the guide is refused, or the replayed answer is another one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANDSTOCK_LAYERS", str(demo_folder))
    (text,) = blocks("portfolio.md", "sh")
    for line in re.sub(r"\s#.*", "", text).replace("&&", "\n").splitlines():
        words = shlex.split(line)
        assert words[0] == "landstock"
        quick = [] if "--replay" in words else ["--no-unlocks"]
        assert run(get_command(app), [*words[1:], *quick]) == DONE, line
    capsys.readouterr()
    assert Path("same.json").read_bytes() == Path("portfolio.json").read_bytes()
    assert Path("meeting.xlsx").stat().st_size > 5000

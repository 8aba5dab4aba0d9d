"""What a change of the page costs: a panel, a kind of ground and a colour are added on a copy, in no more files than CONTRIBUTING names.

What would break: an order kept by hand, or a colour with two homes.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.architecture.source import ROOT
from tests.architecture.test_changes import Copy

NEUTRAL = {"#ffffff", "#fff"}
TOOLS = ("package.json", "tsconfig.json", "eslint.config.js")

PANEL = """/* How many plots the page holds. */

import { el } from '../base/dom.js';
import { state } from '../base/state.js';
import { panel } from '../page/panels.js';

/** @returns {HTMLElement[]} */
const paint = () => [el('p', {}, String(Object.keys(state.results).length))];

panel({ root: 'ls-banner', keys: ['results'], when: () => false, paint });
"""


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    if not (ROOT / "node_modules" / ".bin" / "tsc").exists():
        pytest.skip("no npm here: the tools of the page's scripts were not installed")
    made = Copy(tmp_path)
    for name in TOOLS:
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    shutil.copytree(ROOT / "maps" / "static" / "vendor", tmp_path / "maps" / "static" / "vendor")
    made.begin()
    return made


def works(copy: Copy) -> None:
    """The copy's scripts have no circle and no wrong type, and can be bundled."""
    tools = copy.folder / "node_modules" / ".bin"
    for command in (["tsc", "-p", "."], ["eslint", "maps/static/js"]):
        ran = subprocess.run(
            [tools / command[0], *command[1:]], cwd=copy.folder, capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, ran.stdout
    copy.run("-m", "maps.assets")


def test_a_panel_is_its_file_and_a_line_of_the_entry(copy: Copy) -> None:
    copy.write("maps/static/js/find/holding.js", PANEL)
    copy.replace(
        "maps/static/js/app.js", "import './find/detail.js';", "import './find/detail.js';\nimport './find/holding.js';"
    )
    works(copy)
    bundle = (copy.folder / "maps" / "static" / "bundle" / "page.js").read_text("utf-8")
    assert "ls-banner" in bundle
    assert copy.touched - {"maps/static/bundle/page.js"} == {
        "maps/static/js/find/holding.js",
        "maps/static/js/app.js",
    }


def test_a_kind_of_ground_is_a_line_of_its_painter(copy: Copy) -> None:
    painter = "maps/static/js/map/ground_painters.js"
    copy.replace(painter, r"green: '#", "forest: '#B9CFA2', green: '#")
    works(copy)
    assert copy.touched - {"maps/static/bundle/page.js"} == {painter}


def test_the_colour_of_a_status_is_a_line_of_its_code_list(copy: Copy) -> None:
    """Fails where a colour is written again in a script: the idle clock once copied those of the statuses."""
    statuses = "layers/codelists/land_status.toml"
    colours = {word.lower() for word in (copy.folder / statuses).read_text("utf-8").split('"') if word.startswith("#")}
    scripts = "".join(path.read_text("utf-8") for path in (copy.folder / "maps" / "static" / "js").rglob("*.js"))
    palette = (copy.folder / "maps" / "static" / "js" / "base" / "palette.js").read_text("utf-8")
    written = {colour for colour in colours if colour in scripts.replace(palette, "").lower()}
    assert written - NEUTRAL == set(), "the colours of codes come with the configuration"

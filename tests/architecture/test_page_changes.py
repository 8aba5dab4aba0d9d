"""What a change of the page costs: a panel, a kind of ground and a colour are added on a copy, in no more files than CONTRIBUTING names.

What would break: an order kept by hand, or a colour with two homes.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.architecture.source import ROOT
from tests.architecture.test_changes import Copy

STATIC = ROOT / "maps" / "static"
NEUTRAL = {"#ffffff", "#fff"}
COMMENTS = re.compile(r"/\*.*?\*/|(?<![:'\"])//[^\n]*", re.DOTALL)
COLOURS = re.compile(
    r"#(?:[0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{3,4})\b|\b(?:rgb|hsl)a?\(|\b(?:oklch|oklab|color)\(", re.IGNORECASE
)
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


def test_a_panel_and_a_kind_of_ground_are_few_lines_each(copy: Copy) -> None:
    """A panel is its file and a line of the entry. Of a colour that the page has, the painter's line is all of a kind of ground; a new one is a token and its name.

    Both stand on one copy, which the tools look through once: that takes most of the time.
    """
    panel, entry = "maps/static/js/find/holding.js", "maps/static/js/app.js"
    copy.write(panel, PANEL)
    copy.replace(entry, "import './find/detail.js';", "import './find/detail.js';\nimport './find/holding.js';")
    assert copy.touched == {panel, entry}
    copy.begin()
    painter = "maps/static/js/map/ground_painters.js"
    sheet, names = "maps/static/css/base.css", "maps/static/js/base/palette.js"
    copy.replace(painter, r"green: colour", "forest: colour('forest'), green: colour")
    copy.replace(sheet, r"  --green: ", "  --forest: #b9cfa2;\n  --green: ")
    copy.replace(names, r"'green' ", "'forest' | 'green' ")
    assert copy.touched == {painter, sheet, names}
    works(copy)
    assert copy.touched == {painter, sheet, names, "maps/static/bundle/page.js"}
    bundle = (copy.folder / "maps" / "static" / "bundle" / "page.js").read_text("utf-8")
    assert "ls-banner" in bundle
    assert "forest" in bundle


def test_the_colour_of_a_status_is_a_line_of_its_code_list() -> None:
    """Fails where a colour is written again in a script: the idle clock once copied those of the statuses."""
    statuses = "layers/codelists/land_status.toml"
    colours = {word.lower() for word in (ROOT / statuses).read_text("utf-8").split('"') if word.startswith("#")}
    scripts = "".join(path.read_text("utf-8") for path in (STATIC / "js").rglob("*.js"))
    palette = (STATIC / "js" / "base" / "palette.js").read_text("utf-8")
    written = {colour for colour in colours if colour in scripts.replace(palette, "").lower()}
    assert written - NEUTRAL == set(), "the colours of codes come with the configuration"


def colours_written(text: str) -> list[str]:
    """Colours that a script or a style sheet spells out itself."""
    return COLOURS.findall(COMMENTS.sub("", text))


def test_a_colour_of_the_page_is_written_once_among_the_tokens() -> None:
    """Fails where a script or a style sheet has a colour of its own: it would stay behind when the token changes. Codes bring theirs."""
    files = [path for ending in ("js", "css") for path in (STATIC / ending).rglob(f"*.{ending}")]
    assert len(files) > 200
    written = {str(path.relative_to(STATIC)): colours_written(path.read_text("utf-8")) for path in files}
    assert {name: colours for name, colours in written.items() if colours and name != "css/base.css"} == {}


@pytest.mark.parametrize(
    "text", ["fill: '#0F7F75'", "color: #fff;", "rgba(0, 0, 0, 0.3)", "rgb(1 2 3 / 4%)", "hsl(1, 2%, 3%)"]
)
def test_a_colour_beside_the_tokens_is_seen(text: str) -> None:
    """A check that cannot fail would be none."""
    assert colours_written(text)


def test_only_the_root_of_the_first_style_sheet_writes_colours() -> None:
    """Fails where a rule of that sheet has a colour of its own, or a token that nothing reads is left."""
    sheet = (STATIC / "css" / "base.css").read_text("utf-8")
    root, rules = sheet.split("\n}\n", 1)
    assert colours_written(rules) == []
    read = "".join(
        path.read_text("utf-8") for ending in ("js", "css") for path in (STATIC / ending).rglob(f"*.{ending}")
    )
    tokens = re.findall(r"^  --([a-z0-9-]+): (?:#|rgba)", root, re.MULTILINE)
    assert [
        name
        for name in tokens
        if f"var(--{name})" not in read and f"colour('{name}')" not in read and f"'{name}'" not in read
    ] == []

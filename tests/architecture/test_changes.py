"""What a change costs: each of the commonest is carried out on a copy, in no more files than CONTRIBUTING names, and the copy works.

What would break: a fact that has two homes again, so that a newcomer forgets the second.
"""

from __future__ import annotations

import ast
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.architecture.source import ROOT

PARTS = (
    "gis",
    "api",
    "maps",
    "bench",
    "layers",
    "tests",
    "docs",
    "pyproject.toml",
    "README.md",
    "README.en.md",
    "CHANGELOG.md",
)
LEFT_OUT = shutil.ignore_patterns("__pycache__", ".store", "vendor", "bundle", "out")
SCHEME, CATALOG = "layers/schemes/default.toml", "layers/catalog.toml"


class Copy:
    """A copy of the product that may be changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for part in (part for part in PARTS if (ROOT / part).exists()):
            if (ROOT / part).is_dir():
                shutil.copytree(ROOT / part, folder / part, ignore=LEFT_OUT)
            else:
                shutil.copy(ROOT / part, folder / part)
        self.begin()

    def begin(self) -> None:
        """What is touched counts from here."""
        self._before = dict(self._seen())

    def _seen(self) -> Iterator[tuple[str, str]]:
        for path in self.folder.rglob("*"):
            if path.is_file() and path.suffix in {".py", ".toml", ".js", ".css", ".md", ".html"}:
                yield str(path.relative_to(self.folder)), hashlib.sha256(path.read_bytes()).hexdigest()

    @property
    def touched(self) -> set[str]:
        """Files that are new, gone or changed."""
        now = dict(self._seen())
        return {name for name in {*now, *self._before} if now.get(name) != self._before.get(name)}

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, "utf-8")

    def add(self, name: str, text: str) -> None:
        self.write(name, (self.folder / name).read_text("utf-8") + text)

    def replace(self, name: str, found: str, instead: str) -> None:
        text = (self.folder / name).read_text("utf-8")
        assert len(re.findall(found, text, re.DOTALL)) == 1, (name, found)
        self.write(name, re.sub(found, lambda _: instead, text, flags=re.DOTALL))

    def run(self, *command: str) -> str:
        """A command of the copy, which has to succeed; what it printed."""
        env = {**os.environ, "PYTHONPATH": str(self.folder), "LANDSTOCK_LAYERS": str(self.folder / "layers")}
        ran = subprocess.run(
            [sys.executable, *command], cwd=self.folder, env=env, capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, f"{ran.stdout[-3000:]}\n{ran.stderr[-3000:]}"
        return ran.stdout


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


RULE = '''"""No floor above the third."""

from __future__ import annotations

import numpy as np

from gis.fields import Role
from gis.matching.rules.question import Question
from gis.matching.rules.rule import Rule, always
from gis.matching.sites.answers import Answers, at_most
from gis.matching.sites.candidates import FLOOR
from gis.text import Text


def _answers(q: Question) -> Answers:
    return at_most(np.asarray(q.sites.number(Role.FLOOR)), q.number("highest"))


def _reason(_q: Question, _row: int, _answer: int) -> Text:
    return Text("楼层过高", "too high up")


RULE = Rule(
    id="not_high", kinds=(FLOOR,), applies=always, judges=_answers, reason=_reason, numbers={"highest": 3}
)
'''
IN_SCHEME = """
[[rules]]
id = "not_high"
kinds = ["floor"]
zh = "楼层不高于三层"
en = "no floor above the third"
source = { zh = "试验", en = "a trial" }
date = 2023-06-30
"""


def test_a_rule_is_one_file_and_its_lines_in_the_scheme(copy: Copy) -> None:
    copy.write("gis/matching/rules/building/not_high.py", RULE)
    copy.add(SCHEME, IN_SCHEME)
    assert len(copy.touched) == 2
    said = copy.run("-m", "api", "match", "P-2023-063", "--f", "json")
    assert "楼层过高" in said or '"not_high"' in said


def test_a_figure_of_a_demand_is_one_line(copy: Copy) -> None:
    field = '    docks: float | None = figure(Role.WIDTH, "卸货位", "loading docks", METRES, "at_least", line=245)\n'
    copy.replace("gis/matching/needs/project.py", r"    power_kva: ", f"{field}    power_kva: ")
    assert copy.touched == {"gis/matching/needs/project.py"}
    said = copy.run(
        "-c",
        "from gis.folder import open_folder\n"
        "from pathlib import Path\n"
        "from gis.matching.needs.project import Project\n"
        "from gis.matching.needs.demand_form import demand_schema, form_fields\n"
        "from gis.matching.ranking.requirement import requirement\n"
        "catalog = open_folder(Path('layers')).catalog\n"
        "project = Project.from_demand({'needs': 'floor', 'docks': 4}, catalog)\n"
        "print([line.text.zh for line in requirement(project, catalog) if line.title.zh == '卸货位'])\n"
        "print(demand_schema()['properties']['docks']['type'])\n"
        "print([each['words']['en'] for each in form_fields() if each['key'] == 'docks'])\n",
    )
    assert said.split("\n")[:3] == ["['≥ 4 m']", "number", "['loading docks']"]


WRITER = '''"""Ids alone, one a line."""

from __future__ import annotations

from collections.abc import Iterator

from gis.columns import Rows
from gis.io.about import About
from gis.layer import Layer


def write_ids(layer: Layer, rows: Rows, *, lang: str, about: About) -> Iterator[bytes]:
    """The ids of some rows."""
    yield "".join(f"{layer.ids[row]}\\n" for row in rows.tolist()).encode()
'''
ENTRY = """    Format(
        id="ids", title=Text("编号", "Ids"), media_type="text/plain", extension="txt", write=write_ids
    ),
)
FORMATS: Final"""


def test_a_format_is_one_file_and_its_entry(copy: Copy) -> None:
    formats = "gis/io/formats.py"
    copy.write("gis/io/ids.py", WRITER)
    copy.replace(formats, r"\)\nFORMATS: Final", ENTRY)
    copy.replace(formats, r"from gis.io.gpkg import", "from gis.io.ids import write_ids\nfrom gis.io.gpkg import")
    assert copy.touched == {"gis/io/ids.py", formats}
    assert copy.run("-m", "api", "query", "parks", "--f", "ids").split()
    assert "ids" in copy.run("-m", "api", "query", "--help")


COLUMN = """
[[collections.idle_space.fields]]
name = "docks"
type = "integer"
zh = "卸货位"
en = "loading docks"
group = "space"
"""


def test_a_column_is_the_catalog_alone(copy: Copy) -> None:
    copy.add(CATALOG, COLUMN)
    assert copy.touched == {CATALOG}
    assert "卸货位" in copy.run("-m", "api", "query", "idle_space", "--f", "csv").split("\n")[0]


GONE = ("crane", "lift")


def take_away(copy: Copy) -> None:
    """The rule of cranes with its figure, and the figure of lifts with its rule; the worked examples go with their rules."""
    for name in GONE:
        (copy.folder / f"gis/matching/rules/building/{name}.py").unlink()
        copy.replace("gis/matching/needs/project.py", rf"    {name}_t: [^\n]*\n", "")
        copy.replace(SCHEME, rf'\[\[rules\]\]\nid = "{name}"\n.*?(?=\n\[)', "")
    copy.replace(SCHEME, r"\ncrane = \{[^\n]*", "")


def test_a_rule_and_a_figure_are_taken_away_with_their_own_lines(copy: Copy) -> None:
    take_away(copy)
    copy.run(
        "-c",
        "import importlib, pkgutil, gis, api, maps\n"
        "for package in (gis, api, maps):\n"
        "    for module in pkgutil.walk_packages(package.__path__, package.__name__ + '.'):\n"
        "        module.name.endswith('__main__') or importlib.import_module(module.name)\n",
    )
    assert "行车" not in copy.run("-m", "api", "match", "P-2023-063", "--f", "json")
    copy.run(
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "tests/gis/matching/test_scheme.py",
        "tests/gis/matching/test_standing.py",
    )


@pytest.mark.soak
@pytest.mark.timeout(3000)
def test_every_test_that_does_not_speak_of_them_passes_without_a_rule_and_a_figure(copy: Copy) -> None:
    """Fails where something else rests on them: a test that fails must name them itself, in its lines or in what it asks with."""
    take_away(copy)
    examples = "tests/gis/matching/worked.py"
    text = re.sub(r' {4}Example\("(?:crane|lift)"[^\n]*\n', "", (copy.folder / examples).read_text("utf-8"))
    copy.write(examples, text.replace('{"lift_t": 3, "column_grid_m": 9}', '{"column_grid_m": 9}'))
    copy.run("-m", "tests.gis.matching.pages")
    # What make has made for the page is there in the copy too: tests of pages ask for it.
    for made in ("maps/static/vendor", "maps/static/bundle"):
        shutil.copytree(ROOT / made, copy.folder / made)
    for tool in ("node_modules", "package.json", "package-lock.json"):
        if (ROOT / tool).exists():
            (copy.folder / tool).symlink_to(ROOT / tool)
    results = copy.folder / "results.xml"
    environment = {**os.environ, "PYTHONPATH": str(copy.folder), "LANDSTOCK_SAMPLES": str(copy.folder / "none")}
    command = [sys.executable, "-m", "pytest", "-q", "-n", "auto", "-p", "no:cacheprovider", f"--junit-xml={results}"]
    subprocess.run([*command, *RESTING], cwd=copy.folder, env=environment, capture_output=True, check=False)
    cases = [*ET.parse(results).iter("testcase")]
    failed = [case for case in cases if case.find("failure") is not None or case.find("error") is not None]
    assert len(cases) > 3_000
    assert [f"{case.get('classname')}::{case.get('name')}" for case in failed if not speaks_of_them(copy, case)] == []


RESTING = ("tests/gis", "tests/properties", "tests/api", "tests/maps")
NAMES = re.compile("crane|crain|lift|行车|货梯", re.IGNORECASE)


def speaks_of_them(copy: Copy, case: ET.Element) -> bool:
    """Whether a test names what was taken away: where it is written, in what its module asks with by name, or in its parameters."""
    name, place = str(case.get("name")), copy.folder / (str(case.get("classname")).replace(".", "/") + ".py")
    text = place.read_text("utf-8")
    tree = ast.parse(text)
    function = next(
        node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name.partition("[")[0]
    )
    used = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
    values = [
        node
        for node in tree.body
        if isinstance(node, ast.Assign)
        and used & {target.id for target in node.targets if isinstance(target, ast.Name)}
    ]
    decorated = [*function.decorator_list, function, *values]
    return any(NAMES.search(said) for said in (name, *(ast.get_source_segment(text, node) or "" for node in decorated)))


CRITERION = """        Criterion(
            id="low_down",
            values=lambda g: g.spec.value(g.sites.number(Role.FLOOR)),
            words=lambda g, row: Text("楼层低", "low down"),
        ),
        returns.YIELD_GAIN,
"""
GRADED = """[[criteria]]
id = "low_down"
zh = "楼层"
en = "storey"
weight = 5
colour = "#5C6F7A"
source = { zh = "试验", en = "a trial" }
date = 2023-06-30
value = { function = "falling", from = 1, to = 6 }

[[criteria]]
id = "engineering_fit"
zh = "工程"
en = "engineering"
weight = 15
"""


def test_a_criterion_is_one_entry_and_its_lines_in_the_scheme(copy: Copy) -> None:
    criteria = "gis/matching/criteria/criteria.py"
    copy.replace(criteria, r" {8}returns\.YIELD_GAIN,\n", CRITERION)
    copy.replace(SCHEME, r'\[\[criteria\]\]\nid = "engineering_fit"\n.*?weight = 20\n', GRADED)
    assert copy.touched == {criteria, SCHEME}
    assert '"low_down"' in copy.run("-m", "api", "match", "P-2023-096", "--f", "json")


AIM = """    Aim(
        id="power",
        title=Text("用电", "power"),
        unit=Text("kVA", "kVA"),
        says=("power_kva",),
        worth=lambda project, _: project.power_kva or 0.0,
    ),
    Aim(id="fit\""""


def test_an_aim_is_one_entry_and_its_place_in_the_scheme(copy: Copy) -> None:
    aims = "gis/matching/needs/aims.py"
    copy.replace(aims, r'    Aim\(id="fit"', AIM)
    copy.replace(SCHEME, r'"tax", "fit"\]', '"tax", "power", "fit"]')
    assert copy.touched == {aims, SCHEME}
    said = copy.run("-m", "api", "assign", "--f", "json", "--no-unlocks")
    assert '"power"' in said


CODES = """id = "dock_kind"
system = "dock_kind"
title = { zh = "卸货位类型", en = "Kind of dock" }
hierarchy = "flat"

[[codes]]
code = "rail"
zh = "铁路"
en = "rail"
"""


def test_a_code_list_is_one_file_and_the_column_that_names_it(copy: Copy) -> None:
    copy.write("layers/codelists/dock_kind.toml", CODES)
    copy.add(CATALOG, COLUMN.replace('type = "integer"', 'codelist = "dock_kind"'))
    assert copy.touched == {"layers/codelists/dock_kind.toml", CATALOG}
    assert copy.run("-m", "api", "query", "idle_space", "--where", "docks=rail", "--f", "csv-plain").startswith("id,")

"""What code may know: no place, no column of a data folder, no address outside this machine."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from gis.catalog import Kind, read_catalog
from gis.fields import Role
from gis.inventory import Inventory
from gis.matching.criteria.criteria import CRITERIA
from gis.matching.rules import RULES
from tests.architecture.source import PACKAGES, ROOT, python_files

# The generator of the demonstration makes the columns that the catalog declares: it alone may spell them.
GENERATOR = "demonstration"
PAGE = [
    path
    for path in (ROOT / "maps" / "static").rglob("*")
    if path.suffix in {".js", ".css", ".html", ".svg"} and not {"vendor", "bundle"} & {*path.parts}
]
TEMPLATES = [path for path in (ROOT / "maps" / "templates").rglob("*") if path.is_file()]


def constants(path: Path) -> Iterator[str]:
    """Every text in a Python file that is not a docstring."""
    tree = ast.parse(path.read_text("utf-8"))
    said = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.value


def test_code_knows_no_place(demo_inventory: Inventory) -> None:
    parks = list(demo_inventory.of_kind(Kind.PARK, Kind.BASE))
    names = {name for layer in parks for role in (Role.NAME, Role.NAME_EN) for name in layer.texts(role) if name}
    places = {name for name in names if len(name) >= (3 if re.search(r"[\u4e00-\u9fff]", name) else 8)}
    assert places, "the demonstration names its places"
    for path in [*python_files(*PACKAGES), *PAGE, *TEMPLATES]:
        text = path.read_text("utf-8")
        assert [place for place in places if place in text] == [], path


def test_code_spells_no_column_of_a_layer() -> None:
    catalog = read_catalog(ROOT / "layers")
    projects = {entry.name for collection in catalog.of_kind(Kind.PROJECT) for entry in collection.fields}
    sites = catalog.of_kind(Kind.PARCEL, Kind.SPACE, Kind.BUILDING, Kind.PARK)
    # A requirement's words are the product's own; a site's columns with a unit in their name are the folder's.
    columns = {entry.name for collection in sites for entry in collection.fields if entry.unit} - projects
    columns -= {str(role) for role in Role}
    assert "site_area_m2" in columns
    for path in python_files(*PACKAGES):
        if GENERATOR not in str(path.relative_to(ROOT)):
            assert columns & set(constants(path)) == set(), path
    for path in PAGE:
        words = set(re.findall(r"\w+", path.read_text("utf-8")))
        assert columns & words == set(), path


def test_code_spells_no_collection_of_the_demonstration() -> None:
    names = set(tomllib.loads((ROOT / "layers" / "catalog.toml").read_text("utf-8"))["collections"])
    distinct = {name for name in names if "_" in name}
    assert distinct
    for path in python_files(*PACKAGES):
        if GENERATOR not in str(path.relative_to(ROOT)):
            assert distinct & set(constants(path)) == set(), path


def named_by_id(path: Path, ids: set[str]) -> list[str]:
    """Where a rule or a criterion is picked by an id that is spelled there: as what is looked up, or compared with an id."""
    lookups = {"find_rule", "rule", "find_criterion", "criterion"}
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        spelled: list[ast.expr] = []
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in lookups:
            spelled = node.args
        elif isinstance(node, ast.Compare) and isinstance(node.left, ast.Attribute) and node.left.attr == "id":
            spelled = [part for side in node.comparators for part in ast.walk(side) if isinstance(part, ast.expr)]
        found += [
            f"{path.name}:{part.lineno}" for part in spelled if isinstance(part, ast.Constant) and part.value in ids
        ]
    return found


def test_a_rule_is_picked_by_its_own_declaration() -> None:
    """Fails where renaming a rule or a criterion in its file would leave somebody asking for it by its old id."""
    ids = {*RULES, *CRITERIA}
    assert {place for path in python_files("gis", "api", "maps") for place in named_by_id(path, ids)} == set()


def test_an_id_that_is_spelled_elsewhere_is_seen(tmp_path: Path) -> None:
    """A check that cannot fail would be none."""
    path = tmp_path / "odd.py"
    path.write_text('scheme.find_rule("area", kind)\nspec.id in ("area", "far")\nspec.id == other.id\n', "utf-8")
    assert named_by_id(path, {"area", "far"}) == ["odd.py:1", "odd.py:2", "odd.py:2"]


@pytest.mark.parametrize("path", [*PAGE, *TEMPLATES], ids=lambda path: path.name)
def test_what_a_browser_loads_names_no_address_outside(path: Path) -> None:
    text = path.read_text("utf-8").replace("http://www.w3.org/2000/svg", "").replace("http://www.w3.org/1999/xlink", "")
    assert re.findall(r"""(?:https?:|["'(=])//[\w.-]+""", text) == []

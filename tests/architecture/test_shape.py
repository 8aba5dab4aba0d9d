"""The shape of the source: where code may stand, what it may be called, how long it may grow, what it must say of itself."""

from __future__ import annotations

import ast
import doctest
import inspect
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from tests.architecture.source import PACKAGES, ROOT, functions, modules, python_files

SHELVES = {"base_utils", "common", "helper", "helpers", "manager", "misc", "util", "utils"}
PARTICIPLES = {"answered", "found", "held", "kept", "placed", "said", "settled", "told", "written"}
ANYTHING = ("each", "found", "one")
A_GLANCE = 5
LONGEST_FILE = 400
MOST_FILES = 20


def test_the_data_folder_holds_no_code() -> None:
    assert python_files("layers") == []


def test_no_file_is_a_shelf_for_anything() -> None:
    named = [path for path in python_files(*PACKAGES, "tests") if SHELVES & set(path.with_suffix("").name.split("_"))]
    assert named == [], "name a file for what it does"


def test_no_function_is_named_by_a_word_that_says_nothing() -> None:
    said = [name for path in python_files(*PACKAGES) for name, _ in functions(path)]
    empty = [name for name in said if re.search(r" _?(get|process|handle)_", name)]
    assert empty == []


def hides_who_acts(path: Path) -> list[str]:
    """Functions that are called by a bare participle and do something: a property, and what answers yes or no, may be called so."""
    hiding = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.lstrip("_") in PARTICIPLES:
            marks = {mark.id for mark in node.decorator_list if isinstance(mark, ast.Name)}
            answers = node.returns.id if isinstance(node.returns, ast.Name) else ""
            if not marks & {"property", "cached_property"} and answers != "bool":
                hiding.append(f"{path.name}:{node.lineno} {node.name}")
    return hiding


def test_a_function_says_what_it_does_to_what() -> None:
    """Fails where a function is called by what has become of its argument: nobody finds out what it does without reading it."""
    assert [name for path in python_files(*PACKAGES) for name in hides_who_acts(path)] == []


def test_a_function_that_hides_who_acts_is_seen(tmp_path: Path) -> None:
    """A check that cannot fail would be none."""
    path = tmp_path / "odd.py"
    path.write_text(
        "def _said() -> str: ...\ndef kept() -> bool: ...\n@property\ndef held(self) -> int: ...\n", "utf-8"
    )
    assert hides_who_acts(path) == ["odd.py:1 _said"]


def nameless(path: Path) -> list[str]:
    """Variables called by a word for anything that live on for more than ``A_GLANCE`` lines, or are bound twice; those of a comprehension are not counted."""
    lasting = []
    tree = ast.parse(path.read_text("utf-8"))
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)):
        apart = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Lambda, ast.FunctionDef)
        inner = {
            id(n)
            for part in ast.walk(function)
            if part is not function and isinstance(part, apart)
            for n in ast.walk(part)
        }
        names = [node for node in ast.walk(function) if isinstance(node, ast.Name) and node.id in ANYTHING]
        for word in ANYTHING:
            bound = {n.lineno for n in names if n.id == word and isinstance(n.ctx, ast.Store) and id(n) not in inner}
            if bound and (len(bound) > 1 or max(n.lineno for n in names if n.id == word) - min(bound) > A_GLANCE):
                lasting.append(f"{path.name}:{min(bound)} {word}")
    return lasting


def test_what_is_read_further_down_has_a_name() -> None:
    """Fails where a reader has to scroll back to know what was found."""
    assert [name for path in python_files(*PACKAGES) for name in nameless(path)] == []


def test_a_variable_without_a_name_is_seen(tmp_path: Path) -> None:
    """A check that cannot fail would be none."""
    path = tmp_path / "odd.py"
    blank = "\n" * (A_GLANCE + 1)
    path.write_text(
        f"def a():\n    found = 1{blank}    return found\ndef b():\n    found = 1\n    return found\n"
        "def c():\n    each = 1\n    each = 2\n    return each\n",
        "utf-8",
    )
    assert nameless(path) == ["odd.py:2 found", "odd.py:13 each"]


def test_files_stay_readable_in_one_sitting() -> None:
    own = [*python_files(*PACKAGES, "tests")]
    static = (path for ending in ("js", "css") for path in (ROOT / "maps" / "static").rglob(f"*.{ending}"))
    own += [path for path in static if not {"vendor", "bundle"} & {*path.parts}]
    own += (ROOT / "tests").rglob("*.js")
    long = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in own}
    assert {name: lines for name, lines in long.items() if lines > LONGEST_FILE} == {}


def test_no_room_is_a_hall() -> None:
    """Fails where a folder of the service or of matching holds more files than anybody looks through."""
    rooms = Counter(path.parent for path in python_files("api", "gis/matching"))
    assert {str(room.relative_to(ROOT)): files for room, files in rooms.items() if files > MOST_FILES} == {}


def test_functions_stay_small() -> None:
    sizes = dict(pair for path in python_files(*PACKAGES) for pair in functions(path))
    median, ninth, longest = np.percentile(list(sizes.values()), [50, 90, 100])
    print(f"{len(sizes)} functions: median {median:g}, 90th percentile {ninth:g}, longest {longest:g} lines")  # noqa: T201
    assert median <= 10
    assert ninth <= 30
    assert {name: size for name, size in sizes.items() if size > 60} == {}


def public(module: ModuleType) -> Iterator[tuple[str, Any]]:
    """Public functions, classes and their public methods that are defined in a module."""
    for name, found in vars(module).items():
        if name.startswith("_") or getattr(found, "__module__", None) != module.__name__:
            continue
        if inspect.isfunction(found):
            yield f"{module.__name__}.{name}", found
        elif inspect.isclass(found) and not (issubclass(found, Exception) and module.__name__.endswith(".errors")):
            yield f"{module.__name__}.{name}", found
            for method, member in vars(found).items():
                if not method.startswith("_") and (inspect.isfunction(member) or isinstance(member, property)):
                    yield f"{module.__name__}.{name}.{method}", getattr(found, method)


def test_everything_public_says_what_it_is() -> None:
    silent = [name for module in modules() for name, found in public(module) if not inspect.getdoc(found)]
    assert silent == []


def test_every_module_says_what_it_is() -> None:
    assert [module.__name__ for module in modules() if not module.__doc__] == []


def test_what_a_module_offers_is_there() -> None:
    for module in modules():
        offered = getattr(module, "__all__", None)
        if offered is not None:
            assert [name for name in offered if not hasattr(module, name)] == [], module.__name__
            assert len(set(offered)) == len(offered), module.__name__


@pytest.mark.parametrize("module", list(modules()), ids=lambda module: module.__name__)
def test_examples_in_docstrings_are_true(module: ModuleType) -> None:
    assert doctest.testmod(module).failed == 0

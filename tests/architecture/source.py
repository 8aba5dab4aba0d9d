"""The product's own source, as the tests of its shape look at it."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("gis", "maps", "api")


def python_files(*folders: str) -> list[Path]:
    """Python files below these folders of the project."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def modules() -> Iterator[ModuleType]:
    """Every module of the product, imported."""
    for package in PACKAGES:
        yield importlib.import_module(package)
        for found in pkgutil.walk_packages([str(ROOT / package)], f"{package}."):
            if not found.name.endswith("__main__"):
                yield importlib.import_module(found.name)


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Every function of a file with its length in lines, its docstring not counted."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0]
            words = (
                isinstance(first, ast.Expr)
                and isinstance(first.value, ast.Constant)
                and isinstance(first.value.value, str)
            )
            said = (first.end_lineno or first.lineno) - first.lineno + 1 if words else 0
            yield (
                f"{path.relative_to(ROOT)}:{node.lineno} {node.name}",
                (node.end_lineno or node.lineno) - node.lineno + 1 - said,
            )

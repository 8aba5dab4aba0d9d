"""What a start loads: neither a service nor a command waits for what tables, workbooks, maps and placements may need later."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

HEAVY = {"pandas", "geopandas", "folium", "openpyxl", "xlsxwriter", "pyogrio", "scipy", "matplotlib"}
OF_A_SERVICE = {"fastapi", "uvicorn", "jinja2", "branca"}
OF_AN_ANSWER = {"numpy", "shapely", "pyproj", "pydantic", "starlette", "rich", "orjson", "sqlite3"}


def loaded(script: str) -> set[str]:
    """Modules that a script has brought in, by their full names and the packages around them."""
    ending = "; print('\\n', *sys.modules)"
    # Counting lines brings modules of its own.
    uncounted = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    command = [sys.executable, "-c", f"import sys; {script}{ending}"]
    done = subprocess.run(command, env=uncounted, capture_output=True, text=True, check=True)
    names = done.stdout.rpartition("\n \n" if "\n \n" in done.stdout else "\n ")[2].split()
    return set(names) | {name.partition(".")[0] for name in names}


def called(*arguments: str) -> str:
    """A script that calls the command and goes on."""
    return f"from typer.main import get_command; from api.cli.base import run; from api.cli.main import app; run(get_command(app), {list(arguments)!r})"


def test_a_service_starts_without_what_it_may_never_need() -> None:
    """A single import at the top of a module would cost every start a third of a second, and nobody would notice."""
    assert not HEAVY & loaded("import api.app, api.cli.keep.serve")


@pytest.mark.parametrize("arguments", [["--help"], ["--version"]])
def test_the_help_needs_no_data(arguments: list[str]) -> None:
    assert not (HEAVY | OF_A_SERVICE | OF_AN_ANSWER) & loaded(called(*arguments))


@pytest.mark.parametrize("command", ["query", "export", "check", "match", "weights"])
def test_a_command_loads_no_service_and_no_placement(command: str) -> None:
    found = loaded(called(command, "--help"))
    assert not (HEAVY | OF_A_SERVICE) & found
    assert command in {"match", "weights", "check"} or "gis.matching.portfolio" not in found

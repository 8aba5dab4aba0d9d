"""Every command that a guide or the README prints runs as printed, in both languages."""

from __future__ import annotations

import datetime as dt
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import httpx
import pytest
from typer.main import get_command

from api.cli.base import DONE, run
from api.cli.main import app
from gis.folder import synced_folder
from gis.inventory import Edit
from tests.conftest import ROOT

PAGES: Final = sorted([*ROOT.glob("README*.md"), *(ROOT / "docs" / "guide").glob("*.md")])
ELSEWHERE: Final = {"assign": "test_portfolio_guide runs these: a placement takes seconds"}
"""Commands that another test runs, and which."""
_BLOCK: Final = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
_ADDRESS: Final = re.compile(r"(http://)?(localhost|127\.0\.0\.1):8000")


def commands(page: Path) -> list[str]:
    """The commands of a page, comments left out, one a line."""
    text = "\n".join(_BLOCK.findall(page.read_text("utf-8"))).replace("\\\n", " ")
    lines = re.sub(r"\s#\s.*", "", text, flags=re.MULTILINE).replace("&&", "\n").splitlines()
    return [re.sub(r"\s+", " ", line).strip() for line in lines if line.strip()]


def _once() -> Iterator[str]:
    yield from dict.fromkeys(line for page in PAGES for line in commands(page))


LINES: Final = list(_once())


@pytest.fixture
def here(tmp_path: Path, demo_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout of one's own, with what the commands name, so that nothing of the project is written to."""
    folder = tmp_path / "landstock"
    shutil.copytree(ROOT / "docs" / "guide" / "samples", folder / "docs" / "guide" / "samples")
    shutil.copytree(demo_folder, folder / "layers")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("LANDSTOCK_LAYERS", str(folder / "layers"))
    return folder


def test_both_languages_print_the_same_commands() -> None:
    for page in PAGES:
        if page.name.endswith(".zh-CN.md"):
            english = page.with_name(page.name.replace(".zh-CN", ""))
            assert commands(page) == commands(english), page.name


@pytest.mark.parametrize("line", [line for line in LINES if not line.startswith("curl")])
def test_a_command_runs_as_printed(line: str, here: Path) -> None:
    words = [word for word in shlex.split(line) if not re.fullmatch(r"[A-Z]+=\S+", word)]
    program, *arguments = words
    if program == "make":
        planned = subprocess.run(["make", "-n", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
        assert planned.returncode == 0, planned.stderr
        return
    assert program in {"landstock", ".venv/bin/landstock"}
    if arguments[0] in ELSEWHERE:
        return
    if arguments[0] == "serve":
        _served([*arguments, "--port", "0"], here)
        return
    mapping = arguments[arguments.index("--mapping") + 1] if "--mapping" in arguments else ""
    if mapping and not (here / mapping).exists():
        _run(shlex.split(next(each for each in LINES if f"--propose {mapping}" in each))[1:])
    if "--replay" in arguments:
        _run(next(each for each in LINES if f"-o {arguments[arguments.index('--replay') + 1]}" in each).split()[1:])
    if arguments[0] == "changes":
        _run(shlex.split(next(each for each in LINES if f"--out {arguments[1]}" in each))[1:])
    if "--asof" in arguments:
        # The log of a folder begins when it is first opened: no day that is printed lies in it.
        arguments[arguments.index("--asof") + 1] = dt.datetime.now(ZoneInfo("Asia/Shanghai")).date().isoformat()
    _prepare_keeping(arguments, here)
    _run(arguments)


def _prepare_keeping(arguments: list[str], here: Path) -> None:
    """What the commands of keeping need to be there: a change set to take back, a log that was taken out, a backup."""
    if arguments[0] == "undo":
        folder = synced_folder(here / "layers")
        plots = folder.inventory().layers["industrial_land"]
        plot = plots.feature(0)
        while (last := folder.store.log()[-1].change_set) < int(arguments[1]):
            changed = plot._replace(properties={**plot.properties, "name": f"{last}"})
            folder.store.apply(folder.catalog, [Edit(collection=plots.id, id=plot.id, feature=changed)], "guide")
    elif arguments[:2] == ["audit", "verify"] and len(arguments) > 2:
        _run(shlex.split(next(each for each in LINES if f"--out {arguments[2]}" in each))[1:])
    elif arguments[0] == "restore":
        _run(shlex.split(next(each for each in LINES if f"backup {arguments[1]}" in each))[1:])


def _run(arguments: list[str]) -> None:
    assert run(get_command(app), arguments) == DONE, arguments


def _served(arguments: list[str], here: Path) -> None:
    """Start the service as printed, on a free port, and ask it something."""
    if "--layers" in arguments:
        folder = arguments[arguments.index("--layers") + 1]
        brought = next(line for line in LINES if f"--into {folder}" in line or line.endswith(f" {folder}"))
        _prepare_keeping(shlex.split(brought)[1:], here)
        _run(shlex.split(brought)[1:])
    command = [sys.executable, "-c", "from api.cli import main; main()", *arguments]
    with subprocess.Popen(command, cwd=here, stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr
        said = next((line for line in running.stderr if "http://" in line), "")
        found = re.search(r"http://[\d.]+:(\d+)", said)
        assert found, said
        try:
            assert httpx.get(f"http://127.0.0.1:{found[1]}/healthz", trust_env=False, timeout=30).status_code == 200
        finally:
            running.terminate()


@pytest.mark.parametrize("line", [line for line in LINES if line.startswith("curl")])
def test_an_address_answers_as_printed(line: str, served: str) -> None:
    curl = shutil.which("curl")
    if curl is None:
        pytest.skip("no curl here")
    arguments = [_ADDRESS.sub(served, word) for word in shlex.split(line)[1:]]
    done = subprocess.run(
        [curl, "--silent", "--show-error", "--fail", "--noproxy", "*", *arguments], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout

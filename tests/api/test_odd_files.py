"""Would break where a file, a folder or the system that a command meets ends it with a traceback in place of words."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from typer.main import get_command

from api.cli.base import DONE, REFUSED, USAGE, run
from api.cli.main import app
from tests.api.conftest import write_folder
from tests.disks import disk

ROOT: Final = Path(__file__).parents[2]
COMMANDS: Final[dict[str, Any]] = get_command(app).commands  # type: ignore[attr-defined]
DEEP: Final = 3_000
_CONTENT: Final[dict[str, bytes]] = {
    "empty": b"",
    "binary": bytes(range(256)) * 4,
    "nested as JSON": b'{"project":' + b"[" * DEEP + b"]" * DEEP + b"}",
    "nested as TOML": b"a = " + b"[" * DEEP + b"]" * DEEP + b"\n",
    "a number of 5,000 digits": b"a = " + b"9" * 5_000 + b"\n",
    "UTF-16": "id = 1\n".encode("utf-16"),
}
_SHAPE: Final[dict[str, Callable[[Path], object]]] = {
    "missing": Path.absolute,
    "a folder": lambda path: (path / "held").mkdir(parents=True),
    "below a file": lambda path: path.parent.touch(),
    "in no folder": Path.absolute,
    "a link to itself": lambda path: path.symlink_to(path.name),
    "too long a name": Path.absolute,
    "a pipe": os.mkfifo,
    "a device": lambda path: path.symlink_to("/dev/zero"),
}
ODD: Final = (*_SHAPE, *_CONTENT)
_SOUND: Final[dict[str, tuple[str, ...]]] = {
    "audit": ("export", "--out", "{good}"),
    "backup": ("{new}",),
    "assign": ("--no-unlocks",),
    "changes": ("{file}",),
    "check": (),
    "convert": ("{file}", "{good}"),
    "dashboard": (),
    "demo": (),
    "edit": ("industrial_land", "L-001", "--geometry", "{good}"),
    "extend": ("R-0", "--landed"),
    "export": ("industrial_land", "--f", "csv", "--out", "{good}"),
    "history": ("industrial_land", "L-001"),
    "import": ("{file}", "--mapping", "{toml}", "--into", "{new}"),
    "init": ("{new}",),
    "locate": ("industrial_land",),
    "log": (),
    "map": ("--out", "{good}"),
    "match": ("--site", "industrial_land:L-001"),
    "precheck": ("P-001", "--site", "industrial_land:L-001"),
    "query": ("industrial_land",),
    "release": ("R-0",),
    "reservations": (),
    "reserve": ("industrial_land:L-001", "--firm", "x", "--until", "2023-09-30"),
    "restore": ("{file}", "{new}"),
    "serve": ("--port", "0"),
    "undo": ("1",),
    "upgrade": (),
    "weights": ("{file}",),
}
"""A call of each command in which one path at a time is made odd."""
_NAMES_OF_FILES: Final = {"--demand": ".json", "--scenario": ".json", "--store": ".toml"}
"""Options that are text and may name a file."""


def _paths() -> Iterator[tuple[str, str]]:
    """Every option and argument of every command that names a file or a folder."""
    for name, command in COMMANDS.items():
        for each in command.params:
            if "Path" in str(each.type_descriptor) or each.opts[0] in _NAMES_OF_FILES:
                yield name, each.opts[0]


PATHS: Final = sorted(_paths())


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("odd")
    write_folder(folder)
    return folder


def made(odd: str, folder: Path, ending: str) -> Path:
    """An odd path in a folder, with what makes it odd."""
    path = folder / f"odd{ending}"
    if odd in {"below a file", "in no folder"}:
        path = folder / "between" / path.name
    elif odd == "too long a name":
        path = folder / ("x" * 300 + ending)
    if odd in _CONTENT:
        path.write_bytes(_CONTENT[odd])
    else:
        _SHAPE[odd](path)
    return path


def called(command: str, option: str, path: Path, folder: Path) -> list[str]:
    """The command's sound call with this path in the place of that option."""
    sound = {"good": "good.csv", "file": "file.json", "toml": "file.toml", "new": "new"}
    for name in ("file.json", "file.toml"):
        (folder / name).write_text("{}" if name.endswith("json") else "", "utf-8")
    words = [word.format(**{key: folder / name for key, name in sound.items()}) for word in _SOUND[command]]
    if option in words:
        words[words.index(option) + 1] = str(path)
    elif not option.startswith("-"):
        words[0] = str(path)
    else:
        words += [option, str(path)]
    return [command, *words]


def test_the_options_that_name_files_are_all_tried() -> None:
    assert set(_SOUND) == set(COMMANDS)
    assert {("export", "--out"), ("match", "--demand"), ("import", "files"), ("serve", "--store")} <= set(PATHS)


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize(("command", "option"), PATHS)
def test_an_odd_path_is_answered_in_words(
    command: str,
    option: str,
    odd: str,
    data: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    if (command, option) == ("serve", "--store") and odd in {"missing", "in no folder", "empty"}:
        pytest.skip("the store is made, and the service runs")
    if option in {"--out", "--report"} and odd == "a pipe":
        pytest.skip("what is written to a pipe waits for its reader, as it should")
    monkeypatch.setenv("LANDSTOCK_LAYERS", str(data))
    path = made(odd, tmp_path, _NAMES_OF_FILES.get(option, ".toml"))
    status = run(get_command(app), called(command, option, path, tmp_path))
    said = capfd.readouterr().err
    assert status in {DONE, REFUSED, USAGE}
    if status != DONE:
        assert "错误：" in said or "用法有误" in said or "不是空文件夹" in said
        assert "程序出错" not in said
    assert "Traceback" not in said


# the system around it ------------------------------------------------------------------------------------------------


def process(*arguments: str, module: str = "api.cli", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """The command as a process of its own."""
    settings = {**os.environ, **environment}
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, capture_output=True, timeout=60, check=False, env=settings, cwd=ROOT)


@pytest.mark.parametrize("module", ["api", "api.cli"])
def test_the_command_runs_as_a_module(module: str) -> None:
    done = process("--version", module=module)
    assert (done.returncode, done.stderr) == (DONE, b"")
    assert done.stdout.startswith(b"landstock ")


@pytest.mark.parametrize(("encoding", "lang"), [("gbk", "zh"), ("ascii", "en"), ("cp1252", "zh")])
def test_a_table_is_written_in_any_locale(data: Path, encoding: str, lang: str) -> None:
    for arguments in (["query", "industrial_land"], ["match", "--site", "industrial_land:L-001"], ["query", "nope"]):
        done = process(*arguments, "--lang", lang, PYTHONIOENCODING=encoding, LANDSTOCK_LAYERS=str(data))
        assert done.returncode == (REFUSED if "nope" in arguments else DONE)
        assert b"Traceback" not in done.stderr
        assert b"UnicodeEncodeError" not in done.stderr
        (done.stdout + done.stderr).decode(encoding)
        if arguments[0] == "query" and lang == "en" and not done.returncode:
            assert b"L-001" in done.stdout
            assert b" m2" in done.stdout or encoding in {"latin-1", "cp1252"}


@pytest.mark.parametrize("kind", ["table", "csv", "geojson"])
def test_a_pipe_that_nobody_reads_any_more_ends_quietly(data: Path, kind: str) -> None:
    settings = {**os.environ, "LANDSTOCK_LAYERS": str(data)}
    command = [sys.executable, "-m", "api.cli", "query", "industrial_land", "--f", kind]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=settings, cwd=ROOT) as running:
        assert running.stdout
        assert running.stderr
        running.stdout.close()
        said = running.stderr.read()
        assert running.wait(60) == DONE
    assert said == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no disk that is always full")
@pytest.mark.parametrize(
    "command", [["export", "industrial_land", "--f", "csv"], ["query", "industrial_land", "--f", "csv"], ["map"]]
)
def test_a_full_disk_is_named(data: Path, command: list[str]) -> None:
    done = process(*command, "--out", "/dev/full", LANDSTOCK_LAYERS=str(data))
    assert done.returncode == REFUSED
    assert "所在磁盘已满" in done.stderr.decode()
    assert "a disk that is full" in done.stderr.decode()


def test_a_result_that_cannot_be_written_to_the_screen_is_refused(data: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no disk that is always full")
    settings = {**os.environ, "LANDSTOCK_LAYERS": str(data)}
    command = [sys.executable, "-m", "api.cli", "query", "industrial_land"]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            command, stdout=full, stderr=subprocess.PIPE, env=settings, cwd=ROOT, check=False, timeout=60
        )
    assert done.returncode == REFUSED
    assert b"Traceback" not in done.stderr
    assert b"cannot be written: - is on a disk that is full" in done.stderr


@pytest.mark.parametrize("command", [["query", "industrial_land", "--f", "geojson"], ["query", "industrial_land"]])
def test_a_closed_output_is_named(data: Path, command: list[str]) -> None:
    shell = ["sh", "-c", 'exec "$@" >&-', "sh", sys.executable, "-m", "api.cli", *command, "--layers", str(data)]
    done = subprocess.run(shell, stderr=subprocess.PIPE, cwd=ROOT, check=False, timeout=60)
    assert done.returncode == REFUSED
    assert b"cannot be written: stdout is closed" in done.stderr


def test_an_export_that_does_not_fit_keeps_the_file_that_was_there(data: Path, tmp_path: Path) -> None:
    with disk(tmp_path / "disk", 2) as small:
        before = small.folder / "x.csv"
        before.write_bytes(b"kept")
        small.fill()
        done = process("export", "industrial_land", "--f", "csv", "--out", str(before), LANDSTOCK_LAYERS=str(data))
        assert done.returncode == REFUSED
        assert b"a disk that is full" in done.stderr
        assert before.read_bytes() == b"kept"
        assert sorted(each.name for each in small.folder.iterdir()) == ["filler", "x.csv"]


def test_an_export_through_a_link_leaves_the_link(data: Path, tmp_path: Path) -> None:
    (tmp_path / "real.csv").touch()
    (tmp_path / "link.csv").symlink_to("real.csv")
    done = process(
        "export", "industrial_land", "--f", "csv", "--out", str(tmp_path / "link.csv"), LANDSTOCK_LAYERS=str(data)
    )
    assert done.returncode == DONE
    assert (tmp_path / "link.csv").is_symlink()
    assert b"L-001" in (tmp_path / "real.csv").read_bytes()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "abc"),
        ("PORT", "99999"),
        ("LANG", "fr"),
        ("WORKERS", "0"),
        ("CORS_ORIGINS", "x y"),
        ("BUSY_SECONDS", "soon"),
    ],
)
def test_a_setting_that_means_nothing_is_named(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(f"LANDSTOCK_{name}", value)
    assert run(get_command(app), ["query", "industrial_land"]) == USAGE
    assert f"LANDSTOCK_{name}" in capfd.readouterr().err


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b'{"a":' * DEEP])
def test_a_demand_from_standard_input_is_answered_in_words(data: Path, content: bytes) -> None:
    settings = {**os.environ, "LANDSTOCK_LAYERS": str(data)}
    command = [sys.executable, "-m", "api.cli", "match", "--demand", "-"]
    done = subprocess.run(command, input=content, capture_output=True, env=settings, cwd=ROOT, check=False, timeout=60)
    assert done.returncode == USAGE
    assert b"Traceback" not in done.stderr
    assert "错误：".encode() in done.stderr


def test_a_scheme_or_scenario_nested_without_end_is_refused_by_name(
    data: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for folder in ("schemes", "scenarios"):
        layers = tmp_path / folder
        layers.mkdir()
        write_folder(layers)
        (layers / folder).mkdir(exist_ok=True)
        (layers / folder / "deep.toml").write_bytes(_CONTENT["nested as TOML"])
        arguments = ["assign", "--no-unlocks", "--layers", str(layers)]
        assert run(get_command(app), arguments) == REFUSED
        assert f"{folder}/deep.toml" in capfd.readouterr().err


def test_a_missing_folder_is_named_before_the_work_is_done(
    data: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "missing" / "list.xlsx"
    assert run(get_command(app), ["export", "industrial_land", "--out", str(file), "--layers", str(data)]) == REFUSED
    said = capfd.readouterr().err
    assert f"the folder {file.parent} is not there" in said
    assert "请先建立该文件夹" in said

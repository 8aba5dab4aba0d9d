"""Would break where a command's exit status, its words in one of the languages, or its answer changed."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import openpyxl
import pytest
from typer.main import get_command

from api.cli.asking import area_m2
from api.cli.base import DONE, REFUSED, USAGE, run
from api.cli.main import app
from api.ground.errors import BadParameter
from gis.catalog import read_catalog
from gis.inventory import Inventory
from tests.api.conftest import HOSTILE, parcels, write_folder

COMMANDS = sorted(get_command(app).commands)  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli")
    write_folder(folder)
    return folder


def landstock(*arguments: str) -> int:
    """The command in this process, with its exit status."""
    return run(get_command(app), list(arguments))


def process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command as a process of its own."""
    command = [sys.executable, "-c", "from api.cli import main; main()", *arguments]
    settings = {**os.environ, **environment, "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=settings)


def test_exit_statuses_of_the_real_process(data: Path, tmp_path: Path) -> None:
    done = process("query", "industrial_land", "--usage", "1001", "--f", "csv", "--layers", str(data))
    assert (done.returncode, done.stderr) == (DONE, "")
    assert "L-001" in done.stdout
    refused = process("query", "industrial_land", LANDSTOCK_LAYERS=str(tmp_path / "nowhere"))
    assert refused.returncode == REFUSED
    misused = process("query", "industrial_land", "--colour", "red", LANDSTOCK_LAYERS=str(data))
    assert misused.returncode == USAGE
    for failed in (refused, misused):
        assert failed.stdout == ""
        assert "Traceback" not in failed.stderr
    assert "用法有误：没有选项 --colour" in misused.stderr
    assert "wrong usage: No such option: --colour" in misused.stderr
    assert "错误：" in refused.stderr
    assert "error: " in refused.stderr


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("query", "nope"), REFUSED, "没有图层 nope"),
        (("query", "industrial_land", "--usage", "77"), USAGE, "没有代码 77"),
        (("query", "industrial_land", "--where", "colour=red"), USAGE, "unknown parameter colour"),
        (("query", "industrial_land", "--where", "status"), USAGE, "field=value"),
        (("query", "industrial_land", "--min-area", "-5"), USAGE, "not an area"),
        (("query", "industrial_land", "--min-area", "30", "--max-area", "10"), USAGE, "makes no sense"),
        (("query", "industrial_land", "--bbox", "1,9,2,3"), USAGE, "south"),
        (("query", "industrial_land", "--sort", "colour"), USAGE, "no property colour"),
        (("query", "industrial_land", "--f", "pdf"), USAGE, "--f"),
        (("query", "industrial_land", "--lang", "fr"), USAGE, "no language fr"),
        (("query", "parks", "--status", "idle"), USAGE, "no status field"),
        (("query", "industrial_land", "--limit", "-1"), USAGE, "wrong usage"),
        (("query", "industrial_land", "--limit", "20000"), DONE, ""),
        (("export", "industrial_land"), USAGE, "--out"),
        (("export", "industrial_land", "--out", "x.pdf"), USAGE, "--out"),
        (("export", "--basket", "industrial_land:L-999", "--out", "x.xlsx"), REFUSED, "no L-999"),
        (("export", "--basket", "industrial_land", "--out", "x.xlsx"), USAGE, "COLLECTION:ID"),
        (
            ("export", "--basket", "parks:GD", "--columns", "parks", "--out", "x.xlsx"),
            USAGE,
            "COLLECTION:COLUMN",
        ),
        (("export", "industrial_land", "--need", "8000", "--out", "x.xlsx"), USAGE, "no floors"),
        (("nonsense",), USAGE, "nonsense"),
        (("check",), DONE, "合格"),
    ],
)
def test_every_mistake_is_said_in_both_languages(
    data: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    status: int,
    words: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANDSTOCK_LAYERS", str(data))
    assert landstock(*arguments) == status
    said = capsys.readouterr().err
    assert words in said
    assert "Traceback" not in said
    assert list(tmp_path.iterdir()) == []


def test_a_setting_that_cannot_be_read_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LANDSTOCK_PORT", "many")
    assert landstock("check") == USAGE
    assert "LANDSTOCK_PORT" in capsys.readouterr().err


def test_mu_hectares_and_square_metres_ask_the_same(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answers = []
    for area in ("30亩", "30mu", "2ha", "2公顷", "20000", "20,000m²", "20000平方米"):
        assert landstock("query", "industrial_land", "--min-area", area, "--f", "csv", "--layers", str(data)) == DONE
        answers.append([row[0] for row in csv.reader(io.StringIO(capsys.readouterr().out))][1:])
    assert all(answer == answers[0] for answer in answers)
    assert len(answers[0]) == sum((row["site_area_m2"] or 0) >= 20000 for row in parcels())


@pytest.mark.parametrize(
    "flags",
    [
        ("--min-area", "9007199254740993"),
        ("--max-area", "9,007,199,254,740,993m²"),
        ("--min-area", "9007199254740993亩"),
        ("--min-area", "9007199254740993.5"),
        ("--where", "min_site_area_m2=9007199254740993"),
        ("--where", "site_area_m2=9007199254740993"),
        ("--bbox", "9007199254740993,0,1,1"),
        ("--filter", "site_area_m2 > 9007199254740993"),
    ],
)
def test_a_number_that_would_become_its_neighbour_is_refused(
    data: Path, capsys: pytest.CaptureFixture[str], flags: tuple[str, str]
) -> None:
    assert landstock("query", "industrial_land", *flags, "--layers", str(data)) == USAGE
    said = capsys.readouterr().err
    assert "位数过多" in said
    assert "digits" in said


def test_floor_space_is_never_asked_in_mu(inventory: Inventory) -> None:
    with pytest.raises(BadParameter):
        area_m2("30亩", inventory.layer("parks").collection)


def test_the_table_says_count_area_and_what_emptied_it(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = ("--layers", str(data))
    assert landstock("query", "industrial_land", "--status", "idle", "--park", "CXG", *where) == DONE
    assert "状态为 闲置" in (shown := capsys.readouterr().out)
    assert "亩" in shown
    assert landstock("query", "industrial_land", "--min-area", "900ha", "--lang", "en", *where) == DONE
    assert "left nothing" in capsys.readouterr().out


def test_figures_stand_in_place_of_rows_and_add_up(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("query", "industrial_land", "--layers", str(data), "--lang", "en")
    figures = ("--by", "status", "--distinct", "name", "--distinct-q", "L", "--histogram", "contract_start")
    assert landstock(*asked, *figures) == DONE
    words = capsys.readouterr().out
    counts = [int(row) for row in re.findall(r"^│ [^│]*│ +(\d+) │ +[\d,]+ │ +[\d,.]+ │$", words, re.MULTILINE)]
    statuses = {parcel["status"] for parcel in parcels()}
    assert sum(counts[: len(statuses)]) == len(parcels())
    assert re.search(r"\d+ values?, \d+ more; \d+ to check", words)
    assert re.search(r"\d{4}-01-01 … \d{4}-01-01|\d{4}-\d\d-01 … ", words)
    assert landstock(*asked, "--by", "status", "--f", "csv") == USAGE
    assert landstock(*asked, "--histogram", "status") == USAGE
    assert landstock(*asked, "--distinct-q", "L") == USAGE


def test_hostile_text_is_shown_as_typed(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        landstock("query", "industrial_land", "--ids", "L-003", "--text", "[bold]x[/bold]", "--layers", str(data))
        == DONE
    )
    assert "[bold]x[/bold]" in capsys.readouterr().out


def test_lists_and_baskets_are_written(data: Path, tmp_path: Path) -> None:
    plain = tmp_path / "plain.csv"
    asked = ("export", "industrial_land", "--f", "csv-plain", "--out", str(plain), "--layers", str(data))
    assert landstock(*asked) == DONE
    assert plain.read_text("utf-8").startswith("id,name,park_id,land_use,site_area_m2,status")
    for ending in ("csv", "xlsx", "geojson", "gpkg"):
        file = tmp_path / f"list.{ending}"
        assert (
            landstock("export", "industrial_land", "--status", "idle", "--out", str(file), "--layers", str(data))
            == DONE
        )
        assert file.stat().st_size > 100
    basket = tmp_path / "basket.xlsx"
    chosen = ("--basket", "industrial_land:L-002,L-001", "--basket", "parks:GD")
    assert landstock("export", *chosen, "--out", str(basket), "--layers", str(data)) == DONE
    comma = ("--basket", 'industrial_land:"L-002",L-001', "--basket", "parks:GD")
    assert landstock("export", *comma, "--out", str(basket), "--layers", str(data)) == DONE
    assert openpyxl.load_workbook(basket).sheetnames == ["产业用地", "园区", "字段说明", "代码说明", "说明"]
    columns = ("--columns", "industrial_land:status,note")
    assert landstock("export", *chosen, *columns, "--out", str(basket), "--layers", str(data)) == DONE
    assert openpyxl.load_workbook(basket).sheetnames[:2] == ["产业用地", "产业用地 · 全部字段"]


def test_check_names_what_is_broken(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "broken"
    shutil.copytree(data, folder, ignore=shutil.ignore_patterns(".store"))
    (folder / "parks.geojson").write_text('{"type":"FeatureCollection","features":[', "utf-8")
    (folder / "outline.geojson").unlink()
    assert landstock("check", "--layers", str(folder)) == REFUSED
    said = capsys.readouterr().err
    assert "parks.geojson" in said
    assert "outline.geojson" in said
    assert not (folder / ".store").exists()


def test_check_reads_the_schemes_too(
    root: Path, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "layers"
    shutil.copytree(data, folder, ignore=shutil.ignore_patterns(".store"))
    (folder / "schemes").mkdir(exist_ok=True)
    shipped = (root / "layers" / "schemes" / "default.toml").read_text("utf-8")
    (folder / "schemes" / "default.toml").write_text(shipped, "utf-8")
    assert landstock("check", "--layers", str(folder)) == DONE
    assert "there are no parks 'CX', 'JK'" in capsys.readouterr().err
    assert landstock("check", "--strict", "--layers", str(folder)) == REFUSED
    capsys.readouterr()
    (folder / "schemes" / "default.toml").write_text(shipped.replace("weight = 25", "weight = 24"), "utf-8")
    assert landstock("check", "--layers", str(folder)) == REFUSED
    assert "schemes/default.toml line" in capsys.readouterr().err


def test_check_finds_references_to_nothing(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "dangling"
    shutil.copytree(data, folder, ignore=shutil.ignore_patterns(".store"))
    text = (folder / "parks.geojson").read_text("utf-8").replace('"GD"', '"GX"')
    (folder / "parks.geojson").write_text(text, "utf-8")
    assert landstock("check", "--layers", str(folder)) == DONE
    assert "broken-reference" in capsys.readouterr().err
    assert landstock("check", "--strict", "--layers", str(folder)) == REFUSED


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_in_both_languages(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert landstock(command, "--help") == DONE
    shown = capsys.readouterr().out
    assert " / " in shown
    assert any("一" <= sign <= "鿿" for sign in shown)
    english = [line for line in shown.splitlines() if re.match(r"[A-Z]\w+:", line) or "Show this message" in line]
    assert english == [], "the library's own headings stand in one language"


@pytest.mark.parametrize(
    "arguments",
    [
        ("query",),
        ("query", "industrial_land", "parks"),
        ("query", "industrial_land", "--limit"),
        ("query", "industrial_land", "--limit", "many"),
        ("query", "industrial_land", "--xyzzy"),
        ("query", "--help=yes"),
        ("map",),
        ("fly",),
    ],
    ids=" ".join,
)
def test_what_the_library_says_of_arguments_is_said_in_chinese_too(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert landstock(*arguments) == USAGE
    first, second, *_ = capsys.readouterr().err.splitlines()
    assert first.startswith("用法有误：")
    assert second.startswith("wrong usage: ")


def test_no_command_is_answered_by_the_help_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert landstock() == USAGE
    assert capsys.readouterr().err.startswith("用法 / Usage: landstock")


def test_serve_says_its_address_and_answers_until_it_is_stopped(data: Path) -> None:
    command = [sys.executable, "-c", "from api.cli import main; main()", "serve", "--port", "0", "--layers", str(data)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, encoding="utf-8") as server:
        assert server.stderr is not None
        line = next(text for text in server.stderr if "http://" in text)
        address = line.split("address:")[1].strip()
        try:
            assert httpx.get(f"{address}readyz", trust_env=False).json()["status"] == "ready"
        finally:
            server.terminate()
        assert server.wait(timeout=20) in (0, -15)
        assert "Traceback" not in server.stderr.read()


def test_a_port_in_use_is_said_and_refused(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        port = held.getsockname()[1]
        assert landstock("serve", "--port", str(port), "--layers", str(data)) == REFUSED
    said = capsys.readouterr().err
    assert f"端口 {port} 已被占用" in said
    assert f"port {port} is in use" in said


def test_an_address_of_another_machine_is_refused(data: Path) -> None:
    assert landstock("serve", "--host", "192.0.2.1", "--port", "0", "--layers", str(data)) == REFUSED


def test_a_register_is_imported_and_then_answers(
    samples: Path, root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    into = tmp_path / "register"
    mapping = root / "layers" / "mappings" / "ardennes_friches.toml"
    source = str(samples / "03_ardennes_friches")
    assert landstock("import", source, "--mapping", str(mapping), "--into", str(into), "--lang", "en") == DONE
    assert "164 kept, 0 refused" in capsys.readouterr().out
    assert landstock("check", "--layers", str(into)) == DONE
    collection = next(iter(read_catalog(into).collections))
    capsys.readouterr()
    assert landstock("query", collection, "--min-area", "2ha", "--f", "csv", "--layers", str(into)) == DONE
    assert 0 < capsys.readouterr().out.count("\n") < 164


def test_an_import_that_cannot_be_is_refused_and_changes_nothing(root: Path, tmp_path: Path) -> None:
    into = tmp_path / "register"
    mapping = str(root / "layers" / "mappings" / "ardennes_friches.toml")
    assert landstock("import", str(tmp_path / "nowhere.geojson"), "--mapping", mapping, "--into", str(into)) == REFUSED
    assert landstock("import", str(tmp_path), "--into", str(into)) == REFUSED
    assert landstock("import", str(tmp_path)) == USAGE
    assert not into.exists()


def test_the_demonstration_is_as_its_recipe_says(demo_folder: Path, tmp_path: Path) -> None:
    assert landstock("demo", "--verify", "--layers", str(demo_folder)) == DONE
    into = tmp_path / "drawn"
    assert landstock("demo", "--into", str(into), "--layers", str(demo_folder)) == DONE
    for file in into.glob("*.geojson"):
        assert file.read_bytes() == (demo_folder / file.name).read_bytes()
    tables = {path.relative_to(demo_folder) for path in demo_folder.rglob("*.toml")}
    carried = {path.relative_to(into) for path in into.rglob("*.toml")}
    assert {path for path in tables if path.parts[0] != "mappings"} == carried, (
        "rules, scenarios and procedures go with it"
    )
    assert landstock("demo", "--into", str(into), "--layers", str(demo_folder)) == REFUSED
    (into / "parks.geojson").write_text("{}", "utf-8")
    assert landstock("demo", "--verify", "--layers", str(into)) == REFUSED


def test_a_folder_without_a_recipe_is_no_demonstration(data: Path) -> None:
    assert landstock("demo", "--layers", str(data)) == REFUSED


def test_the_map_is_one_file_that_asks_nothing_of_the_network(data: Path, tmp_path: Path) -> None:
    page = tmp_path / "map.html"
    assert landstock("map", "--out", str(page), "--layers", str(data), "--lang", "en") == DONE
    text = page.read_text("utf-8")
    assert 'id="layer-industrial_land"' in text
    assert 'id="match-reports"' in text
    assert HOSTILE not in text
    assert not re.search(r"""<(script|link|img|iframe)[^>]*(src|href)=["']?(https?:)?//""", text)


def test_a_verdict_on_the_screen_names_what_is_to_be_checked(
    demo_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ("--layers", str(demo_folder), "--store", str(tmp_path / "store.gpkg"))
    assert landstock("match", "P-2023-065", "--lang", "en", *where) == DONE
    words = capsys.readouterr().out
    ranked = [line for line in words.splitlines() if re.match(r"│ +\d+ │ [A-Z]{2}-", line)]
    assert len(ranked) > 3
    assert all(re.search(r"│ fits +│|to check", line) for line in ranked)
    assert not any(re.search(r"│ to check +│", line) for line in ranked), "a mere word cannot be checked"
    assert "：" not in words, "each language has its own colon"

"""Files of shapes over HTTP and on the command line. Would break where one was in another system than asked, or went out above 25 km² without a word."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import httpx
import pytest

from gis.io.formats import FORMATS
from tests.api.test_cli import landstock
from tests.api.test_errors import is_problem

ITEMS = "/collections/industrial_land/items"
DRAWN = [kind for kind, form in FORMATS.items() if form.systems != "none"]


@pytest.mark.parametrize("kind", DRAWN)
def test_each_format_is_answered_with_its_name_and_type(client: httpx.Client, kind: str) -> None:
    answer = client.get(ITEMS, params={"f": kind, "ids": "L-001,L-002"})
    assert answer.status_code == 200, answer.text
    assert f".{FORMATS[kind].extension}" in answer.headers["content-disposition"]
    assert answer.headers["content-type"].startswith(FORMATS[kind].media_type.split(";")[0])
    assert "landstock-warning" not in answer.headers


def test_the_system_and_the_options_are_parameters(client: httpx.Client) -> None:
    asked = {"f": "txt", "ids": "L-001", "crs": "EPSG:4527", "f-zone-prefix": "no", "f-encoding": "utf-8"}
    text = client.get(ITEMS, params=asked).content.decode("utf-8")
    first = next(line for line in text.splitlines() if line.startswith("J1,1,"))
    assert 400_000 < float(first.split(",")[3]) < 600_000
    with zipfile.ZipFile(io.BytesIO(client.get(ITEMS, params={"f": "shp", "crs": "EPSG:4548"}).content)) as packed:
        assert "CM 117E" in packed.read("README.txt").decode("utf-8-sig")
        assert b"CGCS2000" in packed.read("industrial_land.prj")
    is_problem(client.get(ITEMS, params={"f": "shp", "f-axes": "east-north"}), 400, "bad-format")
    is_problem(client.get(ITEMS, params={"f": "shp", "f-encoding": "latin"}), 400, "bad-format")
    is_problem(client.get(ITEMS, params={"f": "dxf", "crs": "EPSG:4326"}), 400, "bad-format")
    basket = {"items": [{"collection": "industrial_land", "id": "L-001"}], "f": "txt"}
    body = client.post("/exports", json={**basket, "crs": "EPSG:4527", "options": {"axes": "east-north"}})
    assert "J1,1,39" in body.content.decode("gbk")
    is_problem(client.post("/exports", json={**basket, "options": {"colour": "red"}}), 400, "bad-format")


def test_the_document_names_every_format_and_option(client: httpx.Client) -> None:
    parameters = client.get("/api").json()["components"]["parameters"]
    assert set(FORMATS) < set(parameters["f.items"]["schema"]["enum"])
    assert parameters["f-encoding"]["schema"]["enum"] == ["auto", "gbk", "utf-8"]


def test_the_command_line_writes_by_the_ending_with_system_and_options(
    folder: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    common = ["export", "industrial_land", "--layers", str(folder)]
    assert landstock(*common, "--out", str(tmp_path / "a.txt"), "--crs", "EPSG:4527", "--option", "encoding=utf-8") == 0
    assert "J1,1," in (tmp_path / "a.txt").read_text("utf-8")
    assert landstock(*common, "--out", str(tmp_path / "a.dxf"), "--crs", "EPSG:4326") == 2
    assert landstock(*common, "--out", str(tmp_path / "a.gdb.zip"), "--option", "encoding") == 2
    assert not (tmp_path / "a.gdb.zip").exists()
    capfd.readouterr()

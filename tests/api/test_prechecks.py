"""Would break where a pre-check sheet lost a line on its way to paper or workbook, let a name run as code, or guessed at a bad question."""

from __future__ import annotations

import io
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx
import openpyxl
import pytest
from typer.main import get_command

from api.cli.base import DONE, REFUSED, USAGE, run
from api.cli.main import app
from tests.api.conftest import HOSTILE
from tests.api.test_errors import is_problem

SITE = {"collection": "industrial_land", "id": "L-003"}
ASKED = {"project_id": "P-1", "site": SITE}
GET = {"project_id": "P-1", "collection": "industrial_land", "id": "L-003"}


class Reader(HTMLParser):
    """The texts of a page, and the tags that it has."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.texts: list[str] = []
        self.attributes: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@pytest.fixture(scope="module")
def sheet(client: httpx.Client) -> Any:
    return client.get("/prechecks", params=GET).json()


def test_both_ways_of_asking_answer_alike_and_say_what_was_asked(client: httpx.Client, sheet: Any) -> None:
    assert client.post("/prechecks", json=ASKED).json() == sheet
    assert sheet["asked"] == ASKED
    assert sheet["scheme"]["version"]
    assert sheet["inventory"]
    assert sheet["as_of"] == "2023-06-30"


def test_a_demand_that_is_on_no_register(client: httpx.Client) -> None:
    demand = {"needs": "land", "land_area_min_m2": 20000}
    found = client.post("/prechecks", json={"project": demand, "site": SITE})
    assert found.status_code == 200
    assert found.json()["project"]["land_area_min_m2"] == 20000


def test_without_a_layer_of_controls_each_control_is_to_be_checked(sheet: Any) -> None:
    """The district has none: what nobody has drawn is not clear."""
    assert [line["answer"] for line in sheet["controls"]] == ["unknown"] * 5
    assert sheet["verdict"]["answer"] != "yes"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_has_every_line_and_runs_nothing(client: httpx.Client, sheet: Any, lang: str) -> None:
    answer = client.get("/prechecks", params={**GET, "f": "html", "lang": lang})
    assert answer.headers["content-type"].startswith("text/html")
    assert "unsafe-eval" not in answer.headers["content-security-policy"]
    page = Reader(answer.text)
    assert page.tags & {"script", "img", "iframe", "object", "form"} == set()
    assert not [name for name in page.attributes if name.startswith("on")]
    said = "".join(page.texts)
    assert HOSTILE in said, "a hostile name stands there as text"
    assert HOSTILE not in answer.text
    for key in ("controls", "rules", "procedures"):
        for line in sheet[key]:
            assert line[lang] in said
            assert line["text"][lang] in said
    assert sheet["inventory"] in said
    assert sheet["note"][lang][1:] in said
    assert re.search(r"@page\{size:A4", answer.text)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_workbook_has_every_line_and_no_formula(client: httpx.Client, sheet: Any, lang: str) -> None:
    answer = client.get("/prechecks", params={**GET, "f": "xlsx", "lang": lang})
    assert 'filename="precheck-P-1-L-003-2023-06-30.xlsx"' in answer.headers["content-disposition"]
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    first, order, _, _, about = book.worksheets
    rows = list(first.iter_rows(min_row=2, values_only=True))
    lines = [line for key in ("controls", "rules", "procedures") for line in sheet[key]]
    assert [row[1] for row in rows] == [line[lang] for line in lines]
    assert [row[3] for row in rows] == [line["text"][lang] for line in lines]
    assert [row[5] or None for row in rows] == [line["date"] for line in lines]
    assert order.max_row == 1 + len(sheet["steps"])
    for number, row in enumerate(rows, 2):
        # A printer does not grow a row: each must be as high as its longest cell wants.
        width = first.column_dimensions["D"].width
        wanted = sum(14 if ord(sign) > 0x2E7F else 7 for sign in str(row[3])) / (width * 7) * 12
        assert first.row_dimensions[number].height >= min(wanted, 400)
        assert all(cell.alignment.wrap_text for cell in first[number] if isinstance(cell.value, str))
    texts = [str(cell.value) for row in about.iter_rows() for cell in row]
    assert sheet["inventory"] in texts
    assert any(HOSTILE in text for text in texts)
    assert all(cell.data_type != "f" for one in book for row in one.iter_rows() for cell in row)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({**ASKED, "project_id": "P-999"}, 404, "unknown-feature"),
        ({**ASKED, "site": {**SITE, "id": "L-999"}}, 404, "unknown-feature"),
        ({**ASKED, "site": {**SITE, "collection": "nope"}}, 404, "unknown-collection"),
        ({**ASKED, "site": {"collection": "parks", "id": "GD"}}, 400, "bad-question"),
        ({**ASKED, "site": {"collection": "projects", "id": "P-1"}}, 400, "bad-question"),
        ({**ASKED, "scheme": "nope"}, 404, "unknown-scheme"),
        ({**ASKED, "scheme": 7}, 400, "bad-body"),
        ({**ASKED, "project": {}}, 400, "bad-body"),
        ({"site": SITE}, 400, "bad-body"),
        ({"project_id": "P-1"}, 400, "bad-body"),
        ({**ASKED, "site": "L-003"}, 400, "bad-body"),
        ({**ASKED, "site": {**SITE, "more": 1}}, 400, "bad-body"),
        ({**ASKED, "top": 3}, 400, "bad-body"),
        ({"project": {"colour": "red"}, "site": SITE}, 400, "bad-demand"),
    ],
)
def test_a_bad_question_is_refused(client: httpx.Client, body: dict[str, Any], status: int, code: str) -> None:
    is_problem(client.post("/prechecks", json=body), status, code)


@pytest.mark.parametrize("query", ["project_id=P-1", "collection=industrial_land&id=L-003", "nothing=1", "f=pdf"])
def test_a_bad_address_is_refused(client: httpx.Client, query: str) -> None:
    assert client.get(f"/prechecks?{query}").status_code == 400


def landstock(folder: Path, *arguments: str) -> int:
    return run(get_command(app), ["precheck", *arguments, "--layers", str(folder)])


def test_on_the_command_line(folder: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert landstock(folder, "P-1", "--site", "industrial_land:L-003", "--lang", "zh") == DONE
    said = capfd.readouterr().out
    assert "选址与用地预审清单" in said
    assert "管控边界" in said
    target = tmp_path / "sheet.html"
    assert landstock(folder, "P-1", "--site", "industrial_land:L-003", "--f", "html", "-o", str(target)) == DONE
    assert target.read_text("utf-8").startswith("<!doctype html>")
    for kind, begins in (("xlsx", b"PK"), ("json", b"{")):
        target = tmp_path / f"sheet.{kind}"
        assert landstock(folder, "P-1", "--site", "industrial_land:L-003", "--f", kind, "-o", str(target)) == DONE
        assert target.read_bytes().startswith(begins)


def test_wrong_usage_on_the_command_line(folder: Path) -> None:
    assert landstock(folder, "P-1") == USAGE
    assert landstock(folder, "P-1", "--site", "L-003") == USAGE
    assert landstock(folder, "P-1", "--site", "industrial_land:L-003", "--f", "pdf") == USAGE
    assert landstock(folder, "P-9", "--site", "industrial_land:L-003") == REFUSED


def test_a_folder_is_checked_with_its_table(
    demo_folder: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A slip in the table would else be found by the planner who needs the sheet."""
    folder = tmp_path / "layers"
    shutil.copytree(demo_folder, folder, ignore=shutil.ignore_patterns(".store"))
    path = folder / "procedures.toml"
    path.write_text(path.read_text("utf-8").replace('"land_procedure", "expropriation"', '"land_procedures"'), "utf-8")
    assert run(get_command(app), ["check", "--layers", str(folder)]) == REFUSED
    assert "there is no land_procedures" in capfd.readouterr().err

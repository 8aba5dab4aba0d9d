"""A new data folder is empty and whole: it opens, is checked, is served with what to do next, and takes a first import."""

from __future__ import annotations

import tomllib
from pathlib import Path

import httpx
import pytest
from typer.main import get_command

from api.app import create_app
from api.cli.base import DONE, REFUSED, run
from api.cli.main import app
from api.ground.settings import Settings, bundled_lists
from gis.beginning import begin_folder
from gis.catalog import read_catalog
from gis.crs import ANYWHERE
from gis.errors import CatalogError
from gis.folder import open_folder
from gis.matching.schemes.scheme_file import load_schemes
from gis.text import Text
from tests.api.serving import served


def landstock(*arguments: str) -> int:
    return run(get_command(app), [*arguments])


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as the command makes it."""
    into = tmp_path_factory.mktemp("begun") / "my-layers"
    assert landstock("init", str(into), "--title", "新区", "--metric-crs", "EPSG:4547") == DONE
    return into


def test_a_new_folder_has_lists_schemes_and_mappings_and_no_layer(
    begun: Path, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    catalog = read_catalog(begun)
    assert (catalog.title.zh, catalog.metric_crs, dict(catalog.collections)) == ("新区", "EPSG:4547", {})
    assert catalog.demonstration is None
    for name in ("codelists", "schemes", "mappings"):
        assert {path.name for path in (begun / name).iterdir()} == {
            path.name for path in (root / "layers" / name).glob("*.toml")
        }
    assert (begun / "procedures.toml").is_file()
    for scheme in load_schemes(begun, catalog).values():
        # Days and parks of the demonstration are none of the place: a planner would be told that every project is late, and of parks unheard of.
        plan = scheme.portfolio
        assert (plan.start_by, plan.next_round_from, plan.next_round_start_by) == (None, None, None)
        assert scheme.thresholds
        assert not [entry for entry in scheme.thresholds if entry.parks]
    assert landstock("check", "--layers", str(begun)) == DONE
    assert "没有错误和疑点" in capsys.readouterr().err


def test_a_folder_that_holds_something_is_left_as_it_is(
    tmp_path: Path, begun: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "notes.txt").write_text("x", "utf-8")
    for full in (tmp_path, begun, tmp_path / "notes.txt"):
        assert landstock("init", str(full)) != DONE
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]
    assert "is no empty folder" in capsys.readouterr().err
    with pytest.raises(CatalogError):
        begin_folder(tmp_path / "new", bundled_lists(), title=Text("新", "new"), metric_crs="EPSG:4490")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(("lang", "words"), [("zh", "导入第一份台账"), ("en", "Bring in your first ledger")])
def test_an_empty_folder_is_served_and_says_what_to_do_next(begun: Path, lang: str, words: str) -> None:
    """Fails where the workspace, which has nothing to look for, breaks in the reader's browser."""
    with (
        served(create_app(Settings(layers=begun), open_folder(begun))) as address,
        httpx.Client(base_url=address, trust_env=False) as client,
    ):
        page = client.get(f"/?lang={lang}", headers={"Accept": "text/html"})
        assert page.status_code == 200
        assert words in page.text
        assert "landstock import FILE… --into my-layers" in page.text
        assert "<script" not in page.text
        same = client.get(f"/?lang={lang}", headers={"Accept": "text/html", "If-None-Match": page.headers["ETag"]})
        assert same.status_code == 304
        assert client.get("/collections").json()["collections"] == []
        assert client.get("/?f=json").status_code == 200


def test_a_first_register_is_brought_into_it(
    begun: Path, tmp_path: Path, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    into = tmp_path / "mine"
    assert landstock("init", str(into)) == DONE
    source = root / "layers" / "parks.geojson"
    mapping = into / "mappings" / "parks.toml"
    mapping.write_text(MAPPING, "utf-8")
    assert landstock("import", str(source), "--mapping", str(mapping), "--into", str(into)) == DONE
    assert list(open_folder(into).layers) == ["areas"]
    capsys.readouterr()
    landstock("check", "--layers", str(into))
    assert "unknown-park" not in str(capsys.readouterr())
    assert landstock("init", str(into)) == REFUSED


MAPPING = """
[register]
id = "areas"
kind = "park"
title = { zh = "园区", en = "Parks" }
source = { zh = "来源", en = "source" }
metric_crs = "EPSG:4548"

[[fields]]
name = "id"
from = "name"
zh = "编号"
en = "id"
role = "id"
"""


@pytest.mark.parametrize("given", [(), ("--metric-crs", "EPSG:4547")])
def test_the_first_layer_gives_the_system_in_which_distances_are_measured_unless_somebody_did(
    tmp_path: Path, root: Path, given: tuple[str, ...]
) -> None:
    """Would break where a planner who follows the guide has every distance stretched by some percent, and nothing says so."""
    samples, into = root / "docs/guide/samples", tmp_path / "new"
    assert landstock("init", str(into), *given) == DONE
    mapping = str(samples / "sites.toml")
    assert landstock("import", str(samples / "sites.geojson"), "--mapping", mapping, "--into", str(into)) == DONE
    own = tomllib.loads((samples / "sites.toml").read_text("utf-8"))["register"]["metric_crs"]
    assert own not in {ANYWHERE, "EPSG:4547"}
    assert read_catalog(into).metric_crs == (given[1] if given else own)

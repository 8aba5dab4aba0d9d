"""The page: nothing from outside, nothing of the data as markup or script, its own script by hash."""

from __future__ import annotations

import base64
import hashlib
import json
import re

import pytest

import maps
from gis.inventory import Inventory
from maps import page_files
from maps.embedded_json import json_in_html
from maps.view import View
from tests.maps.conftest import HOSTILE, Parts


def sha256(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@pytest.fixture(scope="module")
def served(hostile_inventory: Inventory) -> str:
    return maps.workspace_page(hostile_inventory, View())


@pytest.fixture(scope="module")
def alone(hostile_inventory: Inventory) -> str:
    return maps.single_file(hostile_inventory, View(lang="en"), {HOSTILE[0]: {"project": {"name": HOSTILE[2]}}})


def test_every_file_of_the_served_page_is_local_and_there(served: str) -> None:
    linked = [
        value
        for _, attributes in Parts(served).elements
        for name, value in attributes.items()
        if name in {"src", "href"} and value and not value.startswith("data:")
    ]
    assert len(linked) > 10
    for address in linked:
        assert address.startswith(f"{page_files.base()}/"), address
        assert (page_files.STATIC / address.removeprefix(f"{page_files.base()}/")).is_file(), address


def test_every_module_is_asked_for_at_once(served: str) -> None:
    """A module that is met only when another has come costs a way to the service and back."""
    preloaded = {a["href"] for tag, a in Parts(served).elements if tag == "link" and a.get("rel") == "modulepreload"}
    assert preloaded == {page_files.address(name) for name in page_files.preloaded()}


def test_every_module_comes_at_once_or_with_its_room(served: str) -> None:
    """One that is in neither would be asked for when another names it; one that is in both, twice."""
    rooms = json.loads(Parts(served).data()["landstock-rooms"])
    assert {"match/room.js", "board/room.js", "dashboard/room.js", "find/paper.js", "find/search.js"} == rooms.keys()
    brought = {name for paths in page_files.rooms().values() for name in paths}
    assert rooms["find/paper.js"] == [page_files.address(name) for name in page_files.rooms()["find/paper.js"]]
    assert brought.isdisjoint(page_files.preloaded())
    assert brought | set(page_files.preloaded()) == set(page_files.scripts())
    for name, paths in page_files.rooms().items():
        assert f"js/{name}" in paths, "a room is named by its module"


def test_a_style_of_a_room_waits_for_it(served: str) -> None:
    links = [a for tag, a in Parts(served).elements if tag == "link" and a.get("rel") == "stylesheet"]
    waiting = {a["href"]: a["data-room"] for a in links if "disabled" in a}
    assert set(waiting.values()) == {"board/room.js", "dashboard/room.js"}
    beginnings = ("css/board", "css/dashboard")
    assert set(waiting) == {page_files.address(path) for path in page_files.STYLES if path.startswith(beginnings)}


def test_one_place_of_the_scripts_knows_where_the_service_lies() -> None:
    """A second one would be forgotten where the service lies below a path of its host."""
    scripts = page_files.STATIC / "js"
    found = [
        (path.relative_to(scripts).as_posix(), word)
        for path in sorted(scripts.rglob("*.js"))
        for word in re.findall(
            r"\bfetch\(|\.api\b|XMLHttpRequest|window\.open\((?!\s*addressOf)", path.read_text("utf-8")
        )
    ]
    assert set(found) == {("base/service.js", ".api"), ("base/service.js", "fetch(")}


def test_nothing_stands_on_the_window() -> None:
    """What is global is had by everything, and no tool sees by what."""
    for path in (page_files.STATIC / "js").rglob("*.js"):
        assert not re.search(r"\b(window|globalThis)\.\w+ =[^=]", path.read_text("utf-8")), path


def test_a_page_below_a_path_asks_for_everything_there(hostile_inventory: Inventory) -> None:
    page = maps.workspace_page(hostile_inventory, View(api="/office/gis"))
    linked = re.findall(r'(?:src|href)="(/[^"]+)"', page)
    assert len(linked) > 10
    assert [address for address in linked if not address.startswith(f"/office/gis{page_files.base()}/")] == []
    assert '"api":"/office/gis"' in page


def test_the_served_page_has_no_script_and_no_style_of_its_own(served: str) -> None:
    """So its policy has to allow neither."""
    parts = Parts(served)
    assert parts.scripts() == []
    assert not [tag for tag, attributes in parts.elements if tag == "style" or "style" in attributes]


def test_the_page_stays_the_same_from_one_time_to_the_next(hostile_inventory: Inventory, served: str) -> None:
    assert maps.workspace_page(hostile_inventory, View()) == served


def test_hostile_words_stay_data(alone: str, served: str) -> None:
    for html in (alone, served):
        parts = Parts(html)
        assert not [tag for tag, _ in parts.elements if tag == "img"]
        assert not [name for _, attributes in parts.elements for name in attributes if name.startswith("on")]
        assert not any("document.title=1" in script for script in parts.scripts())


def test_every_word_comes_back_from_the_page_as_typed(alone: str, hostile_inventory: Inventory) -> None:
    data = Parts(alone).data()
    names = [feature["properties"]["name"] for feature in json.loads(data["layer-plots"])["features"]]
    assert sorted(names) == sorted(HOSTILE)
    config = json.loads(data["landstock-config"])
    assert config["title"] == hostile_inventory.catalog.title.as_dict()
    assert json.loads(data["match-reports"]) == {HOSTILE[0]: {"project": {"name": HOSTILE[2]}}}


@pytest.mark.parametrize("text", HOSTILE)
def test_json_in_a_page_can_neither_end_nor_open_an_element(text: str) -> None:
    written = json_in_html({text: [text]})
    assert not set("<>&\u2028\u2029") & set(written)
    assert json.loads(written) == {text: [text]}


def test_the_single_file_loads_nothing(alone: str) -> None:
    parts = Parts(alone)
    assert not [attributes for tag, attributes in parts.elements if tag == "script" and "src" in attributes]
    links = [attributes["href"] for tag, attributes in parts.elements if tag == "link"]
    assert all(str(href).startswith("data:") for href in links)
    styles = "".join(text for tag, _, text in parts.texts if tag == "style")
    assert not re.search(r"@import|url\(\s*['\"]?(https?:)?//", styles)
    assert {tag for tag, _ in parts.elements}.isdisjoint({"iframe", "object", "embed", "base"})


def test_the_single_file_carries_a_policy_that_lets_its_own_scripts_alone_run(alone: str) -> None:
    parts = Parts(alone)
    policy = next(str(a["content"]) for _, a in parts.elements if a.get("http-equiv") == "Content-Security-Policy")
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == rules["connect-src"] == "'none'"
    assert set(rules["script-src"].split()) == {f"'{sha256(text)}'" for text in parts.scripts()}


def test_a_base_map_is_not_asked_for_from_a_stick(hostile_inventory: Inventory) -> None:
    own = maps.Basemap(
        id="own", title=hostile_inventory.catalog.title, urls=("https://tiles.example/{z}/{x}/{y}.png",), attribution=""
    )
    html = maps.single_file(hostile_inventory, View(basemaps=(own,)))
    assert "tiles.example" not in html
    assert "tiles.example" in maps.workspace_page(hostile_inventory, View(basemaps=(own,)))


def test_other_maps_of_the_process_keep_their_own_files() -> None:
    import folium

    assert folium.Map.default_js, "the lists of the base class are shared by every map and must not be emptied"

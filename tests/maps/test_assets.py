"""Browser assets: only what is pinned, made once, and looked at whenever the service starts.

What would break: a script that somebody changed on the disk runs on every planner's page, or the map in one file is made of scripts that are no longer there.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from api.cli.keep import serve
from gis.errors import AssetsMissing, SourceError
from gis.text import Text
from maps import assets, page_files
from maps.assets import find_altered

FILES = {"small/LICENSE": b"free", "small/a.js": b"export const one = 1;"}


@pytest.fixture
def made(tmp_path: Path) -> tuple[Path, Path]:
    """A folder of one library, and its pins."""
    vendor, pins = tmp_path / "vendor", tmp_path / "assets.toml"
    for name, content in FILES.items():
        path = vendor / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    digests = "".join(f'"{name}" = "{hashlib.sha256(content).hexdigest()}"\n' for name, content in FILES.items())
    pins.write_text(f"[modules]\n[copies]\n[sha256]\n{digests}", "utf-8")
    return vendor, pins


def test_what_is_as_it_was_made_is_not_spoken_of(made: tuple[Path, Path], tmp_path: Path) -> None:
    assert find_altered(*made) == []
    assert find_altered(tmp_path / "none", made[1]) == [], "what was not made is said where a page is asked for"
    assert find_altered() == [], "of this very machine"


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda at: (at / "small/a.js").write_bytes(b"export const one = 2;"), "small/a.js"),
        (lambda at: (at / "small/a.js").unlink(), "small/a.js"),
        (lambda at: (at / "small/more.js").write_bytes(b"1"), "small/more.js"),
        (lambda at: (at / "stranger.js").write_bytes(b"1"), "stranger.js"),
    ],
    ids=["altered", "gone", "beside", "stranger"],
)
def test_what_is_not_is_named_at_the_start_with_what_to_do(
    made: tuple[Path, Path],
    change: Callable[[Path], object],
    named: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    change(made[0])
    found = find_altered(*made)
    assert found == [named]
    console = Console(record=True, width=400)
    monkeypatch.setattr(serve, "err", lambda: console)
    monkeypatch.setattr(assets, "find_altered", lambda: find_altered(*made))
    serve._say_altered()
    words = console.export_text()
    assert words.count(named) == 2
    assert words.count("make assets") == 2


def test_a_machine_without_npm_takes_what_another_packed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packed, vendor = tmp_path / "packed", tmp_path / "vendor"
    bundle = tmp_path / "bundle" / "page.js"
    assets.pack(packed)
    monkeypatch.setattr(page_files, "BUNDLE", bundle)
    monkeypatch.setattr(assets, "_packages", lambda: pytest.fail("npm was asked"))
    assets.make(packed, vendor)
    assert find_altered(vendor) == []
    assert page_files.require_bundle() == bundle.read_text("utf-8")
    assets.make(None, vendor)


def test_what_is_packed_and_not_what_is_pinned_is_refused(tmp_path: Path) -> None:
    packed = tmp_path / "packed"
    assets.pack(packed)
    script = packed / "vendor" / "leaflet" / "leaflet.js"
    script.write_bytes(script.read_bytes() + b"\n")
    with pytest.raises(SourceError) as refused:
        assets.make(packed, tmp_path / "vendor")
    assert "leaflet/leaflet.js" in refused.value.text.en
    assert "校验" in refused.value.text.zh


@pytest.mark.parametrize("change", [
    lambda text: text.replace("/* landstock ", "/* landstock 0", 1),
    lambda text: text[:200_000],
    lambda text: text.replace("chrome109", "chrome90", 1),
    lambda _: "",
], ids=["other scripts", "cut", "another browser", "empty"])  # fmt: skip
def test_a_bundle_that_is_not_of_these_scripts_or_not_whole_is_refused_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[str], str]
) -> None:
    bundle = tmp_path / "page.js"
    bundle.write_text(change(page_files.BUNDLE.read_text("utf-8")), "utf-8")
    monkeypatch.setattr(page_files, "BUNDLE", bundle)
    assert page_files.current_bundle() is None
    with pytest.raises(AssetsMissing) as refused:
        page_files.require_bundle()
    assert "make assets" in refused.value.remedy.en


def test_libraries_that_cannot_be_made_anew_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without npm an altered library once took all the others with it."""
    vendor = tmp_path / "vendor"
    shutil.copytree(assets.VENDOR, vendor)
    (vendor / "leaflet" / "leaflet.js").write_text("other", "utf-8")

    def no_npm() -> Path:
        raise SourceError(Text("没有 npm", "there is no npm"), Text("请安装", "install it"))

    monkeypatch.setattr(assets, "_packages", no_npm)
    with pytest.raises(SourceError):
        assets.make(None, vendor)
    assert (vendor / "leaflet" / "leaflet.js").read_text("utf-8") == "other"
    assert (vendor / "vector-tile" / "vector-tile.js").is_file()
    assert [path.name for path in tmp_path.iterdir()] == ["vendor"]


def test_what_the_page_imports_is_pinned_with_its_licence() -> None:
    pins = assets.read_pins()
    assert pins.modules.keys() | pins.copies.keys() <= pins.sha256.keys()
    assert all(len(bytes.fromhex(digest)) == 32 for digest in pins.sha256.values())
    libraries = {name.partition("/")[0] for name in pins.sha256}
    assert {name.partition("/")[0] for name in pins.sha256 if "LICENSE" in name} == libraries

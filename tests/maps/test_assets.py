"""Browser assets: only what was pinned, only what is listed, nothing twice."""

from __future__ import annotations

import base64
import hashlib
import io
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest

from gis.errors import SourceError
from maps import assets
from maps.assets import Package

SCRIPT = b"console.log(1)"


def tarball(folder: Path, members: dict[str, bytes], links: dict[str, str] | None = None) -> Package:
    """A package of these members in ``folder``, pinned as it is; the one listed file is ``dist/a.js``."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
        for name, target in (links or {}).items():
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname = tarfile.SYMTYPE, target
            archive.addfile(entry)
    digest = base64.b64encode(hashlib.sha512(buffer.getvalue()).digest()).decode()
    package = Package(
        name="small", version="1.0.0", sha512=digest, files={"dist/a.js": hashlib.sha256(SCRIPT).hexdigest()}
    )
    (folder / package.tarball).write_bytes(buffer.getvalue())
    return package


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    folder.mkdir()
    return folder


def test_only_listed_files_are_unpacked(source: Path, tmp_path: Path) -> None:
    package = tarball(
        source, {"package/dist/a.js": SCRIPT, "package/../../out.js": SCRIPT, "/etc/x": SCRIPT, "package/b.js": SCRIPT}
    )
    assets.unpack(package, source / package.tarball, tmp_path / "vendor")
    written = {path.relative_to(tmp_path).as_posix() for path in (tmp_path / "vendor").rglob("*") if path.is_file()}
    assert written - {"vendor/small/.pin"} == {"vendor/small/dist/a.js"}
    assert not (tmp_path / "out.js").exists()


def test_a_link_in_place_of_a_file_is_refused(source: Path, tmp_path: Path) -> None:
    package = tarball(source, {}, {"package/dist/a.js": "/etc/passwd"})
    with pytest.raises(SourceError):
        assets.unpack(package, source / package.tarball, tmp_path / "vendor")
    assert not (tmp_path / "vendor" / "small" / "dist" / "a.js").exists()


def test_a_tarball_that_is_not_the_pinned_one_is_refused(source: Path, tmp_path: Path) -> None:
    package = tarball(source, {"package/dist/a.js": SCRIPT})
    path = source / package.tarball
    path.write_bytes(path.read_bytes() + b"\0")
    with pytest.raises(SourceError) as refused:
        assets.pack(package, tmp_path, source)
    assert "校验" in refused.value.text.zh


def test_a_tarball_that_is_absent_is_named(source: Path, tmp_path: Path) -> None:
    package = Package(name="small", version="2.0.0", sha512="", files={})
    with pytest.raises(SourceError) as refused:
        assets.pack(package, tmp_path, source)
    assert "small-2.0.0.tgz" in refused.value.text.en


def test_the_second_time_brings_nothing(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tarball(source, {"package/dist/a.js": SCRIPT})
    monkeypatch.setattr(assets, "read_pins", lambda: [package])
    vendor = tmp_path / "vendor"
    assert assets.fetch(source, vendor) == ["small 1.0.0"]
    assert assets.fetch(None, vendor) == []
    assert (vendor / "small" / "dist" / "a.js").read_bytes() == SCRIPT


def test_a_file_that_was_altered_is_brought_again_and_a_stranger_is_removed(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mark of the package alone once said that all was well."""
    package, vendor = tarball(source, {"package/dist/a.js": SCRIPT}), tmp_path / "vendor"
    monkeypatch.setattr(assets, "read_pins", lambda: [package])
    assets.fetch(source, vendor)
    script, stranger = vendor / "small" / "dist" / "a.js", vendor / "other" / "b.js"
    script.write_bytes(SCRIPT.replace(b"1", b"2"))
    stranger.parent.mkdir()
    stranger.write_bytes(SCRIPT)
    assert assets.missing(vendor) == [package]
    assert assets.fetch(source, vendor) == ["small 1.0.0"]
    assert script.read_bytes() == SCRIPT
    assert not stranger.exists()
    script.unlink()
    assert assets.missing(vendor) == [package]


def test_a_file_that_is_not_what_is_pinned_is_not_unpacked_in_silence(source: Path, tmp_path: Path) -> None:
    package = replace(tarball(source, {"package/dist/a.js": SCRIPT}), files={"dist/a.js": "0" * 64})
    with pytest.raises(SourceError, match="is not what is pinned"):
        assets.unpack(package, source / package.tarball, tmp_path / "vendor")


def test_what_the_page_needs_is_pinned_by_hash() -> None:
    packages = {package.name: package for package in assets.read_pins()}
    assert {"leaflet", "swagger-ui-dist"} <= set(packages)
    for package in packages.values():
        assert len(base64.b64decode(package.sha512)) == 64
        assert all(len(bytes.fromhex(digest)) == 32 for digest in package.files.values())
        assert "LICENSE" in package.files, "what is served carries its licence"

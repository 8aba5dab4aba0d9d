"""Files made to hurt: another format behind a name, links, bombs, encrypted, nested and cut ones. Each is refused in seconds and changes nothing."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from gis.errors import LandstockError
from gis.intake.register import import_register
from tests.gis.intake.registers import ID, mapping_file, source_file
from tests.gis.intake.test_odd_shapes import NUMBERED

SECONDS: Final = 20
"""Far more than any of them takes, on a machine that does much else."""
KML: Final = '<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{}</Document></kml>'


def vrt(address: str) -> bytes:
    return f"<OGRVRTDataSource><OGRVRTLayer name='a'><SrcDataSource>/vsicurl/{address}/a.json</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>".encode()


def gml(address: str) -> bytes:
    return f'<?xml version="1.0"?><ogr:FeatureCollection xmlns:ogr="http://a" xsi:schemaLocation="http://a {address}/a.xsd" xmlns:xsi="http://b"/>'.encode()


def entity(address: str) -> bytes:
    return f'<!DOCTYPE kml [<!ENTITY a SYSTEM "{address}/a">]>{KML.format("<name>&a;</name>")}'.encode()


def linked(address: str) -> bytes:
    return KML.format(f"<NetworkLink><Link><href>{address}/a.kml</href></Link></NetworkLink>").encode()


def link_of_a_system(address: str) -> bytes:
    return f'{{"type":"FeatureCollection","features":[],"crs":{{"type":"link","properties":{{"href":"{address}/crs"}}}}}}'.encode()


def packed(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def encrypted(name: str, content: bytes) -> bytes:
    """A zip whose entry says that it needs a password."""
    data = bytearray(packed(name, content))
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(sign) + at] |= 1
    return bytes(data)


def bomb(name: str) -> Callable[[str], bytes]:
    return lambda _: packed(name, b" " * (300 << 20))


CASES: Final[dict[str, tuple[str, Callable[[str], bytes]]]] = {
    **{f"a VRT called {name}": (name, vrt) for name in ("a.geojson", "a.gpkg", "a.shp", "a.kml", "a.kmz", "a.dxf", "a.txt", "a.csv", "a.xlsx")},
    "GML called a KML": ("a.kml", gml),
    "GML called a package": ("a.gpkg", gml),
    "a KML with an entity": ("a.kml", entity),
    "a KML of links alone": ("a.kml", linked),
    "a system by a link": ("a.geojson", link_of_a_system),
    "an encrypted zip": ("a.zip", lambda _: encrypted("a.kml", b"<kml/>")),
    "an encrypted KMZ": ("a.kmz", lambda _: encrypted("doc.kml", b"<kml/>")),
    "a zip in a zip": ("a.zip", lambda _: packed("b.zip", packed("a.kml", KML.encode()))),
    "a bomb of KML": ("a.zip", bomb("a.kml")),
    "a bomb of a KMZ": ("a.kmz", bomb("doc.kml")),
    "a bomb of a geodatabase": ("a.gdb.zip", bomb("a.gdb/a00000001.gdbtable")),
    "a geodatabase that is none": ("a.gdb.zip", lambda _: packed("a.gdb/a00000001.gdbtable", b"x" * 400)),
    "deep folders": ("a.kml", lambda _: b"<kml>" + b"<Folder>" * 100_000),
    "a drawing of one long line": ("a.dxf", lambda _: b"0\nSECTION\n2\nENTITIES\n0\nTEXT\n1\n" + b"a" * 5_000_000),
    "a drawing that lies of its length": ("a.dxf", lambda _: b"0\nSECTION\n2\nENTITIES\n0\nLWPOLYLINE\n90\n2000000000\n70\n1\n0\nENDSEC\n0\nEOF\n"),
    "a text of one long line": ("a.txt", lambda _: "[地块坐标]\n".encode() + b"1," * 3_000_000 + b"@\n"),
    "a text of brackets": ("a.txt", lambda _: b"[" * 3_000_000),
    "a Shapefile of zeros": ("a.shp", lambda _: b"\x00\x00\x27\x0a" + bytes(4000)),
}  # fmt: skip


def marks(folder: Path) -> dict[str, str]:
    """Every file of a folder, by what stands in it."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a layer."""
    place = tmp_path_factory.mktemp("folder")
    import_register([source_file(place, [{"KEY": "a"}])], mapping_file(place, ID), place / "into")
    return place / "into"


@pytest.mark.parametrize("case", CASES)
def test_a_hostile_file_is_refused_and_changes_nothing(
    tmp_path: Path, folder: Path, canary: tuple[str, list[str]], case: str
) -> None:
    address, asked = canary
    name, make = CASES[case]
    path = tmp_path / name
    path.write_bytes(make(address))
    mapping = mapping_file(tmp_path, NUMBERED, head=HOSTILE)
    before, began = marks(folder), time.monotonic()
    kept = 0
    try:
        kept = import_register([path], mapping, folder, shared=tmp_path).kept
        # Nothing is written but the report that says why.
        (folder / "import-report.json").unlink()
    except LandstockError:
        pass
    assert kept == 0
    assert time.monotonic() - began < SECONDS
    assert marks(folder) == before
    assert asked == []


HOSTILE: Final = """
[register]
id = "hostile"
title = { zh = "x", en = "x" }
source = { zh = "x", en = "x" }
metric_crs = "EPSG:4548"
"""


@pytest.mark.parametrize("name", ["parcels.gpkg", "parcels.gdb.zip", "plots_gcj02.kml", "cass.dxf"])
@pytest.mark.parametrize("share", [0.3, 0.9])
def test_a_file_that_is_cut_is_refused_or_read_to_where_it_is_cut(
    samples: Path, tmp_path: Path, name: str, share: float
) -> None:
    data = (samples / "11_ledgers" / name).read_bytes()
    path = tmp_path / name
    path.write_bytes(data[: int(len(data) * share)])
    mapping = mapping_file(tmp_path, NUMBERED, head=HOSTILE)
    began = time.monotonic()
    try:
        report = import_register([path], mapping, tmp_path / "into", shared=tmp_path)
        said = [each.text.en for each in report.doubts if each.code == "read-as"]
    except LandstockError as refused:
        said = [refused.text.en]
    assert any(words in text for text in said for words in (name, "damaged"))
    assert time.monotonic() - began < SECONDS


def test_the_command_says_why_and_ends_with_1(tmp_path: Path) -> None:
    (tmp_path / "a.dwg").write_bytes(b"AC1032" + bytes(100))
    mapping = mapping_file(tmp_path, NUMBERED, head=HOSTILE)
    command = [sys.executable, "-m", "api.cli", "import", str(tmp_path / "a.dwg"), "--mapping", str(mapping), "--into", str(tmp_path / "into")]  # fmt: skip
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 1
    assert "DXF" in ran.stderr
    assert not (tmp_path / "into").exists()

"""What is made to cost memory and time is refused by name before it does, and what real registers hold is not.

What would break: 12 kB from anyone stop the machine of whoever imports them.
"""

from __future__ import annotations

import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from gis.errors import SourceError
from gis.folder import open_folder
from gis.intake.register import import_register
from gis.io import bounds, geojson, members
from gis.io.parsing import parse
from tests.gis.intake.registers import ID, LINE, SQUARE, mapping_file, source_file

SECONDS: Final = 2.0
MEGABYTES: Final = 100
"""What a refusal may take beside what the program takes that does nothing."""
HEAD: Final = b'{"type":"FeatureCollection","features":['
FEATURE: Final = b'{"type":"Feature","properties":{%s},"geometry":{"type":"LineString","coordinates":[%s]}}'
MILLIONS: Final = 4 << 20
COMMAND: Final = """
import resource, sys, time
from pathlib import Path
from gis.errors import SourceError
from gis.intake.register import import_register
def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
import_register([Path(sys.argv[1])], Path(sys.argv[2]), Path(sys.argv[3]) / "warm")
before, began = peak(), time.process_time()
try:
    import_register([Path(sys.argv[4])], Path(sys.argv[2]), Path(sys.argv[3]) / "out")
except SourceError as mistake:
    print(mistake.text.en)
print(peak() - before, time.process_time() - began)
"""


def many(part: bytes) -> bytes:
    return HEAD + (part + b",") * MILLIONS + part + b"]}"


HEAVY: Final[dict[str, Callable[[], bytes]]] = {
    "rows that are empty": lambda: many(b"{}"),
    "rows that are lists": lambda: many(b"[]"),
    "positions without end": lambda: HEAD + FEATURE % (b"", b"[1,2]," * MILLIONS + b"[1,2]") + b"]}",
    "lists without a position": lambda: HEAD + FEATURE % (b"", b"[]," * MILLIONS + b"[]") + b"]}",
    "objects in a property": lambda: HEAD + FEATURE % (b'"a":[' + b"{}," * MILLIONS + b"{}]", b"") + b"]}",
    "properties without end": lambda: HEAD + FEATURE % (b",".join(b'"%x":1' % n for n in range(1 << 20)), b"") + b"]}",
}


def zipped(path: Path, content: bytes, method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as out:
        out.writestr("a.geojson", content)
    return path


def cost(tmp_path: Path, hurting: Path) -> tuple[str, int, float]:
    """What an import says, the megabytes that it takes more than one of a single feature, and the seconds that it computes."""
    small = source_file(tmp_path, [{"KEY": "A"}], name="small.geojson")
    given = [str(path) for path in (small, mapping_file(tmp_path, ID), tmp_path, hurting)]
    done = subprocess.run([sys.executable, "-c", COMMAND, *given], capture_output=True, text=True, check=True)
    said, _, figures = done.stdout.strip().rpartition("\n")
    megabytes, seconds = figures.split()
    assert not (tmp_path / "out").exists()
    return said, int(megabytes), float(seconds)


@contextmanager
def at_once() -> Iterator[None]:
    began = time.process_time()
    yield
    assert time.process_time() - began < SECONDS


@pytest.mark.parametrize("kind", HEAVY)
def test_a_zip_of_a_few_kilobytes_takes_no_memory(tmp_path: Path, kind: str) -> None:
    bomb = zipped(tmp_path / "bomb.zip", HEAVY[kind]())
    said, megabytes, seconds = cost(tmp_path, bomb)
    assert bomb.name in said
    assert megabytes < MEGABYTES
    assert seconds < SECONDS


@pytest.mark.parametrize("kind", HEAVY)
def test_the_same_unpacked_takes_no_more_than_its_bytes(tmp_path: Path, kind: str) -> None:
    plain = tmp_path / "heavy.geojson"
    plain.write_bytes(HEAVY[kind]())
    said, megabytes, seconds = cost(tmp_path, plain)
    assert plain.name in said
    assert megabytes < MEGABYTES
    assert seconds < SECONDS


def test_more_rows_that_are_no_features_than_are_listed_stop_the_reading(tmp_path: Path) -> None:
    """Among features, so that their number alone says nothing."""
    text = many_rows(bounds.MAX_UNUSABLE + 1, b"{}", good=20_000)
    with at_once(), pytest.raises(SourceError, match="100,001 of 120,001 rows are no GeoJSON features") as mistake:
        parse(text, "x")
    assert "the first is row 20,001" in mistake.value.text.en


def many_rows(count: int, bad: bytes, good: int) -> bytes:
    return HEAD + b",".join([FEATURE % (b"", b"[1,2],[2,3]")] * good + [bad] * count) + b"]}"


def test_more_unusable_features_than_are_listed_stop_an_import(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The findings of a file of features without a geometry took more memory than the file."""
    monkeypatch.setattr(bounds, "MAX_UNUSABLE", 3)
    source = source_file(tmp_path, [{"KEY": str(n)} for n in range(10)], [SQUARE, *[LINE] * 9])
    with pytest.raises(SourceError, match=r"more than 3 features cannot be used \(no-geometry 4\)") as mistake:
        import_register([source], mapping_file(tmp_path, ID), tmp_path / "out")
    assert "sites.geojson, feature 2" in mistake.value.text.en
    assert "nothing was written" in mistake.value.remedy.en
    assert not (tmp_path / "out").exists()


def test_ever_new_names_of_properties_stop_an_import(tmp_path: Path) -> None:
    rows = [{"KEY": str(row), **{f"{row}-{n}": 1 for n in range(500)}} for row in range(5)]
    with pytest.raises(SourceError, match=r"2,501 names of properties, more than 2,000, as 4-497, 4-498, 4-499 in"):
        import_register([source_file(tmp_path, rows)], mapping_file(tmp_path, ID), tmp_path / "out")


def test_a_feature_that_is_too_large_is_refused_by_its_row_and_the_others_go_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "MAX_VERTICES", 100)
    wide = {"KEY": "wide", **{f"c{n}": n for n in range(bounds.MAX_COLUMNS)}}
    source = source_file(
        tmp_path, [{"KEY": "A"}, {"KEY": "long"}, wide], [SQUARE, SQUARE.centroid.buffer(1e-5, 64), SQUARE]
    )
    report = import_register([source], mapping_file(tmp_path, ID), tmp_path / "out")
    assert [(each.code, each.row) for each in report.refused] == [("too-large", 2), ("too-large", 3)]
    assert all("split it" in each.remedy.en and len(each.excerpt) <= 80 for each in report.refused)
    assert report.kept == 1


def test_a_layer_file_with_a_feature_that_is_too_large_is_refused_by_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_register([source_file(tmp_path, [{"KEY": "A"}])], mapping_file(tmp_path, ID), tmp_path / "out")
    monkeypatch.setattr(bounds, "MAX_VERTICES", 4)
    (tmp_path / "out" / "sites.geojson").write_bytes((tmp_path / "out" / "sites.geojson").read_bytes() + b"\n")
    with pytest.raises(SourceError, match="feature 1: more than") as mistake:
        open_folder(tmp_path / "out")
    assert "simplify" in mistake.value.remedy.en


def test_a_zip_that_lies_about_a_length_is_refused(tmp_path: Path) -> None:
    """Cut where it says, with the check sum of what is left, it would be read as if it were whole."""
    whole = many(b"[1]")
    for said in (1_000, len(whole) + 1):
        path = zipped(tmp_path / "lying.zip", whole)
        with zipfile.ZipFile(path) as archive:
            entry = archive.infolist()[0]
        crc = zlib.crc32(whole[:said])
        content = path.read_bytes().replace(len(whole).to_bytes(4, "little"), said.to_bytes(4, "little"))
        path.write_bytes(content.replace(entry.CRC.to_bytes(4, "little"), crc.to_bytes(4, "little")))
        with at_once(), pytest.raises(SourceError, match=r"lying\.zip"):
            [member.read() for member in members.members([path])]


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_method_that_inflates_a_piece_to_any_size_is_refused(tmp_path: Path, method: int) -> None:
    """So is a broken one, which raised an error of its own."""
    path = zipped(tmp_path / "x.zip", b"{}", method)
    with pytest.raises(SourceError, match="Deflate"):
        [member.read() for member in members.members([path])]


def test_a_dense_register_is_read_from_a_zip(tmp_path: Path) -> None:
    """Rows that differ in their number alone, 20 MB of them."""
    rows = b",".join(FEATURE % (b'"KEY":"%d"' % n, b"[116.7,36.5],[116.8,36.6]") for n in range(200_000))
    (member,) = members.members([zipped(tmp_path / "x.zip", HEAD + rows + b"]}")])
    assert len(parse(member.read(), "x")) == 200_000


def test_nothing_of_real_size_is_too_heavy() -> None:
    """Many plain objects and lists below a feature, and a boundary of 200,000 positions."""
    rich = FEATURE % (b'"tags":[' + b",".join([b'{"k":"v"}'] * 10) + b"]", b"[1,2],[2,3]")
    assert bounds.too_heavy(HEAD + b",".join([rich] * 20_000) + b"]}") is None
    assert bounds.too_heavy(HEAD + FEATURE % (b"", b",".join([b"[1.5,2.5]"] * 200_000)) + b"]}") is None
    assert geojson.parse(HEAD + FEATURE % (b"", b",".join([b"[1.5,2.5]"] * 200_000)) + b"]}", "x").problems == {}

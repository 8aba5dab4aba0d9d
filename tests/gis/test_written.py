"""Whatever stands in a data folder is named where it cannot be read: a folder, a pipe, a device, a link that leads away, TOML made to hurt.

What would break: a start that hangs for ever, a traceback, or a file of this machine that is served as a layer.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.disk import MAX_BYTES, MAX_KEY_PARTS, Unreadable, file_bytes, toml_of
from gis.errors import CatalogError, LandstockError, SchemeError, SourceError
from gis.folder import open_folder
from gis.intake.register import import_register
from gis.matching import load_schemes
from gis.matching.portfolio import load_scenarios
from gis.matching.schemes.procedures import read_procedures
from gis.written import Written
from tests.gis.folders import two_layers
from tests.gis.intake.registers import ID, mapping_file, source_file

SECONDS: Final = 2.0
"""In which everything is refused; what would hang is stopped by the time that a test has."""


def _folder(path: Path) -> None:
    path.mkdir()


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _away(path: Path) -> None:
    outside = path.parents[2] / "outside"
    outside.write_text("secret = 1", "utf-8")
    path.symlink_to(outside)


def _ring(path: Path) -> None:
    path.symlink_to(path.name)


def _large(path: Path) -> None:
    path.write_bytes(b"#" * (MAX_BYTES + 1))


ODD: Final[dict[str, Callable[[Path], None]]] = {
    "a folder": _folder,
    "a pipe": _pipe,
    "a device": _device,
    "a link that leads away": _away,
    "a ring of links": _ring,
}
HURTING: Final = {
    "nested lists": b"a = " + b"[" * 3000 + b"]" * 3000,
    "nested tables": b"a = " + b"{b = " * 3000 + b"1" + b"}" * 3000,
    "a key of 20,000 parts": b".".join([b"a"] * 20_000) + b" = 1",
    "a table of 20,000 parts": b"[" + b".".join([b"a"] * 20_000) + b"]",
    "quoted parts": b'"a" . ' * 5000 + b"b = 1",
    "no text": b"\xff\xfe",
    "no TOML": b"a = = 1",
}


@pytest.fixture
def layers(tmp_path: Path) -> Path:
    return two_layers(tmp_path / "layers").folder


def named(layers: Path, name: str) -> None:
    """The folder is refused at once, and the refusal names the file and none of what is in it."""
    began = time.monotonic()
    with pytest.raises(CatalogError) as mistake:
        open_folder(layers)
    assert time.monotonic() - began < SECONDS
    assert Path(name).name in mistake.value.text.zh
    assert Path(name).name in mistake.value.text.en
    assert "secret" not in str(mistake.value)


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("name", ["codelists/x.toml", "catalog.toml", "plots.geojson"])
def test_what_is_no_file_of_the_folder_is_named(layers: Path, name: str, odd: str) -> None:
    (layers / name).unlink(missing_ok=True)
    ODD[odd](layers / name)
    named(layers, name)


def test_a_link_within_the_folder_is_followed(layers: Path) -> None:
    """As volumes of a cluster are made of."""
    (layers / "kept").mkdir()
    (layers / "plots.geojson").rename(layers / "kept" / "plots.geojson")
    (layers / "plots.geojson").symlink_to("kept/plots.geojson")
    assert len(open_folder(layers).layers["plots"]) == 4


def test_a_data_folder_that_is_a_link_is_opened(layers: Path) -> None:
    (layers.parent / "link").symlink_to(layers)
    assert len(open_folder(layers.parent / "link").layers["plots"]) == 4


@pytest.mark.parametrize("odd", ODD)
def test_an_import_copies_no_code_list_that_is_no_file_of_its_folder(tmp_path: Path, odd: str) -> None:
    """A device was copied until the disk was full."""
    plan, source = mapping_file(tmp_path / "shared", ID), source_file(tmp_path, [{"KEY": "A"}])
    (tmp_path / "shared" / "codelists").mkdir()
    ODD[odd](tmp_path / "shared" / "codelists" / "x.toml")
    began = time.monotonic()
    with pytest.raises(CatalogError, match=r"x\.toml"):
        import_register([source], plan, tmp_path / "out")
    assert time.monotonic() - began < SECONDS
    assert not (tmp_path / "out").exists()


def test_a_mapping_and_a_source_that_are_links_are_read(tmp_path: Path) -> None:
    plan, source = mapping_file(tmp_path / "shared", ID), source_file(tmp_path, [{"KEY": "A"}])
    linked = tmp_path / "linked.geojson", plan.parent / "linked.toml"
    linked[0].symlink_to(source)
    linked[1].symlink_to(plan)
    assert import_register([linked[0]], linked[1], tmp_path / "out").kept == 1


@pytest.mark.parametrize("ending", ["geojson", "zip", "csv"])
@pytest.mark.parametrize("odd", ["a pipe", "a device", "a ring of links"])
def test_a_source_that_is_no_file_is_named(tmp_path: Path, odd: str, ending: str) -> None:
    path = tmp_path / f"odd.{ending}"
    ODD[odd](path)
    began = time.monotonic()
    with pytest.raises(SourceError, match=r"odd\."):
        import_register([path], mapping_file(tmp_path, ID), tmp_path / "out")
    assert time.monotonic() - began < SECONDS


@pytest.mark.parametrize("text", HURTING)
@pytest.mark.parametrize("name", ["codelists/x.toml", "catalog.toml"])
def test_toml_that_is_made_to_hurt_is_named_in_time(layers: Path, name: str, text: str) -> None:
    (layers / name).write_bytes(HURTING[text])
    named(layers, name)


def test_a_file_too_large_to_be_a_declaration_is_named(layers: Path) -> None:
    _large(layers / "codelists" / "x.toml")
    named(layers, "codelists/x.toml")


def test_files_that_are_too_much_together_are_named(layers: Path) -> None:
    """Each of them by itself is as large as a file may be."""
    for number in range(5):
        (layers / "codelists" / f"{number}.toml").write_bytes(b"#" * MAX_BYTES)
    found = Written.of(layers)
    assert found.content(layers / "catalog.toml")
    with pytest.raises(Unreadable, match="with the other declaring files"):
        found.content(layers / "codelists" / "4.toml")


@pytest.mark.parametrize("odd", [*ODD, *HURTING])
@pytest.mark.parametrize("name", ["schemes/x.toml", "scenarios/x.toml", "procedures.toml"])
def test_an_odd_scheme_stops_who_needs_schemes_and_nobody_else(layers: Path, name: str, odd: str) -> None:
    path = layers / name
    path.parent.mkdir(exist_ok=True)
    ODD[odd](path) if odd in ODD else path.write_bytes(HURTING[odd])
    catalog = open_folder(layers).catalog
    began = time.monotonic()
    with pytest.raises(SchemeError, match=path.name):
        load_schemes(layers, catalog), load_scenarios(layers, catalog), read_procedures(layers, catalog)
    assert time.monotonic() - began < SECONDS


@given(st.binary(max_size=200))
def test_any_bytes_are_a_table_or_a_named_mistake(content: bytes) -> None:
    with suppress(Unreadable):
        assert isinstance(toml_of(content), dict)


@given(st.lists(st.sampled_from(["a", "b-1", "'c d'", '"e"']), min_size=1, max_size=MAX_KEY_PARTS))
def test_a_key_of_a_sound_length_is_read(parts: list[str]) -> None:
    assert toml_of(f"{'.'.join(parts)} = 1".encode())


def test_long_texts_with_many_points_are_no_long_keys() -> None:
    words = "一. 二. 三. " * 100 + "1.2.3 " * 100
    assert toml_of(f'zh = """{words}"""\nen = "{"." * 500}" # {"- " * 500}'.encode())


def test_what_was_read_is_what_every_reader_gets(layers: Path) -> None:
    """A scheme that changes between two questions would answer under one version in two ways."""
    written = Written.of(layers)
    path = layers / "codelists" / "status.toml"
    before = path.read_bytes()
    path.write_text("changed", "utf-8")
    assert written.content(path) == before
    assert Written.of(layers).meaning != written.meaning


def test_an_unreadable_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_text("a = 1", "utf-8")
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("root reads everything")
    with pytest.raises(Unreadable, match="denied"):
        file_bytes(path)


def test_a_file_too_large_is_refused_unread(tmp_path: Path) -> None:
    """Fails where gigabytes are read first, to be thrown away."""
    path = tmp_path / "x.json"
    with path.open("wb") as out:
        out.truncate(20 << 30)
    begun = time.monotonic()
    with pytest.raises(Unreadable, match="larger than"):
        file_bytes(path, most=2 << 30)
    assert time.monotonic() - begun < 0.5


def test_the_mistake_of_a_layer_file_says_which_layer(layers: Path) -> None:
    (layers / "plots.geojson").unlink()
    _pipe(layers / "plots.geojson")
    with pytest.raises(LandstockError, match="Plots"):
        open_folder(layers)

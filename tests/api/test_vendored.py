"""The browser's files are looked at when the service starts. What would break: a script that somebody changed on the disk runs on every planner's page."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from api.answering import vendored
from api.answering.vendored import find_altered
from api.cli import serve

FILES = {"LICENSE": b"free", "dist/a.js": b"console.log(1)"}


@pytest.fixture
def unpacked(tmp_path: Path) -> tuple[Path, Path]:
    """A folder of one unpacked package, and its pins."""
    vendor, pins = tmp_path / "vendor", tmp_path / "assets.toml"
    for name, content in FILES.items():
        path = vendor / "small" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (vendor / "small" / ".pin").write_text("1.0.0")
    digests = "".join(f'"{name}" = "{hashlib.sha256(content).hexdigest()}"\n' for name, content in FILES.items())
    other = '[[packages]]\nname = "not-fetched"\n[packages.files]\n"b.js" = "00"\n'
    pins.write_text(f'[[packages]]\nname = "small"\n[packages.files]\n{digests}{other}', "utf-8")
    return vendor, pins


def test_what_is_as_it_was_unpacked_is_not_spoken_of(unpacked: tuple[Path, Path], tmp_path: Path) -> None:
    assert find_altered(*unpacked) == []
    assert find_altered(tmp_path / "none", unpacked[1]) == [], "what was not fetched is said where a page is asked for"
    assert find_altered() == [], "of this very machine"


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda at: (at / "small/dist/a.js").write_bytes(b"console.log(2)"), "small/dist/a.js"),
        (lambda at: (at / "small/dist/a.js").unlink(), "small/dist/a.js"),
        (lambda at: (at / "small/dist/more.js").write_bytes(b"1"), "small/dist/more.js"),
        (lambda at: (at / "stranger.js").write_bytes(b"1"), "stranger.js"),
    ],
    ids=["altered", "gone", "beside", "stranger"],
)
def test_what_is_not_is_named_at_the_start_with_what_to_do(
    unpacked: tuple[Path, Path],
    change: Callable[[Path], object],
    named: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    change(unpacked[0])
    found = find_altered(*unpacked)
    assert found == [named]
    console = Console(record=True, width=400)
    monkeypatch.setattr(serve, "err", lambda: console)
    monkeypatch.setattr(vendored, "find_altered", lambda: find_altered(*unpacked))
    serve._say_altered()
    words = console.export_text()
    assert words.count(named) == 2
    assert words.count("make assets") == 2

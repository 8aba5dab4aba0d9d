"""Whether the browser's files are still what is pinned: what a page runs must not be changed unnoticed between its unpacking and its serving."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Final

from api.answering.reference import STATIC
from gis.store.fingerprint import of_file

VENDOR: Final = STATIC / "vendor"
PINS: Final = STATIC.parent / "assets.toml"
_MARK: Final = ".pin"


def find_altered(vendor: Path = VENDOR, pins: Path = PINS) -> list[str]:
    """Files of unpacked packages that are not what is pinned, or are gone, or are named nowhere; sorted.

    Two megabytes are read, which takes some milliseconds: less than it would to look whether they have to be.
    """
    wanted: dict[Path, str] = {}
    for package in tomllib.loads(pins.read_text("utf-8"))["packages"]:
        if (folder := vendor / package["name"]).is_dir():
            wanted |= {folder / name: digest for name, digest in package["files"].items()}
    there = {path for path in vendor.rglob("*") if not path.is_dir() and path.name != _MARK}
    wrong = (there ^ wanted.keys()) | {path for path in there & wanted.keys() if of_file(path) != wanted[path]}
    return sorted(path.relative_to(vendor).as_posix() for path in wrong)

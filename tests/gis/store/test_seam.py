"""Who knows in what a store is kept: those who copy the file, and nobody else. Would break where another kind of store could no longer be put in."""

from __future__ import annotations

import inspect
from pathlib import Path

from gis.store import Store, store_at

ROOT = Path(__file__).resolve().parents[3]
KNOW_THE_FILE = {
    "api/cli/keep/audit.py",
    "api/cli/base.py",
    "gis/keeping/auditing.py",
    "gis/keeping/backup.py",
    "gis/keeping/upgrade.py",
    "gis/store/choosing.py",
    "gis/store/geopackage.py",
}


def test_only_those_who_copy_the_file_or_look_it_over_know_that_there_is_one() -> None:
    files = [path for room in ("api", "gis", "maps") for path in (ROOT / room).rglob("*.py")]
    named = {path.relative_to(ROOT).as_posix() for path in files if "GeoPackageStore" in path.read_text("utf-8")}
    assert named == KNOW_THE_FILE
    assert inspect.signature(store_at, eval_str=True).return_annotation is Store

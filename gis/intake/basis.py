"""On what else than its cells the reading of a ledger rests: the mapping, the code lists, the program itself, as one digest; and the day."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from gis.disk import file_bytes
from gis.intake.mapping import Mapping
from gis.values import TIME_ZONE
from gis.written import CODELISTS

_GIS: Final = Path(__file__).resolve().parents[1]
_ROOMS: Final = ("intake", "io", "reading")
_LIBRARIES: Final = ("python-calamine", "numpy", "pandas")


def digest_basis(plan: Mapping, lists: Path, shared: Path) -> str:
    """A digest of all of it.

    Parameters
    ----------
    lists, shared
        The folder that the layer is read into, and the one whose code lists the mapping may use.
    """
    digest = hashlib.sha256(_digest_program())
    digest.update(file_bytes(plan.path))
    for folder in (lists, shared):
        _add_files(digest, sorted((folder / CODELISTS).glob("*.toml")))
    return digest.hexdigest()


def day_of(plan: Mapping) -> str:
    """Today, where days are to come that lie after it; empty where the mapping names the day."""
    return "" if plan.as_of is not None else dt.datetime.now(ZoneInfo(TIME_ZONE)).date().isoformat()


@cache
def _digest_program() -> bytes:
    """What the program is that reads."""
    digest = hashlib.sha256(" ".join(f"{name} {version(name)}" for name in _LIBRARIES).encode())
    own = [path for room in _ROOMS for path in (_GIS / room).rglob("*") if path.suffix in (".py", ".toml")]
    _add_files(digest, sorted([*own, *_GIS.glob("*.py")]))
    return digest.digest()


def _add_files(digest: hashlib._Hash, paths: Iterable[Path]) -> None:
    for path in paths:
        digest.update(b"%s %d\n" % (path.name.encode(), path.stat().st_size))
        digest.update(path.read_bytes())

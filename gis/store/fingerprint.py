"""Fingerprints: by what the store knows that a source, or its declaration, is not what it loaded."""

from __future__ import annotations

import contextlib
import hashlib
import json
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from gis.catalog import Catalog, Collection
from gis.codelists import Codelist
from gis.disk import Unreadable, file_bytes, narrow, replacing
from gis.fields import DType, Role
from gis.values import TIME_ZONE

LAYOUT: Final = "2"
"""Counts up when tables are laid out differently or values are read differently, so that older stores are loaded again from their sources."""


def of_file(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


HASHES: Final = ".sources.json"
"""Ending of the file in which they are kept beside a store."""


class SourceHashes:
    """SHA-256 of source files, kept beside the store with their size and times, so that an unchanged file is not read at every start.

    A file that changed within two seconds of being read is read again: it may have changed once more within the clock's grain.
    """

    GRAIN_NS: Final = 2_000_000_000

    def __init__(self, kept: Path) -> None:
        self._kept = kept
        try:
            held = json.loads(file_bytes(kept))
        except (Unreadable, ValueError):
            held = None
        self._held: dict[str, list[Any]] = held if isinstance(held, dict) else {}
        self._before = dict(self._held)

    def of(self, path: Path) -> str:
        """SHA-256 of a file's bytes, in hexadecimal.

        Raises
        ------
        OSError
            Where it cannot be read.
        """
        at = path.stat()
        stamp = [at.st_size, at.st_mtime_ns, at.st_ctime_ns, at.st_ino]
        held = self._held.get(str(path.resolve()))
        if isinstance(held, list) and held[:-1] == stamp:
            return str(held[-1])
        found = of_file(path)
        self._held.pop(str(path.resolve()), None)
        if time.time_ns() - max(at.st_mtime_ns, at.st_ctime_ns) > self.GRAIN_NS:
            self._held[str(path.resolve())] = [*stamp, found]
        return found

    def keep(self) -> None:
        """Keep what was read, for the next start."""
        if self._held != self._before:
            with contextlib.suppress(OSError), replacing(self._kept) as out:
                narrow(Path(out.name))
                out.write(json.dumps(self._held).encode())


def of_declaration(
    collection: Collection, metric_crs: str, codelists: Mapping[str, Codelist], time_zone: str = TIME_ZONE
) -> str:
    """SHA-256 of what a declaration says about how values are kept: titles and groups do not change a table, but names of codes do."""
    measured = metric_crs if Role.MEASURED_AREA in collection.by_role else ""
    zone = time_zone if any(field.dtype is DType.DATE for field in collection.fields) else ""
    kept = [(field.name, str(field.dtype), _kept_role(field.role)) for field in collection.fields]
    names = [
        (field.name, entry.code, entry.title.as_dict(), entry.aliases)
        for field in collection.fields
        if field.codelist in codelists
        for entry in codelists[str(field.codelist)].codes
    ]
    return hashlib.sha256(repr((LAYOUT, collection.file, measured, zone, kept, names)).encode()).hexdigest()


class Declarations:
    """The fingerprints of a catalog's declarations, made once as long as its collections and lists are the same objects: each change asks for them."""

    def __init__(self) -> None:
        self._last: tuple[Catalog, dict[str, str]] | None = None

    def of(self, catalog: Catalog) -> Mapping[str, str]:
        """By collection, the fingerprint of its declaration."""
        last = self._last
        if last and last[0].collections is catalog.collections and last[0].codelists is catalog.codelists:
            return last[1]
        made = {
            name: of_declaration(collection, catalog.metric_crs, catalog.codelists, catalog.time_zone)
            for name, collection in catalog.collections.items()
        }
        self._last = (catalog, made)
        return made


def _kept_role(role: Role | None) -> str:
    return str(role) if role in (Role.ID, Role.MEASURED_AREA) else ""


def join_fingerprints(parts: Iterable[str], *, digits: int = 12) -> str:
    """One short name for many fingerprints, in their order."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:digits]

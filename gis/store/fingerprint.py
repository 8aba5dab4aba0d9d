"""Fingerprints: by what the store knows that a source, or its declaration, is not what it loaded."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from gis.catalog import CATALOG, Catalog, Collection
from gis.fields import Role

LAYOUT: Final = "1"
"""Counts up when tables are laid out differently, so that older stores are loaded again from their sources."""


def of_file(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def of_declaration(collection: Collection, metric_crs: str) -> str:
    """SHA-256 of what a declaration says about how values are kept; titles and groups do not change a table."""
    measured = metric_crs if Role.MEASURED_AREA in collection.by_role else ""
    kept = [(field.name, str(field.dtype), _kept_role(field.role)) for field in collection.fields]
    return hashlib.sha256(repr((LAYOUT, collection.file, measured, kept)).encode()).hexdigest()


def _kept_role(role: Role | None) -> str:
    return str(role) if role in (Role.ID, Role.MEASURED_AREA) else ""


def of_catalog(catalog: Catalog) -> str:
    """SHA-256 of the catalog and its code lists: what gives the values their meaning."""
    digest = hashlib.sha256()
    for path in [catalog.folder / CATALOG, *sorted((catalog.folder / "codelists").glob("*.toml"))]:
        if path.is_file():
            digest.update(f"{path.name}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def joined(parts: Iterable[str], *, digits: int = 12) -> str:
    """One short name for many fingerprints, in their order."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:digits]

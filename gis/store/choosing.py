"""The one place that chooses a store, from what a setting says: a path, or an address."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from gis.errors import SourceError
from gis.store.geopackage import DEFAULT_FILE, GeoPackageStore
from gis.store.protocol import Store
from gis.text import Text

Address = Path | str
"""Where a store is: a file of this machine, or the address of a server."""
_SCHEME: Final = re.compile(r"([a-z][a-z0-9+.-]+):", re.IGNORECASE)


def store_at(address: Address | None, layers: Path, key: Path | None = None) -> Store:
    """The store at an address; that of the data folder itself where none is given. ``key`` is the file with the key of its log.

    Raises
    ------
    SourceError
        Where no store answers to such an address.
    """
    return file_store_at(address, layers, key)


def file_store_at(address: Address | None, layers: Path, key: Path | None = None) -> GeoPackageStore:
    """The same for those who need the file itself, to copy it, to bring it up to date and to look its log over: ``gis.keeping``.

    Raises
    ------
    SourceError
        Where no store in a file answers to such an address.
    """
    if address is None:
        return GeoPackageStore(layers / DEFAULT_FILE, key)
    scheme = None if isinstance(address, Path) else _SCHEME.match(address)
    if scheme is None:
        return GeoPackageStore(Path(address), key)
    raise SourceError(
        Text(f"没有能打开 {scheme[1]}: 地址的存储", f"no store opens an address that begins with {scheme[1]}:"),
        Text("请把 LANDSTOCK_STORE 设为 .gpkg 文件的路径", "set LANDSTOCK_STORE to the path of a .gpkg file"),
        store=scheme[1],
    )

"""The drivers of GDAL that files are opened with, in a child process, and by what each file of theirs is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from gis.io.members import GEODATABASE as GEODATABASE_ENDING
from gis.text import Text


@dataclass(frozen=True, kw_only=True)
class Driver:
    """A driver.

    Parameters
    ----------
    gdal
        Its name there.
    ending
        That of the file, or of the folder, that it opens.
    magic
        The first bytes of that file; of a folder, none.
    beside
        Endings of the files beside it that are its parts.
    """

    gdal: str
    title: Text
    ending: str
    magic: bytes = b""
    beside: tuple[str, ...] = ()
    is_folder: bool = False


GEOPACKAGE: Final = Driver(
    gdal="GPKG", title=Text("GeoPackage", "GeoPackage"), ending=".gpkg", magic=b"SQLite format 3\0"
)
SHAPEFILE: Final = Driver(
    gdal="ESRI Shapefile",
    title=Text("Shapefile", "Shapefile"),
    ending=".shp",
    magic=b"\x00\x00\x27\x0a",
    beside=(".dbf", ".shx", ".prj"),
)
GEODATABASE: Final = Driver(
    gdal="OpenFileGDB",
    title=Text("文件地理数据库", "file geodatabase"),
    ending=GEODATABASE_ENDING,
    is_folder=True,
)

"""The formats of shapes that are read, chosen by what stands in a file; its name decides only where the content of several formats begins alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from gis.io import geojson
from gis.io.members import FEATURE_ENDINGS, VECTOR_ENDINGS, Member
from gis.io.survey_points import ENDINGS as POINT_ENDINGS
from gis.io.survey_points import looks_like_points, read_points
from gis.io.vector import read_vector
from gis.io.vector_layer import VectorLayer
from gis.text import Text


@dataclass(frozen=True, kw_only=True)
class ShapeFormat:
    """A format of shapes.

    Parameters
    ----------
    is_it
        Whether a file is of it, by its ending and its first bytes.
    read
        A layer of a file, by its name; empty where the file has one alone.
    by_hand
        Whether its texts are typed by hand, so that they are cleaned as those of a ledger.
    """

    title: Text
    is_it: Callable[[str, bytes], bool]
    read: Callable[[Member, str], VectorLayer]
    by_hand: bool = True


def _read_geojson(member: Member, _layer: str) -> VectorLayer:
    parsed = geojson.parse(member.read(), member.origin)
    return VectorLayer(origin=member.origin, layer=member.stem, layers=(member.stem,), parsed=parsed, aliases={})


def _read_vector(member: Member, layer: str) -> VectorLayer:
    shapefile_in_zip = member.entry is not None and not member.name.lower().endswith(".gpkg")
    return read_vector(member.path, member.stem if shapefile_in_zip else layer or None)


GEOJSON: Final = ShapeFormat(
    title=Text("GeoJSON", "GeoJSON"),
    is_it=lambda ending, _head: ending in FEATURE_ENDINGS,
    read=_read_geojson,
    by_hand=False,
)
FORMATS: Final[Sequence[ShapeFormat]] = (
    GEOJSON,
    ShapeFormat(
        title=Text("Shapefile 或 GeoPackage", "Shapefile or GeoPackage"),
        is_it=lambda ending, _head: ending in VECTOR_ENDINGS,
        read=_read_vector,
    ),
    ShapeFormat(
        title=Text("界址点坐标文本", "text of boundary points"),
        is_it=lambda ending, head: ending in {*POINT_ENDINGS, ""} and looks_like_points(head),
        read=read_points,
    ),
)


def recognise(member: Member) -> ShapeFormat | None:
    """The format of shapes that a file is in; None of a table, and of anything else."""
    ending = PurePath(member.name).suffix.lower()
    return next((each for each in FORMATS if each.is_it(ending, member.head)), None)

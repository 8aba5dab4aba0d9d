"""The formats of shapes that are read, chosen by what stands in a file; its name decides only where the content of several formats begins alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from gis.io import geojson
from gis.io.drawing import is_drawing, read_drawing
from gis.io.foreign_shapes import ForeignFormat, foreign_format, refuse_foreign
from gis.io.kml import is_kml, read_kml
from gis.io.members import FEATURE_ENDINGS, SHAPEFILE_PARTS, VECTOR_ENDINGS, Member
from gis.io.survey_points import ENDINGS as POINT_ENDINGS
from gis.io.survey_points import looks_like_points, read_points
from gis.io.vector import read_vector_member
from gis.io.vector_layer import VectorLayer
from gis.text import Text


@dataclass(frozen=True, kw_only=True)
class ShapeFormat:
    """A format of shapes.

    Parameters
    ----------
    is_it
        Whether a file is of it.
    read
        A layer of a file, by its name; empty where the file has one alone.
    by_hand
        Whether its texts are typed by hand, so that they are cleaned as those of a ledger.
    """

    title: Text
    is_it: Callable[[Member], bool]
    read: Callable[[Member, str], VectorLayer]
    by_hand: bool = True
    is_read: bool = True


def _refuse(foreign: ForeignFormat, member: Member, _layer: str) -> VectorLayer:
    raise refuse_foreign(member, foreign)


def _read_geojson(member: Member, _layer: str) -> VectorLayer:
    parsed = geojson.parse(member.read(), member.origin)
    return VectorLayer(origin=member.origin, layer=member.stem, layers=(member.stem,), parsed=parsed, aliases={})


GEOJSON: Final = ShapeFormat(
    title=Text("GeoJSON", "GeoJSON"),
    is_it=lambda member: member.ending in FEATURE_ENDINGS,
    read=_read_geojson,
    by_hand=False,
)
FORMATS: Final[Sequence[ShapeFormat]] = (
    GEOJSON,
    ShapeFormat(
        title=Text("Shapefile、GeoPackage 或文件地理数据库", "Shapefile, GeoPackage or file geodatabase"),
        is_it=lambda member: bool(member.parts) or member.ending in VECTOR_ENDINGS,
        read=read_vector_member,
    ),
    ShapeFormat(
        title=Text("KML 或 KMZ", "KML or KMZ"), is_it=lambda member: is_kml(member.ending, member.head), read=read_kml
    ),
    ShapeFormat(
        title=Text("DXF 图纸", "DXF drawing"),
        is_it=lambda member: is_drawing(member.ending, member.head),
        read=read_drawing,
    ),
    ShapeFormat(
        title=Text("界址点坐标文本", "text of boundary points"),
        is_it=lambda member: member.ending in {*POINT_ENDINGS, ""} and looks_like_points(member.head),
        read=read_points,
    ),
)


def recognise(member: Member) -> ShapeFormat | None:
    """The format of shapes that a file is in; None of a table, and of anything else.

    A format that is not read is one whose reader refuses it with the way to convert it (``is_read`` is False).
    """
    # What the name alone decides is not opened: a zip may have two thousand of them.
    if member.name.lower().endswith(SHAPEFILE_PARTS):
        return None
    if GEOJSON.is_it(member):
        return GEOJSON
    foreign = foreign_format(member)
    if foreign is not None:
        return ShapeFormat(title=foreign.title, is_it=foreign.is_it, read=partial(_refuse, foreign), is_read=False)
    return next((each for each in FORMATS if each.is_it(member)), None)

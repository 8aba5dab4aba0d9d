"""Files that have shapes, whatever their format, as rows of properties and geometries."""

from __future__ import annotations

from pathlib import PurePath
from typing import NamedTuple

from gis.io import geojson
from gis.io.members import VECTOR_ENDINGS, Member
from gis.io.vector import VectorLayer, read_vector
from gis.text import Text


class Parsed(NamedTuple):
    """What a file has, and what somebody should know of how it was read: words, and an excerpt."""

    features: geojson.Parsed
    doubt: tuple[Text, str] | None = None


def is_vector(member: Member) -> bool:
    """Whether a file is a Shapefile or a GeoPackage, by its name."""
    return PurePath(member.name).suffix.lower() in VECTOR_ENDINGS


def parse_features(member: Member, layer: str) -> Parsed | None:
    """A source's features; None where JSON that merely lay in the folder is something else.

    Parameters
    ----------
    layer
        Of a GeoPackage with several the one to read; empty where it has one alone.
    """
    if is_vector(member):
        return _of_vector(read_member(member, layer))
    try:
        parsed = geojson.parse(member.read(), member.origin)
        if len(parsed) and all(parsed.problems.get(row) == geojson.NO_FEATURE for row in range(len(parsed))):
            raise geojson.no_geojson(member.origin)
    except geojson.NoGeoJson:
        if member.named or not member.name.lower().endswith(".json"):
            raise
        return None
    return Parsed(parsed)


def read_layer(member: Member, layer: str = "") -> VectorLayer:
    """A file of shapes of any format as the layer for which a mapping is proposed."""
    if is_vector(member):
        return read_member(member, layer)
    parsed = geojson.parse(member.read(), member.origin)
    return VectorLayer(origin=member.origin, layer=member.stem, layers=(member.stem,), parsed=parsed, aliases={})


def read_member(member: Member, layer: str = "") -> VectorLayer:
    """The layer of a Shapefile or a GeoPackage, by itself or in a zip."""
    shapefile_in_zip = member.entry is not None and not member.name.lower().endswith(".gpkg")
    return read_vector(member.path, member.stem if shapefile_in_zip else layer or None)


def _of_vector(read: VectorLayer) -> Parsed:
    if not read.doubt:
        return Parsed(read.parsed)
    shown = " | ".join(read.doubt)
    text = Text(
        f"文字按 {read.spelling} 读取，请核对：{shown}", f"its texts were read as {read.spelling}: look at {shown}"
    )
    return Parsed(read.parsed, (text, shown))

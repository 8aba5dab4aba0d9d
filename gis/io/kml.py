"""KML and KMZ, as phones and web maps write them: placemarks as rows, what their folders and tables say as properties.

Read here and not by GDAL: its KML driver leaves ``ExtendedData`` out, and LIBKML makes a layer of each folder and fills in a dozen columns of its own.
No link is followed, neither one to another file nor one to a picture; a document type is refused.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Final

import numpy as np
import shapely

from gis.errors import SourceError
from gis.io import bounds
from gis.io.html_tables import pairs_in
from gis.io.members import BROKEN, Member, inflated, too_large, unreadable
from gis.io.parsing import TOO_LARGE, Parsed
from gis.io.sheet_xml import BrokenXml, read_xml
from gis.io.vector_layer import RowRemark, VectorLayer
from gis.text import Text, many

ENDINGS: Final = (".kml", ".kmz")
_PACKED: Final = b"PK\x03\x04"
_ROOT: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,4000}?-->\s*)*<(?:[\w.-]+:)?kml[\s>]", re.DOTALL
)
_MOST_PACKED: Final = 256 << 20
_DEEPEST: Final = 100
_LONGEST: Final = 1 << 20
_EXCERPT: Final = 80
_BLANKS: Final = re.compile(r"\s*,\s*")
_FOLDERS: Final = frozenset({"Folder", "Document"})
_ELSEWHERE: Final = frozenset(
    {"NetworkLink", "GroundOverlay", "PhotoOverlay", "ScreenOverlay", "Model", "Track", "MultiTrack", "Tour"}
)
_TEXTS: Final = frozenset(
    {"name", "description", "coordinates", "value", "SimpleData", "displayName", "when", "begin", "end", "address"}
)
_PLAIN: Final = ("name", "description", "address", "when", "begin", "end")
_ALIASES: Final = {"name": "名称", "description": "说明", "folder": "文件夹", "address": "地址"}
_BROKEN_SHAPE: Final = Text("图形无法读取", "its geometry cannot be read")


def is_kml(ending: str, head: bytes) -> bool:
    """Whether a file is one, by its name or by its root element."""
    packed = head.startswith(_PACKED) and b"doc.kml" in head[:200]
    return ending in ENDINGS or packed or _ROOT.match(head) is not None


def read_kml(member: Member, layer: str = "") -> VectorLayer:
    """The placemarks of a KML or KMZ, in order; of one folder where it is named.

    Raises
    ------
    SourceError
        Where it is no KML, is broken or declares a document type, holds more than a file may, or has no folder of that name.
    """
    reader, others = _Reader(member.origin), list[str]()
    try:
        if member.head.startswith(_PACKED):
            others = _read_packed(member, reader)
        else:
            read_xml(member.pieces(), reader.started, reader.ended, reader.text)
    except BrokenXml:
        raise unreadable(
            member.origin, Text("其中的 XML 不完整或含有文档类型声明", "its XML is broken or declares a document type")
        ) from None
    rows = reader.rows
    if layer and layer != member.stem:
        rows = [row for row in rows if layer in row.folders]
        if not rows:
            raise _no_folder(member.origin, layer, sorted({name for row in reader.rows for name in row.folders}))
    made = _Made(rows)
    parsed = made.read()
    return VectorLayer(
        origin=member.origin,
        layer=layer or member.stem,
        layers=(layer or member.stem,),
        parsed=parsed,
        aliases=_ALIASES,
        remarks=(*_remarks(reader.elsewhere), *map(_other_file, others)),
        row_remarks=tuple(made.row_remarks),
    )


def _read_packed(member: Member, reader: _Reader) -> list[str]:
    """Read the main document of a KMZ; the other documents that it holds, by name."""
    if member.size > _MOST_PACKED:
        raise too_large(member.origin, Text(f"大于 {_MOST_PACKED >> 20} MiB", f"larger than {_MOST_PACKED >> 20} MiB"))
    data = member.read()
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            why = bounds.zip_too_heavy(len(entries), sum(each.file_size for each in entries), len(data))
            if why is not None:
                raise too_large(member.origin, why)
            documents = [each for each in entries if each.filename.lower().endswith(".kml")]
            if not documents:
                raise unreadable(member.origin, Text("其中没有 KML", "it holds no KML"))
            main = min(documents, key=lambda each: (each.filename.lower() != "doc.kml", each.filename.count("/")))
            read_xml(inflated(archive, main, member.origin), reader.started, reader.ended, reader.text)
    except BROKEN as mistake:
        raise unreadable(member.origin, Text(str(mistake), str(mistake))) from None
    return [each.filename for each in documents if each is not main]


@dataclass
class _Placemark:
    """A placemark as its elements say it: ``rings`` are of the polygon that is open."""

    id: str | None
    folders: tuple[str, ...]
    values: dict[str, str] = field(default_factory=dict)
    data: dict[str, str] = field(default_factory=dict)
    shapes: list[Any] = field(default_factory=list)
    rings: list[Any] = field(default_factory=list)
    broken: str = ""
    vertices: int = 0


class _Reader:
    """The elements of a document as they come."""

    def __init__(self, origin: str) -> None:
        self.rows: list[_Placemark] = []
        self.elsewhere: Counter[str] = Counter()
        self._origin = origin
        self._open: list[str] = []
        self._folders: list[str] = []
        self._row: _Placemark | None = None
        self._key = ""
        self._words: list[str] = []
        self._length = 0

    def started(self, name: str, attributes: dict[str, str]) -> None:
        if not self._open and name != "kml":
            raise _no_kml(self._origin)
        self._open.append(name)
        if len(self._open) > _DEEPEST:
            raise unreadable(self._origin, Text(f"嵌套超过 {_DEEPEST} 层", f"nested more than {_DEEPEST} deep"))
        if name in _TEXTS:
            self._words, self._length = [], 0
        if name in _ELSEWHERE:
            self.elsewhere[name] += 1
        elif name in _FOLDERS:
            self._folders.append("")
        elif name == "Placemark":
            self._row = _Placemark(attributes.get("id"), tuple(filter(None, self._folders[1:])))
            if len(self.rows) >= bounds.MAX_FEATURES:
                most = bounds.MAX_FEATURES
                raise too_large(self._origin, Text(f"要素超过 {most:,} 个", f"more than {most:,} features"))
        elif name in {"Data", "SimpleData"}:
            self._key = attributes.get("name", "")

    def text(self, words: str) -> None:
        if self._open and self._open[-1] in _TEXTS:
            self._length += len(words)
            if self._open[-1] == "coordinates" or self._length <= _LONGEST:
                self._words.append(words)

    def ended(self, name: str) -> None:
        self._open.pop()
        words = "".join(self._words).strip() if name in _TEXTS else ""
        parent = self._open[-1] if self._open else ""
        if name in _FOLDERS:
            self._folders.pop()
        elif name == "name" and parent in _FOLDERS:
            self._folders[-1] = words
        row = self._row
        if row is None:
            return
        if name == "Placemark":
            self.rows.append(row)
            self._row = None
        elif name in _PLAIN and parent in {"Placemark", "TimeStamp", "TimeSpan"}:
            row.values[name] = words
        elif name in {"value", "SimpleData"} and self._key:
            row.data[self._key] = words
        elif name == "coordinates":
            self._take(row, words, parent)
        elif name == "Polygon" and row.rings:
            row.shapes.append(shapely.polygons(row.rings[0], row.rings[1:] or None))
            row.rings = []

    def _take(self, row: _Placemark, words: str, parent: str) -> None:
        try:
            path = _path(words)
            row.vertices += len(path)
            if row.vertices > bounds.MAX_VERTICES:
                row.shapes, row.rings = [], []
            elif parent == "LinearRing" and "Polygon" in self._open:
                row.rings.append(shapely.linearrings(path))
            elif parent == "LinearRing":
                row.shapes.append(shapely.polygons(shapely.linearrings(path)))
            elif parent == "LineString":
                row.shapes.append(shapely.linestrings(path))
            elif parent == "Point":
                row.shapes.append(shapely.points(path[0]))
        except (ValueError, IndexError, shapely.errors.ShapelyError):
            row.broken = words[:_EXCERPT] or "—"


def _path(words: str) -> Any:
    """Positions, shape (n, 2): longitude, latitude; heights are left out."""
    tuples = [part.split(",") for part in _BLANKS.sub(",", words).split()]
    return np.array([(float(each[0]), float(each[1])) for each in tuples], dtype=np.float64).reshape(-1, 2)


@dataclass
class _Made:
    """Rows made of placemarks."""

    rows: Sequence[_Placemark]
    row_remarks: list[RowRemark] = field(default_factory=list)

    def read(self) -> Parsed:
        """What the rows come to."""
        shapes = np.empty(len(self.rows), dtype=object)
        problems, excerpts = dict[int, Text](), dict[int, str]()
        for place, row in enumerate(self.rows):
            if row.vertices > bounds.MAX_VERTICES:
                problems[place], excerpts[place] = TOO_LARGE[0], row.values.get("name", "")
            elif row.broken:
                problems[place], excerpts[place] = _BROKEN_SHAPE, row.broken
            else:
                shapes[place] = self._shape(place, row)
        foldered = any(row.folders for row in self.rows)
        return Parsed(
            ids=[row.id for row in self.rows],
            properties=[dict(_properties(row, foldered=foldered)) for row in self.rows],
            geometries=shapes,
            problems=problems,
            excerpts=excerpts,
            crs=None,
        )

    def _shape(self, place: int, row: _Placemark) -> Any:
        """One shape of all; of several kinds the one that covers most, for the others are labels and leaders."""
        if not row.shapes:
            return None
        dimensions = [int(shapely.get_dimensions(shape)) for shape in row.shapes]
        used = [shape for shape, dimension in zip(row.shapes, dimensions, strict=True) if dimension == max(dimensions)]
        if len(used) < len(row.shapes):
            left = len(row.shapes) - len(used)
            text = Text(
                f"另有 {left} 个点或线不是它的范围，未使用",
                f"{many(left, 'point or line', 'points or lines')} beside its outline were left out",
            )
            self.row_remarks.append(RowRemark(row=place, code="read-as", excerpt=row.values.get("name", ""), text=text))
        if len(used) == 1:
            return used[0]
        several = (shapely.multipoints, shapely.multilinestrings, shapely.multipolygons)[max(dimensions)]
        return several(used)


def _properties(row: _Placemark, *, foldered: bool) -> Iterator[tuple[str, Any]]:
    """What a placemark says: its name, its data, the table that its description holds, and where it stands."""
    description = row.values.get("description", "")
    said = pairs_in(description)
    table = {} if row.data else said
    # What the balloon shows of the data is said once.
    repeated = bool(said) and said.items() <= {**row.data, **table}.items()
    for name in _PLAIN:
        if name in row.values and not (name == "description" and repeated):
            yield name, row.values[name] or None
    if foldered:
        yield "folder", " / ".join(row.folders) or None
    for name, value in (row.data or table).items():
        if name:
            yield name, value or None


def _remarks(elsewhere: Counter[str]) -> Iterable[Text]:
    if not elsewhere:
        return ()
    shown = ", ".join(f"{name} {count}" for name, count in sorted(elsewhere.items()))
    return (
        Text(
            f"指向别处的内容和不是图形的内容未读取，链接未打开：{shown}",
            f"what points elsewhere, or is no shape, was left out and no link was followed: {shown}",
        ),
    )


def _other_file(name: str) -> Text:
    return Text(f"KMZ 中的 {name} 未读取，可解压后另行导入", f"{name} in the KMZ was not read; unpack it to import it")


def _no_kml(origin: str) -> SourceError:
    return SourceError(
        Text(f"{origin} 的内容不是 KML", f"{origin} is no KML by its content"),
        Text("请从原软件重新导出为 KML 或 KMZ", "export it again as KML or KMZ"),
        file=origin,
    )


def _no_folder(origin: str, layer: str, folders: Sequence[str]) -> SourceError:
    return SourceError(
        Text(
            f"{origin} 没有文件夹“{layer}”，有：{'、'.join(folders) or '—'}",
            f"{origin} has no folder {layer}; it has {', '.join(folders) or '—'}",
        ),
        Text("请改正映射的 register.sheet", "correct register.sheet of the mapping"),
        file=origin,
        layers=list(folders),
    )

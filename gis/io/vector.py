"""Shapefiles and GeoPackages, by GDAL in a child process: what stands in them as rows of properties and geometries.

The files are looked at by their first bytes, and copied to a folder of their own under names of ours, before GDAL sees any of them.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any, BinaryIO, Final

import numpy as np
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError

from gis.crs import CRS84, Geometries
from gis.errors import SourceError
from gis.io import bounds, vector_child
from gis.io.members import Member, members, unreadable
from gis.io.parsing import TOO_LARGE, Parsed
from gis.io.vector_layer import VectorLayer
from gis.io.vector_texts import Texts, decode_texts
from gis.text import Text

_GPKG: Final = (".gpkg", b"SQLite format 3\0")
_SHP: Final = (".shp", b"\x00\x00\x27\x0a")
_BESIDE: Final = (".dbf", ".shx", ".prj")
_CODE_PAGE: Final = ".cpg"
_RAW: Final = "ISO-8859-1"
"""The encoding that gives every byte of a DBF as it is."""
_WAITED: Final = 2 * vector_child.SECONDS
_ENVIRONMENT: Final = {
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": "{noext}",
    "GDAL_HTTP_MAX_RETRY": "0",
    "GDAL_HTTP_PROXY": "127.0.0.1:9",
    "GDAL_HTTP_TIMEOUT": "1",
    "OGR_SQLITE_LOAD_EXTENSIONS": "",
    "OPENBLAS_NUM_THREADS": "1",
    "PROJ_NETWORK": "OFF",
    "SHAPE_RESTORE_SHX": "YES",
}
_REASONS: Final = {
    "features": Text(f"要素超过 {bounds.MAX_FEATURES:,} 个", f"it has more than {bounds.MAX_FEATURES:,} features"),
    "columns": Text(f"字段超过 {bounds.MAX_COLUMNS:,} 个", f"it has more than {bounds.MAX_COLUMNS:,} fields"),
    "memory": Text("读取所需内存过多", "reading it takes too much memory"),
    "driver": Text("不是 Shapefile 或 GeoPackage", "it is neither a Shapefile nor a GeoPackage"),
}
_SAME: Final = 90
"""Confidence of pyproj, in percent, from which a system is that of the registry under another name."""
_NO_SHAPE: Final = Text("图形无法读取", "its geometry cannot be read")


@dataclass(frozen=True)
class _Dataset:
    """A GeoPackage, or the files of one Shapefile by their endings."""

    name: str
    parts: dict[str, Member]

    @property
    def main(self) -> Member:
        return self.parts.get(_GPKG[0]) or self.parts[_SHP[0]]

    @property
    def is_shapefile(self) -> bool:
        return _SHP[0] in self.parts


def read_vector(path: Path, layer: str | None = None) -> VectorLayer:
    """A layer of a GeoPackage or a Shapefile, of a folder or a zip of them; the only one where none is named.

    Raises
    ------
    SourceError
        Where there is none of that name, or several and none named (the error names all), and where a file is not what its name says, is
        broken, or holds more than a file may.
    """
    datasets = _datasets(path)
    if len(datasets) > 1:
        listed = {name: dataset for dataset in datasets for name in _layers(dataset)}
        if layer not in listed:
            raise _which(path, sorted(listed), layer)
        return _read(listed[layer], layer, path, tuple(sorted(listed)))
    return _read(datasets[0], layer, path)


def read_package(path: Path) -> list[VectorLayer]:
    """All layers of one GeoPackage.

    Raises
    ------
    SourceError
        Where it is none, is broken or open elsewhere, or holds more than a file may.
    """
    (dataset,) = _datasets(path)
    with _copied(dataset) as (copy, answer):
        # The only layer comes at once; where there are several, their names do.
        head = _ask(copy, answer, dataset)
        if "fields" in head:
            return [_layer(dataset, head, answer)]
    return [_read(dataset, str(name), path) for name in head["layers"]]


def _datasets(path: Path) -> list[_Dataset]:
    groups: dict[str, dict[str, Member]] = {}
    for member in _files(path):
        ending = PurePath(member.name).suffix.lower()
        place = member.origin[: -len(ending)].lower() if ending != _GPKG[0] else member.origin
        groups.setdefault(place, {})[ending] = member
    datasets = [
        _Dataset((parts.get(_GPKG[0]) or parts[_SHP[0]]).stem, parts)
        for parts in groups.values()
        if _SHP[0] in parts or _GPKG[0] in parts
    ]
    if not datasets:
        raise SourceError(
            Text(
                f"{path} 中没有 Shapefile（.shp）或 GeoPackage（.gpkg）",
                f"{path} holds no Shapefile (.shp) or GeoPackage (.gpkg)",
            ),
            Text(
                "请给出 .shp、.gpkg，或含有它们的文件夹、zip",
                "give a .shp or a .gpkg, or a folder or zip that holds one",
            ),
            file=str(path),
        )
    return datasets


def _files(path: Path) -> Sequence[Member]:
    if path.is_dir():
        names = sorted(path.iterdir())
    elif path.suffix.lower() == _SHP[0] and path.exists():
        names = [each for each in sorted(path.parent.iterdir()) if each.stem.lower() == path.stem.lower()]
    else:
        return members([path])
    wanted = {_GPKG[0], _SHP[0], _CODE_PAGE, *_BESIDE} - ({_GPKG[0]} if path.is_file() else set())
    return [
        Member(name=each.name, origin=str(each), path=each, size=each.stat().st_size)
        for each in names
        if each.is_file() and each.suffix.lower() in wanted
    ]


def _layers(dataset: _Dataset) -> list[str]:
    if dataset.is_shapefile:
        return [dataset.name]
    with _copied(dataset) as (copy, answer):
        head = _ask(copy, answer, dataset, listed=True)
    return [str(name) for name in head["layers"]]


def _read(dataset: _Dataset, layer: str | None, path: Path, layers: tuple[str, ...] = ()) -> VectorLayer:
    if dataset.is_shapefile and layer not in {None, dataset.name}:
        raise _which(path, [dataset.name], layer)
    with _copied(dataset) as (copy, answer):
        head = _ask(copy, answer, dataset, layer=None if dataset.is_shapefile else layer)
        if "fields" not in head:
            raise _which(path, head["layers"], layer)
        return _layer(dataset, head, answer, layers)


def _layer(dataset: _Dataset, head: dict[str, Any], answer: BinaryIO, layers: tuple[str, ...] = ()) -> VectorLayer:
    """A layer from the first line of an answer, and what follows it."""
    geometries, broken = _geometries(answer, head["sizes"])
    texts = _texts(dataset, head) if dataset.is_shapefile else Texts(head["fields"], head["columns"])
    problems = dict.fromkeys(broken, _NO_SHAPE)
    for row in np.flatnonzero(shapely.get_num_coordinates(geometries) > bounds.MAX_VERTICES).tolist():
        geometries[row], problems[row] = None, TOO_LARGE[0]
    rows = zip(*texts.columns, strict=True) if texts.columns else [()] * len(geometries)
    return VectorLayer(
        origin=dataset.main.origin,
        layer=dataset.name if dataset.is_shapefile else head["layer"],
        layers=layers or ((dataset.name,) if dataset.is_shapefile else tuple(head["layers"])),
        parsed=Parsed(
            ids=[None] * len(geometries) if dataset.is_shapefile else [str(each) for each in head["ids"]],
            properties=[dict(zip(texts.fields, row, strict=True)) for row in rows],
            geometries=geometries,
            problems=problems,
            excerpts=dict.fromkeys(problems, dataset.name),
            crs=_system(head["crs"]),
        ),
        aliases=head["aliases"],
        description=head["description"],
        spelling=texts.spelling,
        doubt=texts.doubt,
    )


@contextmanager
def _copied(dataset: _Dataset) -> Iterator[tuple[Path, BinaryIO]]:
    """The files of a dataset in a folder of their own, and a file for the answer."""
    ending, magic = _SHP if dataset.is_shapefile else _GPKG
    _check_closed(dataset.main)
    with tempfile.TemporaryDirectory(prefix="landstock-") as folder, tempfile.TemporaryFile() as answer:
        place = Path(folder).resolve() / f"layer{ending}"
        for part in (ending, *(_BESIDE if dataset.is_shapefile else ())):
            if part in dataset.parts:
                with place.with_suffix(part).open("wb") as out:
                    for piece in dataset.parts[part].pieces():
                        if part == ending and not out.tell() and not piece.startswith(magic):
                            raise _another_kind(dataset.main.origin, ending)
                        out.write(piece)
        if not place.stat().st_size:
            raise _another_kind(dataset.main.origin, ending)
        yield place, answer


def _check_closed(main: Member) -> None:
    """Refuse a database of which a part still stands in the journal beside it: read alone it would be as it was."""
    journal = main.path.with_name(f"{main.path.name}-wal")
    if main.entry is None and journal.is_file() and journal.stat().st_size:
        raise SourceError(
            Text(
                f"{main.origin} 正被其他程序打开，旁边的 {journal.name} 中有未写入的内容",
                f"{main.origin} is open elsewhere: {journal.name} beside it holds what is not yet in it",
            ),
            Text("请先关闭 QGIS 等打开它的程序", "close QGIS, or whatever has it open"),
            file=main.origin,
        )


def _ask(
    copy: Path, answer: BinaryIO, dataset: _Dataset, *, layer: str | None = None, listed: bool = False
) -> dict[str, Any]:
    """The first line of what the child answers; what follows it is left to be read."""
    request = {
        "path": str(copy),
        "layer": layer,
        "encoding": _RAW if dataset.is_shapefile else None,
        "most": {"features": bounds.MAX_FEATURES, "columns": bounds.MAX_COLUMNS},
        "listed": listed,
    }
    origin = dataset.main.origin
    try:
        ran = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-I", vector_child.__file__],
            input=json.dumps(request).encode(),
            stdout=answer,
            stderr=subprocess.DEVNULL,
            cwd=copy.parent,
            env=_ENVIRONMENT,
            timeout=_WAITED,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise unreadable(origin, Text("读取超时", "reading it takes too long")) from None
    answer.seek(0)
    line = answer.readline()
    if ran.returncode or not line.endswith(b"\n"):
        raise unreadable(origin, Text("读取程序中断", "the program that reads it stopped"))
    head: dict[str, Any] = json.loads(line)
    if "refused" in head:
        raise unreadable(origin, _REASONS[head["refused"]])
    if "mistake" in head:
        raise unreadable(origin, Text(head["mistake"], head["mistake"]))
    return head


def _geometries(answer: BinaryIO, sizes: list[int]) -> tuple[Geometries, list[int]]:
    """The geometries that follow the first line, and the rows whose geometry is none."""
    shapes = [answer.read(size) or None for size in sizes]
    geometries = np.asarray(shapely.from_wkb(np.array(shapes, dtype=object), on_invalid="ignore"), dtype=object)
    broken = [row for row, shape in enumerate(shapes) if shape is not None and geometries[row] is None]
    return geometries.reshape(len(sizes)), broken


def _texts(dataset: _Dataset, head: dict[str, Any]) -> Texts:
    stated = next(dataset.parts[_CODE_PAGE].pieces(), b"")[:64] if _CODE_PAGE in dataset.parts else b""
    driver = next(dataset.parts[".dbf"].pieces(), b"")[29:30] if ".dbf" in dataset.parts else b""
    return decode_texts(head["fields"], head["columns"], stated.decode("ascii", "ignore"), driver, dataset.main.origin)


def _system(declared: str | None) -> str | None:
    """``EPSG:n`` of what a file declares; None where it declares nothing, or what no registry has under that description."""
    if declared is None:
        return None
    if declared == "OGC:CRS84":
        return CRS84
    try:
        code = CRS.from_user_input(declared).to_epsg(min_confidence=_SAME)
    except CRSError:
        return None
    return None if code is None else f"EPSG:{code}"


def _which(path: Path, layers: Sequence[str], layer: str | None) -> SourceError:
    names = Text("、".join(layers), ", ".join(layers))
    if layer is None:
        text = Text(f"{path} 有 {len(layers)} 个图层：{names.zh}", f"{path} has {len(layers)} layers: {names.en}")
    else:
        text = Text(f"{path} 没有图层 {layer}，有：{names.zh}", f"{path} has no layer {layer}; it has {names.en}")
    return SourceError(text, Text("请指明其中一个", "name one of them"), file=str(path), layers=list(layers))


def _another_kind(origin: str, ending: str) -> SourceError:
    return SourceError(
        Text(f"{origin} 的内容不是 {ending} 文件", f"{origin} is no {ending} file by its content"),
        Text(
            "请用 GIS 软件重新导出为 Shapefile 或 GeoPackage", "export it again from a GIS as a Shapefile or GeoPackage"
        ),
        file=origin,
    )

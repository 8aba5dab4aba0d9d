"""Shapefiles, GeoPackages and file geodatabases, by GDAL in a child process: what stands in them as rows of properties and geometries.

The files are looked at by their first bytes, and copied to a folder of their own under names of ours, before GDAL sees any of them.
"""

from __future__ import annotations

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
from gis.io.child import Child, ask_child
from gis.io.members import Member, members
from gis.io.parsing import TOO_LARGE, Parsed
from gis.io.vector_drivers import GEODATABASE, GEOPACKAGE, SHAPEFILE, Driver
from gis.io.vector_layer import VectorLayer
from gis.io.vector_texts import Texts, decode_texts
from gis.text import Text

_CODE_PAGE: Final = ".cpg"
_RAW: Final = "ISO-8859-1"
"""The encoding that gives every byte of a DBF as it is."""
_WAITED: Final = 2 * vector_child.SECONDS
_ENVIRONMENT: Final = {
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": "{noext}",
    "GDAL_HTTP_MAX_RETRY": "0",
    "GDAL_HTTP_PROXY": "127.0.0.1:9",
    "GDAL_HTTP_TIMEOUT": "1",
    "OGR_ARC_STEPSIZE": "0.5",
    "OGR_SQLITE_LOAD_EXTENSIONS": "",
    "OPENBLAS_NUM_THREADS": "1",
    "PROJ_NETWORK": "OFF",
    "SHAPE_RESTORE_SHX": "YES",
}
_REASONS: Final = {
    "features": Text(f"要素超过 {bounds.MAX_FEATURES:,} 个", f"it has more than {bounds.MAX_FEATURES:,} features"),
    "columns": Text(f"字段超过 {bounds.MAX_COLUMNS:,} 个", f"it has more than {bounds.MAX_COLUMNS:,} fields"),
    "memory": Text("读取所需内存过多", "reading it takes too much memory"),
    "driver": Text("内容是另一种格式", "it is of another format by its content"),
}
_SAME: Final = 90
"""Confidence of pyproj, in percent, from which a system is that of the registry under another name."""
_NO_SHAPE: Final = Text("图形无法读取", "its geometry cannot be read")


@dataclass(frozen=True)
class _Dataset:
    """What one driver opens: a file, the files of one Shapefile by their endings, or those of a geodatabase by their names."""

    name: str
    driver: Driver
    main: Member
    parts: dict[str, Member]

    @property
    def is_shapefile(self) -> bool:
        return self.driver is SHAPEFILE


def read_vector(path: Path, layer: str | None = None) -> VectorLayer:
    """A layer of a GeoPackage, a Shapefile or a file geodatabase, of a folder or a zip of them; the only one where none is named.

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


def read_vector_member(member: Member, layer: str = "") -> VectorLayer:
    """A layer of one file of these kinds, by itself or in a zip; as :func:`read_vector`."""
    if member.name.lower().endswith(SHAPEFILE.ending):
        return read_vector(member.path, member.stem if member.entry is not None else layer or None)
    return _read(_dataset_of(member), layer or None, Path(member.origin))


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


def _dataset_of(member: Member) -> _Dataset:
    """The dataset that one member is."""
    if member.parts:
        return _Dataset(member.stem, GEODATABASE, member, {part.name.lower(): part for part in member.parts})
    return _Dataset(member.stem, GEOPACKAGE, member, {GEOPACKAGE.ending: member})


def _datasets(path: Path) -> list[_Dataset]:
    shapefiles: dict[str, dict[str, Member]] = {}
    datasets = []
    for member in _files(path):
        ending = PurePath(member.name).suffix.lower()
        if member.parts or ending == GEOPACKAGE.ending:
            datasets.append(_dataset_of(member))
        elif ending in {SHAPEFILE.ending, _CODE_PAGE, *SHAPEFILE.beside}:
            shapefiles.setdefault(member.origin[: -len(ending)].lower(), {})[ending] = member
    datasets += [
        _Dataset(parts[SHAPEFILE.ending].stem, SHAPEFILE, parts[SHAPEFILE.ending], parts)
        for parts in shapefiles.values()
        if SHAPEFILE.ending in parts
    ]
    if not datasets:
        raise SourceError(
            Text(
                f"{path} 中没有 Shapefile（.shp）、GeoPackage（.gpkg）或文件地理数据库（.gdb）",
                f"{path} holds no Shapefile (.shp), GeoPackage (.gpkg) or file geodatabase (.gdb)",
            ),
            Text(
                "请给出 .shp、.gpkg、.gdb，或含有它们的文件夹、zip",
                "give a .shp, a .gpkg or a .gdb, or a folder or zip that holds one",
            ),
            file=str(path),
        )
    return datasets


def _files(path: Path) -> Sequence[Member]:
    if path.suffix.lower() == SHAPEFILE.ending and path.exists():
        beside = [each for each in sorted(path.parent.iterdir()) if each.stem.lower() == path.stem.lower()]
        wanted = {SHAPEFILE.ending, _CODE_PAGE, *SHAPEFILE.beside}
        return [
            Member(name=each.name, origin=str(each), path=each, size=each.stat().st_size)
            for each in beside
            if each.is_file() and each.suffix.lower() in wanted
        ]
    return members([path])


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
        remarks=tuple(_remarks(head)),
        spelling=texts.spelling,
        doubt=texts.doubt,
    )


def _remarks(head: dict[str, Any]) -> Iterator[Text]:
    """What a layer has that is not kept as it is, and what it does not say."""
    kind = str(head["geometry"])
    if any(word in kind for word in ("CURVE", "CIRCULAR", "SURFACE")):
        yield Text("弧线已按每段 0.5° 打断为折线", "its arcs were cut into straight lines, half a degree each")
    if kind.endswith((" Z", " M", " ZM")):
        yield Text("高程（Z）和量测值（M）未读取", "heights (Z) and measures (M) were left out")
    if not kind or not any(head["sizes"]):
        return
    if head["crs"] is None:
        yield Text(
            "图层没有写坐标系，以映射的 register.crs 为准",
            "the layer names no coordinate system: register.crs of the mapping says it",
        )
    elif _system(head["crs"]) is None:
        name = str(CRS.from_user_input(head["crs"]).name)[:80] if _is_system(head["crs"]) else str(head["crs"])[:80]
        yield Text(
            f"图层的坐标系“{name}”不在 EPSG 登记中，未采用；以映射的 register.crs 为准",
            f"its coordinate system {name} is none of the EPSG registry and was not used: register.crs of the mapping says it",
        )


def _is_system(declared: str) -> bool:
    try:
        CRS.from_user_input(declared)
    except CRSError:
        return False
    return True


@contextmanager
def _copied(dataset: _Dataset) -> Iterator[tuple[Path, BinaryIO]]:
    """The files of a dataset in a folder of their own, and a file for the answer."""
    _check_closed(dataset.main)
    with tempfile.TemporaryDirectory(prefix="landstock-") as folder, tempfile.TemporaryFile() as answer:
        place = Path(folder).resolve() / f"layer{dataset.driver.ending}"
        if dataset.driver.is_folder:
            _copy_folder(dataset, place)
        else:
            _copy_files(dataset, place)
        yield place, answer


def _copy_files(dataset: _Dataset, place: Path) -> None:
    driver = dataset.driver
    for part in (driver.ending, *driver.beside):
        if part in dataset.parts:
            with place.with_suffix(part).open("wb") as out:
                for piece in dataset.parts[part].pieces():
                    if part == driver.ending and not out.tell() and not piece.startswith(driver.magic):
                        raise _another_kind(dataset.main.origin, driver)
                    out.write(piece)
    if not place.stat().st_size:
        raise _another_kind(dataset.main.origin, driver)


def _copy_folder(dataset: _Dataset, place: Path) -> None:
    place.mkdir()
    for name, part in dataset.parts.items():
        with (place / name).open("wb") as out:
            out.writelines(part.pieces())


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
    child = Child(
        program=[vector_child.__file__, dataset.driver.gdal],
        seconds=_WAITED,
        environment=_ENVIRONMENT,
        reasons=_REASONS,
    )
    return ask_child(child, request, answer, copy.parent, dataset.main.origin)


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


def _another_kind(origin: str, driver: Driver) -> SourceError:
    return SourceError(
        Text(f"{origin} 的内容不是 {driver.ending} 文件", f"{origin} is no {driver.ending} file by its content"),
        Text(
            "请用 GIS 软件重新导出为 Shapefile 或 GeoPackage", "export it again from a GIS as a Shapefile or GeoPackage"
        ),
        file=origin,
    )

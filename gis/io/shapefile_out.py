"""Shapefiles in a zip: short ASCII names with a dictionary beside them, texts in GBK or UTF-8 with a .cpg, the colours of our classes as .qml and .sld.

A Shapefile holds one dimension: polygons, lines and points of one list are three files. Rows without a shape stand in the largest of them.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from gis.columns import Rows
from gis.crs import DEGREES
from gis.errors import BadFormat
from gis.fields import Field
from gis.geometry import as_wkb
from gis.io.about import About
from gis.io.dbf import TooLarge, write_dbf
from gis.io.encodings_out import all_fit, encoding_for, lost_signs
from gis.io.field_words import field_words
from gis.io.moved_shapes import moved_shapes
from gis.io.qgis_styles import qml, sld
from gis.io.readme import README, write_dictionary, write_readme
from gis.io.typed_columns import MANY_POINTS, by_dimension, dimensions_of, free_name, typed_column, types_of
from gis.io.zipped import cut_bytes, file_stem, zip_files
from gis.layer import Layer
from gis.map_classes import MapClasses
from gis.text import Text, many

NAME_BYTES: Final = 10
TEXT_BYTES: Final = 254
"""What the format keeps of a field's name and of a text."""
_SURELY_KEPT: Final = TEXT_BYTES // 4
"""Signs of a text that is short enough in any encoding."""
_KINDS: Final = {"polygon": "Polygon", "line": "LineString", "point": "Point"}
_KEPT: Final = ("fid", "oid", "shape")
_OTHER: Final = re.compile(r"[^A-Za-z0-9_]+")


def write_shapefile(layer: Layer, rows: Rows, *, lang: str, about: About, encoding: str = "auto") -> Iterator[bytes]:
    """Some rows of a layer as a zip of Shapefiles, in the system that ``about`` names.

    Raises
    ------
    BadFormat
        Where the list is larger than the format can be.
    """
    names = short_names(layer.collection.fields)
    columns = [typed_column(field, layer.columns[field.name].take(rows)) for field in layer.collection.fields]
    texts = [values for values, _ in columns if values.dtype == object]
    code_page = encoding_for(texts, encoding)
    notes = [_spelling(code_page), *text_losses(texts, code_page)]
    cut = [(_cut(values, code_page), mask) for values, mask in columns]
    types = types_of(layer, rows)
    in_storage = about.crs in DEGREES
    shapes = layer.wkb(rows) if in_storage else as_wkb(moved_shapes(layer.shapes[rows], about.crs))
    parts = by_dimension(dimensions_of(layer, rows, types))
    files: dict[str, bytes | Path] = {README: write_readme(layer, len(rows), about, notes)}
    with tempfile.TemporaryDirectory() as folder:
        for kind, part in parts.items():
            stem = file_stem(layer.id if len(parts) == 1 else f"{layer.id}_{kind}")
            of_part = {
                name: (v[part], m if m is None else m[part]) for name, (v, m) in zip(names.values(), cut, strict=True)
            }
            several = kind == "point" and bool((types[part] == MANY_POINTS).any())
            form = f"{'Multi' if several else ''}{_KINDS[kind]}"
            made = _write_parts(
                Path(folder) / f"{kind}.shp",
                [shapes[row] or None for row in part.tolist()],
                of_part,
                form,
                about.crs,
                code_page,
            )
            files |= {f"{stem}{path.suffix}": path for path in made}
            files[f"{stem}.cpg"] = code_page.upper().encode()
            classes = MapClasses.of(layer, rows)
            column = names[classes.field.name] if classes.field else ""
            files[f"{stem}.qml"] = qml(classes, column, kind, lang, field_words(layer, rows, names, lang))
            files[f"{stem}.sld"] = sld(classes, column, kind, lang, stem)
        yield from zip_files({**files, **write_dictionary(layer, rows, names)}, about.date.day)


def short_names(fields: Sequence[Field]) -> dict[str, str]:
    """Names of at most ten ASCII bytes for fields, unique whatever the case; a name that has none of it is ``F`` and its place.

    >>> from gis.fields import DType
    >>> from gis.text import Text
    >>> make = lambda name: Field(name=name, dtype=DType.TEXT, title=Text("", ""))
    >>> short_names([make(name) for name in ("status", "site_area_m2", "site_area_mu", "SiteAreaM2", "面积", "fid")])
    {'status': 'status', 'site_area_m2': 'siteaream2', 'site_area_mu': 'siteareamu', 'SiteAreaM2': 'SiteAre_2', '面积': 'F5', 'fid': 'fid_2'}
    """
    taken = [*_KEPT]
    for place, field in enumerate(fields, 1):
        plain = _OTHER.sub("", field.name)
        if len(plain) > NAME_BYTES:
            plain = plain.replace("_", "")
        if not plain or not plain[0].isalpha():
            plain = f"F{plain or place}"
        whole = plain[:NAME_BYTES]
        taken.append(
            whole
            if free_name(whole, taken) == whole
            else free_name(whole[: NAME_BYTES - 3], [*taken, whole[: NAME_BYTES - 3]])
        )
    return dict(zip((field.name for field in fields), taken[len(_KEPT) :], strict=True))


def _write_parts(
    target: Path,
    shapes: Sequence[bytes | None],
    columns: Mapping[str, tuple[Any, Any]],
    form: str,
    crs: str,
    code_page: str,
) -> list[Path]:
    """Write one Shapefile; its files, without what says its encoding. GDAL writes the geometries, and the table is put in the place of its empty one."""
    from pyogrio import raw  # noqa: PLC0415  a service that serves no Shapefiles starts without it
    from pyogrio.errors import DataSourceError  # noqa: PLC0415  as above

    try:
        raw.write(
            target,
            np.array([*shapes, None], dtype=object)[:-1],
            [],
            [],
            driver="ESRI Shapefile",
            geometry_type=form,
            promote_to_multi=form.startswith("Multi"),
            crs=crs,
            encoding=code_page.upper(),
            layer_options={"2GB_LIMIT": "YES"},
        )
        write_dbf(target.with_suffix(".dbf"), columns, code_page, len(shapes))
    except DataSourceError as mistake:
        raise _too_large(Text(f"{mistake}", f"{mistake}")) from None
    except TooLarge as mistake:
        raise _too_large(mistake.text) from None
    return [path for path in sorted(target.parent.glob(f"{target.stem}.*")) if path.suffix != ".cpg"]


def _too_large(why: Text) -> BadFormat:
    return BadFormat(
        Text(f"Shapefile 写不下这份清单：{why.zh}", f"a Shapefile cannot take this list: {why.en}"),
        Text("请用 GeoPackage，或缩小范围", "take a GeoPackage, or fewer rows"),
        parameter="f",
    )


def _cut(values: Any, code_page: str) -> Any:
    """Texts as the format keeps them."""
    if values.dtype != object:
        return values
    known = [text for text in values if text is not None]
    # Most columns are kept as they are, which one look at all of their texts tells.
    if max(map(len, known), default=0) <= _SURELY_KEPT and all_fit(known, code_page):
        return values
    return np.array([None if text is None else _plain(text, code_page) for text in values], dtype=object)


def _plain(text: str, code_page: str) -> str:
    kept = text.encode(code_page, "replace").decode(code_page)
    return cut_bytes(kept, TEXT_BYTES, code_page)


def _spelling(code_page: str) -> Text:
    """In which encoding the texts are, and where it says what they mean."""
    page = code_page.upper()
    return Text(
        f"文字编码：{page}（见 .cpg）；字段的中文名、单位和代码含义见 fields.csv 与 codes.csv",
        f"Texts are in {page}, as .cpg says; what fields and codes mean stands in fields.csv and codes.csv",
    )


def text_losses(texts: Iterable[Iterable[Any]], code_page: str) -> list[Text]:
    """What a Shapefile does not keep of these texts in an encoding: those that are cut, and signs that it does not have."""
    every = [text for values in texts for text in values if text is not None]
    lost = lost_signs(every, code_page)
    long = sum(len(text.encode(code_page, "replace")) > TEXT_BYTES for text in every if len(text) > _SURELY_KEPT)
    if long:
        lost.insert(
            0,
            Text(
                f"{long:,} 处文字超过 {TEXT_BYTES} 字节，已截短",
                f"{many(long, 'text')} longer than {TEXT_BYTES} bytes, cut short",
            ),
        )
    return lost

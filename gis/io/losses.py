"""What a format does not keep of a list, said before anybody relies on the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import shapely

from gis.columns import Rows
from gis.fields import DType, Role
from gis.io.encodings_out import encoding_for
from gis.io.shapefile_out import short_names, text_losses
from gis.io.typed_columns import plain_value
from gis.layer import Layer
from gis.text import Text, many

_SHOWN: Final = 12
_DRAWN: Final = (Role.ID, Role.NAME, Role.OWNER, Role.PARCEL_CODE, Role.USAGE, Role.AREA)


def loses_nothing(_layer: Layer, _rows: Rows, _options: Mapping[str, str]) -> list[Text]:
    """A format that keeps all."""
    return []


def loses_shapes(layer: Layer, rows: Rows, _options: Mapping[str, str]) -> list[Text]:
    """A table has no shapes."""
    drawn = int((~shapely.is_missing(layer.shapes[rows])).sum())
    return [Text("表格没有图形", "a table has no shapes")] if drawn else []


def loses_of_shapefile(layer: Layer, rows: Rows, options: Mapping[str, str]) -> list[Text]:
    """A Shapefile has short names and short texts; lists are texts."""
    fields = layer.collection.fields
    changed = [f"{name} → {short}" for name, short in short_names(fields).items() if name != short]
    said = [Text(f"改名的字段：{_first(changed, '、')}", f"renamed fields: {_first(changed, ', ')}")] if changed else []
    texts = [
        [plain_value(value) for value in layer.columns[field.name].listed(rows)]
        for field in fields
        if field.dtype in (DType.TEXT, DType.LIST)
    ]
    return [*said, *text_losses(texts, encoding_for(texts, options["encoding"]))]


def _first(names: Sequence[str], mark: str) -> str:
    """The first of many names, and how many more there are."""
    more = [f"+{len(names) - _SHOWN:,}"] if len(names) > _SHOWN else []
    return mark.join([*names[:_SHOWN], *more])


def loses_fields(layer: Layer, rows: Rows, _options: Mapping[str, str]) -> list[Text]:
    """Drawings and boundary points say of a plot its number, name, owner and land use alone, and have none without a shape."""
    shapes = layer.shapes[rows]
    without = int((shapely.is_missing(shapes) | shapely.is_empty(shapes)).sum())
    left = [field.name for field in layer.collection.fields if field.role not in _DRAWN]
    said = (
        [Text(f"未写入的字段：{_first(left, '、')}", f"fields that are not in it: {_first(left, ', ')}")]
        if left
        else []
    )
    if without:
        said.append(Text(f"{without:,} 个没有图形，未写入", f"{many(without, 'feature')} without a shape, not written"))
    return said

"""Small data folders on disk, for the tests of the store, of folders and of imports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from gis.catalog import Catalog, read_catalog
from gis.fields import Field
from gis.inventory import Edit
from gis.io import geojson
from gis.io.toml import toml_text
from gis.layer import Feature
from tests.gis.small import CODELISTS, COLLECTION, METRIC_CRS, cell


def declared(field: Field) -> dict[str, Any]:
    """A field as catalog.toml declares it."""
    return {
        "name": field.name,
        "type": str(field.dtype),
        "zh": field.title.zh,
        "en": field.title.en,
        "unit": field.unit,
        "role": str(field.role) if field.role else None,
        "codelist": field.codelist,
    }


def data_folder(
    folder: Path, fields: Mapping[str, Sequence[Field]], features: Mapping[str, Sequence[Feature]]
) -> Catalog:
    """A data folder with a layer for each name; the code lists of the small layer come with it."""
    (folder / "codelists").mkdir(parents=True)
    for codes in CODELISTS.values():
        entries = [{"code": c.code, "zh": c.title.zh, "en": c.title.en, "parent": c.parent} for c in codes.codes]
        table = {"id": codes.id, "title": codes.title.as_dict(), "hierarchy": codes.hierarchy, "codes": entries}
        (folder / "codelists" / f"{codes.id}.toml").write_text(toml_text(table), "utf-8")
    collections = {
        name: {
            "kind": "parcel",
            "file": f"{_plain(name)}.geojson",
            "title": {"zh": "地块", "en": "Plots"},
            "fields": [declared(f) for f in kept],
        }
        for name, kept in fields.items()
    }
    head = {"title": {"zh": "测试", "en": "Test"}, "metric_crs": METRIC_CRS}
    (folder / "catalog.toml").write_text(toml_text({"folder": head, "collections": collections}), "utf-8")
    for name, given in features.items():
        geojson.write(folder / f"{_plain(name)}.geojson", given)
    return read_catalog(folder)


def _plain(name: str) -> str:
    return name.replace("-", "_")


def plots(count: int) -> list[Feature]:
    """Features that have every type of value; the third knows little."""
    known = {
        "use": "1001",
        "status": "idle",
        "site_area_m2": 1000.5,
        "floors": 2,
        "planned": True,
        "started": "2021-05-01",
        "services": ["water", "gas;x"],
    }
    return [
        Feature(
            f"A{n}",
            cell(n, 0),
            {"id": f"A{n}", "name": f"地块 {n}"} | ({"site_area_m2": None, "services": None} if n == 2 else known),
        )
        for n in range(count)
    ]


def two_layers(folder: Path) -> Catalog:
    """A folder with four plots and two parks."""
    fields = {"plots": COLLECTION.fields, "parks": COLLECTION.fields}
    return data_folder(folder, fields, {"plots": plots(4), "parks": plots(2)})


def edited(collection: str, key: str, geometry: Any = None, **properties: Any) -> Edit:
    """An edit that puts a feature in the place of what had its id."""
    return Edit(collection=collection, id=key, feature=Feature(key, geometry, {"id": key, **properties}))

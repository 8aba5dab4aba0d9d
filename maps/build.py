"""Builds the planner's page: a Folium map with our elements, served or as one file."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from gis.dashboard.changed import LayerChanges
from gis.dashboard.stock import sum_up
from gis.inventory import Inventory
from gis.io.geojson import write
from gis.layer import Layer
from gis.plainly import to_plain
from maps import page_files
from maps.elements.district_map import DistrictMap
from maps.elements.figure import WorkspaceFigure
from maps.embedded_json import EmbeddedJson
from maps.view import View, configuration


def workspace_page(inventory: Inventory, view: View) -> str:
    """The page that the service answers with; its layers are fetched from the service.

    Raises
    ------
    AssetsMissing
        Where the browser's files were not made on this machine.
    """
    page_files.require_libraries()
    return _figure(inventory, view).render()


def single_file(
    inventory: Inventory, view: View, reports: Mapping[str, Any] | None = None, changed: Sequence[LayerChanges] = ()
) -> str:
    """The whole workspace as one HTML file that opens from a stick, without any network.

    Parameters
    ----------
    reports
        Match reports by project id, as ``gis.plainly`` tells them; a free demand needs the service.
    changed
        What changed in each layer since it was loaded; none where no store tells.

    Raises
    ------
    AssetsMissing
        Where the browser's files were not made on this machine, or not of the scripts that are here.
    """
    page_files.require_libraries()
    figure = _figure(inventory, replace(view, mode="file", basemaps=()))
    for name, layer in inventory.layers.items():
        figure.data.append(EmbeddedJson.of(f"layer-{name}", _geojson(layer)))
    if reports:
        figure.data.append(EmbeddedJson.of("match-reports", dict(reports)))
    stock = {**to_plain(sum_up(inventory)), "changed": [to_plain(each) for each in changed]}
    figure.data.append(EmbeddedJson.of("dashboard", {**stock, "inventory": inventory.version}))
    return figure.render()


def _geojson(layer: Layer) -> bytes:
    target = io.BytesIO()
    write(target, map(layer.feature, range(len(layer))))
    return target.getvalue()


def _figure(inventory: Inventory, view: View) -> WorkspaceFigure:
    told = configuration(inventory, view)
    title = inventory.catalog.title
    figure = WorkspaceFigure(
        title=f"{title.zh} · 存量用地" if view.lang == "zh" else f"{title.en} · landstock",
        lang=view.lang,
        embedded=view.mode == "file",
        prefix=view.api,
    )
    figure.data.append(EmbeddedJson.of("landstock-config", told))
    DistrictMap(tuple(told["home"])).placed_in(figure)
    return figure

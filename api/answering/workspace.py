"""The planner's page: what the settings say about it, made once for each language, with its Content-Security-Policy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

import maps
from api.ground.policy import content_policy
from api.ground.service import Service
from api.ground.settings import Lang, Settings
from api.ground.version import product_version
from gis.catalog import Kind
from gis.dashboard.changed import LayerChanges
from gis.fields import Role
from gis.inventory import Inventory
from gis.matching.needs.project import Project
from gis.matching.ranking.matches import match
from gis.matching.ranking.registered import sound_of
from gis.matching.rules.holding.availability import free_states
from gis.matching.scheme.scheme import Scheme
from gis.matching.studies.studies import STUDIES
from gis.plainly import to_plain
from gis.text import Text

FILE_TOP: Final = 10
"""Matches of each project that a single file carries."""
_TIANDITU: Final = (
    "https://t{s}.tianditu.gov.cn/%s_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=%s&STYLE=default"
    "&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk="
)

_PAGES: Final = 16


def basemaps(settings: Settings) -> tuple[maps.Basemap, ...]:
    """The base maps that the operator has set; none leaves the map on its own layers."""
    layers = []
    if settings.tianditu_key:
        key = quote(settings.tianditu_key, safe="")
        for name, labels, title in (
            ("vec", "cva", Text("天地图", "Tianditu")),
            ("img", "cia", Text("天地图影像", "Tianditu imagery")),
        ):
            urls = tuple(_TIANDITU % (sheet, sheet) + key for sheet in (name, labels))
            layers.append(maps.Basemap(id=f"tianditu-{name}", title=title, urls=urls, attribution="天地图"))
    if settings.basemap:
        title = Text("自有底图", "Own base map")
        layers.append(
            maps.Basemap(id="own", title=title, urls=(settings.basemap,), attribution=settings.basemap_attribution)
        )
    return tuple(layers)


def view(
    settings: Settings,
    inventory: Inventory,
    schemes: Mapping[str, Scheme],
    lang: Lang,
    version: str,
    prefix: str = "",
) -> maps.View:
    """What the page is told besides the inventory; ``prefix`` stands before every path that it asks for."""
    scheme = schemes.get(inventory.catalog.scheme)
    return maps.View(
        lang=lang,
        api=prefix,
        public_url=settings.public_url,
        product_version=version,
        basemaps=basemaps(settings),
        scheme=to_plain(scheme) if scheme else None,
        joining=maps.Joining(most=scheme.assembly.max_members, free=free_states(scheme)) if scheme else None,
        studies=STUDIES,
        schemes=tuple(to_plain(schemes[key]) for key in sorted(schemes)),
    )


def workspace_page(settings: Settings, inventory: Inventory, shown: maps.View) -> tuple[str, str]:
    """The page, and its Content-Security-Policy; AssetsMissing as :func:`maps.workspace_page`."""
    return maps.workspace_page(inventory, shown), content_policy(settings, inline_styles=False)


def single_file(
    inventory: Inventory, shown: maps.View, scheme: Scheme | None, changed: Sequence[LayerChanges] = ()
) -> str:
    """The workspace as one HTML file with everything in it; AssetsMissing as :func:`maps.single_file`."""
    return maps.single_file(inventory, shown, reports(inventory, scheme) if scheme else None, changed)


def reports(inventory: Inventory, scheme: Scheme) -> dict[str, Any]:
    """By id of each sound project that looks for a site, its match report: what a single file shows without a service."""
    rows = [
        (layer, key)
        for layer in inventory.of_kind(Kind.PROJECT)
        for key, stage in zip(layer.ids, layer.texts(Role.STAGE), strict=True)
        if stage in scheme.reverse_stages
    ]
    projects, _ = sound_of(rows)
    return {str(project.id): _report(inventory, project, scheme) for project in projects}


def _report(inventory: Inventory, project: Project, scheme: Scheme) -> dict[str, Any]:
    """A report and, beside it, why each other site is not in it."""
    why = maps.reasons(inventory, project, scheme)
    return {**to_plain(match(inventory, project, scheme, top=FILE_TOP)), "why": why}


def page_of(service: Service, lang: Lang, prefix: str = "") -> tuple[str, str]:
    """The workspace in a language, below a path prefix, and its Content-Security-Policy; made at the first request, then kept.

    Raises
    ------
    AssetsMissing
        Where the browser's files were not fetched yet.
    """
    made = service.pages.get((lang, prefix))
    if made is None:
        shown = view(service.settings, service.inventory, service.schemes, lang, product_version(), prefix)
        made = workspace_page(service.settings, service.inventory, shown)
        # A proxy says the prefix: one that passes on what it is told must not fill this memory.
        if len(service.pages) >= _PAGES:
            service.pages.clear()
        service.pages[lang, prefix] = made
    return made

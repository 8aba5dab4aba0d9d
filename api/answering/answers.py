"""The answers of the service that no report of ``gis`` describes, as typed dictionaries: what they hold, for the checker and for OpenAPI."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, NotRequired, TypedDict

from api.asking.links import Link
from api.ground.errors import FoundIn
from gis.cql2.filter import Part
from gis.dashboard.changed import LayerChanges
from gis.dashboard.report import Dashboard
from gis.io.about import AboutList
from gis.links import LinkCounts
from gis.plainly import Inline, LeftOut
from gis.query import Step
from gis.recalling.history import ChangeSetStory, History, Touched
from gis.summary import Summary
from gis.text import Text, Words


class Landing(TypedDict):
    """Where everything begins."""

    title: str
    titles: Words
    description: str
    inventory: str
    as_of: str
    links: list[Link]


class Conformance(TypedDict):
    """The standards that the service keeps."""

    conformsTo: tuple[str, ...]


class Argument(TypedDict):
    """An argument of a function."""

    title: str
    type: list[str]


class Function(TypedDict):
    """A function that filters may call."""

    name: str
    description: str
    arguments: list[Argument]
    returns: list[str]


class Functions(TypedDict):
    """The functions of filters."""

    functions: list[Function]


class Spatial(TypedDict):
    """Where a collection's features lie."""

    bbox: list[list[float]]
    crs: str


class Extent(TypedDict):
    """The extent of a collection."""

    spatial: Spatial


class CollectionAnswer(TypedDict):
    """A collection as OGC API Features describes it."""

    id: str
    title: str
    titles: Words
    description: str
    itemType: Literal["feature"]
    kind: str
    noun: Words
    count: int
    as_of: str | None
    extent: NotRequired[Extent]
    crs: list[str]
    storageCrs: str
    links: list[Link]


class Collections(TypedDict):
    """All collections."""

    links: list[Link]
    collections: list[CollectionAnswer]


Queryables = TypedDict(
    "Queryables",
    {
        "$schema": str,
        "$id": str,
        "type": Literal["object"],
        "title": str,
        "properties": dict[str, Any],
        "additionalProperties": bool,
    },
)
"""What a collection can be asked by, as a JSON Schema."""


class HeldHere(TypedDict):
    """What a reservation holds of a feature: all of it, or so many square metres; it has no end where its holder has come."""

    id: str
    holder: str
    until: str | None
    area_m2: NotRequired[float]


class Feature(TypedDict):
    """A feature in GeoJSON; its properties are those of the collection's queryables."""

    type: Literal["Feature"]
    id: str
    geometry: Mapping[str, Any] | None
    properties: Mapping[str, Any]
    reservations: NotRequired[list[HeldHere]]
    links: NotRequired[list[Link]]


class ChangedFeature(Feature):
    """A feature as a change made it; ``change_set`` is null where nothing differed, ``doubts`` is what somebody should look at."""

    change_set: int | None
    doubts: list[FoundIn]


class ChangedOne(TypedDict):
    """What became of one change of a set; ``if_match`` and ``feature`` are null of what was ended."""

    collection: str
    id: str
    created: bool
    if_match: str | None
    feature: Feature | None
    doubts: list[FoundIn]


class ChangedSet(TypedDict):
    """What became of a change set; its number is null where nothing differed."""

    change_set: int | None
    made: list[ChangedOne]


class Features(TypedDict):
    """Features in GeoJSON: a page of those that answer a query, or all of them to take away."""

    type: Literal["FeatureCollection"]
    numberMatched: int
    numberReturned: int
    numberToCheck: int
    numberNotLocated: int
    links: list[Link]
    words: Words
    steps: tuple[Step, ...]
    emptied_by: NotRequired[Step]
    inventory: str
    about: NotRequired[AboutList]
    features: list[Feature]


class Basket(TypedDict):
    """Chosen features of one collection in GeoJSON."""

    type: Literal["FeatureCollection"]
    name: str
    about: AboutList
    features: list[Feature]


@dataclass(frozen=True, kw_only=True)
class SummaryAnswer:
    """What a query finds, in figures, and of which data."""

    found: Inline[Summary]
    inventory: str


@dataclass(frozen=True, kw_only=True)
class DashboardAnswer:
    """The stock in figures, and of which data; ``changed`` is empty of the past and where there is no store."""

    stock: Inline[Dashboard]
    changed: tuple[LayerChanges, ...]
    inventory: str
    links: list[Link]


@dataclass(frozen=True, kw_only=True)
class HistoryAnswer:
    """All that the log knows of one feature."""

    history: Inline[History]
    links: list[Link]


@dataclass(frozen=True, kw_only=True)
class ChangeLog:
    """Change sets, the latest first; a link ``next`` leads to those before."""

    changes: list[ChangeSetStory]
    links: list[Link]


@dataclass(frozen=True, kw_only=True)
class ChangeSetAnswer:
    """One change set and what it changed; of a large one the first features."""

    change: Inline[ChangeSetStory]
    touched: list[Touched]
    links: list[Link]


@dataclass(frozen=True, kw_only=True)
class Explained:
    """What a query asks, in words and step by step, and its filter as CQL2 JSON with each condition that it joins by and."""

    collection: str
    words: Text
    matched: int
    to_check: int
    not_located: int
    total: int
    steps: tuple[Step, ...]
    emptied_by: LeftOut[Step | None] = None
    broken_links: LeftOut[tuple[LinkCounts, ...]] = ()
    filter: LeftOut[Any] = None
    parts: LeftOut[tuple[Part, ...]] = ()
    links: list[Link]


class TileSetHead(TypedDict):
    """A tile set in a list."""

    title: str
    dataType: Literal["vector"]
    crs: str
    tileMatrixSetURI: str
    links: list[Link]


class TileSets(TypedDict):
    """The tile sets of a collection."""

    links: list[Link]
    tilesets: list[TileSetHead]


class TileBox(TypedDict):
    """The box of a tile set, in the system of its tiles."""

    lowerLeft: tuple[float, ...]
    upperRight: tuple[float, ...]
    crs: str


class TileLimits(TypedDict):
    """The tiles of a level that hold anything."""

    tileMatrix: str
    minTileRow: int
    maxTileRow: int
    minTileCol: int
    maxTileCol: int


class TileLayer(TypedDict):
    """A layer of a tile set, with the properties of its features."""

    id: str
    title: str
    dataType: Literal["vector"]
    minTileMatrix: str
    maxTileMatrix: str
    propertiesSchema: Mapping[str, Any]


class TileSet(TileSetHead):
    """A tile set as OGC API Tiles describes it."""

    boundingBox: NotRequired[TileBox]
    tileMatrixSetLimits: NotRequired[list[TileLimits]]
    layers: list[TileLayer]


class TileJsonLayer(TypedDict):
    """A layer of a TileJSON document."""

    id: str
    description: str
    minzoom: int
    maxzoom: int
    fields: Mapping[str, str]


class TileJson(TypedDict):
    """A tile set as TileJSON 3."""

    tilejson: Literal["3.0.0"]
    name: str
    attribution: str
    scheme: Literal["xyz"]
    tiles: list[str]
    minzoom: int
    maxzoom: int
    bounds: NotRequired[list[float]]
    vector_layers: list[TileJsonLayer]


class MatrixSetHead(TypedDict):
    """A tile matrix set in a list."""

    id: str
    title: str
    uri: str
    crs: str
    links: list[Link]


class MatrixSets(TypedDict):
    """The tile matrix sets that are spoken."""

    links: list[Link]
    tileMatrixSets: list[MatrixSetHead]


class Matrix(TypedDict):
    """A level of a tile matrix set."""

    id: str
    scaleDenominator: float
    cellSize: float
    cornerOfOrigin: Literal["topLeft"]
    pointOfOrigin: list[float]
    tileWidth: int
    tileHeight: int
    matrixWidth: int
    matrixHeight: int


class MatrixSet(MatrixSetHead):
    """A tile matrix set, level by level."""

    orderedAxes: list[str]
    wellKnownScaleSet: str
    tileMatrices: list[Matrix]


class Alive(TypedDict):
    """The process answers."""

    status: Literal["ok"]


class Ready(TypedDict):
    """The inventory is loaded."""

    status: Literal["ready"]
    inventory: str
    collections: dict[str, int]
    process: int


class Versions(TypedDict):
    """Versions of the product and of the data."""

    product: Literal["landstock"]
    version: str
    inventory: str
    as_of: str


class Problem(TypedDict):
    """An error as RFC 9457 asks, in both languages."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    text: NotRequired[Words]
    remedy: NotRequired[Words]

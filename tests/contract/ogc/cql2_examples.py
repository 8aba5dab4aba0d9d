"""The example filters that come with the standard of CQL2: what fields they ask, and which of them are refused and why.

``python -m tests.contract.ogc.cql2_examples FOLDER`` writes ``docs/reference/cql2-examples.md``. The examples are no part of the project: FOLDER
is ``cql2/standard/schema/examples`` of a copy of github.com/opengeospatial/ogcapi-features, which ``LANDSTOCK_CQL2_EXAMPLES`` names for the tests.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cql2
import shapely

from gis.catalog import Collection, Kind
from gis.cql2.json_form import parsed_json
from gis.cql2.kinds import fit_tree
from gis.cql2.masks import answers
from gis.cql2.mistakes import Work
from gis.cql2.text import parsed_text
from gis.cql2.tree import Interval, Node, Operation, Property
from gis.cql2.writing import as_json
from gis.errors import BadQuestion
from gis.fields import DType, Role
from gis.layer import Layer
from gis.text import Text
from tests.gis.small import METRIC_CRS, field, plot

TABLE = Path(__file__).parents[3] / "docs" / "reference" / "cql2-examples.md"
DATES = ["updated", "built", "event_time", "touchdown", "liftOff", "starts_at", "ends_at", "updated_at"]
TEXTS = [
    "city",
    "name",
    "cityName",
    "road_class",
    "etat_vol",
    "landsat:scene_id",
    "eo:instrument",
    "beamMode",
    "swathDirection",
    "polarization",
    "owner",
    "material",
    "geophys:SURVEY_NAME",
]
NUMBERS = [
    "windSpeed",
    "balance",
    "depth",
    "category",
    "vehicle_height",
    "bridge_clearance",
    "eo:cloud_cover",
    "landsat:wrs_row",
    "landsat:wrs_path",
    "floors",
    "taxes",
    "value",
    "foo",
    "bar",
    "x",
]
TYPES = {
    **dict.fromkeys(DATES, DType.DATE),
    **dict.fromkeys(TEXTS, DType.TEXT),
    **dict.fromkeys(NUMBERS, DType.NUMBER),
    "swimming_pool": DType.BOOLEAN,
    "layer:ids": DType.LIST,
    "values": DType.LIST,
}
# Fields that two examples ask as if of different kinds.
OTHERWISE = {"example40": {"value": DType.TEXT}, "example03": {"landsat:wrs_path": DType.TEXT}}
VALUES: dict[DType, list[Any]] = {
    DType.DATE: ["1969-07-20", "1991-10-08", "2005-01-10", "2013-01-01", None],
    DType.TEXT: ["Toronto", "a", "ΟΔΟΣ", "foobar", None],
    DType.NUMBER: [0.15, 1.0, 10.0, 120.0, None],
    DType.BOOLEAN: [True, False, True, False, None],
    DType.LIST: [["a", "b", "c"], ["a"], ["layers-ca", "layers-us", "x"], [], None],
}
PLACES = [
    shapely.Point(-3.508362, -1.754181),
    shapely.box(0, 0, 20, 10),
    shapely.LineString([(-170, 5), (170, 6)]),
    shapely.box(36, 32, 37, 33),
    None,
]
HEAD = """# Examples of CQL2

The filters that come with the standard (github.com/opengeospatial/ogcapi-features, `cql2/standard/schema/examples`). Made by
`python -m tests.contract.ogc.cql2_examples FOLDER`; `tests/contract/ogc/test_cql2_examples.py` carries it out where `LANDSTOCK_CQL2_EXAMPLES` names that folder.

*Equal*: read and answered for five features, one of which knows nothing, and equal row by row to the answers of the `cql2` package. *Answered*: that package
cannot evaluate it (CASEI within IN). *Refused*: with a reason and the place. Functions other than `below` are not offered; a feature has one geometry, the property
`geometry`, so that `road`, `footprint` and `location` are unknown; geometries that are invalid by OGC Simple Features are not guessed at.
"""


@dataclass(frozen=True)
class Outcome:
    """What became of one example: the words of the table, and the answers of ours and of the other implementation."""

    words: str
    ours: Sequence[bool | None] = ()
    theirs: Sequence[bool | None] = ()


def examples(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Name, encoding and text of each example, in order."""
    for path in sorted(
        (*folder.glob("json/*.json"), *folder.glob("text/*.txt")), key=lambda path: (path.stem, path.suffix)
    ):
        yield path.stem, path.parent.name, path.read_text("utf-8")


def names(node: Node) -> set[str]:
    """The properties that a filter asks."""
    if isinstance(node, Property):
        return {node.name}
    inner = node.args if isinstance(node, Operation) else (node.start, node.end) if isinstance(node, Interval) else ()
    return {name for part in inner for name in names(part)}


def rows(tree: Node, otherwise: dict[str, DType]) -> Layer:
    """Five features with the properties that a filter asks; the last knows none of them."""
    types = {**TYPES, **otherwise}
    asked = sorted(names(tree) & set(types))
    collection = Collection(
        id="examples",
        kind=Kind.PARCEL,
        file="examples.geojson",
        title=Text("示例", "Examples"),
        noun=Text("个", "features"),
        fields=(field("id", role=Role.ID), *(field(name, types[name]) for name in asked)),
    )
    made = [
        plot(f"F-{row}", PLACES[row], **{name: VALUES[types[name]][row] for name in asked})
        for row in range(len(PLACES))
    ]
    return Layer.from_features(collection, made, metric_crs=METRIC_CRS, codelists={})


def other(tree: Node, layer: Layer, row: int) -> bool | None:
    """What the cql2 package says of one feature; it refuses to answer where it cannot be told."""
    shape = layer.geometries[row]
    feature = {
        "type": "Feature",
        "id": layer.ids[row],
        "geometry": None if shape is None else shapely.geometry.mapping(shape),
        "properties": layer.properties(row),
    }
    try:
        return bool(cql2.Expr(as_json(tree)).matches(feature))
    except Exception as refusal:
        if "Could not reduce" not in str(refusal):
            raise
        return None


def outcome(name: str, encoding: str, source: str) -> Outcome:
    """An example parsed, and answered or refused."""
    base = name.partition("-")[0]
    try:
        tree = parsed_json(source) if encoding == "json" else parsed_text(source)
        layer = rows(tree, OTHERWISE.get(base, {}))
        yes, unknown = answers(fit_tree(tree, layer), layer, Work())
    except BadQuestion as refusal:
        return Outcome(f"refused: {refusal.text.en.partition(': ')[2]}")
    ours = [None if cannot else bool(does) for does, cannot in zip(yes, unknown, strict=True)]
    theirs = [other(tree, layer, row) for row in range(len(layer))]
    # Where it cannot evaluate a filter at all, the other implementation tells of no row.
    return Outcome("equal" if any(answer is not None for answer in theirs) else "answered", ours, theirs)


def table(folder: Path) -> str:
    """The document."""
    lines = [HEAD, "| example | encoding | outcome |", "|---|---|---|"]
    for name, encoding, source in examples(folder):
        lines.append(f"| {name} | {encoding} | {outcome(name, encoding, source).words} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    TABLE.write_text(table(Path(sys.argv[1])), "utf-8")

"""Features in request bodies: GeoJSON in a coordinate system, as a whole or as a merge patch, and the version that a change is of."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import orjson
import shapely
from starlette.requests import Request

from api.ground.errors import BadBody, BadParameter, PreconditionRequired
from gis.catalog import Collection
from gis.crs import STORAGE, ReferenceSystem, present, transform
from gis.editing.change import Make
from gis.errors import RefusedRows
from gis.feature_version import DIGITS
from gis.features import finding
from gis.fields import Role
from gis.io import geojson
from gis.io.bounds import AGAIN, SIMPLER
from gis.io.parsing import identity_of
from gis.io.places import misplaced_in_area
from gis.layer import Feature
from gis.outlines import outline_texts
from gis.text import Text

GEOJSON_BODIES: Final = ("application/geo+json", "application/json")
PATCH_BODIES: Final = ("application/merge-patch+json",)
SENT: Final = ("links", "change_set", "doubts")
"""What the answers of this service have beside the members of a feature: it may come back with them, and changes nothing."""
_TAG: Final = re.compile(r'\s*(W/)?"([^"]*)"\s*(?:,|$)')
_NAME: Final = "body"
_MEMBERS: Final = ("type", "id", "geometry", "properties", "bbox", "crs", *SENT)
_DEEPEST: Final = 32
"""Levels of a feature: no geometry that is read has more, and no value of a field any."""


@dataclass(frozen=True, kw_only=True)
class Written:
    """How features of a body are to be read: of which collection, and in which system."""

    collection: Collection
    system: ReferenceSystem

    def feature(self, given: Any, key: str | None = None) -> Feature:
        """A GeoJSON feature in stored degrees; ``key`` is the id that the address gives it.

        Raises
        ------
        BadBody
            Where it is no GeoJSON feature, or says its system itself.
        RefusedRows
            Where its geometry cannot be used, or its id is another one.
        """
        if not isinstance(given, dict) or given.get("type") != "Feature":
            raise BadBody(
                Text("应为 GeoJSON 要素（type 为 Feature）", "a GeoJSON feature is expected, of type Feature"),
                Text(
                    '例如 {"type": "Feature", "properties": {…}, "geometry": {…}}',
                    'such as {"type": "Feature", "properties": {…}, "geometry": {…}}',
                ),
            )
        too_deep(given)
        if given.get("crs") is not None:
            raise BadBody(
                Text("要素不能自带 crs 成员", "a feature says no crs of its own here"),
                Text("请用 Content-Crs 头写明坐标系", "name the system in a Content-Crs header"),
                key="crs",
            )
        parsed = geojson.parse(orjson.dumps(given), _NAME)
        named = identity_of(parsed.properties[0].get(self._id_name), parsed.ids[0])
        if key is not None:
            self._check_id(key, parsed.properties[0].get(self._id_name), parsed.ids[0])
        for problem in parsed.problems.values():
            remedy = SIMPLER if problem in geojson.TOO_LARGE else AGAIN
            raise RefusedRows(
                [finding(self.collection, 0, key or named, geojson.code_of(problem), problem, remedy, field="geometry")]
            )
        shape = self._in_degrees(key or named, parsed.geometries)
        return Feature(key or named, shape, {**parsed.properties[0], self._id_name: key or named})

    def named(self, feature: Feature, key: str) -> Feature:
        """A feature that brings no id, with one."""
        return Feature(key, feature.geometry, {**feature.properties, self._id_name: key})

    def replacing(self, given: Any, key: str) -> Make:
        """What takes the place of a feature: all that is not given becomes unknown."""
        feature = self.feature(given, key)
        return lambda now: feature if now is None else self._where_it_was(now, feature)

    def patching(self, patch: Any, key: str) -> Make:
        """What a merge patch (RFC 7396) makes of a feature as it is sent in this system."""
        if not isinstance(patch, dict):
            raise BadBody(
                Text("应为 JSON 对象", "a JSON object is expected"),
                Text('例如 {"properties": {"字段": "值"}}', 'such as {"properties": {"field": "value"}}'),
            )
        self._refuse_strangers(patch)
        too_deep(patch)

        def make(now: Feature | None) -> Feature:
            assert now is not None  # noqa: S101  what is patched is there
            merged = merge_patch(self._document(now), patch)
            return self._where_it_was(now, self.feature(merged, key))

        return make

    def _refuse_strangers(self, patch: Mapping[str, Any]) -> None:
        """What a patch says beside the members of a feature would change nothing, and who sent it would think that it did."""
        for name in patch:
            if name in _MEMBERS:
                continue
            inside = name in self.collection.by_name
            remedy = (
                Text(f'请写成 {{"properties": {{"{name}": …}}}}', f'write it as {{"properties": {{"{name}": …}}}}')
                if inside
                else Text("补丁只能含 properties 与 geometry", "a patch has properties and geometry")
            )
            raise BadBody(
                Text(f"{name[:80]} 不是要素的成员", f"{name[:80]} is no member of a feature"), remedy, key=name[:80]
            )

    @property
    def _id_name(self) -> str:
        return self.collection.by_role[Role.ID].name

    def _document(self, feature: Feature) -> dict[str, Any]:
        shape = outline_texts(self._shown(feature))[0]
        properties = {name: value for name, value in feature.properties.items() if value is not None}
        return {"type": "Feature", "id": feature.id, "geometry": orjson.loads(shape), "properties": properties}

    def _shown(self, feature: Feature) -> Any:
        shape = np.array([feature.geometry, None], dtype=object)[:1]
        return present(shape, self.system) if self.system.projected or self.system.northing_first else shape

    def _where_it_was(self, now: Feature, wanted: Feature) -> Feature:
        """A geometry that was read here and comes back as it was shown has not moved by the rounding of the way."""
        if now.geometry is None or wanted.geometry is None:
            return wanted
        shown = self._in_degrees(now.id, self._shown(now))
        return wanted._replace(geometry=now.geometry) if shapely.equals_exact(shown, wanted.geometry, 0) else wanted

    def _in_degrees(self, key: str, shapes: Any) -> Any:
        if self.system.northing_first:
            shapes = shapely.transform(shapes, lambda xy: np.ascontiguousarray(xy[:, ::-1]))
        if not self.system.projected:
            return shapes[0]
        for why in misplaced_in_area(shapes, self.system.name).values():
            remedy = Text("请检查坐标轴顺序与 Content-Crs", "check the order of axes, and Content-Crs")
            said = Text(f"{key}：{why.zh}", f"{key}: {why.en}")
            raise RefusedRows([finding(self.collection, 0, key, "outside-area", said, remedy, field="geometry")])
        return transform(shapes, self.system.name, STORAGE)[0]

    def _check_id(self, key: str, written: Any, own: str | None) -> None:
        for given in (identity_of(written, None), own or ""):
            if given not in ("", key):
                said = Text(
                    f"编号不能改：地址中是 {key}，内容中是 {given[:80]}",
                    f"an id does not change: the address says {key}, the body {given[:80]}",
                )
                remedy = Text("请用同一编号，或删去内容中的编号", "give the same id, or leave it out of the body")
                raise RefusedRows(
                    [
                        finding(
                            self.collection,
                            0,
                            key,
                            "duplicate-id",
                            said,
                            remedy,
                            field=self._id_name,
                            excerpt=given[:80],
                        )
                    ]
                )


def too_deep(given: Any) -> None:
    """Refuse what is nested deeper than any feature: whoever reads it after this goes down as far as it goes.

    Raises
    ------
    BadBody
    """
    level = [given]
    for _ in range(_DEEPEST):
        level = [
            inner
            for each in level
            if isinstance(each, dict | list)
            for inner in (each.values() if isinstance(each, dict) else each)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return
    raise BadBody(
        Text(f"嵌套超过 {_DEEPEST} 层", f"it is nested deeper than {_DEEPEST} levels"),
        Text("请简化图形与字段的值", "make its geometry and its values simpler"),
    )


def merge_patch(target: Any, patch: Any) -> Any:
    """What a merge patch makes of a JSON value (RFC 7396).

    >>> merge_patch({"a": 1, "b": {"c": 2, "d": 3}}, {"a": None, "b": {"c": 4}, "e": [5]})
    {'b': {'c': 4, 'd': 3}, 'e': [5]}
    """
    if not isinstance(patch, dict):
        return patch
    made = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            made.pop(name, None)
        else:
            made[name] = merge_patch(made.get(name), value)
    return made


def content_system(request: Request, systems: Sequence[ReferenceSystem]) -> ReferenceSystem:
    """The coordinate system that ``Content-Crs`` names; the first where there is none.

    Raises
    ------
    BadParameter
        Where it is not spoken; lists those that are.
    """
    given = request.headers.get("content-crs")
    if given is None:
        return systems[0]
    uri = given.strip().removeprefix("<").removesuffix(">")
    for system in systems:
        if uri == system.uri:
            return system
    listed = ", ".join(f"<{system.uri}>" for system in systems)
    raise BadParameter(
        Text(f"Content-Crs：没有坐标系 {uri[:80]}", f"Content-Crs: there is no coordinate system {uri[:80]}"),
        Text(f"可用坐标系：{listed}", f"coordinate systems: {listed}"),
        parameter="Content-Crs",
    )


def versions_of(request: Request) -> tuple[str, ...]:
    """The versions of the feature of which a change may be, from ``If-Match``.

    Raises
    ------
    PreconditionRequired
        Where it is missing, or would let any version pass.
    """
    return versions_in(request.headers.get("if-match", ""))


def versions_in(header: str) -> tuple[str, ...]:
    """The versions that entity tags begin with; weak ones match nothing (RFC 9110, 13.1.1).

    >>> versions_in('"0123456789abcdef-1f-gzip", W/"fedcba9876543210"')
    ('0123456789abcdef',)
    """
    if header.strip() in ("", "*"):
        raise PreconditionRequired(
            Text("修改须注明所依据的版本", "a change says of which version it is"),
            Text(
                "请先 GET 该要素，并把它的 ETag 放进 If-Match；不接受 *",
                "GET the feature first and send its ETag as If-Match; * is not taken",
            ),
        )
    return tuple(tag[:DIGITS] for weak, tag in _TAG.findall(header) if not weak)


def tag_text(version: str) -> str:
    """A version as ``If-Match`` takes it."""
    return f'"{version}"'

"""Lines of a pre-check sheet: what each control and each rule says of a site, by which figure, from which source, and who clears it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Final, NamedTuple

import numpy as np
import shapely

from gis.catalog import Kind
from gis.crs import in_metres
from gis.featurenames import text_at
from gis.fields import Role
from gis.layer import Layer
from gis.matching.ranking.assessment import Assessment
from gis.matching.rules import RULES
from gis.matching.rules.planning.controls import RULE as CONTROL
from gis.matching.scheme.scheme import RuleSpec, Scheme
from gis.matching.schemes.procedures import Procedures
from gis.matching.sites import surroundings
from gis.matching.sites.answers import ANSWER_NAMES, NO, UNKNOWN, YES
from gis.matching.sites.candidates import LAND, Sites
from gis.matching.sites.shared_ids import names_site
from gis.plainly import Inline, Key, Spelt
from gis.rounding import rounded
from gis.text import Text, run_on
from gis.units import figure, mu_figure, mu_listed, percent

CONTROLS: Final = "controls"
"""The section of controls, and what a procedure settles of them."""
STANDS: Final = Text("项目已在此", "the project stands here")


class Origin(NamedTuple):
    """Where a figure or a rule comes from, and its date."""

    words: Annotated[Text, Key("source")]
    date: dt.date | None


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line: 1 yes, 0 no, −1 to be checked.

    Parameters
    ----------
    words
        What decided, with its figure.
    data
        Where the figure comes from.
    rule
        What it was judged by; None where nothing judges it.
    who
        Who clears it; None where nobody is named.
    months
        How long that takes; None where it is clear, or unknown.
    """

    code: str
    title: Inline[Text]
    answer: Annotated[int, Spelt(ANSWER_NAMES)]
    words: Annotated[Text, Key("text")]
    figures: Mapping[str, float | None] = field(default_factory=dict)
    data: Inline[Origin]
    rule: Origin | None = None
    who: Text | None = None
    months: float | None = None


def origin_of(layer: Layer, row: int | None) -> Origin:
    """Where a feature comes from, as it says itself, else as its layer does; the layer alone where no row is given."""
    words, date = layer.collection.source, layer.collection.as_of
    said, stamped = (None if row is None else text_at(layer, role, row) for role in (Role.SOURCE, Role.AS_OF))
    # A register may say in one field what its declaration says in two languages.
    if said and "".join(said.split()) != "".join(words.both().split()):
        words = Text(said, said)
    return Origin(words, dt.date.fromisoformat(stamped) if stamped else date)


# controls ------------------------------------------------------------------------------------------------------------


def control_lines(one: Sites, scheme: Scheme, procedures: Procedures) -> tuple[Line, ...]:
    """A line for each class of control that the scheme names or the layer holds, the scheme's first."""
    spec = scheme.find_rule(CONTROL.id)
    named = [code for key in ("no", "check", "inside") for code in (spec.names[key] if spec else ())]
    codes = dict.fromkeys([*named, *sorted(surroundings.control_classes(one))])
    return tuple(_Control(one, spec, code).line(procedures) for code in codes)


class _Control:
    """One class of control beside one site."""

    def __init__(self, one: Sites, spec: RuleSpec | None, code: str) -> None:
        self.one, self.spec, self.code = one, spec, code
        self.title = surroundings.control_title(one, code)
        self.shapes = list(self._shapes())

    def _shapes(self) -> Iterator[tuple[Layer, int, Any]]:
        """The class's features: layer, row, shape in metres."""
        metric = self.one.stock.catalog.metric_crs
        for layer in self.one.stock.others[Kind.CONTROL]:
            named = [row for row, found in enumerate(layer.texts(Role.CLASS)) if found == self.code]
            # By id: which of several is cited must not hang on the order of the rows.
            rows = np.array(sorted(named, key=lambda row: layer.ids[row]), dtype=np.intp)
            for row, shape in zip(rows.tolist(), in_metres(layer.shapes[rows], metric), strict=True):
                if shape is not None and not shape.is_empty:
                    yield layer, row, shape

    @property
    def site(self) -> Any:
        """The site in metres, None without a shape."""
        layer, row = self.one.layer_of(0)
        shape = in_metres(layer.shapes[np.array([row])], self.one.stock.catalog.metric_crs)[0]
        return None if shape is None or shape.is_empty else shape

    def line(self, procedures: Procedures) -> Line:
        site = self.site
        answer, words, figures = self._judged(site)
        deciding = self._deciding(site)
        settled = procedures.settling(CONTROLS, self.code)
        return Line(
            code=self.code,
            title=self.title,
            answer=answer,
            words=words,
            data=self._origin(deciding),
            rule=Origin(self.spec.source, self.spec.date) if self.spec else None,
            who=self._authority(deciding, procedures) or (settled.who if settled else None),
            months=settled.months if settled and answer != YES else None,
            figures=figures,
        )

    def _origin(self, deciding: list[tuple[Layer, int, Any]]) -> Origin:
        layers = self.one.stock.others[Kind.CONTROL]
        if deciding:
            return origin_of(*deciding[0][:2])
        return origin_of(layers[0], None) if layers else Origin(Text("没有管控图层", "no layer of controls"), None)

    def _deciding(self, site: Any) -> list[tuple[Layer, int, Any]]:
        """The features that touch the site, else the nearest one, else the first."""
        if site is None or not self.shapes:
            return self.shapes[:1]
        touching = [each for each in self.shapes if shapely.intersects(each[2], site)]
        return touching or [min(self.shapes, key=lambda each: float(shapely.distance(each[2], site)))]

    def _authority(self, deciding: list[tuple[Layer, int, Any]], procedures: Procedures) -> Text | None:
        names = dict.fromkeys(name for layer, row, _ in deciding if (name := text_at(layer, Role.OWNER, row)))
        return procedures.authority("、".join(names)) if names else None

    def _judged(self, site: Any) -> tuple[int, Text, dict[str, float | None]]:
        if not self.shapes:
            missing = Text("管控图层中没有此类，待核实", "the layer of controls holds none: to check")
            return UNKNOWN, missing, {}
        if site is None or np.isnan(share := float(surroundings.overlap(self.one, self.code)[0])):
            return UNKNOWN, Text("场地没有图形，待核实", "the site has no shape: to check"), {}
        if self.spec is not None and self.code in self.spec.names["inside"]:
            return self._inside(site, share)
        return self._clear(site, share)

    @property
    def _slack(self) -> float:
        return self.spec.numbers["tolerance_pct"] / 100 if self.spec else 0.0

    def _inside(self, site: Any, share: float) -> tuple[int, Text, dict[str, float | None]]:
        if not surroundings.has_area(self.one, self.code):
            return (
                UNKNOWN,
                Text("只画了线或点，内外待核实", "drawn as a line or point: inside or outside is to check"),
                {},
            )
        outside = 1 - share
        figures: dict[str, float | None] = {
            "share_outside": rounded(outside, 4),
            "area_m2": rounded(outside * site.area, 1),
        }
        if outside <= self._slack:
            return YES, Text("全部在界内", "all of it inside"), figures
        part = _part(outside, site.area)
        return UNKNOWN, Text(f"{run_on(part.zh, '在界外')}，待核实", f"{part.en} outside: to check"), figures

    def _clear(self, site: Any, share: float) -> tuple[int, Text, dict[str, float | None]]:
        met = float(surroundings.reach(self.one, self.code)[0]) > self._slack
        metres = min(float(shapely.distance(shape, site)) for _, _, shape in self.shapes)
        figures: dict[str, float | None] = {
            "share": rounded(share, 4),
            "area_m2": rounded(share * site.area, 1),
            "distance_m": rounded(metres, 1),
        }
        if not met:
            return YES, _apart(share, metres, self._slack), figures
        said = self._met(site, share)
        if self._excludes:
            return NO, said, figures
        return UNKNOWN, Text(f"{said.zh}，待核实", f"{said.en}: to check"), figures

    @property
    def _excludes(self) -> bool:
        """Whether the scheme's rule excludes a site for it; what stands already on a floor is for its authority to say."""
        return self.spec is not None and self.one.kind in self.spec.kinds and self.code in self.spec.names["no"]

    def _met(self, site: Any, share: float) -> Text:
        if share > self._slack:
            part = _part(share, site.area)
            return Text(f"重叠 {part.zh}", f"{part.en} overlaps")
        lines, _ = surroundings.crossed(self.one, self.code)
        return Text("穿过场地", "crosses the site") if lines[0] else Text("在场地范围内", "lies within the site")


def _part(share: float, area_m2: float) -> Text:
    """A share of a site, in m² and 亩 beside."""
    part = share * area_m2
    mu = mu_figure(part)
    return Text(
        f"{percent(share, 1)}（{figure(part)} m²，{mu} 亩）", f"{percent(share, 1)} ({figure(part)} m², {mu} mu)"
    )


def _apart(share: float, metres: float, slack: float) -> Text:
    if metres >= 1:
        return Text(f"不涉及，最近 {figure(metres)} m", f"clear, the nearest is {figure(metres)} m away")
    if share > 0:
        return Text(
            f"重叠 {percent(share, 2)}，不超过 {percent(slack, 1)}，按制图误差处理",
            f"{percent(share, 2)} overlaps, within {percent(slack, 1)}: drawing error",
        )
    return Text("相邻，不涉及", "adjoins, clear")


# rules ---------------------------------------------------------------------------------------------------------------


def rule_lines(found: Assessment, procedures: Procedures) -> tuple[Line, ...]:
    """A line for each rule that applies, but the rule on controls, which has a line for each class."""
    layer, row = found.sites.layer_of(0)
    stands = names_site(found.project.site_ids, found.sites.stock, int(found.sites.rows[0]))
    lines = []
    for spec, verdict in zip(found.rules, found.verdicts(0), strict=True):
        if spec.id == CONTROL.id:
            continue
        had = stands and RULES[spec.id].of_having
        settled = procedures.settling("rules", spec.id)
        lines.append(
            Line(
                code=spec.id,
                title=spec.title,
                answer=YES if had else verdict.answer,
                words=STANDS if had else verdict.words,
                data=origin_of(layer, row),
                rule=Origin(spec.source, spec.date),
                who=settled.who if settled else None,
                months=settled.months if settled and verdict.answer != YES and not had else None,
            )
        )
    return tuple(lines)


def area_words(sites: Sites) -> Text:
    """A site's registered area: land in 亩 with m² beside, floors in m²."""
    area = float(sites.number(Role.AREA)[0])
    if np.isnan(area):
        return Text("待核实", "to check")
    if sites.kind != LAND:
        return Text(f"{figure(area)} m²", f"{figure(area)} m²")
    mu = figure(mu_listed(area), 2)
    return Text(f"{mu} 亩（{figure(area)} m²）", f"{mu} mu ({figure(area)} m²)")

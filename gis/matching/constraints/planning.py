"""What plans and networks allow on a parcel: services, controls, floor-area ratio, height limit, building coverage."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace

import numpy as np

from gis.catalog import Kind
from gis.fields import Role
from gis.matching import surroundings
from gis.matching.answers import NO, UNKNOWN, YES, Answers, Numbers, at_least
from gis.matching.candidates import LAND, SiteKind, Sites
from gis.matching.constraints.kinds import builds
from gis.matching.constraints.rule import Constraint, Question, always, asks, to_check
from gis.matching.project import Project
from gis.text import Text, run_on
from gis.units import figure, percent, plain

# services ------------------------------------------------------------------------------------------------------------


def _services_answers(q: Question) -> Answers:
    required, foreign = set(q.names("required")), q.sites.stock.foreign(Role.SERVICES)

    def judge(word: Hashable) -> int:
        if required <= (set(word) if isinstance(word, tuple) else set()):
            return YES
        # A word that the list does not know may mean what is missing.
        return UNKNOWN if word in foreign else NO

    return q.sites.coded(Role.SERVICES).judged(judge)


def _services_reason(q: Question, row: int, answer: int) -> Text:
    present = q.sites.coded(Role.SERVICES).word(row)
    if answer == UNKNOWN or not isinstance(present, tuple):
        return to_check(Text("配套", "services"))
    layer, _ = q.sites.layer_of(row)
    name = layer.collection.by_role[Role.SERVICES].name
    if answer == YES:
        words = layer.words(name, list(q.names("required")))
        return Text(f"配套具备：{words.zh}", f"services present: {words.en}")
    words = layer.words(name, [each for each in q.names("required") if each not in present])
    return Text(f"配套缺：{words.zh}", f"services missing: {words.en}")


# controls ------------------------------------------------------------------------------------------------------------


def _controls_answers(q: Question) -> Answers:
    present, slack = surroundings.control_classes(q.sites), _slack(q)
    if not present:
        return np.full(len(q.sites), UNKNOWN, dtype=np.int8)
    answers = np.full(len(q.sites), YES, dtype=np.int8)
    for code in (each for each in q.names("inside") if each in present):
        answers[surroundings.overlap(q.sites, code) < 1 - slack] = UNKNOWN
    for named, verdict in ((_doubtful(q), UNKNOWN), (q.names("no"), NO)):
        for code in (each for each in named if each in present):
            answers[surroundings.reach(q.sites, code) > slack] = verdict
    nowhere = np.isnan(surroundings.overlap(q.sites, min(present)))
    return np.where(nowhere, UNKNOWN, answers).astype(np.int8)


def _doubtful(q: Question) -> tuple[str, ...]:
    """Classes of control that have to be checked: those that the rule names, and those that no code list knows."""
    return (*q.names("check"), *sorted(surroundings.unlisted_controls(q.sites)))


def _controls_reason(q: Question, row: int, answer: int) -> Text:
    present = surroundings.control_classes(q.sites)
    if not present:
        return to_check(Text("管控边界", "controls"), _no_controls(q))
    if answer == YES:
        return Text("不涉及管控边界", "clear of controls")
    one = q.sites.take(np.array([row]))
    named = q.names("no") if answer == NO else _doubtful(q)
    met = [code for code in named if code in present and surroundings.reach(one, code)[0] > _slack(q)]
    if met:
        return _conflict([words for code in met for words in _meeting(q, one, code, answer)], answer)
    outside = [code for code in q.names("inside") if code in present]
    if outside and not np.isnan(surroundings.overlap(one, outside[0])[0]):
        title = surroundings.control_title(q.sites, outside[0])
        if not surroundings.has_area(one, outside[0]):
            return to_check(
                Text(f"{title.zh}只画了线或点，内外", f"the {title.en} is drawn as a line: inside or outside is")
            )
        share = 1 - float(surroundings.overlap(one, outside[0])[0])
        part = Text("全部", "all of it") if share > 0.9995 else Text(percent(share, 1), percent(share, 1))
        return to_check(Text(f"{run_on(part.zh, '在')}{title.zh}之外，", f"{part.en} outside the {title.en}:"))
    return to_check(Text("管控边界", "controls"), Text("没有图形", "no geometry"))


def _no_controls(q: Question) -> Text:
    """Why no class of control is known: no layer is declared, it holds nothing, or nothing in it says its class."""
    layers = q.sites.stock.others[Kind.CONTROL]
    if not layers:
        return Text("没有管控图层", "there is no layer of controls")
    if any(map(len, layers)):
        return Text("管控图层未写明类别", "the layer of controls does not say their classes")
    return Text("管控图层是空的", "the layer of controls is empty")


def _controls_failing(q: Question) -> int:
    # No project changes what lies where.
    kept, key = q.sites.stock.kept, ("controls failing", _slack(q), q.names("no"))
    if key not in kept:
        kept[key] = int(np.count_nonzero(_controls_answers(q) == NO))
    return int(kept[key])


def _slack(q: Question) -> float:
    return q.number("tolerance_pct") / 100


def _meeting(q: Question, one: Sites, code: str, answer: int) -> list[Text]:
    """How a control meets a site: the share that it covers, and what of it crosses the site or lies in it."""
    title, share = surroundings.control_title(q.sites, code), float(surroundings.overlap(one, code)[0])
    lines, points = surroundings.crossed(one, code)
    said = []
    if share > _slack(q):
        zh = f"压占{title.zh} {percent(share, 1)}" if answer == NO else f"与{title.zh}重叠 {percent(share, 1)}"
        said.append(Text(zh, f"{percent(share, 1)} within the {title.en}"))
    if lines[0]:
        said.append(Text(f"{title.zh}穿过", f"crossed by the {title.en}"))
    if points[0]:
        said.append(Text(f"范围内有{title.zh}", f"contains a {title.en}"))
    return said


def _conflict(met: Sequence[Text], answer: int) -> Text:
    zh, en = "，".join(words.zh for words in met), "; ".join(words.en for words in met)
    return Text(zh, en) if answer == NO else to_check(Text(f"{zh}，", f"{en}:"))


# floor-area ratio ----------------------------------------------------------------------------------------------------


def _asks_floors(project: Project, kind: SiteKind) -> bool:
    return kind == LAND and bool(project.floor_area_min_m2)


def counted_floor_area(q: Question) -> float:
    """Floor area as the ratio counts it, in m²: a storey over the scheme's height counts double."""
    asked, height = q.project.floor_area_min_m2 or 0.0, q.project.clear_height_m or 0.0
    # Clear height lies under the slab: reaching the figure clear means a storey above it.
    return asked * (2 if height >= q.number("double_from_clear_height_m") else 1)


def _most_counted(q: Question) -> float:
    """The most that the project can count: who builds high storeys counts them twice, whatever height it asks."""
    return _most_built(q) * 2


def far_capacity(q: Question) -> Numbers:
    """Floor area that each parcel may carry, in m²: maximum ratio × registered area."""
    return q.sites.derived("far capacity", _far_capacity)


def _far_capacity(sites: Sites) -> Numbers:
    return sites.number(Role.FAR_MAX) * sites.number(Role.AREA)


def _far_failing(q: Question) -> int:
    if np.isfinite(_most_built(q)):
        return int(np.count_nonzero(_far_answers(q) == NO))
    return q.sites.stock.beneath("far capacity", _far_capacity, counted_floor_area(q))


def _far_due(q: Question) -> Numbers:
    """Floor area that must be built on each parcel, in m²; 0 where the plan sets no lower bound."""
    lowest = np.nan_to_num(q.sites.number(Role.FAR_MIN))
    return np.where(lowest > 0, lowest * q.sites.number(Role.AREA), 0.0)


def _most_built(q: Question) -> float:
    """What the project builds at most. Who could take floors instead, or names no upper bound, may build more than it asks."""
    most = q.project.floor_area_max_m2
    return np.inf if most is None or not builds(q.project, q.scheme) else most


def _far_answers(q: Question) -> Answers:
    capacity = far_capacity(q)
    answers = at_least(capacity, counted_floor_area(q))
    if np.isfinite(_most_built(q)):
        answers[(_far_due(q) > _most_counted(q)) & ~np.isnan(capacity)] = NO
    return answers


def _far_reason(q: Question, row: int, answer: int) -> Text:
    wanted, capacity = counted_floor_area(q), float(far_capacity(q)[row])
    if answer == UNKNOWN:
        return to_check(
            Text("容积率", "floor-area ratio"),
            Text(f"计容需 {figure(wanted)} m²", f"{figure(wanted)} m² needed as counted"),
        )
    if answer == NO and capacity >= wanted:
        return _too_low(q, row)
    ratio = plain(float(q.sites.number(Role.FAR_MAX)[row]))
    gap = (
        Text(f"，少 {figure(wanted - capacity)}", f", {figure(wanted - capacity)} short")
        if answer == NO
        else Text("", "")
    )
    return Text(
        f"容积率 {ratio} 可建 {figure(capacity)} m²，计容需 {figure(wanted)} m²{gap.zh}",
        f"ratio {ratio} allows {figure(capacity)} m², {figure(wanted)} m² needed as counted{gap.en}",
    )


def _too_low(q: Question, row: int) -> Text:
    """The floor area that must be built, and what the project would build at most."""
    due, most = float(_far_due(q)[row]), _most_counted(q)
    ratio = plain(float(q.sites.number(Role.FAR_MIN)[row]))
    return Text(
        f"容积率 ≥ {ratio}，至少计容 {figure(due)} m²，项目加倍计容也只有 {figure(most)}，少 {figure(due - most)}",
        f"ratio ≥ {ratio} is {figure(due)} m² counted, the project's floors counted twice are {figure(most)}, "
        f"{figure(due - most)} short",
    )


# height limit --------------------------------------------------------------------------------------------------------


def _asks_height(project: Project, kind: SiteKind) -> bool:
    return kind == LAND and asks("clear_height_m")(project, kind)


def _needed_height(q: Question) -> float:
    return (q.project.clear_height_m or 0.0) + q.number("roof_allowance_m")


def _height_answers(q: Question) -> Answers:
    return at_least(q.sites.number(Role.HEIGHT_LIMIT), _needed_height(q))


def _height_reason(q: Question, row: int, answer: int) -> Text:
    wanted, limit = _needed_height(q), float(q.sites.number(Role.HEIGHT_LIMIT)[row])
    if answer == UNKNOWN:
        return to_check(Text("限高", "height limit"), Text(f"需 ≥ {plain(wanted)} m", f"≥ {plain(wanted)} m needed"))
    gap = (
        Text(f"，低 {plain(wanted - limit)} m", f", {plain(wanted - limit)} m too low")
        if answer == NO
        else Text("", "")
    )
    return Text(
        f"限高 {plain(limit)} m，需 {plain(wanted)} m{gap.zh}",
        f"height limit {plain(limit)} m, {plain(wanted)} m needed{gap.en}",
    )


# building coverage ---------------------------------------------------------------------------------------------------


def storeys_within(q: Question) -> Numbers:
    """Storeys of the clear height asked that fit below each parcel's height limit, one at least; NaN where no limit is known.

    n storeys take n × clear height + (n − 1) × slab + roof; the project may bear fewer.
    """
    clear = q.project.clear_height_m or q.number("usual_clear_height_m")
    slab, roof = q.number("slab_m"), q.number("roof_allowance_m")
    fit = np.floor((q.sites.number(Role.HEIGHT_LIMIT) - roof + slab) / (clear + slab) + 1e-9)
    return np.minimum(np.maximum(fit, 1.0), q.project.storeys_max or np.inf)


def ground_to_build(q: Question) -> Numbers:
    """Ground that buildings may cover on each parcel, in m²: greatest coverage × registered area."""
    return q.sites.derived("ground", lambda sites: sites.number(Role.DENSITY_MAX) / 100 * sites.number(Role.AREA))


def _least_covered(q: Question) -> Numbers:
    """Ground that buildings must cover, in m²; 0 where the plan sets no lower bound."""
    lowest = np.nan_to_num(q.sites.number(Role.DENSITY_MIN))
    return np.where(lowest > 0, lowest / 100 * q.sites.number(Role.AREA), 0.0)


def _coverage_answers(q: Question) -> Answers:
    wanted, ground = q.project.floor_area_min_m2 or 0.0, ground_to_build(q)
    answers = at_least(ground, wanted)
    # One storey is certain; only where it is not enough does it matter how many fit.
    short = np.flatnonzero(answers == NO)
    if len(short):
        few = replace(q, sites=q.sites.take(short))
        most = storeys_within(few) * ground[short]
        open_end = np.where((q.project.storeys_max or np.inf) * ground[short] < wanted, NO, UNKNOWN)
        answers[short] = np.where(np.isnan(most), open_end, most >= wanted)
    if np.isfinite(_most_built(q)):
        answers[_least_covered(q) > _most_built(q)] = NO
        answers[np.isnan(ground)] = UNKNOWN
    return answers


def _coverage_reason(q: Question, row: int, answer: int) -> Text:
    wanted, ground = q.project.floor_area_min_m2 or 0.0, float(ground_to_build(q)[row])
    if np.isnan(ground):
        return to_check(
            Text("建筑系数", "building coverage"),
            Text(f"需建 {figure(wanted)} m²", f"{figure(wanted)} m² are to be built"),
        )
    if float(_least_covered(q)[row]) > _most_built(q):
        return _too_thin(q, row)
    if answer == UNKNOWN:
        detail = Text(
            f"单层可建 {figure(ground)} m²，需 {figure(wanted)}",
            f"{figure(ground)} m² on one storey, {figure(wanted)} needed",
        )
        return to_check(Text("建筑限高", "height limit"), detail)
    storeys = 1.0 if ground >= wanted else float(np.fmin(storeys_within(q)[row], q.project.storeys_max or np.inf))
    room, share = storeys * ground, plain(float(q.sites.number(Role.DENSITY_MAX)[row]))
    gap = Text(f"，少 {figure(wanted - room)}", f", {figure(wanted - room)} short") if answer == NO else Text("", "")
    on = "on one storey" if storeys == 1 else f"on {storeys:g} storeys"
    return Text(
        f"建筑系数 ≤ {share}%，{storeys:g} 层可建 {figure(room)} m²，需 {figure(wanted)}{gap.zh}",
        f"coverage ≤ {share}%: {figure(room)} m² {on}, {figure(wanted)} needed{gap.en}",
    )


def _too_thin(q: Question, row: int) -> Text:
    """The ground that must be covered, and what the project would cover at most."""
    least, most = float(_least_covered(q)[row]), _most_built(q)
    share = plain(float(q.sites.number(Role.DENSITY_MIN)[row]))
    return Text(
        f"建筑系数 ≥ {share}%，至少占地 {figure(least)} m²，项目最多 {figure(most)}，少 {figure(least - most)}",
        f"coverage ≥ {share}% is {figure(least)} m² of ground, the project covers {figure(most)} at most, "
        f"{figure(least - most)} short",
    )


SERVICES = Constraint(
    id="services", applies=always, answers=_services_answers, reason=_services_reason, reads=frozenset({Role.SERVICES})
)
CONTROLS = Constraint(
    id="controls", applies=always, answers=_controls_answers, reason=_controls_reason, count=_controls_failing
)
FAR = Constraint(id="far", applies=_asks_floors, answers=_far_answers, reason=_far_reason, count=_far_failing)
HEIGHT = Constraint(
    id="height",
    applies=_asks_height,
    answers=_height_answers,
    reason=_height_reason,
    count=lambda q: q.sites.stock.below(Role.HEIGHT_LIMIT, _needed_height(q)),
)
COVERAGE = Constraint(id="coverage", applies=_asks_floors, answers=_coverage_answers, reason=_coverage_reason)

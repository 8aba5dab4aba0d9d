"""What plans and protection keep from being built on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from gis.catalog import Kind
from gis.columns import Mask
from gis.fields import Role
from gis.matching.rules.question import Question, to_check
from gis.matching.rules.rule import Rule, always
from gis.matching.scheme.scheme import Scheme
from gis.matching.sites import surroundings
from gis.matching.sites.answers import NO, UNKNOWN, YES, Answers
from gis.matching.sites.candidates import LAND, Sites
from gis.matching.sites.slots import Slot
from gis.text import Text, run_on
from gis.units import percent

_FAILING: Final = Slot[int]()


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
    return np.where(_unplaced(q.sites), UNKNOWN, answers).astype(np.int8)


def _unplaced(sites: Sites) -> Mask:
    """Sites without a shape, of which nobody can tell where they lie; none where no class of control is known."""
    present = surroundings.control_classes(sites)
    return np.isnan(surroundings.overlap(sites, min(present))) if present else np.zeros(len(sites), dtype=bool)


def _doubtful(q: Question) -> tuple[str, ...]:
    """Classes of control that have to be checked: those that the rule names, and those that no code list knows."""
    return (*q.names("check"), *sorted(surroundings.unlisted_controls(q.sites)))


def _controls_reason(q: Question, row: int, answer: int) -> Text:
    present = surroundings.control_classes(q.sites)
    if not present:
        return to_check(Text("管控边界", "controls"), _no_controls(q))
    if answer == YES:
        return Text("不涉及管控边界", "clear of controls")
    site = q.sites.take(np.array([row]))
    named = q.names("no") if answer == NO else _doubtful(q)
    met = [code for code in named if code in present and surroundings.reach(site, code)[0] > _slack(q)]
    if met:
        return _conflict([words for code in met for words in _meeting(q, site, code, answer)], answer)
    outside = [code for code in q.names("inside") if code in present]
    if outside and not np.isnan(surroundings.overlap(site, outside[0])[0]):
        title = surroundings.control_title(q.sites, outside[0])
        if not surroundings.has_area(site, outside[0]):
            return to_check(
                Text(f"{title.zh}只画了线或点，内外", f"the {title.en} is drawn as a line: inside or outside is")
            )
        share = 1 - float(surroundings.overlap(site, outside[0])[0])
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
    asked = (_slack(q), q.names("no"))
    return _FAILING.of(q.sites.stock, lambda: int(np.count_nonzero(_controls_answers(q) == NO)), asked)


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


RULE = Rule(
    id="controls",
    kinds=(LAND,),
    applies=always,
    judges=_controls_answers,
    reason=_controls_reason,
    numbers={"tolerance_pct": 0.5},
    names={"no": None, "check": (), "inside": ()},
    codes=dict.fromkeys(("no", "check", "inside"), (Kind.CONTROL, Role.CLASS)),
    counts=_controls_failing,
    drawn_from=(Kind.CONTROL, Text("管控图层", "layer of controls")),
    unplaced=_unplaced,
)


def boundaries(scheme: Scheme) -> tuple[str, ...]:
    """The classes of control inside which a scheme wants a plot to lie."""
    spec = scheme.find_rule(RULE.id)
    return spec.names["inside"] if spec else ()

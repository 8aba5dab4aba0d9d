"""The closed vocabularies of reports and their words, each word once: workbooks, papers, the command line and the page take them from here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal

from gis.matching.sites.answers import AnswerName, Outcome
from gis.matching.sites.candidates import SiteKind
from gis.text import Text

PlacedVerdict = Literal["fits", "to_check", "standing"]
"""What is to be said of a project's place in a portfolio."""
PlacedKind = Literal["standing", "plot", "assembly", "floor", "floors"]
"""How a project is placed."""
AimStatus = Literal["optimal", "best_found", "unstated"]
"""How far an aim is settled."""
TO_CHECK: Final = Text("待核实", "to check")

OUTCOME_WORDS: Final[Mapping[Outcome, Text]] = {
    "fits": Text("符合", "fits"),
    "to_check": TO_CHECK,
    "rejected": Text("不符合", "rejected"),
}
"""What came of a pair of project and site."""
PLACED_WORDS: Final[Mapping[PlacedVerdict, Text]] = {
    "fits": OUTCOME_WORDS["fits"],
    "to_check": TO_CHECK,
    "standing": Text("已在建设", "already under construction"),
}
PLACED_KIND_WORDS: Final[Mapping[PlacedKind, Text]] = {
    "standing": Text("现址", "where it stands"),
    "plot": Text("整宗", "one plot"),
    "assembly": Text("拼地", "combined plots"),
    "floor": Text("楼层", "a floor"),
    "floors": Text("多层", "several floors"),
}
STATUS_WORDS: Final[Mapping[AimStatus, Text]] = {
    "optimal": Text("已证明最优", "proven optimal"),
    "best_found": Text("已找到的最好结果", "best found"),
    "unstated": Text("没有项目填写，不起作用", "no project states it, so it decides nothing"),
}
ANSWER_WORDS: Final[Mapping[AnswerName, Text]] = {"yes": Text("是", "yes"), "no": Text("否", "no"), "unknown": TO_CHECK}
"""What a rule, a control or a procedure says of a site."""
ADVICE_WORDS: Final[Mapping[AnswerName, Text]] = {
    "yes": Text("可推荐", "can be recommended"),
    "no": Text("不符合", "does not fit"),
    "unknown": TO_CHECK,
}
"""The verdict of a pre-check sheet."""
START_WORDS: Final[Mapping[AnswerName, Text]] = {
    "yes": Text("能", "yes"),
    "no": Text("不能", "no"),
    "unknown": TO_CHECK,
}
"""Whether a project can start in time, in a column or beside its title."""
START_SENTENCES: Final[Mapping[AnswerName, Text]] = {**START_WORDS, "yes": Text("可以", "yes")}
"""The same where a reason follows: 可以：场地现在可用."""
SITE_KIND_WORDS: Final[Mapping[SiteKind, Text]] = {
    "land": Text("土地", "land"),
    "floor": Text("楼层", "floor space"),
}
SITE_KIND_HEADINGS: Final[Mapping[SiteKind, Text]] = {"land": Text("土地", "Land"), "floor": Text("楼层", "Floors")}
"""Above a list of one kind."""
BEYOND_WORDS: Final[Mapping[SiteKind, Text]] = {
    "land": Text("产业用地", "industrial land"),
    "floor": SITE_KIND_WORDS["floor"],
}
"""Of which all there is is less than what somebody asks."""
NEEDS_WORDS: Final[Mapping[str, Text]] = {
    "land": Text("用地", "land"),
    "floor": Text("厂房楼层", "floor space"),
    "either": Text("用地或厂房楼层", "land or floor space"),
}
TENURE_WORDS: Final[Mapping[str, Text]] = {
    "buy_land": Text("购地自建", "buying land"),
    "titled_plant": Text("购买产权厂房", "buying a titled plant"),
    "rent": Text("租赁", "renting"),
}
_ON_THE_PAGE: Final[Mapping[str, Mapping[Any, Text]]] = {
    "outcomes": {**OUTCOME_WORDS, "rejected": ADVICE_WORDS["no"]},
    "starts": START_WORDS,
    "kinds": SITE_KIND_HEADINGS,
    "aim_statuses": STATUS_WORDS,
}


def page_words() -> dict[str, dict[str, Any]]:
    """What the page calls outcomes, starts, kinds of site and how far an aim is settled, by vocabulary and code."""
    return {name: {key: words.as_dict() for key, words in each.items()} for name, each in _ON_THE_PAGE.items()}

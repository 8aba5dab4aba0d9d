"""Pre-check sheet of siting and land (选址与用地预审清单): one project on one site, every control, rule and procedure with its answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Final, Literal

from gis.inventory import Inventory
from gis.matching.criteria.criteria import READINESS, Grading, deciding_tier, months_to_use
from gis.matching.needs.project import Project
from gis.matching.precheck.precheck_lines import CONTROLS, Line, area_words, control_lines, rule_lines
from gis.matching.precheck.precheck_work import Step, Work
from gis.matching.precheck.starting import BY_SUPPLY, UNDATED, Start, by_date, held_back, note_passed, slowest
from gis.matching.ranking.assessment import assess
from gis.matching.ranking.matches import site_view
from gis.matching.ranking.notes import Note, notes_on
from gis.matching.ranking.offers import one_site
from gis.matching.ranking.report import SiteView
from gis.matching.ranking.requirement import Demand, RequirementLine, requirement
from gis.matching.scheme.scheme import Scheme, Versioned
from gis.matching.schemes.procedures import read_procedures
from gis.matching.sites.answers import ANSWER_NAMES, NO, UNKNOWN, YES, AnswerName
from gis.matching.sites.candidates import Sites
from gis.plainly import Digits, Hidden, Inline, Key, reported
from gis.rounding import rounded
from gis.text import Text, many
from gis.units import plain

NOTE: Final = Text("结论仅供预审参考，以主管部门意见为准", "for preliminary review only; the authorities decide")
Section = Literal["controls", "rules", "procedures"]
SECTIONS: Final[dict[Section, Text]] = {
    CONTROLS: Text("管控边界", "Controls"),
    "rules": Text("匹配规则", "Rules of the scheme"),
    "procedures": Text("手续", "Procedures"),
}


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is to be checked, by whom it is asked."""

    who: Text | None
    lines: Hidden[tuple[Line, ...]]

    @property
    @reported()
    def codes(self) -> tuple[str, ...]:
        """The lines by their codes."""
        return tuple(line.code for line in self.lines)

    @property
    @reported()
    def words(self) -> Inline[Text]:
        """The lines by their titles, each once."""
        return Text(
            "、".join(dict.fromkeys(each.title.zh for each in self.lines)),
            ", ".join(dict.fromkeys(each.title.en for each in self.lines)),
        )


@dataclass(frozen=True, kw_only=True)
class SheetSite:
    """The site of a sheet with its area in words."""

    site: Inline[SiteView]
    area_text: Text


@dataclass(frozen=True, kw_only=True)
class Conclusion:
    """The verdict of a sheet, with its words."""

    answer: AnswerName
    words: Inline[Text]


@dataclass(frozen=True, kw_only=True)
class Duration:
    """Months that the open procedures take, and those to be checked with them."""

    least: Annotated[float, Digits(1)]
    most: Annotated[float, Digits(1)]
    words: Inline[Text]


@dataclass(frozen=True, kw_only=True)
class SheetHead:
    """What a sheet is about: who asks, for which site, by which scheme."""

    project: Demand
    site: SheetSite
    scheme: Versioned


@dataclass(frozen=True, kw_only=True)
class Precheck:
    """A sheet: head, three sections of lines, what to clear in which order, and whether the project can start in time.

    Parameters
    ----------
    verdict
        ``no`` where a control or a rule excludes the site, ``unknown`` where one is to be checked, else ``yes``; procedures are work that is
        still to be done, not an objection.
    steps, questions
        Open procedures in the order in which they can be gone through; what is to be checked, by who is asked.
    months
        Until the slowest chain of open procedures is through.
    recorded
        Months until the site can be used by what is recorded of it; NaN where that is unknown.
    tier
        The readiness tier where it is that which takes longest; else None.
    months_at_most
        As ``months``, were every procedure that is to be checked open too.
    """

    project: Hidden[Project]
    asked: Hidden[tuple[RequirementLine, ...]]
    site: Hidden[SiteView]
    area: Hidden[Text]
    scheme: Hidden[Scheme]
    procedures: Annotated[str, Key("procedures_version")]
    inventory: str
    as_of: dt.date
    notes: tuple[Note, ...] = ()
    start: Start
    sections: Inline[dict[Section, tuple[Line, ...]]]
    steps: tuple[Step, ...]
    questions: tuple[Question, ...]
    months: Hidden[float]
    recorded: Hidden[float]
    months_at_most: Hidden[float]
    tier: Hidden[Text | None] = None

    @property
    @reported(after="")
    def head(self) -> Inline[SheetHead]:
        """What the sheet is about."""
        return SheetHead(
            project=Demand(project=self.project, requirement=self.asked),
            site=SheetSite(site=self.site, area_text=self.area),
            scheme=self.scheme.named,
        )

    @property
    @reported(after="notes")
    def conclusion(self) -> Annotated[Conclusion, Key("verdict")]:
        """The verdict with its words."""
        return Conclusion(answer=self.verdict, words=self.words)

    @property
    @reported()
    def duration(self) -> Annotated[Duration, Key("months")]:
        """How long it takes in all."""
        return Duration(least=self.months, most=self.months_at_most, words=self.months_words)

    @property
    @reported()
    def note(self) -> Text:
        """What every sheet says of itself."""
        return NOTE

    @property
    def verdict(self) -> AnswerName:
        """Yes, no or to be checked, of the site for the project."""
        hard = [line.answer for key in (CONTROLS, "rules") for line in self.sections[key]]
        if NO in hard:
            return ANSWER_NAMES[NO]
        return ANSWER_NAMES[UNKNOWN if UNKNOWN in hard else YES]

    @property
    @reported(after="conclusion")
    def counts(self) -> dict[Section, dict[AnswerName, int]]:
        """Lines of each section by answer."""
        return {
            key: {ANSWER_NAMES[answer]: self._counted(answer, key) for answer in (YES, NO, UNKNOWN)}
            for key in self.sections
        }

    def _counted(self, answer: int, *keys: Section) -> int:
        return sum(line.answer == answer for key in keys for line in self.sections[key])

    @property
    def words(self) -> Text:
        """The verdict in a sentence."""
        failed = [line.title for key in (CONTROLS, "rules") for line in self.sections[key] if line.answer == NO]
        checks, due = self._counted(UNKNOWN, *self.sections), len(self.steps)
        if failed:
            zh = f"不满足：{'、'.join(each.zh for each in failed)}"
            en = f"it fails {', '.join(f'“{each.en}”' for each in failed)}"
        else:
            zh, en = "未见不符合项", "nothing excludes it"
        if not checks and not due:
            return Text(f"{zh}；无待核实项", f"{en}; nothing to check")
        work = f"{many(due, 'procedure')} to go through"
        return Text(f"{zh}；待核实 {checks} 项，须办手续 {due} 项", f"{en}; {checks} to check, {work}")

    @property
    def months_words(self) -> Text:
        """How long it takes in all."""
        parts = [self._chain_words]
        if self.recorded - self.months >= 0.5:
            parts.append(_recorded_words(plain(rounded(self.recorded, 1)), self.tier))
        if self.months_at_most - self.months >= 0.5:
            most = plain(rounded(self.months_at_most, 1))
            parts.append(
                Text(
                    f"待核实的手续如须办理，最长 {most} 个月",
                    f"up to {many(most, 'month')} if what is to be checked must be gone through",
                )
            )
        return Text("；".join(part.zh for part in parts), "; ".join(part.en for part in parts))

    @property
    def _chain_words(self) -> Text:
        if not self.steps:
            return Text("无须办理的手续", "no procedure is open")
        if self.months < 0.05:
            return Text("所列手续可随时办理", "what is open can be done at any time")
        count = plain(rounded(self.months, 1))
        return Text(f"按最慢一链约 {count} 个月", f"about {many(count, 'month')} by the slowest chain")


def precheck(inventory: Inventory, project: Project, site: tuple[str, str], scheme: Scheme) -> Precheck:
    """The sheet of one project on one site, by the scheme's rules and the data folder's table of procedures.

    Parameters
    ----------
    site
        Collection and id.

    Raises
    ------
    UnknownCollection, UnknownFeature
        Where there is no such site.
    BadQuestion
        Where the collection holds no candidate sites.
    SchemeError
        Where the table of procedures cannot be used.
    """
    sites = one_site(inventory.as_holder(project.id), *site)
    procedures = read_procedures(inventory.catalog.folder, inventory.catalog)
    controls = control_lines(sites, scheme, procedures)
    rules = rule_lines(assess(project, sites, scheme), procedures)
    work = Work(
        project=project, site=sites, scheme=scheme, procedures=procedures, lines={CONTROLS: controls, "rules": rules}
    )
    sections: dict[Section, tuple[Line, ...]] = {CONTROLS: controls, "rules": rules, "procedures": work.done}
    wait = _wait(project, sites, scheme)
    until = float("nan") if wait is None else float(months_to_use(wait)[0])
    return Precheck(
        project=project,
        asked=requirement(project, inventory.catalog),
        site=site_view(sites, 0),
        area=area_words(sites),
        scheme=scheme,
        inventory=inventory.version,
        as_of=inventory.catalog.as_of,
        procedures=procedures.version,
        sections=sections,
        steps=work.steps,
        questions=_questions([line for lines in sections.values() for line in lines]),
        months=work.months(),
        recorded=0.0 if work.standing else until,
        months_at_most=work.months(worst=True),
        start=_start(work, sections, wait),
        tier=None if wait is None else deciding_tier(wait, 0),
        notes=(
            *notes_on([project], scheme, inventory.catalog),
            *note_passed(scheme, inventory.catalog.as_of, rounds=False),
        ),
    )


def _recorded_words(count: str, tier: Text | None) -> Text:
    """In how many months a site can be used by what is recorded of it; by its tier where that goes beyond the dates."""
    if tier is None:
        return Text(
            f"按台账场地约 {count} 个月后可用", f"the site is recorded as usable in about {many(count, 'month')}"
        )
    return Text(
        f"按台账成熟度（{tier.zh}）场地约 {count} 个月后可用",
        f"by its recorded readiness ({tier.en}) the site is usable in about {many(count, 'month')}",
    )


def _wait(project: Project, one: Sites, scheme: Scheme) -> Grading | None:
    """The site as the criterion of readiness has it; None where the scheme has no such criterion."""
    spec = scheme.find_criterion(READINESS.id)
    return None if spec is None else Grading(project=project, sites=one, scheme=scheme, spec=spec)


def _questions(lines: Sequence[Line]) -> tuple[Question, ...]:
    asked: dict[Text | None, list[Line]] = {}
    for line in lines:
        if line.answer == UNKNOWN:
            asked.setdefault(line.who, []).append(line)
    return tuple(
        Question(who=who, lines=tuple({line.title: line for line in found}.values())) for who, found in asked.items()
    )


def _start(work: Work, sections: dict[Section, tuple[Line, ...]], wait: Grading | None) -> Start:
    """Whether the project can begin by the scheme's date, and what keeps it from that."""
    plan, project = work.scheme.portfolio, work.project
    by = plan.due(work.site.as_of)
    failed = [line for key in (CONTROLS, "rules") for line in sections[key] if line.answer == NO]
    if by is None:
        return UNDATED
    if work.standing and project.stage in plan.pinned_stages:
        return Start(answer="yes", by=by, blocker=None, words=Text("续建项目，已开工", "continuing, it has begun"))
    if held := held_back(project, plan, by, work.blocker_words):
        return held
    if failed:
        title = failed[0].title
        return Start(
            answer="no", by=by, blocker=failed[0].code, words=Text(f"“{title.zh}”不符合", f"fails “{title.en}”")
        )
    if wait is None:
        return by_date(by, work.site.as_of, float("nan"), BY_SUPPLY)
    found = by_date(by, work.site.as_of, float(months_to_use(wait)[0]), slowest(wait, 0, work.blocker_words))
    return found if found.answer != "yes" or not work.steps else _once_done(found, work)


def _once_done(found: Start, work: Work) -> Start:
    """A site that can be used, and the procedures that are still to be gone through before anything begins there."""
    titles = [step.line.title for step in work.steps]
    zh, en = "、".join(each.zh for each in titles), ", ".join(each.en for each in titles)
    words = Text(f"{found.words.zh}；{zh}办妥后方可开工", f"{found.words.en}; it can begin once these are done: {en}")
    return replace(found, words=words)

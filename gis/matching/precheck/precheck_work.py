"""Work before a site is had: each procedure's answer by what is recorded, who clears it, and the chain in which the open ones follow one another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Annotated, NamedTuple

import numpy as np

from gis.catalog import Kind
from gis.fields import Role
from gis.matching.needs.project import ROLES, Project
from gis.matching.precheck.precheck_lines import STANDS, Line, Origin, origin_of
from gis.matching.precheck.starting import blocker_title
from gis.matching.ranking.requirement import requirement
from gis.matching.rules.holding.availability import RULE as VACANCY
from gis.matching.rules.holding.supply import RULE as SUPPLY
from gis.matching.rules.holding.title import RULE as TITLE
from gis.matching.rules.waiting import DAYS_A_MONTH
from gis.matching.scheme.scheme import Scheme, SupplyRoute
from gis.matching.schemes.procedures import Procedure, Procedures
from gis.matching.sites.answers import NO, UNKNOWN, YES
from gis.matching.sites.candidates import Sites
from gis.matching.sites.shared_ids import names_site
from gis.matching.sites.twins import twins_at
from gis.plainly import Digits, Hidden, Inline, reported
from gis.rounding import rounded
from gis.text import Text, many


class Evidence(NamedTuple):
    """Something that is known, or not known, of a procedure."""

    answer: int
    words: Text
    data: Origin


@dataclass(frozen=True, kw_only=True)
class NamedLine:
    """A line of a sheet as another list of it names it."""

    code: str
    title: Inline[Text]
    who: Text | None


@dataclass(frozen=True, kw_only=True)
class Step:
    """An open procedure in its place: months from today at which it can begin and will be through."""

    line: Hidden[Line]
    begins: Annotated[float, Digits(1)]
    ends: Annotated[float, Digits(1)]
    critical: bool = False

    @property
    @reported(after="")
    def named(self) -> Inline[NamedLine]:
        """The procedure by its code, its title and who clears it."""
        return NamedLine(code=self.line.code, title=self.line.title, who=self.line.who)


@dataclass(frozen=True, kw_only=True)
class Work:
    """All procedures of one project on one site."""

    project: Project
    site: Sites
    scheme: Scheme
    procedures: Procedures
    lines: Mapping[str, Sequence[Line]] = field(default_factory=dict)
    """The sheet's other lines, by the list of a procedure (rules, controls) that names their codes."""

    @cached_property
    def concerned(self) -> tuple[Procedure, ...]:
        """The procedures of the site's kind."""
        return tuple(each for each in self.procedures.entries if self.site.kind in each.kinds)

    @cached_property
    def done(self) -> tuple[Line, ...]:
        """A line for each procedure, its months as the chain has them."""
        drafts = {each.id: self._line(each) for each in self.concerned}
        ends = self._ends(drafts)
        return tuple(self._timed(each, drafts[each.id], ends) for each in self.concerned)

    def _timed(self, each: Procedure, draft: Line, ends: Mapping[str, float]) -> Line:
        if draft.answer != NO:
            return draft
        return replace(draft, months=rounded(ends[each.id] - self._begin(each, ends), 1))

    @property
    def standing(self) -> bool:
        """Whether the project stands on the site already, also under another record of it."""
        rows = (int(self.site.rows[0]), *twins_at(self.site.stock, int(self.site.rows[0])))
        return any(names_site(self.project.site_ids, self.site.stock, row) for row in rows)

    # evidence --------------------------------------------------------------------------------------------------------

    def _line(self, each: Procedure) -> Line:
        evidence = [*self._from_blockers(each), *self._from_lines(each), *self._from_title(each)]
        answer = min((one.answer for one in evidence), default=UNKNOWN, key=(NO, UNKNOWN, YES).index)
        said = [one for one in evidence if one.answer == answer]
        known, missing = self._stated(each)
        if missing and answer != NO:
            answer, said = UNKNOWN, [*(said if answer == UNKNOWN else []), *missing]
        elif not evidence:
            said = [Evidence(UNKNOWN, Text("由主管部门认定", "for the authority to say"), self._project_origin)]
        if each.due and self.standing:
            answer, said = YES, [Evidence(YES, STANDS, self._project_origin)]
        elif each.due and answer == YES:
            answer, known = NO, [*known, *self._dated]
        return Line(
            code=each.id,
            title=each.title,
            answer=answer,
            words=_join_words([one.words for one in said] + known),
            data=said[0].data if said else self._site_origin,
            rule=Origin(each.source, each.date),
            who=self._who(each),
            months=None if answer == YES else self._months(each),
        )

    @cached_property
    def _site_origin(self) -> Origin:
        return origin_of(*self.site.layer_of(0))

    @cached_property
    def _project_origin(self) -> Origin:
        for layer in self.site.stock.others[Kind.PROJECT]:
            if self.project.id in layer.row_of:
                return origin_of(layer, layer.row_of[self.project.id or ""])
        return Origin(Text("项目需求", "the project's demand"), None)

    def _from_blockers(self, each: Procedure) -> list[Evidence]:
        evidence = []
        for code in each.blockers:
            if self._recordable(code):
                evidence.append(self._site_blocker(code))
            if self.project.blocker == code:
                settled = code in self.scheme.portfolio.settled_by_placement
                words = (
                    Text("选定本场地即解决", "settled by taking this site")
                    if settled
                    else Text("项目登记受此制约", "the project is recorded as held by it")
                )
                evidence.append(Evidence(YES if settled else NO, words, self._project_origin))
        return evidence

    def _recordable(self, code: str) -> bool:
        """Whether the site's layer, or what it inherits from, can record a blocker."""
        layer, _ = self.site.layer_of(0)
        for holder in self.site.stock.holders(layer, Role.BLOCKERS):
            codes = holder.codelists.get(holder.collection.by_role[Role.BLOCKERS].name)
            return codes is None or code in codes.by_code
        return False

    @cached_property
    def _blockers(self) -> tuple[str, ...] | None:
        word = self.site.coded(Role.BLOCKERS).word(0)
        return tuple(map(str, word)) if isinstance(word, tuple) else None

    def _site_blocker(self, code: str) -> Evidence:
        if self._blockers is None:
            return Evidence(
                UNKNOWN, Text("场地是否有此阻碍待核实", "whether the site has it is to check"), self._site_origin
            )
        if code not in self._blockers:
            return Evidence(YES, Text("场地未登记此阻碍", "the site records no such blocker"), self._site_origin)
        months = float(self.site.number(Role.BLOCKER_MONTHS)[0])
        if np.isnan(months):
            return Evidence(NO, Text("场地登记有此阻碍", "the site records it"), self._site_origin)
        return Evidence(
            NO,
            Text(
                f"场地登记有此阻碍，预计 {months:g} 个月清除", f"the site records it, {many(months, 'month')} to clear"
            ),
            self._site_origin,
        )

    def _from_lines(self, each: Procedure) -> list[Evidence]:
        return [
            Evidence(line.answer, _titled(line), line.data)
            for key, lines in self.lines.items()
            for line in lines
            if line.code in getattr(each, key)
        ]

    def _from_title(self, each: Procedure) -> list[Evidence]:
        """The recorded title where the scheme's rule on it does not concern this kind of site."""
        spec = self.scheme.find_rule(TITLE.id)
        if TITLE.id not in each.rules or spec is None or self.site.kind in spec.kinds:
            return []
        state = self.site.coded(Role.TITLE_STATUS).word(0)
        words = self.site.words(0, Role.TITLE_STATUS)
        answer = YES if state in spec.names["yes"] else NO if state in spec.names["no"] else UNKNOWN
        return [Evidence(answer, Text(f"产权：{words.zh}", f"title: {words.en}"), self._site_origin)]

    def _stated(self, each: Procedure) -> tuple[list[Text], list[Evidence]]:
        """What the project states of what it must, and what it leaves open."""
        lines = {line.key: line for line in requirement(self.project, self.site.stock.catalog)}
        stated = [lines[key] for key in each.known if key in lines]
        missing = [key for key in each.known if getattr(self.project, key) is None]
        words = [
            Text(f"项目{line.title.zh}：{line.text.zh}", f"the project's {line.title.en}: {line.text.en}")
            for line in stated
        ]
        return words, [self._unstated(key) for key in missing]

    def _unstated(self, key: str) -> Evidence:
        fields = [layer.collection.by_role.get(ROLES[key]) for layer in self.site.stock.others[Kind.PROJECT]]
        title = next((field.title for field in fields if field), Text(key, key))
        return Evidence(
            UNKNOWN, Text(f"项目未写明{title.zh}", f"the project does not state its {title.en}"), self._project_origin
        )

    @property
    def _dated(self) -> list[Text]:
        """The recorded date of availability, which goes before a usual duration."""
        date = self.site.value(0, Role.AVAILABLE_FROM)
        return [Text(f"台账记 {date} 可用", f"recorded as available from {date}")] if date else []

    # who and how long ------------------------------------------------------------------------------------------------

    @property
    def _route(self) -> SupplyRoute | None:
        return self.scheme.supply.get(str(self.site.coded(Role.STATUS).word(0)))

    def _who(self, each: Procedure) -> Text:
        route = self._route if SUPPLY.id in each.rules else None
        if route and route.by:
            return route.by
        owner = self.site.value(0, Role.OWNER) if VACANCY.id in each.rules else None
        return Text(f"{each.who.zh}（{owner}）", f"{each.who.en} ({owner})") if owner else each.who

    def _months(self, each: Procedure) -> float:
        """What is recorded of this site goes before what is usual."""
        recorded = float(self.site.number(Role.BLOCKER_MONTHS)[0])
        if self._blockers and set(self._blockers) & set(each.blockers) and not np.isnan(recorded):
            return recorded if len(self._blockers) == 1 else min(recorded, each.months)
        route = self._route if SUPPLY.id in each.rules else None
        return route.months if route and route.open else each.months

    # order -----------------------------------------------------------------------------------------------------------

    @cached_property
    def available(self) -> float:
        """Months until the recorded date of availability; NaN where none is recorded."""
        return float(max((self.site.number(Role.AVAILABLE_FROM)[0] - self.site.today) / DAYS_A_MONTH, 0.0))

    def _begin(self, each: Procedure, ends: Mapping[str, float]) -> float:
        return max((ends[name] for name in self._before(each) if name in ends), default=0.0)

    def _before(self, each: Procedure) -> list[str]:
        """What comes before a procedure, across those that do not concern this kind of site."""
        concerned = {one.id for one in self.concerned}
        by_id = {one.id: one for one in self.procedures.entries}
        waiting, before = list(each.after), []
        while waiting:
            name = waiting.pop(0)
            if name in concerned:
                before.append(name)
            else:
                waiting += by_id[name].after
        return before

    def _ends(self, drafts: Mapping[str, Line]) -> dict[str, float]:
        """Months at which each procedure is through, open ones one after the other, the others at once."""
        ends: dict[str, float] = {}
        left = list(self.concerned)
        while left:
            ready = [each for each in left if all(name in ends for name in self._before(each))]
            for procedure in ready:
                begin, line = self._begin(procedure, ends), drafts[procedure.id]
                takes = line.months or 0.0 if line.answer == NO else 0.0
                # A recorded date of availability has its supply in it.
                recorded = line.answer == NO and procedure.due and not np.isnan(self.available)
                ends[procedure.id] = max(begin, self.available) if recorded else begin + takes
            left = [each for each in left if each.id not in ends]
        return ends

    def months(self, *, worst: bool = False) -> float:
        """Months of the slowest chain of open procedures; ``worst``: were those that are to be checked open too."""
        lines = {line.code: line for line in self.done}
        if worst:
            lines = {code: replace(line, answer=NO) if line.answer == UNKNOWN else line for code, line in lines.items()}
        return max(self._ends(lines).values(), default=0.0)

    def blocker_words(self, code: str) -> Text:
        """A blocker by the title of the procedure that settles it, else by its code list."""
        settled = self.procedures.settling("blockers", code)
        title = blocker_title(self.site.stock.others.__getitem__, code)
        return title or (settled.title if settled else Text(code, code))

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The open procedures, first those that can begin first, then those that the most waits for."""
        lines = {line.code: line for line in self.done}
        ends = self._ends(lines)
        critical = self._critical(lines, ends)
        listed = [
            Step(
                line=lines[each.id],
                begins=self._begin(each, ends),
                ends=ends[each.id],
                critical=each.id in critical,
            )
            for each in self.concerned
            if lines[each.id].answer == NO
        ]
        return tuple(sorted(listed, key=lambda step: (step.begins, not step.critical, step.ends)))

    def _critical(self, lines: Mapping[str, Line], ends: Mapping[str, float]) -> set[str]:
        """The slowest chain of open procedures."""
        by_id = {each.id: each for each in self.concerned}
        at = max((name for name in ends if lines[name].answer == NO), key=lambda name: ends[name], default=None)
        chain: set[str] = set()
        while at is not None:
            if lines[at].answer == NO:
                chain.add(at)
            at = max(self._before(by_id[at]), key=lambda name: ends[name], default=None)
        return chain


def _titled(line: Line) -> Text:
    """A line's words after its title, where they do not say already of what they are."""
    (zh, en), title = line.words, line.title
    # 产权待核实 says already of what it is, whatever more the title 产权清晰 says.
    if zh.startswith(title.zh[:2]) or title.zh in zh or "：" in zh:
        return line.words
    return Text(f"{title.zh}：{zh}", f"{title.en}: {en}")


def _join_words(parts: Sequence[Text]) -> Text:
    said = list(dict.fromkeys(parts))
    return Text("；".join(text.zh for text in said), "; ".join(text.en for text in said))

"""In which system a column writes its codes: proposed from the set of its values, certain only where the heading says it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from gis.codelists import Codelist
from gis.intake.code_reading import CodeReader
from gis.intake.mapping import folded_value
from gis.intake.systems import Lead, Systems, system_name
from gis.text import Text, either, many, run_on

_SHOWN: Final = 3


@dataclass(frozen=True, kw_only=True)
class SystemProposal:
    """A system in which the codes of a column may be written.

    Parameters
    ----------
    codes, titles
        Shares of the rows whose word is a code, and is a title, of the system; of those that have a word.
    read
        Share of the rows that become a code of the house's list where the system is the right one.
    named
        Whether the column's heading says so: only then are its values taken without the mapping's word.
    evidence
        What speaks for it.
    against
        What speaks against it; None where nothing does.
    """

    system: Codelist
    codes: float
    titles: float
    read: float
    named: bool
    evidence: Text
    against: Text | None


def propose_systems(values: Mapping[str, int], systems: Systems, heading: str = "") -> tuple[SystemProposal, ...]:
    """Systems in which a column may be written, the likeliest first; none where no word is a code or a title.

    Parameters
    ----------
    values
        The column's words with how often each stands.
    heading
        Its heading, which may name the system.
    """
    words = {word: count for word, count in values.items() if word.strip() and count}
    named = systems.of_heading(heading)
    made = [_proposal(words, systems, one, named) for one in systems.lists]
    # Where two know the same words, that is likelier under which more of them are what the house's list is about; then the later one.
    order = sorted(made, key=lambda one: (one.named, one.codes, one.read, one.titles, one.system.edition), reverse=True)
    return tuple(one for one in order if one.named or one.codes or one.titles)


@dataclass(frozen=True, kw_only=True)
class _Seen:
    """The words of a column as one system sees them.

    Parameters
    ----------
    coded
        Those that are its codes.
    alone
        Those that are codes of no other system.
    foreign
        Those that are codes of others alone.
    astray
        Its codes that mean in it what the house's list is not about, and in another system what it is.
    """

    words: Mapping[str, int]
    coded: Mapping[str, Lead]
    entitled: Sequence[str]
    alone: Sequence[str]
    foreign: Mapping[str, Lead]
    astray: Mapping[str, Lead]

    @property
    def rows(self) -> int:
        """Rows that have a word."""
        return sum(self.words.values())

    def count(self, some: Iterable[str]) -> int:
        """Rows of some words."""
        return sum(self.words[word] for word in some)

    def share(self, some: Iterable[str]) -> float:
        """Share of the rows that some words have."""
        return self.count(some) / self.rows if self.words else 0.0

    def most(self, some: Mapping[str, Lead]) -> tuple[str, Lead]:
        """The word that stands most often."""
        return max(some.items(), key=lambda item: self.words[item[0]])


def _proposal(words: Mapping[str, int], systems: Systems, one: Codelist, named: Codelist | None) -> SystemProposal:
    reader = CodeReader(systems, one)
    read = [word for word in words if reader.read(word).code is not None]
    leads = {word: systems.leads(folded_value(word)) for word in words}
    coded = {word: lead for word, all_leads in leads.items() for lead in all_leads if lead.system is one}
    seen = _Seen(
        words=words,
        coded=coded,
        entitled=[word for word in words if any(lead.system is one for lead in systems.entitled(folded_value(word)))],
        alone=[word for word in coded if len(leads[word]) == 1],
        foreign={word: all_leads[0] for word, all_leads in leads.items() if all_leads and word not in coded},
        astray={
            word: lead
            for word, lead in coded.items()
            if lead.exact and word not in read and any(other.target in systems.house.by_code for other in leads[word])
        },
    )
    return SystemProposal(
        system=one,
        codes=seen.share(coded),
        titles=seen.share(seen.entitled),
        read=seen.share(read),
        named=named is one,
        evidence=_evidence(seen, named=named is one),
        against=_against(seen, one),
    )


def _evidence(seen: _Seen, *, named: bool) -> Text:
    """What speaks for a system: the heading, its codes, its titles, codes that no other has."""
    coded, titles = seen.count(seen.coded), seen.count(seen.entitled)
    shown = [Text(*(f"{word} {title}" for title in lead.entry.title)) for word, lead in seen.coded.items()][:_SHOWN]
    alone = seen.alone[:_SHOWN]
    parts = [
        Text("表头写明", "named by the heading") if named else None,
        Text(
            f"{seen.rows} 行中 {coded} 行是其代码",
            f"{coded} of {many(seen.rows, 'row')} {either(coded, 'holds', 'hold')} its codes",
        ),
        Text(f"如 {'、'.join(one.zh for one in shown)}", f"as {', '.join(one.en for one in shown)}") if shown else None,
        Text(f"{titles} 行是其名称", f"{many(titles, 'row')} {either(titles, 'holds', 'hold')} its titles")
        if titles
        else None,
        Text(f"只有它有 {'、'.join(alone)}", f"no other has {', '.join(alone)}") if alone else None,
    ]
    known = [part for part in parts if part is not None]
    return Text("；".join(part.zh for part in known), "; ".join(part.en for part in known))


def _against(seen: _Seen, one: Codelist) -> Text | None:
    """Codes that it does not have, and codes that would mean in it what the house's list is not about."""
    parts = []
    if seen.foreign:
        word, lead = seen.most(seen.foreign)
        count, name, own = seen.count(seen.foreign), system_name(lead.system), system_name(one)
        title = lead.entry.title
        parts.append(
            Text(
                run_on(f"{count} 行不是其代码：", own.zh, f"没有 {word}，它在", name.zh, f"中是{title.zh}"),
                f"{many(count, 'row')} {either(count, 'holds', 'hold')} none of its codes: {own.en} has no {word}, in {name.en} it is {title.en}",
            )
        )
    if seen.astray:
        word, lead = seen.most(seen.astray)
        count, title = seen.count(seen.astray), lead.entry.title
        parts.append(
            Text(
                f"按它读取，{count} 行不成本代码表的用途：{word} 是{title.zh}",
                f"read by it {many(count, 'row')} {either(count, 'falls', 'fall')} outside this list: {word} is {title.en}",
            )
        )
    return Text("；".join(part.zh for part in parts), "; ".join(part.en for part in parts)) if parts else None

"""The mapping that a ledger probably needs, from its titles, headings and values."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from gis.catalog import Kind
from gis.codelists import Codelist
from gis.fields import Role
from gis.intake.cleaning.measures import units_named
from gis.intake.columns_seen import ColumnSeen, TableSeen, look_through
from gis.intake.course import Confidence, Course, Guess, declared_table
from gis.intake.guesses import SECTION_SLOT, guess_column, guesses_beside
from gis.intake.known import (
    Known,
    KnownLedger,
    fields_called,
    ledger_called,
    read_known,
    unitless,
)
from gis.intake.mapping import SHEET, TABLE
from gis.intake.own_columns import OWN, own_guess
from gis.intake.periods import form_of, period_of
from gis.intake.proposed_checks import Check, propose_checks
from gis.intake.proposed_id import propose_id, propose_title
from gis.intake.proposed_key import NAMING, propose_key
from gis.intake.stated_days import StatedDay, earliest_stated
from gis.intake.table_groups import size_of
from gis.intake.tables import Table
from gis.intake.trade_words import read_word
from gis.text import Text

_SHOWN: Final = 5
_TOWNSHIP: Final = "township"
_TOWN: Final = re.compile(r"[\u3400-\u9fff]{1,10}(?:街道(?:办事处)?|镇|乡|苏木)")
"""What a town is called (民政部 行政区划代码: 街道、镇、乡、民族乡、苏木)."""


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A mapping that is proposed for a table.

    Parameters
    ----------
    kind
        The kind whose fields its columns are.
    place
        What is said of where its shapes lie.
    placed
        Whether nobody has to look at that.
    looked_up
        Whether its layer is proposed to be looked up in alone, and not as stock.
    columns
        What stands in the table.
    """

    table: Table
    ledger: KnownLedger | None
    kind: Kind
    register: Mapping[str, Any]
    evidence: Text
    guesses: tuple[Guess, ...]
    checks: tuple[Check, ...] = ()
    records: int = 0
    stated: StatedDay | None = None
    shape: Mapping[str, str] = field(default_factory=dict)
    place: tuple[Text, ...] = ()
    placed: bool = True
    looked_up: bool = False
    columns: tuple[ColumnSeen, ...] = ()

    @property
    def sure(self) -> bool:
        """Whether nothing in it has to be looked at before it is used."""
        certain = self.ledger is not None and self.placed and (self.stated is None or self.stated.sure)
        return certain and all(guess.confidence is Confidence.SURE for guess in self.guesses)


def propose(table: Table, *, file: str, codelists: Mapping[str, Codelist], states: Sequence[Table] = ()) -> Proposal:
    """A mapping for a table, from its titles, headings and values; nothing is taken that a heading does not say.

    Parameters
    ----------
    file
        The file's name, whose words count as a title's do.
    codelists
        The code lists of the data folder; a field whose list it lacks is kept as text.
    states
        Where it is the latest of several states of one list, all of them.
    """
    known = read_known()
    seen = look_through(table)
    texts = (table.sheet.name, file, *table.titles)
    called = ledger_called(texts, known)
    kind, evidence = _kind_of(seen, known, called)
    ledger = called[0] if called and called[0].kind is kind else None
    course = Course(seen=seen, known=known.of_kind(kind), titles=table.titles, ledger=ledger)
    for column in seen.columns:
        course.guesses.append(guess_column(course, column, codelists))
        course.guesses += guesses_beside(course, column, codelists)
    if (latest := _latest_state(course)) is not None:
        return propose(latest, file=file, codelists=codelists, states=(table, *table.more))
    course.guesses += _from_sections(course, codelists) or _section_itself(course)
    course.guesses = _titled_apart(_with_area_role(course), seen)
    if ledger:
        told = course.taken.keys() | ({"made_of"} if "floor" in course.taken else set())
        course.guesses += [
            _constant(course, name, value, called) for name, value in ledger.constants.items() if name not in told
        ]
    looked_up = _is_looked_up(course, kind, known)
    key = propose_key(course, looked_up=looked_up)
    course.guesses[:0] = [key, *_whereabouts(course), *_latest_alone(table, states)]
    stated = earliest_stated((each.titles, each.sheet.name, file) for each in (table, *table.more))
    return Proposal(
        table=table,
        ledger=ledger,
        kind=kind,
        looked_up=looked_up,
        stated=stated,
        register=_register(table, ledger, Kind.OTHER if looked_up else kind, file, stated),
        evidence=_LOOKED_UP if looked_up else evidence,
        guesses=tuple(course.guesses),
        checks=tuple(propose_checks(course)),
        records=seen.records,
        columns=seen.columns,
    )


def _kind_of(seen: TableSeen, known: Known, called: tuple[KnownLedger, str] | None) -> tuple[Kind, Text]:
    """The kind of layer that a table makes: by its title, else by the kind whose fields its headings name most."""
    if called is not None:
        ledger, word = called
        return ledger.kind, Text(f"标题或文件名中有“{word}”", f"title or file name has {word}")
    counts = {
        kind: sum(
            any(True for _ in fields_called(column.column.heading, known.of_kind(kind))) for column in seen.columns
        )
        for kind in (Kind.PARCEL, Kind.SPACE, Kind.BUILDING, Kind.PROJECT)
    }
    best = max(counts, key=lambda kind: counts[kind])
    return best, Text(f"{counts[best]} 个列名是这一类的", f"{counts[best]} headings are of this kind")


def _is_looked_up(course: Course, kind: Kind, known: Known) -> bool:
    """Whether a ledger of plots says whose each is, and nothing that a plot would be offered by: a cadastre, in which the rows of other ledgers are found."""
    names = course.taken.keys()
    words = [word for ledger in known.ledgers for word in ledger.looked_up_unless]
    keyed = names >= _OF_A_CADASTRE if course.ledger is None else bool(course.ledger.looked_up_unless)
    roles = {each.field.role for each in course.known if each.field.name in names}
    own = [str(guess.rule.get("from", "")) for guess in course.guesses if guess.name.startswith(OWN)]
    speaks = any(word in heading for heading in own for word in words)
    return kind is Kind.PARCEL and keyed and not speaks and _OF_STOCK.isdisjoint(roles)


_OF_A_CADASTRE: Final = frozenset({"parcel_code", "owner", "certificate_no"})
"""Fields by which a table that nobody calls a cadastre is one."""
_OF_STOCK: Final = frozenset(
    {
        Role.STATUS, Role.CONTRACT_START, Role.STARTED_ON, Role.STOPPED_ON, Role.AVAILABLE_FROM, Role.HELD_BY,
        Role.BLOCKERS, Role.READINESS, Role.PRICE, Role.RENT, Role.FAR_MIN, Role.FAR_MAX, Role.STARTED_SHARE,
        Role.INVESTED_SHARE, Role.SERVICES, Role.TAX_PER_MU,
    }
)  # fmt: skip
"""What is said of plots that are in stock, and never in a cadastre."""
_LOOKED_UP: Final = Text(
    '有代码和权利人，没有状态、闲置、供地、开工的列，按地籍作查找图层，宗地不参与匹配；要作为存量，请改 kind = "parcel"',
    "codes and owners, no column of status, supply or start: a cadastre to look up in, whose parcels are not matched; "
    'for stock write kind = "parcel"',
)


def _register(
    table: Table, ledger: KnownLedger | None, kind: Kind, file: str, stated: StatedDay | None
) -> dict[str, Any]:
    title = ledger.title if ledger else propose_title(file, table.titles, kind)
    return {
        "id": ledger.id if ledger else propose_id(file, table.sheet.name, kind),
        "kind": str(kind),
        "title": title.as_dict(),
        "source": {"zh": table.titles[0] if table.titles else file, "en": file},
        "as_of": stated.day if stated else None,
        "as_of_stated": True if stated else None,
        "sheet": form_of(table.sheet.name)
        if len({form_of(each.sheet.name) for each in (table, *table.more)}) == 1
        else "",
        **({"together": True} if table.more else {}),
    }


def _whereabouts(course: Course) -> list[Guess]:
    """Of tables that are read as one: the sheet and the title under which each record stands."""
    tables = (course.seen.table, *course.seen.table.more)
    sheets = tuple(dict.fromkeys(table.sheet.name for table in tables))
    titles = tuple(dict.fromkeys(table.title for table in tables))
    fields = (("sheet", "工作表", "Sheet", SHEET, sheets), ("table", "表名", "Table", TABLE, titles))
    count = len(tables)
    words = Text(
        f"{count} 张表的列名相同，合为一个图层；若不应合并，请删去 together 一行",
        f"{count} tables have the same headings and are one layer; take out the line together where they are not to be",
    )
    return [
        Guess(
            rule={"name": name, "zh": zh, "en": en, "template": f"{{{slot}}}", "keep": True},
            column=0,
            confidence=Confidence.LIKELY if slot == SHEET and _are_states(course, sheets) else Confidence.SURE,
            evidence=words,
            samples=tuple(filter(None, values))[:_SHOWN],
        )
        for name, zh, en, slot, values in fields
        if len(values) > 1
    ]


def _are_states(course: Course, sheets: Sequence[str]) -> bool:
    """Whether sheets of months list the same things, and are states of one list: whoever sums them counts each thing as often as there are months."""
    if len({form_of(name) for name in sheets}) == len(sheets):
        return False
    return any(
        not column.alone and column.filled == course.seen.records
        for column in course.seen.columns
        if any(course.taken.get(name) is column for name in NAMING)
    )


def _latest_state(course: Course) -> Table | None:
    """Of tables that are states of one list, each on a sheet of its month, the latest; None of others."""
    tables = [each for each in (course.seen.table, *course.seen.table.more) if size_of(each) > 0]
    sheets = list(dict.fromkeys(table.sheet.name for table in tables))
    one_form = len({form_of(name) for name in sheets}) == 1 and all(map(period_of, sheets))
    if len(sheets) < len(tables) or len(sheets) == 1 or not one_form or not _are_states(course, sheets):
        return None
    return replace(max(tables, key=lambda table: period_of(table.sheet.name)), more=())


def _latest_alone(table: Table, states: Sequence[Table]) -> list[Guess]:
    """That of several states of one list the latest alone is read, for somebody to confirm."""
    if not states:
        return []
    older = "、".join(each.sheet.name for each in states if each.sheet.name != table.sheet.name)
    words = Text(
        f"各月工作表列的是同一批，只读最新的“{table.sheet.name}”，不读 {older}；要各月合读，请加 together = true",
        f"sheets of months that list the same: the latest, {table.sheet.name}, is read and {older} are not; add together = true to read all as one",
    )
    rule = {"name": "sheet", "zh": "工作表", "en": "Sheet", "template": f"{{{SHEET}}}", "keep": True}
    return [Guess(rule=rule, column=0, confidence=Confidence.LIKELY, evidence=words, samples=(table.sheet.name,))]


def _from_sections(course: Course, codelists: Mapping[str, Codelist]) -> list[Guess]:
    """Fields that the titles of sections say; the column that repeats them is kept, and compared."""
    guesses = []
    for known in course.known:
        if not known.section or not course.seen.sections:
            continue
        listed = codelists.get(known.field.codelist or "")
        if listed is None:
            continue
        read = {words: read_word(listed, words) for words in course.seen.sections}
        meant = {words: word.code for words, word in read.items() if word.code is not None}
        if not meant:
            continue
        beside = course.taken.get(known.field.name)
        if beside is not None:
            place = next(n for n, guess in enumerate(course.guesses) if guess.name == known.field.name)
            course.guesses[place] = own_guess(course, beside)
        sure = len(meant) == len(read) and all(read[words].sure for words in meant)
        guess = Guess(
            rule=declared_table(known.field) | {"template": SECTION_SLOT, "values": meant},
            column=0,
            confidence=Confidence.SURE if sure else Confidence.LIKELY,
            evidence=Text(
                f"{len(meant)} 个分节标题即{known.field.title.zh}，请确认对应",
                f"{len(meant)} titles of sections say the {known.field.title.en.lower()}: confirm what they mean",
            ),
            samples=tuple(meant),
        )
        guesses.append(guess)
    return guesses


def _section_itself(course: Course) -> list[Guess]:
    """The titles of sections that say no code: the town where all are towns, else each record keeps its own."""
    if not course.seen.sections:
        return []
    towns = next((one for one in course.known if one.field.name == _TOWNSHIP), None)
    if towns is not None and _TOWNSHIP not in course.taken and all(map(_TOWN.fullmatch, course.seen.sections)):
        return [
            Guess(
                rule=declared_table(towns.field) | {"template": SECTION_SLOT, "keep": True},
                column=0,
                confidence=Confidence.SURE,
                evidence=Text("分节标题都是街镇", "all titles of sections are towns"),
                samples=tuple(course.seen.sections)[:_SHOWN],
            )
        ]
    return [
        Guess(
            rule={"name": "section", "zh": "分节", "en": "Section", "template": SECTION_SLOT, "keep": True},
            column=0,
            confidence=Confidence.SURE,
            evidence=Text("分节标题", "titles of sections"),
            samples=tuple(course.seen.sections)[:_SHOWN],
        )
    ]


def _titled_apart(guesses: Sequence[Guess], seen: TableSeen) -> list[Guess]:
    """Of one area given in two units the second says which it was given in: without their units both are called alike."""
    titles = Counter(guess.rule["zh"] for guess in guesses)
    headings = {column.column.place: column.column.heading for column in seen.columns}
    apart = list(guesses)
    for place, guess in enumerate(guesses):
        title, heading = guess.rule["zh"], form_of(headings.get(guess.column, ""))
        own = guess.name.startswith(OWN) and bool(guess.rule.get("unit"))
        if own and titles[title] > 1 and title == unitless(heading) != heading:
            unit = next(units_named(heading), "")
            words = {"zh": f"{title}（按{unit}填报）", "en": f"{title} (given in {unit})"}
            apart[place] = replace(guess, rule={**guess.rule, **words})
    return apart


def _with_area_role(course: Course) -> list[Guess]:
    """Fields that stand in for one that the ledger does not have take its role."""
    guesses = list(course.guesses)
    for one in course.known:
        if not one.instead or one.instead in course.taken or one.field.name not in course.taken:
            continue
        asked = next((other.field for other in course.known if other.field.name == one.instead), None)
        place = next(n for n, guess in enumerate(guesses) if guess.name == one.field.name)
        if asked is not None and asked.role is not None:
            guesses[place] = replace(guesses[place], rule={**guesses[place].rule, "role": str(asked.role)})
    return guesses


def _constant(course: Course, name: str, value: str, called: tuple[KnownLedger, str] | None) -> Guess:
    """What the kind of a ledger says of all its rows; to look at where it need not be so, or where a column of its own seems to say it row by row."""
    asked = next((one.field for one in course.known if one.field.name == name), None)
    declared = declared_table(asked) if asked else {"name": name, "zh": "按栋登记", "en": "Made of"}
    word = called[1] if called else ""
    words = Text(f"台账名称“{word}”", f"the ledger is called {word}")
    supposed = called is not None and called[0].supposed
    if supposed:
        words = Text(
            f"{words.zh}，各行未必都是，请确认", f"{words.en}, which need not be so of every row: to be confirmed"
        )
    guess = Guess(
        rule=declared | {"constant": value},
        column=0,
        confidence=Confidence.LIKELY if supposed else Confidence.SURE,
        evidence=words,
    )
    taken = {id(column) for column in course.taken.values()}
    headings = [column.column.heading for column in course.seen.columns if id(column) not in taken]
    beside = next((heading for heading in headings if asked and asked.title.zh in heading), None)
    if beside is None:
        return guess
    evidence = Text(
        f"台账名称“{word}”，而“{beside}”一列逐行写明，请核对",
        f"the ledger is called {word}, but {beside} says it row by row",
    )
    return replace(guess, confidence=Confidence.LIKELY, evidence=evidence)

"""Ledgers brought in without a mapping of their own: the one that is proposed for them, and whether it can be used as it is."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from gis.codelist_file import read_codelist
from gis.disk import show_path
from gis.errors import MappingError, SourceError
from gis.intake.feature_files import read_layer
from gis.intake.ledger_sheets import choose_tables
from gis.intake.periods import form_of
from gis.intake.proposal_file import kind_line, proposal_lines, proposal_text, stated_lines, unsure_guesses
from gis.intake.proposed_layer import propose_layer
from gis.intake.proposed_links import keys_in, with_links
from gis.intake.proposed_shape import with_shape
from gis.intake.proposed_system import propose_system
from gis.intake.proposing import Proposal, propose
from gis.intake.read_as import AS_DECLARED, ReadAs
from gis.intake.register import no_sources, sources_in
from gis.intake.table_groups import are_alike, shown_sheets, size_of, tables_in
from gis.intake.tables import Table
from gis.io.headings import visible
from gis.io.members import Member, members
from gis.io.tables_in import open_tables
from gis.layer import Layer
from gis.text import Text, many

_SHOWN: Final = 5
_SEVERAL: Final = 2


def propose_mapping(
    files: Sequence[Path],
    shared: Path,
    layer: str = "",
    *,
    read_as: ReadAs = AS_DECLARED,
    beside: Sequence[Layer] = (),
) -> Proposal:
    """The mapping that is proposed for files of one form, from the largest table of the first of them; see :func:`propose_mappings`."""
    return _linked(_proposals(files, shared, layer, read_as, only=1), beside)[0]


def propose_mappings(
    files: Sequence[Path],
    shared: Path,
    layer: str = "",
    *,
    read_as: ReadAs = AS_DECLARED,
    beside: Sequence[Layer] = (),
) -> list[Proposal]:
    """The mappings that are proposed for files of one form, from the first of them: one for each form of table in it, the largest first.

    Parameters
    ----------
    shared
        Data folder whose code lists the mapping may use.
    layer
        Of a GeoPackage with several layers the one that is meant.
    read_as
        What somebody says of coordinates.
    beside
        Layers of the folder that it is to be brought into: columns that name features of one are proposed as links to it.

    Raises
    ------
    SourceError
        There is no file of shapes and no ledger among the files, or it has no table.
    """
    return _linked(_proposals(files, shared, layer, read_as), beside)


def _linked(proposals: Sequence[Proposal], beside: Sequence[Layer]) -> list[Proposal]:
    keys = keys_in(beside)
    return [
        replace(
            each,
            guesses=tuple(
                with_links(each.guesses, each.columns, [key for key in keys if key.layer.id != each.register["id"]])
            ),
        )
        for each in proposals
    ]


def _proposals(
    files: Sequence[Path], shared: Path, layer: str, read_as: ReadAs, only: int | None = None
) -> list[Proposal]:
    sources, ledgers = sources_in(members(files))
    if not sources:
        raise no_sources()
    first = sources[0]
    lists = {made.id: made for made in map(read_codelist, sorted((shared / "codelists").glob("*.toml")))}
    if not ledgers:
        system = propose_system(read_layer(first, layer), read_as, shared)
        return [_apart(propose_layer(system, file=first.name, codelists=lists), sources)]
    tables = choose_tables(open_tables(first))
    _check_alike(tables[0], sources)
    made = [_with_shape(propose(table, file=first.name, codelists=lists), read_as, shared) for table in tables[:only]]
    made = [_apart(each, sources) for each in made]
    return [made[0], *(_numbered(each, n) for n, each in enumerate(made[1:], 2) if each.records)]


def _with_shape(proposal: Proposal, read_as: ReadAs, shared: Path) -> Proposal:
    """A proposal with the columns that say where rows lie, and the system in which they do."""
    made, read = with_shape(proposal)
    if read is None:
        return proposal
    system = propose_system(read, read_as, shared)
    register = {**made.register, **system.register}
    if system.metric_crs is not None:
        register["metric_crs"] = system.metric_crs
    return replace(made, register=register, place=system.words, placed=system.sure)


def _apart(proposal: Proposal, sources: Sequence[Member]) -> Proposal:
    """Of several files the rows are told apart by their file too, where their number alone tells them apart."""
    key, *others = proposal.guesses
    if len(sources) < _SEVERAL or key.rule.get("template") != "{number}":
        return proposal
    key = replace(key, rule={**key.rule, "template": "{file}-{number}"})
    return replace(proposal, guesses=(key, *others))


def _numbered(proposal: Proposal, number: int) -> Proposal:
    """The proposal for a further table of a file, whose layer has a name of its own."""
    return replace(proposal, register={**proposal.register, "id": f"{proposal.register['id']}_{number}"})


def _check_alike(first: Table, sources: Sequence[Member]) -> None:
    """Refuse ledgers of several forms given at once: one mapping is of one form.

    Raises
    ------
    SourceError
        Naming the files, in what they differ, and the command for each.
    """
    others = []
    for member in sources[1:]:
        tables = tables_in(shown_sheets(open_tables(member)))
        if not any(are_alike(first, table) for table in tables):
            others.append((member, max(tables, key=size_of) if tables else None))
    if not others:
        return
    alone = sources[0]
    differing = [_difference(first, member, table) for member, table in others[:_SHOWN]]
    named = [alone, *(member for member, _ in others)]
    ways = [
        f"landstock import {shlex.quote(str(member.path))} --propose {member.stem}.toml" for member in named[:_SHOWN]
    ]
    raise SourceError(
        Text(
            f"给出的文件不是同一种台账，一份映射只能读一种。与 {alone.origin} 不同的：{'；'.join(each.zh for each in differing)}",
            f"the files are ledgers of several forms, and a mapping is of one. Other than {alone.origin}: {'; '.join(each.en for each in differing)}",
        ),
        Text(
            f"请分别导入：{'；'.join(ways)}",
            f"bring them in one by one: {'; '.join(ways)}",
        ),
        files=[member.origin for member in named],
    )


def _difference(first: Table, member: Member, table: Table | None) -> Text:
    if table is None:
        return Text(f"{member.origin}（没有表头）", f"{member.origin} (no headings)")
    forms = {form_of(heading) for heading in first.headings}
    own = [visible(heading) for heading in table.headings if form_of(heading) not in forms][:_SHOWN]
    missing = [
        visible(heading)
        for heading in first.headings
        if form_of(heading) not in {form_of(each) for each in table.headings}
    ][:_SHOWN]
    return Text(
        f"{member.origin}（多出 {'、'.join(own) or '—'}，没有 {'、'.join(missing) or '—'}）",
        f"{member.origin} (has {', '.join(own) or '—'}, lacks {', '.join(missing) or '—'})",
    )


def write_proposals(proposals: Sequence[Proposal], to: Path) -> list[Path]:
    """Write proposed mappings, the first under the name given and the others numbered after it; nothing where one of these is a file already.

    Raises
    ------
    MappingError
        As :func:`write_proposal`.
    """
    paths = [to if n == 1 else to.with_name(f"{to.stem}-{n}{to.suffix}") for n in range(1, len(proposals) + 1)]
    for path in paths:
        if path.exists():
            raise _is_there(path)
    for proposal, path in zip(proposals, paths, strict=True):
        write_proposal(proposal, path)
    return paths


def write_proposal(proposal: Proposal, to: Path) -> None:
    """Write a proposed mapping where there is no file yet.

    Raises
    ------
    MappingError
        Where there is one, which may be somebody's work.
    """
    to.parent.mkdir(parents=True, exist_ok=True)
    try:
        with to.open("x", encoding="utf-8") as target:
            target.write(proposal_text(proposal))
    except FileExistsError:
        raise _is_there(to) from None


def _is_there(to: Path) -> MappingError:
    return MappingError(
        Text(
            f"{show_path(str(to))} 已经存在，未作改动",
            f"{show_path(str(to))} is there already; nothing was changed",
        ),
        Text("请另取文件名，或先移走原来的映射", "name another file, or move the old one away"),
        file=str(to),
    )


def require_sure(proposal: Proposal) -> None:
    """Refuse to use a proposal that somebody has to look at first.

    Raises
    ------
    MappingError
        Naming the guesses that are not sure.
    """
    if proposal.sure:
        return
    lines = proposal_lines(proposal)
    names = {guess.name for guess in unsure_guesses(proposal)}
    unsure = [line for line, guess in zip(lines, proposal.guesses, strict=True) if guess.name in names]
    kind = [] if proposal.ledger else [kind_line(proposal)]
    kind += [] if proposal.placed else list(proposal.place)
    kind += [] if proposal.stated is None or proposal.stated.sure else stated_lines(proposal)
    shown = [*kind, *unsure][:_SHOWN]
    raise MappingError(
        Text(
            f"推测的映射有 {len(kind) + len(unsure)} 处需要核对：{'；'.join(line.zh for line in shown)}",
            f"the mapping that is proposed has {many(len(kind) + len(unsure), 'place')} to look at: {'; '.join(line.en for line in shown)}",
        ),
        Text(
            "请用 --propose 写出映射，核对后用 --mapping 导入",
            "write it with --propose, look through it, and import with --mapping",
        ),
    )

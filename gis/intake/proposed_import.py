"""Ledgers brought in without a mapping of their own: the one that is proposed for them, and whether it can be used as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from gis.codelist_file import read_codelist
from gis.disk import show_path
from gis.errors import MappingError
from gis.intake.feature_files import read_layer
from gis.intake.ledger_sheets import choose_table
from gis.intake.proposal_file import proposal_lines, proposal_text, unsure_guesses
from gis.intake.proposed_layer import propose_layer
from gis.intake.proposing import Proposal, propose
from gis.intake.register import no_sources, sources_in
from gis.io.members import Member, members
from gis.io.tables_in import open_tables
from gis.text import Text, many

_SHOWN: Final = 5
_SEVERAL: Final = 2


def propose_mapping(files: Sequence[Path], shared: Path, layer: str = "") -> Proposal:
    """The mapping that is proposed for files of one form, from the first of them.

    Parameters
    ----------
    shared
        Data folder whose code lists the mapping may use.
    layer
        Of a GeoPackage with several layers the one that is meant.

    Raises
    ------
    SourceError
        There is no file of shapes and no ledger among the files, or it has no table.
    """
    sources, ledgers = sources_in(members(files))
    if not sources:
        raise no_sources()
    first = sources[0]
    lists = {made.id: made for made in map(read_codelist, sorted((shared / "codelists").glob("*.toml")))}
    if ledgers:
        return _apart(propose(choose_table(open_tables(first)), file=first.name, codelists=lists), sources)
    return _apart(propose_layer(read_layer(first, layer), file=first.name, codelists=lists), sources)


def _apart(proposal: Proposal, sources: Sequence[Member]) -> Proposal:
    """Of several files the rows are told apart by their file too, where their number alone tells them apart."""
    key, *others = proposal.guesses
    if len(sources) < _SEVERAL or key.rule.get("template") != "{number}":
        return proposal
    key = replace(key, rule={**key.rule, "template": "{file}-{number}"})
    return replace(proposal, guesses=(key, *others))


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
        raise MappingError(
            Text(
                f"{show_path(str(to))} 已经存在，未作改动",
                f"{show_path(str(to))} is there already; nothing was changed",
            ),
            Text("请另取文件名，或先移走原来的映射", "name another file, or move the old one away"),
            file=str(to),
        ) from None


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
    kind = (
        []
        if proposal.ledger
        else [Text(f"类别 {proposal.kind}（{proposal.evidence.zh}）", f"kind {proposal.kind} ({proposal.evidence.en})")]
    )
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

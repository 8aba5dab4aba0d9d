"""Ledgers brought in without a mapping of their own: the one that is proposed for them, and whether it can be used as it is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from gis.codelist_file import read_codelist
from gis.disk import show_path
from gis.errors import MappingError, SourceError
from gis.intake.feature_files import is_vector, read_member
from gis.intake.ledger_sheets import choose_table
from gis.intake.proposal_file import proposal_lines, proposal_text, stated_lines, unsure_guesses
from gis.intake.proposed_layer import propose_layer
from gis.intake.proposing import Proposal, propose
from gis.intake.register import sources_in
from gis.io.members import members
from gis.io.tables_in import open_tables
from gis.text import Text, many

_SHOWN: Final = 5


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
        There is no ledger among the files, or it has no table.
    """
    sources, ledgers = sources_in(members(files))
    first = next((member for member in sources if ledgers or is_vector(member)), None)
    if first is None:
        raise SourceError(
            Text(
                "给出的文件中没有台账表格，也没有 Shapefile、GeoPackage",
                "there is no ledger, no Shapefile and no GeoPackage among the files given",
            ),
            Text("GeoJSON 的映射请自写", "write the mapping of GeoJSON yourself"),
        )
    lists = {made.id: made for made in map(read_codelist, sorted((shared / "codelists").glob("*.toml")))}
    if not ledgers:
        return propose_layer(read_member(first, layer), file=first.name, codelists=lists)
    return propose(choose_table(open_tables(first)), file=first.name, codelists=lists)


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

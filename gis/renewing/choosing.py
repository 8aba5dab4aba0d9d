"""Which mapping of a data folder is of some files: that of the layer which they renew."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from gis.changes.tables import version_in
from gis.errors import MappingError, SourceError
from gis.intake.feature_files import read_layer
from gis.intake.ledger_sheets import match_tables
from gis.intake.mapping import Mapping as Plan
from gis.intake.mapping_file import read_mapping
from gis.intake.register import sources_in
from gis.intake.target import Target
from gis.io.grid import Sheet
from gis.io.members import Member, members
from gis.io.sheet_heads import open_heads
from gis.io.tables_in import is_package, open_tables
from gis.text import Text
from gis.written import MAPPINGS


def find_mapping(files: Sequence[Path], target: Target) -> Path | None:
    """The mapping of a layer of a folder that reads some files; None where none does.

    Raises
    ------
    MappingError
        Where the mappings of several layers read them.
    """
    plans = [plan for plan in _plans(target.folder) if plan.id in target.collections]
    sources, ledgers = sources_in(members(files)) if plans else ([], False)
    fitting: list[Plan] = []
    if sources and ledgers:
        fitting = _fitting(plans, sources[0])
    elif sources:
        fitting = [plan for plan in plans if _reads_layer(plan, sources[0])]
    if len(fitting) > 1:
        named = [plan.path.name for plan in fitting]
        raise MappingError(
            Text(
                f"数据文件夹中有 {len(fitting)} 份映射都能读这些文件：{'、'.join(named)}",
                f"{len(fitting)} mappings of the data folder read these files: {', '.join(named)}",
            ),
            Text("请用 --mapping 指定一份", "name one by --mapping"),
            mappings=named,
        )
    return fitting[0].path if fitting else None


def refuse_nearly(files: Sequence[Path], target: Target) -> None:
    """Refuse files that a mapping of a layer of the folder reads but for a few columns: a heading was renamed, and it is no new ledger.

    Raises
    ------
    MappingError
        Which columns of which mapping they lack, and what their headings are instead.
    """
    plans = [plan for plan in _plans(target.folder) if plan.id in target.collections]
    sources, ledgers = sources_in(members(files)) if plans else ([], False)
    if not sources:
        return
    try:
        sheets = open_tables(sources[0]) if ledgers else []
    except SourceError:
        return
    lacking = [(share, mistake) for plan in plans for share, mistake in _lacking(plan, sources[0], sheets)]
    if not lacking:
        return
    _, mistake = max(lacking, key=lambda pair: pair[0])
    said = mistake.remedy
    raise MappingError(
        mistake.text,
        Text(
            f"{said.zh}。表头改了的，请在该映射中改 from；确是另一份台账的，用 --propose 写出映射，另取 register.id 后用 --mapping 导入",
            f"{said.en}. Where a heading was renamed correct from in that mapping; for another ledger write a mapping by --propose, "
            "give it a register.id of its own, and import with --mapping",
        ),
        **mistake.where,
    )


def refuse_own_list(files: Sequence[Path], target: Target) -> None:
    """Refuse a list that was exported from a data folder: it is read back as changes, and is no ledger.

    Raises
    ------
    SourceError
        With what to do, by whether its layer is here.
    """
    sources, ledgers = sources_in(members(files))
    if not sources or not ledgers:
        return
    try:
        sheets = open_tables(sources[0])
    except SourceError:
        return
    version = version_in(sheets)
    if not _VERSION.fullmatch(version):
        return
    name, title = sources[0].name, sheets[0].name
    here = target.catalog is not None and any(title in line for line in target.catalog.splitlines() if "title" in line)
    into = target.folder
    known = Text(
        f"请用 landstock changes {name} --layers {into} 读回其中的修改",
        f"read the changes in it back by landstock changes {name} --layers {into}",
    )
    lacking = Text(
        f"数据文件夹 {into} 中没有“{title}”：修改请在有该图层的文件夹中用 landstock changes 读回；要作为新图层，用 --propose 写出映射，核对后用 --mapping 导入",
        f"the data folder {into} has no layer {title}: read changes back by landstock changes in the folder that has it; "
        "for a layer of its own write a mapping by --propose, look through it, and import with --mapping",
    )
    raise SourceError(
        Text(
            f"{name} 是导出的“{title}”清单（数据版本 {version}），不是台账",
            f"{name} is an exported list of {title} (inventory version {version}) and no ledger",
        ),
        known if here else lacking,
        file=name,
        version=version,
    )


def _lacking(plan: Plan, member: Member, sheets: Sequence[Sheet]) -> Iterator[tuple[float, MappingError]]:
    """The share of a mapping's columns that a file has, where these are nearly all, and what it says of the others."""
    try:
        if sheets:
            match_tables(sheets, plan)
        else:
            _check_layer(plan, member)
    except MappingError as mistake:
        missing = mistake.where.get("missing")
        if isinstance(missing, list) and len(plan.columns) - len(missing) >= max(_LEAST, _NEARLY * len(plan.columns)):
            yield 1 - len(missing) / len(plan.columns), mistake
    except SourceError:
        return


_VERSION: Final = re.compile(r"[0-9a-f]{12}")
"""How an export names the version of the data; a ledger of elsewhere may have versions of its own."""
_NEARLY: Final = 0.7
"""Share of a mapping's columns with which a file is of it, though others are missing."""
_LEAST: Final = 3


def _plans(folder: Path) -> list[Plan]:
    """The mappings of a folder that can be read; one that is spoilt is of nothing."""
    plans = []
    for path in sorted((folder / MAPPINGS).glob("*.toml")):
        try:
            plans.append(read_mapping(path, folder))
        except MappingError:
            continue
    return plans


def _fitting(plans: Sequence[Plan], member: Member) -> list[Plan]:
    """The mappings that read a ledger: by the first rows of its sheets, and where none does by all of them."""
    with suppress(SourceError):
        heads = _heads(member)
        fitting = [plan for plan in plans if heads and _reads_tables(plan, heads)]
        if fitting:
            return fitting
    try:
        sheets = open_tables(member)
    except SourceError:
        return []
    return [plan for plan in plans if _reads_tables(plan, sheets)]


def _heads(member: Member) -> Sequence[Sheet] | None:
    data = member.read()
    return open_heads(data, member.origin) if is_package(data) else None


def _reads_tables(plan: Plan, sheets: Sequence[Sheet]) -> bool:
    """Whether a file has every column that a mapping asks for."""
    try:
        match_tables(sheets, plan)
    except (MappingError, SourceError):
        return False
    return True


def _reads_layer(plan: Plan, member: Member) -> bool:
    """The same of a layer of shapes."""
    try:
        _check_layer(plan, member)
    except (MappingError, SourceError):
        return False
    return True


def _check_layer(plan: Plan, member: Member) -> None:
    present = {name for row in read_layer(member, plan.sheet).parsed.properties for name in row}
    # What a join brings is in no file of shapes.
    plan.check_columns([*present, *(plan.columns if plan.joins else ())], member.origin)

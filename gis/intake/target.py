"""The data folder that an import writes into: what it declares already, what it keeps, and what is added to it."""

from __future__ import annotations

from collections.abc import Mapping as Table
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from gis.codelist_file import read_codelist
from gis.codelists import Codelist
from gis.disk import Unreadable, file_bytes
from gis.errors import CatalogError, MappingError, SourceError
from gis.intake.mapping import Mapping
from gis.io.toml import toml_text
from gis.reading.files import open_toml
from gis.text import Text
from gis.written import CATALOG, CODELISTS, MAPPINGS, PROCEDURES, SCHEMES, without_demonstration

REPORT_FILE: Final = "import-report.json"


@dataclass(frozen=True, kw_only=True)
class Target:
    """A data folder before an import.

    Parameters
    ----------
    folder
        Where it is, or is to be.
    catalog
        The text of its catalog; None where it has none.
    collections
        The layers that it declares.
    """

    folder: Path
    catalog: str | None
    collections: frozenset[str]


def look_at(into: Path) -> Target:
    """A folder that an import may write into: one that is not there, is empty but for mappings that were proposed into it, or is a data folder.

    Raises
    ------
    SourceError
        Where it holds something else.
    CatalogError
        Where its catalog cannot be read.
    """
    path = into / CATALOG
    if path.is_file():
        into = into.resolve()
        declared = open_toml(CatalogError, path, file=str(path)).table.get("collections", {})
        names = frozenset(declared) if isinstance(declared, dict) else frozenset()
        return Target(folder=into, catalog=file_bytes(path).decode("utf-8-sig"), collections=names)
    # One that was killed while it filled an empty folder has left its report there, and no catalog.
    leads_nowhere = into.is_symlink() and not into.exists()
    if leads_nowhere or (
        into.exists() and (not into.is_dir() or (_has_something_else(into) and not (into / REPORT_FILE).is_file()))
    ):
        raise SourceError(
            Text(f"{into} 已有其他内容，未作任何改动", f"{into} holds something else; nothing was changed"),
            Text("请用 --into 指定一个新文件夹", "name a new folder by --into"),
            file=str(into),
        )
    return Target(folder=into.resolve(), catalog=None, collections=frozenset())


def _has_something_else(folder: Path) -> bool:
    return any(path.name != MAPPINGS for path in folder.iterdir())


def gather_lists(plan: Mapping, shared: Path, target: Target, draft: Path) -> dict[str, Codelist]:
    """Code lists and schemes for a folder, and procedures for a new one, written into its draft: its own, shared ones of other names, and the mapping's.

    Raises
    ------
    CatalogError
        Where one that would be copied is none, or lies outside its folder.
    MappingError
        Where the mapping has a list that the folder has otherwise, or asks for one that is not there.
    """
    for name in (CODELISTS, SCHEMES):
        (draft / name).mkdir()
        for folder in dict.fromkeys((shared, target.folder)):
            for path in sorted((folder / name).glob("*.toml")):
                _copy(path, folder, draft / name / path.name, own=folder == target.folder)
    if target.catalog is None and (shared / PROCEDURES).is_file():
        # A folder that an import makes begins as one that init makes; one that is there has what its owner wants.
        _copy(shared / PROCEDURES, shared, draft / PROCEDURES, own=False)
    for name, table in plan.codelists.items():
        _write_list(plan, name, table, target, draft)
    read = {each.id: each for each in map(read_codelist, sorted((draft / CODELISTS).glob("*.toml")))}
    for rule in plan.rules:
        if rule.field.codelist is not None and rule.field.codelist not in read:
            raise MappingError(
                Text(f"没有代码表 {rule.field.codelist}", f"there is no code list {rule.field.codelist}"),
                Text(
                    "请写入映射的 codelists，或放进数据文件夹的 codelists/",
                    "write it into the mapping, or put it into codelists/ of the data folder",
                ),
                codelist=rule.field.codelist,
                field=rule.field.name,
            )
    return read


def _write_list(plan: Mapping, name: str, table: Table[str, Any], target: Target, draft: Path) -> None:
    """Write a list of the mapping, unless the layers that are there already read another by its name."""
    path, text = Path(CODELISTS) / f"{name}.toml", toml_text(table)
    own = target.folder / path
    if target.collections - {plan.id} and own.is_file() and file_bytes(own) != text.encode():
        raise MappingError(
            Text(
                f"代码表 {name} 在数据文件夹中已有，内容与映射 {plan.path.name} 的不同",
                f"the data folder has a code list {name}, which says other than that of {plan.path.name}",
            ),
            Text("请在映射中给它另取名称", "give it another name in the mapping"),
            file=str(plan.path),
            codelist=name,
        )
    (draft / path).write_text(text, "utf-8")


def leave_what_stands(draft: Path, target: Target) -> None:
    """Take out of a draft what its folder has already, so that nothing is written that stays the same."""
    for path in [each for each in draft.rglob("*") if each.is_file()]:
        own = target.folder / path.relative_to(draft)
        if own.is_file() and own.read_bytes() == path.read_bytes():
            path.unlink()


def keep_mapping(plan: Mapping, target: Target, draft: Path) -> None:
    """Put the mapping of an import into the draft of its folder, where next month's file finds it; one that lies there already stays."""
    if plan.path.resolve().parent == (target.folder / MAPPINGS).resolve():
        return
    (draft / MAPPINGS).mkdir(exist_ok=True)
    (draft / MAPPINGS / f"{plan.id}.toml").write_bytes(file_bytes(plan.path))


def _copy(path: Path, folder: Path, to: Path, *, own: bool) -> None:
    """Copy a declaration of a data folder, which may come from anyone: not what a link leads to elsewhere, nor what never ends.

    What is not the folder's ``own`` comes without what is marked as the demonstration's.
    """
    try:
        content = file_bytes(path, folder)
        to.write_bytes(content if own else without_demonstration(content))
    except Unreadable as mistake:
        raise CatalogError(
            Text(f"{path} {mistake.text.zh}", f"{path} {mistake.text.en}"),
            Text("请把文件本身放到该处，或移走", "put the file itself there, or take it away"),
            file=str(path),
        ) from None

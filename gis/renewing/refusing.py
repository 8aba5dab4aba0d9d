"""What cannot be the next state of a layer, with the evidence: an earlier month, another ledger, a key that tells nothing apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from gis.catalog import Collection
from gis.errors import MappingError, SourceError
from gis.intake.mapping import Mapping as Plan
from gis.intake.report import ImportReport
from gis.layer import Layer
from gis.renewing.comparing import Compared
from gis.renewing.difference import JOIN
from gis.renewing.wishes import Wishes
from gis.text import Text, many
from gis.units import figure

_FEW: Final = 10
"""Rows up to which a ledger may be another altogether."""
_SHARED: Final = 0.5
"""Share of the rows, on the side that has fewer, that have to be known again."""
_TWICE: Final = 0.1
"""Share of rows with an id of another that a key may have."""
_SHOWN: Final = 3


def refuse_earlier(plan: Plan, before: Collection) -> None:
    """Refuse a source that stands at a day before that of what it would replace."""
    if plan.as_of is None or before.as_of is None or plan.as_of >= before.as_of:
        return
    now, then = before.as_of.isoformat(), plan.as_of.isoformat()
    raise SourceError(
        Text(
            f"该台账截至 {then}，而“{before.title.zh}”已是 {now} 的数据，未作任何改动",
            f"this source stands at {then}, {before.title.en} at {now} already; nothing was changed",
        ),
        Text(
            "请按时间先后导入；要回到更早的月份，请用 landstock undo 撤销其后的导入",
            "bring months in in their order; to go back to an earlier one take the later imports back by landstock undo",
        ),
        collection=before.id,
        as_of=then,
        before=now,
    )


def refuse_no_key(plan: Plan, report: ImportReport) -> None:
    """Refuse a source whose rows the key of its mapping tells no longer apart."""
    twice = report.renamed
    if len(twice) <= _TWICE * report.kept:
        return
    shown = [f"{each.excerpt}（{each.row}）" for each in twice[:_SHOWN]]
    raise MappingError(
        Text(
            f"映射 {plan.path.name} 的编号不能区分各行：{figure(report.kept)} 行中 {figure(len(twice))} 行与别的行相同，如 {'、'.join(shown)}；未作任何改动",
            f"the key of {plan.path.name} does not tell the rows apart: {figure(len(twice))} of {many(report.kept, 'row')} "
            f"have that of another, such as {', '.join(shown)}; nothing was changed",
        ),
        Text(
            "请在映射中用 template 把几列合成编号，如 template = “{名称} · {单位}”",
            "compose the key of several columns by template in the mapping",
        ),
        file=str(plan.path),
        twice=len(twice),
    )


def judge_keys(now: Layer, size: int, compared: Compared, pairs: int, plan: Plan, wishes: Wishes) -> bool:
    """Whether of a source of ``size`` rows hardly one keeps its id, ``pairs`` of them being others alone by that, and nobody says what they are.

    Raises
    ------
    SourceError
        Where no row can be used; where hardly one is known in any way: it is of another ledger; and where one that is known by its values alone is
        to be written as new and gone.
    """
    if not size:
        raise SourceError(
            Text(
                f"来源中没有一行可用，“{now.collection.title.zh}”保持不变",
                f"no row of the source can be used; {now.collection.title.en} stays as it is",
            ),
            Text("请按导入报告改正来源", "mend the source as the report of the import says"),
            collection=now.id,
        )
    known = size - len(compared.new)
    least = min(len(now), size)
    if wishes.as_new or least < _FEW or known >= _SHARED * least:
        return False
    if known + pairs < _SHARED * least:
        raise _other_ledger(now, size, known + pairs, compared, plan)
    if wishes.apply and not wishes.all_alike:
        raise _rekeyed(now, size, known, pairs)
    return True


def refuse_unknown_rows(now: Layer, same: Mapping[str, str], fresh: Layer) -> None:
    """Refuse rows that are said to be one of which either is not there, or both stand."""
    for gone, new in same.items():
        if gone in now.row_of and new in fresh.row_of and new not in now.row_of:
            continue
        where = (
            Text(f"“{now.collection.title.zh}”中没有 {gone}", f"{now.collection.title.en} has no {gone}")
            if gone not in now.row_of
            else Text(f"来源中没有 {new}", f"the source has no {new}")
            if new not in fresh.row_of
            else Text(f"{gone} 和 {new} 都已在库中", f"{gone} and {new} both stand already")
        )
        raise SourceError(
            Text(
                f"--same {gone}={new}：{where.zh}，未作任何改动",
                f"--same {gone}={new}: {where.en}; nothing was changed",
            ),
            Text("请先看差异中的编号（不加 --yes）", "look at the ids in the difference first, without --yes"),
            collection=now.id,
            gone=gone,
            new=new,
        )


def _rekeyed(now: Layer, size: int, known: int, pairs: int) -> SourceError:
    title = now.collection.title
    return SourceError(
        Text(
            f"{figure(size)} 行中只有 {figure(known)} 行的编号见于“{title.zh}”，另有 {figure(pairs)} 行除编号外与现有的行相近；"
            "按新增和减少写入会断开它们的历史、修改和定位，未作任何改动",
            f"only {figure(known)} of {many(size, 'row')} have an id of {title.en}, {figure(pairs)} others are like a row that stands but for their id; "
            "written as new and gone they would lose their history, edits and places; nothing was changed",
        ),
        JOIN,
        collection=now.id,
        known=known,
        pairs=pairs,
    )


def _other_ledger(now: Layer, size: int, known: int, compared: Compared, plan: Plan) -> SourceError:
    gone = [each.id for each in compared.gone[:_SHOWN]]
    new = [each.id for each in compared.new[:_SHOWN]]
    return SourceError(
        Text(
            f"这似乎是另一份台账：{figure(size)} 行中只有 {figure(known)} 行见于“{now.collection.title.zh}”（{figure(len(now))} 条）；"
            f"来源有 {'、'.join(new)}，现有 {'、'.join(gone)}；未作任何改动",
            f"this seems to be another ledger: {figure(known)} of its {many(size, 'row')} are known in {now.collection.title.en} "
            f"({many(len(now), 'feature')}); it has {', '.join(new)}, there are {', '.join(gone)}; nothing was changed",
        ),
        Text(
            f"另一份台账请在映射 {plan.path.name} 中另取 register.id；同一份台账而编号全变了，请改用不变的列作编号，或加 --as-new 按新增和减少写入",
            f"for another ledger give register.id another name in {plan.path.name}; where it is the same and all its ids changed, make the key of columns "
            "that stay, or write all as new and gone by --as-new",
        ),
        collection=now.id,
        known=known,
    )


def changed_meanwhile(collection: Collection) -> SourceError:
    """The refusal of what was compared with a state that is no more."""
    title = collection.title
    return SourceError(
        Text(
            f"对比之后，“{title.zh}”又有人改过或预留过，未作任何改动",
            f"somebody changed {title.en}, or holds of it, after it was compared; nothing was changed",
        ),
        Text("请再运行一次，核对新的差异", "run it again and look at the difference as it is now"),
        collection=collection.id,
    )

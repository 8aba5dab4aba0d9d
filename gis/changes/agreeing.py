"""What the cells of one field of one row come to that were changed: code and title, m² and 亩, and the same column on two sheets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from gis.changes.values import Unfit
from gis.columns import Value
from gis.intake.cleaning.figures import figure_in
from gis.io.sheet import SheetColumn
from gis.rounding import rounded
from gis.text import Text
from gis.units import mu_from_m2, mu_listed

_APART: Final = 0.01
"""How far 亩 that are rounded may be from the m² beside them, as a share."""


@dataclass(frozen=True, kw_only=True)
class Statement:
    """A cell that says something else than what stands: the values of which it says one, or why it says none."""

    entry: SheetColumn
    where: str
    typed: str
    blank: bool
    values: tuple[Value, ...]
    unfit: Unfit | None = None


def agreed(statements: Sequence[Statement]) -> tuple[Value, Statement]:
    """The value that cells say together, and the cell that says it. An empty cell says nothing against one that is filled.

    Raises
    ------
    Unfit
        Where a cell can be none, or two contradict each other.
    """
    firm = [each for each in statements if not each.blank] or [*statements]
    for statement in firm:
        if statement.unfit is not None:
            raise statement.unfit
    exact = [each for each in firm if each.entry.part != "mu"] or firm
    values = [value for value in exact[0].values if all(_says(value, other) for other in firm[:])]
    if len(values) == 1:
        return values[0], exact[0]
    raise _contradiction(firm) if not values else _unclear(exact[0])


def _says(value: Value, statement: Statement) -> bool:
    """Whether a cell says a value; 亩 say every area that they are the rounded figure of."""
    if value in statement.values:
        return True
    if statement.entry.part != "mu" or isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    written = figure_in(statement.typed)
    if written is None:
        return False
    shown = float(written.number)
    decimals = len(statement.typed.partition(".")[2].rstrip("亩mu "))
    near = abs(mu_from_m2(value) - shown) <= _APART * shown
    return mu_listed(value) == shown or (near and rounded(mu_from_m2(value), decimals) == shown)


def _contradiction(statements: Sequence[Statement]) -> Unfit:
    first = statements[0]
    other = next((each for each in statements[1:] if each.values != first.values), statements[-1])
    return Unfit(
        Text(
            f"两处改得不一致：{first.where} 为 {_shown(first).zh}，{other.where} 为 {_shown(other).zh}",
            f"was changed in two cells that disagree: {first.where} says {_shown(first).en}, {other.where} says {_shown(other).en}",
        ),
        Text("请把两处改成一致，或把其中一处恢复原值", "make both say the same, or put one back as it was"),
    )


def _shown(statement: Statement) -> Text:
    return Text(statement.typed or "空", statement.typed or "nothing")


def _unclear(statement: Statement) -> Unfit:
    codes = [str(value) for value in statement.values]
    return Unfit(
        Text(f"是 {'、'.join(codes)} 共同的名称", f"is the name of {', '.join(codes)} alike"),
        Text("请改代码列", "change the column of codes"),
    )

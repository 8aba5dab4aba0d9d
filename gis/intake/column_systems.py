"""The system in which a source writes the codes of a column: named by the mapping, by the column's heading, or by what the mapping says of all rows."""

from __future__ import annotations

from collections.abc import Mapping as Table

from gis.codelists import Codelist
from gis.errors import MappingError
from gis.fields import Role
from gis.intake.code_reading import CodeReader
from gis.intake.mapping import Mapping, Rule
from gis.intake.systems import Systems, systems_into
from gis.text import Text


def reader_of(rule: Rule, plan: Mapping, codelists: Table[str, Codelist]) -> CodeReader | None:
    """The reader for a rule's codes; None where its list stands alone, or where all rows are said to keep another system's codes.

    Raises
    ------
    MappingError
        Where the mapping names a system that leads nowhere, with those that do.
    """
    house = codelists.get(rule.field.codelist or "")
    systems = systems_into(house, codelists.values()) if house else None
    if rule.system and (systems is None or systems.named(rule.system) is None):
        raise _unknown_system(rule, plan, systems)
    if systems is None:
        return None
    if rule.system:
        return CodeReader(systems, systems.named(rule.system))
    headed = {found.id: found for name in rule.columns if (found := systems.of_heading(name)) is not None}
    if len(headed) == 1:
        return CodeReader(systems, *headed.values())
    constant = _constant(rule, plan)
    if constant is None:
        return CodeReader(systems)
    named = systems.named(constant)
    return CodeReader(systems, named) if named is not None and named.id == systems.house.id else None


def _constant(rule: Rule, plan: Mapping) -> str | None:
    """The system that the mapping says all rows have, where the rule is one of uses."""
    said = plan.rule_of(Role.USAGE_SYSTEM) if rule.field.role is Role.USAGE else None
    return None if said is None or said.constant is None else str(said.constant)


def _unknown_system(rule: Rule, plan: Mapping, systems: Systems | None) -> MappingError:
    known = [one.system for one in systems.lists] if systems else []
    return MappingError(
        Text(
            f"映射 {plan.path.name} 的字段 {rule.field.name}：不认识分类体系“{rule.system}”",
            f"{plan.path.name}: the field {rule.field.name} names a system of codes that is not known, {rule.system!r}",
        ),
        Text(
            f"可用：{'、'.join(known) or '无（该字段的代码表没有可对接的体系）'}",
            f"known: {', '.join(known) or 'none, for no system leads into the list of this field'}",
        ),
        file=str(plan.path),
        field=rule.field.name,
        system=rule.system,
    )

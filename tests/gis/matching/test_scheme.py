"""A scheme is data: the shipped one holds what it promises, a broken one is refused by file and key."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from gis.errors import SchemeError, UnknownScheme
from gis.matching import load_schemes, pick_scheme, read_scheme
from gis.matching.criteria.criteria import CRITERIA
from gis.matching.rules import RULES
from gis.matching.scheme.plans import AssemblyPlan, PortfolioPlan, RelaxationPlan
from gis.matching.scheme.scheme import CriterionSpec, RuleSpec
from tests.gis.matching.district import ROOT, catalog, default_scheme, shipped_scheme

SHIPPED = (ROOT / "layers" / "schemes" / "default.toml").read_text("utf-8")


def test_the_shipped_scheme_has_the_weights_and_sources_it_promises() -> None:
    scheme = default_scheme()
    assert [spec.weight for spec in scheme.criteria] == [25, 20, 20, 15, 10, 10]
    assert sum(spec.weight for spec in scheme.criteria) == 100
    sources = [spec.source for spec in scheme.rules] + [spec.source for spec in scheme.criteria]
    assert all(source.zh and source.en for source in sources)


def test_the_engine_and_the_file_know_the_same_rules_and_criteria() -> None:
    assert set(RULES) == {spec.id for spec in default_scheme().rules}
    shipped = [spec.id for name in ("default", "cost") for spec in shipped_scheme(name).criteria]
    assert set(CRITERIA) == set(shipped)


def test_every_code_of_the_shipped_scheme_is_in_the_shipped_code_lists() -> None:
    lists, scheme = catalog().codelists, default_scheme()
    assert set(scheme.supply) == set(lists["land_status"].by_code)
    assert set(scheme.rule("services").names["required"]) <= set(lists["services"].by_code)
    assert set(scheme.criterion("access_services").names["services"]) <= set(lists["services"].by_code)
    assert set(scheme.criterion("readiness").tables["months_by_readiness"]) == set(lists["readiness"].by_code)
    uses = set(lists["space_use"].by_code)
    controls = scheme.rule("controls").names
    assert {code for codes in controls.values() for code in codes} <= set(lists["control_class"].by_code)
    for group in scheme.industries:
        assert {*group.space_uses, *group.floors_yes, *group.floors_check} <= uses
        for codes in group.land.values():
            assert all(lists["land_use_2023"].below(code) for code in codes)


DECLARED = [
    (name, key, default)
    for registry in (RULES, CRITERIA)
    for name, declared in registry.items()
    for key, default in (*declared.numbers.items(), *declared.names.items())
    if default is not None
]


@pytest.mark.parametrize(("entry", "key", "default"), DECLARED)
def test_a_parameter_that_a_scheme_does_not_name_has_its_default(
    tmp_path: Path, entry: str, key: str, default: float | tuple[str, ...]
) -> None:
    """Else a new parameter would refuse every scheme that is in use."""
    text = SHIPPED if f'id = "{entry}"' in SHIPPED else (ROOT / "layers" / "schemes" / "cost.toml").read_text("utf-8")
    before, head, after = text.partition(f'id = "{entry}"')
    assert f"\n{key} = " in after
    start = after.index(f"\n{key} = ")
    shorter = before + head + after[:start] + after[after.index("\n", start + 1) :]
    (tmp_path / "default.toml").write_text(SHIPPED, "utf-8")
    (tmp_path / "x.toml").write_text(shorter, "utf-8")
    scheme = read_scheme(tmp_path / "x.toml", catalog())
    specs: list[RuleSpec | CriterionSpec] = [*scheme.rules, *scheme.criteria]
    spec = next(each for each in specs if each.id == entry)
    assert {**spec.numbers, **spec.names}[key] == default


PLANNED = [
    (section, each.name)
    for section, plan in (("relaxation", RelaxationPlan), ("assembly", AssemblyPlan), ("portfolio", PortfolioPlan))
    for each in fields(plan)
]


@pytest.mark.parametrize(("section", "key"), PLANNED)
def test_what_a_plan_does_not_name_has_its_default(tmp_path: Path, section: str, key: str) -> None:
    """Else a key that is added to a plan would refuse every plan that is in use."""
    head, _, rest = SHIPPED.partition(f"\n[{section}]\n")
    own, ends, tail = rest.partition("\n[")
    if f"\n[{section}.{key}]\n" in SHIPPED:
        before, _, rest = SHIPPED.partition(f"\n[{section}.{key}]\n")
        shorter = f"{before}\n[{rest.partition(chr(10) + '[')[2]}"
    else:
        shorter = head + f"\n[{section}]\n" + re.sub(rf"(?m)^{key} = .*\n", "", own) + ends + tail
    (tmp_path / "default.toml").write_text(shorter, "utf-8")
    plan = getattr(read_scheme(tmp_path / "default.toml", catalog()), section)
    assert getattr(plan, key) == getattr(type(plan)(), key)


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("weight = 25", "weight = 26", "criteria.weight"),
        ("weight = 25", "weight = -25", "weight"),
        ("weight = 25", 'weight = "25"', "weight"),
        ('id = "area_fit"', 'id = "beauty"', "criteria[1].id"),
        ('id = "column_grid"', 'id = "helipad"', ".id"),
        ('id = "column_grid"', 'id = "power"', "rules"),
        ('kinds = ["land"]\nzh = "用途相容"', 'kinds = ["sea"]\nzh = "用途相容"', "kinds"),
        ("land_max_months = 6", "land_max_months = true", "land_max_months"),
        ('stages = ["continuing"]\n', "", "stages"),
        ("land_max_months = 6", "land_max_months = nan", "land_max_months"),
        ("land_max_months = 6", "land_max_month = 6", "land_max_month"),
        ('colour = "#0B665E"', 'colour = "red"', "colour"),
        ('function = "ideal"', 'function = "magic"', "value.function"),
        ("low = 0, ideal = 0.5, high = 1, edge", "low = 1, ideal = 0.5, high = 0, edge", "value"),
        ("from = 1, to = 1.5, low = 0.6, high = 1", "from = 1, to = 1.5, low = 0.6, high = 7", "value"),
        ('divisions = ["13-43"]', 'divisions = ["C"]', "divisions"),
        ('divisions = ["13-43"]', 'divisions = ["13-63"]', "divisions"),
        ('status = "approved"', 'status = "reserve"', "supply"),
        ("open = true\nmonths = 3", "open = 1\nmonths = 3", "open"),
        ("open = true\nmonths = 3", "open = true", "months"),
        ("date = 2023-06-30", 'date = "2023"', "date"),
        ('land = ["1101"]', 'land = "1101"', "land"),
        ('land = ["1101"]', "", "industries[2]"),
        ("[use]", "[uses]", "uses"),
        ('version = "2023-A"', "version = 3", "version"),
        ("title = { zh = ", "title = { zn = ", "title"),
        ('id = "default"', "id = ", "-"),
    ],
)
def test_a_mistake_in_a_scheme_is_named_by_file_and_key(tmp_path: Path, old: str, new: str, named: str) -> None:
    assert old in SHIPPED
    broken = tmp_path / "broken.toml"
    broken.write_text(SHIPPED.replace(old, new, 1), "utf-8")
    with pytest.raises(SchemeError) as caught:
        read_scheme(broken)
    assert "broken.toml" in caught.value.text.en
    assert named in str(caught.value.where["key"])
    assert caught.value.remedy.zh
    assert str(tmp_path) not in caught.value.text.both() + caught.value.remedy.both()


def test_a_scheme_that_is_not_there_names_those_that_are() -> None:
    schemes = load_schemes(ROOT / "layers")
    assert pick_scheme(schemes, "default").version == "2023-A"
    with pytest.raises(UnknownScheme) as caught:
        pick_scheme(schemes, "best")
    assert "default" in caught.value.remedy.en


def test_a_folder_without_schemes_has_none(tmp_path: Path) -> None:
    assert load_schemes(tmp_path) == {}


def test_two_schemes_of_one_id_are_refused(tmp_path: Path) -> None:
    (tmp_path / "schemes").mkdir()
    for name in ("a", "b"):
        (tmp_path / "schemes" / f"{name}.toml").write_text(SHIPPED, "utf-8")
    with pytest.raises(SchemeError, match="twice"):
        load_schemes(tmp_path)


def test_a_rule_that_a_scheme_leaves_out_is_not_asked(tmp_path: Path) -> None:
    head, _, rest = SHIPPED.partition('[[rules]]\nid = "height"')
    shorter = tmp_path / "shorter.toml"
    shorter.write_text(head + rest[rest.index("# ----") :], "utf-8")
    assert "height" not in {spec.id for spec in read_scheme(shorter).rules}

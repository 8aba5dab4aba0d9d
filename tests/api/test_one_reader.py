"""The same mistake in a catalog, a code list, a scheme, a plan, procedures, a scenario, a mapping or a body is told in the same words, with key, place and remedy."""

from __future__ import annotations

import copy
import json
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from api.asking import matching, portfolios
from api.asking.body import parse_json
from api.ground.errors import BadBody
from api.papers import prechecks
from gis.catalog import read_catalog
from gis.errors import BadScenario, CatalogError, LandstockError, MappingError, SchemeError
from gis.intake.mapping_file import read_mapping
from gis.inventory import Inventory
from gis.io.toml import toml_text
from gis.matching.portfolio.scenario_file import load_scenarios
from gis.matching.schemes.procedures import read_procedures
from gis.matching.schemes.scheme_file import load_schemes, read_scheme
from tests.gis.intake.registers import HEAD, ID, text_field
from tests.gis.matching.test_precheck import ENTRY
from tests.gis.matching.test_scheme_mistakes import SHIPPED
from tests.gis.test_catalog import CATALOG, STATUS

SCENARIO = {"id": "x", "extend": [{"park": "P", "usage": "1001", "plot_mu": 50, "far_max": 1.8}]}
PROCEDURES = "\n".join(['version = "1"', "[[procedures]]", *(f"{key} = {value}" for key, value in ENTRY.items())])
MAPPING = HEAD + ID + text_field("owner")
PINNED = {"pins": [{"project_id": "P-1", "sites": ["A"]}]}
SITE = {"project_id": "P-1", "site": {"collection": "industrial_land", "id": "L-1"}}

Way = tuple[str | int, ...]
Told = Callable[[Path, Inventory, Any], object]


@dataclass(frozen=True)
class Kind:
    """One kind of thing that a person writes: how it is read, what its mistakes are, and a sound one."""

    told: Told
    error: type[LandstockError]
    sound: Mapping[str, Any]
    file: str | None = None
    """The name of its file; None for a body."""

    def with_value(self, way: Way, value: Any) -> Any:
        """A copy in which something else stands at a place; nothing, where it is ``...``."""
        made = copy.deepcopy(dict(self.sound))
        table: Any = made
        for step in way[:-1]:
            table = table[step - 1 if isinstance(step, int) else step]
        last = way[-1] - 1 if isinstance(way[-1], int) else way[-1]
        if value is ...:
            del table[last]
        else:
            table[last] = value
        return made


def _file(read: Callable[[Path], object], name: str, **beside: str) -> Told:
    def told(folder: Path, inventory: Inventory, text: Any) -> object:
        for other, content in {**beside, name: text}.items():
            path = folder / other.replace("__", "/")
            path.parent.mkdir(exist_ok=True)
            path.write_text(content, "utf-8")
        return read(folder)

    return told


def _match(folder: Path, inventory: Inventory, body: Any) -> object:
    schemes = load_schemes(inventory.catalog.folder, inventory.catalog)
    found = matching.report(inventory, schemes, body)
    return matching.studies(inventory, found, body)


def _precheck(folder: Path, inventory: Inventory, body: Any) -> object:
    return prechecks.sheet(inventory, load_schemes(inventory.catalog.folder, inventory.catalog), body)


def _portfolio(folder: Path, inventory: Inventory, body: Any) -> object:
    return portfolios.answer_portfolio(inventory, load_schemes(inventory.catalog.folder, inventory.catalog), {}, body)


WHOLE = {"project_id": "P-2023-063", "top": 3, "study": ["topsis"]}
_SCHEME = _file(lambda folder: read_scheme(folder / "schemes" / "x.toml"), "schemes__x.toml")
KINDS = {
    "catalog": Kind(_file(read_catalog, "catalog.toml", **{"codelists__status.toml": STATUS}), CatalogError, tomllib.loads(CATALOG), "catalog.toml"),
    "code list": Kind(_file(read_catalog, "codelists__status.toml", **{"catalog.toml": CATALOG}), CatalogError, tomllib.loads(STATUS), "codelists/status.toml"),
    "scheme": Kind(_SCHEME, SchemeError, tomllib.loads(SHIPPED), "schemes/x.toml"),
    "procedures": Kind(_file(read_procedures, "procedures.toml"), SchemeError, tomllib.loads(PROCEDURES), "procedures.toml"),
    "scenario": Kind(_file(load_scenarios, "scenarios__x.toml"), SchemeError, SCENARIO, "scenarios/x.toml"),
    "mapping": Kind(_file(lambda folder: read_mapping(folder / "map.toml"), "map.toml"), MappingError, tomllib.loads(MAPPING), "map.toml"),
    "match": Kind(_match, BadBody, WHOLE),
    "precheck": Kind(_precheck, BadBody, SITE),
    "portfolio": Kind(_portfolio, BadBody, PINNED),
    "scenario in a body": Kind(_portfolio, BadScenario, {"scenario": SCENARIO}),
}  # fmt: skip


def refused(kind: Kind, folder: Path, inventory: Inventory, made: Any) -> LandstockError:
    with pytest.raises(kind.error) as caught:
        kind.told(folder, inventory, made if kind.file is None else toml_text(made))
    assert type(caught.value) is kind.error
    return caught.value


def key_of(way: Way) -> str:
    return re.sub(r"\.\[", "[", ".".join(f"[{step}]" if isinstance(step, int) else step for step in way))


def check(kind: Kind, made: Any, found: LandstockError, way: Way, said: tuple[str, str], do: tuple[str, str]) -> None:
    """The words, the key, the place and the remedy, the same for all kinds but for the names of the place itself."""
    key = key_of(way)
    assert found.where["key"] == key
    if kind.file is None:
        assert (found.text.zh, found.text.en) == (f"{key}：{said[0]}", f"{key}: {said[1]}")
        assert found.remedy.zh == f"{do[0]}请修改 {key}，写法见 /api"
        assert found.remedy.en == f"{do[1]}mend {key}; see /api for what the body holds"
        return
    line, column = (found.where.get(name) for name in ("line", "column"))
    at = (f" 第 {line} 行", f" line {line}") if line else (" ", "")
    spot = (f" 第 {line} 行第 {column} 列", f" line {line} column {column}") if line else (" ", "")
    assert found.text.zh == f"{kind.file}{at[0]}的 {key}：{said[0]}"
    assert found.text.en == f"{kind.file}{at[1]}, {key}: {said[1]}"
    file = str(found.where["file"])
    assert file.endswith(kind.file)
    assert found.remedy.zh == f"{do[0]}请修改 {file}{spot[0]}的 {key}"
    assert found.remedy.en == f"{do[1]}mend {key} in {file}{spot[1]}"
    if line is not None:
        here = toml_text(made).splitlines()[int(str(line)) - 1][int(str(column)) - 1 :]
        steps = {str(step) for step in way if isinstance(step, str)}
        assert here.startswith(("[", '"', *steps)), here


@pytest.mark.parametrize(
    ("name", "way", "slip"),
    [
        ("catalog", ("folder", "as_of"), "as_off"),
        ("catalog", ("collections", "land", "fields", 4, "references"), "reference"),
        ("code list", ("codes", 1, "symbol"), "symbl"),
        ("scheme", ("rules", 1, "kinds"), "kindz"),
        ("scheme", ("assembly", "max_members"), "max_member"),
        ("procedures", ("procedures", 1, "months"), "month"),
        ("scenario", ("extend", 1, "plot_mu"), "plot_muh"),
        ("mapping", ("fields", 2, "from"), "form"),
        ("match", ("study",), "studdy"),
        ("precheck", ("site", "collection"), "colection"),
        ("portfolio", ("pins", 1, "sites"), "sitez"),
        ("scenario in a body", ("scenario", "extend", 1, "usage"), "usge"),
    ],
)
def test_a_key_misspelt(name: str, way: Way, slip: str, tmp_path: Path, demo_inventory: Inventory) -> None:
    kind = KINDS[name]
    made = kind.with_value(way, ...)
    table: Any = made
    for step in way[:-1]:
        table = table[step - 1 if isinstance(step, int) else step]
    table[slip] = 1
    found = refused(kind, tmp_path, demo_inventory, made)
    allowed = found.where["allowed"]
    assert isinstance(allowed, list)
    keys = ", ".join(allowed)
    assert str(way[-1]) in keys
    said = f"不认识的键；可用：{keys}", f"unknown key; keys: {keys}"
    check(kind, made, found, (*way[:-1], slip), said, (f"是否想写 {way[-1]}？", f"did you mean {way[-1]}? "))


@pytest.mark.parametrize(
    ("name", "way"),
    [
        ("catalog", ("folder", "title")),
        ("catalog", ("collections", "land", "fields", 2, "zh")),
        ("code list", ("codes", 2, "code")),
        ("scheme", ("rules", 1, "date")),
        ("scheme", ("assembly", "source")),
        ("scheme", ("version",)),
        ("procedures", ("procedures", 1, "months")),
        ("scenario", ("extend", 1, "far_max")),
        ("scenario", ("id",)),
        ("mapping", ("register", "metric_crs")),
        ("precheck", ("site",)),
        ("precheck", ("site", "id")),
        ("portfolio", ("pins", 1, "project_id")),
        ("scenario in a body", ("scenario", "extend", 1, "park")),
    ],
)
def test_a_key_that_is_missing(name: str, way: Way, tmp_path: Path, demo_inventory: Inventory) -> None:
    kind = KINDS[name]
    made = kind.with_value(way, ...)
    found = refused(kind, tmp_path, demo_inventory, made)
    pair = f"{way[-1]} = …" if kind.file else f'"{way[-1]}": …'
    check(kind, made, found, way, ("缺少", "is missing"), (f"请补上 {pair}；", f"add {pair}; "))


TEXT = ("文字", "text")
SHORT = ("1 至 200 个字的文字", "text of 1 to 200 characters")


@pytest.mark.parametrize(
    ("name", "way", "value", "given", "wanted"),
    [
        ("catalog", ("folder", "scheme"), True, "true", TEXT),
        ("code list", ("system",), True, "true", TEXT),
        ("scheme", ("version",), True, "true", TEXT),
        ("procedures", ("procedures", 1, "id"), True, "true", TEXT),
        ("scenario", ("extend", 1, "park"), True, "true", SHORT),
        ("mapping", ("register", "scheme"), True, "true", TEXT),
        ("match", ("scheme",), True, "true", ("至多 200 个字的文字", "text of up to 200 characters")),
        ("precheck", ("site", "id"), True, "true", TEXT),
        ("portfolio", ("pins", 1, "project_id"), True, "true", SHORT),
        ("scenario in a body", ("scenario", "extend", 1, "park"), True, "true", SHORT),
        ("catalog", ("folder", "as_of"), "soon", "'soon'", ("日期，如 2023-06-30", "a date such as 2023-06-30")),
        ("scheme", ("date",), "soon", "'soon'", ("日期，如 2023-06-30", "a date such as 2023-06-30")),
        ("procedures", ("procedures", 1, "date"), "soon", "'soon'", ("日期，如 2023-06-30", "a date such as 2023-06-30")),
        ("mapping", ("register", "as_of"), "soon", "'soon'", ("日期，如 2023-06-30", "a date such as 2023-06-30")),
        ("scenario", ("date",), "soon", "'soon'", ("日期，如 2023-06-30", "a date such as 2023-06-30")),
        ("catalog", ("folder", "stale_after_days"), -1, "-1", ("不小于 0 的整数", "a whole number of at least 0")),
        ("scheme", ("criteria", 1, "weight"), 101, "101", ("0 至 100 的数字", "a number from 0 to 100")),
        ("scheme", ("assembly", "max_members"), 13, "13", ("2 至 12 的整数", "a whole number from 2 to 12")),
        ("procedures", ("procedures", 1, "months"), 601, "601", ("0 至 600 的数字", "a number from 0 to 600")),
        ("scenario", ("extend", 1, "far_max"), -1, "-1", ("0 至 1,000,000,000 的数字", "a number from 0 to 1,000,000,000")),
        ("scenario in a body", ("scenario", "extend", 1, "far_max"), -1, "-1", ("0 至 1,000,000,000 的数字", "a number from 0 to 1,000,000,000")),
        ("match", ("top",), "many", "'many'", ("整数", "a whole number")),
        ("mapping", ("register", "stale_after_days"), "many", "'many'", ("整数", "a whole number")),
        ("mapping", ("fields", 2, "factor"), "many", "'many'", ("数字", "a number")),
        ("match", ("weights",), {"price": 10**400}, "1" + "0" * 59, ("数字", "a number")),
        ("procedures", ("procedures", 1, "due"), "yes", "'yes'", ("true 或 false", "true or false")),
        ("portfolio", ("unlocks",), "yes", "'yes'", ("true 或 false", "true or false")),
        ("catalog", ("folder",), 7, "7", ("表（JSON 中为对象）", "a table (in JSON an object)")),
        ("scheme", ("use",), 7, "7", ("表（JSON 中为对象）", "a table (in JSON an object)")),
        ("mapping", ("register",), 7, "7", ("表（JSON 中为对象）", "a table (in JSON an object)")),
        ("precheck", ("site",), 7, "7", ("表（JSON 中为对象）", "a table (in JSON an object)")),
    ],
)  # fmt: skip
def test_a_value_of_another_kind_or_beyond_its_bounds(
    name: str, way: Way, value: Any, given: str, wanted: tuple[str, str], tmp_path: Path, demo_inventory: Inventory
) -> None:
    kind = KINDS[name]
    made = kind.with_value(way, value)
    found = refused(kind, tmp_path, demo_inventory, made)
    at = (*way, *value) if isinstance(value, dict) else way
    gap = " " if wanted[0][0].isascii() else ""
    said = f"须是{gap}{wanted[0]}，给的是 {given}", f"must be {wanted[1]}, is {given}"
    check(kind, made, found, at, said, ("", ""))


@pytest.mark.parametrize(
    ("name", "way", "slip", "meant"),
    [
        ("catalog", ("collections", "land", "kind"), "parsel", "parcel"),
        ("catalog", ("collections", "land", "fields", 4, "references"), "park", "parks"),
        ("code list", ("hierarchy",), "flatt", "flat"),
        ("code list", ("codes", 2, "parent"), "vacnt", "vacant"),
        ("scheme", ("rules", 1, "id"), "crain", "crane"),
        ("procedures", ("procedures", 1, "kinds", 1), "lan", "land"),
        ("mapping", ("fields", 1, "role"), "usge", "usage"),
        ("match", ("study", 1), "topsi", "topsis"),
    ],
)
def test_a_name_that_there_is_not(
    name: str, way: Way, slip: str, meant: str, tmp_path: Path, demo_inventory: Inventory
) -> None:
    kind = KINDS[name]
    made = kind.with_value(way, slip)
    found = refused(kind, tmp_path, demo_inventory, made)
    known = found.text.en.partition("known: ")[2]
    said = f"没有 {slip}；可用：{known}", f"there is no {slip}; known: {known}"
    check(kind, made, found, way, said, (f"是否想写 {meant}？", f"did you mean {meant}? "))


TWICE = "请删去其中一个，或给它另一个名称；", "take one of them out, or name it otherwise; "


@pytest.mark.parametrize(
    ("name", "way", "value"),
    [
        ("catalog", ("collections", "land", "fields", 3, "name"), "id"),
        ("code list", ("codes", 2, "code"), "vacant"),
        ("scheme", ("supply", 2, "status"), SHIPPED.partition('status = "')[2].partition('"')[0]),
        ("scheme", ("portfolio", "aims", 2), SHIPPED.partition('aims = ["')[2].partition('"')[0]),
        ("mapping", ("fields", 2, "name"), "id"),
    ],
)
def test_a_name_that_stands_twice(name: str, way: Way, value: str, tmp_path: Path, demo_inventory: Inventory) -> None:
    kind = KINDS[name]
    made = kind.with_value(way, value)
    found = refused(kind, tmp_path, demo_inventory, made)
    check(kind, made, found, way, (f"{value} 重复", f"{value} stands twice"), TWICE)


@pytest.mark.parametrize("name", [name for name, kind in KINDS.items() if kind.file])
def test_a_key_that_stands_twice_in_a_file(name: str, tmp_path: Path, demo_inventory: Inventory) -> None:
    kind = KINDS[name]
    text = f"twice = 1\ntwice = 2\n{toml_text(kind.sound)}"
    with pytest.raises(kind.error) as caught:
        kind.told(tmp_path, demo_inventory, text)
    assert caught.value.text.en == f"{kind.file} line 2, twice: twice stands twice"
    assert caught.value.text.zh == f"{kind.file} 第 2 行的 twice：twice 重复"
    assert (caught.value.where["key"], caught.value.where["column"]) == ("twice", 1)
    assert caught.value.remedy.en.startswith(TWICE[1])


def test_a_key_that_stands_twice_in_a_body_is_named_by_its_path() -> None:
    body = json.dumps(PINNED).replace('"sites"', '"project_id": "P-2", "sites"')
    with pytest.raises(BadBody) as caught:
        parse_json(body.encode())
    assert caught.value.text.en == "pins[1].project_id: project_id stands twice"
    assert caught.value.text.zh == "pins[1].project_id：project_id 重复"
    assert caught.value.remedy.en.startswith(TWICE[1])

"""Flags of ``query`` and ``export`` as the query string of the service: one language for both doors."""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Annotated, Any, Final, get_type_hints

import typer

from api.asking.given import Given, bad, number
from api.asking.params import allowed, need_m2, query
from api.ground.errors import BadParameter
from gis.catalog import Collection
from gis.errors import UnknownProperty
from gis.fields import Role
from gis.inventory import Inventory
from gis.names import FILTER, WINDOW
from gis.numerals import number_in
from gis.query import Query
from gis.text import Text
from gis.units import M2_PER_HA, UNITS, m2_from_mu

_FACTORS: Final = {"": 1.0, "m2": 1.0, "m²": 1.0, "㎡": 1.0, "平方米": 1.0}
_LAND: Final = {"亩": m2_from_mu(1), "mu": m2_from_mu(1), "ha": float(M2_PER_HA), "公顷": float(M2_PER_HA)}


Many = list[str] | None
Word = str | None


@dataclass(frozen=True, kw_only=True)
class Flags:
    """What can be asked of a collection on the command line; each flag is declared here once, for every command."""

    usage: Annotated[Many, typer.Option(help="用途代码，含下级 / usage code, with all below it")] = None
    min_area: Annotated[Word, typer.Option(help="最小面积：20000、30亩、2ha / least area: 20000, 30mu, 2ha")] = None
    max_area: Annotated[Word, typer.Option(help="最大面积 / largest area")] = None
    status: Annotated[Many, typer.Option(help="状态 / status")] = None
    park: Annotated[Many, typer.Option(help="园区编号，含下级 / park id, with those inside it")] = None
    where: Annotated[Many, typer.Option(help="字段=值，或 min_字段=值 / field=value, or min_field=value")] = None
    bbox: Annotated[Word, typer.Option(help="西,南,东,北 / west,south,east,north")] = None
    within: Annotated[Word, typer.Option(help="WKT 多边形 / polygon in WKT")] = None
    near: Annotated[Word, typer.Option(help="在其周边：图层/编号，或 WKT / near collection/id, or near WKT")] = None
    distance_m: Annotated[Word, typer.Option(help="与 --near 同用的距离，米 / the distance of --near, in metres")] = (
        None
    )
    located: Annotated[Word, typer.Option(help="true 有图形的，false 未定位的 / those with a shape, or without")] = None
    need: Annotated[
        Word,
        typer.Option(
            help="楼层合起来需要的面积，xlsx 多一张按楼栋的表 / floor area needed together: a sheet by building"
        ),
    ] = None
    ids: Annotated[Many, typer.Option(help="编号，逗号分隔 / ids, separated by commas")] = None
    text: Annotated[Word, typer.Option(help="文字搜索 / text search")] = None
    filter: Annotated[Word, typer.Option(help="CQL2 条件 / condition in CQL2: \"status = 'idle' AND far_max > 1\"")] = (
        None
    )
    filter_lang: Annotated[Word, typer.Option(help="cql2-text 或 cql2-json / language of --filter")] = None
    or_unknown: Annotated[Many, typer.Option(help="该字段待核实的也算 / let unknown values of the field through")] = (
        None
    )
    asof: Annotated[
        Word,
        typer.Option(help="过去某日（当日结束时）或某一时刻的状况 / as things were at the end of a day, or at a time"),
    ] = None
    sort: Annotated[Many, typer.Option(help="排序字段，-字段为降序 / sort field, -field downwards")] = None
    limit: Annotated[int | None, typer.Option(min=0, help="最多几行 / at most so many rows")] = None
    offset: Annotated[int | None, typer.Option(min=0, help="跳过几行 / leave out the first rows")] = None


def with_flags(command: Callable[..., None]) -> Callable[..., None]:
    """A command that takes ``flags: Flags``, as one that takes each of the flags: typer reads it from the signature."""
    own = [entry for name, entry in inspect.signature(command, eval_str=True).parameters.items() if name != "flags"]
    hints = get_type_hints(Flags, include_extras=True)
    keyword = inspect.Parameter.KEYWORD_ONLY
    names = [entry.name for entry in fields(Flags)]

    @functools.wraps(command)
    def run(**given: Any) -> None:
        command(flags=Flags(**{name: given.pop(name) for name in names}), **given)

    added = [inspect.Parameter(name, keyword, default=None, annotation=hints[name]) for name in names]
    signature = inspect.Signature([*(entry.replace(kind=keyword) for entry in own), *added])
    run.__signature__ = signature  # type: ignore[attr-defined]  # what inspect.signature reads
    return run


def area_m2(text: str, collection: Collection) -> str:
    """An area as typed (``30亩``, ``2ha``, ``20000``) in m²; 亩 and hectares for land alone.

    Raises
    ------
    BadParameter
        Where it cannot be read, or floor space is asked for in 亩.
    """
    found = re.fullmatch(r"\s*([\d.,]+)\s*(\S*)\s*", text)
    unit = found.group(2).lower() if found else None
    written = found.group(1).replace(",", "") if found else ""
    if number_in(written) is None or (unit not in _FACTORS and unit not in _LAND):
        raise bad(
            "area",
            Text(f"{text!r} 不是面积", f"{text!r} is not an area"),
            Text("例如 20000、30亩、2ha", "for example 20000, 30mu, 2ha"),
        )
    entry = collection.by_role.get(Role.AREA)
    if unit in _LAND and not (entry and entry.unit and UNITS[entry.unit].land):
        raise bad(
            "area",
            Text("建筑面积不用亩或公顷", "floor space is not measured in mu or hectares"),
            Text("请用平方米", "give m²"),
        )
    return repr(number("area", written) * (_FACTORS | _LAND)[str(unit)])


def needed(inventory: Inventory, name: str, flags: Flags) -> float | None:
    """The floor area that is needed together, in m²; None where no flag says it."""
    collection = inventory.layer(name).collection
    return need_m2(Given(_pairs(collection, flags)), collection)


def question(inventory: Inventory, name: str, flags: Flags) -> tuple[Query, bool]:
    """The query of the flags, and whether a page of it was asked for.

    Raises
    ------
    UnknownCollection, BadQuestion
        As the service would answer the same question.
    """
    collection = inventory.layer(name).collection
    given = Given(_pairs(collection, flags))
    given.only(allowed(collection, FILTER, WINDOW))
    return query(given, collection, inventory), "limit" in given.values


def _pairs(collection: Collection, flags: Flags) -> list[tuple[str, str]]:
    pairs = [("usage", value) for value in flags.usage or []]
    pairs += [("ids", value) for value in flags.ids or []]
    pairs += [("or_unknown", value) for value in flags.or_unknown or []]
    pairs += [("sortby", value) for value in flags.sort or []]
    pairs += [(_field_name(collection, Role.STATUS), value) for value in flags.status or []]
    pairs += [(_field_name(collection, Role.PARK), value) for value in flags.park or []]
    pairs += [_condition(value) for value in flags.where or []]
    if flags.min_area is not None:
        pairs.append(("min_area_m2", area_m2(flags.min_area, collection)))
    if flags.max_area is not None:
        pairs.append(("max_area_m2", area_m2(flags.max_area, collection)))
    if flags.need is not None:
        pairs.append(("need_m2", area_m2(flags.need, collection)))
    single = {
        "bbox": flags.bbox,
        "within": flags.within,
        "near": flags.near,
        "distance_m": flags.distance_m,
        "located": flags.located,
        "q": flags.text,
        "filter": flags.filter,
        "filter-lang": flags.filter_lang,
        "limit": flags.limit,
        "offset": flags.offset,
    }
    return pairs + [(name, str(value)) for name, value in single.items() if value is not None]


def _field_name(collection: Collection, role: Role) -> str:
    if role not in collection.by_role:
        names = ", ".join(collection.by_name)
        raise UnknownProperty(
            Text(f"图层“{collection.title.zh}”没有 {role} 字段", f"{collection.title.en} has no {role} field"),
            Text(f"可用字段：{names}", f"queryables: {names}"),
            property=str(role),
        )
    return collection.by_role[role].name


def _condition(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name.strip():
        raise BadParameter(
            Text(f"条件 {text!r} 应写作 字段=值", f"the condition {text!r} is written field=value"),
            Text(
                "例如 --where status=idle 或 --where min_far_max=1.5",
                "for example --where status=idle or --where min_far_max=1.5",
            ),
            parameter="where",
        )
    return name.strip(), value

"""Plain pages of collections and features for a browser. Every text passes ``html.escape``; no script, one small stylesheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any, Final

from api.answering.answers import HeldHere
from api.answering.describe import EXPORT_TITLES, EXPORT_TYPES
from api.answering.next_page import counted_page, next_page
from api.asking.asked import Asked
from api.asking.links import Links, quoted
from api.ground.settings import Lang
from gis.featurenames import name_at
from gis.fields import Field, Role
from gis.layer import Layer
from gis.query import Query, Selection
from gis.text import Text, in_lang
from gis.units import figure, mu_listed

_STYLE: Final = """
:root{color-scheme:light}
body{font:15px/1.55 "Noto Sans SC","Source Han Sans SC","PingFang SC","Microsoft YaHei",system-ui,sans-serif;margin:0;color:#1b2733;background:#f6f7f8}
main{max-width:1280px;margin:0 auto;padding:20px 24px 48px}
a{color:#175e8c;text-decoration:none}a:hover{text-decoration:underline}
h1{font-size:22px;margin:8px 0 4px}h1 small,th small,dt small{font-weight:400;color:#5b6b7a;margin-left:.5em}
th small{display:block;margin:0}p.words{color:#3b4a58;margin:0 0 14px}
nav{color:#5b6b7a;font-size:13px}nav a+a:before{content:"›";margin:0 6px;color:#9aa7b2}
.scroll{overflow-x:auto;background:#fff;border:1px solid #dde3e8;border-radius:6px}
table{border-collapse:collapse;width:100%;font-size:13px}
th,td{padding:6px 10px;border-bottom:1px solid #e8ecef;text-align:left;vertical-align:top;white-space:nowrap}
th{background:#eef2f5;position:sticky;top:0}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}td.u{color:#8a6d1d}td.u.n{font-variant-numeric:normal}
.bar{display:flex;flex-wrap:wrap;gap:14px;margin:12px 0;font-size:14px}
dl{display:grid;grid-template-columns:minmax(180px,max-content) 1fr;gap:4px 20px;background:#fff;border:1px solid #dde3e8;border-radius:6px;padding:14px 18px}
dt{color:#5b6b7a}dd{margin:0}.note{background:#fff7e0;border:1px solid #eedfae;border-radius:6px;padding:8px 12px}
@media(max-width:600px){dl{grid-template-columns:1fr}dd{margin:0 0 8px}}
"""
UNKNOWN: Final = Text("待核实", "to check")


def page(title: Text, lang: Lang, trail: Iterable[tuple[str, str]], *body: str, other_language: str = "") -> str:
    """A whole page; ``body`` is HTML already, ``title`` and ``trail`` (address, words) are text.

    ``other_language`` is the address of the same page in the other language, where more than ``lang`` is in its query.
    """
    crumbs = "".join(f'<a href="{escape(href)}">{escape(words)}</a>' for href, words in trail)
    other: Lang = "en" if lang == "zh" else "zh"
    href = escape(other_language or f"?f=html&lang={other}")
    switch = f'<a href="{href}">{"English" if other == "en" else "中文"}</a>'
    return (
        f'<!doctype html><html lang="{"zh-CN" if lang == "zh" else "en"}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><title>{escape(in_lang(title, lang))}</title>'
        f'<link rel="icon" href="data:,"><style>{_STYLE}</style></head><body><main><nav>{crumbs}</nav><h1>{heading(title, lang)}</h1>'
        f"{''.join(body)}<p>{switch}</p></main></body></html>"
    )


def heading(text: Text, lang: Lang) -> str:
    """A title with the other language small beside it."""
    first, second = (text.zh, text.en) if lang == "zh" else (text.en, text.zh)
    return escape(first) + (f"<small>{escape(second)}</small>" if second != first else "")


def _home(links: Links, lang: Lang) -> list[tuple[str, str]]:
    steps = (("/", Text("首页", "Home")), ("/collections", Text("图层", "Collections")))
    return [(links.on_page(path), in_lang(words, lang)) for path, words in steps]


def missing_page(text: Text, remedy: Text, links: Links, lang: Lang) -> str:
    """What is not there and how to go on, in both languages."""
    lines = "".join(f"<p>{escape(words)}</p>" for words in (text.zh, remedy.zh, text.en, remedy.en))
    home, start = Text("返回首页", "Back to the start"), links.on_page("/")
    link = f'<p class="bar"><a href="{start}">{escape(home.both())}</a></p>'
    other: Lang = "en" if lang == "zh" else "zh"
    title = Text("没有找到", "Not found")
    return page(title, lang, _home(links, lang), lines, link, other_language=f"{start}?lang={other}")


def beginning_page(title: Text, folder: str, wants: Asked) -> str:
    """What the workspace is where there is nothing to show in it yet: how the first ledger is brought in, step by step."""
    lang = wants.lang
    steps = (
        (
            Text("导入第一份台账", "Bring in your first ledger"),
            f"landstock import FILE… --into {folder}",
        ),
        (Text("检查数据", "Check what was brought in"), f"landstock check --layers {folder}"),
        (Text("重新启动服务", "Start the service again"), f"landstock serve --layers {folder}"),
    )
    lines = "".join(
        f"<dt>{number}. {escape(in_lang(words, lang))}</dt><dd><code>{escape(command)}</code></dd>"
        for number, (words, command) in enumerate(steps, 1)
    )
    empty = Text("这里还没有地块、建筑或项目。", "There are no parcels, buildings or projects here yet.")
    links = [("/collections?f=html", Text("图层", "Collections")), ("/api.html", Text("接口说明", "API"))]
    bar = _bar([(wants.links.on_page(path), words) for path, words in links], lang)
    other = "en" if lang == "zh" else "zh"
    start = f"{wants.links.on_page('/')}?lang={other}"
    note = f'<p class="note">{escape(in_lang(empty, lang))}</p>'
    return page(title, lang, (), note, f"<dl>{lines}</dl>", bar, other_language=start)


def collections_page(body: dict[str, Any], wants: Asked) -> str:
    """The list of collections."""
    lang, start = wants.lang, wants.links.on_page("/collections")
    head = (Text("图层", "Collection"), Text("数量", "Count"), Text("数据日期", "As of"), Text("来源", "Source"))
    rows = "".join(
        f'<tr><td><a href="{start}/{quoted(entry["id"])}?f=html">{escape(entry["title"])}</a></td>'
        f'<td class="n">{entry["count"]:,}</td><td>{escape(entry["as_of"] or "")}</td><td>{escape(entry["description"])}</td></tr>'
        for entry in body["collections"]
    )
    table = (
        f'<div class="scroll"><table><thead><tr>{_headings(head, lang)}</tr></thead><tbody>{rows}</tbody></table></div>'
    )
    return page(Text("图层", "Collections"), lang, _home(wants.links, lang)[:1], table)


def _headings(titles: Iterable[Text], lang: Lang) -> str:
    return "".join(f"<th>{heading(title, lang)}</th>" for title in titles)


def collection_page(body: dict[str, Any], wants: Asked) -> str:
    """One collection."""
    lang, path = wants.lang, wants.links.on_page(f"/collections/{quoted(body['id'])}")
    title = Text(body["titles"]["zh"], body["titles"]["en"])
    bbox = body.get("extent", {}).get("spatial", {}).get("bbox", [[]])[0]
    entries = [
        (Text("数量", "Count"), f"{body['count']:,} {in_lang(Text(**body['noun']), lang)}"),
        (Text("数据日期", "As of"), body["as_of"] or in_lang(UNKNOWN, lang)),
        (Text("来源", "Source"), body["description"] or in_lang(UNKNOWN, lang)),
        (Text("范围", "Extent"), ", ".join(figure(value, 5) for value in bbox) or in_lang(UNKNOWN, lang)),
        (Text("坐标系", "CRS"), "CRS84"),
    ]
    links = [(f"{path}/items?f=html", Text("要素", "Features")), (f"{path}/queryables?f=html", Text("字段", "Fields"))]
    return page(
        title,
        lang,
        _home(wants.links, lang),
        _bar([*links, *_downloads(f"{path}/items?f=")], lang),
        _definitions(entries, lang),
    )


def _downloads(start: str) -> list[tuple[str, Text]]:
    return [(f"{start}{kind}", EXPORT_TITLES[kind]) for kind in EXPORT_TYPES]


def _bar(links: Iterable[tuple[str, Text]], lang: Lang) -> str:
    shown = "".join(f'<a href="{escape(href)}">{escape(in_lang(words, lang))}</a>' for href, words in links)
    return f'<div class="bar">{shown}</div>'


def _definitions(entries: Iterable[tuple[Text, str]], lang: Lang) -> str:
    return (
        "<dl>" + "".join(f"<dt>{heading(term, lang)}</dt><dd>{escape(words)}</dd>" for term, words in entries) + "</dl>"
    )


def queryables_page(body: dict[str, Any], wants: Asked) -> str:
    """The fields of a collection."""
    lang = wants.lang
    head = (Text("字段", "Field"), Text("名称", "Title"), Text("类型", "Type"), Text("代码", "Codes"))
    rows = "".join(
        f"<tr><td><code>{escape(name)}</code></td><td>{escape(schema.get('description', schema['title']))}</td><td>{escape(schema.get('type', 'geometry'))}</td>"
        f"<td>{escape('、'.join(code['code'] + ' ' + code[lang] for code in schema.get('x-codes', [])[:12]))}</td></tr>"
        for name, schema in body["properties"].items()
    )
    table = (
        f'<div class="scroll"><table><thead><tr>{_headings(head, lang)}</tr></thead><tbody>{rows}</tbody></table></div>'
    )
    return page(Text(body["title"], body["title"]), lang, _home(wants.links, lang), table)


def conformance_page(classes: Sequence[str], wants: Asked) -> str:
    """The standards kept."""
    return page(
        Text("符合的标准", "Conformance"),
        wants.lang,
        _home(wants.links, wants.lang),
        "<ul>",
        *(f"<li>{escape(uri)}</li>" for uri in classes),
        "</ul>",
    )


def items_page(found: Selection, query: Query, wants: Asked, names: Sequence[str] | None) -> str:
    """One page of features as a table, with links to the pages beside it."""
    layer, lang = found.layer, wants.lang
    fields = [layer.collection.field(name) for name in (names if names is not None else layer.collection.by_name)]
    path = wants.links.on_page(f"/collections/{quoted(layer.id)}")
    last = found.offset + found.returned
    span = f"{found.offset + 1:,}–{last:,} / " if found.returned else ""
    counted = layer.collection.counted(found.matched)
    count = Text(f"{span}{counted.zh}", f"{span}{counted.en}")
    links = []
    if query.offset and query.limit:
        links.append(
            (
                wants.links.here("prev", "", changes={"offset": str(max(0, query.offset - query.limit))})["href"],
                Text("‹ 上一页", "‹ Previous"),
            )
        )
    if onward := counted_page(found) or next_page(found):
        links.append((wants.links.here("next", "", changes=onward)["href"], Text("下一页 ›", "Next ›")))
    links += [
        (
            wants.links.here(
                "enclosure", "", changes={"f": kind, "limit": None, "offset": None, "cursor": None, "crs": None}
            )["href"],
            EXPORT_TITLES[kind],
        )
        for kind in EXPORT_TYPES
    ]
    return page(
        layer.collection.title,
        lang,
        [*_home(wants.links, lang), (f"{path}?f=html", in_lang(layer.collection.title, lang))],
        f'<p class="words">{escape(in_lang(found.words, lang))} · {escape(in_lang(count, lang))}</p>',
        _emptied(found, lang),
        _bar(links, lang),
        _table(found, fields, f"{path}/items", lang),
        other_language=wants.links.here("alternate", "", changes={"lang": "en" if lang == "zh" else "zh"})["href"],
    )


def _emptied(found: Selection, lang: Lang) -> str:
    step, more = found.emptied_by, found.to_check
    if step is None:
        return ""
    words = Text(
        f"没有结果：条件“{step.words.zh}”之后一个不剩" + (f"（另有 {more:,} 个待核实）" if more else ""),
        f"Nothing left after “{step.words.en}”" + (f" ({more:,} more to check)" if more else ""),
    )
    return f'<p class="note">{escape(in_lang(words, lang))}</p>'


def _table(found: Selection, fields: Sequence[Field], path: str, lang: Lang) -> str:
    head = "".join(f"<th{' class=n' if field.numeric else ''}>{heading(field.heading, lang)}</th>" for field in fields)
    rows = "".join(
        "<tr>" + "".join(_cell(found.layer, int(row), field, path, lang) for field in fields) + "</tr>"
        for row in found.rows
    )
    return f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def _cell(layer: Layer, row: int, field: Field, path: str, lang: Lang) -> str:
    value = layer.columns[field.name].value(row)
    if value is None:
        return f'<td class="{"u n" if field.numeric else "u"}">{escape(in_lang(UNKNOWN, lang))}</td>'
    if field.role is Role.ID:
        return f'<td><a href="{path}/{quoted(str(value))}?f=html">{escape(str(value))}</a></td>'
    if field.numeric:
        return f'<td class="n">{escape(_number(value))}</td>'
    return f"<td>{escape(in_lang(layer.words(field.name, value), lang))}</td>"


def _number(value: object) -> str:
    return figure(value, 2).rstrip("0").rstrip(".") if isinstance(value, int | float) else str(value)


_HELD: Final = Text("意向预留", "held")


def _held_words(held: HeldHere) -> Text:
    area = figure(held["area_m2"]) + " m²" if "area_m2" in held else None
    ends = Text(f"至 {held['until']}", f"until {held['until']}") if held["until"] else Text("已落地", "landed")
    return Text(f"{held['holder']}，{area or '全部'}，{ends.zh}", f"{held['holder']}, {area or 'all of it'}, {ends.en}")


def feature_page(layer: Layer, row: int, wants: Asked, held: Sequence[HeldHere] = ()) -> str:
    """One feature, field by field; land areas in 亩 beside m²; and who holds how much of it."""
    lang = wants.lang
    entries = []
    for field in layer.collection.fields:
        value = layer.columns[field.name].value(row)
        words = in_lang(layer.words(field.name, value), lang)
        if field.numeric and isinstance(value, int | float):
            words = _number(value) + (f"（{figure(mu_listed(value), 2)} 亩）" if field.land else "")
        entries.append((field.heading, words))
    entries += [(_HELD, in_lang(_held_words(each), lang)) for each in held]
    path = wants.links.on_page(f"/collections/{quoted(layer.id)}")
    trail = [*_home(wants.links, lang), (f"{path}/items?f=html", in_lang(layer.collection.title, lang))]
    return page(name_at(layer, row), lang, trail, _definitions(entries, lang))

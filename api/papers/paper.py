"""A4 pages for print and meetings: every text escaped, one small stylesheet, no script, nothing loaded from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from api.ground.settings import Lang
from gis.text import Text, in_lang

_STYLE: Final = """
@page{size:A4 portrait;margin:12mm 12mm 14mm;@bottom-right{content:counter(page) " / " counter(pages);font:8pt sans-serif;color:#5b6b7a}}
:root{color-scheme:light}*{box-sizing:border-box}
body{margin:0;background:#eceff1;color:#1b2321;font:11.5px/1.45 "Noto Sans SC","Source Han Sans SC","PingFang SC","Microsoft YaHei",system-ui,sans-serif}
main{width:210mm;max-width:100%;min-height:297mm;margin:16px auto;padding:12mm;background:#fff;box-shadow:0 1px 6px #0002;overflow-wrap:anywhere}
header{display:flex;justify-content:space-between;gap:16px;align-items:flex-start;margin-bottom:10px}
header p{margin:0;color:#4a5553}h1{font-size:21px;line-height:1.3;margin:2px 0}
.stamp{flex:none;max-width:44%;border:1.5px solid #7a4a00;color:#7a4a00;background:#fffaee;font-weight:700;font-size:11px;padding:4px 10px}
h2{font-size:13.5px;margin:16px 0 0;padding-bottom:3px;border-bottom:1.5px solid #1b2321;break-after:avoid}
h3{font-size:12px;margin:10px 0 0;break-after:avoid}h2 small,h3 small{font-weight:400;color:#5b6b7a;margin-left:8px}
table{border-collapse:collapse;width:100%;table-layout:fixed}thead{display:table-header-group}tr{break-inside:avoid}
th,td{text-align:left;vertical-align:top;padding:2.5px 6px;border-bottom:1px solid #d9dfdd}th{font-weight:400;color:#5b6b7a;font-size:11px}
.n{text-align:right;font-variant-numeric:tabular-nums}td small{display:block;color:#5b6b7a;font-size:10.5px}
.yes,.no,.unknown{font-weight:700;white-space:nowrap}.yes{color:#0b665e}.no{color:#a63a1f}
.unknown{color:#7a4a00;background:#fffaee;border:1px dashed #7a4a00;padding:0 4px}.unknown:before{content:"? "}.no:before{content:"✕ "}.yes:before{content:"✓ "}
dl{display:grid;grid-template-columns:max-content 1fr;gap:2px 12px;margin:6px 0 0}dt{color:#5b6b7a}dd{margin:0}
.pair{display:grid;grid-template-columns:1fr 1fr;gap:0 24px}
.wide{grid-template-columns:2fr 1fr}.wide>div:first-child dl{grid-template-columns:max-content 1fr max-content 1fr}
.verdict{border:1.5px solid #1b2321;padding:7px 10px;margin:10px 0 0}.verdict b{font-size:15px;margin-right:8px}
.figures{display:grid;grid-template-columns:repeat(4,1fr);gap:8px;margin:10px 0 0}.figures div{border:1px solid #d9dfdd;padding:6px 9px}
.figures b{display:block;font-size:18px;font-variant-numeric:tabular-nums}.figures span{color:#5b6b7a}
.sources{margin:5px 0 0;color:#4a5553;font-size:10.5px}.sources span{margin-right:14px}
.cited{white-space:nowrap}.cited i{font-style:normal;font-size:10px;color:#5b6b7a}
.muted{color:#5b6b7a}footer{margin-top:18px;padding-top:6px;border-top:1px solid #1b2321;color:#4a5553;font-size:10.5px}
.signed{display:flex;gap:32px;margin:14px 0 0}.signed span{flex:1;border-bottom:1px solid #4a5553;padding-bottom:2px;color:#4a5553}
nav{text-align:right;width:210mm;max-width:100%;margin:12px auto -6px}nav a{color:#175e8c}
@media print{body{background:#fff}main{width:auto;min-height:0;margin:0;padding:0;box-shadow:none}nav{display:none}
.unknown,.stamp{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
@media screen and (max-width:700px){main{padding:14px}.pair,.figures{grid-template-columns:1fr 1fr}.pair,.wide{grid-template-columns:1fr}main{overflow-x:auto}
main table{min-width:640px}}
"""


@dataclass(frozen=True)
class Markup:
    """HTML that is safe already: made here, of escaped texts."""

    html: str


Shown = Text | str | Markup


@dataclass(frozen=True)
class Column:
    """A column of a table: heading, share of the width in %, and whether it holds figures."""

    title: Text
    width: float
    figures: bool = False


def to_html(value: Shown, lang: Lang) -> str:
    """A value as HTML in one language."""
    if isinstance(value, Markup):
        return value.html
    return escape(in_lang(value, lang) if isinstance(value, Text) else value)


def mark(name: str, words: Text, lang: Lang) -> Markup:
    """An answer (yes, no, unknown) with a sign that survives black and white."""
    return Markup(f'<span class="{name}">{to_html(words, lang)}</span>')


def beneath(main: Shown, small: Shown, lang: Lang) -> Markup:
    """Words with smaller ones below."""
    below = to_html(small, lang)
    return Markup(to_html(main, lang) + (f"<small>{below}</small>" if below else ""))


def heading(title: Text, lang: Lang, beside: Shown = "", *, level: int = 2) -> str:
    """A section's heading, with words beside it."""
    small = to_html(beside, lang)
    return f"<h{level}>{to_html(title, lang)}{f'<small>{small}</small>' if small else ''}</h{level}>"


def table(columns: Sequence[Column], rows: Iterable[Sequence[Shown]], lang: Lang) -> str:
    """A table whose heading stands on every page."""
    widths = "".join(f'<col style="width:{column.width:g}%">' for column in columns)
    kinds = [' class="n"' if column.figures else "" for column in columns]
    head = "".join(f"<th{kind}>{to_html(column.title, lang)}</th>" for kind, column in zip(kinds, columns, strict=True))
    body = "".join(
        "<tr>"
        + "".join(f"<td{kind}>{to_html(cell, lang)}</td>" for kind, cell in zip(kinds, row, strict=True))
        + "</tr>"
        for row in rows
    )
    return f"<table><colgroup>{widths}</colgroup><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def definitions(lines: Iterable[tuple[Text, Shown]], lang: Lang) -> str:
    """Terms and what they are."""
    return (
        "<dl>"
        + "".join(f"<dt>{to_html(term, lang)}</dt><dd>{to_html(value, lang)}</dd>" for term, value in lines)
        + "</dl>"
    )


def paper(
    kicker: Text, title: Text, beside: Text, lang: Lang, *body: str, stamp: Text | None, foot: Text, other: str = ""
) -> str:
    """A whole page.

    Parameters
    ----------
    kicker, title, beside
        The line above the title, the title, the line below it.
    body
        HTML already.
    stamp
        What is stamped on demonstration data.
    other
        The address of the page in the other language; none where it is empty.
    """
    switch = f'<nav><a href="{escape(other)}">{"English" if lang == "zh" else "中文"}</a></nav>' if other else ""
    stamped = f'<div class="stamp">{to_html(stamp, lang)}</div>' if stamp else ""
    return (
        f'<!doctype html><html lang="{"zh-CN" if lang == "zh" else "en"}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><title>{to_html(title, lang)}</title>'
        f'<link rel="icon" href="data:,"><style>{_STYLE}</style></head><body>{switch}<main><header><div>'
        f"<p>{to_html(kicker, lang)}</p><h1>{to_html(title, lang)}</h1><p>{to_html(beside, lang)}</p></div>{stamped}</header>"
        f"{''.join(body)}<footer>{to_html(foot, lang)}</footer></main></body></html>"
    )

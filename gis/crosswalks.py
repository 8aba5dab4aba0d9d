"""Whether the codes of a list lead into codes that there are: a site under one that leads nowhere is judged as if nothing were known of its use."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from gis.catalog import Catalog
from gis.codelists import Codelist
from gis.features import excerpt
from gis.findings import Finding, Grade
from gis.text import Text
from gis.written import CODELISTS

_CODES: Final = "codes"


def lead_astray(catalog: Catalog) -> Iterator[Finding]:
    """Every code that leads into one which its list does not have, and lists that lead into one which is not there."""
    for codes in catalog.codelists.values():
        leading = [code for code in codes.codes if code.becomes is not None or code.may_become]
        if not leading and not codes.leads_into:
            continue
        target = catalog.codelists.get(codes.leads_into)
        if target is None:
            yield _no_list(codes, sorted(catalog.codelists))
            continue
        for number, code in enumerate(codes.codes, 1):
            for named in filter(None, (code.becomes, *code.may_become)):
                if named not in target.by_code:
                    yield _no_code(codes, number, code.code, named, target)


def _no_list(codes: Codelist, known: list[str]) -> Finding:
    named, names = codes.leads_into, ", ".join(known)
    text = (
        Text(
            f"对应到代码表 {excerpt(named)}，没有这个代码表",
            f"its codes lead into {excerpt(named)}: there is no such list",
        )
        if named
        else Text(
            "代码写有 becomes 或 may_become，而没有写 leads_into",
            "its codes lead into others, and leads_into does not say of which list",
        )
    )
    remedy = Text(f"请改正 leads_into；可用：{names}", f"correct leads_into; lists: {names}")
    return _finding(codes, 0, None, "leads_into", named, text, remedy)


def _no_code(codes: Codelist, number: int, code: str, named: str, target: Codelist) -> Finding:
    title = target.title
    text = Text(
        f"{code} 对应到 {excerpt(named)}，“{title.zh}”（{target.id}）中没有此代码，此用途的场地按未知判断",
        f"{code} leads into {excerpt(named)}, which {title.en} ({target.id}) does not have: sites of that use are to check",
    )
    remedy = Text(f"请改为 {target.id} 中的代码，或在其中补上", f"write a code of {target.id}, or add it there")
    return _finding(codes, number, code, "becomes", named, text, remedy)


def _finding(codes: Codelist, row: int, key: str | None, field: str, shown: str, *said: Text) -> Finding:
    text, remedy = said
    file = f"{CODELISTS}/{codes.id}.toml"
    return Finding(
        code="no-such-code",
        file=file,
        row=row,
        id=key,
        field=field if row == 0 else f"{_CODES}.{field}",
        excerpt=shown,
        text=Text(f"{file}：{text.zh}", f"{file}: {text.en}"),
        remedy=remedy,
        grade=Grade.DOUBT,
    )

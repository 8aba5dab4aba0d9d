"""``landstock weights``: weights from comparisons in pairs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.markup import escape

from api.asking.body import parse_json
from api.asking.weights import weigh_pairs
from api.cli.base import (
    LangOption,
    LayersOption,
    OutOption,
    UsageError,
    as_bytes,
    figured,
    language,
    out,
    read_input,
    settings_of,
    write_answer,
)
from api.ground.errors import BadBody
from api.ground.settings import Lang
from gis.catalog import read_catalog
from gis.disk import Unreadable, toml_of
from gis.matching.scheme.ahp import AhpWeights
from gis.matching.scheme.scheme import Scheme, pick_scheme
from gis.matching.schemes.scheme_file import load_schemes
from gis.plainly import to_plain
from gis.text import Text, in_lang
from gis.units import figure

FORMATS: Final = ("table", "json")
MAX_BYTES: Final = 1024 * 1024


def weights(
    comparisons: Annotated[Path, typer.Argument(help="两两比较的文件，JSON 或 TOML / comparisons as JSON or TOML")],
    scheme: Annotated[str | None, typer.Option(help="匹配方案 / matching scheme", show_default=False)] = None,
    kind: Annotated[str, typer.Option("--f", "--format", help="table、json / the format")] = "table",
    file: OutOption = None,
    layers: LayersOption = None,
    lang: LangOption = None,
) -> None:
    """由两两比较得权重 / Weights from comparisons in pairs (AHP).

    例 / for example: landstock weights comparisons.toml
    """
    if kind not in FORMATS:
        raise UsageError(f"--f: {', '.join(FORMATS)}")
    settings = settings_of(layers=layers)
    catalog = read_catalog(settings.layers)
    schemes = load_schemes(catalog.folder, catalog)
    filed = pick_scheme(schemes, scheme or catalog.scheme)
    found = weigh_pairs(schemes, {**_read(comparisons), "scheme": filed.id})
    if kind == "json":
        write_answer(as_bytes(to_plain(found)), file)
    else:
        _show(found, filed, language(settings, lang))


def _read(path: Path) -> dict[str, Any]:
    """The file's ``comparisons``, as a request has them."""
    content = read_input(path, path.name, most=MAX_BYTES)
    found = _toml(path, content) if path.suffix.lower() == ".toml" else parse_json(content)
    if not isinstance(found, dict):
        raise _unfit(path, Text("应含 comparisons", "holds comparisons"))
    return found


def _toml(path: Path, content: bytes) -> dict[str, Any]:
    try:
        return toml_of(content)
    except Unreadable as mistake:
        raise _unfit(path, mistake.text) from None


def _unfit(path: Path, text: Text) -> BadBody:
    return BadBody(
        Text(f"{path.name}：{text.zh}", f"{path.name}: {text.en}"),
        Text(f"请修改 {path}，写法见 /api", f"mend {path}; see /api for what a body holds"),
        key=path.name,
    )


def _show(found: AhpWeights, filed: Scheme, lang: Lang) -> None:
    """The weights beside those of the scheme, and whether they can be meant."""
    head = ("评分项", "编号", "权重", "方案权重") if lang == "zh" else ("Criterion", "Id", "Weight", "Of the scheme")
    table = figured(head, range(2, len(head)))
    for spec in filed.criteria:
        weight = found.weights.get(spec.id)
        table.add_row(
            escape(in_lang(spec.title, lang)),
            spec.id,
            "–" if weight is None else figure(weight, 2),
            f"{spec.weight:g}",
        )
    console = out()
    console.print(table)
    console.print(
        f"λmax = {figure(found.lambda_max, 4)}, CI = {figure(found.index, 4)}, CR = {figure(found.ratio, 4)}",
        markup=False,
    )
    console.print(in_lang(found.words, lang), markup=False)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(weights)

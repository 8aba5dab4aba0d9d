"""A stored report made again: the same question, data and rules give the same bytes, and what has changed is named."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from api.asking import matching, portfolios
from api.asking.body import parse_json
from api.ground.settings import Settings
from api.ground.version import product_version
from api.papers import prechecks
from gis.disk import Unreadable, file_bytes, no_read
from gis.errors import BadQuestion, SourceError, StaleReport
from gis.folder import synced_folder
from gis.inventory import Inventory
from gis.matching.portfolio.scenario import Scenario
from gis.matching.portfolio.scenario_file import load_scenarios
from gis.matching.scheme.scheme import Scheme
from gis.matching.schemes.procedures import read_procedures
from gis.matching.schemes.scheme_file import load_schemes
from gis.plainly import to_plain
from gis.text import Text

MAX_BYTES: Final = 512 * 1024 * 1024
Report = Mapping[str, Any]
Progress = Callable[[str], None]

_MATCH: Final = ("matches", "funnel")
_PORTFOLIO: Final = ("placements", "aims")
_PRECHECK: Final = ("procedures", "steps")
_HEAD: Final = ("asked", "scheme", "inventory", "as_of")
_PRODUCT: Final = "product"
_MOST_SIGNS: Final = 80
_ASK_AGAIN: Final = Text(
    "请用原来的数据与方案重放，或按原问题重新生成一份报告",
    "replay it on the data and the scheme that it was made from, or ask the same question anew",
)


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What reports are made from: the data, the schemes and the scenarios."""

    inventory: Inventory
    schemes: Mapping[str, Scheme]
    scenarios: Mapping[str, Scenario]

    @classmethod
    def of(cls, inventory: Inventory) -> Ground:
        """The ground of a data folder.

        Raises
        ------
        SchemeError
            Where a scheme or a scenario cannot be used.
        """
        catalog = inventory.catalog
        schemes = load_schemes(catalog.folder, catalog)
        return cls(inventory=inventory, schemes=schemes, scenarios=load_scenarios(catalog.folder, catalog))


@dataclass(frozen=True)
class Replay:
    """A stored report that was made again: the bytes of its file, and what is to be known of who wrote it, None where nothing is."""

    content: bytes
    note: Text | None


def replay_file(path: Path, settings: Settings, *, progress: Progress | None = None) -> Replay:
    """A stored report, made again from the data folder that the settings name.

    Raises
    ------
    SourceError
        Where the file is no report.
    StaleReport
        As ``replay``.
    """
    content = _read(path)
    report = report_of(content)
    replay(
        report,
        Ground.of(synced_folder(settings.layers, settings.store, settings.audit_key).inventory()),
        progress=progress,
    )
    return Replay(content, _written_by(report))


def report_of(content: bytes) -> Report:
    """A stored report: a match, a portfolio or a pre-check sheet as JSON.

    Raises
    ------
    SourceError
        Where it is none, or does not say what was asked, by which scheme, of which data.
    """
    try:
        report = parse_json(content)
    except BadQuestion as mistake:
        raise SourceError(mistake.text, Text("请给出 JSON 报告", "give a report in JSON")) from None
    whole = isinstance(report, dict) and all(key in report for key in _HEAD) and isinstance(report["scheme"], dict)
    if not whole or not isinstance(report["asked"], dict) or _kind(report) is None:
        raise SourceError(
            Text("不是可重放的报告", "this is no report that can be made again"),
            Text(
                "请给出 match、assign 或 precheck 以 JSON 写出的报告，其中有 asked、scheme、inventory、as_of",
                "give a report that match, assign or precheck wrote as JSON, with asked, scheme, inventory and as_of",
            ),
        )
    return dict(report)


def replay(report: Report, ground: Ground, *, progress: Progress | None = None) -> Report:
    """The report made again; a placement whose search was stopped stands as it was stored.

    Raises
    ------
    StaleReport
        Where data, scheme, scenario or table of procedures are not those that the report was made from, naming both versions; or where the
        same question is answered otherwise, naming what differs, and the version of the product that wrote the report where that is another.
    """
    ground = replace(ground, inventory=_of_its_day(report, ground.inventory))
    _refuse_changed(report, ground)
    if report.get("stopped"):
        raise StaleReport(
            Text(
                "这份报告的计算到时限即停，无法重现",
                "the search of this report was stopped by a clock: it cannot be made again",
            ),
            Text("请用 landstock assign 重新生成，命令行不设时限", "ask anew by landstock assign, which sets no clock"),
        )
    if stopped(report):
        return report
    again = json.loads(json.dumps(_asked_again(report, ground, progress)))
    if differing := first_difference(_unsigned(report), _unsigned(again)):
        raise _differs(report, differing)
    return report


def stopped(report: Report) -> bool:
    """Whether a placement's search ended at its limit: it is then one of several good answers, and the stored one counts."""
    aims = report.get("aims", ())
    return isinstance(aims, list) and any(isinstance(aim, dict) and aim.get("status") == "best_found" for aim in aims)


def _of_its_day(report: Report, inventory: Inventory) -> Inventory:
    """The inventory as on the day on which the report was asked for, where the folder does not name its own."""
    try:
        return inventory.on(dt.date.fromisoformat(report["as_of"]))
    except (TypeError, ValueError):
        return inventory


def _kind(report: Report) -> tuple[str, str] | None:
    return next((keys for keys in (_MATCH, _PORTFOLIO, _PRECHECK) if all(key in report for key in keys)), None)


# what has changed ----------------------------------------------------------------------------------------------------


def _refuse_changed(report: Report, ground: Ground) -> None:
    name = str(report["scheme"].get("id"))
    scheme, stored = ground.schemes.get(name), str(report["scheme"].get("version"))
    if scheme is None:
        raise _stale(Text(f"方案 {name}", f"the scheme {name}"), stored, None)
    # Weights of one's own and scenarios add to a version; what they add is compared with the answer.
    if stored != scheme.version and not stored.startswith(f"{scheme.version}+"):
        raise _stale(Text(f"方案 {name}", f"the scheme {name}"), stored, scheme.version)
    above = report["scheme"].get("extends")
    if isinstance(above, dict) and scheme.base is not None and above.get("version") != scheme.base[1]:
        what = Text(f"方案 {name} 所沿用的 {scheme.base[0]}", f"{scheme.base[0]}, which the scheme {name} extends,")
        raise _stale(what, str(above.get("version")), scheme.base[1])
    if str(report["inventory"]) != ground.inventory.version:
        raise _stale(Text("数据", "the data"), str(report["inventory"]), ground.inventory.version)
    _refuse_changed_scenario(report, ground)
    if _kind(report) == _PRECHECK:
        catalog = ground.inventory.catalog
        now = read_procedures(catalog.folder, catalog).version
        if str(report.get("procedures_version")) != now:
            raise _stale(Text("手续表", "the table of procedures"), str(report.get("procedures_version")), now)


def _refuse_changed_scenario(report: Report, ground: Ground) -> None:
    named, stored = report["asked"].get("scenario"), report.get("scenario")
    if isinstance(named, str) and isinstance(stored, dict):
        found = ground.scenarios.get(named)
        if found is None or str(stored.get("version")) != str(found.version):
            now = None if found is None else str(found.version)
            raise _stale(Text(f"情景 {named}", f"the scenario {named}"), str(stored.get("version")), now)


def _stale(what: Text, stored: str, now: str | None) -> StaleReport:
    before = stored[:_MOST_SIGNS]
    if now is None:
        words = Text(
            f"{what.zh}{' ' if what.zh[-1].isascii() else ''}已不存在，报告用的是 {before}",
            f"{what.en} is no longer there; the report was made with {before}",
        )
    else:
        words = Text(
            f"{what.zh}{' ' if what.zh[-1].isascii() else ''}已变：报告用的是 {before}，现在是 {now}",
            f"{what.en} changed: the report was made with {before}, now it is {now}",
        )
    return StaleReport(words, _ASK_AGAIN, stored=before, now=now)


def _unsigned(report: Report) -> Report:
    """A report without the version of the product that wrote it: another one may well answer the same."""
    return {key: value for key, value in report.items() if key != _PRODUCT}


def _written_by(report: Report) -> Text | None:
    """Which version of the product wrote a report and which runs now; None where they are the same."""
    now = product_version()
    if _PRODUCT not in report:
        return Text(
            f"报告没有写明由哪个版本的 landstock 生成（0.2.0 起才写明），现在运行的是 {now}",
            f"the report does not say which version of landstock wrote it, as reports have done since 0.2.0; {now} runs now",
        )
    wrote = str(report[_PRODUCT])[:_MOST_SIGNS]
    if wrote == now:
        return None
    return Text(
        f"报告由 landstock {wrote} 生成，现在运行的是 {now}",
        f"the report was written by landstock {wrote}, {now} runs now",
    )


def _differs(report: Report, differing: str) -> StaleReport:
    words = Text(
        f"同样的问题得到不同的结果，从 {differing} 起不一致",
        f"the same question is answered otherwise, from {differing} on",
    )
    if (other := _written_by(report)) is not None:
        return StaleReport(
            Text(f"{other.zh}；{words.zh}", f"{other.en}; {words.en}"),
            Text(
                "请用当时的版本重放，或按原问题重新生成一份报告",
                "replay it by the version that wrote it, or ask the same question anew",
            ),
            at=differing,
            stored=str(report.get(_PRODUCT, ""))[:_MOST_SIGNS],
            now=product_version(),
        )
    return StaleReport(
        words,
        Text(
            "版本号未变而结果变了：方案内容或手续表可能已改动，或报告被改过；请重新生成报告",
            "the versions are the same: a table was edited without a new version, or the report was edited; ask anew",
        ),
        at=differing,
    )


# asked again ---------------------------------------------------------------------------------------------------------


def _asked_again(report: Report, ground: Ground, progress: Progress | None) -> dict[str, Any]:
    # The folder's default scheme may be another one by now; the question's own words stay as they were.
    asked = {**report["asked"], "scheme": str(report["scheme"]["id"])}
    inventory, schemes = ground.inventory, ground.schemes
    if _kind(report) == _PORTFOLIO:
        made = to_plain(portfolios.answer_portfolio(inventory, schemes, ground.scenarios, asked, progress=progress))
    elif _kind(report) == _PRECHECK:
        made = prechecks.answer_precheck(prechecks.sheet(inventory, schemes, asked), asked)
    else:
        made = matching.answer_match(inventory, schemes, asked)
    return {**made, "asked": dict(report["asked"])}


def first_difference(one: Any, other: Any, at: str = "") -> str | None:
    """Where two JSON values first differ, as a path such as ``matches[0].score``; None where they are the same.

    >>> first_difference({"a": [1, 2]}, {"a": [1, 3]})
    'a[1]'
    """
    if isinstance(one, dict) and isinstance(other, dict):
        # Keys in another order are other bytes.
        if list(one) != list(other):
            odd = sorted(set(one) ^ set(other))
            return f"{at}.{odd[0]}".lstrip(".") if odd else at or "."
        parts = (first_difference(one[key], other[key], f"{at}.{key}".lstrip(".")) for key in one)
        return next((part for part in parts if part is not None), None)
    if isinstance(one, list) and isinstance(other, list):
        if len(one) != len(other):
            return f"{at}[{min(len(one), len(other))}]"
        pairs = enumerate(zip(one, other, strict=True))
        return next((part for n, (a, b) in pairs if (part := first_difference(a, b, f"{at}[{n}]")) is not None), None)
    return None if one == other and isinstance(one, bool) == isinstance(other, bool) else at or "."


def _read(path: Path) -> bytes:
    try:
        return file_bytes(path, most=MAX_BYTES)
    except Unreadable as mistake:
        raise no_read(path, mistake) from None

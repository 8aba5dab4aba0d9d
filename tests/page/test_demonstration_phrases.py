"""What people type, read against the demonstration as it is: would break where its own names, codes and words were no longer understood."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any, Final

import pytest

from gis.inventory import Inventory
from gis.io.geojson import write
from gis.layer import Layer
from maps.view import View, configuration

SHORT: Final = {"industrial_land": "land", "idle_space": "floors"}

PHRASES: Final[dict[str, set[str]]] = {
    "8000平 层高8米 丙类 经开区": {
        "both: park JK",
        "floors: area >= 8000",
        "floors: clear_height >= 8",
        "floors: fire_class 丙",
    },
    "20亩以上": {"land: area >= 20"},
    "大于20亩": {"land: area >= 20"},
    "20-50 mu near Guide": {"land: area 20..50", "near GD 2000"},
    "不要低效": {"land: status not low_yield"},
    "JK-A03-02": {"thing JK-A03-02"},
    "鲁川": {"both: owner 鲁川机械（虚构）"},
    "岱清": {"both: owner 岱清环保（虚构）"},
    "370113002001GB00017": {"thing CX-A05-01"},
    "A03": {"text A03", "thing GD-A03-01"},
    "X 4051034.24 Y 480312.78": {"place"},
    "36.59, 116.78": {"place"},
    "116.78 36.59": {"place"},
    "20亩 阿巴拉契亚": {"land: area >= 20", "unknown 阿巴拉契亚"},
    "8,000 m² of floor at least 8 m high, class C, Economic Development Zone": {
        "both: park JK",
        "floors: area >= 8000",
        "floors: clear_height >= 8",
        "floors: fire_class 丙",
    },
    "idle or not started industrial land over 20 mu in Guide": {
        "both: park GD",
        "land: area >= 20",
        "land: status idle,unstarted",
        "land: usage 1001",
    },
    "闲置或供而未用的工业用地 20亩以上 归德": {
        "both: park GD",
        "land: area >= 20",
        "land: status idle,unstarted",
        "land: usage 1001",
    },
    "承重2吨每平": {"floors: floor_load >= 20"},
    "EDZ": {"both: park JK"},
    "IV": {"both: park CX"},
    "Guide": {"both: park GD"},
    "GD": {"both: park GD", "thing GD"},
    "JK 丙类": {"both: park JK", "floors: fire_class 丙", "thing JK"},
    "经开区": {"both: park JK"},
    "经济开发区": {"both: park JK"},
    "经济技术开发区": {"both: park JK"},
    "Economic Dev Zone": {"both: park JK"},
    "创新谷": {"both: park CX"},
    "Innovation Valley": {"both: park CX"},
    "Pressure Vessel": {"both: park JK-T2"},
    "装备产业园": {"offer park GD-T1", "offer park JK-T1"},
    "Equipment Park": {"offer park GD-T1", "offer park JK-T1"},
    "中医药": {"both: park CX-T1"},
    "南扩区": {"both: park GD-E1"},
    "near the EDZ": {"near JK 2000"},
    "near IV 20 mu": {"land: area >= 20", "near CX 2000"},
    "within 3 km of the Economic Development Zone": {"near JK 3000"},
    "near Guide within 3 km": {"near GD 3000"},
    "near Equipment Park": {"offer near GD-T1 2000", "offer near JK-T1 2000"},
    "near GD": {"near GD 2000"},
    "经开区附近": {"near JK 2000"},
    "装备产业园附近": {"offer near GD-T1 2000", "offer near JK-T1 2000"},
    "靠近归德的闲置土地": {"land: status idle", "near GD 2000"},
    "归德3公里内 20亩以上": {"land: area >= 20", "near GD 3000"},
    "距创新谷3公里内": {"near CX 3000"},
    "归德2公里范围内的净地": {"land: readiness ready", "near GD 2000"},
    "大学路附近": {"near B-ROAD-02 2000"},
    "within 500 m of University Avenue": {"near B-ROAD-02 500"},
    "near Sand Brook": {"near B-RIVER-02 2000"},
    "near nowhere": {"unknown near", "unknown nowhere"},
    "class C or D": {"floors: fire_class 丙,丁"},
    "丙或丁类": {"floors: fire_class 丙,丁"},
    "丙丁类厂房": {"floors: fire_class 丙,丁"},
    "fire class C": {"floors: fire_class 丙"},
    "甲类仓库": {"floors: fire_class 甲", "floors: usage storage"},
    "空置 3层 经开区 济清": {"both: owner 济清（平台）", "both: park JK", "floors: floor 3..3", "floors: status free"},
    "held floors in EDZ": {"both: park JK", "floors: status held"},
    "财金 有证 1000平以上": {
        "both: owner 财金（平台）",
        "both: title_status titled",
        "floors: area >= 1000",
        "land: area >= 1.5",
    },
    "untitled": {"both: title_status untitled"},
    "办证中 农发": {"both: owner 农发（平台）", "both: title_status in_progress"},
    "净地": {"land: readiness ready"},
    "可即时供应 工业 30亩 创新谷": {"both: park CX", "land: area >= 30", "land: readiness ready", "land: usage 1001"},
    "within 6 months": {"land: readiness within_6_months"},
    "12个月以上": {"land: readiness later"},
    "无阻碍": {"land: blocker_months <= 0"},
    "no blockers": {"land: blocker_months <= 0"},
    "规划未调整": {"land: blockers planning_adjustment"},
    "不要征收拆迁": set(),
    "without gas": set(),
    "not idle or under-used": {"land: status not idle,low_yield"},
    "low-yield land over 30 mu in IV": {"both: park CX", "land: area >= 30", "land: status low_yield"},
    "R&D space over 500 m2": {"floors: area >= 500", "floors: usage research"},
    "研发 办公 创新谷": {"both: park CX", "floors: usage research,office"},
    "标准厂房 带货梯 荷载1.5吨": {"floors: floor_load >= 15", "floors: kind standard_factory", "floors: lift >= 0.1"},
    "with crane 10 t": {"floors: crane >= 10"},
    "power at least 630 kVA": {"both: power >= 630"},
    "地价低于30万": {"land: price <= 30"},
    "price under CNY 264,000 per mu": {"land: price <= 26.4"},
    "租金不超过0.5元": {"floors: rent <= 0.5"},
    "rent below CNY 0.6 per m2 per day": {"floors: rent <= 0.6"},
    "购地": {"turns to land"},
    "租赁": {"turns to floors"},
    "rent": {"turns to floors"},
    "2024年6月前可用": {"both: available_from <= 2024-05-31"},
    "available before June 2024": {"both: available_from <= 2024-05-31"},
    "2024年起可用 丙类": {"both: available_from >= 2024-01-01", "floors: fire_class 丙"},
    "ready by 1 March 2024": {"both: available_from <= 2024-03-01"},
    "2023年开工": {"land: started_on 2023-01-01..2023-12-31"},
    "意向截止 2023年9月前": {"both: held_until <= 2023-08-31"},
    "海岱": {"land: owner 海岱智能装备有限公司（虚构）"},
    "Haidai": {"thing P-2023-001"},
    "二类工业": {"land: usage 100102"},
    "1001": {"land: usage 1001"},
    "崮云湖": {"text 崮云湖"},
    "供而未用的工业用地": {"land: status unstarted", "land: usage 1001"},
    "闲置或供而未用的工业": {"land: status idle,unstarted", "land: usage 1001"},
    "经济开发区工业": {"both: park JK", "land: usage 1001"},
    "税收20万以上": {"land: tax_per_mu >= 20"},
    "地价30万以下": {"land: price <= 30"},
    "tax above 200k per mu": {"land: tax_per_mu >= 20"},
    "idle or not started industrial > 20 mu in Guide": {
        "both: park GD",
        "land: area >= 20",
        "land: status idle,unstarted",
        "land: usage 1001",
    },
    "Guide industrial": {"both: park GD", "land: usage 1001"},
    "Guide Industrial": {"both: park GD"},
    "Smart Manufacturing": {"both: park CX-T2"},
    "长兴公园 1公里内": {"near B-JK-G01 1000"},
    "1公里内 长兴公园": {"near B-JK-G01 1000"},
    "Changxing Park within 1 km": {"near B-JK-G01 1000"},
    "Changxing Park": {"near B-JK-G01 2000"},
    "归德大道 500米内": {"near B-GD-S04 500"},
    "归德大道": {"near B-GD-S04 2000"},
    "everywhere but Guide": {"both: park not GD"},
    "idle but not in Guide": {"both: park not GD", "land: status idle"},
    "beyond 2 km from Guide": {"unknown beyond 2 km from Guide"},
    "大学路500米以外": {"unknown 大学路500米以外"},
    "归德2公里以外 闲置": {"land: status idle", "unknown 归德2公里以外"},
    "不用货梯": {"unknown 不用货梯"},
    "20--50亩": {"land: area 20..50"},
    "长兴公园1公里": {"near B-JK-G01 1000"},
    "归德附近以外": {"unknown 归德附近以外"},
    "闲置 -5亩": {"land: status idle", "unknown -5亩"},
    "-5亩": {"unknown -5亩"},
    "层高8米": {"floors: clear_height >= 8"},
    "层高8米以下": {"floors: clear_height <= 8"},
    "for rent": {"turns to floors"},
    "归德以外": {"both: park not GD"},
    "不在归德": {"both: park not GD"},
    "outside Guide": {"both: park not GD"},
    "not in Guide": {"both: park not GD"},
    "不在大学路附近": {"unknown 不在大学路附近"},
    "工业区": {"land: usage 1001", "unknown 区"},
    "不要低效和闲置": {"land: status not low_yield,idle"},
    "not low-yield or idle": {"land: status not low_yield,idle"},
    "neither idle nor low-yield": {"land: status not idle,low_yield"},
    "闲置和低效都不要 20亩以上": {"land: area >= 20", "land: status not idle,low_yield"},
    "不含丙类": {"floors: fire_class not 丙"},
    "不要甲乙类 经开区": {"both: park JK", "floors: fire_class not 甲,乙"},
    "not class A or B": {"floors: fire_class not 甲,乙"},
    "距 480312.78,4051034.24 500米内": {"near 116.78,36.59 500"},
    "within 500 m of X 4051034.24 Y 39480312.78": {"near 116.78,36.59 500"},
    "116.75,36.55 周边1公里的闲置": {"land: status idle", "near 116.75,36.55 1000"},
    "idle near 36.55 116.75": {"land: status idle", "near 116.75,36.55 2000"},
}
"""Each phrase with all that is read of it: what is asked (areas of land in mu), what is offered, things to go to, words that nobody knows."""


def features(layer: Layer) -> list[dict[str, Any]]:
    """Features as the page has them; their shapes mean nothing here."""
    target = io.BytesIO()
    write(target, map(layer.feature, range(len(layer))))
    return [{**one, "geometry": None} for one in json.loads(target.getvalue())["features"]]


@pytest.fixture(scope="module")
def readings(root: Path, demo_inventory: Inventory, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The reading of each phrase, by the page's own reader."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node here; it comes with npm")
    phrases = list(PHRASES)
    page = {
        "config": configuration(demo_inventory, View()),
        "features": {name: features(layer) for name, layer in demo_inventory.layers.items()},
        "phrases": phrases,
    }
    path = tmp_path_factory.mktemp("phrases") / "page.json"
    path.write_text(json.dumps(page), "utf-8")
    command = [node, str(root / "tests" / "page" / "read_phrases.js"), str(path)]
    ran = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False, timeout=120)
    assert ran.returncode == 0, ran.stderr
    return dict(zip(phrases, json.loads(ran.stdout), strict=True))


def plainly(reading: dict[str, Any]) -> set[str]:
    """A reading as the table has it; what is asked of land and of floors alike stands once."""
    asked: dict[str, set[str]] = {}
    for one in reading["asks"]:
        collection, _, words = one.partition(".") if one.split(".")[0] in SHORT else ("", "", one)
        asked.setdefault(words, set()).add(SHORT.get(collection, ""))
    lines = {": ".join(filter(None, ["both" if len(of) > 1 else min(of), words])) for words, of in asked.items()}
    lines |= {f"offer {one.partition('.')[2] or one}" for one in reading["offers"]}
    lines |= {f"thing {one}" for one in reading["things"][:1]}
    lines |= {f"unknown {one}" for one in reading["unknown"]}
    if not lines and reading["active"]:
        lines = {f"turns to {SHORT[reading['active']]}"}
    return lines | ({"place"} if reading["place"] else set())


@pytest.mark.parametrize("typed", PHRASES)
def test_the_demonstration_is_asked_as_people_ask_it(readings: dict[str, Any], typed: str) -> None:
    assert plainly(readings[typed]) == PHRASES[typed]


def test_what_cannot_be_asked_or_was_taken_otherwise_says_so_in_both_languages(readings: dict[str, Any]) -> None:
    def notes(typed: str, language: str) -> str:
        return " | ".join(note[language] for note in readings[typed]["notes"])

    assert notes("不要征收拆迁", "zh") == "“不要征收拆迁”未采用：“阻碍”一处可有多项，不能单独排除；可查“无阻碍”"
    assert notes("不要征收拆迁", "en").startswith("“not expropriation” is left out: a place may have several blockers")
    assert "1 吨/m² 按 10 kN/m² 换算" in notes("承重2吨每平", "zh")
    assert "净高" in notes("8000平 层高8米 丙类 经开区", "zh")
    assert "不止一个" in notes("装备产业园附近", "zh")
    assert notes("20-50 mu near Guide", "en") == ""
    assert "从严" in notes("层高8米", "zh")
    assert notes("层高8米以下", "zh") == "层高按净高查"
    assert "还没有条件" in notes("租赁", "zh")

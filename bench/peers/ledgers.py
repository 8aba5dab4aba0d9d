"""Who brings in a ledger, each in a process of its own: landstock, also a month later, calamine that only reads the cells, a script over pandas.

``python -m bench.peers.ledgers WHO SOURCE FOLDER`` prints what was found, how long it took and the most memory that it took, as JSON.
"""

from __future__ import annotations

import datetime as dt
import importlib
import json
import re
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bench.ledger import HEADINGS

if TYPE_CHECKING:
    from gis.io.written_rows import WrittenRows

ROOT: Final = Path(__file__).resolve().parents[2]
KNOWN: Final = ("contract_start", "site_area_m2", "supplied_on", "price_wan")
"""Fields of which each says how many values it has."""
Found = dict[str, Any]


def landstock(source: Path, folder: Path) -> Found:
    """Imported by its mapping, and opened so that it answers."""
    from gis.folder import open_folder  # noqa: PLC0415  each process loads what it times
    from gis.intake.register import import_register  # noqa: PLC0415

    written: dict[str, WrittenRows] = {}
    report = import_register(
        [source], folder / "mapping.toml", folder / "layers", shared=ROOT / "layers", written=written
    )
    (layer,) = open_folder(folder / "layers", written=written).layers.values()
    area = layer.columns["site_area_m2"].order()
    return {
        "rows": report.kept,
        "area": round(float(area[area == area].sum())),  # noqa: PLR0124  NaN
        **{name: int(layer.columns[name].known.sum()) for name in KNOWN},
    }


def begun(source: Path, folder: Path) -> Found:
    """Imported, its rows kept for the month that comes."""
    from gis.intake.register import import_register  # noqa: PLC0415
    from gis.io.members import members  # noqa: PLC0415
    from gis.renewing.renewal import Place  # noqa: PLC0415
    from gis.renewing.rows_read import keep_rows  # noqa: PLC0415

    place = Place(into=folder / "layers", shared=ROOT / "layers")
    report = import_register([source], folder / "mapping.toml", place.into, shared=place.shared)
    opened = place.open()
    opened.inventory()
    keep_rows(opened, report, members([source]))
    return {"rows": report.kept}


def renewed(source: Path, folder: Path) -> Found:
    """Read again, the difference told."""
    return _renewed(source, folder, apply=False)


def written(source: Path, folder: Path) -> Found:
    """Read again, the difference told and written."""
    return _renewed(source, folder, apply=True)


def _renewed(source: Path, folder: Path, *, apply: bool) -> Found:
    from gis.renewing.renewal import Place, renew_layer  # noqa: PLC0415
    from gis.renewing.wishes import Wishes  # noqa: PLC0415

    place = Place(into=folder / "kept", shared=ROOT / "layers")
    difference = renew_layer([source], folder / "mapping.toml", place, Wishes(apply=apply)).difference
    difference.text("zh")
    return {"rows": difference.rows, "changed": difference.changed_rows}


def calamine(source: Path, _folder: Path) -> Found:
    """Every cell read and no more."""
    import python_calamine  # noqa: PLC0415

    return {
        "rows": sum(1 for _ in python_calamine.load_workbook(str(source)).get_sheet_by_index(0).iter_rows()) - 2,
    }


_UNSEEN: Final = re.compile(r"[\u200b\u200e\u200f\ufeff\x00-\x08\x0e-\x1f]")
_NOTHING: Final = frozenset({"", "/", "-", "—", "——", "无", "不详", "待核实"})
_FIGURE: Final = re.compile(r"([+-]?\d[\d,]*(?:\.\d+)?)(㎡|平方米|亩|公顷|万元|元)?")
_SCALE: Final = {"": 1.0, "㎡": 1.0, "平方米": 1.0, "亩": 2000 / 3, "公顷": 1e4, "万元": 1.0, "元": 1e-4}
_DAY: Final = re.compile(r"(\d{4})[年./-](\d{1,2})[月./-](\d{1,2})日?")
_RANGE: Final = re.compile(r"(\d+(?:\.\d+)?)≤R≤(\d+(?:\.\d+)?)")
_CODE: Final = re.compile(r"370113\d{6}[GJZ][A-Z]\d{5}")


def pandas(source: Path, folder: Path) -> Found:
    """As one writes it down: a frame of texts, each column cleaned by a function, what is not certain listed, a GeoJSON and a GeoPackage written."""
    import pandas as pd  # noqa: PLC0415
    import pyogrio  # noqa: PLC0415

    from gis.codelist_file import read_codelist  # noqa: PLC0415

    codes = read_codelist(ROOT / "layers" / "codelists" / "land_use_2023.toml")
    named = {entry.title.zh: entry.code for entry in codes.codes} | {code: code for code in codes.by_code}
    frame = pd.read_csv(source, dtype=str, keep_default_na=False)
    made = pd.DataFrame({"id": frame["宗地代码"].apply(_text)})
    doubts: list[tuple[str, str, int, str]] = []
    cleaners: dict[str, tuple[str, Callable[[str], Any]]] = {
        "parcel_code": ("宗地代码", lambda raw: raw if _CODE.fullmatch(raw) else None),
        "contract_start": ("约定开工时间", _day),
        "site_area_m2": ("面积（平方米）", lambda raw: _figure(raw, 1.0)),
        "area_of_mu": ("面积（亩）", lambda raw: _figure(raw, 2000 / 3)),
        "supplied_on": ("供地时间", _day),
        "land_use": ("土地用途", named.get),
        "far_max": ("规划容积率", lambda raw: _bound(raw, 2)),
        "far_min": ("规划容积率", lambda raw: _bound(raw, 1)),
        "price_wan": ("合同总金额（万元）", lambda raw: _figure(raw, 1.0)),
    }
    for name, (heading, clean) in cleaners.items():
        raw = frame[heading].str.strip()
        made[name] = raw.apply(clean)
        open_ = made[name].isna() & ~raw.isin(_NOTHING)
        made[f"{name}_original"] = raw.where(open_)
        doubts += [(name, heading, row + 2, raw[row]) for row in open_[open_].index]
    used = {heading for heading, _ in cleaners.values()}
    for number, heading in enumerate(HEADINGS):
        if heading not in used:
            made[f"text_{number}"] = frame[heading].apply(_text)
    made["id"] = made["id"].where(~made["id"].duplicated(), made["id"] + "-2")
    off = (made["site_area_m2"] - made["area_of_mu"]).abs() > 0.01 * made["area_of_mu"].abs()
    made.loc[off, ["site_area_m2", "area_of_mu"]] = None
    with (folder / "script.geojson").open("w", encoding="utf-8") as out:
        out.write('{"type":"FeatureCollection","features":[\n')
        plain = made.astype(object).where(made.notna(), None)
        for place, record in enumerate(plain.to_dict("records")):
            feature = {"type": "Feature", "id": record["id"], "properties": record, "geometry": None}
            out.write((",\n" if place else "") + json.dumps(feature, ensure_ascii=False))
        out.write("\n]}\n")
    (folder / "script-report.json").write_text(json.dumps(doubts, ensure_ascii=False), "utf-8")
    pyogrio.write_dataframe(made, folder / "script.gpkg", layer="ledger", driver="GPKG")
    area = made["site_area_m2"].astype(float)
    return {
        "rows": len(made),
        "area": round(float(area.sum())),
        **{name: int(made[name].notna().sum()) for name in KNOWN},
    }


def _text(raw: str) -> str | None:
    text = "".join(_UNSEEN.sub("", raw).split("\n")).strip()
    return None if text in _NOTHING else text


def _figure(raw: str, scale: float) -> float | None:
    found = _FIGURE.fullmatch(raw)
    return (
        None
        if found is None
        else float(found[1].replace(",", "")) * _SCALE.get(found[2] or "", 1.0) * (1.0 if found[2] else scale)
    )


def _day(raw: str) -> str | None:
    found = _DAY.fullmatch(raw)
    try:
        return None if found is None else dt.date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    except ValueError:
        return None


def _bound(raw: str, side: int) -> float | None:
    found = _RANGE.fullmatch(raw)
    return None if found is None else float(found[side])


def filed(_source: Path, folder: Path) -> Found:
    """A data folder without a store opened, and one question answered."""
    from gis.folder import open_folder  # noqa: PLC0415
    from gis.query import select  # noqa: PLC0415
    from gis.question import Box, Query  # noqa: PLC0415

    (layer,) = open_folder(folder / "filed").layers.values()
    west, south, east, north = layer.bounds[0].tolist()
    select(layer, Query(collection=layer.id, bbox=Box(west=west, south=south, east=east, north=north)))
    return {"rows": len(layer)}


def geopandas(source: Path, folder: Path) -> Found:
    """Read, and written as a GeoPackage."""
    import geopandas as gpd  # noqa: PLC0415

    frame = gpd.read_file(source, engine="pyogrio")
    frame.to_file(folder / "filed" / "peer.gpkg", driver="GPKG", engine="pyogrio")
    return {"rows": len(frame)}


WHO: Final[dict[str, Callable[[Path, Path], Found]]] = {
    "landstock": landstock,
    "calamine": calamine,
    "pandas": pandas,
    "begun": begun,
    "renewed": renewed,
    "written": written,
    "filed": filed,
    "geopandas": geopandas,
}
LOADED: Final = {
    "landstock": ("gis.folder", "gis.intake.register"),
    "renewed": ("gis.renewing.renewal",),
    "written": ("gis.renewing.renewal",),
    "calamine": ("python_calamine",),
    "pandas": ("pandas", "pyogrio"),
    "filed": ("gis.folder", "geopandas"),
    "geopandas": ("geopandas",),
}
"""What is loaded before anything is timed, of each of them: it takes as long for a source of ten rows."""


def main() -> None:
    """Do one of them."""
    who, source, folder = sys.argv[1:]
    for module in LOADED.get(who, ()):
        importlib.import_module(module)
    began, worked = time.perf_counter(), time.process_time()
    found = WHO[who](Path(source), Path(folder))
    seconds, cpu = time.perf_counter() - began, time.process_time() - worked
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"found": found, "seconds": seconds, "cpu": cpu, "peak_mb": peak}))


if __name__ == "__main__":
    main()
